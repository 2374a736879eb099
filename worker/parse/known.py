"""Leaves out of a feed document what was read before, byte for byte (rule 13).

feedparser spends 2 ms on each entry, and nineteen polls in twenty bring nothing new. So the bytes
of each entry are marked with a hash, the marks of the last document are kept, and entries whose
mark is known are cut out before anything is parsed. Bytes are cut, never written anew: what is
left reads exactly as it did among its neighbours. Where the cut is not certain (no entries found,
nesting, markup in the way, other than one byte a character), the document is read whole.

Marks are kept as bytes: a flag, then of each entry in document order the hash of its bytes, how
many names it goes by, and a short hash of each of these.
"""

from __future__ import annotations

import html
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from worker.model import Identity, ParsedFeed
from worker.parse import charset, hints, links

MARK_BYTES = 8  # of one entry: two entries of one feed alike by chance once in 10^16
NAME_BYTES = 4  # of a name: two alike by chance cost no more than being read again
_MOST_NAMES = 100  # of one entry, each spelled in 20 us; one with more is never cut out
_FLAG_BYTES = 1  # before the marks: whether the document was no XML
_LOOSE, _STRICT = b"\x03", b"\x02"
# Makes a document no XML, and says nothing: what was read by the tolerant parser shall be again.
_NO_XML = b"</no-xml>"
_ROOT = re.compile(rb"<[A-Za-z_][^<>]*>")
_MOST = 10_000  # entries; beyond, their marks would weigh more than they save
_MOST_ALL_NAMES = 5 * _MOST
_START = 4_000  # bytes in which the root must stand
_ENTRY = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?(?:item|entry))(?=[\s/>])")
_OF_PICTURE = b"<media:"
_NO_TITLE = "title "
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
class LeftOut:
    """The known entries of a document that were not read again: how many, and the marks of all
    entries in the document before and in this one.
    """

    number: int = 0
    before: bytes = b""
    marks: bytes = b""

    def shows_gone(self, title: str) -> bool:
        """Whether it is certain that an entry so titled was listed before, and is no longer."""
        name = _short(_name(title.encode(), "title"))
        return name in _all_names(self.before) and name not in _all_names(self.marks)


def skim(body: bytes, content_type: str, known: bytes, most: int = _MOST) -> Skim | None:
    """The document without the entries of these marks; None where it must be read whole, or more
    than `most` of its entries are not known.

    Entries stay that share a guid, a link or a title with one that is not known: only beside each
    other can they be told apart.
    """
    context = _context(body, content_type)
    if context is None:
        return None
    spans = _spans(body)
    if not 0 < len(spans) <= _MOST:
        return None
    key, seen = _key(context), _records(known)
    marks = [_mark(key, body[start:end]) for start, end in spans]
    fresh = frozenset(place for place, mark in enumerate(marks) if mark not in seen)
    if len(fresh) > most:
        return None
    for place in fresh:
        start, end = spans[place]
        seen[marks[place]] = _names(body[start:end])
    names = [seen[mark] for mark in marks]
    if max(map(len, names)) > _MOST_NAMES or sum(map(len, names)) > _MOST_ALL_NAMES:
        return None
    kept = _with_kin(names, fresh) if 0 < len(fresh) < len(spans) else fresh
    flag = known[:_FLAG_BYTES] if _readable(known) else _STRICT
    rest = _without(body, spans, kept)
    if flag == _LOOSE:
        rest += _NO_XML
    whole = flag + b"".join(map(_record, marks, names))
    return Skim(whole, len(spans) - len(kept), len(kept), rest)


def nothing_new(part: Skim, identity: Identity) -> ParsedFeed:
    """A document of which every entry is known, so that nothing is left to read."""
    said = hints.read(part.rest)
    return ParsedFeed("unknown", (), identity, hints=said, known=part.known, marks=part.marks)


def flagged(marks: bytes, *, loose: bool) -> bytes:
    """The marks of a whole document, with how it had to be read."""
    return (_LOOSE if loose else _STRICT) + marks[_FLAG_BYTES:]


def items_fresh(
    items: Sequence[bytes], names: Sequence[Sequence[str]], known: bytes
) -> tuple[list[int], bytes]:
    """Of entries that have no place in an XML document: the places of those that are to be read,
    and the marks of all. `names` are what each goes by.
    """
    seen, key = _records(known), _key(b"")
    marks = [_mark(key, item) for item in items]
    fresh = frozenset(place for place, mark in enumerate(marks) if mark not in seen)
    short = ([_short(name) for name in said[:_MOST_NAMES]] for said in names)
    packed = _STRICT + b"".join(map(_record, marks, short))
    return sorted(_with_kin(names, fresh)), packed


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


def _record(mark: bytes, names: Sequence[bytes]) -> bytes:
    return b"".join((mark, bytes((len(names),)), *names))


def _readable(marks: bytes) -> bool:
    """Whether marks were kept in today's manner."""
    return marks[:_FLAG_BYTES] in {_STRICT, _LOOSE}


def _records(marks: bytes) -> dict[bytes, tuple[bytes, ...]]:
    """The names of each entry by its mark; none of marks kept in an earlier manner."""
    found: dict[bytes, tuple[bytes, ...]] = {}
    at = _FLAG_BYTES if _readable(marks) else len(marks)
    while at < len(marks):
        mark, first = marks[at : at + MARK_BYTES], at + MARK_BYTES + 1
        at = first + NAME_BYTES * marks[first - 1]
        found[mark] = tuple(marks[n : n + NAME_BYTES] for n in range(first, at, NAME_BYTES))
    return found


def _all_names(marks: bytes) -> frozenset[bytes]:
    return frozenset(name for names in _records(marks).values() for name in names)


def _without(body: bytes, spans: Sequence[tuple[int, int]], kept: frozenset[int]) -> bytes:
    parts, at = [], 0
    for place, (start, end) in enumerate(spans):
        if place not in kept:
            parts.append(body[at:start])
            at = end
    return b"".join((*parts, body[at:]))


def _with_kin(names: Sequence[Sequence[object]], fresh: frozenset[int]) -> frozenset[int]:
    """The places of the fresh entries and of those that share a name with one of them."""
    wanted = frozenset(name for place in fresh for name in names[place])
    kin = (place for place, said in enumerate(names) if not wanted.isdisjoint(said))
    return fresh.union(kin)


def _names(entry: bytes) -> tuple[bytes, ...]:
    """What an entry may be known by, spelled so that equal names are equal here too, in hashes.

    A picture's title is the entry's only where that has no other. Entries without a title are
    namesakes: they may be known by any other of their words.
    """
    about = _ABOUT.match(entry)  # RSS 1.0 names an item in its tag
    ids = {about[1]} if about else set()
    titles, pictured = set[bytes](), set[bytes]()
    for element in _NAMES.finditer(entry):
        name, attributes, text = element.groups()
        href = _HREF.search(attributes)
        of_picture = name == b"title" and element[0].startswith(_OF_PICTURE)
        group = pictured if of_picture else titles if name == b"title" else ids
        group.add(href[1] if href else text)
        if len(ids) + len(titles) + len(pictured) > _MOST_NAMES:
            break
    entitled = {_name(said, "title") for said in titles} - {_NO_TITLE}
    if not entitled:
        entitled = {_name(said, "title") for said in pictured or {b""}}
    found = entitled.union(_name(said, "id") for said in ids)
    return tuple(sorted({_short(name) for name in found}))


def _short(name: str) -> bytes:
    return zlib.crc32(name.encode()).to_bytes(NAME_BYTES, "big")


def _name(said: bytes, kind: str) -> str:
    text = said.decode("utf-8", "replace").strip().removesuffix("]]>")
    text = html.unescape(text).strip()
    return f"{kind} {links.canonical(text) if '://' in text else text}"
