"""Articles as the other rooms see them, and the claim of those that are unread."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, bindparam, select

from worker.model import Article, ArticleClaim, Lease, Page, PageVerdict, Sighting
from worker.store.columns import Moment
from worker.store.rows import LEASE, chunks, free, past
from worker.store.tables import UNREAD, articles, feeds, pages, sightings
from worker.text.written import id_of


def claim(connection: Connection, owner: str, limit: int, now: datetime) -> list[ArticleClaim]:
    """Lease unread articles in article order."""
    rows = connection.execute(_UNREAD, {"now": now, "most": limit}).all()
    if not rows:
        return []
    until = now + LEASE
    leased = {"ids": [row.id for row in rows], "leased_by": owner, "leased_until": until}
    connection.execute(_LEASED, leased)
    whole = with_sightings(connection, rows)
    return [
        ArticleClaim(article, row.edition, Lease(owner, row.attempt + 1, until))
        for article, row in zip(whole, rows, strict=True)
    ]


def with_sightings(connection: Connection, rows: Sequence[Row[Any]]) -> list[Article]:
    """The articles of these rows, in their order; sightings oldest first."""
    listed: defaultdict[int, list[Sighting]] = defaultdict(list)
    for part in chunks([row.id for row in rows]):
        for found in connection.execute(_SIGHTED, {"ids": part}):
            listed[found.article_id].append(_sighting(found))
    asked = _pages(connection, [row.id for row in rows])
    return [_article(row, tuple(listed[row.id]), asked.get(row.id)) for row in rows]


def _pages(connection: Connection, ids: Sequence[int]) -> dict[int, Page]:
    """What asking for their pages has come to, by article; of unasked ones nothing is said."""
    return {
        row.article_id: Page(None if row.verdict is None else PageVerdict(row.verdict), row.words)
        for part in chunks(ids)
        for row in connection.execute(_ASKED, {"ids": part})
    }


def find(connection: Connection, id_or_url: str | int) -> Article | None:
    """The article with this id, or standing under this URL; the newest if several do."""
    wanted = str(id_or_url).strip()
    if (number := id_of(wanted)) is not None:
        choices = [articles.c.id == number]
    else:
        choices = [articles.c.canonical_url == wanted, articles.c.url == wanted]
    for choice in choices:
        row = connection.execute(
            select(articles).where(choice).order_by(articles.c.id.desc()).limit(1)
        ).one_or_none()
        if row is not None:
            return with_sightings(connection, [row])[0]
    return None


def _sighting(row: Any) -> Sighting:
    return Sighting(
        feed_url=row.url,
        feed_name=row.name,
        tags=tuple(row.tags),
        first_seen_at=row.first_seen_at,
        backlog=row.backlog,
        owner=row.owner,
        language=row.language,
        source=row.source,
    )


def _article(row: Row[Any], listed: tuple[Sighting, ...], page: Page | None) -> Article:
    return Article(
        id=row.id,
        title=row.title,
        lead=row.lead,
        body=row.body,
        url=row.url,
        canonical_url=row.canonical_url,
        author=row.author,
        language=row.language,
        published_at=row.published_at,
        first_seen_at=row.first_seen_at,
        revision=row.revision,
        body_hash=row.body_hash,
        retrieved_at=row.retrieved_at,
        sightings=listed,
        page=page,
    )


# Built once: putting statements together anew costs as much as running them.
_NOW = bindparam("now", type_=Moment())
_THESE: BindParameter[int] = bindparam("ids", expanding=True)
_UNREAD = (
    select(articles)
    .where(
        UNREAD,
        past(articles.c.retry_at, _NOW),
        free(articles, _NOW),
    )
    .order_by(articles.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_LEASED = articles.update().where(articles.c.id.in_(_THESE)).values(attempt=articles.c.attempt + 1)
_SIGHTED = (
    select(
        sightings.c.article_id,
        sightings.c.first_seen_at,
        sightings.c.backlog,
        sightings.c.source,
        feeds.c.url,
        feeds.c.name,
        feeds.c.tags,
        feeds.c.owner,
        feeds.c.language,
    )
    .join(feeds, feeds.c.id == sightings.c.feed_id)
    .where(sightings.c.article_id.in_(_THESE))
    .order_by(sightings.c.id)
)
_ASKED = select(pages.c.article_id, pages.c.verdict, pages.c.words).where(
    pages.c.article_id.in_(_THESE), pages.c.words.is_not(None)
)
