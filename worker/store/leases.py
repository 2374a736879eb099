"""Leases on feeds, pages, articles and deliveries: renewed, given back, taken back, brought back.

A lease is fenced by owner and attempt: work that ends after another worker's claim writes
nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, assert_never

from sqlalchemy import ColumnElement, Connection, Table, and_, case, func, literal, or_

from worker.model import LONGEST_GAP, ArticleClaim, DeliveryClaim, FeedClaim, PageClaim
from worker.ports import Claim
from worker.store.columns import Moment, Span
from worker.store.rows import LEASE, NO_LEASE, fence, fenced
from worker.store.tables import (
    UNREAD,
    articles,
    channels,
    deliveries,
    feeds,
    hosts,
    pages,
    quiet_readings,
)

# Further ahead than anything we plan: a dead feed is probed monthly, a Retry-After is capped at
# a day, a delivery waits a day and a fifth at most.
FEED_HORIZON = timedelta(days=40)
SELDOM = timedelta(days=30)  # from here on an operator's own interval may be further ahead
HORIZON = timedelta(days=2)
LEASE_HORIZON = 2 * LEASE
SKEW = timedelta(minutes=5)  # clocks of different machines

# Where a lease can be at all, in the words of the partial indexes.
_WORK: tuple[tuple[Table, ColumnElement[bool]], ...] = (
    (feeds, feeds.c.enabled.is_not(None)),
    (pages, pages.c.due_at.is_not(None)),
    (articles, UNREAD),
    (deliveries, deliveries.c.settled_at.is_(None)),
    (quiet_readings, quiet_readings.c.done_at.is_(None)),
)


def renew(connection: Connection, claims: Sequence[Claim], now: datetime) -> datetime:
    """30 s from now for leases that still stand; a lease that ran out may be another's."""
    for table, rows in _by_table(claims):
        connection.execute(
            table.update()
            .where(fenced(table), table.c.leased_until > now)
            .values(leased_until=now + LEASE),
            rows,
        )
    return now + LEASE


def release(connection: Connection, claims: Sequence[Claim]) -> None:
    """Give the rows back as they were, but for the attempt."""
    for table, rows in _by_table(claims):
        connection.execute(table.update().where(fenced(table)).values(NO_LEASE), rows)


def reclaim_all(connection: Connection) -> int:
    """Take every lease back, for whoever is alone on the database; how many there were."""
    return sum(
        connection.execute(
            table.update().where(can_be_leased, table.c.leased_until.is_not(None)).values(NO_LEASE)
        ).rowcount
        for table, can_be_leased in _WORK
    )


def bring_back(connection: Connection, now: datetime) -> int:
    """Mend what a jumping clock left in the far future: leases end, due times are now; how many
    rows it touched.
    """
    mended = 0
    for table, can_be_leased in _WORK:
        wild_lease = table.c.leased_until > now + LEASE_HORIZON
        freed = table.update().where(can_be_leased, wild_lease).values(NO_LEASE)
        mended += connection.execute(freed).rowcount
    open_delivery = deliveries.c.settled_at.is_(None)
    # A visit in the future proves the jump; without one only what nobody would plan is mended.
    longest = func.coalesce(feeds.c.every, feeds.c.at_most, literal(timedelta(0), Span()))
    wild_due = or_(
        and_(feeds.c.due_at > now + FEED_HORIZON, longest < SELDOM),
        and_(feeds.c.visited_at > now + SKEW, feeds.c.due_at > now),
    )
    visited = case((feeds.c.visited_at > now, literal(now, Moment())), else_=feeds.c.visited_at)
    far = now + HORIZON
    # So does a delivery that is yet to be made.
    wild_delivery = or_(
        deliveries.c.due_at > far,
        and_(deliveries.c.created_at > now + SKEW, deliveries.c.due_at > now),
    )
    for statement in (
        feeds.update().where(feeds.c.enabled, wild_due).values(due_at=now, visited_at=visited),
        deliveries.update().where(open_delivery, wild_delivery).values(due_at=now),
        pages.update().where(pages.c.due_at > far).values(due_at=now),
        articles.update().where(UNREAD, articles.c.retry_at > far).values(retry_at=None),
        hosts.update()
        .where(hosts.c.next_allowed_at > now + LONGEST_GAP)
        .values(next_allowed_at=None),
        hosts.update().where(hosts.c.blocked_until > far).values(blocked_until=None),
        channels.update().where(channels.c.rests_until > far).values(rests_until=None),
        channels.update().where(channels.c.paced_at > far).values(paced_at=None),
    ):
        mended += connection.execute(statement).rowcount
    return mended


def _by_table(claims: Sequence[Claim]) -> list[tuple[Table, list[dict[str, Any]]]]:
    """Rows to name, in key order: no two workers lock them in different orders."""
    named: dict[Table, list[dict[str, Any]]] = {}
    for claim in claims:
        table, key = _row_of(claim)
        named.setdefault(table, []).append(fence(key, claim.lease))
    tables = (table for table, _ in _WORK if table in named)
    return [(table, sorted(named[table], key=lambda row: row["row"])) for table in tables]


def _row_of(claim: Claim) -> tuple[Table, int | str]:
    match claim:
        case FeedClaim():
            return feeds, claim.id
        case PageClaim():
            return pages, claim.id
        case ArticleClaim():
            return articles, claim.article.id
        case DeliveryClaim():
            return deliveries, claim.delivery.id
        case _ as never:
            assert_never(never)
