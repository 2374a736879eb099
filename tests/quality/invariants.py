"""What holds of every reading of every document, whatever it says."""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta
from urllib.parse import urlsplit

from worker.model import Entry, ParsedFeed, Unreadable
from worker.parse.links import canonical

KEY = re.compile(r"[0-9a-f]{32}")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
MOST_ENTRIES = 2_000


def broken(found: object) -> list[str]:
    """The promises this result breaks, in words."""
    if isinstance(found, Unreadable):
        clean = found.words and len(found.words) < 400 and not CONTROL.search(found.words)
        return [] if clean else [f"words {found.words[:200]!r}"]
    if not isinstance(found, ParsedFeed):
        return [f"a {type(found).__name__}"]
    said = [f"{found.title[:80]!r} as the feed's title"] if _unclean(found.title, 1_000) else []
    keys = [entry.key for entry in found.entries]
    if len(set(keys)) < len(keys):
        said.append("two entries with one key")
    if len(keys) > MOST_ENTRIES or found.left_out < 0:
        said.append(f"{len(keys)} entries, {found.left_out} left out")
    if found.hints.ttl is not None and not timedelta() < found.hints.ttl <= timedelta(days=7):
        said.append(f"ttl {found.hints.ttl}")
    return said + [words for entry in found.entries for words in _of_entry(entry)]


def _of_entry(entry: Entry) -> list[str]:
    said = [
        f"{name} {value[:80]!r}"
        for name, value, most in (
            ("title", entry.title, 1_000),
            ("author", entry.author or "", 200),
            ("guid", entry.guid or "", 2_000),
        )
        if _unclean(value, most) or "\n" in value
    ]
    said += [f"text {text[:80]!r}" for text in (entry.lead, entry.body) if _unclean(text, 10**6)]
    said += [f"key {k}" for k in (entry.key, entry.content_hash) if not KEY.fullmatch(k)]
    if entry.published_at is not None and entry.published_at.utcoffset() != timedelta():
        said.append(f"date {entry.published_at!r}")
    for url in (entry.url, entry.canonical_url):
        parts = urlsplit(url or "https://none.example")
        if parts.scheme not in ("http", "https") or not parts.hostname or CONTROL.search(url or ""):
            said.append(f"url {url!r}")
    if entry.canonical_url and canonical(entry.canonical_url) != entry.canonical_url:
        said.append(f"canonical {entry.canonical_url!r}")
    return said


def _unclean(text: str, most: int) -> bool:
    return (
        len(text) > most
        or CONTROL.search(text) is not None
        or not unicodedata.is_normalized("NFC", text)
    )
