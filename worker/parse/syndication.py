"""RSS, Atom and CDF as feedparser hands them over, brought into the one raw shape.

feedparser's dictionaries answer missing keys with aliases and deprecation warnings, so every
lookup here is the plain `dict.get`.
"""

from __future__ import annotations

import html
import re
from typing import Any

from worker.parse.older import RELATIONS
from worker.parse.raw import Markup, RawEntry, RawFeed, Span

Node = dict[str, Any]  # feedparser's FeedParserDict is one

UNKNOWN = "unknown"  # the format of a document whose root says nothing
_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_DATES = ("published", "created", "updated")
# The whole text for search engines and portals, beside a summary (Yandex, Rambler, Mail.ru).
_PORTALS = ("yandex_full-text", "rambler_full-text", "rambler_fulltext", "mailru_full-text")
_FULL_TEXTS = (*_PORTALS, "turbo_content", "full-text", "fulltext")
_MOST_AUTHORS = 50
# Links of an entry that lead to no telling of it.
_ASIDE = frozenset({"replies", "edit", "edit-media", "service.edit", "license", "hub", "search"})
# Tags that stand alone, which feedparser's test for HTML (a closing tag) does not see.
_LONE_TAG = re.compile(r"<(?:br|p|hr|wbr)\s*/?>", re.IGNORECASE)


def read(result: Node) -> RawFeed:
    """The raw shape of feedparser's result, entries in document order."""
    feed: Node = result["feed"]
    version = _text(result, "version")
    literal = version.startswith("atom")
    author = _author(feed) if literal else ""  # an entry's own where it names none (RFC 4287)
    return RawFeed(
        format=version or UNKNOWN,
        entries=tuple(_entry(entry, author, literal=literal) for entry in result["entries"]),
        title=_title(feed, literal=literal),
        link=_text(feed, "link"),
        language=_text(feed, "language"),
        older=_older(feed),
        generator=_text(feed, "generator"),
    )


def _older(feed: Node) -> str:
    """The address of older entries, where the feed advertises one."""
    links = {_text(link, "rel"): _text(link, "href") for link in _nodes(feed, "links")}
    return next((links[relation] for relation in RELATIONS if links.get(relation)), "")


def _entry(entry: Node, author: str, *, literal: bool) -> RawEntry:
    source = _node(entry, "source")
    return RawEntry(
        guid=_text(entry, "id"),
        link=_link(entry),
        title=_title(entry, literal=literal),
        summary=_span(_text(entry, "summary"), _detail(entry, "summary")),
        content=_content(entry),
        author=_author(entry) or _author(source) or author,
        language=_language(entry),
        dates=tuple(date for name in _DATES if (date := _text(entry, name))),
        source=_text(source, "title"),
        source_url=_text(source, "href") or _text(source, "link"),
    )


def _text(source: Node, name: str) -> str:
    """A text value; anything else a malformed document puts there is no value."""
    value = dict.get(source, name)
    return value if isinstance(value, str) else ""


def _detail(source: Node, name: str) -> Node:
    return _node(source, f"{name}_detail")


def _node(source: Node, name: str) -> Node:
    found = dict.get(source, name)
    return found if isinstance(found, dict) else {}


def _nodes(source: Node, name: str) -> list[Node]:
    found = dict.get(source, name)
    return [node for node in found if isinstance(node, dict)] if isinstance(found, list) else []


def _span(value: str, detail: Node) -> Span:
    """Atom's `type="text"` is literal; RSS says nothing, and feedparser's guess is kept."""
    return Span(value, "text" if _text(detail, "type") == "text/plain" else "html")


def _author(source: Node) -> str:
    """The names of all who wrote it, in order, each once."""
    listed = _nodes(source, "authors")[:_MOST_AUTHORS]
    named = (_text(author, "name").strip() for author in listed)
    names: list[str] = []
    for name in named:
        if not any(name.casefold() in other.casefold() for other in names):
            names.append(name)
    return (
        ", ".join(filter(None, names))
        or _text(_detail(source, "author"), "name")
        or _text(source, "author")
    )


def _title(source: Node, *, literal: bool) -> Span:
    value = _text(source, "title") or _text(source, "itunes_title")
    if _text(_detail(source, "title"), "type") in _HTML_TYPES:
        return Span(value, "html")
    markup: Markup = "text" if literal else "guess"
    return Span(value, "html" if markup == "guess" and _LONE_TAG.search(value) else markup)


def _content(entry: Node) -> Span:
    """The longest of an entry's text contents: the others are its summary or a translation."""
    spans = [
        _span(_text(content, "value"), content)
        for content in _nodes(entry, "content")
        if (_text(content, "type") or "text/html").startswith(("text/", "application/xhtml"))
    ]
    spans += [_unknown(value) for name in _FULL_TEXTS if (value := _text(entry, name))]
    return max(spans, key=lambda span: len(span.value), default=Span())


def _unknown(value: str) -> Span:
    """The text of an element feedparser does not know, whose references may still be there."""
    return Span(value if "<" in value else html.unescape(value))


def _link(entry: Node) -> str:
    """The article's address: the publisher's own before a click counter's, else what else it links
    to, but for pictures.
    """
    links = [_text(link, "href") for link in _nodes(entry, "links") if not _is_aside(link)]
    link, guid = _text(entry, "link"), _text(entry, "id")
    if link == guid and "://" not in guid:  # feedparser takes a bare guid ("12345") for a link
        link, links = "", [*links, link]
    own = _text(entry, "feedburner_origlink"), link
    return next((link for link in (*own, *links) if link.strip()), "")


def _is_aside(link: Node) -> bool:
    return _text(link, "rel") in _ASIDE or _text(link, "type").startswith("image/")


def _language(entry: Node) -> str:
    """The entry's own `xml:lang` or `dc:language`; feedparser lets details inherit the feed's."""
    details = (_detail(entry, "title"), _detail(entry, "summary"))
    return next((word for d in (entry, *details) if (word := _text(d, "language"))), "")
