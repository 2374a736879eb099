"""Finds the patterns of many form classes in one pass over encoded text.

The Aho-Corasick automaton (`ahocorasick_rs`, in Rust, releases the GIL) takes time in the length
of the text and the number of hits, not of patterns. Words are looked for with the spaces around
them, so boundaries cost nothing. Large classes (lists of names) have automata of their own, kept
from one compilation to the next: editing a rule does not build a list again.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Final

from ahocorasick_rs import BytesAhoCorasick

LARGE: Final = 5_000  # patterns; a class with more has its own automaton

_SPACE: Final = b" "
RawHit = tuple[int, int, int]  # pattern, start and end in the text, the spaces around it included


class Shards:
    """Automata kept between compilations, by what they look for; unused ones are forgotten."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, BytesAhoCorasick] = {}
        self._used: dict[Hashable, BytesAhoCorasick] = {}

    def of(self, key: Hashable, patterns: Sequence[bytes]) -> BytesAhoCorasick:
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

    A pattern is a word with a space on both sides, a beginning with one before it, or a core; one
    of two neighbours has a number below zero. `classes[p]` are the numbers of the classes that
    pattern `p` belongs to.
    """

    def __init__(
        self,
        small: Iterable[tuple[int, Iterable[bytes]]],
        large: Iterable[tuple[int, Hashable, Iterable[bytes]]],
        shards: Shards,
    ) -> None:
        self.classes: list[tuple[int, ...]] = []
        self._patterns: list[bytes] = []
        self._searches: list[tuple[BytesAhoCorasick, int]] = []
        numbers: dict[bytes, tuple[int, ...]] = {}
        for number, patterns in small:
            only = (number,)
            for pattern in patterns:
                known = numbers.get(pattern)
                if known and number < 0 <= known[0]:  # a whole term as well, which is no beginning
                    pattern = pattern.rstrip(_SPACE)  # noqa: PLW2901 - found wherever that is
                    known = numbers.get(pattern)
                numbers[pattern] = (*known, number) if known else only
        if numbers:
            self._add(BytesAhoCorasick(numbers), numbers)
        for number, key, patterns in large:
            own = dict.fromkeys(patterns, (number,))
            self._add(shards.of(key, list(own)), own)

    def _add(self, search: BytesAhoCorasick, numbers: Mapping[bytes, tuple[int, ...]]) -> None:
        self._searches.append((search, len(self._patterns)))
        self._patterns += numbers
        self.classes += numbers.values()

    def __len__(self) -> int:
        """How many patterns it looks for."""
        return len(self._patterns)

    def scan(self, data: bytes) -> list[RawHit]:
        """Every occurrence of every pattern, shard after shard, in order of their ends."""
        found: list[RawHit] = []
        for search, first in self._searches:
            hits = search.find_matches_as_indexes(data, overlapping=True)
            found += [(p + first, s, e) for p, s, e in hits] if first else hits
        return found

    def span(self, data: bytes, hit: RawHit) -> tuple[int, int]:
        """The word (or words) a hit stands for, without the spaces around them.

        Of a beginning or a core: the whole of the word it is in; of several words, the first.
        """
        number, start, end = hit
        pattern = self._patterns[number]
        if not pattern.startswith(_SPACE):
            return data.rindex(_SPACE, 0, start) + 1, data.index(_SPACE, end)
        if pattern.endswith(_SPACE) and self.classes[number][0] >= 0:
            return start + 1, end - 1
        return start + 1, data.index(_SPACE, start + 1)
