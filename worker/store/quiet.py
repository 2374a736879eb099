"""New rules reading what came before them: opened once a version, claimed batch by batch.

A reading is opened in the transaction that keeps its rule version, and its place moves in the one
that writes what it found: a worker that dies repeats a batch at most, and loses none. On
PostgreSQL another worker may go on reading by its old rules for a while; when it takes the new
ones, the readings of that day begin again (`reopen`), and skip what is written already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, exists, func, or_, select

from worker.alert.decide import BACKLOG
from worker.model import Article, Hit, QuietClaim, QuietReading, QuietTally, Story
from worker.store.articles import with_sightings
from worker.store.rows import LEASE, NO_LEASE, chunks, past
from worker.store.rules import NewVersion
from worker.store.tables import READ, articles, decisions, matches, quiet_readings, story_articles

LOOKS_BACK = timedelta(hours=24)
QUIETLY = "%: read quietly"  # how a decision to hold for that reason ends


def open_readings(connection: Connection, new: Sequence[NewVersion], now: datetime) -> None:
    """Have these rule versions read the last 24 h; nothing where nothing came in that time."""
    since = now - LOOKS_BACK
    cursor = _start(connection, since) if new else None
    if cursor is None:
        return
    connection.execute(
        quiet_readings.insert(),
        [
            {
                **version._asdict(),
                "opened_at": now,
                "since": since,
                "cursor": cursor,
                "articles": 0,
                "matches": 0,
                "stories": 0,
            }
            for version in new
        ],
    )


def reopen(connection: Connection, versions: Mapping[str, str], now: datetime) -> None:
    """Have those of these versions that are new since yesterday read once more from the start."""
    found = connection.execute(
        select(*(quiet_readings.c[name] for name in ("id", "rule_id", "version", "since")))
        .where(quiet_readings.c.opened_at > now - LOOKS_BACK)
        .order_by(quiet_readings.c.id)
    )
    rows = [row for row in found if versions.get(row.rule_id) == row.version]
    cursor = _start(connection, min(row.since for row in rows)) if rows else None
    if cursor is None:
        return
    again = quiet_readings.update().values(cursor=cursor, articles=0, done_at=None, **NO_LEASE)
    for part in chunks([row.id for row in rows]):
        connection.execute(again.where(quiet_readings.c.id.in_(part)))


def _start(connection: Connection, since: datetime) -> int | None:
    """The id before the first article seen since then; None if there is none."""
    first = connection.scalar(
        select(func.min(articles.c.id)).where(
            articles.c.retrieved_at >= since, articles.c.first_seen_at >= since
        )
    )
    return None if first is None else first - 1


def waiting(connection: Connection) -> bool:
    """Whether any reading is undone."""
    undone = select(quiet_readings.c.id).where(quiet_readings.c.done_at.is_(None)).limit(1)
    return connection.scalar(undone) is not None


def claim(
    connection: Connection, owner: str, versions: Mapping[str, str], limit: int, now: datetime
) -> QuietClaim | None:
    """Lease the readings of these versions that stand furthest back, with their next articles.

    Only what is read already: the rest is read with these rules in its turn, and told. An owner
    may claim again what it holds.
    """
    found = connection.execute(
        select(quiet_readings)
        .where(
            quiet_readings.c.done_at.is_(None),
            past(quiet_readings.c.leased_until, now) | (quiet_readings.c.leased_by == owner),
        )
        .order_by(quiet_readings.c.cursor, quiet_readings.c.since, quiet_readings.c.id)
        .with_for_update(skip_locked=True)
    )
    rows = [row for row in found if versions.get(row.rule_id) == row.version]
    if not rows:
        return None
    first = rows[0]
    rows = [row for row in rows if (row.cursor, row.since) == (first.cursor, first.since)]
    lease = quiet_readings.update().values(leased_by=owner, leased_until=now + LEASE)
    for part in chunks([row.id for row in rows]):
        connection.execute(lease.where(quiet_readings.c.id.in_(part)))
    batch = connection.execute(
        select(articles)
        .where(articles.c.id > first.cursor, articles.c.first_seen_at >= first.since, READ)
        .order_by(articles.c.id)
        .limit(limit)
    ).all()
    return QuietClaim(
        owner=owner,
        rows=tuple(row.id for row in rows),
        readings=tuple(_reading(row) for row in rows),
        cursor=first.cursor,
        articles=tuple(with_sightings(connection, batch)),
        last=len(batch) < limit,
    )


def holding(connection: Connection, claim: QuietClaim) -> frozenset[int]:
    """The rows of the claim that are still its own, locked until the commit."""
    return frozenset(
        found
        for part in chunks(claim.rows)
        for found in connection.scalars(
            select(quiet_readings.c.id)
            .where(
                quiet_readings.c.id.in_(part),
                quiet_readings.c.leased_by == claim.owner,
                quiet_readings.c.cursor == claim.cursor,
                quiet_readings.c.done_at.is_(None),
            )
            .with_for_update()
        )
    )


def stands(connection: Connection, article: Article) -> bool:
    """Whether the article is still the text that was claimed, and read; locked if so."""
    standing = (articles.c.id == article.id, articles.c.revision == article.revision, READ)
    row = select(articles.c.id).where(*standing).with_for_update()
    return connection.execute(row).one_or_none() is not None


def kept(connection: Connection, article: Article, hit: Hit) -> bool:
    """Whether this version's match of this text is written already."""
    match = exists().where(
        matches.c.rule_id == hit.rule_id,
        matches.c.article_id == article.id,
        matches.c.rule_version == hit.rule_version,
        matches.c.revision == article.revision,
    )
    return bool(connection.scalar(select(match)))


def held_before(connection: Connection, story: Story, rule_id: str, since: datetime) -> bool:
    """Whether the rule, read quietly, would have rung this story already; of a backlog, since
    then.
    """
    of_backlog = and_(decisions.c.reason == BACKLOG, decisions.c.at >= since)
    held = exists().where(
        story_articles.c.story_id == story.id,
        decisions.c.article_id == story_articles.c.article_id,
        or_(decisions.c.reason.like(QUIETLY), of_backlog),
        decisions.c.rules == [rule_id],
    )
    return bool(connection.scalar(select(held)))


def settle(
    connection: Connection,
    claim: QuietClaim,
    held: frozenset[int],
    tallies: Mapping[str, QuietTally],
    now: datetime,
) -> tuple[QuietReading, ...]:
    """Move the held rows behind the batch; when it was the last, those with something to report.

    A reading done again reports only what it found beyond its first report.
    """
    ids = [row for row in claim.rows if row in held]
    moved = quiet_readings.update().values(
        cursor=claim.articles[-1].id if claim.articles else claim.cursor,
        articles=quiet_readings.c.articles + len(claim.articles),
        done_at=now if claim.last else None,
        **NO_LEASE,
    )
    for part in chunks(ids):
        connection.execute(moved.where(quiet_readings.c.id.in_(part)))
    for row, reading in zip(claim.rows, claim.readings, strict=True):
        tally = tallies.get(reading.rule_id)
        if tally is not None and row in held:
            connection.execute(quiet_readings.update().where(quiet_readings.c.id == row).values(
                matches=quiet_readings.c.matches + tally.matches,
                stories=quiet_readings.c.stories + tally.stories,
                example=func.coalesce(quiet_readings.c.example, tally.example),
            ))  # fmt: skip
    return _reports(connection, ids) if claim.last else ()


def _reports(connection: Connection, ids: Sequence[int]) -> tuple[QuietReading, ...]:
    untold = or_(
        quiet_readings.c.told_matches.is_(None),
        quiet_readings.c.told_matches < quiet_readings.c.matches,
    )
    found: list[QuietReading] = []
    for part in chunks(ids):
        mine = (quiet_readings.c.id.in_(part), untold)
        rows = connection.execute(select(quiet_readings).where(*mine).order_by(quiet_readings.c.id))
        found += map(_reading, rows)
        told = quiet_readings.update().where(*mine)
        connection.execute(told.values(told_matches=quiet_readings.c.matches))
    return tuple(found)


def list_readings(connection: Connection, since: datetime) -> list[QuietReading]:
    """Readings opened since then or still under way, newest first."""
    rows = connection.execute(
        select(quiet_readings)
        .where(or_(quiet_readings.c.opened_at >= since, quiet_readings.c.done_at.is_(None)))
        .order_by(quiet_readings.c.opened_at.desc(), quiet_readings.c.id)
    )
    return [_reading(row) for row in rows]


def _reading(row: Row[Any]) -> QuietReading:
    return QuietReading(**{name: getattr(row, name) for name in QuietReading.__slots__})
