"""The table of how long things took, as an SQLModel class; see `rows_news`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index

from worker.store.columns import Base, moment, words


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
