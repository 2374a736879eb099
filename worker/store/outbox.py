"""The outbox: due deliveries are claimed, sent by others, settled here; each at least once.

Within an alert a later sequence waits until the earlier ones are delivered or dead. A channel
that rests loses nothing: its deliveries stay open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, assert_never

from sqlalchemy import ColumnElement, Connection, Row, bindparam, exists, select

from worker.model import (
    Again,
    Alarm,
    Answer,
    Answered,
    Dead,
    Delivered,
    Delivery,
    DeliveryClaim,
    Earlier,
    Flow,
    Lease,
    Paused,
    Settled,
    Settlement,
)
from worker.ports import Pacing
from worker.store import latency, receivers
from worker.store.columns import Moment
from worker.store.handles import earlier
from worker.store.rows import LEASE, NO_LEASE, Instant, fence, fenced, free
from worker.store.saying import Message, queue
from worker.store.tables import attempts, channels, deliveries

ANSWER_CHARS = 8_000


def waiting(now: Instant) -> tuple[ColumnElement[bool], ...]:
    """Due, on a channel that does not rest, and next in the order of its alert."""
    return (deliveries.c.due_at <= now, *_in_turn())


def sendable(now: Instant) -> tuple[ColumnElement[bool], ...]:
    """Waiting, and its receiver may be asked: no probe and no Retry-After is waited for."""
    shut = exists().where(channels.c.name == deliveries.c.channel, channels.c.rests_until > now)
    return (*waiting(now), ~shut)


def _in_turn() -> tuple[ColumnElement[bool], ...]:
    earlier = deliveries.alias("earlier")
    blocked = exists().where(
        earlier.c.alert_id == deliveries.c.alert_id,
        earlier.c.channel == deliveries.c.channel,
        earlier.c.sequence < deliveries.c.sequence,
        earlier.c.settled_at.is_(None),
    )
    resting = exists().where(channels.c.name == deliveries.c.channel, channels.c.paused)
    return (deliveries.c.settled_at.is_(None), ~resting, ~blocked)


def claim(
    connection: Connection,
    owner: str,
    per_channel: Mapping[str, int],
    now: datetime,
    paces: Mapping[str, Pacing],
) -> list[DeliveryClaim]:
    """Lease due deliveries, at most so many for each named channel, in order of due time."""
    held_up = receivers.held_up(connection)
    rows: list[Row[Any]] = []
    for channel, limit in sorted(per_channel.items()):
        pace = paces.get(channel)
        if limit > 0 and pace is not None and (pace.bounded or channel in held_up):
            rows += _paced(connection, channel, limit, pace, now)
        elif limit > 0:
            rows += connection.execute(_DUE, {"to": channel, "now": now, "most": limit})
    if not rows:
        return []
    until = now + LEASE
    leased = {"ids": [row.id for row in rows], "leased_by": owner, "leased_until": until}
    connection.execute(_LEASED, leased)
    rows.sort(key=lambda row: (row.due_at, row.id))
    before = earlier(connection, rows)
    return [_claimed(row, Lease(owner, row.attempt + 1, until), before.get(row.id)) for row in rows]


def _paced(
    connection: Connection, channel: str, limit: int, pace: Pacing, now: datetime
) -> list[Row[Any]]:
    """As many due deliveries as the channel's breaker lets through, which it remembers."""
    breaker = receivers.breaker(connection, channel)
    room = pace.room(breaker, limit, now)
    if not room:
        return []
    # A probe asks the receiver, and does not wait for a message's own schedule.
    chosen = _OURS if breaker.flow is Flow.PROBING else _DUE
    rows = connection.execute(chosen, {"to": channel, "now": now, "most": room}).all()
    taken = [row.id for row in rows]
    left = connection.scalar(_LEFT, {"to": channel, "now": now, "taken": taken}) is not None
    changed = pace.claimed(breaker, len(rows), now, left=left)
    receivers.keep(connection, channel, breaker, changed)
    return [*rows]


def settle(
    connection: Connection,
    claim: DeliveryClaim,
    answer: Answer,
    settlement: Settlement,
    now: datetime,
    turn: receivers.Turn | None,
) -> Settled:
    """Write the attempt and what became of the delivery, unless the lease was lost."""
    row = connection.execute(_STANDS, fence(claim.delivery.id, claim.lease)).one_or_none()
    if row is None:
        return Settled(kept=False)
    status, words = _spoken(answer)
    reason = None if isinstance(settlement, Delivered) else settlement.reason
    connection.execute(
        _TRIED,
        {
            "delivery_id": row.id,
            "at": now,
            "status": status,
            "answer": words,
            "settlement": type(settlement).__name__.lower(),
            "reason": reason,
            "elapsed_s": answer.elapsed_s,
        },
    )
    connection.execute(
        _SETTLED,
        {
            "row": row.id,
            **_after(settlement, now),
            **NO_LEASE,
            "tries": row.tries + 1,
            "first_tried_at": claim.first_tried_at or now,
            "last_status": status,
            "last_answer": words or reason,
            "handle": answer.handle if isinstance(answer, Answered) else None,
        },
    )
    if isinstance(settlement, Delivered):
        latency.accept(connection, row.id, now)
    tell, rests = receivers.tend(connection, row.channel, settlement, words, now, turn)
    return Settled(
        kept=True, channel_newly_failing=tell, channel_rests=rests, next_waits=row.next_waits
    )


def announce(
    connection: Connection, alarm: Alarm, new_id: Callable[[], str], now: datetime
) -> None:
    """Queue an operator's alarm, one message for each of its channels."""
    for channel in sorted(set(alarm.channels)):
        message = Message(alarm.subject, channel, alarm.type, alarm.reason, severity="high")
        queue(connection, message, new_id(), alarm.compose, now, alarm.asleep.get(channel))


def _claimed(row: Row[Any], lease: Lease, before: Earlier | None) -> DeliveryClaim:
    return DeliveryClaim(
        delivery=Delivery(
            id=row.id,
            alert_id=row.alert_id,
            channel=row.channel,
            sequence=row.sequence,
            type=row.type,
            body=row.body,
            created_at=row.created_at,
            earlier=before,
        ),
        lease=lease,
        tries=row.tries,
        first_tried_at=row.first_tried_at,
    )


def _spoken(answer: Answer) -> tuple[int | None, str]:
    if isinstance(answer, Answered):
        words = "\n".join(part for part in (answer.note, answer.text) if part)
        return answer.status, words[:ANSWER_CHARS]
    return None, answer.words[:ANSWER_CHARS]


def _after(settlement: Settlement, now: datetime) -> dict[str, Any]:
    match settlement:
        case Delivered():
            return {"state": "delivered", "settled_at": now}
        case Again():
            return {"state": "retrying", "due_at": settlement.at}
        case Dead():
            return {"state": "dead", "settled_at": now}
        case Paused():  # it rests with its channel, and is due when that wakes
            return {"state": "retrying", "due_at": now}
        case _ as never:
            assert_never(never)


# Built once: putting statements together anew costs as much as running them.
_NOW = bindparam("now", type_=Moment())
_OURS = (
    select(deliveries)
    .where(deliveries.c.channel == bindparam("to"), *_in_turn(), free(deliveries, _NOW))
    .order_by(deliveries.c.due_at, deliveries.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_DUE = _OURS.where(deliveries.c.due_at <= _NOW)
_LEFT = (
    select(deliveries.c.id)
    .where(
        deliveries.c.channel == bindparam("to"),
        deliveries.c.settled_at.is_(None),
        deliveries.c.due_at <= _NOW,
        deliveries.c.id.not_in(bindparam("taken", expanding=True)),
    )
    .limit(1)
)
_LEASED = (
    deliveries.update()
    .where(deliveries.c.id.in_(bindparam("ids", expanding=True)))
    .values(attempt=deliveries.c.attempt + 1)
)
_LATER = deliveries.alias("later")
_STANDS = (
    select(
        deliveries.c.id,
        deliveries.c.channel,
        deliveries.c.tries,
        exists()
        .where(
            _LATER.c.alert_id == deliveries.c.alert_id,
            _LATER.c.channel == deliveries.c.channel,
            _LATER.c.sequence > deliveries.c.sequence,
            _LATER.c.settled_at.is_(None),
        )
        .label("next_waits"),
    )
    .where(fenced(deliveries))
    .with_for_update(of=deliveries)
)
_TRIED = attempts.insert()
_SETTLED = deliveries.update().where(deliveries.c.id == bindparam("row"))
