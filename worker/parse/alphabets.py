"""The charset of undeclared bytes where the document says its language.

A byte is one letter in Turkish and another in Czech; nothing but the language tells. Of the
charsets its writers use that one is taken in which most bytes are letters of its alphabet; where
many are none, as under a wrong language, none is.
"""

from __future__ import annotations

import re

_START = 20_000  # bytes in which a document says its language
_SAMPLE = 200_000
_LEAST = 0.6  # of the letters beyond ASCII; the others are names and pictures
_LANGUAGE = re.compile(
    rb"<(?:[\w.-]{1,40}:)?language[^<>]{0,200}>\s*(?:<!\[CDATA\[\s*)?([a-z]{2})\b"
    rb"""|\sxml:lang\s*=\s*["']([a-z]{2})\b|<html\s[^<>]{0,500}?\blang\s*=\s*["']?([a-z]{2})\b"""
    rb"""|"language"\s*:\s*"([a-z]{2})\b""",
    re.IGNORECASE,
)
_HIGH = re.compile(rb"[\x80-\xff]")
_WORDS = re.compile(rb"[\x80-\xff]{3,}")
_PUNCTUATION = frozenset("„“”‚‘’–—…«»‹›·•°§©®€№\u00a0\u200e\u200f")
_CENTRAL = ("cp1250", "iso8859-2", "cp1252")
_BALTIC = ("cp1257", "iso8859-4", "cp1252")
_SCRIPTS = {  # a whole word is beyond ASCII
    "el": (range(0x0370, 0x0400), ("cp1253", "iso8859-7")),
    "he": (range(0x0590, 0x0600), ("cp1255", "iso8859-8")),
    "ar": (range(0x060C, 0x0700), ("cp1256", "iso8859-6")),
    "th": (range(0x0E01, 0x0E5C), ("cp874", "tis_620")),
}
_SCRIPTS |= {"iw": _SCRIPTS["he"], "fa": _SCRIPTS["ar"], "ur": _SCRIPTS["ar"]}
_LETTERS = {  # some letters of a word are
    "tr": ("çğıöşüâîû", ("cp1254", "cp1252")),
    "az": ("çğıöşüə", ("cp1254", "cp1252")),
    "pl": ("ąćęłńóśźż", _CENTRAL),
    "cs": ("áčďéěíňóřšťúůýž", _CENTRAL),
    "sk": ("áäčďéíĺľňóôŕšťúýž", _CENTRAL),
    "hu": ("áéíóöőúüű", _CENTRAL),
    "ro": ("ăâîşţ", _CENTRAL),
    "sl": ("čćđšž", _CENTRAL),
    "lt": ("ąčęėįšųūž", _BALTIC),
    "lv": ("āčēģīķļņōŗšūž", _BALTIC),
    "et": ("äõöüšž", _BALTIC),
}
_LETTERS |= dict.fromkeys(("hr", "bs", "sr"), _LETTERS["sl"])


def charset(body: bytes) -> str | None:
    """The likeliest charset of the language that the document names; None where that is none of
    these, or what is read so is not in its alphabet.
    """
    found = _LANGUAGE.search(body[:_START])
    named = next(filter(None, found.groups())).decode().lower() if found else ""
    sample = body[:_SAMPLE]
    charsets: tuple[str, ...]
    if named in _SCRIPTS:
        script, charsets = _SCRIPTS[named]
        usual = frozenset(map(chr, script))
    elif named in _LETTERS and not _in_whole_words(sample):
        letters, charsets = _LETTERS[named]
        usual = frozenset(letters + letters.replace("ı", "İ").upper())
    else:
        return None
    high = b"".join(_HIGH.findall(sample))
    counted = [(*_letters(high, name, usual), -place) for place, name in enumerate(charsets)]
    most, of, place = max(counted)
    return charsets[-place] if most >= _LEAST * -of > 0 else None


def _in_whole_words(sample: bytes) -> bool:
    """Whether most bytes beyond ASCII stand together, as in no Latin script."""
    return 2 * sum(map(len, _WORDS.findall(sample))) >= len(_HIGH.findall(sample))


def _letters(high: bytes, charset: str, usual: frozenset[str]) -> tuple[int, int]:
    """How many of these bytes are letters of that alphabet, and less how many are anything but
    punctuation, so that the greatest is the likeliest.
    """
    read = [letter for letter in high.decode(charset, "replace") if letter not in _PUNCTUATION]
    return sum(letter in usual for letter in read), -len(read)
