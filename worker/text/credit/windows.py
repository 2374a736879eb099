"""Where credits are looked for: how a text begins, and the last line or two of it.

What a report is about and who had it stands at its start; an outlet named later is named in
passing. So the cost of an article does not grow with its length.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from worker.model import Zone
from worker.text.fold import PARAGRAPH
from worker.text.letters import BETWEEN, fold_parts
from worker.text.origins import Origins, origins

HEAD_CHARS: Final = 1_100
TAIL_CHARS: Final = 250
REACH: Final = 120  # folded letters looked at on each side of a name

_BREAK: Final = PARAGRAPH.encode()


@dataclass(frozen=True, slots=True)
class Words:
    """Folded words in reading order; `at[i]` is where `each[i]` begins in the folded text."""

    each: list[bytes]
    at: list[int]

    def start(self, index: int) -> int:
        """Where a word begins."""
        return self.at[index]

    def end(self, index: int) -> int:
        """Where a word ends."""
        return self.at[index] + len(self.each[index])


@dataclass
class Window:
    """A stretch of one zone, folded, with the way back. `offset` is where it begins in the zone.

    `ends`: the zone ends with it. `tail`: it is the last stretch of a zone longer than a head.
    """

    zone: Zone
    text: str
    offset: int = 0
    ends: bool = True
    tail: bool = False
    data: bytes = field(default=b" ", repr=False)

    @cached_property
    def _origins(self) -> Origins:
        return origins(self.text)

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Where folded letters (no separators at the ends) stand in `text`."""
        return self._origins.original(start, end)

    def words_before(self, start: int) -> Words:
        """The words of the paragraph that end before a word, as far as we look."""
        low = max(0, start - REACH)
        if low:
            low = self.data.find(b" ", low, start)
        low = max(low, self.data.rfind(_BREAK, low, start) + 1)
        return _words(self.data, low, start)

    def words_after(self, end: int) -> Words:
        """The words of the paragraph that begin after a word, as far as we look."""
        high = min(len(self.data), end + REACH)
        if high < len(self.data):
            high = self.data.rfind(b" ", end, high)
        stop = self.data.find(_BREAK, end, high)
        return _words(self.data, end, high if stop < 0 else stop)


def _words(data: bytes, low: int, high: int) -> Words:
    each = data[low:high].split()
    at: list[int] = []
    for word in each:
        low = data.index(word, low)
        at.append(low)
        low += len(word)
    return Words(each, at)


def windows(zones: Iterable[tuple[Zone, str]]) -> list[Window]:
    """The stretches of the zones that are looked at, in the order of the zones."""
    found = [window for zone, text in zones if text for window in _stretches(zone, text)]
    if found:
        folded = fold_parts([window.text for window in found]).split(BETWEEN)
        for window, data in zip(found, folded, strict=True):
            window.data = data
    return found


def _stretches(zone: Zone, text: str) -> Iterator[Window]:
    if len(text) <= HEAD_CHARS + TAIL_CHARS:
        yield Window(zone, text)
        return
    head = text[:HEAD_CHARS]
    yield Window(zone, head[: _last_gap(head)], ends=False)
    low = len(text) - TAIL_CHARS
    gap = text.find(" ", low)
    low = gap if gap >= 0 else low
    yield Window(zone, text[low:], low, tail=True)


def _last_gap(head: str) -> int:
    gap = max(head.rfind(" "), head.rfind("\n"))
    return gap if gap > 0 else len(head)
