"""Stories, what is said about them to whom, and how saying it went."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from worker.model.feeds import Lease
from worker.model.later import Later, QuietHours
from worker.model.rules import Evidence, Severity

AlertType = Literal[
    "alert.opened",
    "alert.updated",
    "digest",
    "feed.silent",
    "feed.failing",
    "channel.failing",
    "rule.expiring",
    "test",
]


@dataclass(frozen=True, slots=True)
class Channel:
    """Somewhere alerts go. `options` may hold secrets and is never printed."""

    name: str
    type: str  # "console", "webhook", "slack", ...
    url: str | None = field(default=None, repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)
    retry_for: timedelta = timedelta(hours=72)
    gap: timedelta | None = None  # least time a message, on average; None: as fast as it takes them
    options: Mapping[str, Any] = field(default_factory=dict, repr=False)
    quiet: QuietHours | None = None
    hourly_limit: int | None = None  # alerts an hour; the rest goes into a digest


@dataclass(frozen=True, slots=True)
class Story:
    """What several articles tell together, with the facts an alert states about it."""

    id: int
    headline: str
    first_seen_at: datetime
    articles: int
    outlets: int
    languages: tuple[str, ...]
    canonical_url: str | None = None
    origins: int = 1  # distinct ones found
    heard_in: tuple[str, ...] = ()  # languages of the articles that a rule heard


@dataclass(frozen=True, slots=True)
class Source:
    """Where an article's news comes from: the outlet it credits, with the passage that shows it, or
    the `outlet` that published it.
    """

    name: str
    outlet: str
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Adds:
    """What an article adds to the story it is in: what a decision to speak rests on.

    The default is that of an article that opens a story of its own.
    """

    copy_of: int | None = None  # the article it repeats without adding anything
    new_facts: tuple[str, ...] = ()  # in a text that is known else: names, numbers, as written
    new_names: tuple[str, ...] = ()  # it opens with, in a story that held them nowhere
    origins: int = 1  # distinct ones found in the story, this article's included
    new_origin: str | None = None  # it is the first of, in a story that had others
    new_language: str | None = None  # it is the first in, in a story that had others
    related: str | None = None  # headline of the story beside which it opens one of its own
    corrected: tuple[str, ...] = ()  # what changed since it was told, in words
    source: Source | None = None  # of the article


@dataclass(frozen=True, slots=True)
class Told:
    """What one channel has been told about a story so far; by a digest alone at sequence 0."""

    alert_id: int
    channel: str
    sequence: int
    severity: Severity
    rules: tuple[str, ...]
    articles: tuple[int, ...]
    acknowledged_at: datetime | None = None  # since then no updates


@dataclass(frozen=True, slots=True)
class Speak:
    """Say something to one channel, and why. `raised_from` is the severity it had been told at,
    where it is higher now: reason enough for a message of its own, not an edit.
    """

    channel: str
    type: AlertType
    reason: str
    severity: Severity
    rules: tuple[str, ...]
    raised_from: Severity | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """Say nothing, and why. `channel` is None when it concerns every channel.

    `later` is set where it would have been said, and will be spoken of.
    """

    reason: str
    rules: tuple[str, ...]
    channel: str | None = None
    later: Later | None = None


Decision = Speak | Hold


@dataclass(frozen=True, slots=True)
class Earlier:
    """The last message of an alert that its service took and named: to be edited or answered."""

    handle: str  # the service's own name of it
    severity: Severity  # said by then


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message for one receiver. `id` is stored before the first try: the `webhook-id`."""

    id: str
    alert_id: int
    channel: str
    sequence: int
    type: AlertType
    body: str  # the alert as JSON text, byte for byte the same on every attempt
    created_at: datetime
    earlier: Earlier | None = None


@dataclass(frozen=True, slots=True)
class DeliveryClaim:
    """A due delivery leased to one worker; `tries` counts finished attempts."""

    delivery: Delivery
    lease: Lease
    tries: int
    first_tried_at: datetime | None


@dataclass(frozen=True, slots=True)
class Answered:
    """A receiver's answer; `text` is its first 8 kB, cleaned.

    `status` is HTTP's, or the one that an answer amounts to which says more in its body, or is
    not HTTP's at all. `handle` is what the service calls the message, where it may be edited or
    answered later; `note` says what was sent otherwise than asked for, and why.
    """

    status: int
    text: str
    retry_after: timedelta | None = None
    elapsed_s: float = 0.0
    handle: str | None = None
    note: str = ""
    words: str = ""  # of an answer that is not HTTP's, as `text` begins: "exit 65"


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """The receiver could not be reached or did not finish; `words` says why."""

    words: str
    refused: bool = False  # our own guard refused the address: an operator's matter
    elapsed_s: float = 0.0


Answer = Answered | NoAnswer


@dataclass(frozen=True, slots=True)
class Delivered:
    """The receiver took it."""


@dataclass(frozen=True, slots=True)
class Again:
    """Try once more at `at`; `tell_operator` where only people can mend it (401, 404, 3xx...)."""

    at: datetime
    reason: str
    tell_operator: bool = False


@dataclass(frozen=True, slots=True)
class Dead:
    """Given up: listed and replayable."""

    reason: str


@dataclass(frozen=True, slots=True)
class Paused:
    """The receiver is gone (410): the channel rests until `channels enable NAME`."""

    reason: str


Settlement = Delivered | Again | Dead | Paused


@dataclass(frozen=True, slots=True)
class Settled:
    """How a delivery attempt ended in the store."""

    kept: bool  # False: the lease was lost, nothing was written
    channel_newly_failing: bool = False  # first operator-worthy failure of this spell
    channel_rests: bool = False  # nothing more may be sent to it just now
    next_waits: bool = False  # a later message of the same alert had to wait for this one


Write = Callable[[int, int], str]  # (alert id, sequence) -> the body to send


@dataclass(frozen=True, slots=True)
class Alarm:
    """What the operator is told, and where: one alert per (subject, channel), next sequence.

    `subject` is "channel:desk" or "feed.silent:URL". A channel in `asleep` is told when its quiet
    hours end.
    """

    subject: str
    type: AlertType
    reason: str
    channels: tuple[str, ...]
    compose: Write
    asleep: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Utterance:
    """A decision to speak that has its place: the ids it will carry for ever."""

    delivery_id: str
    alert_id: int
    sequence: int
    story: Story
    speak: Speak
