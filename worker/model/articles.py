"""What a feed document says, and the articles that came out of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from worker.model.feeds import Hints, Identity, Lease
from worker.model.pages import Page


@dataclass(frozen=True, slots=True)
class Namesakes:
    """The keys of an entry whose guid or link others may share.

    `plain` is its key when it stands alone or is the oldest of them, `apart` otherwise; `listed`
    tells whether the document lists any of them now.
    """

    plain: str
    apart: str
    listed: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed document, cleaned at the border (polling rules 14, 17, 18).

    `key` is 32 hex digits, unique within the feed. `content_hash` (32 hex) changes when what
    a reader sees changes. `canonical_url` is None where the link does not identify the article
    (shared by several entries of the document). `published_at` is None when missing or suspect.
    `source` is the site or the name of who published it, where its link stands with what many
    publish (Google News) and the entry says whose it is.
    """

    key: str
    content_hash: str
    title: str
    lead: str = ""
    body: str = ""
    url: str | None = None
    canonical_url: str | None = None
    guid: str | None = None
    author: str | None = None
    language: str | None = None
    published_at: datetime | None = None
    namesakes: Namesakes | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """What a feed document says; entries in document order, newest 2,000 kept.

    `known` more are listed whose bytes were read before; `marks` tells all of them again.
    """

    format: str  # "rss20", "atom10", "json1" ... as feedparser names them
    entries: tuple[Entry, ...]
    identity: Identity
    title: str = ""
    language: str | None = None
    left_out: int = 0
    hints: Hints = Hints()
    older: str | None = None  # where older entries are listed
    warnings: tuple[str, ...] = ()
    known: int = 0
    marks: bytes = b""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The bytes are not a feed, or could not be parsed in time; `words` says why."""

    words: str
    hostile: bool = False  # killed for time or memory
    ours: bool = False  # nothing could read it here: no fault of the document's


@dataclass(frozen=True, slots=True)
class Sighting:
    """One feed listing one article. `backlog` belongs to the sighting, not the article."""

    feed_url: str
    feed_name: str
    tags: tuple[str, ...]
    first_seen_at: datetime
    backlog: bool
    owner: str | None = None
    language: str | None = None  # the feed's configured language
    source: str | None = None  # whose it is, as the entry says (`Entry.source`)


@dataclass(frozen=True, slots=True)
class Article:
    """One published text, whichever feeds list it; zones are plain text."""

    id: int
    title: str
    lead: str
    body: str
    url: str | None
    canonical_url: str | None
    author: str | None
    language: str | None
    published_at: datetime | None
    first_seen_at: datetime
    revision: int  # 1 is the first text seen
    body_hash: str
    retrieved_at: datetime
    sightings: tuple[Sighting, ...] = ()
    page: Page | None = None  # once it was asked for

    @property
    def dated(self) -> datetime:
        """When it was published; of one that does not say, when it was first seen."""
        return self.published_at or self.first_seen_at

    @property
    def outlet(self) -> str:
        """Who published it, counted once however many feeds list it: the owner a feed names, else
        the source an entry names, else the host of its link, else the feed's name.
        """
        if self.named_outlet is not None:
            return self.named_outlet
        host = urlsplit(self.url or "").hostname
        if host:
            return host.removeprefix("www.")
        return self.sightings[0].feed_name if self.sightings else ""

    @property
    def named_outlet(self) -> str | None:
        """The owner that a feed names, else the source that an entry names."""
        owners = (sighting.owner for sighting in self.sightings if sighting.owner)
        sources = (sighting.source for sighting in self.sightings if sighting.source)
        return next(owners, None) or next(sources, None)

    @property
    def telling(self) -> Sighting | None:
        """The sighting that told: the first that was live, else the first."""
        live = (sighting for sighting in self.sightings if not sighting.backlog)
        return next(live, self.sightings[0] if self.sightings else None)

    @property
    def seen_at(self) -> datetime:
        """When we saw what it now says: the sighting that told, or its revision, if later."""
        told_by = self.telling
        seen = self.first_seen_at if told_by is None else told_by.first_seen_at
        return seen if self.revision == 1 else max(seen, self.retrieved_at)


@dataclass(frozen=True, slots=True)
class ArticleClaim:
    """An unread article leased to one worker; `edition` is what it will have read."""

    article: Article
    edition: int
    lease: Lease


@dataclass(frozen=True, slots=True)
class Wanted:
    """Alternatives of which an article's title, lead or body must hold one, to be worth reading.

    `words` are single folded words, `prefixes` beginnings of folded words. Nothing wanted is
    found nowhere.
    """

    words: frozenset[str] = frozenset()
    prefixes: frozenset[str] = frozenset()

    def __or__(self, other: Wanted) -> Wanted:
        """What holds one of either."""
        return Wanted(self.words | other.words, self.prefixes | other.prefixes)
