"""When a feed has spoken: the moments of its entries, as its rhythm and its silence are told by.

An entry's date says when it was published, and is right also where polls were far apart. But some
feeds write one date over all they list, or the time of the poll: where the dates tell far less than
the polls in which something was new, these are the moments.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from sqlalchemy import Connection, bindparam, select

from worker.store.tables import sightings

RHYTHM_OF = 40  # latest entries
_FEWER = 2  # so many times fewer dates than moments of reading tell nothing


def latest_moments(
    connection: Connection, feed_id: int, now: datetime, limit: int = RHYTHM_OF
) -> list[datetime]:
    """When the feed's latest new entries came, in order, each moment once."""
    rows = connection.execute(_LATEST, {"feed": feed_id, "limit": limit}).all()
    dates = {min(published or seen, now) for published, seen in rows}
    seen = {at for _, at in rows}
    return sorted(seen if len(seen) > _FEWER * len(dates) else dates)


def median_gap(moments: Sequence[datetime]) -> timedelta | None:
    """The median time between them; None until two differ."""
    gaps = [later - earlier for earlier, later in pairwise(moments)]
    return timedelta(seconds=median(gap.total_seconds() for gap in gaps)) if gaps else None


_LATEST = (  # built once: it runs at every visit that brings something new
    select(sightings.c.published_at, sightings.c.first_seen_at)
    .where(sightings.c.feed_id == bindparam("feed"))
    .order_by(sightings.c.first_seen_at.desc(), sightings.c.published_at.desc())
    .limit(bindparam("limit"))
)
