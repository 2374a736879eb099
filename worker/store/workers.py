"""What workers say of themselves: that they live, and that they ended."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from worker.store.rows import upsert
from worker.store.tables import workers
from worker.store.views import WorkerView

ONCE_KEPT = 5  # enough to know how often cron comes


def beat(connection: Connection, view: WorkerView) -> None:
    """Keep a worker's latest report."""
    values = {name: getattr(view, name) for name in WorkerView.__slots__}
    connection.execute(
        upsert(connection, workers)
        .values(values)
        .on_conflict_do_update(index_elements=[workers.c.owner], set_=values)
    )


def end(connection: Connection, owner: str, now: datetime) -> None:
    """Keep that a worker ended, and of those that were a `once` the latest few."""
    ended = workers.update().where(workers.c.owner == owner)
    connection.execute(ended.values(beat_at=now, ended_at=now))
    once = (workers.c.once, workers.c.ended_at.is_not(None))
    few = select(workers.c.owner).where(*once).order_by(workers.c.ended_at.desc()).limit(ONCE_KEPT)
    connection.execute(workers.delete().where(*once, workers.c.owner.not_in(few)))


def forget_killed(connection: Connection) -> None:
    """Drop those that never said they ended, for whoever knows that they did."""
    connection.execute(workers.delete().where(workers.c.ended_at.is_(None)))


def listed(connection: Connection) -> list[WorkerView]:
    """Workers as they last reported, latest first."""
    rows = connection.execute(select(workers).order_by(workers.c.beat_at.desc()))
    names = WorkerView.__slots__
    return [WorkerView(**{name: getattr(row, name) for name in names}) for row in rows]
