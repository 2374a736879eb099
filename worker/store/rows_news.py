"""The tables of what is asked and what came back, as SQLModel classes.

They never leave this room; statements are built from their Core tables (`tables.py`). Small
columns stand before long texts, so that SQLite scans a row's head without its tail.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TSVECTOR
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
    span,
    words,
)

UNREAD = text("read_edition < edition")
ORPHANED = text("article_id IS NULL")
BLOCKED = text("blocked_until IS NOT NULL")
TO_ASK = text("due_at IS NOT NULL")
WITH_LINES = text("line_keys IS NOT NULL")


class HostRow(Base, table=True):
    """One host: its row is locked before its feeds or pages are claimed."""

    __tablename__ = "hosts"
    __table_args__ = (
        Index(None, "next_allowed_at"),
        Index(None, "blocked_until", sqlite_where=BLOCKED, postgresql_where=BLOCKED),
    )
    name: str = words(primary_key=True)
    next_allowed_at: datetime | None = moment(null=True)
    blocked_until: datetime | None = moment(null=True)


class FeedRow(Base, table=True):
    """The configured feed, its schedule, validators and lease."""

    __tablename__ = "feeds"
    __table_args__ = (
        Index(
            "ix_feeds_queue",
            "due_at",
            "id",  # many are due at one moment: all that were added together
            "host",
            sqlite_where=text("enabled = 1"),
            postgresql_where=text("enabled"),
        ),
        NEVER_REUSED,
    )
    id: int = row_id()
    url: str = words(unique=True)
    host: str = words(index=True, foreign_key="hosts.name")
    name: str = words()
    tags: list[str] = json_text()
    language: str | None = words(null=True)
    owner: str | None = words(null=True)
    keep: str = words()
    fulltext: bool
    first_poll: str = words()  # "quiet" or "alert"
    first_poll_max_age: timedelta | None = span()
    every: timedelta | None = span()
    at_most: timedelta | None = span()
    request_hash: str = words()  # of the headers asked with: other headers, other validators
    enabled: bool
    due_at: datetime = moment()
    interval: timedelta | None = span()
    why: str = words()
    etag: str | None = words(null=True)
    last_modified: str | None = words(null=True)
    body_hash: str | None = words(null=True)
    validated_at: datetime | None = moment(null=True)
    identity: str | None = words(null=True)
    first_ok_at: datetime | None = moment(null=True)
    last_ok_at: datetime | None = moment(null=True)
    visited_at: datetime | None = moment(null=True)
    unlisted_before: datetime | None = moment(null=True)  # sightings seen earlier are off its list
    last_outcome: str | None = words(null=True)
    last_words: str | None = words(null=True)
    failures: int
    failure_weight: float
    median_gap: timedelta | None = span()
    backlog_stored: int
    leased_by: str | None = words(null=True)
    leased_until: datetime | None = moment(null=True)
    attempt: int
    hints: dict[str, Any] | None = json_text(null=True)  # the last document's own rhythm
    asked_url: str | None = words(null=True)  # where it has moved for good
    move: dict[str, Any] | None = json_text(null=True)  # announced, not yet believed
    newest_at: datetime | None = moment(null=True)  # of all it has listed, by their dates
    silence_from: datetime | None = moment(null=True)  # not to be called silent before
    empty_since: datetime | None = moment(null=True)  # listing nothing, after having listed some
    failing_since: datetime | None = moment(null=True)
    told_failing_at: datetime | None = moment(null=True)  # the operator, and not yet that it ended
    told_silent_at: datetime | None = moment(null=True)
    missed: int = Field(sa_column_kwargs={"server_default": "0"})  # times entries were probably
    entry_marks: bytes | None  # of the last document's entries, up to 80 kB


class VisitRow(Base, table=True):
    """One visit; the latest 30 of a feed are kept."""

    __tablename__ = "visits"
    __table_args__ = (Index(None, "feed_id", "id"),)
    id: int = row_id()
    feed_id: int = ref("feeds.id", ondelete="CASCADE")
    at: datetime = moment()
    outcome: str = words()
    words: str = words()
    status: int | None
    wire_bytes: int = number()
    entries: int
    new: int
    revised: int
    left_out: int
    backlog: int
    elapsed_s: float
    next_due_at: datetime = moment()


class ArticleRow(Base, table=True):
    """One text. Unread while `read_edition < edition`; its edition grows with all news of it."""

    __tablename__ = "articles"
    __table_args__ = (
        Index("ix_articles_unread", "id", sqlite_where=UNREAD, postgresql_where=UNREAD),
        Index(None, "retrieved_at"),
        Index(None, "first_seen_at"),
        NEVER_REUSED,
    )
    id: int = row_id()
    edition: int
    read_edition: int
    revision: int
    source_feed_id: int | None = number(null=True)  # whose words stand; none: its page's
    retry_at: datetime | None = moment(null=True)
    leased_by: str | None = words(null=True)
    leased_until: datetime | None = moment(null=True)
    attempt: int
    first_seen_at: datetime = moment()
    retrieved_at: datetime = moment()
    published_at: datetime | None = moment(null=True)
    language: str | None = words(null=True)
    body_hash: str = digits()
    url: str | None = words(null=True)
    canonical_url: str | None = words(null=True, unique=True)
    author: str | None = words(null=True)
    read_error: str | None = words(null=True)
    title: str = words()
    lead: str = words()
    body: str = words()


class ArticleWordsRow(Base, table=True):
    """That an article is found by its words, and with which version of folding they were made.

    `words` is PostgreSQL's; SQLite's FTS5 table `article_fts` stands outside these tables.
    """

    __tablename__ = "article_words"
    __table_args__ = (
        Index(None, "words", postgresql_using="gin", sqlite_where=text("words IS NOT NULL")),
    )
    article_id: int = ref("articles.id", ondelete="CASCADE", primary_key=True)
    version: int
    words: str | None = Field(
        sa_type=TSVECTOR().with_variant(Text(), "sqlite"),
        nullable=True,
    )


class SightingRow(Base, table=True):
    """One feed listing one entry. It outlives its article, and is then its tombstone."""

    __tablename__ = "sightings"
    __table_args__ = (
        UniqueConstraint("feed_id", "entry_key"),
        Index(None, "feed_id", "first_seen_at"),
        Index(None, "article_id", "feed_id"),
        Index(
            "ix_sightings_would_ring",
            "feed_id",
            sqlite_where=text("would_ring = 1"),
            postgresql_where=text("would_ring"),
        ),
        Index("ix_sightings_orphaned", "seen_at", sqlite_where=ORPHANED, postgresql_where=ORPHANED),
    )
    id: int = row_id()
    feed_id: int = ref("feeds.id")
    article_id: int | None = ref("articles.id", null=True, ondelete="SET NULL")
    entry_key: str = digits()
    content_hash: str = digits()
    backlog: bool
    would_ring: bool  # a rule heard it in the backlog, where it is held
    revisions: int
    first_seen_at: datetime = moment()
    published_at: datetime | None = moment(null=True)
    seen_at: datetime = moment()
    source: str | None = words(null=True)  # whose entry it is, as it says


class RevisionRow(Base, table=True):
    """A text an article had before its present one."""

    __tablename__ = "revisions"
    article_id: int = ref("articles.id", ondelete="CASCADE", primary_key=True)
    revision: int = number(primary_key=True)
    feed_id: int | None = number(null=True)
    retrieved_at: datetime = moment()
    body_hash: str = digits()
    title: str = words()
    lead: str = words()
    body: str = words()


class CutRow(Base, table=True):
    """An article whose text is not for keeping, as a feed of it says: to be looked at when due.

    Texts up to `revision` are cut; the rest is what that one was as a whole.
    """

    __tablename__ = "cuts"
    __table_args__ = (
        Index("ix_cuts_due_at", "due_at", sqlite_where=TO_ASK, postgresql_where=TO_ASK),
    )
    article_id: int = ref("articles.id", ondelete="CASCADE", primary_key=True)
    due_at: datetime | None = moment(null=True)
    revision: int | None
    chars: int | None  # of lead and body
    lead_mark: str | None = words(null=True)  # `worker.alert.correction.mark`
    body_mark: str | None = words(null=True)


class PageRow(Base, table=True):
    """The page behind an article of a feed with `fulltext`; to be asked while `due_at` is set."""

    __tablename__ = "pages"
    __table_args__ = (
        Index("ix_pages_due_at", "due_at", sqlite_where=TO_ASK, postgresql_where=TO_ASK),
        Index("ix_pages_open", "host", sqlite_where=TO_ASK, postgresql_where=TO_ASK),
        Index(
            "ix_pages_lines",
            "host",
            "retrieved_at",
            sqlite_where=WITH_LINES,
            postgresql_where=WITH_LINES,
        ),
        NEVER_REUSED,
    )
    id: int = row_id()
    article_id: int = ref("articles.id", ondelete="CASCADE", unique=True)
    host: str = words(foreign_key="hosts.name")
    origin: str = words()
    url: str = words()
    due_at: datetime | None = moment(null=True)
    leased_by: str | None = words(null=True)
    leased_until: datetime | None = moment(null=True)
    attempt: int
    tries: int  # that failed
    retrieved_at: datetime | None = moment(null=True)
    line_keys: list[int] | None = json_text(null=True)  # of a host's latest 20 pages
    verdict: str | None = words(null=True)
    words: str | None = words(null=True)


class RobotsRow(Base, table=True):
    """An origin's robots.txt, asked for once a day; without a body it has none."""

    __tablename__ = "robots"
    origin: str = words(primary_key=True)
    fetched_at: datetime = moment()
    body: bytes | None
