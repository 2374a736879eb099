"""Silences as people make and end them. Each has its promise, so that its end is announced."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select

from worker.model import Silence, SilenceView
from worker.store.columns import Moment
from worker.store.lock import decide_alone
from worker.store.tables import held, promises, silences


def add(connection: Connection, silence: Silence) -> Silence:
    """The silence under the id it got; its end is promised with it."""
    new_id = connection.execute(
        silences.insert().returning(silences.c.id),
        {
            "author": silence.author,
            "reason": silence.reason,
            "starts_at": silence.starts_at,
            "ends_at": silence.ends_at,
            "matchers": silence.matchers,
        },
    ).scalar_one()
    connection.execute(
        promises.insert(),
        {
            "kind": "silence",
            "subject": str(new_id),
            "channel": "",
            "due_at": silence.ends_at,
            "article_id": None,
            "found": 1,
        },
    )
    return _silence(connection.execute(_ONE, {"row": new_id}).one())


def end(connection: Connection, silence_id: int, now: datetime) -> Silence | None:
    """The silence, over now; None where none of that id has still to end.

    One that had not begun and holds nothing ends without a word: a worker's clock may be ahead.
    """
    decide_alone(connection)  # nobody comes to wait for its promise meanwhile
    row = connection.execute(_ONE, {"row": silence_id}).one_or_none()
    if row is None or row.ends_at <= now:
        return None
    begun = row.starts_at <= now  # as `active` counts
    connection.execute(
        silences.update()
        .where(silences.c.id == silence_id)
        .values(ends_at=now, starts_at=min(row.starts_at, now))
    )
    promised = (promises.c.kind == "silence", promises.c.subject == str(silence_id))
    if begun or connection.scalar(_HOLDS, {"subject": str(silence_id)}) is not None:
        connection.execute(promises.update().where(*promised).values(due_at=now))
    else:
        connection.execute(promises.delete().where(*promised))
    return _silence(connection.execute(_ONE, {"row": silence_id}).one())


def active(connection: Connection, now: datetime) -> tuple[Silence, ...]:
    """The silences that hold now, in the order they were made."""
    return tuple(_silence(row) for row in connection.execute(_ACTIVE, {"now": now}))


def name_too(connection: Connection, story: int, merged: int, now: datetime) -> None:
    """Have the silences of a story that was merged name the story it is part of as well."""
    lasting = select(silences).where(silences.c.ends_at > now).with_for_update()
    for row in connection.execute(lasting).all():
        if ["story", str(merged)] in row.matchers:
            named = [*row.matchers, ["story", str(story)]]
            connection.execute(
                silences.update().where(silences.c.id == row.id).values(matchers=named)
            )


def one(connection: Connection, silence_id: int) -> Silence | None:
    """A silence, over or not."""
    row = connection.execute(_ONE, {"row": silence_id}).one_or_none()
    return None if row is None else _silence(row)


def views(connection: Connection, now: datetime, limit: int | None) -> Sequence[SilenceView]:
    """Silences, the one that ends last first."""
    waiting = connection.execute(
        select(promises.c.subject, func.count().label("waiting"))
        .join(held, held.c.promise_id == promises.c.id)
        .where(promises.c.kind == "silence")
        .group_by(promises.c.subject)
    )
    counts = {row.subject: row.waiting for row in waiting}
    rows = connection.execute(
        select(silences).order_by(silences.c.ends_at.desc(), silences.c.id.desc()).limit(limit)
    )
    return [SilenceView.of(_silence(row), counts.get(str(row.id), 0), now) for row in rows]


def _silence(row: Row[Any]) -> Silence:
    return Silence(
        id=row.id,
        author=row.author,
        reason=row.reason,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        matchers=tuple((what, glob) for what, glob in row.matchers),
    )


# Built once: putting statements together anew costs as much as running them.
_NOW = bindparam("now", type_=Moment())
_ONE = select(silences).where(silences.c.id == bindparam("row")).with_for_update()
_HOLDS = (
    select(held.c.id)
    .join(promises, promises.c.id == held.c.promise_id)
    .where(promises.c.kind == "silence", promises.c.subject == bindparam("subject"))
    .limit(1)
)
_ACTIVE = (
    select(silences)
    .where(silences.c.starts_at <= _NOW, silences.c.ends_at > _NOW)
    .order_by(silences.c.id)
)
