"""Lets the canary go as an unread article of no feed, and forgets all of it once it came through.

Its canonical URL is unique, so there is never more than one; the lists leave it out meanwhile.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from worker.model import CANARY
from worker.store import search
from worker.store.rows import upsert
from worker.store.tables import (
    alerts,
    articles,
    decisions,
    deliveries,
    matches,
    stories,
    story_articles,
)
from worker.store.texts import body_hash

TITLE = "Wirebell canary"


def tend(connection: Connection, text: str | None, now: datetime, *, stuck_too: bool) -> None:
    """Forget one that came through (or any, with `stuck_too`); with a text, let a new one go."""
    article_id = connection.scalar(_PRESENT)
    if article_id is not None and (
        stuck_too or connection.scalar(_ARRIVED, {"article": article_id})
    ):
        _forget(connection, article_id)
    if text is not None:
        connection.execute(
            upsert(connection, articles).on_conflict_do_nothing(),
            {
                "edition": 1,
                "read_edition": 0,
                "revision": 1,
                "attempt": 0,
                "first_seen_at": now,
                "retrieved_at": now,
                "canonical_url": CANARY,
                "body_hash": body_hash(text),
                "title": TITLE,
                "lead": "",
                "body": text,
            },
        )


def _forget(connection: Connection, article_id: int) -> None:
    """Everything it left on its way, dependants first."""
    story_ids = connection.scalars(_STORIES, {"article": article_id}).all()
    told = select(alerts.c.id).where(alerts.c.story_id.in_(story_ids))
    search.forget(connection, search.texts_of(connection, [article_id]))
    for statement in (
        deliveries.delete().where(deliveries.c.alert_id.in_(told)),
        alerts.delete().where(alerts.c.story_id.in_(story_ids)),
        decisions.delete().where(decisions.c.article_id == article_id),
        matches.delete().where(matches.c.article_id == article_id),
        stories.delete().where(stories.c.id.in_(story_ids)),
        articles.delete().where(articles.c.id == article_id),
    ):
        connection.execute(statement)


# Built once: it is looked at every few seconds.
# Locked, so that who decides on it just now has done so before it is forgotten.
_PRESENT = select(articles.c.id).where(articles.c.canonical_url == CANARY).with_for_update()
_STORIES = select(story_articles.c.story_id).where(
    story_articles.c.article_id == bindparam("article")
)
_ARRIVED = (
    select(deliveries.c.id)
    .join(alerts, alerts.c.id == deliveries.c.alert_id)
    .where(alerts.c.story_id.in_(_STORIES), deliveries.c.state == "delivered")
    .limit(1)
)
