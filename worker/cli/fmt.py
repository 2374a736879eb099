"""`wirebell rules fmt`: the queries of rule files, tidied; all else stays byte for byte."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from worker.cli.ruling import mistake
from worker.cli.session import settings_of
from worker.cli.show import note, write
from worker.errors import Misconfigured

if TYPE_CHECKING:
    from worker.settings.nodes import Node

EXAMPLES = """[bold]Examples[/]
  wirebell rules fmt
  wirebell rules fmt config/rules/ukraine.yaml --write

Exit codes: 0 nothing to change (or written), 1 something would change, 78 bad rules."""

_ONE_LINE = 1_000_000  # a width nothing breaks at


def fmt(
    context: typer.Context,
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE", help="Rule files; else the configured.")
    ] = None,
    *,
    keep: Annotated[bool, typer.Option("--write", help="Write the files anew.")] = False,
    quiet: Annotated[bool, typer.Option("--check", help="Only name the files to change.")] = False,
) -> None:
    """Format the queries of rule files: one way to say each thing, long ones broken at operators.

    What a query finds stays the same; comments, keys and everything else stay as they are. A query
    with comments keeps its lines.
    """
    changed = 0
    for path in files or _configured(context):
        before, after = _formatted(path)
        if before == after:
            continue
        changed += 1
        if keep:
            _write(path, after)
            note(f"{path}: written")
        elif quiet:
            write(((str(path), ""),))
        else:
            lines = (before.splitlines(keepends=True), after.splitlines(keepends=True))
            for line in difflib.unified_diff(*lines, str(path), str(path)):
                write(((line.rstrip("\n"), _style(line)),))
    if changed and not keep:
        raise typer.Exit(1)


def _write(path: Path, text: str) -> None:
    from worker.settings.adding import replace_file  # noqa: PLC0415 - pydantic takes its time

    try:
        replace_file(path, text)
    except OSError as error:
        raise Misconfigured(f"cannot write {path}: {error.strerror}") from error


def _style(line: str) -> str:
    return {"+": "green", "-": "red", "@": "cyan"}.get(line[:1], "")


def _configured(context: typer.Context) -> Sequence[Path]:
    settings = settings_of(context)
    return sorted({Path(rule.place.file) for rule in settings.rules})


def _formatted(path: Path) -> tuple[str, str]:
    """The text of a rule file, and the same with its queries formatted; raises Problems for one
    that cannot be read.
    """
    from worker.match import QueryError  # noqa: PLC0415 - the automaton takes its time
    from worker.match.format import format_query  # noqa: PLC0415 - the same
    from worker.settings import Problems  # noqa: PLC0415 - pydantic takes its time
    from worker.settings.entities import query_of  # noqa: PLC0415 - the same
    from worker.settings.reading import Reading  # noqa: PLC0415 - the same

    reading = Reading()
    root = reading.document(path)
    if root is None or reading.problems:
        raise reading.refusal()
    text = root.source.text
    for node in sorted(_queries(root), key=lambda n: n.start, reverse=True):
        try:
            said = format_query(node.value)
            flat = format_query(node.value, _ONE_LINE)
        except QueryError as wrong:
            raise Problems([mistake(query_of(node), wrong)]) from None
        text = text[: node.start] + _scalar(node, said, flat) + text[node.end :]
    before = reading.contents[0].decode()
    return before, before.removesuffix(root.source.text) + text  # a byte order mark stays


def _queries(root: Node) -> Iterator[Node]:
    """The texts of a rule file that are queries."""
    for pattern in (("match",), ("match", "*"), ("unless",)):
        for node in root.select("rules", "*", *pattern):
            if isinstance(node.value, str):
                yield node


def _scalar(node: Node, said: str, flat: str) -> str:
    """A query as YAML, in the style it was written in; unchanged if it says that already."""
    written = node.source.text[node.start : node.end]
    if node.style in {"|", ">"}:
        return _block(node, written, said)
    if flat == " ".join(node.value.split("\n")) or "\n" in flat:
        return written
    return "'" + flat.replace("'", "''") + "'"


def _block(node: Node, written: str, said: str) -> str:
    """A block keeps its header and its margin; a folded one cannot keep lines, so it is literal."""
    if said == node.value.strip():
        return written
    header, _, body = written.partition("\n")
    first = next(line for line in body.splitlines() if line.strip())
    margin = first[: len(first) - len(first.lstrip())]
    trailing = written[len(written.rstrip()) :]
    lines = "\n".join(margin + line if line else line for line in said.split("\n"))
    return f"{header.replace('>', '|', 1)}\n{lines}{trailing}"
