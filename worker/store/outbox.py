"""The outbox: due deliveries are claimed, sent by others, settled here; each at least once.

Within an alert a later sequence waits until the earlier ones are delivered or dead. A channel
that rests loses nothing: its deliveries stay open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, assert_never

from sqlalchemy import ColumnElement, Connection, Row, bindparam, exists, or_, select

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
    Lease,
    Paused,
    Settled,
    Settlement,
)
from worker.store import latency
from worker.store.columns import Moment
from worker.store.handles import earlier
from worker.store.rows import LEASE, NO_LEASE, Instant, free, upsert
from worker.store.saying import Message, queue
from worker.store.tables import attempts, channels, deliveries

ANSWER_CHARS = 8_000


def waiting(now: Instant) -> tuple[ColumnElement[bool], ...]:
    """Due, on a channel that does not rest, and next in the order of its alert."""
    earlier = deliveries.alias("earlier")
    blocked = exists().where(
        earlier.c.alert_id == deliveries.c.alert_id,
        earlier.c.channel == deliveries.c.channel,
        earlier.c.sequence < deliveries.c.sequence,
        earlier.c.settled_at.is_(None),
    )
    resting = exists().where(channels.c.name == deliveries.c.channel, channels.c.paused)
    return (deliveries.c.settled_at.is_(None), deliveries.c.due_at <= now, ~resting, ~blocked)


def claim(
    connection: Connection, owner: str, per_channel: Mapping[str, int], now: datetime
) -> list[DeliveryClaim]:
    """Lease due deliveries, at most so many for each named channel, in order of due time."""
    rows = [
        row
        for channel, limit in sorted(per_channel.items())
        if limit > 0
        for row in connection.execute(_DUE, {"to": channel, "now": now, "most": limit})
    ]
    if not rows:
        return []
    until = now + LEASE
    leased = {"ids": [row.id for row in rows], "leased_by": owner, "leased_until": until}
    connection.execute(_LEASED, leased)
    rows.sort(key=lambda row: (row.due_at, row.id))
    before = earlier(connection, rows)
    return [_claimed(row, Lease(owner, row.attempt + 1, until), before.get(row.id)) for row in rows]


def settle(
    connection: Connection,
    claim: DeliveryClaim,
    answer: Answer,
    settlement: Settlement,
    now: datetime,
) -> Settled:
    """Write the attempt and what became of the delivery, unless the lease was lost."""
    fence = {"row": claim.delivery.id, "by": claim.lease.owner, "fence": claim.lease.attempt}
    row = connection.execute(_STANDS, fence).one_or_none()
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
    return Settled(kept=True, channel_newly_failing=_tend(connection, row.channel, settlement, now))


def announce(
    connection: Connection, alarm: Alarm, new_id: Callable[[], str], now: datetime
) -> None:
    """Queue an operator's alarm, one message for each of its channels."""
    for channel in sorted(set(alarm.channels)):
        message = Message(alarm.subject, channel, alarm.type, alarm.reason, severity="high")
        queue(connection, message, new_id(), alarm.compose, now)


def replay(
    connection: Connection,
    ids: Sequence[str],
    channel: str | None,
    state: str | None,
    since: datetime | None,
    now: datetime,
) -> int:
    """Make deliveries due again under their own ids, with a fresh schedule; how many.

    Named by id: the dead, the delivered, and those that wait for their next try. Otherwise the
    dead, or those in `state`; delivered ones are only ever sent again by name. One under way is
    left alone.
    """
    chosen: list[ColumnElement[bool]] = [free(deliveries, now)]
    if ids:
        chosen.append(deliveries.c.id.in_(ids))
        chosen.append(or_(deliveries.c.settled_at.is_not(None), deliveries.c.state == "retrying"))
    else:
        chosen.append(deliveries.c.state != "delivered")
        state = state or "dead"
    if state is not None:
        chosen.append(deliveries.c.state == state)
    if channel is not None:
        chosen.append(deliveries.c.channel == channel)
    if since is not None:
        chosen.append(deliveries.c.created_at >= since)
    again = deliveries.update().where(*chosen)
    return connection.execute(
        again.values(
            state="pending", due_at=now, settled_at=None, tries=0, first_tried_at=None, **NO_LEASE
        )
    ).rowcount


def enable_channel(connection: Connection, name: str, now: datetime) -> bool:
    """End a channel's rest and its spell of failing; what waits is due now, its schedule fresh."""
    rested = connection.scalar(
        select(channels.c.paused).where(channels.c.name == name).with_for_update()
    )
    connection.execute(
        channels.update()
        .where(channels.c.name == name)
        .values(paused=False, reason=None, failing_since=None, told_at=None)
    )
    connection.execute(
        deliveries.update()
        .where(
            deliveries.c.channel == name,
            deliveries.c.settled_at.is_(None),
            free(deliveries, now),
        )
        .values(due_at=now, tries=0, first_tried_at=None)
    )
    return bool(rested)


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


def _tend(connection: Connection, name: str, settlement: Settlement, now: datetime) -> bool:
    """Keep the channel's health; True once a spell, when the operator should hear of it.

    A spell begins with a failure and ends with a delivery. The operator hears of it with the
    first failure that only people can mend.
    """
    if isinstance(settlement, Delivered):
        connection.execute(_WELL, {"channel": name})
        return False
    row = channels.c.name == name
    connection.execute(
        upsert(connection, channels).values(name=name, paused=False).on_conflict_do_nothing()
    )
    began = channels.update().where(row, channels.c.failing_since.is_(None))
    connection.execute(began.values(failing_since=now))
    if isinstance(settlement, Paused):
        rest = channels.update().where(row, channels.c.paused.is_(False))
        connection.execute(rest.values(paused=True, reason=settlement.reason))
    if isinstance(settlement, Again) and not settlement.tell_operator:
        return False
    newly = channels.update().where(row, channels.c.told_at.is_(None)).values(told_at=now)
    return connection.execute(newly).rowcount == 1


# Built once: putting statements together anew costs as much as running them.
_NOW = bindparam("now", type_=Moment())
_DUE = (
    select(deliveries)
    .where(deliveries.c.channel == bindparam("to"), *waiting(_NOW), free(deliveries, _NOW))
    .order_by(deliveries.c.due_at, deliveries.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_LEASED = (
    deliveries.update()
    .where(deliveries.c.id.in_(bindparam("ids", expanding=True)))
    .values(attempt=deliveries.c.attempt + 1)
)
_STANDS = (
    select(deliveries.c.id, deliveries.c.channel, deliveries.c.tries)
    .where(
        deliveries.c.id == bindparam("row"),
        deliveries.c.leased_by == bindparam("by"),
        deliveries.c.attempt == bindparam("fence"),
    )
    .with_for_update()
)
_TRIED = attempts.insert()
_SETTLED = deliveries.update().where(deliveries.c.id == bindparam("row"))
_WELL = (
    channels.update()
    .where(channels.c.name == bindparam("channel"), channels.c.failing_since.is_not(None))
    .values(failing_since=None, told_at=None)
)
