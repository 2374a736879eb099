"""Whose turn it is: the claim that feeds and pages share, host by host.

The host row is locked before its rows are: politeness is part of the claim, so no two workers
ask one host at once, and a feed and a page of it are never asked together. What is in flight is
counted from the leases, so a killed worker's count comes back by itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    tuple_,
)

from worker.model import HostLimits
from worker.store.columns import Moment, RowId
from worker.store.rows import LEASE, chunks, past, upsert
from worker.store.tables import feeds, hosts, pages

LOOKS = 20  # at the queue of what is due, before a claim makes do with what it found

Due = Sequence[ColumnElement[bool]]


def make_hosts(connection: Connection, names: Iterable[str]) -> None:
    """See to it that these hosts have rows to be locked."""
    rows = [{"name": name} for name in sorted(set(names))]
    if rows:
        connection.execute(upsert(connection, hosts).on_conflict_do_nothing(), rows)


def take(
    connection: Connection,
    table: Table,
    due: Due,
    owner: str,
    limit: int,
    limits: HostLimits,
    now: datetime,
) -> Sequence[Row[Any]]:
    """Lease due rows, most overdue first, within what their hosts allow.

    The rows are as they were before: the lease's attempt is theirs and one.
    """
    if limit <= 0:
        return []
    queue = _due_by_host(connection, table, due, limit, now)
    if not queue:
        return []
    open_hosts = connection.scalars(
        select(hosts.c.name)
        .where(hosts.c.name.in_(queue), *_allowed(now))
        .order_by(hosts.c.name)
        .with_for_update(skip_locked=True)
    ).all()
    chosen = _within_limits(connection, {name: queue[name] for name in open_hosts}, limits, now)
    rows = connection.execute(
        select(table)
        .where(table.c.id.in_(chosen), *due)
        .order_by(table.c.due_at, table.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    if not rows:
        return []
    connection.execute(
        table.update()
        .where(table.c.id.in_([row.id for row in rows]))
        .values(leased_by=owner, leased_until=now + LEASE, attempt=table.c.attempt + 1)
    )
    _keep_gap(connection, {row.host for row in rows}, limits.gap, now)
    return rows


def tell_host(
    connection: Connection,
    host: str,
    block_for: timedelta | None,
    limits: HostLimits,
    now: datetime,
) -> None:
    """The gap counts from the answer, and a Retry-After holds for everything of the host."""
    if limits.gap:
        connection.execute(_WAIT, {"host": host, "next_allowed_at": now + limits.gap})
    if block_for is not None:
        connection.execute(_BLOCK, {"host": host, "until": now + block_for})


def _keep_gap(connection: Connection, names: Iterable[str], gap: timedelta, now: datetime) -> None:
    """The hosts are asked again only after the gap."""
    if gap:
        asked = hosts.update().where(hosts.c.name.in_(sorted(names)))
        connection.execute(asked.values(next_allowed_at=now + gap))


def _allowed(now: datetime) -> tuple[Any, ...]:
    return (past(hosts.c.next_allowed_at, now), past(hosts.c.blocked_until, now))


def _closed(now: datetime) -> Select[tuple[str]]:
    """The hosts that may not be asked. They are few, and looked up once: a platform that blocked
    us for a day keeps thousands of due feeds at the head of the queue.
    """
    waits = or_(hosts.c.next_allowed_at > now, hosts.c.blocked_until > now)
    return select(hosts.c.name).where(waits)


def _due_by_host(
    connection: Connection, table: Table, due: Due, limit: int, now: datetime
) -> dict[str, list[int]]:
    """Due ids by host, for up to `limit` hosts, both in the order in which they are due.

    The queue is read on in looks, from the second on without the hosts already seen, so that a
    host with a thousand due feeds hides nobody behind it and no row is passed twice.
    """
    found: defaultdict[str, list[int]] = defaultdict(list)
    most = max(4 * limit, 100)
    further: list[ColumnElement[bool]] = []
    for _ in range(LOOKS):
        rows = connection.execute(
            select(table.c.due_at, table.c.id, table.c.host)
            .where(*due, table.c.host.not_in(_closed(now)), *further)
            .order_by(table.c.due_at, table.c.id)
            .limit(most)
        ).all()
        for row in rows:
            found[row.host].append(row.id)
        if len(rows) < most or len(found) >= limit:
            break
        last = tuple_(literal(rows[-1].due_at, Moment()), literal(rows[-1].id, RowId))
        further = [table.c.host.not_in(list(found)), tuple_(table.c.due_at, table.c.id) > last]
    return dict(list(found.items())[:limit])


def _within_limits(
    connection: Connection, queue: Mapping[str, Sequence[int]], limits: HostLimits, now: datetime
) -> list[int]:
    """The ids each locked host has room for: one where a gap must be kept, else up to its
    concurrency, less what is in flight.
    """
    in_flight: Counter[str] = Counter()
    for names in chunks(list(queue)):
        for table, may_be_leased in ((feeds, ()), (pages, (pages.c.due_at.is_not(None),))):
            counted = connection.execute(
                select(table.c.host, func.count())
                .where(table.c.host.in_(names), table.c.leased_until > now, *may_be_leased)
                .group_by(table.c.host)
            )
            in_flight.update(dict(counted.all()))
    at_once = 1 if limits.gap else limits.concurrency
    return [
        row_id
        for name, ids in queue.items()
        for row_id in ids[: max(0, min(at_once, limits.concurrency - in_flight[name]))]
    ]


# Built once: putting these together anew would cost more than running them (0.6 ms a visit).
_WAIT = hosts.update().where(hosts.c.name == bindparam("host"))
_UNTIL = bindparam("until", type_=Moment())
_BLOCK = (
    hosts.update()
    .where(hosts.c.name == bindparam("host"))
    .values(
        blocked_until=case((hosts.c.blocked_until > _UNTIL, hosts.c.blocked_until), else_=_UNTIL)
    )
)
