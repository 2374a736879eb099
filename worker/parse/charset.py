"""Which bytes and which charset: gzip opened within bounds, encodings settled once (rule 12).

Order: byte order mark, HTTP charset (Latin 1 behind another one's declaration), XML declaration,
detection (by the language that the document names, where it does). A charset that cannot decode
the bytes is passed over; a UTF-8 document with a few broken bytes stays UTF-8.
"""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Callable

from worker.parse import alphabets

MOST_BYTES = 50_000_000  # fetch bounds bodies far below; this stops gzip within gzip
_LAYERS = 3
_START = 400  # bytes that show how the first sign is spelled
_GZIP = b"\x1f\x8b"
# First, but for what is sent before a document by mistake (`rescue.begun`).
_XML_DECLARATION = re.compile(
    rb"\A(?!\s*[{\[])(?:[^<]++|</?b>|<br ?/?>|<!--.*?-->)*+"
    rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._:-]+)["']""",
    re.DOTALL,
)
_HTTP_CHARSET = re.compile(r"""charset\s*=\s*["']?([^\s"';]+)""", re.IGNORECASE)
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32le"),
    (codecs.BOM_UTF32_BE, "utf-32be"),
    (b"<\x00\x00\x00", "utf-32le"),
    (b"\x00\x00\x00<", "utf-32be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16le"),
    (codecs.BOM_UTF16_BE, "utf-16be"),
    (b"<\x00", "utf-16le"),
    (b"\x00<", "utf-16be"),
    (b"{\x00", "utf-16le"),
    (b"\x00{", "utf-16be"),
)
# Text codecs only: Python's "zlib" or "rot13" are codecs too, and not charsets.
_NOT_CHARSETS = (
    "base64 bz2 hex idna mbcs oem palmos punycode quopri raw_unicode_escape rot_13 undefined "
    "unicode_escape uu zlib"
)
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "iso8859-1": "cp1252", "ascii": "utf-8"}
# One byte a character: text in them that is UTF-8 by chance is a riddle, not news.
_SINGLE = {
    "koi8-r",
    "koi8-u",
    "cp866",
    "cp874",
    "tis-620",
    *(f"cp{number}" for number in range(1250, 1259)),
} | {f"iso8859-{number}" for number in range(2, 17)}


# Of a header, what gives way to the document's own word: many servers add Latin 1 to all they send,
# and it decodes almost anything.
UNTOLD = (None, "cp1252")

Judge = Callable[[bytes], float]  # how usual a sample reads in one charset


class TooLarge(Exception):
    """A compressed body grows beyond what is read."""


def inflate(body: bytes) -> bytes:
    """`body` with up to three layers of gzip removed; other bytes come back as they are.

    A cut-off stream gives what could be read. Raises `TooLarge` beyond `MOST_BYTES`.
    """
    for _ in range(_LAYERS):
        if not body.startswith(_GZIP):
            return body
        opened, rest = bytearray(), body
        while rest.startswith(_GZIP):  # members may follow one another
            stream = zlib.decompressobj(31)
            try:
                opened += stream.decompress(rest, MOST_BYTES + 1 - len(opened))
            except zlib.error:
                break
            if len(opened) > MOST_BYTES:
                raise TooLarge
            rest = stream.unused_data
        if not opened:
            return body
        body = bytes(opened)
    if body.startswith(_GZIP):
        raise TooLarge
    return body


def mark(body: bytes) -> str | None:
    """The charset the first bytes prove: a byte order mark, or a sign of 2 or 4 bytes."""
    return next((name for start, name in _MARKS if body.startswith(start)), None)


def declared(body: bytes, *, labels: bool = True) -> str | None:
    """The charset of the XML declaration, if Python knows it, by one of WHATWG's `labels` too."""
    found = _XML_DECLARATION.match(body[:1024].removeprefix(codecs.BOM_UTF8))
    return _known(found[1].decode("ascii"), labels=labels) if found else None


def in_header(content_type: str, *, labels: bool = True) -> str | None:
    """The charset parameter of a Content-Type, likewise."""
    found = _HTTP_CHARSET.search(content_type)
    return _known(found[1], labels=labels) if found else None


def settle(body: bytes, content_type: str) -> str:
    """The charset to read `body` with: one that decodes it, or "utf-8" with replacements."""
    certain = mark(body)
    if certain is not None:
        return certain
    said = [in_header(content_type), declared(body)]
    if said[0] in UNTOLD:
        said.reverse()
    for name in said:
        if name is None or _denied(body, name):
            continue
        if name in _SINGLE and not body.isascii() and decodes(body, "utf-8"):
            return "utf-8"  # a server's standing word; no such text reads as UTF-8 by chance
        if decodes(body, name) or (name == "utf-8" and _is_utf8(body)):
            return name
    return detect(body)


def _denied(body: bytes, name: str) -> bool:
    """Whether the document's first sign is markup's as ASCII spells it, and none in that charset:
    writers of UTF-16 strings declare it and are sent as UTF-8.
    """
    start = body[:_START].lstrip()
    said = start[: len(start) & ~3].decode(name, "ignore").lstrip()
    return start[:1] in {b"<", b"{", b"["} and said[:1] != chr(start[0])


def decode(body: bytes, content_type: str = "") -> str:
    """`body` as text, without its byte order mark; never raises."""
    text = body.decode(settle(body, content_type), "replace")
    return text.removeprefix("\ufeff")


def detect(body: bytes) -> str:
    """The likeliest charset of undeclared bytes: UTF-8 where it fits, else one of the language the
    document names, else by letter habits.
    """
    if _is_utf8(body):
        return "utf-8"
    named = alphabets.charset(body)
    if named is not None and decodes(body, named):
        return named
    # Runs of high bytes are whole words: Cyrillic, or a charset of two bytes a character.
    runs = re.findall(rb"[\x80-\xff]{3,}", body[:200_000])
    if 2 * sum(map(len, runs)) < len(re.findall(rb"[\x80-\xff]", body[:200_000])):
        return "cp1252"
    sample = b" ".join(runs)
    scored = [(judge(sample), name) for name, judge in _JUDGES.items() if decodes(body, name)]
    best, name = max(scored, default=(0.0, "cp1252"))
    return name if best > 0 else "cp1252"


def _share(sample: bytes, charset: str, usual: str) -> float:
    """Share of the sample's characters that are usual in texts of that charset."""
    text = sample.decode(charset, "ignore").replace(" ", "")
    return sum(letter in usual for letter in text) / len(text) if text else 0.0


_COMMON_HAN = "的一是不了在人有我他這这個个们們中來来上大為为和國国地到以說说時时要就出會会年日月"
_KANA = "".join(map(chr, range(0x3041, 0x30FF)))
_HANGUL = "".join(map(chr, range(0xAC00, 0xD7A4)))
_CYRILLIC = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъіїєґ"
_THAI = "".join(map(chr, range(0x0E01, 0x0E5C)))


def _judge(charset: str, usual: str, weight: float = 1.0, floor: float = 0.0) -> Judge:
    return lambda sample: weight * (_share(sample, charset, usual) - floor)


# Weights make the scores comparable: Han is judged by its 40 commonest signs, a sixth of running
# text; kana are half of it; Thai's range covers Cyrillic's, and Hangul's half of the Han signs.
_JUDGES: dict[str, Judge] = {
    "cp1251": _judge("cp1251", _CYRILLIC),
    "koi8-r": _judge("koi8-r", _CYRILLIC),
    "euc_jp": _judge("euc_jp", _KANA, 2.0),
    "shift_jis": _judge("shift_jis", _KANA, 2.0),
    "euc_kr": _judge("euc_kr", _HANGUL, 2.0, 0.5),
    "tis_620": _judge("tis_620", _THAI, 0.8),
    "gb18030": _judge("gb18030", _COMMON_HAN, 6.0),
    "big5": _judge("big5", _COMMON_HAN, 6.0),
}


def _known(name: str, *, labels: bool) -> str | None:
    """Python's name of a charset; `labels` are windows-874, x-sjis, iso-8859-8-i, and ascii for
    UTF-8.
    """
    label = name.lower().removeprefix("x-").removesuffix("-i").replace("windows-", "cp")
    found = _codec(name) or (_codec(label) if labels else "")
    if not found or found.replace("-", "_") in _NOT_CHARSETS.split():
        return None
    return found if found == "ascii" and not labels else _WIDER.get(found, found)


def _codec(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""


def decodes(body: bytes, charset: str) -> bool:
    """Whether every byte means something in that charset."""
    try:
        body.decode(charset)
    except (UnicodeError, LookupError):
        return charset == "cp1252"  # it has five holes, and no document means them
    return True


def _is_utf8(body: bytes) -> bool:
    """Whether this is UTF-8 but for some broken bytes (one in three non-ASCII characters): bytes of
    other charsets are UTF-8 in one place of six at the most, those of GB 18030.
    """
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("utf-8", "replace")
        broken = text.count("\ufffd")
        return 3 * broken <= len(text) - len(text.encode("ascii", "ignore"))
    return True
