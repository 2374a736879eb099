"""JSON Feed 1.0 and 1.1, which feedparser does not read (jsonfeed.org)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from worker.parse import clean, known, links, rescue
from worker.parse.raw import RawEntry, RawFeed, Span

_COMMENT = r"/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)|//[^\n]*+"
_BEFORE = re.compile(rf"(?:\s|{_COMMENT})++")
# Strings first, so that nothing in them is taken for a comment or a comma.
_COMMENTS = re.compile(rf'("(?:[^"\\]|\\.)*+(?:"|\Z))|{_COMMENT}', re.DOTALL)
_LAST_COMMA = re.compile(r'("(?:[^"\\]|\\.)*+(?:"|\Z))|,(?=\s*[}\]])', re.DOTALL)


def looks_like_json(text: str) -> bool:
    """Whether the document can only be JSON: its first sign, but for comments, opens an object or
    an array.
    """
    return _begun(text)[:1] in ("{", "[")


def read(text: str, seen: bytes = b"") -> RawFeed | str:
    """The feed in a JSON document, without the items of these marks (see `known`), or a sentence
    saying what it is instead. What follows the document is not looked at.
    """
    try:
        document = _decoded(_begun(text))
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deep"
        return f"broken JSON, not a feed ({reason})"
    if not isinstance(document, dict):
        return "a JSON list, not a feed"
    version = _text(document, "version")
    items = document.get("items")
    if "jsonfeed.org" not in version and not _resembles(items):
        names = ", ".join(sorted(clean.line(key, 30) for key in document)[:5])
        return f"JSON that is not a feed (its keys: {names})" if names else "an empty JSON object"
    listed = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    written = [json.dumps(item, sort_keys=True).encode() for item in listed]
    author = _author(document)  # an item's own where it names none
    entries = [_entry(item, author) for item in listed]
    fresh, marks = known.items_fresh(written, [_names(entry) for entry in entries], seen)
    return RawFeed(
        format="json11" if version.rstrip("/").endswith("1.1") else "json1",
        entries=tuple(entries[place] for place in fresh),
        marks=marks,
        known=len(listed) - len(fresh),
        title=Span(_text(document, "title"), "text"),
        link=_text(document, "home_page_url"),
        language=_text(document, "language"),
        older=_text(document, "next_url"),
    )


def _begun(text: str) -> str:
    text = rescue.begun(text)
    return text[found.end() :] if (found := _BEFORE.match(text)) else text


def _decoded(text: str) -> Any:
    """The document; as its writer meant it, where he comments it or ends a list with a comma."""
    decode = json.JSONDecoder(strict=False).raw_decode
    try:
        return decode(text)[0]
    except ValueError:
        bare = _COMMENTS.sub(lambda found: found[1] or " ", text)
        return decode(_LAST_COMMA.sub(lambda found: found[1] or "", bare).lstrip())[0]


def _resembles(items: object) -> bool:
    """Items with a text under JSON Feed's names: a feed that forgot to say its version."""
    return isinstance(items, list) and any(
        isinstance(item, dict) and {"content_html", "content_text"} & item.keys() for item in items
    )


def _entry(item: Mapping[str, Any], author: str) -> RawEntry:
    html, plain = _text(item, "content_html"), _text(item, "content_text")
    return RawEntry(
        guid=_text(item, "id"),
        link=_text(item, "url") or _text(item, "external_url") or _attachment(item),
        title=Span(_text(item, "title"), "text"),
        summary=Span(_text(item, "summary"), "text"),
        content=Span(html, "html") if html else Span(plain, "text"),
        author=_author(item) or author,
        language=_text(item, "language"),
        dates=tuple(
            date for name in ("date_published", "date_modified") if (date := _text(item, name))
        ),
    )


def _names(entry: RawEntry) -> tuple[str, ...]:
    """What an entry may be known by: those that share one must be told apart beside each other."""
    said = (links.canonical(name) for name in (entry.guid, entry.link) if name)
    return (f"title {entry.title.value}", *said)


def _author(item: Mapping[str, Any]) -> str:
    """1.1 lists `authors`, 1.0 has one `author`; both are objects with a name, or names
    by mistake.
    """
    listed = item.get("authors")
    authors = [*(listed if isinstance(listed, list) else []), item.get("author")]
    names = (_text(one if isinstance(one, dict) else {"name": one}, "name") for one in authors)
    return ", ".join(dict.fromkeys(filter(None, names)))


def _attachment(item: Mapping[str, Any]) -> str:
    """The address of an episode that has no page."""
    listed = item.get("attachments")
    found = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return _text(found[0], "url") if found else ""


def _text(source: Mapping[str, Any], name: str) -> str:
    """A text or number (some feeds have numeric ids); anything else is no value."""
    value = source.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)
