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

from worker.alert.correction import mark
from worker.model import Entry

CANONICAL_BYTES = 2_000  # PostgreSQL's index takes 2,700; a longer URL identifies nothing


@dataclass(frozen=True, slots=True)
class Cut:
    """What is remembered of a text that is cut: its size, and marks of what it said."""

    chars: int
    lead_mark: str
    body_mark: str


@dataclass(slots=True)
class Standing:
    """An article's row while a document is taken in; `past` are the texts it lost meanwhile, `cut`
    tells of the whole text where lead and body are but what is kept of it.
    """

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
    cut: Cut | None = None
    past: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def of(cls, row: Row[Any]) -> Standing:
        """From a row that has these columns, and those of `Cut`: None where it is whole."""
        cut = None if row.chars is None else Cut(row.chars, row.lead_mark, row.body_mark)
        return cls(**{name: getattr(row, name) for name in COLUMNS}, cut=cut)

    def listed_by(self, feed_id: int, entry: Entry, now: datetime, *, backlog: bool) -> None:
        """Another feed lists the article too: news of it, unless it is that feed's backlog; and
        perhaps a fuller text, or again the one that was cut.
        """
        by_page = self.source_feed_id is None
        fuller = _size(entry) > self._size or (self._says(entry) and not by_page)
        self.edition += fuller or not backlog
        if fuller:
            self._take(feed_id, entry, (entry.lead, entry.body), now)

    def edited_by(self, feed_id: int, entry: Entry, now: datetime) -> None:
        """A feed that lists it has changed its entry. Where the text is cut, what changes nothing
        that counts is no news: too little is left to be read again.
        """
        by_page = self.source_feed_id is None
        fuller = feed_id == self.source_feed_id or _size(entry) >= self._size
        same = self._says(entry) or not (fuller or by_page)
        if self.cut and same and entry.title == self.title:
            return
        self.edition += 1
        if fuller or (by_page and self.cut):
            self._take(feed_id, entry, (entry.lead, entry.body), now)
        elif by_page:  # its page's text, until the page is asked again
            self._take(None, entry, (entry.lead or self.lead, self.body), now)
        else:
            self._take(self.source_feed_id, entry, None, now)

    def told_by_page(self, text: str, now: datetime) -> None:
        """Its page's text has come, and stands in the place of what the feed gave."""
        if text != self.body and not (self.cut and mark(text) == self.cut.body_mark):
            self.edition += 1
            self._stand(None, self.title, (self.lead, text), now)

    @property
    def _size(self) -> int:
        return self.cut.chars if self.cut else len(self.lead) + len(self.body)

    def _says(self, entry: Entry) -> bool:
        """Whether an entry says what was cut; of a page's text a feed has the lead alone."""
        if self.cut is None:
            return False
        if self.source_feed_id is None:
            return not entry.lead or mark(entry.lead) == self.cut.lead_mark
        said = mark(entry.lead), mark(entry.body)
        return said == (self.cut.lead_mark, self.cut.body_mark)

    def _take(
        self, feed_id: int | None, entry: Entry, text: tuple[str, str] | None, now: datetime
    ) -> None:
        self.url = entry.url or self.url
        self.author = entry.author or self.author
        self.language = entry.language or self.language
        self.published_at = self.published_at or entry.published_at
        stood = self.lead, self.body
        if (entry.title, text or stood) != (self.title, stood):
            self._stand(feed_id, entry.title, text, now)

    def _stand(
        self, feed_id: int | None, title: str, text: tuple[str, str] | None, now: datetime
    ) -> None:
        """This title and this lead and body (None: those it has) stand now, the earlier ones are
        past.
        """
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
        self.title, self.source_feed_id, self.retrieved_at = title, feed_id, now
        if text is not None:
            (self.lead, self.body), self.cut = text, None
            self.body_hash = body_hash(self.body)

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
    return folded(one) == folded(other)


def folded(title: str) -> str:
    """A title in the one spelling in which it is compared."""
    return " ".join(unicodedata.normalize("NFKC", title).casefold().split())


def _size(entry: Entry) -> int:
    return len(entry.lead) + len(entry.body)
