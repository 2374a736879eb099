"""Stories as people see them, and as they set them right: what is one event, and what is not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, exists, func, select

from worker.model import CANARY
from worker.store import silences
from worker.store.lock import decide_alone
from worker.store.reading import Reader
from worker.store.stories import by_id, tellings
from worker.store.tables import alerts, articles, held, stories, story_articles
from worker.text.credit import lags, origins_of

BY_PEOPLE = "placed by people"


@dataclass(frozen=True, slots=True)
class StoryView:
    """A story in a list. `origins` are named, in the order in which they told it."""

    id: str
    headline: str
    first_seen_at: datetime
    updated_at: datetime
    articles: int
    outlets: tuple[str, ...]
    origins: tuple[str, ...]
    languages: tuple[str, ...]
    alerts: tuple[str, ...]  # ids


@dataclass(frozen=True, slots=True)
class MemberView:
    """An article in its story, with why it stands there; `lag_s` counts from the first outlet."""

    id: str
    title: str
    url: str | None
    outlet: str
    language: str | None
    at: datetime | None
    lag_s: float | None
    because: str | None
    score: float | None
    shared: tuple[str, ...]
    copy_of: str | None
    origin: str | None
    credit: dict[str, Any] | None


class Curated(Reader):
    """Stories listed, shown, merged and split; each method one transaction."""

    def list_stories(self, limit: int | None = None) -> list[StoryView]:
        """The latest told first."""
        ours = exists().where(alerts.c.story_id == stories.c.id, alerts.c.channel == CANARY)
        latest = (
            select(stories)
            .where(stories.c.merged_into.is_(None), ~ours)
            .order_by(stories.c.updated_at.desc(), stories.c.id.desc())
            .limit(limit)
        )
        with self._database.reading() as connection:
            return [_view(connection, row) for row in connection.execute(latest)]

    def story(self, story_id: int) -> tuple[StoryView, list[MemberView]] | None:
        """A story, or the one it was merged into, with its articles in order; None if unknown."""
        with self._database.reading() as connection:
            row = by_id(connection, story_id)
            return None if row is None else (_view(connection, row), _members(connection, row.id))

    def merge_stories(self, into: int, other: int, now: datetime) -> bool:
        """Make one story of two; False if either is unknown, or they are one already.

        A channel that was told of the other alone goes on with that alert; told of both, with
        that of the story they are now.
        """

        def work(connection: Connection) -> bool:
            decide_alone(connection)
            kept, gone = by_id(connection, into), by_id(connection, other)
            if kept is None or gone is None or kept.id == gone.id:
                return False
            _move(connection, gone.id, kept.id, now)
            return True

        return self._database.write(work)

    def split_story(self, article_id: int, now: datetime) -> int | None:
        """The id of a new story with this article alone; None if it is in none, or alone in it."""

        def work(connection: Connection) -> int | None:
            decide_alone(connection)
            member = story_articles.c.article_id == article_id
            story_id = connection.scalar(select(story_articles.c.story_id).where(member))
            of_story = select(func.count()).where(story_articles.c.story_id == story_id)
            article = connection.execute(
                select(articles.c.title, articles.c.first_seen_at).where(
                    articles.c.id == article_id
                )
            ).one_or_none()
            if story_id is None or article is None or (connection.scalar(of_story) or 0) <= 1:
                return None
            values = {
                "headline": " ".join(article.title.split()) or f"article {article_id}",
                "first_seen_at": article.first_seen_at, "updated_at": now,
            }  # fmt: skip
            made: int = connection.scalar(stories.insert().values(values).returning(stories.c.id))
            placed = {"story_id": made, "because": BY_PEOPLE, "copy_of": None, "score": None}
            connection.execute(story_articles.update().where(member).values(**placed, shared=()))
            of_article = held.update().where(held.c.article_id == article_id)
            connection.execute(of_article.values(story_id=made))
            return made

        return self._database.write(work)


def _move(connection: Connection, gone: int, kept: int, now: datetime) -> None:
    """All that the one story has, to the other."""
    connection.execute(
        story_articles.update()
        .where(story_articles.c.story_id == gone)
        .values(story_id=kept, because=BY_PEOPLE)
    )
    connection.execute(held.update().where(held.c.story_id == gone).values(story_id=kept))
    told = select(alerts.c.channel).where(alerts.c.subject == f"story:{kept}")
    connection.execute(
        alerts.update()
        .where(alerts.c.subject == f"story:{gone}", alerts.c.channel.not_in(told))
        .values(subject=f"story:{kept}", story_id=kept)
    )
    silences.name_too(connection, kept, gone, now)
    connection.execute(stories.update().where(stories.c.id == gone).values(merged_into=kept))
    connection.execute(stories.update().where(stories.c.id == kept).values(updated_at=now))


def _view(connection: Connection, row: Row[Any]) -> StoryView:
    told = tellings(connection, row.id)
    languages = connection.scalars(
        select(story_articles.c.language)
        .where(story_articles.c.story_id == row.id, story_articles.c.language.is_not(None))
        .distinct()
        .order_by(story_articles.c.language)
    ).all()
    ids = connection.scalars(
        select(alerts.c.id).where(alerts.c.story_id == row.id).order_by(alerts.c.id)
    )
    return StoryView(
        id=str(row.id),
        headline=row.headline,
        first_seen_at=row.first_seen_at,
        updated_at=row.updated_at,
        articles=len(told),
        outlets=tuple(lag.outlet for lag in lags(told)),
        origins=origins_of(told),
        languages=tuple(languages),
        alerts=tuple(map(str, ids)),
    )


def _members(connection: Connection, story_id: int) -> list[MemberView]:
    rows = connection.execute(
        select(story_articles, articles.c.title, articles.c.url)
        .outerjoin(articles, articles.c.id == story_articles.c.article_id)
        .where(story_articles.c.story_id == story_id)
        .order_by(story_articles.c.article_id)
    ).all()
    begun = min((row.at for row in rows if row.at is not None), default=None)
    return [
        MemberView(
            id=str(row.article_id),
            title=row.title or "(forgotten)",
            url=row.url,
            outlet=row.outlet,
            language=row.language,
            at=row.at,
            lag_s=None if row.at is None or begun is None else (row.at - begun).total_seconds(),
            because=row.because,
            score=row.score,
            shared=tuple(row.shared or ()),
            copy_of=None if row.copy_of is None else str(row.copy_of),
            origin=row.origin,
            credit=row.credit,
        )
        for row in rows
    ]
