"""Stories: which one an article is in, and the facts an alert states about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, exists, select

from worker.model import Adds, Article, Because, Evidence, Listed, Source, Story, Telling
from worker.store.rows import upsert
from worker.store.tables import matches, stories, story_articles
from worker.store.texts import identifying
from worker.text.credit import origins_of


def story_of(connection: Connection, article: Article) -> Story | None:
    """The story the article is in; else the first that stands under its canonical URL."""
    row = connection.execute(_HOLDING, {"article": article.id}).one_or_none()
    url = identifying(article.canonical_url)
    if row is None and url is not None:
        row = connection.execute(_UNDER, {"url": url}).one_or_none()
    if row is not None and row.merged_into is not None:
        row = by_id(connection, row.merged_into)
    return None if row is None else as_told(connection, row)


def by_id(connection: Connection, story_id: int) -> Row[Any] | None:
    """A story's row; of one that was merged, the row of what it is part of now."""
    wanted: int | None = story_id
    row = None
    while wanted is not None:
        row = connection.execute(_STORY, {"row": wanted}).one_or_none()
        wanted = None if row is None else row.merged_into
    return row


def open_story(
    connection: Connection,
    article: Article,
    headline: str,
    because: Because,
    adds: Adds,
    now: datetime,
) -> Story:
    """A new story with the article as its first member."""
    story_id = connection.execute(
        _OPENED,
        {
            "headline": headline,
            "first_seen_at": article.first_seen_at,
            "updated_at": now,
            "canonical_url": identifying(article.canonical_url),
        },
    ).scalar_one()
    return join(connection, story_id, article, because, adds, now)


def join(
    connection: Connection,
    story_id: int,
    article: Article,
    because: Because,
    adds: Adds,
    now: datetime,
) -> Story:
    """The story with the article in it. An article is in one story; joining again is nothing."""
    source = adds.source
    member = {
        "article_id": article.id,
        "story_id": story_id,
        "outlet": article.outlet if source is None else source.outlet,
        "language": article.language,
        "because": because.words,
        "score": because.score,
        "shared": because.shared,
        "copy_of": adds.copy_of,
        "at": article.dated,
        "origin": None if source is None else source.name,
        "credit": None if source is None or source.evidence is None else asdict(source.evidence),
    }
    joined = connection.execute(upsert(connection, story_articles).on_conflict_do_nothing(), member)
    if joined.rowcount:
        connection.execute(_TOUCHED, {"row": story_id, "updated_at": now})
    row = connection.execute(_STORY, {"row": story_id}).one()
    return as_told(connection, row)


def as_told(connection: Connection, row: Row[Any]) -> Story:
    """The story of a row of `stories`, with the facts an alert states about it."""
    return _told(row, connection.execute(_MEMBERS, {"stories": [row.id]}).all())


def all_told(connection: Connection, story_ids: Sequence[int]) -> list[Story]:
    """These stories as they are told, in this order, without those that are gone."""
    rows = {row.id: row for row in connection.execute(_STORIES, {"rows": story_ids})}
    members: dict[int, list[Row[Any]]] = {story_id: [] for story_id in rows}
    for member in connection.execute(_MEMBERS, {"stories": list(rows)}).all():
        members[member.story_id].append(member)
    return [_told(rows[one], members[one]) for one in story_ids if one in rows]


def _told(row: Row[Any], members: Sequence[Row[Any]]) -> Story:
    languages = dict.fromkeys(member.language for member in members if member.language)
    heard = dict.fromkeys(each.language for each in members if each.language and each.heard)
    return Story(
        id=row.id,
        headline=row.headline,
        first_seen_at=row.first_seen_at,
        articles=len(members),
        outlets=len({member.outlet for member in members}),
        languages=tuple(languages),
        canonical_url=row.canonical_url,
        origins=max(1, len(origins_of(_tellings(members)))) if members[1:] else 1,
        heard_in=tuple(heard),
    )


def tellings(connection: Connection, story_id: int) -> list[Telling]:
    """Who tells the story, when, and whence they have it, in the order of their articles."""
    return _tellings(connection.execute(_MEMBERS, {"stories": [story_id]}).all())


def source_of(connection: Connection, article_id: int) -> Source | None:
    """Whence an article that is in a story has its news; None if it was placed by a Wirebell that
    knew no origins.
    """
    row = connection.execute(_SOURCE, {"article": article_id}).one_or_none()
    if row is None or row.origin is None:
        return None
    return Source(row.origin, row.outlet, None if row.credit is None else evidence_of(row.credit))


def evidence_of(kept: Mapping[str, Any]) -> Evidence:
    """A passage as it travels, from its JSON."""
    return Evidence(
        zone=kept["zone"],
        text=kept["text"],
        spans=tuple((begin, end) for begin, end in kept["spans"]),
        term=kept["term"],
        start=kept["start"],
        listed=tuple(Listed(**entry) for entry in kept.get("listed", ())),
    )


def _tellings(members: Sequence[Row[Any]]) -> list[Telling]:
    return [
        Telling(row.article_id, row.outlet, row.origin or row.outlet, row.at, row.copy_of)
        for row in members
        if row.at is not None  # placed by a Wirebell that knew no origins
    ]


# Built once: putting statements together anew costs as much as running them.
_MEMBERSHIP = (
    select(story_articles.c.story_id)
    .where(story_articles.c.article_id == bindparam("article"))
    .scalar_subquery()
)
_HOLDING = select(stories).where(stories.c.id == _MEMBERSHIP)
_UNDER = (
    select(stories)
    .where(stories.c.canonical_url == bindparam("url"))
    .order_by(stories.c.id)
    .limit(1)
)
_OPENED = stories.insert().returning(stories.c.id)
_TOUCHED = stories.update().where(stories.c.id == bindparam("row"))
_STORY = select(stories).where(stories.c.id == bindparam("row"))
_SOURCE = select(story_articles.c.outlet, story_articles.c.origin, story_articles.c.credit).where(
    story_articles.c.article_id == bindparam("article")
)
_STORIES = select(stories).where(stories.c.id.in_(bindparam("rows", expanding=True)))
_MEMBERS: Select[Any] = (
    select(
        *(
            story_articles.c[name]
            for name in ("story_id", "article_id", "outlet", "language", "origin", "at", "copy_of")
        ),
        exists().where(matches.c.article_id == story_articles.c.article_id).label("heard"),
    )
    .where(story_articles.c.story_id.in_(bindparam("stories", expanding=True)))
    .order_by(story_articles.c.article_id)
)
