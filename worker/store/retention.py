"""Forgets what is old, a few hundred rows to a transaction, so that no reader or writer waits.

Texts go first where a feed keeps less (`cutting`). Articles go when their text has stood unchanged
for long enough; what was found and said about them stays as long as alerts do. What a feed still
lists is remembered by its sighting.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Table, Text, cast, exists, select

from worker.store import cutting, likely, search
from worker.store.engine import Database
from worker.store.rows import free
from worker.store.tables import (
    READ,
    alerts,
    articles,
    decisions,
    deliveries,
    feeds,
    matches,
    promises,
    quiet_readings,
    robots,
    sightings,
    silences,
    stories,
    workers,
)

BATCH = 400
MOST = 10_000  # of one kind in one call (0.5 s): what is left waits for the next
WORKER_REMEMBERED = timedelta(days=7)
ROBOTS_REMEMBERED = timedelta(days=7)  # they count for one
PAGES_FREED = 2_000  # of SQLite's file, given back to the disk at a time


@dataclass(frozen=True, slots=True)
class Pruned:
    """How many rows went, and how many texts were cut."""

    articles: int = 0
    matches: int = 0
    decisions: int = 0
    deliveries: int = 0
    alerts: int = 0
    stories: int = 0
    tombstones: int = 0
    quiet_readings: int = 0
    silences: int = 0
    cut: int = 0  # articles, to what their feeds keep


def prune(
    database: Database, articles_before: datetime, alerts_before: datetime, now: datetime
) -> Pruned:
    """Delete what is older. An unread or leased article, an undelivered message
    and what they belong to stay, however old.
    """
    counts = {
        "tombstones" if table is sightings else table.name: _delete(database, table, old)
        for table, old in _old(articles_before, alerts_before, now)
    }
    workers_gone = workers.delete().where(workers.c.beat_at < now - WORKER_REMEMBERED)
    database.write(lambda connection: connection.execute(workers_gone).rowcount)
    robots_gone = robots.delete().where(robots.c.fetched_at < now - ROBOTS_REMEMBERED)
    database.write(lambda connection: connection.execute(robots_gone).rowcount)
    old = now - likely.FINGERPRINTS_REMEMBERED
    database.write(lambda connection: likely.forget(connection, old))
    counts["cut"] = _cut(database, now)
    if database.sqlite:
        database.give_pages_back(PAGES_FREED)
    return Pruned(**counts)


def _old(
    articles_before: datetime, alerts_before: datetime, now: datetime
) -> Iterator[tuple[Table, tuple[ColumnElement[bool], ...]]]:
    """What may go from which table, dependants first."""
    yield articles, (articles.c.retrieved_at < articles_before, READ, free(articles, now))
    # A feed that answers "unchanged" still lists what its latest document listed.
    unlisted = select(feeds.c.unlisted_before).where(feeds.c.id == sightings.c.feed_id)
    yield (
        sightings,
        (
            sightings.c.article_id.is_(None),
            sightings.c.seen_at < articles_before,
            sightings.c.seen_at < unlisted.scalar_subquery(),
        ),
    )
    yield (
        matches,
        (
            matches.c.first_matched_at < alerts_before,
            matches.c.matched_at < alerts_before,
        ),
    )
    yield decisions, (decisions.c.at < alerts_before,)
    promised = exists().where(
        promises.c.kind == "silence", promises.c.subject == cast(silences.c.id, Text)
    )
    yield silences, (silences.c.ends_at < alerts_before, ~promised)
    yield quiet_readings, (quiet_readings.c.opened_at < alerts_before,)
    yield (
        deliveries,
        (
            deliveries.c.created_at < alerts_before,
            deliveries.c.settled_at < alerts_before,
        ),
    )
    spoken = exists().where(deliveries.c.alert_id == alerts.c.id)
    yield alerts, (alerts.c.updated_at < alerts_before, ~spoken)
    told = exists().where(alerts.c.story_id == stories.c.id)
    yield stories, (stories.c.updated_at < alerts_before, ~told)


def _delete(database: Database, table: Table, old: tuple[ColumnElement[bool], ...]) -> int:
    key = next(iter(table.primary_key.columns))
    # Unordered: found by the index on its age. Locked: news of a row meanwhile keeps it.
    batch = select(key).where(*old).limit(BATCH).with_for_update(skip_locked=True)

    def delete_batch(connection: Connection) -> int:
        keys = connection.scalars(batch).all()
        if keys and table is articles:
            cutting.forget(connection, keys)
            search.forget(connection, search.texts_of(connection, keys))
        if keys:
            connection.execute(table.delete().where(key.in_(keys)))
        return len(keys)

    gone = 0
    while gone < MOST:
        deleted = database.write(delete_batch)
        gone += deleted
        if deleted < BATCH:
            break
    return gone


def _cut(database: Database, now: datetime) -> int:
    looked = cut = 0
    while looked < MOST:
        some, shorter = database.write(lambda connection: cutting.cut_due(connection, now))
        looked, cut = looked + some, cut + shorter
        if some < cutting.BATCH:
            break
    return cut
