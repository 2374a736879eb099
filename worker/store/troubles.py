"""Feeds the operator may have to hear of: failing or silent, and those that are well again.

That somebody was told is kept on the feed's row and written with the alarm itself, so a trouble
is told once, and its end once, by whichever worker comes first.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from worker.model import FeedHealth, FeedTrouble, Outcome
from worker.store.rhythm import latest_moments
from worker.store.tables import feeds

MOST_AT_ONCE = 500  # feeds a look; the rest has its turn at the next
MOST_MOMENTS = 2_000
EMPTY_FOR = timedelta(hours=1)

_TOLD = {
    FeedTrouble.FAILING: feeds.c.told_failing_at,
    FeedTrouble.SILENT: feeds.c.told_silent_at,
}
_SHOWN = (
    "id", "url", "name", "last_words", "last_outcome", "failing_since", "empty_since", "newest_at",
    "last_ok_at", "enabled",
)  # fmt: skip


def failing(connection: Connection, after: timedelta, now: datetime) -> list[FeedHealth]:
    """Feeds that have failed so long, or are gone, and were not told; and told ones that are
    well again, or disabled.
    """
    long = or_(feeds.c.failing_since <= now - after, feeds.c.last_outcome == Outcome.GONE.value)
    untold = and_(feeds.c.failing_since.is_not(None), long, feeds.c.told_failing_at.is_(None))
    over = and_(feeds.c.failing_since.is_(None), feeds.c.told_failing_at.is_not(None))
    return _found(connection, FeedTrouble.FAILING, or_(untold, over), now)


def silent(connection: Connection, after: timedelta | None, now: datetime) -> list[FeedHealth]:
    """Feeds that may be silent, with the moments they spoke; and those that were told to be and
    have spoken, or that it is time to look at again.

    With `after`, those that have said nothing for so long; without, those it is time to look at.
    """
    due = feeds.c.silence_from <= now
    late = due if after is None else feeds.c.newest_at <= now - after
    suspect = and_(
        feeds.c.told_silent_at.is_(None),
        feeds.c.failures == 0,
        feeds.c.newest_at.is_not(None),
        or_(late, feeds.c.empty_since <= now - EMPTY_FOR),
    )
    told = feeds.c.told_silent_at
    condition = or_(suspect, and_(told.is_not(None), or_(due, feeds.c.newest_at > told)))
    return _found(connection, FeedTrouble.SILENT, condition, now)


def mark(
    connection: Connection, feed_id: int, trouble: FeedTrouble, now: datetime, *, over: bool
) -> bool:
    """Keep that it is told, or told to be over; False if another worker was first."""
    told = _TOLD[trouble]
    first = told.is_not(None) if over else told.is_(None)
    named = feeds.update().where(feeds.c.id == feed_id, first)
    return connection.execute(named.values({told: None if over else now})).rowcount == 1


def look_later(connection: Connection, feed_ids: Sequence[int], at: datetime) -> None:
    """These are not silent yet: no need to look at them before."""
    connection.execute(feeds.update().where(feeds.c.id.in_(feed_ids)).values(silence_from=at))


def _found(
    connection: Connection, trouble: FeedTrouble, condition: ColumnElement[bool], now: datetime
) -> list[FeedHealth]:
    told, by_habit = _TOLD[trouble], trouble is FeedTrouble.SILENT
    rows = connection.execute(
        select(*(feeds.c[name] for name in _SHOWN), told.label("told_at"))
        .where(or_(and_(feeds.c.enabled, condition), and_(~feeds.c.enabled, told.is_not(None))))
        .order_by(feeds.c.silence_from, feeds.c.id)  # looked at longest ago
        .limit(MOST_AT_ONCE)
    ).all()
    return [
        FeedHealth(
            id=row.id,
            url=row.url,
            name=row.name,
            words=row.last_words or "",
            enabled=row.enabled,
            gone=row.last_outcome == Outcome.GONE.value,
            failing_since=row.failing_since,
            empty_since=row.empty_since,
            newest_at=row.newest_at,
            heard_at=row.last_ok_at,
            told_at=row.told_at,
            spoke_at=tuple(
                latest_moments(connection, row.id, now, MOST_MOMENTS) if by_habit else ()
            ),
        )
        for row in rows
    ]
