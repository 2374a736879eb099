"""Finds the patterns of many form classes in one pass over encoded text.

The Aho-Corasick automaton (`ahocorasick_rs`, in Rust, releases the GIL) takes time in the length
of the text and the number of hits, not of patterns. Words are looked for with the spaces around
them, so boundaries cost nothing. Large classes (lists of names) have automata of their own, kept
from one compilation to the next: editing a rule does not build a list again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from ahocorasick_rs import BytesAhoCorasick

from worker.match.formclass import FormClass, Kind

LARGE: Final = 5_000  # patterns; a class with more has its own automaton

RawHit = tuple[int, int, int]  # pattern, start and end in the text, the spaces around it included


class Shards:
    """Automata kept between compilations, by what they look for; unused ones are forgotten."""

    def __init__(self) -> None:
        self._kept: dict[object, BytesAhoCorasick] = {}
        self._used: dict[object, BytesAhoCorasick] = {}

    def of(self, key: object, patterns: Sequence[bytes]) -> BytesAhoCorasick:
        """The automaton for these patterns; `key` says the same as they do, in short."""
        found = self._kept.get(key) or self._used.get(key)
        if found is None:
            found = BytesAhoCorasick(patterns)
        self._used[key] = found
        return found

    def forget_unused(self) -> None:
        """Keep what was asked for since the last call."""
        self._kept, self._used = self._used, {}


class Automaton:
    """Immutable once built; safe to scan with from several threads.

    `classes[p]` are the numbers of the classes that pattern `p` belongs to, `kinds[p]` its kind.
    """

    def __init__(
        self, classes: Sequence[FormClass], scanned: Iterable[int], shards: Shards
    ) -> None:
        self.classes: list[tuple[int, ...]] = []
        self.kinds: list[Kind] = []
        self._searches: list[tuple[BytesAhoCorasick, int]] = []
        small: dict[tuple[Kind, bytes], list[int]] = {}
        large = []
        for number in sorted(scanned):
            if len(classes[number]) > LARGE:
                large.append(number)
                continue
            for pattern in classes[number].patterns():
                small.setdefault(pattern, []).append(number)
        if small:
            self._add(small, tuple(sorted(small)), shards)
        for number in large:
            own = {pattern: [number] for pattern in classes[number].patterns()}
            self._add(own, classes[number], shards)

    def _add(
        self, patterns: dict[tuple[Kind, bytes], list[int]], key: object, shards: Shards
    ) -> None:
        ordered = sorted(patterns)
        search = shards.of(key, [_padded(kind, text) for kind, text in ordered])
        self._searches.append((search, len(self.kinds)))
        numbers: dict[tuple[int, ...], tuple[int, ...]] = {}  # equal tuples are kept once
        for pattern in ordered:
            mine = tuple(patterns[pattern])
            self.classes.append(numbers.setdefault(mine, mine))
            self.kinds.append(pattern[0])

    def __len__(self) -> int:
        """How many patterns it looks for."""
        return len(self.kinds)

    def scan(self, data: bytes) -> list[RawHit]:
        """Every occurrence of every pattern, shard after shard, in order of their ends."""
        found: list[RawHit] = []
        for search, first in self._searches:
            hits = search.find_matches_as_indexes(data, overlapping=True)
            found += [(p + first, s, e) for p, s, e in hits] if first else hits
        return found

    def span(self, data: bytes, hit: RawHit) -> tuple[int, int]:
        """The words a hit stands in, without the spaces around them."""
        pattern, start, end = hit
        match self.kinds[pattern]:
            case "word":
                return start + 1, end - 1
            case "start":
                return start + 1, data.index(b" ", end)
            case "core":
                return data.rindex(b" ", 0, start) + 1, data.index(b" ", end)


def _padded(kind: Kind, text: bytes) -> bytes:
    return b" %s " % text if kind == "word" else b" " + text if kind == "start" else text
