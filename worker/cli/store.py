"""`wirebell migrate` and `wirebell backup`: the database brought up to date, and copied."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from worker.cli.session import database_url, opened, store_at
from worker.cli.show import write
from worker.errors import Usage

BACKUP_EXAMPLES = """[bold]Examples[/]
  wirebell backup /var/backups/wirebell-$(date +%F).db"""


def migrate(context: typer.Context) -> None:
    """Bring the database schema up to this version; doing it twice changes nothing.

    `run`, `once` and `demo` do this themselves on SQLite. On PostgreSQL they refuse an older
    schema and name this command, so that one place decides when.
    """
    with store_at(database_url(context), writing=True) as store:
        before = store.schema_state()
        store.migrate()
        after = store.schema_state()
    if before == after:
        write(f"the schema is current: {after.revision}")
    else:
        write(f"migrated {before.revision or 'an empty database'} -> {after.revision}")


def backup(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="The file to write; it must not exist yet.")],
) -> None:
    """Copy the database, consistent even while a worker runs."""
    if path.exists():
        raise Usage(f"{path} exists; a backup never overwrites")
    with opened(context) as (_ground, store):
        store.backup(path)
    write(f"wrote {path} ({path.stat().st_size:,} bytes)")
