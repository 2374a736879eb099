"""Which words an article carries when it is listed again, and what becomes of the earlier ones.

A feed's own edit replaces its words. Between feeds the fullest text stands; a shorter edit from
another feed still brings its headline, so that new words are read whoever prints them. A page's
text stands for no feed's; an edit then brings headline and lead, and the page is asked again.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from worker.model import Entry

CANONICAL_BYTES = 2_000  # PostgreSQL's index takes 2,700; a longer URL identifies nothing


@dataclass(slots=True)
class Standing:
    """An article's row while a document is taken in; `past` are the texts it lost meanwhile."""

    id: int
    source_feed_id: int | None
    edition: int
    revision: int
    title: str
    lead: str
    body: str
    url: str | None
    author: str | None
    language: str | None
    published_at: datetime | None
    retrieved_at: datetime
    body_hash: str
    past: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def of(cls, row: Row[Any]) -> Standing:
        """From a row that has these columns."""
        return cls(**{name: getattr(row, name) for name in COLUMNS})

    def listed_by(self, feed_id: int, entry: Entry, now: datetime, *, backlog: bool) -> None:
        """Another feed lists the article too: news of it, unless it is that feed's backlog; and
        perhaps a fuller text.
        """
        fuller = _size(entry) > len(self.lead) + len(self.body)
        self.edition += fuller or not backlog
        if fuller:
            self._take(feed_id, entry, entry.lead, entry.body, now)

    def edited_by(self, feed_id: int, entry: Entry, now: datetime) -> None:
        """A feed that lists it has changed its entry."""
        self.edition += 1
        if feed_id == self.source_feed_id or _size(entry) >= len(self.lead) + len(self.body):
            self._take(feed_id, entry, entry.lead, entry.body, now)
        elif self.source_feed_id is None:  # its page's text, until the page is asked again
            self._take(None, entry, entry.lead or self.lead, self.body, now)
        else:
            self._take(self.source_feed_id, entry, self.lead, self.body, now)

    def told_by_page(self, text: str, now: datetime) -> None:
        """Its page's text has come, and stands in the place of what the feed gave."""
        if text != self.body:
            self.edition += 1
            self._stand(None, self.title, self.lead, text, now)

    def _take(self, feed_id: int | None, entry: Entry, lead: str, body: str, now: datetime) -> None:
        self.url = entry.url or self.url
        self.author = entry.author or self.author
        self.language = entry.language or self.language
        self.published_at = self.published_at or entry.published_at
        if (entry.title, lead, body) != (self.title, self.lead, self.body):
            self._stand(feed_id, entry.title, lead, body, now)

    def _stand(self, feed_id: int | None, title: str, lead: str, body: str, now: datetime) -> None:
        """These words stand now, and the earlier ones are past."""
        self.past.append(
            {
                "article_id": self.id,
                "revision": self.revision,
                "feed_id": self.source_feed_id,
                "retrieved_at": self.retrieved_at,
                "body_hash": self.body_hash,
                "title": self.title,
                "lead": self.lead,
                "body": self.body,
            }
        )
        self.revision += 1
        self.title, self.lead, self.body = title, lead, body
        self.source_feed_id, self.retrieved_at = feed_id, now
        self.body_hash = body_hash(body)

    def values(self) -> dict[str, Any]:
        """The columns to write back."""
        return {name: getattr(self, name) for name in COLUMNS if name != "id"}


COLUMNS = (
    "id", "source_feed_id", "edition", "revision", "title", "lead", "body", "url", "author",
    "language", "published_at", "retrieved_at", "body_hash",
)  # fmt: skip


def body_hash(body: str) -> str:
    """SHA-256 of the body's UTF-8, in hex: what the auditor compares."""
    return hashlib.sha256(body.encode("utf-8", "replace")).hexdigest()


def identifying(url: str | None) -> str | None:
    """The canonical URL if it can stand in a unique index."""
    return url if url and len(url.encode("utf-8", "replace")) <= CANONICAL_BYTES else None


def same_title(one: str, other: str) -> bool:
    """Equal but for case, spelling of characters, and spaces."""
    return _folded(one) == _folded(other)


def _folded(title: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", title).casefold().split())


def _size(entry: Entry) -> int:
    return len(entry.lead) + len(entry.body)
