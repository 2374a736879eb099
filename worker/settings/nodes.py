"""The text of a file, and the values in it with their places: what every check points into."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from worker.model import Place
from worker.settings.problems import Problem, blank_secrets

_BREAK = re.compile(r"\r\n|\n|\r")


class Source:
    """The text of one file and where its lines begin."""

    def __init__(self, file: str, text: str, *, is_file: bool = True) -> None:
        self.file = file  # as messages name it
        self.text = text
        self.is_file = is_file  # not a variable or a flag, which have no lines worth naming
        self._secrets: list[tuple[int, int]] = []  # stretches never shown: rising, apart
        self._lines: dict[int, str] = {}
        self._starts = [0, *(m.end() for m in _BREAK.finditer(text))]

    def place(self, offset: int) -> Place:
        """Line and column of a code-point offset."""
        line = bisect.bisect_right(self._starts, offset)
        return Place(self.file, line, offset - self._starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """A line by its number from 1, without its break, secrets starred over."""
        if number not in self._lines:  # one long line may hold many mistakes
            start = self._starts[number - 1]
            end = self._starts[number] if number < len(self._starts) else len(self.text)
            self._lines[number] = self.visible(start, end).rstrip("\r\n")
        return self._lines[number]

    def visible(self, start: int, end: int) -> str:
        """A stretch of the text as it may be shown: secrets starred over, columns kept."""
        text = self.text[start:end]
        nearest = max(0, bisect.bisect_right(self._secrets, (start, end)) - 1)
        for first, last in self._secrets[nearest:]:
            if first >= end:
                break
            a, b = max(first - start, 0), min(last - start, len(text))
            if a < b:
                text = text[:a] + "*" * (b - a) + text[b:]
        return blank_secrets(text)

    def conceal(self, spans: Iterable[tuple[int, int]]) -> None:
        """Never show these stretches (from, to)."""
        merged: list[tuple[int, int]] = []
        for first, last in sorted([*self._secrets, *spans]):
            if merged and first <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(merged[-1][1], last))
            else:
                merged.append((first, last))
        self._secrets = merged
        self._lines.clear()

    def problem(
        self, offset: int, end: int, code: str, message: str, hint: str | None = None
    ) -> Problem:
        """A mistake that reaches from `offset` to `end`, or to the end of its first line."""
        place = self.place(min(offset, len(self.text)))
        line = self.line(place.line)
        width = max(1, min(end - offset, len(line) - place.column + 1))
        return Problem(place, code, message, hint, line, width)


@dataclass(slots=True, eq=False)
class Node:
    """One value of a YAML document. `start` and `end` are code-point offsets into its source."""

    source: Source
    start: int
    end: int
    value: Any  # None, bool, int, float, str, list[Node] or dict[str, Node]
    style: str | None = None  # how a scalar is quoted: ' " | > or nothing
    keys: dict[str, Node] = field(default_factory=dict)  # of a mapping: where its keys stand
    repeated: list[tuple[str, Node]] | None = None  # of a mapping: keys written again
    size: int = 1

    @property
    def place(self) -> Place:
        """Where the value begins."""
        return self.source.place(self.start)

    def child(self, key: str | int) -> Node | None:
        """The value under a key or index, if there is one."""
        if isinstance(self.value, dict):
            return self.value.get(str(key))
        if isinstance(self.value, list) and isinstance(key, int) and key < len(self.value):
            item: Node = self.value[key]
            return item
        return None

    @property
    def origin(self) -> str:
        """What said it, for `config show`: file and line, variable or flag."""
        place = self.place
        return f"{place.file}:{place.line}" if self.source.is_file else place.file

    def select(self, *pattern: str) -> Iterator[Node]:
        """The nodes a path reaches, `*` being any key or index; silent where nothing fits."""
        if not pattern:
            yield self
            return
        key, *rest = pattern
        if key == "*":
            inner = self.value.values() if isinstance(self.value, dict) else self.value
            nodes = list(inner) if isinstance(self.value, dict | list) else []
        else:
            node = self.child(key) if isinstance(self.value, dict) else None
            nodes = [node] if node else []
        for node in nodes:
            yield from node.select(*rest)

    def plain(self) -> Any:
        """The value as Python's own lists, dicts and scalars."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value
