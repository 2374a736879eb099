"""Each channel's row: its circuit breaker, whether it fails, and whether anybody was told.

A row appears with the first failure, or the first message at a bounded rate; while all is well
it is read, never written or locked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, or_, select

from worker.model import (
    Again,
    Breaker,
    ChannelHealth,
    Delivered,
    Flow,
    Paused,
    Settlement,
)
from worker.store.rows import free, upsert
from worker.store.tables import channels, deliveries

Turn = Callable[[Breaker], Breaker]
ANSWER_CHARS = 300  # of the latest answer, for a sentence
_BREAKER = ("failures", "failing_since", "rests_until", "paced_at")


def held_up(connection: Connection) -> frozenset[str]:
    """Channels that may not be sent everything there is."""
    return frozenset(connection.scalars(_HELD_UP))


def breaker(connection: Connection, name: str) -> Breaker:
    """The channel's breaker, nobody else's until this transaction ends."""
    return _breaker(_locked(connection, name))


def keep(connection: Connection, name: str, before: Breaker, now_is: Breaker) -> None:
    """Write what a claim made of the breaker."""
    if now_is != before:
        connection.execute(_KEPT, {"channel": name, **_values(now_is)})


def tend(
    connection: Connection,
    name: str,
    settlement: Settlement,
    answer: str,
    now: datetime,
    turn: Turn | None,
) -> tuple[bool, bool]:
    """Keep the channel's health after an attempt: whether the operator should hear of it now, and
    whether the channel rests.

    A spell of failing begins with a failure and ends with a delivery. The operator hears at once,
    once a spell, of the first failure that only people can mend.
    """
    delivered = isinstance(settlement, Delivered)
    seen = connection.execute(_ROW, {"channel": name}).one_or_none()
    if delivered and (seen is None or _well(seen)):
        return False, False
    row = _locked(connection, name)
    since = None if delivered else row.failing_since or now
    before = replace(_breaker(row), failing_since=since)
    after = before if turn is None else turn(before)
    paused = row.paused or isinstance(settlement, Paused)
    tell = row.told_at is None and _for_people(settlement)
    told = {"told_at": now} if tell else {}
    words = {} if row.paused else _words(settlement, answer)
    values = {**_values(replace(after, failing_since=since)), **words, **told, "paused": paused}
    connection.execute(_KEPT, {"channel": name, **values})
    if before.flow is Flow.PROBING and after.flow is Flow.DRAINING:
        _all_due(connection, name, now)
    return tell, paused or _rests(after, now)


def enable(connection: Connection, name: str, now: datetime) -> bool:
    """End a channel's rest and its spell of failing; what waits is due now, its schedule fresh,
    and goes out at a bounded rate. False if it was not resting.
    """
    row = connection.execute(_ROW_FOR_UPDATE, {"channel": name}).one_or_none()
    rested = row is not None and (row.paused or _rests(_breaker(row), now))
    fresh = {"reason": None, "last_answer": None, "told_at": None, "paused": False}
    if row is not None:
        flow = Flow.DRAINING if rested else Flow(row.flow)
        awake = Breaker(flow, paced_at=row.paced_at)
        connection.execute(_KEPT, {"channel": name, **fresh, **_values(awake)})
    connection.execute(
        deliveries.update()
        .where(
            deliveries.c.channel == name,
            deliveries.c.settled_at.is_(None),
            free(deliveries, now),
        )
        .values(due_at=now, tries=0, first_tried_at=None)
    )
    return rested


def failing(
    connection: Connection, names: Sequence[str], after: timedelta, now: datetime
) -> list[ChannelHealth]:
    """Those of the channels that have failed so long and were not told; and told ones that are
    well again.
    """
    untold = and_(channels.c.failing_since <= now - after, channels.c.told_at.is_(None))
    found = select(channels).where(channels.c.name.in_(names), or_(untold, _OVER))
    return [
        ChannelHealth(
            row.name, row.failing_since, row.reason or "", row.last_answer or "", row.told_at
        )
        for row in connection.execute(found.order_by(channels.c.name))
    ]


def mark(connection: Connection, name: str, now: datetime, *, over: bool) -> bool:
    """Keep that it is told, or told to be over; False if another worker was first."""
    begun = and_(channels.c.failing_since.is_not(None), channels.c.told_at.is_(None))
    named = channels.update().where(channels.c.name == name, _OVER if over else begun)
    return connection.execute(named.values(told_at=None if over else now)).rowcount == 1


def states(connection: Connection) -> dict[str, str]:
    """What each channel that ever failed lets through: a `Flow`, or `paused`."""
    named = select(channels.c.name, channels.c.flow, channels.c.paused)
    return {row.name: "paused" if row.paused else row.flow for row in connection.execute(named)}


def _locked(connection: Connection, name: str) -> Row[Any]:
    row = connection.execute(_ROW_FOR_UPDATE, {"channel": name}).one_or_none()
    if row is None:
        new = upsert(connection, channels).values(name=name, paused=False)
        connection.execute(new.on_conflict_do_nothing())
        row = connection.execute(_ROW_FOR_UPDATE, {"channel": name}).one()
    return row


def _breaker(row: Row[Any]) -> Breaker:
    return Breaker(Flow(row.flow), **{name: getattr(row, name) for name in _BREAKER})


def _values(state: Breaker) -> dict[str, Any]:
    return {"flow": state.flow.value} | {name: getattr(state, name) for name in _BREAKER}


def _well(row: Row[Any]) -> bool:
    """Nothing a delivery could change."""
    trouble = row.failing_since or row.failures or row.rests_until
    return not trouble and row.flow != Flow.PROBING.value


def _rests(state: Breaker, now: datetime) -> bool:
    return state.flow is Flow.PROBING or (state.rests_until is not None and state.rests_until > now)


def _for_people(settlement: Settlement) -> bool:
    if isinstance(settlement, Again):
        return settlement.tell_operator
    return not isinstance(settlement, Delivered)


def _words(settlement: Settlement, answer: str) -> dict[str, str | None]:
    if isinstance(settlement, Delivered):
        return {"reason": None, "last_answer": None}
    return {"reason": settlement.reason, "last_answer": answer[:ANSWER_CHARS]}


def _all_due(connection: Connection, name: str, now: datetime) -> None:
    """What waited while the way was shut is due, and has been since it was made: that is the
    order in which it goes out. What it was tried before still counts.
    """
    connection.execute(
        deliveries.update()
        .where(
            deliveries.c.channel == name,
            deliveries.c.settled_at.is_(None),
            free(deliveries, now),
        )
        .values(due_at=deliveries.c.created_at)
    )


# Built once: putting statements together anew costs as much as running them.
_ROW = select(channels).where(channels.c.name == bindparam("channel"))
_ROW_FOR_UPDATE = _ROW.with_for_update()
_HELD_UP = select(channels.c.name).where(
    or_(channels.c.flow != Flow.CLOSED.value, channels.c.rests_until.is_not(None))
)
_KEPT = channels.update().where(channels.c.name == bindparam("channel"))
_OVER = and_(
    channels.c.failing_since.is_(None), ~channels.c.paused, channels.c.told_at.is_not(None)
)
