"""Whose turn it is: the claim that feeds and pages share, host by host.

The host row is locked before its rows are: politeness is part of the claim, so no two workers
ask one host at once, and a feed and a page of it are never asked together. What is in flight is
counted from the leases, so a killed worker's count comes back by itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    bindparam,
    case,
    func,
    or_,
    select,
    tuple_,
)

from worker.model import HostLimits
from worker.store.columns import Moment, RowId
from worker.store.rows import LEASE, chunks, free, past, upsert
from worker.store.tables import feeds, hosts, pages

LOOKS = 20  # at the queue of what is due, before a claim makes do with what it found

NOW: BindParameter[datetime] = bindparam("now", type_=Moment())


class Queue:
    """A table whose due rows wait for their hosts' turns, with what a claim asks of it, built once:
    putting the statements together anew would cost as much as running them.

    `ready` are the conditions, by `NOW`, beside the lease.
    """

    def __init__(self, table: Table, *ready: ColumnElement[bool]) -> None:
        due = (*ready, free(table, NOW))
        order = (table.c.due_at, table.c.id)
        self.first = (
            select(table.c.due_at, table.c.id, table.c.host)
            .where(*due, table.c.host.not_in(_closed()))
            .order_by(*order)
            .limit(bindparam("most"))
        )
        last = tuple_(bindparam("last_at", type_=Moment()), bindparam("last_id", type_=RowId))
        others = table.c.host.not_in(bindparam("seen", expanding=True))
        self.further = self.first.where(others, tuple_(*order) > last)
        self.chosen = (
            select(table)
            .where(table.c.id.in_(bindparam("ids", expanding=True)), *due)
            .order_by(*order)
            .limit(bindparam("most"))
            .with_for_update(skip_locked=True)
        )
        self.leased = (
            table.update()
            .where(table.c.id.in_(bindparam("ids", expanding=True)))
            .values(attempt=table.c.attempt + 1)
        )
        self.moved = table.update().where(table.c.id == bindparam("row"))


def make_hosts(connection: Connection, names: Iterable[str]) -> None:
    """See to it that these hosts have rows to be locked."""
    rows = [{"name": name} for name in sorted(set(names))]
    if rows:
        connection.execute(upsert(connection, hosts).on_conflict_do_nothing(), rows)


def take(
    connection: Connection,
    queue: Queue,
    owner: str,
    limit: int,
    limits: HostLimits,
    now: datetime,
    *,
    asked_first: Callable[[Row[Any]], str] = lambda row: str(row.host),
) -> Sequence[Row[Any]]:
    """Lease due rows, most overdue first, within what their hosts allow.

    The rows are as they were before: the lease's attempt is theirs and one. What is redirected
    waits for the host where it ends; where it asks another one first, it takes both turns.
    """
    if limit <= 0:
        return []
    waiting = _due_by_host(connection, queue, limit, now)
    if not waiting:
        return []
    open_hosts = connection.scalars(_OPEN, {"names": list(waiting), "now": now}).all()
    room = _room(connection, open_hosts, limits, now)
    chosen = [row_id for name in open_hosts for row_id in waiting[name][: room[name]]]
    found = connection.execute(queue.chosen, {"ids": chosen, "now": now, "most": limit}).all()
    turns = {row.id: {row.host, asked_first(row)} for row in found}
    rows = _with_all_turns(connection, found, turns, room, limits, now)
    if len(rows) < len(found):
        taken = {row.id for row in rows}
        refused = [row for row in found if row.id not in taken]
        _queue_where_it_rests(connection, queue, refused, turns, now)
    if not rows:
        return []
    lease = {"leased_by": owner, "leased_until": now + LEASE}
    connection.execute(queue.leased, {"ids": [row.id for row in rows], **lease})
    if limits.gap:  # they are asked again only after it
        asked = sorted(set[str]().union(*(turns[row.id] for row in rows)))
        until = now + limits.gap
        connection.execute(_WAIT, [{"host": each, "next_allowed_at": until} for each in asked])
    return rows


class Answer(NamedTuple):
    """That a host was asked, and for how long it wants to be left alone, if it said so."""

    host: str
    gap: timedelta
    block_for: timedelta | None
    at: datetime


def tell_hosts(connection: Connection, answers: Iterable[Answer]) -> None:
    """The gap counts from the answer, and a Retry-After holds for everything of the host."""
    ordered = sorted(answers, key=attrgetter("host"))  # as all workers lock them
    waits = [
        {"host": each.host, "next_allowed_at": each.at + each.gap} for each in ordered if each.gap
    ]
    if waits:
        connection.execute(_WAIT, waits)
    blocks = [
        {"host": each.host, "until": each.at + each.block_for}
        for each in ordered
        if each.block_for is not None
    ]
    if blocks:
        connection.execute(_BLOCK, blocks)


def _queue_where_it_rests(
    connection: Connection,
    queue: Queue,
    rows: Sequence[Row[Any]],
    turns: Mapping[int, Collection[str]],
    now: datetime,
) -> None:
    """Those one of whose hosts wants to be left alone wait for that one, and count as resting."""
    names = sorted(set[str]().union(*(turns[row.id] for row in rows)))
    resting = frozenset(connection.scalars(_RESTING, {"names": names, "now": now}))
    moved = [
        {"row": row.id, "host": min(hosts_)}
        for row in rows
        if (hosts_ := resting.intersection(turns[row.id]))
    ]
    if moved:
        connection.execute(queue.moved, moved)


def _closed() -> Select[tuple[str]]:
    """The hosts that may not be asked. They are few, and looked up once: a platform that blocked
    us for a day keeps thousands of due feeds at the head of the queue.
    """
    return select(hosts.c.name).where(
        or_(hosts.c.next_allowed_at > NOW, hosts.c.blocked_until > NOW)
    )


def _due_by_host(
    connection: Connection, queue: Queue, limit: int, now: datetime
) -> dict[str, list[int]]:
    """Due ids by host, for up to `limit` hosts, both in the order in which they are due.

    The queue is read on in looks, from the second on without the hosts already seen, so that a
    host with a thousand due feeds hides nobody behind it and no row is passed twice.
    """
    found: defaultdict[str, list[int]] = defaultdict(list)
    asked: dict[str, Any] = {"now": now, "most": max(4 * limit, 100)}
    look = queue.first
    for _ in range(LOOKS):
        rows = connection.execute(look, asked).all()
        for row in rows:
            found[row.host].append(row.id)
        if len(rows) < asked["most"] or len(found) >= limit:
            break
        look = queue.further
        asked |= {"seen": list(found), "last_at": rows[-1].due_at, "last_id": rows[-1].id}
    return dict(list(found.items())[:limit])


def _room(
    connection: Connection, open_hosts: Sequence[str], limits: HostLimits, now: datetime
) -> dict[str, int]:
    """How many rows each locked host has room for: one where a gap must be kept, else up to its
    concurrency, less what is in flight.
    """
    in_flight: Counter[str] = Counter()
    for names in chunks(open_hosts):
        for counted in _IN_FLIGHT:
            in_flight.update(dict(connection.execute(counted, {"names": names, "now": now}).all()))
    at_once = 1 if limits.gap else limits.concurrency
    return {name: max(0, min(at_once, limits.concurrency - in_flight[name])) for name in open_hosts}


def _with_all_turns(
    connection: Connection,
    rows: Sequence[Row[Any]],
    turns: Mapping[int, Collection[str]],
    room: dict[str, int],
    limits: HostLimits,
    now: datetime,
) -> list[Row[Any]]:
    """The rows, in their order, all of whose hosts have `room`, which they take.

    The other hosts are locked after the rows: none is waited for, so two workers never wait for
    each other.
    """
    others = sorted(set[str]().union(*turns.values()) - room.keys())
    if others:  # few lead elsewhere
        make_hosts(connection, others)
        open_hosts = connection.scalars(_OPEN, {"names": others, "now": now}).all()
        room |= dict.fromkeys(others, 0) | _room(connection, open_hosts, limits, now)
    taken: list[Row[Any]] = []
    for row in rows:
        if all(room[name] > 0 for name in turns[row.id]):
            taken.append(row)
            for name in turns[row.id]:
                room[name] -= 1
    return taken


def _in_flight(table: Table, *may_be_leased: ColumnElement[bool]) -> Select[Any]:
    """How many rows of these hosts are leased, by host."""
    leased = (table.c.host.in_(bindparam("names", expanding=True)), table.c.leased_until > NOW)
    counted = select(table.c.host, func.count()).where(*leased, *may_be_leased)
    return counted.group_by(table.c.host)


_OPEN = (
    select(hosts.c.name)
    .where(
        hosts.c.name.in_(bindparam("names", expanding=True)),
        past(hosts.c.next_allowed_at, NOW),
        past(hosts.c.blocked_until, NOW),
    )
    .order_by(hosts.c.name)
    .with_for_update(skip_locked=True)
)
_RESTING = select(hosts.c.name).where(
    hosts.c.name.in_(bindparam("names", expanding=True)), hosts.c.blocked_until > NOW
)
_IN_FLIGHT = (_in_flight(feeds), _in_flight(pages, pages.c.due_at.is_not(None)))
_WAIT = hosts.update().where(hosts.c.name == bindparam("host"))
_UNTIL = bindparam("until", type_=Moment())
_BLOCK = (
    hosts.update()
    .where(hosts.c.name == bindparam("host"))
    .values(
        blocked_until=case((hosts.c.blocked_until > _UNTIL, hosts.c.blocked_until), else_=_UNTIL)
    )
)
