"""Decides whether a rule's plan holds of one article, from the hits of one scan.

A plan is a query's tree made ready: words became classes of patterns, fields became zones. Nothing
here looks at text, save `="Exact"`, which must see how the word was published.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from worker.match.automaton import Automaton
from worker.match.plan import Clause, Exact, Leaf, language_code
from worker.model import Article, Zone
from worker.text.fold import as_typed, fold
from worker.text.tokens import Trace, trace

_BETWEEN: Final = "\n"  # stands in no pattern, so no phrase runs from one part into the next


@dataclass(frozen=True, slots=True)
class Part:
    """One text of the article: a zone, one of its URLs, one tag. `start` is its folded offset."""

    zone: Zone
    text: str
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A leaf's hit: the part it is in and its code points in that part's original text."""

    part: int
    start: int
    end: int


class Reading:
    """One article scanned once; answers what was found where. For one thread, for one article."""

    def __init__(self, article: Article, automaton: Automaton, *, metadata: bool) -> None:
        self.language = language_code(article.language)
        texts: list[tuple[Zone, str]] = [
            ("title", article.title),
            ("lead", article.lead),
            ("body", article.body),
        ]
        if metadata:
            texts += _metadata(article)
        self.parts: list[Part] = []
        folded: list[str] = []
        start = 0
        for zone, text in texts:
            if text:
                words = fold(text)
                folded.append(words)
                self.parts.append(Part(zone, text, start, len(words)))
                start += len(words) + len(_BETWEEN)
        self._starts = [part.start for part in self.parts]
        self._traces: dict[int, Trace] = {}
        self._hits: dict[int, list[tuple[int, int, int]]] = {}
        self.found = automaton.scan(_BETWEEN.join(folded))

    def hits(self, leaf: Leaf) -> list[tuple[int, int, int]]:
        """Where the leaf counts: (part, start, end) with offsets into the whole folded text."""
        known = self._hits.get(leaf.number)
        if known is None:
            known = self._hits[leaf.number] = self._look(leaf)
        return known

    def _look(self, leaf: Leaf) -> list[tuple[int, int, int]]:
        counted = []
        masked = sorted((low, high) for mask in leaf.masks for _, low, high in self.hits(mask))
        lows = [low for low, _ in masked]
        reached = list(accumulate((high for _, high in masked), max))
        for start, end in self.found.get(leaf.words, ()):
            index = bisect_right(self._starts, start) - 1
            part = self.parts[index]
            if part.zone not in leaf.zones:
                continue
            if leaf.whole and end - start + 2 < part.length:
                continue
            before = bisect_right(lows, start)  # masks that begin no later than the hit
            if before and reached[before - 1] >= end:
                continue
            if leaf.exact and not self._as_published(leaf.exact, index, start, end):
                continue
            counted.append((index, start, end))
        return counted

    def _as_published(self, exact: Exact, index: int, start: int, end: int) -> bool:
        low, high = self._bounds(index, start, end)
        around = self.parts[index].text[max(0, low - exact.before) : high + exact.after]
        return as_typed(around) == exact.typed

    def _bounds(self, index: int, start: int, end: int) -> tuple[int, int]:
        if index not in self._traces:
            self._traces[index] = trace(self.parts[index].text)
        shift = self.parts[index].start
        return self._traces[index].original(start - shift, end - shift)

    def occurrences(self, leaf: Leaf) -> list[Occurrence]:
        """The leaf's hits as they were published, in reading order."""
        before, after = (leaf.exact.before, leaf.exact.after) if leaf.exact else (0, 0)
        found = []
        for index, start, end in self.hits(leaf):
            low, high = self._bounds(index, start, end)
            found.append(Occurrence(index, low - before, high + after))
        return sorted(found, key=lambda o: (o.part, o.start, -o.end))

    def holds(self, clause: Clause) -> bool:
        """Whether the clause is true of the article."""
        match clause.kind:
            case "term" | "entity":
                return any(self.hits(leaf) for leaf in clause.leaves)
            case "and":
                return all(map(self.holds, clause.children))
            case "or":
                return any(map(self.holds, clause.children))
            case "not":
                return not self.holds(clause.children[0])
            case "field":
                return self.holds(clause.children[0])
        return self.language == clause.code if self.language else clause.unknown


def contributing(reading: Reading, clause: Clause) -> list[Clause]:
    """The terms and entities whose being found makes the clause what it is, in query order.

    Of a true clause: those of its true branches, none under a NOT (two NOTs undo each other).
    """
    return list(_because(reading, clause, truth=reading.holds(clause)))


def _because(reading: Reading, clause: Clause, *, truth: bool) -> list[Clause]:
    if clause.kind in {"term", "entity"}:
        return [clause] if truth else []
    if clause.kind == "not":
        return _because(reading, clause.children[0], truth=not truth)
    because: list[Clause] = []
    for child in clause.children:
        if reading.holds(child) is truth:
            because += _because(reading, child, truth=truth)
    return because


def found_terms(reading: Reading, clause: Clause, *, wanted: bool = True) -> list[Clause]:
    """The terms that occur and would have helped the clause to hold, in query order."""
    if clause.kind in {"term", "entity"}:
        return [clause] if wanted and reading.holds(clause) else []
    if clause.kind == "not":
        wanted = not wanted
    return [t for child in clause.children for t in found_terms(reading, child, wanted=wanted)]


def _metadata(article: Article) -> Sequence[tuple[Zone, str]]:
    """What is not text but may be asked for by field, each value once."""
    texts: list[tuple[Zone, str | None]] = [
        ("url", article.url),
        ("url", article.canonical_url),
        ("author", article.author),
    ]
    for sighting in article.sightings:
        texts += [("source", sighting.feed_name), ("source", sighting.feed_url)]
        texts += [("source", sighting.owner), *(("tag", tag) for tag in sighting.tags)]
    return list(dict.fromkeys((zone, text) for zone, text in texts if text))
