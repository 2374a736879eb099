"""The schema's revision: what the database has, what this program needs, and the way there.

Revisions are numbered files in one line (`0001_*.py`, `0002_*.py`), so the newest name is the
head; Alembic itself is loaded only to migrate.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

import worker
from worker.errors import SchemaMismatch
from worker.store.engine import Database
from worker.store.failures import where

MIGRATING = 0x57_49_52_45_01  # advisory lock: two `migrate` at once take turns


def migrations_folder() -> Path:
    """Alembic's folder: inside the installed package, else beside it in a checkout."""
    package = Path(worker.__file__).parent
    shipped = package / "migrations"
    return shipped if shipped.is_dir() else package.parent / "migrations"


def head() -> str:
    """The revision this program needs."""
    names = sorted(path.name for path in (migrations_folder() / "versions").glob("[0-9]*.py"))
    return names[-1].partition("_")[0]


def current(connection: Connection) -> str | None:
    """The revision the database has; None before its first migration."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def check(database: Database) -> None:
    """Raise SchemaMismatch unless the database has exactly the revision this program needs."""
    with database.reading() as connection:
        found = current(connection)
    needed = head()
    place = where(database.url)
    if found == needed:
        return
    if found is None:
        raise SchemaMismatch(f"{place} has no Wirebell tables yet: run `wirebell migrate`")
    if found > needed:
        raise SchemaMismatch(
            f"{place} was made by a newer Wirebell (schema {found}; this one knows {needed}):"
            " upgrade this installation, or restore an older backup"
        )
    raise SchemaMismatch(
        f"{place} has schema {found}, this Wirebell needs {needed}: run `wirebell migrate`"
    )


def migrate(database: Database) -> None:
    """Bring the database to the head, in one transaction; nothing happens when it is there.

    Raises SchemaMismatch when a newer program made it.
    """
    with database.reading() as connection:
        found = current(connection)
    if found == head():
        return
    if found is not None and found > head():
        check(database)
    from alembic import command  # noqa: PLC0415 - takes 150 ms, for one command
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    with database.writing() as connection:
        if not database.sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATING})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
