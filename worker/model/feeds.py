"""Feeds, what asking them brought back, and the articles that came out of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

Keep = Literal["text", "excerpt", "hash"]


@dataclass(frozen=True, slots=True)
class FirstPoll:
    """What happens to the backlog a never-polled feed lists.

    `quiet`: stored, never told. `alert`: told like any news. With `max_age`, entries whose
    date is younger are told, the rest (and the undated) are stored quietly.
    """

    mode: Literal["quiet", "alert"] = "quiet"
    max_age: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as the operator configured it; `every` None means adaptive."""

    url: str
    name: str
    tags: tuple[str, ...] = ()
    language: str | None = None
    every: timedelta | None = None
    at_most: timedelta | None = None
    first_poll: FirstPoll = FirstPoll()
    enabled: bool = True
    fulltext: bool = False
    keep: Keep = "text"
    owner: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)  # may hold secrets
    source: str = ""  # "config/wirebell.yaml:27", for messages


@dataclass(frozen=True, slots=True)
class Lease:
    """A claim on one row: who, which try, until when. `attempt` fences late completions."""

    owner: str
    attempt: int
    until: datetime


class Identity(StrEnum):
    """How a feed's entries are told apart; chosen once per feed and kept."""

    GUID = "guid"
    GUID_AND_LINK = "guid+link"
    LINK = "link"
    TITLE_AND_SUMMARY = "title+summary"


@dataclass(frozen=True, slots=True)
class HostLimits:
    """How many requests one host may see at once, and the least time between two."""

    concurrency: int = 1
    gap: timedelta = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class FeedClaim:
    """A due feed, leased to one worker, with what earlier visits taught."""

    id: int
    url: str
    host: str
    lease: Lease
    due_at: datetime
    first: bool  # never polled successfully: its entries are a backlog
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    validated_at: datetime | None = None  # last unconditional 200
    identity: Identity | None = None
    interval: timedelta | None = None
    failures: int = 0  # failed visits in a row
    failure_weight: float = 0.0  # their summed weights (polling rule 6)
    retry_at_least: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """One conditional GET: what to ask for, and what we already hold."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    etag: str | None = None
    last_modified: str | None = None


class FailureKind(StrEnum):
    """Why a visit failed, and so how heavily it weighs (polling rule 6)."""

    HARD = "hard"  # bad URL, 401, 403, other 4xx: weight 1
    SOFT = "soft"  # DNS, timeout, TLS, 404, 429, 5xx, not a feed: 0.5
    TEMPORARY = "temporary"  # our own network: 0.25
    GONE = "gone"  # 410: probed monthly
    HOSTILE = "hostile"  # private address, bomb, endless body: 1

    @property
    def weight(self) -> float:
        """Back-off weight of one such failure, a share of the feed's failure score."""
        return {"hard": 1.0, "soft": 0.5, "temporary": 0.25, "gone": 1.0, "hostile": 1.0}[self]


@dataclass(frozen=True, slots=True)
class Fetched:
    """A 2xx with a body, inflated within bounds. Header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    url: str  # where the body came from, after redirects
    wire_bytes: int
    elapsed_s: float
    moved_to: str | None = None  # target of an unbroken 301/308 chain


@dataclass(frozen=True, slots=True)
class NotModified:
    """A 304; it may carry fresh validators."""

    headers: Mapping[str, str]
    wire_bytes: int
    elapsed_s: float


@dataclass(frozen=True, slots=True)
class Failed:
    """No usable answer. `words` is one sentence for the operator, without secrets."""

    kind: FailureKind
    words: str
    status: int | None = None
    retry_after: timedelta | None = None  # asked by the server, for the whole host
    wire_bytes: int = 0
    elapsed_s: float = 0.0


FetchOutcome = Fetched | NotModified | Failed


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed document, cleaned at the border (polling rules 14, 17, 18).

    `key` is 32 hex digits, unique within the feed. `content_hash` (32 hex) changes when what
    a reader sees changes. `canonical_url` is None where the link does not identify the article
    (shared by several entries of the document). `published_at` is None when missing or suspect.
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


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """What a feed document says; entries in document order, newest 2,000 kept."""

    format: str  # "rss20", "atom10", "json1" ... as feedparser names them
    entries: tuple[Entry, ...]
    identity: Identity
    title: str = ""
    language: str | None = None
    left_out: int = 0
    ttl: timedelta | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The bytes are not a feed, or could not be parsed in time; `words` says why."""

    words: str
    hostile: bool = False  # killed for time or memory


class Outcome(StrEnum):
    """A visit in one machine-readable word; the sentence beside it is for people."""

    NEW = "new"
    NOTHING_NEW = "nothing_new"
    SAME_BODY = "same_body"
    NOT_MODIFIED = "not_modified"
    FAILED = "failed"
    NOT_A_FEED = "not_a_feed"
    HOSTILE = "hostile"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Tally:
    """What storing a document showed: counts, and the feed's rhythm so far."""

    entries: int
    new: int
    known: int
    revised: int
    median_gap: timedelta | None = None  # between the feed's latest new entries


@dataclass(frozen=True, slots=True)
class Schedule:
    """When the feed is asked next, and why then (one sentence, shown by `feeds list`)."""

    next_due_at: datetime
    interval: timedelta
    why: str


@dataclass(frozen=True, slots=True)
class VisitReport:
    """What one visit brought, before the store has counted what is new in it.

    `etag`, `last_modified`, `body_hash` are the validators to keep (None clears one);
    `keep_validators` leaves the stored ones alone. `block_host_for` is the server's
    Retry-After, for every feed of the host.
    """

    outcome: Outcome
    words: str
    at: datetime
    status: int | None = None
    wire_bytes: int = 0
    elapsed_s: float = 0.0
    feed: ParsedFeed | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    keep_validators: bool = False
    validated: bool = False  # an unconditional 200 that parsed
    failure_weight: float = 0.0  # 0 is a success, and resets the count
    block_host_for: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit as kept: the report, what was new, when the next is due."""

    feed_url: str
    at: datetime
    outcome: Outcome
    words: str
    status: int | None
    wire_bytes: int
    entries: int
    new: int
    revised: int
    left_out: int
    elapsed_s: float
    next_due_at: datetime
    backlog: int = 0  # of `new`, stored quietly


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


@dataclass(frozen=True, slots=True)
class ArticleClaim:
    """An unread article leased to one worker; `edition` is what it will have read."""

    article: Article
    edition: int
    lease: Lease
