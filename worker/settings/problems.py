"""Every mistake found in the configuration, each at its file, line and column with a caret.

A literal secret never gets this far in clear: `Source` blanks the lines it hands out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from worker.errors import Misconfigured
from worker.model import Entity, Place, Rule
from worker.text.written import begun

CODES = {
    "CFG001": "unknown key",
    "CFG002": "key, rule id or entity written twice",
    "CFG003": "required key missing",
    "CFG004": "wrong type: a list where text is wanted, a number where a mapping is wanted",
    "CFG005": "value outside what is allowed",
    "CFG006": "bad duration, size, rate or date",
    "CFG007": "bad URL, address, network or header",
    "CFG008": "unknown language or time zone",
    "CFG010": "not YAML",
    "CFG011": "file that cannot be read: missing, forbidden, empty, too large, not UTF-8",
    "CFG020": "secret that cannot be read, or is not what it should be",
    "CFG021": "secret written as text instead of {file: PATH} or {env: NAME}",
    "CFG030": "name of a channel that does not exist",
    "CFG031": "web window open to the network, or to writing, without a token",
    "CFG032": "entity that takes in itself, or one that does not exist",
    "CFG033": "name of a rule that does not exist",
    "CFG034": "template of a channel that cannot be read, or fails on a sample alert",
    "CFG050": "environment variable or --set that contradicts another or names no setting",
}

Stamp = tuple[object, ...]  # a file's path, time, size and inode; or less, if there is less

_LONGEST_LINE = 5_000  # given to machines
_SHOWN_COLUMNS = 400  # a longer source line is cut around its caret
_PASSWORD_IN_URL = re.compile(r"(?<=://)([^\s/@:]*):([^\s@]+)(?=@)")
_WEBHOOK_SECRET = re.compile(r"whsec_[A-Za-z0-9+/=_-]+")


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake. `width` characters from `place` are underlined; 0 means a whole file.

    `source_line` is the line as written with secrets blanked; empty where it was not at hand.
    """

    place: Place
    code: str
    message: str
    hint: str | None = None
    source_line: str = ""
    width: int = 1


class Problems(Misconfigured):
    """All mistakes of one run, in reading order; the text is what `render` prints.

    Once not `unchanged(stamps)`, try again. `rules` and `entities` are those that can be read all
    the same: their queries may hold mistakes that only `worker.match` can find.
    """

    def __init__(
        self,
        problems: Sequence[Problem],
        warnings: Sequence[str] = (),
        stamps: Sequence[Stamp] = (),
        rules: Sequence[Rule] = (),
        entities: Mapping[str, Entity] | None = None,
    ) -> None:
        super().__init__(problems)
        self.problems = tuple(problems)
        self.warnings = tuple(warnings)
        self.stamps = tuple(stamps)
        self.rules = tuple(rules)
        self.entities = entities or {}

    def __str__(self) -> str:
        return render(self.problems)


def render(problems: Iterable[Problem]) -> str:
    """The mistakes as a compiler would print them: place, source line, caret; never wrapped."""
    return "\n".join(_drawn(problem) for problem in with_source_lines(problems))


def problems_as_json(problems: Iterable[Problem]) -> list[dict[str, object]]:
    """The same mistakes for machines, one object each."""
    return [
        {
            "file": p.place.file,
            "line": p.place.line,
            "column": p.place.column,
            "severity": "error",
            "code": p.code,
            "message": p.message,
            "hint": p.hint,
            "source_line": p.source_line[:_LONGEST_LINE],
            "width": p.width,
        }
        for p in with_source_lines(problems)
    ]


def with_source_lines(problems: Iterable[Problem]) -> list[Problem]:
    """The problems with lines read from their files where whoever found them had none."""
    lines: dict[str, list[str]] = {}
    found = []
    for problem in problems:
        file = problem.place.file
        if problem.source_line or not problem.width:
            found.append(problem)
            continue
        if file not in lines:
            lines[file] = _lines_of(file)
        at = problem.place.line - 1
        line = lines[file][at] if at < len(lines[file]) else ""
        found.append(replace(problem, source_line=blank_secrets(line)))
    return found


def shown(text: str, most: int = 80) -> str:
    """Text of the operator's, safe in a sentence: one line, printable, not endless."""
    clean = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    return begun(clean, most)


def without_secrets(text: str) -> str:
    """The text with URL passwords and webhook secrets replaced by `***`."""
    text = _PASSWORD_IN_URL.sub(r"\1:***", text)
    return _WEBHOOK_SECRET.sub("whsec_***", text)


def blank_secrets(line: str) -> str:
    """The line with URL passwords and webhook secrets starred over, columns kept."""
    line = _PASSWORD_IN_URL.sub(lambda m: m[1] + ":" + "*" * len(m[2]), line)
    return _WEBHOOK_SECRET.sub(lambda m: "*" * len(m[0]), line)


def _lines_of(file: str) -> list[str]:
    try:
        text = Path(file).read_text(encoding="utf-8-sig", errors="replace")
    except (OSError, ValueError):
        return []
    return re.split(r"\r\n|\n|\r", text)


def _drawn(problem: Problem) -> str:
    place = problem.place
    head = (
        f"{shown(place.file, 4096)}:{place.line}:{place.column}:"
        f" error[{problem.code}] {problem.message}"
    )
    gutter = " " * len(str(place.line))
    if not problem.width:
        return head + (f"\n{gutter} | {problem.hint}" if problem.hint else "")
    line, column = _window(problem.source_line, place.column)
    before = "".join(_padding(c) for c in line[: column - 1].ljust(column - 1))
    under = line[column - 1 : column - 1 + problem.width]
    carets = "^" * max(1, sum(_cells(c) for c in under))
    hint = f" {problem.hint}" if problem.hint else ""
    printable = "".join(c if c.isprintable() or c == "\t" else "�" for c in line)
    return f"{head}\n{place.line} | {printable}\n{gutter} | {before}{carets}{hint}"


def _window(line: str, column: int) -> tuple[str, int]:
    if len(line) <= _SHOWN_COLUMNS:
        return line, column
    start = max(0, column - 1 - _SHOWN_COLUMNS // 4)
    cut = line[start : start + _SHOWN_COLUMNS]
    if start:
        return "…" + cut[1:], column - start
    return cut, column


def _padding(char: str) -> str:
    return "\t" if char == "\t" else " " * _cells(char)


def _cells(char: str) -> int:
    """Columns of a terminal the character fills (UAX #11)."""
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
