"""Writes what a feed document brought: articles, their earlier texts, sightings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, Select, and_, bindparam, select

from worker.model import Entry
from worker.store import cutting, search
from worker.store.columns import storable
from worker.store.failures import Overtaken
from worker.store.rows import chunks
from worker.store.tables import articles, cuts, revisions, sightings
from worker.store.texts import COLUMNS, Standing, body_hash

# A known entry's `seen_at` is written once a day, not at every poll; retention allows for it.
SEEN_SLACK = timedelta(days=1)


@dataclass(slots=True)
class Home:
    """The article an entry belongs to; without an id until it is written."""

    title: str
    article_id: int | None = None
    ours: bool = True  # this feed lists it already
    earlier: Row[Any] | None = None  # this feed's sighting of it


@dataclass(slots=True)
class Item:
    """An entry that brings something, with the sighting it continues, if any."""

    entry: Entry
    home: Home
    sighting: Row[Any] | None = None
    canonical_url: str | None = None
    backlog: bool = False
    edit: bool = False


@dataclass(slots=True)
class Work:
    """A document's entries, sorted by what is to be done with them."""

    seen: list[int] = field(default_factory=list)  # sightings to touch
    fresh: list[Item] = field(default_factory=list)  # become articles
    merged: list[Item] = field(default_factory=list)  # join an article of another feed
    aliased: list[Item] = field(default_factory=list)  # this feed's article, another key
    edited: list[Item] = field(default_factory=list)
    buried: list[Item] = field(default_factory=list)  # their articles are no longer kept

    def new(self) -> list[Item]:
        """What this feed lists for the first time."""
        return [item for item in (*self.fresh, *self.merged) if item.sighting is None]

    def brought(self) -> list[int]:
        """The articles that are news, once they are written."""
        edits = (item for item in self.aliased if item.edit)
        return [article_id(item) for item in (*self.fresh, *self.merged, *self.edited, *edits)]


@dataclass(slots=True)
class Later:
    """What the documents of a transaction leave to be written at its end, for all of them at once:
    a statement costs more than a row. Of what another document looks up, none waits.
    """

    sightings: list[dict[str, Any]] = field(default_factory=list)
    texts: dict[int, search.Texts] = field(default_factory=dict)  # to be found by, by article

    def write(self, connection: Connection) -> None:
        """Write it all; afterwards nothing waits."""
        if self.sightings:
            connection.execute(_SIGHTED, self.sightings)
        search.index(connection, sorted(self.texts.values()))
        self.sightings, self.texts = [], {}


def write_articles(
    connection: Connection, feed_id: int, work: Work, later: Later, now: datetime
) -> None:
    """New articles, then news of standing ones, both in article order (no two workers lock the
    same rows in different orders).
    """
    if work.fresh:
        made = connection.scalars(
            _MADE,
            [_new_article(feed_id, item, now) for item in work.fresh],
        )
        for item, new_id in zip(work.fresh, made, strict=True):
            item.home.article_id = new_id
        later.texts |= {article_id(one): _stands(article_id(one), one.entry) for one in work.fresh}
    edits = [*work.edited, *(item for item in work.aliased if item.edit)]
    touched = [item.home.article_id for item in (*work.merged, *edits)]
    if not touched:
        return
    ids = sorted({one for one in touched if one is not None})
    known = {article.id: article for article in standing(connection, ids)}
    if len(known) < len(ids):
        raise Overtaken
    for item in work.merged:
        known[article_id(item)].listed_by(feed_id, item.entry, now, backlog=item.backlog)
    for item in edits:
        known[article_id(item)].edited_by(feed_id, item.entry, now)
    rewrite(connection, list(known.values()), later)


def rewrite(connection: Connection, news: Sequence[Standing], later: Later) -> None:
    """Write what is new of standing articles, keep what they said before, have them found by it."""
    lost = [text for article in news for text in article.past]
    if lost:
        connection.execute(revisions.insert(), lost)
    connection.execute(
        _REWRITTEN, [{"row": one.id, "retry_at": None, **one.values()} for one in news]
    )
    changed = [one for one in news if one.past]
    search.forget(connection, [_stood(one) for one in changed if one.id not in later.texts])
    later.texts |= {one.id: _stands(one.id, one) for one in changed}
    cutting.queue_anew(connection, changed)


def article_id(item: Item) -> int:
    """The written article's id; a bug of ours if it has none yet."""
    if item.home.article_id is None:
        raise AssertionError("articles are written before what refers to them")
    return item.home.article_id


def _stands(of: int, words: Entry | Standing) -> search.Texts:
    """The texts as the database will have them."""
    return search.Texts(of, *map(storable, (words.title, words.lead, words.body)))


def _stood(article: Standing) -> search.Texts:
    """The texts an article had before this document."""
    first = article.past[0]
    return search.Texts(article.id, first["title"], first["lead"], first["body"])


def standing(connection: Connection, ids: Sequence[int]) -> list[Standing]:
    """These articles as they stand, locked, in article order; gone ones are left out."""
    return [
        Standing.of(row)
        for part in chunks(ids)
        for row in connection.execute(_STANDING, {"ids": part})
    ]


def _new_article(feed_id: int, item: Item, now: datetime) -> dict[str, Any]:
    entry = item.entry
    return {
        "edition": 1,
        "read_edition": 0,
        "revision": 1,
        "source_feed_id": feed_id,
        "attempt": 0,
        "first_seen_at": now,
        "retrieved_at": now,
        "published_at": entry.published_at,
        "language": entry.language,
        "body_hash": body_hash(entry.body),
        "url": entry.url,
        "canonical_url": item.canonical_url,
        "author": entry.author,
        "title": entry.title,
        "lead": entry.lead,
        "body": entry.body,
    }


def write_sightings(
    connection: Connection, feed_id: int, work: Work, later: Later, now: datetime
) -> None:
    """First sightings, and what changed about those that continue."""
    items = (*work.fresh, *work.merged, *work.aliased, *work.edited)
    later.sightings += [
        {
            "feed_id": feed_id,
            "article_id": article_id(item),
            "entry_key": item.entry.key,
            "content_hash": item.entry.content_hash,
            "backlog": item.backlog,
            "would_ring": False,
            "revisions": 0,
            "first_seen_at": now,
            "published_at": item.entry.published_at,
            "seen_at": now,
            "source": item.entry.source,
        }
        for item in items
        if item.sighting is None
    ]
    continued = [
        {
            "row": item.sighting.id,
            "article_id": article_id(item),
            "entry_key": item.entry.key,
            "content_hash": item.entry.content_hash,
            "revisions": item.sighting.revisions + item.edit,
            "seen_at": now,
        }
        for item in items
        if item.sighting is not None
    ]
    if continued:
        connection.execute(_CONTINUED, continued)
    buried = [
        {
            "row": item.sighting.id,
            "entry_key": item.entry.key,
            "content_hash": item.entry.content_hash,
            "seen_at": now,
        }
        for item in work.buried
        if item.sighting is not None
    ]
    if buried:
        connection.execute(_CONTINUED, buried)
    for part in chunks(work.seen):
        connection.execute(_SEEN_AGAIN, {"ids": part, "seen_at": now})


# Built once: putting statements together anew costs as much as running them.
_THESE: BindParameter[int] = bindparam("ids", expanding=True)
_MADE = articles.insert().returning(articles.c.id, sort_by_parameter_order=True)
_REWRITTEN = articles.update().where(articles.c.id == bindparam("row"))
_STANDING: Select[Any] = (
    select(
        *(articles.c[name] for name in COLUMNS), cuts.c.chars, cuts.c.lead_mark, cuts.c.body_mark
    )
    .outerjoin(
        cuts, and_(cuts.c.article_id == articles.c.id, cuts.c.revision == articles.c.revision)
    )
    .where(articles.c.id.in_(_THESE))
    .order_by(articles.c.id)
    .with_for_update(of=articles)
)
_SIGHTED = sightings.insert()
_CONTINUED = sightings.update().where(sightings.c.id == bindparam("row"))
_SEEN_AGAIN = sightings.update().where(sightings.c.id.in_(_THESE))
