"""What waits for a promise, and what of it was told meanwhile: by an alert, or another digest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select

from worker.alert.decide import FIRST, RELATED
from worker.model import Held, Promise
from worker.store.tables import alerts, decisions, promises, stories
from worker.store.tables import held as held_rows

# What is news no more once a first text of it, or another article of its story, was told meanwhile.
EDITED = "corrected: its text has changed since it was told"
MEANWHILE = "more of a story that was told meanwhile"


def held(connection: Connection, promise: Promise) -> list[Held]:
    """What waits for it and was not told meanwhile, in the order it came, each story under its
    present headline.
    """
    known = connection.execute(_STORIES, {"of": promise.id})
    told = {(row.channel, row.story_id) for row in known}
    return [
        _held(row, edited=edited, known=(row.channel, row.story_id) in told)
        for row, edited in _untold(connection, promise)
    ]


def held_from(connection: Connection, promise: Promise) -> frozenset[str]:
    """The channels it holds something from, though all of it was told meanwhile."""
    return frozenset(connection.scalars(_CHANNELS, {"of": promise.id}))


def beside(connection: Connection, story_id: int) -> str | None:
    """What the story was related to when it began to wait for another origin: a headline."""
    news = connection.scalars(_WAITED, {"story": story_id})
    return next((each.removeprefix(RELATED) for each in news if each.startswith(RELATED)), None)


def untold(connection: Connection, promise: Promise, channel: str) -> list[dict[str, Any]]:
    """What a record of the same for one channel says of each article."""
    names = ("article_id", "story_id", "revision", "rules")
    rows = (row for row, _ in _untold(connection, promise) if row.channel == channel)
    return [{name: getattr(row, name) for name in names} for row in rows]


def _untold(connection: Connection, promise: Promise) -> Iterator[tuple[Row[Any], bool]]:
    """An article may wait for two promises: what the channel was told by the first, the same rules
    on the same text, is not told by the second; a later text is, and marked as edited.
    """
    said: dict[tuple[str, int], list[Any]] = defaultdict(list)
    for each in connection.execute(_SAID, {"of": promise.id}):
        said[each.channel, each.article_id].append(each)
    for row in connection.execute(_HELD, {"of": promise.id}):
        of = said[row.channel, row.article_id]
        if not _told(row, of, row.revision):
            yield row, _told(row, of, 0)


def _told(row: Row[Any], said: Sequence[Any], revision: int) -> bool:
    since = (each for each in said if (each.revision or 0) >= revision)
    return {*row.rules} <= {rule_id for each in since for rule_id in each.rules}


def _held(row: Row[Any], *, edited: bool, known: bool) -> Held:
    news = row.news
    if edited and news.startswith((FIRST, RELATED)):
        news = EDITED
    elif known and news.startswith((FIRST, RELATED)) and not news.startswith(f"{FIRST} in "):
        news = MEANWHILE
    return Held(
        channel=row.channel,
        reason=row.reason,
        news=news,
        severity=row.severity,
        rules=tuple(row.rules),
        article_id=row.article_id,
        title=row.title,
        url=row.url,
        story_id=row.story_id,
        headline=row.headline or row.title,
        at=row.at,
    )


# Built once: putting statements together anew costs as much as running them.
_WAITING = held_rows.c.promise_id == bindparam("of")
_HELD: Select[Any] = (
    select(held_rows, stories.c.headline)
    .outerjoin(stories, stories.c.id == held_rows.c.story_id)
    .where(_WAITING)
    .order_by(held_rows.c.id)
)
_CHANNELS = select(held_rows.c.channel).where(_WAITING)
_WAITED = (
    select(held_rows.c.news)
    .join(promises, promises.c.id == held_rows.c.promise_id)
    .where(held_rows.c.story_id == bindparam("story"), promises.c.kind == "wait")
    .order_by(held_rows.c.id)
)
_SAID = select(
    decisions.c.channel, decisions.c.article_id, decisions.c.revision, decisions.c.rules
).where(
    decisions.c.article_id.in_(select(held_rows.c.article_id).where(_WAITING)),
    decisions.c.verdict == "speak",
)
_STORIES = select(alerts.c.channel, alerts.c.story_id).where(
    alerts.c.story_id.in_(select(held_rows.c.story_id).where(_WAITING))
)
