"""The whole installation as it stands: channels, numbers, what is due next and what is undone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, case, func, or_, select

from worker.model import CANARY, Flow
from worker.store import workers
from worker.store.listing import feed_state
from worker.store.outbox import sendable
from worker.store.pages import ready as pages_ready
from worker.store.quiet import LOOKS_BACK, list_readings
from worker.store.replaying import unheeded
from worker.store.rows import past
from worker.store.tables import (
    UNREAD,
    articles,
    channels,
    deliveries,
    feeds,
    hosts,
    pages,
    promises,
)
from worker.store.views import ChannelView, StatusView

LOOK_AHEAD = 50  # due feeds looked at to learn when the next may be asked


def channel_views(connection: Connection) -> list[ChannelView]:
    """Every channel a delivery or a failure is known of, by name."""
    figures = [func.count(case((which, 1))).label(name) for name, which in _COUNTED]
    by_channel = select(deliveries.c.channel, *figures).group_by(deliveries.c.channel)
    counts = {row.channel: row for row in connection.execute(by_channel)}
    health = {row.name: row for row in connection.execute(select(channels))}
    known = sorted({*counts, *health} - {CANARY})
    return [_channel(name, counts.get(name), health.get(name)) for name in known]


_COUNTED = (
    ("waiting", deliveries.c.state.in_(("pending", "retrying"))),
    ("delivered", deliveries.c.state == "delivered"),
    ("dead", deliveries.c.state == "dead"),
    ("unheeded", unheeded()),
)


def status(
    connection: Connection, revision: str | None, now: datetime, sendable_to: Collection[str] | None
) -> StatusView:
    """The whole installation in numbers; what is due next counts these channels (None: all)."""
    state = feed_state().label("state")
    oldest = select(articles.c.first_seen_at).where(UNREAD).order_by(articles.c.id).limit(1)
    return StatusView(
        schema_revision=revision or "none",
        feeds=_counted(connection, select(state, func.count()).group_by(state)),
        articles=connection.scalar(select(func.count()).select_from(articles)) or 0,
        unread=connection.scalar(select(func.count()).where(UNREAD)) or 0,
        oldest_unread_at=connection.scalar(oldest),
        deliveries=_counted(
            connection,
            select(deliveries.c.state, func.count()).group_by(deliveries.c.state),
        ),
        next_due_at=next_due(connection, sendable_to),
        workers=tuple(workers.listed(connection)),
        channels=tuple(channel_views(connection)),
        quiet=tuple(list_readings(connection, now - LOOKS_BACK)),
        next_poll_at=next_poll(connection),
    )


def undone(connection: Connection) -> tuple[int, dict[str, int]]:
    """Unread articles, and unsettled deliveries by channel; by partial indexes, so it is cheap."""
    unread = select(func.count()).where(UNREAD)
    unsettled = select(deliveries.c.channel, func.count()).where(deliveries.c.settled_at.is_(None))
    return (
        connection.scalar(unread) or 0,
        _counted(connection, unsettled.group_by(deliveries.c.channel)),
    )


def next_poll(connection: Connection) -> datetime | None:
    """When a feed may next be asked; never later than the truth."""
    rows = connection.execute(
        select(feeds.c.due_at, hosts.c.next_allowed_at, hosts.c.blocked_until)
        .join(hosts, hosts.c.name == feeds.c.host)
        .where(feeds.c.enabled, feeds.c.leased_until.is_(None))
        .order_by(feeds.c.due_at)
        .limit(LOOK_AHEAD)
    ).all()
    moments = [max(moment for moment in row if moment is not None) for row in rows]
    if len(rows) == LOOK_AHEAD:
        moments.append(rows[-1].due_at)  # whatever the hosts of the rest allow
    return min(moments, default=None)


def next_due(connection: Connection, sendable_to: Collection[str] | None = None) -> datetime | None:
    """When a feed or page may next be asked, a delivery sent to one of these channels (None: to
    any) or a promise kept; never later than the truth.
    """
    rests, due = channels.c.rests_until, deliveries.c.due_at
    probing = and_(channels.c.flow == Flow.PROBING.value, rests.is_not(None))
    unsent = [deliveries.c.settled_at.is_(None), channels.c.paused.is_not(True)]
    if sendable_to is not None:
        unsent.append(deliveries.c.channel.in_(sendable_to))
    delivery = connection.scalar(
        select(func.min(case((or_(probing, rests > due), rests), else_=due)))
        .select_from(deliveries.outerjoin(channels, channels.c.name == deliveries.c.channel))
        .where(*unsent)
    )
    page = connection.scalar(select(func.min(pages.c.due_at)))
    promise = connection.scalar(select(func.min(promises.c.due_at)))
    every = (next_poll(connection), delivery, page, promise)
    return min((moment for moment in every if moment), default=None)


def waiting(connection: Connection, since: datetime, names: Sequence[str], now: datetime) -> int:
    """How much of what was due at `since` is still to do: feeds whose host may be asked at all,
    the pages due meanwhile, unread articles, and deliveries these channels could send now.
    """
    unpolled = (
        select(func.count())
        .select_from(feeds.join(hosts, hosts.c.name == feeds.c.host))
        .where(feeds.c.enabled, feeds.c.due_at <= since, past(hosts.c.blocked_until, now))
    )
    unread = select(func.count()).where(UNREAD, past(articles.c.retry_at, now))
    unsent = select(func.count()).where(deliveries.c.channel.in_(names), *sendable(now))
    unasked = (
        select(func.count())
        .select_from(pages.join(hosts, hosts.c.name == pages.c.host))
        .where(*pages_ready(now), past(hosts.c.blocked_until, now))
    )
    return sum(connection.scalar(count) or 0 for count in (unpolled, unread, unsent, unasked))


def _counted(connection: Connection, statement: Any) -> dict[str, int]:
    return {str(name): number for name, number in connection.execute(statement)}


def _channel(name: str, count: Row[Any] | None, health: Row[Any] | None) -> ChannelView:
    return ChannelView(
        name=name,
        paused=health is not None and health.paused,
        reason=None if health is None else health.reason,
        failing_since=None if health is None else health.failing_since,
        waiting=0 if count is None else count.waiting,
        delivered=0 if count is None else count.delivered,
        dead=0 if count is None else count.dead,
        unheeded=0 if count is None else count.unheeded,
        flow=Flow.CLOSED if health is None else Flow(health.flow),
        rests_until=None if health is None else health.rests_until,
    )
