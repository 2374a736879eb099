"""Asking a feed: what went out, what came back, and what was kept of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from worker.model.articles import ParsedFeed
from worker.model.feeds import Move

Stay = Literal["origin", "host"]  # `host`: as hosts take turns, all of a site's names are one


@dataclass(frozen=True, slots=True)
class Ask:
    """One conditional GET: what to ask for, and what we already hold."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    etag: str | None = None
    last_modified: str | None = None
    stay: Stay | None = None  # a redirect to another one is not followed: `leads_to` names it


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
    reached: bool | None = True  # as in `Failed`
    large: bool = False  # one of the few held in memory at once; `Fetch.done` lets it go


@dataclass(frozen=True, slots=True)
class NotModified:
    """A 304; it may carry fresh validators."""

    headers: Mapping[str, str]
    wire_bytes: int
    elapsed_s: float
    moved_to: str | None = None  # as in `Fetched`
    url: str | None = None  # who answered, where it may not be who was asked
    reached: bool | None = True  # as in `Failed`


@dataclass(frozen=True, slots=True)
class Failed:
    """No usable answer. `words` is one sentence for the operator, without secrets."""

    kind: FailureKind
    words: str
    status: int | None = None
    retry_after: timedelta | None = None  # asked by the server, for the whole host
    wire_bytes: int = 0
    elapsed_s: float = 0.0
    # False: no server was, so it may be our own network; None: it says nothing of the way out.
    reached: bool | None = True
    redirected_to: str | None = None  # who answered so, where it was not who was asked
    leads_to: str | None = None  # another host's address, not asked as the asking was to `stay`


FetchOutcome = Fetched | NotModified | Failed
OUR_NETWORK = "our own network"  # begins why a feed is asked again, where that is out
DELTA = 226  # IM Used: only what is new since the validators asked with (RFC 3229)


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
    asked_url: str | None = None  # where it is asked from now on; None: as configured
    move: Move | None = None


@dataclass(frozen=True, slots=True)
class VisitReport:
    """What one visit brought, before the store has counted what is new in it.

    `etag`, `last_modified`, `body_hash` are the validators to keep (None clears one);
    `keep_validators` leaves the stored ones alone. `block_host_for` is the server's
    Retry-After, for every feed of the host that said it: of `answered_by`, where redirects led.
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
    answered_by: str | None = None  # None: who was asked
    ours: bool = False  # the fault of our own network: nothing counts against the feed
    missed: bool = False  # nothing listed was known: entries before it were probably missed


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
