"""How an answer looks: rich tables on a terminal, whole lines in a pipe, JSON for programs.

Text from feeds and receivers is hostile: control characters that could drive a terminal are
replaced before anything is printed, and nothing is ever read as markup.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Generic, TypeVar

import typer

from worker.text.jsonable import jsonable
from worker.text.written import clean, one_line

if TYPE_CHECKING:
    from rich.console import Console

T = TypeVar("T")

MOST = 10**18 - 1  # what both engines take as a number
ON_TERMINAL = 50  # rows shown where people scroll
READABLE = 12  # terminal columns a broken text needs
GAP = 2  # between two columns
WIDE = 160  # terminal columns from which everything is shown

Line = str | tuple[tuple[str, str], ...]  # plain, or (text, style) pieces


class Format(StrEnum):
    """How an answer is written."""

    TABLE = "table"
    JSON = "json"


FormatOption = Annotated[
    Format, typer.Option("--format", help="A table for people or JSON for programs.")
]
LimitOption = Annotated[
    int | None,
    typer.Option(
        "--limit", min=1, max=MOST, show_default=False,
        help=f"At most so many rows (default: {ON_TERMINAL} on a terminal, all when piped).",
    ),
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """One column of a table; `style` is a rich style, or says one for a row."""

    title: str
    cell: Callable[[T], str]
    style: str | Callable[[T], str] = ""
    right: bool = False
    whole: bool = False  # never broken over lines on a terminal
    wide: bool = False  # left out of a terminal narrower than `WIDE`
    spare: int = 0  # left out where room is wanting, the highest first; 0 stays


def on_terminal() -> bool:
    """Whether the answer is read by a person rather than a program."""
    return sys.stdout.isatty()


def rows_wanted(limit: int | None) -> int | None:
    """How many rows to ask for: what was said, else what suits the reader (None is all)."""
    if limit is not None:
        return limit
    return ON_TERMINAL if on_terminal() else None


def listing(
    rows: Sequence[T],
    columns: Sequence[Column[T]],
    form: Format,
    *,
    empty: str,
) -> None:
    """Print a list; an empty one says on stderr what to do next."""
    if form is Format.JSON:
        write_json(rows)
    elif not rows:
        note(empty)
    else:
        table(rows, columns)
        if on_terminal() and len(rows) == ON_TERMINAL:
            note(f"the first {ON_TERMINAL}; more with --limit N")


def table(rows: Sequence[T], columns: Sequence[Column[T]]) -> None:
    """Print rows under their titles, wrapped on a terminal, whole and aligned in a pipe."""
    if on_terminal():
        _rich_table(rows, columns)
    else:
        _plain_table(rows, columns)


def _rich_table(rows: Sequence[T], columns: Sequence[Column[T]]) -> None:
    from rich.table import Table  # noqa: PLC0415 - 60 ms that a pipe does not need
    from rich.text import Text  # noqa: PLC0415

    screen = terminal()
    cells = [[clean(column.cell(row)) for row in rows] for column in columns]
    shown = [
        (column, texts)
        for column, texts in zip(columns, cells, strict=True)
        if any(texts) and (screen.width >= WIDE or not column.wide)
    ]
    kept = fitting(shown, screen.width)
    if missing := [column.title for column, _ in shown if column not in kept]:
        note(f"no room for {', '.join(missing)}: widen the terminal, or --format json")
    shown = [(column, texts) for column, texts in shown if column in kept]
    grid = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0), header_style="bold")
    for column, _ in shown:
        grid.add_column(
            column.title, justify="right" if column.right else "left",
            no_wrap=column.whole, overflow="fold",
        )  # fmt: skip
    for number, row in enumerate(rows):
        grid.add_row(*(Text(texts[number], style=_style(c, row)) for c, texts in shown))
    screen.print(grid)


def fitting(shown: Sequence[tuple[Column[T], Sequence[str]]], width: int) -> list[Column[T]]:
    """The columns, given with their cells, that a terminal of this width has room for: those to
    spare go until the rest can be read.
    """
    least = {column: _least_width(column, texts) for column, texts in shown}
    kept = [column for column, _ in shown]
    for column in sorted(kept, key=lambda c: -c.spare):
        if not column.spare or sum(least[c] + GAP for c in kept) - GAP <= width:
            break
        kept.remove(column)
    return kept


def _least_width(column: Column[T], texts: Sequence[str]) -> int:
    """How narrow a column may be: text is broken over lines, but not to ribbons."""
    from rich.cells import cell_len  # noqa: PLC0415 - as above

    widest = max((cell_len(line) for text in texts for line in text.splitlines()), default=0)
    widest = max(widest, cell_len(column.title))
    return widest if column.whole else min(widest, READABLE)


def _style(column: Column[T], row: T) -> str:
    return column.style if isinstance(column.style, str) else column.style(row)


def _plain_table(rows: Sequence[T], columns: Sequence[Column[T]]) -> None:
    from rich.cells import cell_len  # noqa: PLC0415 - how wide a CJK title is

    cells = [[column.title.upper() for column in columns]]
    cells += [[one_line(column.cell(row)) or "-" for column in columns] for row in rows]
    widths = [max(cell_len(row[i]) for row in cells) for i in range(len(columns))]
    for row in cells:
        parts = []
        for text, width, column in zip(row, widths, columns, strict=True):
            gap = " " * (width - cell_len(text))
            parts.append(gap + text if column.right else text + gap)
        write("  ".join(parts).rstrip())


def write_json(value: object) -> None:
    """Print JSON, times as RFC 3339 with Z, keys in the order people read them."""
    write(json.dumps(jsonable(value), ensure_ascii=False, indent=2))


def write(line: Line = "") -> None:
    """Print one line of the answer; styles are seen on a terminal only, `hit` everywhere."""
    if isinstance(line, str):
        print(clean(line))
    elif on_terminal():
        from rich.text import Text  # noqa: PLC0415 - as above

        text = Text.assemble(*((clean(t), _STYLES.get(s, s)) for t, s in line))
        terminal().print(text, soft_wrap=True)
    else:
        print(clean("".join(f"**{t}**" if s == "hit" else t for t, s in line)))


_STYLES = {"hit": "bold reverse"}

SEVERITY_STYLES: Mapping[str, str] = {
    "info": "dim",
    "low": "cyan",
    "medium": "yellow",
    "high": "bold red",
    "critical": "bold white on red",
}


def fact(name: str, value: str) -> None:
    """Print a named value of one thing shown; nothing for an empty one."""
    if value:
        write(((f"  {name:<12}", "dim"), (value, "")))


def note(words: str) -> None:
    """Say something about the answer, on stderr."""
    print(clean(words), file=sys.stderr)


def progress(words: str) -> None:
    """Say on a terminal what is being waited for."""
    if on_terminal():
        note(words)


def terminal() -> Console:
    """Stdout as rich sees it, made anew because tests and pagers change it."""
    from rich.console import Console  # noqa: PLC0415 - as above

    return Console(highlight=False, markup=False, emoji=False)


def local(moment: datetime | None, zone: tzinfo) -> str:
    """A moment for a table, in the configured time zone; empty for none."""
    return "" if moment is None else moment.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
