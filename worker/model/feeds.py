"""Feeds as configured, and as claimed to be asked."""

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


LONGEST_GAP = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class HostLimits:
    """How many requests one host may see at once, and the least time between two, at most
    `LONGEST_GAP`.
    """

    concurrency: int = 1
    gap: timedelta = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Hints:
    """A feed's own word on how often to ask it; hours and days are GMT's, Monday is 0."""

    ttl: timedelta | None = None
    update_every: timedelta | None = None  # sy:updatePeriod by sy:updateFrequency
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Move:
    """Where a publisher says, for good, that a feed has gone: since when, how often in a row."""

    to: str
    since: datetime
    answers: int = 1


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
    listed: bool = False  # it has listed entries before
    since: datetime | None = None  # its first good answer
    hints: Hints = Hints()  # of its last document
    asked_url: str | None = None  # where it lives since it moved for good
    move: Move | None = None  # a move it has announced, not believed yet
    marks: bytes = b""  # of entries that need not be read again; empty: read the document whole


class FeedTrouble(StrEnum):
    """What the operator hears of a feed; the alert's type."""

    FAILING = "feed.failing"
    SILENT = "feed.silent"


@dataclass(frozen=True, slots=True)
class FeedHealth:
    """A feed that may be in trouble, or out of it.

    `spoke_at` are the moments of its entries in four weeks, in order, where silence is asked for;
    `told_at` is since when the operator knows.
    """

    id: int
    url: str
    name: str
    words: str  # of its latest visit
    enabled: bool = True
    gone: bool = False
    failing_since: datetime | None = None
    empty_since: datetime | None = None  # listing nothing, after having listed some
    newest_at: datetime | None = None
    heard_at: datetime | None = None  # when it last answered well
    told_at: datetime | None = None
    spoke_at: tuple[datetime, ...] = ()
