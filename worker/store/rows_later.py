"""The tables of what may not be said now: silences, promises to come back, what they hold."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint

from worker.store.columns import (
    NEVER_REUSED,
    Base,
    json_text,
    moment,
    number,
    ref,
    row_id,
    words,
)


class SilenceRow(Base, table=True):
    """Somebody's word that what it matches is not told for a while."""

    __tablename__ = "silences"
    __table_args__ = (Index(None, "ends_at"), NEVER_REUSED)
    id: int = row_id()
    author: str = words()
    reason: str = words()
    starts_at: datetime = moment()
    ends_at: datetime = moment()
    matchers: list[list[str]] = json_text()  # [what, glob] each


class PromiseRow(Base, table=True):
    """Something to be said at `due_at`; the row goes in the transaction that says it."""

    __tablename__ = "promises"
    __table_args__ = (
        UniqueConstraint("kind", "subject", "channel"),
        Index(None, "due_at"),
        NEVER_REUSED,
    )
    id: int = row_id()
    kind: str = words()  # "silence", "quiet", "limit", "wait", "correction"
    subject: str = words()
    channel: str = words()  # empty: whichever channels it turns out to concern
    due_at: datetime = moment()
    article_id: int | None = number(null=True)
    found: int  # origins known when it was made


class HeldRow(Base, table=True):
    """An article one channel will hear of when the promise is kept."""

    __tablename__ = "held"
    __table_args__ = (UniqueConstraint("promise_id", "channel", "article_id"),)
    id: int = row_id()
    promise_id: int = ref("promises.id", ondelete="CASCADE")
    channel: str = words()
    article_id: int = number()
    revision: int
    story_id: int | None = number(null=True)
    reason: str = words()
    news: str = words()
    severity: str = words()
    rules: list[str] = json_text()
    title: str = words()
    url: str | None = words(null=True)
    at: datetime = moment()
