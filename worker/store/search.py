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
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Executable,
    Select,
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
        # Unordered, so that it is an index that is read through, and no text where none is late.
        late = select(articles.c.id).where(~_indexed(article_words.c.version >= VERSION))
        rows = connection.execute(
            select(*_TEXTS)
            .where(articles.c.id.in_(late.limit(INDEXED)))
            .order_by(articles.c.id)
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
        # Sorted here: to have them in order SQLite reads the whole table, texts and all.
        return sorted(connection.scalars(select(articles.c.id).where(seen)))
    late = select(articles.c.id).where(seen, ~_indexed(article_words.c.version == VERSION))
    found = set(connection.scalars(late))
    dialect = connection.dialect.name
    held = answering(dialect, select(articles.c.id), seen)
    for part in chunks(list(asked(wanted)), ASKED):
        found.update(connection.scalars(held, {"asked": _any_of(dialect, part)}))
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


def _any_of(dialect: str, alternatives: Sequence[tuple[str, bool]]) -> str:
    """The question for articles that hold one of these words, or beginnings of words."""
    if dialect == "sqlite":
        return " OR ".join(f'"{word}"{" *" * prefix}' for word, prefix in alternatives)
    quoted = ((word.replace("'", "''"), prefix) for word, prefix in alternatives)
    return " | ".join(f"'{word}'{':*' * prefix}" for word, prefix in quoted)


def some_of(dialect: str, words: Sequence[str], least: int) -> str:
    """The question for articles that hold so many of these folded words, at least one.

    So many are in the first half, or one less there and one in the second half, and so on: asked
    for every group of so many words, the engine looks each word up three times as often.
    """
    both, either, quote = (" AND ", " OR ", '"') if dialect == "sqlite" else (" & ", " | ", "'")

    def asked_of(some: Sequence[str], number: int) -> str:
        if number in {1, len(some)}:
            joined = (either if number == 1 else both).join(
                f"{quote}{word}{quote}" for word in some
            )
            return f"({joined})"
        first, second = some[: len(some) // 2], some[len(some) // 2 :]
        ways = [
            both.join(
                asked_of(part, share)
                for part, share in ((first, here), (second, number - here))
                if share
            )
            for here in range(max(0, number - len(second)), min(number, len(first)) + 1)
        ]
        return f"({either.join(f'({way})' for way in ways)})"

    return asked_of(words, least)


def answering(dialect: str, what: Select[Any], seen: ColumnElement[bool]) -> Select[Any]:
    """What is selected of the articles that answer the question `asked`, as a statement."""
    if dialect == "sqlite":
        held = _HELD.subquery()
        return what.where(seen, articles.c.id.in_(select(held.c.rowid)))
    holds = article_words.c.words.op("@@")(cast(bindparam("asked", type_=Text), TSQUERY))
    return what.join(article_words, article_words.c.article_id == articles.c.id).where(seen, holds)
