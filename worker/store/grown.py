"""Tells a list that has grown longer from news.

A site that from some day on lists its last hundred entries, not its last ten, brings what is old:
it stands beneath all that was listed before, and nothing of that has left the list.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from worker.store.storing import Item
from worker.store.tables import sightings, visits

FEWEST = 5  # of those beneath, and of those above: a few old entries at once may be late news
OLD = timedelta(days=1)  # before the feed's last answer


def beneath(
    connection: Connection, feed: Row[Any], fresh: Sequence[Item], number: int
) -> Sequence[Item]:
    """Which of the `fresh` entries are old, where the list has grown to this `number`: a backlog,
    for a feed whose backlog is stored quietly (`FirstPoll`).
    """
    if feed.last_ok_at is None or feed.first_poll != "quiet" or len(fresh) < FEWEST:
        return ()
    until = feed.last_ok_at - max(OLD, feed.first_poll_max_age or OLD)
    old = [(item, at) for item in fresh if (at := item.entry.published_at) and at < until]
    if len(old) < FEWEST:
        return ()
    listed = connection.scalar(_LISTED, {"feed": feed.id}) or 0
    if not FEWEST <= listed <= number - len(fresh):
        return ()
    last = connection.scalar(_LAST, {"feed": feed.id, "above": listed - 1})
    return [item for item, at in old if last is not None and at < last]


_LISTED = (  # at the last visit to a document with entries
    select(visits.c.entries)
    .where(visits.c.feed_id == bindparam("feed"), visits.c.entries > 0)
    .order_by(visits.c.id.desc())
    .limit(1)
)
_LAST = (
    select(sightings.c.published_at)
    .where(sightings.c.feed_id == bindparam("feed"), sightings.c.published_at.is_not(None))
    .order_by(sightings.c.published_at.desc())
    .limit(1)
    .offset(bindparam("above"))
)
