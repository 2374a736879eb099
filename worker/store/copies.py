"""A consistent copy of a SQLite database, taken while workers write."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from worker.errors import Misconfigured, StoreCorrupt, Usage
from worker.store.engine import Database
from worker.store.failures import last_backup_note, understood, where


def backup(database: Database, path: Path) -> None:
    """Write the copy to `path`, which must not exist; a failed copy is removed.

    It is one moment's state, taken in one read transaction (SQLite's backup interface), checked
    before it counts. Raises Usage where the path exists or the engine is PostgreSQL.
    """
    if not database.sqlite:
        raise Usage(
            f"{where(database.url)}: PostgreSQL has its own, better tool: pg_dump --format=custom"
        )
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError as error:
        raise Usage(f"{path} exists; a backup never overwrites") from error
    except OSError as error:
        raise Misconfigured(f"cannot write {path}: {error.strerror}") from error
    try:
        with understood(database.url):
            _copy(database.path, path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    note = last_backup_note(database.path)
    with suppress(OSError):  # a reader may not write there, and the copy is good without it
        taken = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        note.write_text(f"{path.absolute()}, taken {taken:%Y-%m-%dT%H:%M:%SZ}\n", encoding="utf-8")


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
        new.execute("PRAGMA journal_mode = DELETE").close()  # one file, nothing beside it
        (verdict,) = new.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise StoreCorrupt(f"the copy of {source} is damaged ({verdict}), so {source} may be too")
