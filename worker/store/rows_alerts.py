"""The tables of what was found, decided and said, as SQLModel classes.

References to articles are plain numbers here, because the record outlives them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, false, text
from sqlmodel import Field

from worker.store.columns import (
    NEVER_REUSED,
    Base,
    digits,
    json_text,
    moment,
    number,
    ref,
    row_id,
    words,
)

OPEN = text("settled_at IS NULL")
UNDONE = text("done_at IS NULL")
SPOKEN = text("verdict = 'speak'")


class RuleVersionRow(Base, table=True):
    """A rule as written, kept once for each content it had."""

    __tablename__ = "rule_versions"
    rule_id: str = words(primary_key=True)
    version: str = words(primary_key=True)
    title: str = words()
    severity: str = words()
    labels: dict[str, str] = json_text()
    source: str = words()
    kept_at: datetime = moment()


class ListVersionRow(Base, table=True):
    """A list of names as it was read, kept once for each content it had."""

    __tablename__ = "list_versions"
    version: str = words(primary_key=True)
    file: str = words()
    names: int
    content: bytes  # compressed by zlib
    kept_at: datetime = moment()


class RuleListRow(Base, table=True):
    """Which list a rule version was read with."""

    __tablename__ = "rule_lists"
    rule_id: str = words(primary_key=True)
    rule_version: str = words(primary_key=True)
    entity: str = words(primary_key=True)
    list_version: str = words(primary_key=True)


class QuietReadingRow(Base, table=True):
    """A rule version reading quietly what came before it; it has read up to `cursor`."""

    __tablename__ = "quiet_readings"
    __table_args__ = (
        UniqueConstraint("rule_id", "version"),
        Index(None, "opened_at"),
        Index("ix_quiet_readings_undone", "id", sqlite_where=UNDONE, postgresql_where=UNDONE),
    )
    id: int = row_id()
    rule_id: str = words()
    version: str = words()
    edited: bool
    opened_at: datetime = moment()
    since: datetime = moment()  # articles seen earlier are not looked at
    cursor: int = number()  # an article's id
    articles: int
    matches: int
    stories: int
    example: int | None = number(null=True)
    told_matches: int | None  # as last reported
    done_at: datetime | None = moment(null=True)
    leased_by: str | None = words(null=True)
    leased_until: datetime | None = moment(null=True)


class MatchRow(Base, table=True):
    """What a rule found in an article, with the text it saw."""

    __tablename__ = "matches"
    __table_args__ = (
        UniqueConstraint("rule_id", "article_id"),
        Index(None, "article_id"),
        Index(None, "first_matched_at"),
    )
    id: int = row_id()
    rule_id: str = words()
    article_id: int = number()
    rule_version: str = words()
    language: str = words()
    revision: int
    first_matched_at: datetime = moment()
    matched_at: datetime = moment()
    retrieved_at: datetime = moment()
    body_hash: str = digits()
    article_url: str | None = words(null=True)
    evidence: list[Any] = json_text()
    title: str = words()
    lead: str = words()
    body: str = words()


class AlertRow(Base, table=True):
    """One subject as told to one channel."""

    __tablename__ = "alerts"
    __table_args__ = (
        UniqueConstraint("subject", "channel"),
        Index(None, "updated_at"),
        NEVER_REUSED,
    )
    id: int = row_id()
    subject: str = words()  # "story:12", "channel:desk"
    channel: str = words()
    story_id: int | None = ref("stories.id", null=True, index=True)
    sequence: int  # 0: told by digests alone
    severity: str = words()
    rules: list[str] = json_text()
    articles: list[int] = json_text()
    opened_at: datetime = moment()
    updated_at: datetime = moment()
    acknowledged_at: datetime | None = moment(null=True)


class DecisionRow(Base, table=True):
    """One decision, spoken or held. Append-only: the database refuses an update."""

    __tablename__ = "decisions"
    __table_args__ = (
        Index(None, "article_id"),
        Index(None, "at"),
        Index("ix_decisions_spoken", "at", sqlite_where=SPOKEN, postgresql_where=SPOKEN),
    )
    id: int = row_id()
    at: datetime = moment()
    verdict: str = words()
    type: str | None = words(null=True)
    reason: str = words()
    channel: str | None = words(null=True)
    rules: list[str] = json_text()
    article_id: int = number()
    story_id: int | None = number(null=True)
    alert_id: int | None = number(null=True)
    sequence: int | None
    revision: int | None  # of the article, that it is about


class DeliveryRow(Base, table=True):
    """One message for one receiver; open until `settled_at`."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("alert_id", "channel", "sequence"),
        Index(
            "ix_deliveries_open",
            "channel",
            "due_at",
            "id",  # thousands may be due at one moment
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        Index(None, "created_at"),
    )
    id: str = words(primary_key=True)
    alert_id: int = ref("alerts.id")
    channel: str = words()
    sequence: int
    type: str = words()
    reason: str = words()
    severity: str = words()
    state: str = words()  # "pending", "retrying", "delivered", "dead"
    created_at: datetime = moment()
    due_at: datetime = moment()
    settled_at: datetime | None = moment(null=True)
    first_tried_at: datetime | None = moment(null=True)
    tries: int
    last_status: int | None
    last_answer: str | None = words(null=True)
    leased_by: str | None = words(null=True)
    leased_until: datetime | None = moment(null=True)
    attempt: int
    body: str = words()
    handle: str | None = words(null=True)  # what the service calls the message it took


class AttemptRow(Base, table=True):
    """One try at one delivery, and the receiver's answer."""

    __tablename__ = "attempts"
    __table_args__ = (Index(None, "delivery_id"),)
    id: int = row_id()
    delivery_id: str = words(foreign_key="deliveries.id", ondelete="CASCADE")
    at: datetime = moment()
    status: int | None
    answer: str = words()
    settlement: str = words()  # "delivered", "again", "dead", "paused"
    reason: str | None = words(null=True)
    elapsed_s: float


class LatencyRow(Base, table=True):
    """The moments of one message about an article, which may be gone or newer by now."""

    __tablename__ = "latencies"
    __table_args__ = (Index(None, "decided_at"),)
    delivery_id: str = words(primary_key=True, foreign_key="deliveries.id", ondelete="CASCADE")
    channel: str = words()
    feed: str | None = words(null=True)  # URL of the one that told
    published_at: datetime | None = moment(null=True)
    seen_at: datetime = moment()
    decided_at: datetime = moment()
    accepted_at: datetime | None = moment(null=True)  # the first time: a replay changes nothing


class ChannelRow(Base, table=True):
    """A channel's health and its circuit breaker; a row appears with its first failure, or with
    its first message at a bounded rate.
    """

    __tablename__ = "channels"
    name: str = words(primary_key=True)
    paused: bool
    reason: str | None = words(null=True)
    failing_since: datetime | None = moment(null=True)
    told_at: datetime | None = moment(null=True)  # the operator, and not yet that it ended
    flow: str = words(sa_column_kwargs={"server_default": "closed"})  # a `Flow`
    failures: int = Field(sa_column_kwargs={"server_default": "0"})  # attempts in a row
    rests_until: datetime | None = moment(null=True)
    paced_at: datetime | None = moment(null=True)
    last_answer: str | None = words(null=True)  # of the latest failure


class WorkerRow(Base, table=True):
    """A worker process as it last reported."""

    __tablename__ = "workers"
    owner: str = words(primary_key=True)
    started_at: datetime = moment()
    beat_at: datetime = moment()
    version: str = words()
    config_hash: str = words()
    config_error: str | None = words(null=True)
    rules: int
    feeds: int
    once: bool = Field(sa_column_kwargs={"server_default": false()})
    ended_at: datetime | None = moment(null=True)  # said by the worker itself
