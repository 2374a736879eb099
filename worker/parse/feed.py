"""A feed document's bytes to its articles, whatever the format: the one doorway to feedparser.

`read` runs in a child process that can be killed, and never raises for what the bytes say. The
pre-pass that drops already known entries (rule 13) belongs between `prepare` and feedparser.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import feedparser

from worker.model import Identity, ParsedFeed, Unreadable
from worker.parse import charset, clean, guard, jsonfeed, sitemap, syndication
from worker.parse.entries import assemble
from worker.parse.raw import RawFeed

# What of a server's answer may steer the parser; `content-location` would rebase relative guids.
_HEARD_HEADERS = ("content-type", "content-language")
_BAD_REFERENCE = re.compile(rb"&#(?:x([0-9a-fA-F]{1,8})|([0-9]{1,10}));")
_TITLE = re.compile(r"<title[^<>]*>([^<]{0,2000})", re.IGNORECASE)
_HTML = re.compile(r"<!doctype\s+html|<html\b|\A\s*<(?:head|body|div|p|br|b)\b", re.IGNORECASE)
_FEED = re.compile(r"<(?:[\w.-]+:)?(?:rss|feed|rdf|channel|item|entry)\b", re.IGNORECASE)
_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]{0,40})")
_OTHER_ROOTS = {
    "opml": "an OPML subscription list, not a feed (import it with `feeds import`)",
    "svg": "an SVG picture, not a feed",
}
_START_CHARS = 20_000


def read(
    body: bytes,
    headers: Mapping[str, str],
    url: str,
    identity: Identity | None = None,
    limit: int = 2000,
) -> ParsedFeed | Unreadable:
    """The newest `limit` entries of a document that came from `url`, or why it is not a feed.

    `identity` is the strategy chosen for this feed before, None on its first visit. A valid feed
    without entries is a `ParsedFeed` without entries. Header names are lower case.
    """
    try:
        opened = charset.inflate(body)
    except charset.TooLarge:
        return Unreadable("a compressed body that grows beyond all bounds", hostile=True)
    if not opened.strip(b" \t\r\n\x00"):
        return Unreadable("an empty body")
    start = charset.decode(opened[:_START_CHARS], headers.get("content-type", ""))
    if jsonfeed.looks_like_json(start):
        found = _json(opened, headers)
    elif sitemap.kind(start):
        found = _sitemap(opened, headers)
    elif _HTML.search(start) and not _FEED.search(start):
        found = None  # a page: the parser would only search it in vain
    else:
        found = _xml(opened, headers)
    if isinstance(found, RawFeed):
        return assemble(found, url, identity, limit)
    return found or _what_it_is(start)


def prepare(body: bytes, headers: Mapping[str, str]) -> tuple[bytes, dict[str, str]]:
    """The bytes and headers feedparser is to see: inflated, with the charset settled.

    feedparser believes the HTTP charset before a byte order mark, reads undeclared bytes as
    Latin 1, and a whole UTF-8 document as Windows-1252 for one broken byte.
    """
    opened = charset.inflate(body)
    heard = {name.lower(): value for name, value in headers.items()}
    content_type = heard.get("content-type", "")
    chosen = charset.settle(opened, content_type)
    said = charset.in_header(content_type) or charset.declared(opened)
    if chosen == "utf-8" and not charset.decodes(opened, chosen):
        opened = opened.decode("utf-8", "replace").encode()
    if chosen != said and not (chosen == "utf-8" and opened.isascii()):
        media = content_type.partition(";")[0].strip() or "application/xml"
        heard["content-type"] = f"{media}; charset={chosen}"
    return opened, heard


def parse_document(body: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
    """The result of feedparser for a document, the only way it is ever called.

    Where feedparser raises, the document is cleaned of what XML forbids and read once more; what
    it raises then is `ValueError`.
    """
    opened, heard = prepare(body, headers)
    try:
        return _feedparser(opened, heard)
    except Exception:  # noqa: BLE001 - feedparser documents no errors, and raises many
        opened = _BAD_REFERENCE.sub(_allowed_reference, opened).replace(b"\x00", b"")
    try:
        return _feedparser(opened, heard)
    except Exception as error:
        raise ValueError(f"{type(error).__name__} in the parser") from error


def _feedparser(body: bytes, headers: dict[str, str]) -> dict[str, Any]:
    result: dict[str, Any] = feedparser.parse(
        BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )
    return result


def _allowed_reference(found: re.Match[bytes]) -> bytes:
    """The character reference, or nothing where no character has that number."""
    try:
        chr(int(found[1], 16) if found[1] else int(found[2])).encode()
    except (ValueError, OverflowError):  # a lone surrogate, or beyond Unicode
        return b""
    return found[0]


def _json(body: bytes, headers: Mapping[str, str]) -> RawFeed | Unreadable | None:
    found = jsonfeed.read(charset.decode(body, headers.get("content-type", "")))
    return Unreadable(found) if isinstance(found, str) else found


def _sitemap(body: bytes, headers: Mapping[str, str]) -> RawFeed | Unreadable:
    attack = guard.attack(body)
    if attack is not None:
        return Unreadable(attack, hostile=True)
    found = sitemap.read(charset.decode(body, headers.get("content-type", "")))
    return Unreadable(found) if isinstance(found, str) else found


def _xml(body: bytes, headers: Mapping[str, str]) -> RawFeed | Unreadable | None:
    """The feed in an XML document; None where there is none."""
    attack = guard.attack(body)
    if attack is not None:
        return Unreadable(attack, hostile=True)
    heard = {name: headers[name] for name in _HEARD_HEADERS if name in headers}
    try:
        result = parse_document(body, heard)
    except ValueError as error:
        return Unreadable(f"a document the parser cannot read ({error})")
    found = syndication.read(result)
    said = any(e.title.value or e.summary.value or e.link or e.guid for e in found.entries)
    return found if said or found.format != syndication.UNKNOWN else None


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
