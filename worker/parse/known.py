"""Leaves out of a feed document what was read before, byte for byte (rule 13).

feedparser spends 2 ms on each entry, and nineteen polls in twenty bring nothing new. So the bytes
of each entry are marked with a hash, the marks of the last document are kept, and entries whose
mark is known are cut out before anything is parsed. Bytes are cut, never written anew: what is
left reads exactly as it did among its neighbours. Where the cut is not certain (no entries found,
nesting, markup in the way, other than one byte a character), the document is read whole.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from worker.model import Identity, ParsedFeed
from worker.parse import charset, hints, links

MARK_BYTES = 8  # of one entry: two entries of one feed alike by chance once in 10^16
_FLAG_BYTES = 1  # before the marks: whether the document was no XML
_LOOSE, _STRICT = b"\x01", b"\x00"
# Makes a document no XML, and says nothing: what was read by the tolerant parser shall be again.
_NO_XML = b"</no-xml>"
_ROOT = re.compile(rb"<[A-Za-z_][^<>]*>")
_MOST = 10_000  # entries; beyond, their marks would weigh more than they save
_START = 4_000  # bytes in which the root must stand
_ENTRY = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?(?:item|entry))(?=[\s/>])")
_SPACE_OR_END = b" \t\r\n/>"
_PAIRS = ((b"<![CDATA[", b"]]>"), (b"<!--", b"-->"))
_NAMES = re.compile(
    rb"<(?:[\w.-]+:)?(guid|id|link|title|identifier|origLink)\b([^<>]*)>\s*(?:<!\[CDATA\[)?"
    rb"([^<]{0,2000})"
)
_ABOUT = re.compile(rb"""\A<[^<>]*?\babout\s*=\s*["']([^"']{1,2000})""")
_HREF = re.compile(rb"""href\s*=\s*["']([^"']{1,2000})""")


@dataclass(frozen=True, slots=True)
class Skim:
    """A document without its known entries.

    `marks` are those of the whole document, to be kept once it is stored. `rest` is what is left
    to read, with `unread` entries in it.
    """

    marks: bytes
    known: int
    unread: int
    rest: bytes


@dataclass(frozen=True, slots=True)
class _Marked:
    """Where each entry stands, its mark, and the places of those whose mark is not known."""

    spans: list[tuple[int, int]]
    marks: list[bytes]
    fresh: list[int]


def skim(body: bytes, content_type: str, known: bytes) -> Skim | None:
    """The document without the entries of these marks; None where it must be read whole.

    Entries stay that share a guid, a link or a title with one that is not known: only beside each
    other can they be told apart.
    """
    marked = _marked(body, content_type, known)
    return None if marked is None else _skimmed(body, marked, known)


def nothing_new(
    body: bytes, headers: Mapping[str, str], identity: Identity | None, known: bytes
) -> ParsedFeed | None:
    """The document if every entry in it is known; None, in a millisecond, where it must be read."""
    if identity is None or not known:
        return None
    marked = _marked(body, headers.get("content-type", ""), known)
    if marked is None or marked.fresh:
        return None
    skimmed = _skimmed(body, marked, known)
    said = hints.read(skimmed.rest)
    return ParsedFeed("unknown", (), identity, hints=said, known=skimmed.known, marks=skimmed.marks)


def flagged(marks: bytes, *, loose: bool) -> bytes:
    """The marks of a whole document, with how it had to be read."""
    return (_LOOSE if loose else _STRICT) + marks[_FLAG_BYTES:]


def packed(items: Sequence[bytes]) -> bytes:
    """The marks of entries that have no place in an XML document."""
    key = _key(b"")
    return _STRICT + b"".join(_mark(key, item) for item in items)


def places(items: Sequence[bytes], known: bytes) -> list[int]:
    """Which of these entries are not known."""
    seen = frozenset(_split(known[_FLAG_BYTES:]))
    key = _key(b"")
    return [place for place, item in enumerate(items) if _mark(key, item) not in seen]


def _marked(body: bytes, content_type: str, known: bytes) -> _Marked | None:
    """The entries with their marks; None where they cannot be told for certain."""
    context = _context(body, content_type)
    if context is None:
        return None
    spans = _spans(body)
    if not 0 < len(spans) <= _MOST:
        return None
    key = _key(context)
    marks = [_mark(key, body[start:end]) for start, end in spans]
    seen = frozenset(_split(known[_FLAG_BYTES:]))
    return _Marked(spans, marks, [place for place, mark in enumerate(marks) if mark not in seen])


def _skimmed(body: bytes, marked: _Marked, known: bytes) -> Skim:
    """The document cut: without all but what is fresh, and its kin."""
    flag, spans, kept = known[:_FLAG_BYTES], marked.spans, marked.fresh
    if 0 < len(kept) < len(spans):
        kept = _with_kin(body, spans, kept)
    whole = (flag or _STRICT) + b"".join(marked.marks)
    rest = _without(body, spans, frozenset(kept))
    if flag == _LOOSE:
        rest += _NO_XML
    return Skim(whole, len(spans) - len(kept), len(kept), rest)


def _context(body: bytes, content_type: str) -> bytes | None:
    """What besides its own bytes decides how an entry reads: charset, namespaces, root.

    None for documents that are not cut.
    """
    start = body[:_START]
    if b"\x00" in start or b"<!ENTITY" in start:
        return None
    root = _ROOT.search(start)
    if root is None:
        return None
    said = (charset.in_header(content_type) or "", charset.declared(body) or "")
    return b"|".join((root[0], *(name.encode() for name in said), body[:3]))


def _spans(body: bytes) -> list[tuple[int, int]]:
    """Where each entry begins and ends, in order; empty where that is not certain."""
    first = _ENTRY.search(body)
    if first is None:
        return []
    opening, closing = b"<" + first[1], b"</" + first[1] + b">"
    pairs = [pair for pair in _PAIRS if any(sign in body for sign in pair)]
    found: list[tuple[int, int]] = []
    gap, start = 0, first.start()
    while start >= 0:
        end = body.find(closing, start) + len(closing)
        following = _next(body, opening, start + 1)
        if end < len(closing) or 0 <= following < end:  # where it ends is not certain
            return []
        if _open(body, pairs, gap, start) or _open(body, pairs, start, end):
            return []
        found.append((start, end))
        gap, start = end, following
    return [] if _open(body, pairs, gap, len(body)) else found


def _next(body: bytes, opening: bytes, at: int) -> int:
    """Where the next entry begins; -1 after the last. `<items>` is none."""
    start = body.find(opening, at)
    while start >= 0 and body[start + len(opening) : start + len(opening) + 1] not in _SPACE_OR_END:
        start = body.find(opening, start + 1)
    return start


def _open(body: bytes, pairs: Sequence[tuple[bytes, bytes]], start: int, end: int) -> bool:
    """Whether a comment or CDATA begun here does not end here."""
    for begun, ended in pairs:
        if body.count(begun, start, end) != body.count(ended, start, end):
            return True
    return False


def _key(context: bytes) -> bytes:
    return blake2b(context).digest()


def _mark(key: bytes, entry: bytes) -> bytes:
    return blake2b(entry, digest_size=MARK_BYTES, key=key).digest()


def _split(marks: bytes) -> Iterator[bytes]:
    return (marks[at : at + MARK_BYTES] for at in range(0, len(marks), MARK_BYTES))


def _without(body: bytes, spans: Sequence[tuple[int, int]], kept: frozenset[int]) -> bytes:
    parts, at = [], 0
    for place, (start, end) in enumerate(spans):
        if place not in kept:
            parts.append(body[at:start])
            at = end
    return b"".join((*parts, body[at:]))


def _with_kin(body: bytes, spans: Sequence[tuple[int, int]], fresh: Sequence[int]) -> list[int]:
    """The fresh entries and those that share a name with one of them, in document order."""
    names = [_names(body[start:end]) for start, end in spans]
    wanted = frozenset().union(*(names[place] for place in fresh))
    new = frozenset(fresh)
    return [place for place, said in enumerate(names) if place in new or said & wanted]


def _names(entry: bytes) -> frozenset[str]:
    """What an entry may be known by, spelled so that equal names are equal here too.

    Entries without a title are namesakes: they may be known by any other of their words.
    """
    about = _ABOUT.match(entry)  # RSS 1.0 names an item in its tag
    ids = {about[1]} if about else set()
    titles: set[bytes] = set()
    for name, attributes, text in _NAMES.findall(entry):
        href = _HREF.search(attributes)
        (titles if name == b"title" else ids).add(href[1] if href else text)
    # Spelled once where guid and link are the same bytes: that is the dear part of a cut.
    found = {_name(said, "id") for said in ids}
    return frozenset(found | {_name(said, "title") for said in titles or {b""}})


def _name(said: bytes, kind: str) -> str:
    text = said.decode("utf-8", "replace").strip().removesuffix("]]>")
    text = html.unescape(text).strip()
    return f"{kind} {links.canonical(text) if '://' in text else text}"
