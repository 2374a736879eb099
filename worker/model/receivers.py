"""How a receiver has been answering, and what that leaves it to be sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Flow(StrEnum):
    """What a channel lets through."""

    CLOSED = "closed"  # the breaker, as in a fuse box: all goes through
    PROBING = "probing"  # nothing but one message now and then
    DRAINING = "draining"  # it takes messages again: what waited goes out at a bounded rate


@dataclass(frozen=True, slots=True)
class Breaker:
    """A channel's circuit breaker as its row keeps it, shared by all workers."""

    flow: Flow = Flow.CLOSED
    failures: int = 0  # attempts in a row that delivered nothing
    failing_since: datetime | None = None  # the first of them; kept by the store
    rests_until: datetime | None = None  # nothing is sent before: a probe's time, a Retry-After
    paced_at: datetime | None = None  # the next message's turn, where the rate is bounded


@dataclass(frozen=True, slots=True)
class ChannelHealth:
    """A channel the operator has to hear of: failing for long, or well again."""

    name: str
    failing_since: datetime | None  # None: well again
    reason: str  # the latest failure in words
    last_answer: str  # of the receiver; may be empty
    told_at: datetime | None
