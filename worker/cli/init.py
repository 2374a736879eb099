"""`wirebell init`: a working configuration to start from, never over an existing file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from worker.cli.show import note, write
from worker.errors import Misconfigured, Usage

EXAMPLES = """[bold]Examples[/]
  wirebell init                   a starter configuration in ./config
  wirebell init /etc/wirebell     somewhere else: name it to the other commands with --config"""


def init(
    directory: Annotated[
        Path, typer.Argument(metavar="[DIR]", help="Where to write it.", show_default="config")
    ] = Path("config"),
) -> None:
    """Write a starter configuration: feeds, two rules with tests, the console channel.

    Files that exist are left as they are, so running it twice changes nothing.
    """
    if directory.exists() and not directory.is_dir():
        raise Usage(f"{directory} is a file; give init a directory")
    written, kept = copy_starter(starter(), directory)
    for path in written:
        write(f"wrote {path}")
    for path in kept:
        write(f"kept  {path} (it exists)")
    main = directory / "wirebell.yaml"
    flag = "" if main == Path("config/wirebell.yaml") else f"--config {main} "
    note("")
    note("Next:")
    note(f"  1. write your feeds into {main} and your rules into {directory / 'rules'}/")
    note(f"  2. wirebell {flag}check     is it right? where would alerts go?")
    note(f"  3. wirebell {flag}run       poll, match and ring until stopped")


def starter() -> Path:
    """The folder `init` copies: inside the package when installed, else the project's own."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "starter", package.parent / "config"):
        if (folder / "wirebell.yaml").is_file():
            return folder
    raise Misconfigured("this installation lacks its starter configuration; install it again")


def copy_starter(source: Path, target: Path) -> tuple[list[Path], list[Path]]:
    """Copy what does not exist yet; returns (written, left alone), in name order."""
    written: list[Path] = []
    kept: list[Path] = []
    for path in sorted(source.rglob("*")):
        inside = path.relative_to(source)
        if not path.is_file() or any(part.startswith(".") for part in inside.parts):
            continue
        if inside.parts[0] == "data":  # a database made in place is nobody's starting point
            continue
        goal = target / inside
        try:
            goal.parent.mkdir(parents=True, exist_ok=True)
            with goal.open("xb") as file:
                file.write(path.read_bytes())
        except FileExistsError:
            kept.append(goal)
        except OSError as error:
            raise Misconfigured(f"cannot write {goal}: {error.strerror}") from error
        else:
            written.append(goal)
    return written, kept
