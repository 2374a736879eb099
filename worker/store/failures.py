"""What a database's complaint means for us: try later, make room, restore, or mend the set-up.

SQLite is read by its extended error name, PostgreSQL by its SQLSTATE class.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from worker.errors import (
    Misconfigured,
    SchemaMismatch,
    StoreBusy,
    StoreCorrupt,
    StoreFull,
    WirebellError,
)

UNMIGRATED = "has no Wirebell tables, or older ones: run `wirebell migrate`"

# What PostgreSQL undoes when two transactions meet; a unique key taken meanwhile belongs here,
# because the second look finds the row the other transaction made.
MEETINGS = frozenset({"40001", "40P01", "23505"})


def where(url: URL) -> str:
    """The database as a sentence may name it: the path, or the URL without its password."""
    if url.get_backend_name() == "sqlite":
        return f"database {url.database}"
    return f"database {url.set(query={}).render_as_string(hide_password=True)}"


@contextmanager
def understood(url: URL) -> Iterator[None]:
    """Turn the driver's errors inside the block into ours; what is a bug of ours passes."""
    try:
        yield
    except DBAPIError as error:
        if meaning := meaning_of(error.orig, url):
            raise meaning from error
        raise
    except PoolTimeoutError as error:
        raise StoreBusy(f"{where(url)}: every connection is in use") from error
    except sqlite3.Error as error:
        if meaning := meaning_of(error, url):
            raise meaning from error
        raise


def meaning_of(error: BaseException | None, url: URL) -> WirebellError | None:
    """Our error for a driver's, or None when it is neither the database's nor the operator's."""
    if isinstance(error, sqlite3.Error):
        return _from_sqlite(error, url)
    if error is not None and hasattr(error, "sqlstate"):
        return _from_postgresql(error.sqlstate, str(error), url)
    return None


class Overtaken(StoreBusy):
    """What this transaction had read was deleted by another before it could be locked."""

    def __init__(self) -> None:
        super().__init__(
            "an article that was to be changed was deleted meanwhile, again and again; its feed is"
            " asked once more"
        )


def met_another(error: SQLAlchemyError | Overtaken) -> bool:
    """Whether the whole transaction is worth doing again at once."""
    if isinstance(error, DBAPIError):
        return getattr(error.orig, "sqlstate", None) in MEETINGS
    return isinstance(error, Overtaken)


_SQLITE: tuple[tuple[tuple[str, ...], type[WirebellError], str], ...] = (
    (
        ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_PROTOCOL"),
        StoreBusy,
        "is locked by another process",
    ),
    (("SQLITE_FULL",), StoreFull, "cannot grow: the disk is full; nothing was written"),
    (("SQLITE_IOERR",), StoreBusy, "cannot be used just now: the disk failed"),
    (
        ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH"),
        Misconfigured,
        "cannot be opened for writing: its folder must exist, and Wirebell's user must own both",
    ),
)


def _from_sqlite(error: sqlite3.Error, url: URL) -> WirebellError | None:
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return corrupt(Path(url.database or ""), str(error))
    if name == "SQLITE_ERROR" and str(error).startswith(("no such table", "no such column")):
        return SchemaMismatch(f"{where(url)} {UNMIGRATED}")
    for beginnings, kind, words in _SQLITE:
        if name.startswith(beginnings):
            return kind(f"{where(url)} {words} ({error})")
    return None


def _from_postgresql(state: str | None, text: str, url: URL) -> WirebellError | None:
    place = where(url)
    first = text.strip().splitlines()[0] if text.strip() else "no answer"
    if state is None or state.startswith(("08", "25P", "40", "53", "55P03", "57", "58")):
        if state == "53100":
            return StoreFull(f"{place}: the disk is full; nothing was written")
        return StoreBusy(f"{place} cannot be used just now: {first}")
    if state in {"42P01", "42703"}:
        return SchemaMismatch(f"{place} {UNMIGRATED}")
    if state.startswith(("28", "3D", "3F", "25006", "42501")):
        return Misconfigured(f"{place} refuses us: {first}")
    if state.startswith("XX"):
        return StoreCorrupt(f"{place} reports damage: {first}. Restore it from a pg_dump")
    return None


def corrupt(path: Path, words: str) -> StoreCorrupt:
    """The sentence for a damaged SQLite file, naming the latest backup we know of."""
    note = last_backup_note(path)
    try:
        known = note.read_text(encoding="utf-8").strip()
    except OSError:
        known = ""
    copy = known or "a copy made with `wirebell backup`"
    return StoreCorrupt(
        f"database {path} is damaged ({words}). Wirebell neither uses nor replaces it. Stop every"
        f" worker, move it and its -wal and -shm files aside, and put back {copy}"
    )


def last_backup_note(path: Path) -> Path:
    """The file beside the database that says where its latest backup went."""
    return path.with_name(path.name + ".last-backup")
