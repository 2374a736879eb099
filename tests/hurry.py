"""Stores whose commits wait for no disk: in a test nobody pulls the plug, and there are thousands.

A process that is killed loses nothing by it, only a machine that stops. The store's own setting
is held by `tests/store/test_engine.py`.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import event

from worker.store import SqlStore

# Each engine would compile each statement anew: by engine name, one dialect and what it compiled.
COMPILED: dict[str, tuple[Any, Any]] = {}


def hurry(store: SqlStore) -> SqlStore:
    """The same store, on either engine."""
    engine = store._database.engine
    event.listen(engine, "connect", _careless)
    shared, engine._compiled_cache = COMPILED.setdefault(
        engine.name, (engine.dialect, engine._compiled_cache)
    )
    engine.dialect = shared
    engine.dispose()  # opening it left a connection that is not careless
    return store


def _careless(connection: Any, _record: object) -> None:
    sqlite = isinstance(connection, sqlite3.Connection)
    connection.execute("PRAGMA synchronous = OFF" if sqlite else "SET synchronous_commit = off")
    connection.commit()
