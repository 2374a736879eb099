"""A feed document's bytes to its articles, whatever the format: the one doorway to feedparser.

`read` runs in a child process that can be killed, and never raises for what the bytes say. What
was read before is left out before feedparser sees the document (`known`, rule 13).
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from io import BytesIO
from typing import Any
from xml.sax import SAXException

import feedparser
from feedparser.mixin import _FeedParserMixin

from worker.model import Identity, ParsedFeed, Unreadable
from worker.parse import (
    authors,
    buffered,
    charset,
    clean,
    guard,
    hints,
    jsonfeed,
    rescue,
    sitemap,
    syndication,
)
from worker.parse.entries import assemble
from worker.parse.known import Skim, flagged, skim
from worker.parse.raw import RawFeed

# What of a server's answer may steer the parser; `content-location` would rebase relative guids.
_HEARD_HEADERS = ("content-type", "content-language")
# Of other media it passes over the charset.
_HEARD_MEDIA = re.compile(r"text/|application/(?:[^;]*\+)?xml", re.IGNORECASE)
_TITLE = re.compile(r"<title[^<>]*>([^<]{0,2000})", re.IGNORECASE)
_HTML = re.compile(r"<!doctype\s+html|<html\b|\A\s*<(?:head|body|div|p|br|b)\b", re.IGNORECASE)
_FEED = re.compile(r"<(?:[\w.-]+:)?(?:rss|feed|rdf|channel|item|entry)\b", re.IGNORECASE)
_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]{0,40})")
_OTHER_ROOTS = {
    "opml": "an OPML subscription list, not a feed (import it with `feeds import`)",
    "svg": "an SVG picture, not a feed",
}
_START_CHARS = 20_000
_LINE_CHARS = 1_000  # of a first line whose declaration `rescue` can part in UTF-8 alone
_AUTHOR_CHARS = 2_000  # of a name that an address is looked for in

_sync_author_detail = _FeedParserMixin._sync_author_detail  # noqa: SLF001 - there is no door


def _sync_author_name(parser: Any, key: str = "author") -> None:
    """As feedparser does, whose search for an address in a name of 300 kB takes many minutes; the
    name beside an address is what `authors` finds.
    """
    context = parser._get_context()  # noqa: SLF001
    said = context.get(key) or ""
    if len(said) > _AUTHOR_CHARS:
        return
    people = context.get(f"{key}s")
    named = bool(people and people[-1])  # in an element of its own, as Atom does
    _sync_author_detail(parser, key)
    detail = context.get(f"{key}_detail")
    if "@" in said and not named and detail:
        detail["name"] = authors.name(said) or said


_FeedParserMixin._sync_author_detail = _sync_author_name  # noqa: SLF001
feedparser.api.PREFERRED_XML_PARSERS = [buffered.__name__]


def read(
    body: bytes,
    headers: Mapping[str, str],
    url: str,
    identity: Identity | None = None,
    known: bytes = b"",
    limit: int = 2000,
) -> ParsedFeed | Unreadable:
    """The newest `limit` entries of a document that came from `url`, or why it is not a feed.

    `identity` is the strategy chosen for this feed before, None on its first visit; entries of the
    `known` marks are left out and counted. A valid feed without entries is a `ParsedFeed` without
    entries. Header names are lower case.
    """
    try:
        opened = charset.inflate(body)
    except charset.TooLarge:
        return Unreadable("a compressed body that grows beyond all bounds", hostile=True)
    if not opened.strip(b" \t\r\n\x00"):
        return Unreadable("an empty body")
    start = charset.decode(opened[:_START_CHARS], headers.get("content-type", ""))
    if jsonfeed.looks_like_json(start):
        found = _json(opened, headers, known)
    elif sitemap.kind(start):
        found = _sitemap(opened, headers)
    elif _HTML.search(start) and not _FEED.search(start):
        found = None  # a page: the parser would only search it in vain
    else:
        found = _xml(rescue.without_half(opened), headers, known)
    if isinstance(found, RawFeed):
        return assemble(found, url, identity, limit)
    return found or _what_it_is(start)


def read_part(
    part: Skim,
    settled: str,
    headers: Mapping[str, str],
    url: str,
    identity: Identity | None = None,
    limit: int = 2000,
) -> ParsedFeed | Unreadable | None:
    """As `read`, of a document already cut; None: only the whole document can tell.

    `settled` is the whole document's charset (`charset.settle`).
    """
    found = _parsed(part.rest, _heard(headers), settled, part)
    return assemble(found, url, identity, limit) if isinstance(found, RawFeed) else found


def prepare(
    body: bytes, headers: Mapping[str, str], settled: str | None = None
) -> tuple[bytes, dict[str, str]]:
    """The bytes and headers feedparser is to see: inflated, with the charset settled.

    `settled` is the charset of the document that `body` is what is left of: all of it tells.
    feedparser believes the HTTP charset before a byte order mark, reads undeclared bytes as
    Latin 1, and a whole UTF-8 document as Windows-1252 for one broken byte.
    """
    opened = charset.inflate(body)
    heard = {name.lower(): value for name, value in headers.items()}
    content_type = heard.get("content-type", "")
    chosen = settled or charset.settle(opened, content_type)
    text = opened.decode(chosen, "replace")
    wide = chosen.startswith(("utf-16", "utf-32")) and "\n" not in text[:_LINE_CHARS]
    if wide or "\ufffd" in text:  # for broken bytes feedparser would take another charset
        opened, chosen = text.encode("utf-8", "replace"), "utf-8"
    # What feedparser hears: Python's names, and no declaration behind anything else.
    first = opened.lstrip().startswith(b"<?xml")
    in_header = charset.in_header(content_type, labels=False)
    declared = charset.declared(opened, labels=False) if first else None
    named = {name for name in (in_header, declared) if name}
    agreed = named == {chosen} and (declared or _HEARD_MEDIA.match(content_type))
    if not agreed and not _as_ascii(opened, {*named, chosen}):
        heard["content-type"] = f"application/xml; charset={chosen}"
    return opened, heard


def _as_ascii(body: bytes, names: Collection[str]) -> bool:
    """Whether it is all ASCII, in every charset that is named."""
    return body.isascii() and all(body.decode(name, "replace") == body.decode() for name in names)


def parse_document(
    body: bytes, headers: Mapping[str, str], settled: str | None = None
) -> dict[str, Any]:
    """The result of feedparser for a document, the only way it is ever called.

    Where feedparser raises, the document is cleaned of what XML forbids and read once more; what
    it raises then is `ValueError`.
    """
    opened, heard = prepare(body, headers, settled)
    opened = rescue.without_foreign_names(rescue.without_page(opened))
    try:
        return _mended(opened, heard)
    except Exception:  # noqa: BLE001 - feedparser documents no errors, and raises many
        opened = rescue.cleaned(charset.decode(opened, heard.get("content-type", "")))
    try:
        return _feedparser(opened, {**heard, "content-type": "application/xml; charset=utf-8"})
    except Exception as error:
        raise ValueError(f"{type(error).__name__} in the parser") from error


def _mended(body: bytes, headers: dict[str, str]) -> dict[str, Any]:
    """Where bare ampersands alone keep a document from being XML, read as if they were written
    right: the tolerant parser takes `&lang` in an address for a name. Else it knows best.
    """
    found = _feedparser(body, headers)
    if found.get("bozo") and (mended := rescue.escaped(body)) != body:
        again = _feedparser(mended, headers)
        return found if again.get("bozo") else again
    return found


def _feedparser(body: bytes, headers: dict[str, str]) -> dict[str, Any]:
    result: dict[str, Any] = feedparser.parse(
        BytesIO(rescue.declared_apart(body)),
        response_headers=headers,
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    return result


def _json(body: bytes, headers: Mapping[str, str], known: bytes) -> RawFeed | Unreadable | None:
    found = jsonfeed.read(charset.decode(body, headers.get("content-type", "")), known)
    return Unreadable(found) if isinstance(found, str) else found


def _sitemap(body: bytes, headers: Mapping[str, str]) -> RawFeed | Unreadable:
    attack = guard.attack(body)
    if attack is not None:
        return Unreadable(attack, hostile=True)
    found = sitemap.read(charset.decode(body, headers.get("content-type", "")))
    return Unreadable(found) if isinstance(found, str) else found


def _heard(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: headers[name] for name in _HEARD_HEADERS if name in headers}


def _xml(body: bytes, headers: Mapping[str, str], known: bytes) -> RawFeed | Unreadable | None:
    """The feed in an XML document; None where there is none."""
    heard = _heard(headers)
    content_type = heard.get("content-type", "")
    part = skim(body, content_type, known)
    if part is None:
        return _parsed(body, heard, None, None)
    if not part.unread:
        said = hints.read(part.rest)
        return RawFeed(syndication.UNKNOWN, (), hints=said, marks=part.marks, known=part.known)
    found = _parsed(part.rest, heard, charset.settle(body, content_type), part)
    if found is None and part.known:
        return _xml(body, headers, b"")
    return found


def _parsed(
    rest: bytes, heard: Mapping[str, str], settled: str | None, part: Skim | None
) -> RawFeed | Unreadable | None:
    """The feed in what is left to read; None: no feed, or not the entries that the cut saw."""
    attack = guard.attack(rest)
    if attack is not None:
        return Unreadable(attack, hostile=True)
    try:
        result = parse_document(rest, heard, settled)
    except ValueError as error:
        return Unreadable(f"a document the parser cannot read ({error})")
    found = replace(syndication.read(result), hints=hints.read(rest))
    sure = part is not None and part.unread == len(found.entries)
    if part is not None and part.known and not sure:
        return None
    return _feed_in(found, result, part if sure else None)


def _feed_in(found: RawFeed, result: dict[str, Any], skimmed: Skim | None) -> RawFeed | None:
    """What was found, with the marks of all entries where the cut is certain; None: no feed."""
    said = any(e.title.value or e.summary.value or e.link or e.guid for e in found.entries)
    if not said and found.format == syndication.UNKNOWN:
        return None
    if skimmed is None:
        return found
    return replace(found, marks=_marks(skimmed, result), known=skimmed.known)


def _marks(skimmed: Skim, result: dict[str, Any]) -> bytes:
    """The marks to keep; how a document had to be read is told by a whole one alone."""
    if skimmed.known:
        return skimmed.marks
    return flagged(skimmed.marks, loose=isinstance(result.get("bozo_exception"), SAXException))


def _what_it_is(start: str) -> Unreadable:
    """A sentence for a document without a feed in it, from its first characters."""
    root = _ROOT.search(start) if start.lstrip().startswith("<") else None
    name = root[1] if root else ""
    if name.lower() in _OTHER_ROOTS:
        return Unreadable(_OTHER_ROOTS[name.lower()])
    if _HTML.search(start):
        title = _TITLE.search(start)
        named = clean.line(html.unescape(title[1]), 80) if title else ""
        titled = f"titled '{named}'" if named else "without a title"
        return Unreadable(f"an HTML page {titled}, not a feed")
    if name:
        return Unreadable(f"an XML document <{name}>, not a feed")
    if "\x00" in start or start.count("\ufffd") * 10 > len(start):
        return Unreadable("binary data, not a feed")
    return Unreadable(f"plain text, not a feed: '{clean.line(start, 60)}'")
