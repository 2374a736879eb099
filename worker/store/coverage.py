"""Articles that no rule heard and that may tell of a story: found by the names they share."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from sqlalchemy import Connection, Executable, bindparam, exists, select

from worker.model import Article, Fingerprint
from worker.store import search
from worker.store.articles import with_sightings
from worker.store.columns import Moment
from worker.store.likely import WINDOW
from worker.store.tables import READ, articles, matches, story_articles
from worker.text.fold import fold

NAMES = 6  # the weightiest of an article
HELD = 3  # of these, by an article worth a closer look, which costs a millisecond or two
MOST = 6  # latest articles


def sharing_names(connection: Connection, found: Fingerprint, after: int) -> list[Article]:
    """Articles that were read, are in no story, and hold three of the names that weigh most in
    this one, the oldest first; `after` is an id below all of them.

    What is unread is left alone: a rule may hear it yet.
    """
    words = list(dict.fromkeys(_names(found)))[:NAMES]
    if len(words) < HELD:
        return []
    dialect = connection.dialect.name
    rows = connection.execute(
        _sharing(dialect),
        {
            "asked": search.some_of(dialect, words, HELD),
            "since": found.at - WINDOW,
            "until": found.at + WINDOW,
            "after": after,
            "itself": found.article_id,
        },
    ).all()
    return with_sightings(connection, rows[::-1])


def withdraw(connection: Connection, article_id: int) -> None:
    """Take an article out of the story it is in, if no rule ever heard it."""
    connection.execute(_WITHDRAW, {"article": article_id})


def _names(found: Fingerprint) -> Iterator[str]:
    """Folded words of the anchors, the weightiest first; of several the longest, and no numbers."""
    for anchor in found.anchors:
        words = fold(found.surfaces[anchor]).split()
        word = max(words, key=len, default="")
        if word.isalpha():
            yield word


# Built once: every article that a rule hears passes through it.
_WITHDRAW = story_articles.delete().where(
    story_articles.c.article_id == bindparam("article"),
    ~exists(select(matches.c.id).where(matches.c.article_id == bindparam("article"))),
)


@cache
def _sharing(dialect: str) -> Executable:
    """The latest articles that answer the question, the latest first."""
    since, until = (bindparam(name, type_=Moment()) for name in ("since", "until"))
    seen = (
        articles.c.first_seen_at.between(since, until)
        & (articles.c.id > bindparam("after"))
        & (articles.c.id != bindparam("itself"))
        & READ
        & ~exists(
            select(story_articles.c.article_id).where(story_articles.c.article_id == articles.c.id)
        )
    )
    latest = select(articles).order_by(articles.c.id.desc()).limit(MOST)
    return search.answering(dialect, latest, seen)
