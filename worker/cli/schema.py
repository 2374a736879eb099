"""`wirebell schema`: the JSON Schemas an editor checks the configuration with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from worker.cli.session import config_path
from worker.cli.show import note, write
from worker.errors import Misconfigured

EXAMPLES = """[bold]Examples[/]
  wirebell schema                    print both schemas
  wirebell schema --write            write them beside the main file, into schema/
  wirebell schema --check            exit 1 when those files are not today's"""


def schema(
    context: typer.Context,
    write_files: Annotated[
        bool, typer.Option("--write", help="Write schema/*.schema.json beside the main file.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Only say whether those files are current.")
    ] = False,
    directory: Annotated[
        Path | None,
        typer.Option("--dir", help="Another folder than schema/.", show_default=False),
    ] = None,
) -> None:
    """Print, write or check the JSON Schemas of the main file and the rule files."""
    from worker.settings import schema as schemas  # noqa: PLC0415 - pydantic takes its time

    texts = {name: _text(value) for name, value in schemas().items()}
    if not (write_files or check):
        write(_text(schemas()).rstrip())
        return
    folder = directory or config_path(context).parent / "schema"
    stale = [name for name, text in texts.items() if _read(folder / name) != text]
    if check:
        for name in stale:
            note(f"{folder / name} is missing or not current: run `wirebell schema --write`")
        raise typer.Exit(1 if stale else 0)
    for name, text in texts.items():
        if name in stale:
            _write(folder / name, text)
        write(f"{'wrote' if name in stale else 'current'} {folder / name}")


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _read(path: Path) -> str | None:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    except OSError as error:
        raise Misconfigured(f"cannot write {path}: {error.strerror}") from error
