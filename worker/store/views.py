"""What the store shows to people: rows as the commands and pages list them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from worker.model import AlertType, Flow, QuietReading, Severity


@dataclass(frozen=True, slots=True)
class FeedView:
    """A feed as `feeds list` shows it; worst first."""

    url: str
    name: str
    tags: tuple[str, ...]
    state: str  # "ok", "new", "silent", "unreached", "failing", "hostile", "gone", "disabled"
    outcome: str | None  # the latest visit in words
    failures: int  # failed visits in a row
    entries_24h: int
    last_ok_at: datetime | None
    next_due_at: datetime | None
    interval_s: int | None
    why: str
    backlog_stored: int  # stored quietly on the first poll
    backlog_would_ring: int  # of these, how many a rule heard
    missed: int  # times nothing it listed was known, so some was probably missed
    moved_to: str | None  # where it is asked since it moved for good


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article as `articles list` shows it; newest first."""

    id: str
    url: str | None
    title: str
    language: str | None
    published_at: datetime | None
    first_seen_at: datetime
    feeds: tuple[str, ...]  # URLs
    revisions: int
    unread: bool
    read_error: str | None


@dataclass(frozen=True, slots=True)
class DecisionView:
    """One decision about one article, spoken or held; append-only, in order."""

    at: datetime
    verdict: str  # "speak" or "hold"
    type: str | None
    reason: str
    channel: str | None
    rules: tuple[str, ...]
    article_id: str
    story_id: str | None
    alert_id: str | None
    sequence: int | None


@dataclass(frozen=True, slots=True)
class AlertView:
    """One thing said to one channel: an alert at one sequence. Newest first."""

    id: str
    sequence: int
    type: AlertType
    reason: str
    severity: Severity
    channel: str
    at: datetime
    story: Mapping[str, object] | None  # as in the webhook
    rules: tuple[Mapping[str, object], ...]
    article: Mapping[str, object] | None
    delivery_id: str
    acknowledged_at: datetime | None = None  # since then its channel hears no more of the story
    digest: Mapping[str, object] | None = None  # what was held, as in the webhook


@dataclass(frozen=True, slots=True)
class MessageView:
    """What was said to one channel, as it was sent. Newest first."""

    delivery_id: str
    alert_id: str
    channel: str
    at: datetime
    body: str  # the webhook's JSON


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """A delivery as `deliveries list` shows it; newest first."""

    id: str
    alert_id: str
    channel: str
    sequence: int
    type: AlertType
    state: str  # "pending", "retrying", "delivered", "dead"
    attempts: int  # all that were made, whatever schedule they belonged to
    last_status: int | None
    last_answer: str | None
    next_try_at: datetime | None
    created_at: datetime
    waits_until: str | None = None  # what has to happen before it is tried


@dataclass(frozen=True, slots=True)
class AttemptView:
    """One try at a delivery, with the receiver's answer (first 8,000 characters)."""

    at: datetime
    status: int | None
    answer: str
    settlement: str  # "delivered", "again", "dead", "paused"
    reason: str | None
    elapsed_s: float


@dataclass(frozen=True, slots=True)
class Figures:
    """Median and 95th percentile, in seconds."""

    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class LatencyView:
    """How long news of one feed, or to one channel, took from step to step."""

    by: str  # "feed" or "channel"
    name: str  # the feed's URL, or the channel's name
    deliveries: int
    not_accepted: int  # of these: not yet, or given up
    published_to_seen_s: Figures | None
    seen_to_decided_s: Figures | None
    decided_to_accepted_s: Figures | None
    seen_to_accepted_s: Figures | None


@dataclass(frozen=True, slots=True)
class ChannelView:
    """What the store knows of a channel's health."""

    name: str
    paused: bool
    reason: str | None
    failing_since: datetime | None
    waiting: int
    delivered: int
    dead: int
    unheeded: int = 0  # of the dead: those that nobody gave up by hand
    flow: Flow = Flow.CLOSED
    rests_until: datetime | None = None  # nothing is sent before


@dataclass(frozen=True, slots=True)
class WorkerView:
    """A worker process as it last reported."""

    owner: str
    started_at: datetime
    beat_at: datetime
    version: str
    config_hash: str
    config_error: str | None  # why the latest edit was refused
    rules: int
    feeds: int
    once: bool = False  # it runs till nothing is due
    ended_at: datetime | None = None  # when it said that it ended, all being well


@dataclass(frozen=True, slots=True)
class StatusView:
    """The whole installation in numbers."""

    schema_revision: str
    feeds: Mapping[str, int]  # by state
    articles: int
    unread: int
    oldest_unread_at: datetime | None
    deliveries: Mapping[str, int]  # by state
    next_due_at: datetime | None
    workers: tuple[WorkerView, ...]
    channels: tuple[ChannelView, ...]
    quiet: tuple[QuietReading, ...] = ()  # new rules of the last 24 h, newest first
    next_poll_at: datetime | None = None
