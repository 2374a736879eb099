"""Folds texts to one byte a letter, as `fold` does to characters: ten times as fast.

The bytes of `fold_parts` stand for the characters of `fold`, one for one, so an offset into the one
is an offset into the other. Latin, Cyrillic, Greek, Hebrew and Arabic letters and digits have a
byte each; the letters of all other scripts share a few (`shares` says which words hold such), so
what is found of those must be compared once more as text.

Most texts need no thought a character: a table look-up, some replacements of bytes. Texts that hold
what is rare (combining marks, scripts without spaces, letters that fold to several) are folded
slowly and then encoded; the outcome is the same.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from worker.text.fold import JOINED, PARAGRAPH, fold, fold_character

BETWEEN: Final = b"\n"  # parts one text from the next; stands in no word

_OWN: Final = (
    "abcdefghijklmnopqrstuvwxyz0123456789 '\n" + PARAGRAPH,
    "".join(map(chr, range(0x430, 0x460))) + "ґғқңүұһәө",
    "".join(map(chr, range(0x3B1, 0x3CA))),
    "".join(map(chr, range(0x5D0, 0x5EB))),
    "".join(map(chr, (*range(0x621, 0x63B), *range(0x641, 0x64B)))) + "پچژگکی",
)
_SHARED: Final = 24  # how many bytes the letters of other scripts share
PART, DROPPED, RARE, _UNSEEN = 0x02, 0x03, 0x04, 0x05
_DOUBLES: Final = {"ae": 0x06, "oe": 0x07, "ss": 0x08, "th": 0x0E}
DOUBLE: Final = tuple(_DOUBLES.values())
_RESERVED: Final = frozenset(b"\t\n\x0b\x0c\r '\x01\x02\x03\x04\x05\x06\x07\x08\x0e")
_JOINER: Final = "\uffff"  # no character: stands between texts while they are folded together


def _alphabet() -> tuple[dict[str, int], list[int]]:
    """The byte of each letter that has its own, and the bytes that others share."""
    ascii_own, *scripts = _OWN
    own = {letter: ord(letter) for letter in ascii_own}
    free = [b for b in range(256) if b not in own.values() and b not in _RESERVED]
    letters = dict.fromkeys("".join(scripts))
    own |= dict(zip(letters, free, strict=False))
    return own, free[len(letters) : len(letters) + _SHARED]


_BYTES, _BUCKETS = _alphabet()
_OF_BYTE: Final = {byte: letter for letter, byte in _BYTES.items()}
_LETTERS: Final = "".join(_OF_BYTE.get(byte, "\ufffe") for byte in range(256))  # \ufffe: none
_SHARING: Final = re.compile(b"[%s]" % re.escape(bytes(_BUCKETS)))
_CYRILLIC: Final = bytes(b for letter, b in _BYTES.items() if "\u0400" <= letter <= "\u052f")
PARTING: Final = re.compile(
    b"'(?:(?<![%s]')|(?![%s]))" % (re.escape(_CYRILLIC), re.escape(_CYRILLIC))
)
_BLANK_LINE: Final = re.compile(rb"\n\s*\n")
_SPACES: Final = re.compile(b"  +")
_AT_ONCE: Final = 1 << 18  # characters: what a huge text may take of memory beside itself
_SEEN_AT_ONCE: Final = 0x0530  # Latin, Greek and Cyrillic are looked up when this page loads
_TABLE_SIZE: Final = 0x20000


class _Encoding(dict[int, str]):
    """For `str.translate`: each folded character as the Latin-1 character of its byte."""

    def __missing__(self, code: int) -> str:
        byte = _BYTES.get(chr(code))
        found = chr(_BUCKETS[code % _SHARED] if byte is None else byte)
        if code < _TABLE_SIZE:  # beyond, text cannot make the table grow for ever
            self[code] = found
        return found


_ENCODING = _Encoding()


def encode(folded: str) -> bytes:
    """Folded text, one byte a character."""
    return folded.translate(_ENCODING).encode("latin-1")


def shares(word: bytes) -> bool:
    """Whether encoded text holds letters that share a byte with others."""
    return _SHARING.search(word) is not None


def decode(word: bytes) -> str:
    """The folded text that was encoded; only if it does not share."""
    return codecs.charmap_decode(word, "strict", _LETTERS)[0]


def _byte_of(code: int) -> int:
    """What one published character becomes while texts are folded fast."""
    character = chr(code)
    if character == _JOINER:
        return PART
    if JOINED.match(character):
        return RARE
    folded = fold_character(code)
    if len(folded) == 1:
        return encode(folded)[0]
    return _DOUBLES.get(folded, RARE) if folded else DROPPED


def _new_table() -> npt.NDArray[np.uint8]:
    table = np.full(_TABLE_SIZE, _UNSEEN, np.uint8)
    for code in range(_SEEN_AT_ONCE):
        table[code] = _byte_of(code)
    table[-1] = RARE  # all that lies beyond
    return table


_TABLE = _new_table()


def looked_up(text: str) -> bytes:
    """Each published character as a byte: a letter, a sign to be dealt with, a space."""
    if len(text) <= _AT_ONCE:
        return _looked_up(text)
    starts = range(0, len(text), _AT_ONCE)
    return b"".join([_looked_up(text[start : start + _AT_ONCE]) for start in starts])


def _looked_up(text: str) -> bytes:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    data = _TABLE.take(codes, mode="clip")
    if (data == _UNSEEN).any():
        for code in set(codes[data == _UNSEEN].tolist()):  # `np.unique` imports masked arrays: 2 MB
            _TABLE[code] = _byte_of(code)
        data = _TABLE.take(codes, mode="clip")
    return data.tobytes()


def fold_parts(texts: Sequence[str]) -> bytes:
    """The texts folded and encoded, `BETWEEN` one and the next: `encode(fold(text))` of each."""
    data = _folded_fast(texts)
    return BETWEEN.join([encode(fold(text)) for text in texts]) if data is None else data


def folded_parts(texts: Sequence[str]) -> str:
    """The texts folded, `BETWEEN` one and the next: the characters behind `fold_parts`."""
    data = _folded_fast(texts)
    if data is None or shares(data):
        return BETWEEN.decode().join(map(fold, texts))
    return decode(data)


def _folded_fast(texts: Sequence[str]) -> bytes | None:
    """The texts folded by table look-up; None where something in them is rare."""
    data = looked_up(_JOINER.join(("", *texts, "")))
    if RARE in data or data.count(PART) != len(texts) + 1:
        return None
    if DROPPED in data:
        data = data.translate(None, bytes((DROPPED,)))
    for double, mark in _DOUBLES.items():
        if mark in data:
            data = data.replace(bytes((mark,)), double.encode())
    if b"'" in data:
        data = PARTING.sub(b" ", data)
    if b"\n" in data:
        data = _BLANK_LINE.sub(b" \x01 ", data).replace(b"\n", b" ")
    data = data.replace(bytes((PART,)), b" \n ")
    data = _single_spaced(data)
    if b"\x01" in data:  # a blank line at the edge of a text parts nothing
        data = data.replace(b"\n \x01 ", b"\n ").replace(b" \x01 \n", b" \n")
    return data[2:-2]


def _single_spaced(data: bytes) -> bytes:
    if len(data) > _AT_ONCE:  # the masks below take thrice its room
        return _SPACES.sub(b" ", data)
    letters = np.frombuffer(data, np.uint8)
    spaces = letters == ord(" ")
    kept = np.ones(len(letters), bool)
    np.logical_not(spaces[1:] & spaces[:-1], out=kept[1:])
    return letters[kept].tobytes()
