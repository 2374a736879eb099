"""`wirebell config`: every setting as it stands, and where it came from."""

from __future__ import annotations

from typing import Annotated

import typer

from worker.cli.session import settings_of
from worker.cli.show import Column, Format, FormatOption, table, write_json

app = typer.Typer(help="The configuration as it stands.", no_args_is_help=True)

EXAMPLES = """[bold]Examples[/]
  wirebell config show --origin
  WIREBELL_HTTP_TIMEOUT=5s wirebell config show --origin | grep timeout"""


@app.command("show", epilog=EXAMPLES)
def show(
    context: typer.Context,
    origin: Annotated[
        bool, typer.Option("--origin", help="Say where each value came from.")
    ] = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """Show each setting with its value; secrets are masked.

    A value comes from the defaults, then the file, then WIREBELL_* in the environment, then a
    flag: the later wins.
    """
    settings = settings_of(context)
    rows = [(key, value, source) for key, (value, source) in settings.origins.items()]
    if form is Format.JSON:
        keys = ("key", "value", "origin") if origin else ("key", "value")
        write_json([dict(zip(keys, row, strict=False)) for row in rows])
        return
    columns: list[Column[tuple[str, str, str]]] = [
        Column("setting", lambda row: row[0], "cyan"),
        Column("value", lambda row: row[1]),
    ]
    if origin:
        columns.append(Column("origin", lambda row: row[2], "dim"))
    table(rows, columns)
