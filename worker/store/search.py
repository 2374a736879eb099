"""Which stored articles hold one of some words, so that the matcher need not read them all.

Two engines, one promise: every article that holds one of the words is found, others may be.
SQLite keeps the words in an FTS5 table without content (`article_fts`, some 600 bytes an article),
from which a text is taken out by naming its words again. PostgreSQL keeps them in a `tsvector`.
On both, a row of `article_words` says with which version of folding an article was indexed; one
without its row, or of another version, is always a candidate.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import combinations
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Executable,
    Text,
    and_,
    bindparam,
    cast,
    exists,
    func,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from worker.model import Article, Wanted
from worker.store.articles import with_sightings
from worker.store.columns import RowId
from worker.store.engine import Database
from worker.store.rows import chunks, inserting
from worker.store.tables import article_words, articles
from worker.store.words import VERSION, asked, words_of

ASKED = 500  # alternatives in one query
LOADED = 200  # articles in memory at a time
INDEXED = 200  # late, in one transaction

_PUT = text("INSERT INTO article_fts (rowid, words) VALUES (:id, :words)")
_TAKE = text("INSERT INTO article_fts (article_fts, rowid, words) VALUES ('delete', :id, :words)")
_HELD = text("SELECT rowid FROM article_fts WHERE article_fts MATCH :asked").columns(rowid=RowId)
_TEXTS = tuple(articles.c[name] for name in ("id", "title", "lead", "body"))


class Texts(NamedTuple):
    """An article's words as published."""

    id: int
    title: str
    lead: str
    body: str


@dataclass(frozen=True, slots=True)
class Span:
    """How much of the archive a question is about."""

    articles: int
    oldest: datetime | None  # first seen
    newest: datetime | None


def index(connection: Connection, texts: Sequence[Texts]) -> None:
    """Have these articles found by their words, in the order of their ids."""
    rows = [(each.id, words_of(*each[1:])) for each in texts]
    if not rows:
        return
    dialect = connection.dialect.name
    if dialect == "sqlite":
        connection.execute(_PUT, [{"id": id_, "words": " ".join(words)} for id_, words in rows])
    connection.execute(_mark(dialect, VERSION), [{"id": id_, "list": words} for id_, words in rows])


@cache
def _mark(dialect: str, version: int) -> Executable:
    """Says that an article is indexed by this version, and on PostgreSQL with which words."""
    made = inserting(dialect, article_words)
    values: dict[str, Any] = {"article_id": bindparam("id"), "version": version}
    changed: dict[str, Any] = {"version": version}
    if dialect != "sqlite":
        values["words"] = func.array_to_tsvector(bindparam("list", type_=ARRAY(Text)))
        changed["words"] = made.excluded.words
    return made.values(values).on_conflict_do_update(index_elements=["article_id"], set_=changed)


def forget(connection: Connection, texts: Sequence[Texts]) -> None:
    """Take these articles' standing texts out of the index, before they change or go."""
    if connection.dialect.name != "sqlite":
        return  # the row's words are replaced, or go with the article
    ours = {
        id_
        for part in chunks([each.id for each in texts])
        for id_ in connection.scalars(
            select(article_words.c.article_id).where(
                article_words.c.article_id.in_(part), article_words.c.version == VERSION
            )
        )
    }
    gone = [
        {"id": each.id, "words": " ".join(words_of(*each[1:]))} for each in texts if each.id in ours
    ]
    if gone:
        connection.execute(_TAKE, gone)


def texts_of(connection: Connection, ids: Sequence[int]) -> list[Texts]:
    """These articles' standing texts, in the order of their ids; at most a chunk."""
    rows = connection.execute(select(*_TEXTS).where(articles.c.id.in_(ids)).order_by(articles.c.id))
    return [Texts(*row) for row in rows]


def index_late(database: Database) -> int:
    """Index some articles that are not, or were with an older version; how many (0: all are)."""

    def work(connection: Connection) -> int:
        rows = connection.execute(
            select(*_TEXTS)
            .where(~_indexed(article_words.c.version >= VERSION))
            .order_by(articles.c.id)
            .limit(INDEXED)
            .with_for_update(skip_locked=True)  # a revision meanwhile would be overwritten
        ).all()
        index(connection, [Texts(*row) for row in rows])
        return len(rows)

    return database.write(work)


def candidates(
    connection: Connection, wanted: Wanted | None, since: datetime | None, until: datetime | None
) -> list[int]:
    """Ids of the articles first seen then that may hold what is wanted (None: all), rising."""
    seen = _seen(since, until)
    if wanted is None:
        return list(connection.scalars(select(articles.c.id).where(seen).order_by(articles.c.id)))
    late = select(articles.c.id).where(seen, ~_indexed(article_words.c.version == VERSION))
    found = set(connection.scalars(late))
    for part in chunks(list(asked(wanted)), ASKED):
        found.update(connection.scalars(_holding(connection, part, seen)))
    return sorted(found)


def load(database: Database, ids: Sequence[int]) -> Iterator[Article]:
    """These articles in this order, without those that are gone; a short read for every few."""
    for part in chunks(ids, LOADED):
        with database.reading() as connection:
            rows = connection.execute(select(articles).where(articles.c.id.in_(part))).all()
            found = {article.id: article for article in with_sightings(connection, rows)}
        yield from (found[id_] for id_ in part if id_ in found)


def span(connection: Connection, since: datetime | None, until: datetime | None) -> Span:
    """How many articles were first seen then, and when the first and the last."""
    at = articles.c.first_seen_at
    row = connection.execute(
        select(func.count(at), func.min(at), func.max(at)).where(_seen(since, until))
    ).one()
    return Span(*row)


def _seen(since: datetime | None, until: datetime | None) -> ColumnElement[bool]:
    bounds = [articles.c.first_seen_at >= since] if since else []
    bounds += [articles.c.first_seen_at < until] if until else []
    return and_(True, *bounds)  # noqa: FBT003 - SQLAlchemy's way to say "no condition"


def _indexed(version: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(article_words.c.article_id == articles.c.id, version)


def _holding(
    connection: Connection, alternatives: Sequence[tuple[str, bool]], seen: ColumnElement[bool]
) -> Any:
    """The articles that hold one of these, as a statement."""
    if connection.dialect.name == "sqlite":
        question = " OR ".join(f'"{word}"{" *" * prefix}' for word, prefix in alternatives)
    else:
        quoted = ((word.replace("'", "''"), prefix) for word, prefix in alternatives)
        question = " | ".join(f"'{word}'{':*' * prefix}" for word, prefix in quoted)
    return _answering(connection, question, seen)


def holding_some(
    connection: Connection, words: Sequence[str], least: int, seen: ColumnElement[bool]
) -> Any:
    """The articles that hold so many of these folded words, as a statement."""
    sqlite = connection.dialect.name == "sqlite"
    quote, both, either = ('"', " AND ", " OR ") if sqlite else ("'", " & ", " | ")
    quoted = [f"{quote}{word}{quote}" for word in words]
    question = either.join(f"({both.join(group)})" for group in combinations(quoted, least))
    return _answering(connection, question, seen)


def _answering(connection: Connection, question: str, seen: ColumnElement[bool]) -> Any:
    if connection.dialect.name == "sqlite":
        held = _HELD.bindparams(asked=question).subquery()
        return select(articles.c.id).where(seen, articles.c.id.in_(select(held.c.rowid)))
    holds = article_words.c.words.op("@@")(cast(question, TSQUERY))
    return (
        select(articles.c.id)
        .join(article_words, article_words.c.article_id == articles.c.id)
        .where(seen, holds)
    )
