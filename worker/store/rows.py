"""Small habits of every statement here: chunks, upserts, leases in a WHERE clause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, bindparam, or_
from sqlalchemy.dialects import postgresql, sqlite

from worker.model import Lease

T = TypeVar("T")
Instant = datetime | ColumnElement[datetime]

LEASE = timedelta(seconds=30)
CHUNK = 500  # values in one IN: under every engine's limit of parameters
NO_LEASE: dict[str, Any] = {"leased_by": None, "leased_until": None}


def chunks(values: Sequence[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    """The values in order, at most `size` at a time."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def upsert(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An INSERT with `on_conflict_do_nothing/update`, which both engines spell alike."""
    return inserting(connection.dialect.name, table)


def inserting(dialect: str, table: Table) -> postgresql.Insert | sqlite.Insert:
    """The same, where only the engine's name is known."""
    if dialect == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


def past(column: ColumnElement[Any], now: Instant) -> ColumnElement[bool]:
    """The moment is unset or has come."""
    return or_(column.is_(None), column <= now)


def free(table: Table, now: Instant) -> ColumnElement[bool]:
    """Nobody holds a lease on the row, or it has run out."""
    return past(table.c.leased_until, now)


def fenced(table: Table) -> ColumnElement[bool]:
    """The row that `fence` names, if its latest lease is that one: nobody has claimed it since."""
    return and_(
        table.c.id == bindparam("row"),
        table.c.leased_by == bindparam("by"),
        table.c.attempt == bindparam("fence"),
    )


def is_held(row: Row[Any], lease: Lease) -> bool:
    """Whether a locked row's latest lease is this one: what `fenced` asks, of a row at hand."""
    return (row.leased_by, row.attempt) == (lease.owner, lease.attempt)


def fence(row: int | str, lease: Lease) -> dict[str, Any]:
    """A row and a lease of it, for `fenced`."""
    return {"row": row, "by": lease.owner, "fence": lease.attempt}
