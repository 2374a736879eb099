"""How values that databases disagree about are kept: moments, durations, words, JSON.

A moment is a `timestamptz` on PostgreSQL and whole microseconds since 1970 on SQLite, where it
sorts and compares exactly and takes 8 bytes.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, MetaData, Text
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Field, SQLModel

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

# SQLite numbers rows by itself only in a column declared exactly INTEGER.
RowId = BigInteger().with_variant(Integer, "sqlite")


class Moment(TypeDecorator[datetime]):
    """Aware datetimes in, aware UTC out; a naive one is a ValueError."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Whole microseconds on SQLite, `timestamptz` elsewhere."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(BigInteger())
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """As the engine keeps it."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone; the store keeps aware UTC only")
        return (value - EPOCH) // MICROSECOND if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """As Wirebell reads it: aware UTC."""
        if value is None:
            return None
        if dialect.name == "sqlite":
            since: timedelta = value * MICROSECOND  # what timedelta does, at half the cost
            return EPOCH + since
        moment: datetime = value
        return moment.astimezone(UTC)


class Span(TypeDecorator[timedelta]):
    """A duration, kept as whole microseconds on both engines."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, _dialect: Dialect) -> int | None:
        """As the engine keeps it."""
        return None if value is None else value // MICROSECOND

    def process_result_value(self, value: Any, _dialect: Dialect) -> timedelta | None:
        """As Wirebell reads it."""
        return None if value is None else value * MICROSECOND


def storable(text: str) -> str:
    """The text without what no database takes: NUL (PostgreSQL) and lone surrogates (UTF-8)."""
    if "\0" in text:
        text = text.replace("\0", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


class Words(TypeDecorator[str]):
    """Text that came from outside. It is cleaned at the border; this is the net under that.

    It comes out as it was kept, without a Python call a value.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        """As the engine keeps it."""
        return None if value is None else storable(value)


class Json(TypeDecorator[Any]):
    """Lists and mappings as JSON text, read and written whole."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str | None:
        """Compact JSON; tuples become arrays."""
        if value is None:
            return None
        return storable(json.dumps(value, ensure_ascii=False, separators=(",", ":")))

    def process_result_value(self, value: Any, _dialect: Dialect) -> Any:
        """Lists and dicts."""
        return None if value is None else json.loads(value)


class Hashes(TypeDecorator[tuple[int, ...]]):
    """Numbers of 64 bits, sixteen hexadecimal digits each: read in a tenth of JSON's time."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Sequence[int] | None, _dialect: Dialect) -> str | None:
        """One after the other, the lowest byte first."""
        return None if value is None else struct.pack(f"<{len(value)}Q", *value).hex()

    def process_result_value(self, value: Any, _dialect: Dialect) -> tuple[int, ...] | None:
        """As they were."""
        return None if value is None else unpacked(value)


def unpacked(written: str) -> tuple[int, ...]:
    """The numbers that `Hashes` keeps as this text."""
    packed = bytes.fromhex(written)
    return struct.unpack(f"<{len(packed) // 8}Q", packed)


NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
NEVER_REUSED = {"sqlite_autoincrement": True}  # a deleted row's id names nothing else, ever


class Base(SQLModel):
    """Our own metadata, so that every constraint has a name a migration can say."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMES)


def row_id() -> Any:
    """The numbered primary key."""
    return Field(default=None, primary_key=True, sa_type=RowId)


def moment(*, null: bool = False) -> Any:
    """A point in time."""
    return Field(sa_type=Moment, nullable=null)


def span() -> Any:
    """A duration, or none."""
    return Field(sa_type=Span, nullable=True)


def words(*, null: bool = False, **options: Any) -> Any:
    """Text."""
    return Field(sa_type=Words, nullable=null, **options)


def digits() -> Any:
    """A hash or key of our own making, in hex: there is nothing to clean."""
    return Field(sa_type=Text, nullable=False)


def hashes() -> Any:
    """Numbers of 64 bits."""
    return Field(sa_type=Hashes, nullable=False)


def json_text(*, null: bool = False) -> Any:
    """A list or mapping."""
    return Field(sa_type=Json, nullable=null)


def number(*, null: bool = False, **options: Any) -> Any:
    """A whole number of up to 64 bits, such as the id of a row that may be gone."""
    return Field(sa_type=RowId, nullable=null, **options)


def ref(column: str, *, null: bool = False, **options: Any) -> Any:
    """A foreign key to a numbered row."""
    return Field(sa_type=RowId, foreign_key=column, nullable=null, **options)
