"""Decides whether a rule's plan holds of one article, from what was found in it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from worker.match.finding import Finder, Scanner
from worker.match.page import Span
from worker.match.plan import FINDING, Clause, Leaf
from worker.model import Article
from worker.text.language import normal

# Of one side of a NEAR: the pairs of another NEAR in a page of nothing but its words are millions.
MOST_GROUPS: Final = 100_000
PAIRS_A_HIT: Final = 10  # of a NEAR, looked at where only the first hits are shown

_Atom = tuple[Leaf, Span]


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A hit: the part it is in and its code points in that part's original text."""

    part: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Group:
    """Hits that count together: one of a term, or those of a NEAR. `low` to `high` holds all."""

    atoms: tuple[_Atom, ...]
    low: int
    high: int

    def overlaps(self, other: Group) -> bool:
        """Whether any hit of the one shares words with a hit of the other."""
        return any(a[0] < b[1] and b[0] < a[1] for _, a in self.atoms for _, b in other.atoms)


class Reading(Finder):
    """One article, scanned once, and the truth of clauses about it."""

    def __init__(self, article: Article, scanner: Scanner) -> None:
        super().__init__(article, scanner)
        self.language = normal(article.language)

    def holds(self, clause: Clause) -> bool:  # noqa: PLR0911 - one return a kind of clause
        """Whether the clause is true of the article."""
        match clause.kind:
            case "term" | "entity" | "regex":
                return any(map(self.hits, clause.leaves))
            case "near":
                return all(map(self._occurs, clause.children)) and any(self.groups(clause))
            case "and":
                return all(map(self.holds, clause.children))
            case "or":
                return any(map(self.holds, clause.children))
            case "atleast":
                return sum(map(self.holds, clause.children)) >= clause.count
            case "not":
                return not self.holds(clause.children[0])
            case "field":
                return self.holds(clause.children[0])
        return self.language == clause.code if self.language else clause.unknown

    def _occurs(self, clause: Clause) -> bool:
        """Whether the sides of a NEAR occur at all: cheaper than to measure between them."""
        if clause.kind == "near":
            return all(map(self._occurs, clause.children))
        return self.holds(clause)

    def groups(self, clause: Clause) -> Iterator[Group]:
        """The hits of a term or an OR of terms one by one; those of a NEAR together."""
        if clause.kind == "near":
            yield from self._near(clause)
        elif clause.kind == "or":
            for child in clause.children:
                yield from self.groups(child)
        else:
            for leaf in clause.leaves:
                for span in self.hits(leaf):
                    yield Group(((leaf, span),), *span)

    def _near(self, clause: Clause) -> Iterator[Group]:
        left, right = (
            [(*self._numbers(g), g) for g in islice(self.groups(c), MOST_GROUPS)]
            for c in clause.children
        )
        right.sort(key=lambda placed: placed[0])
        firsts = [first for first, _, _ in right]
        widest = max((last - first for first, last, _ in right), default=0)
        part_at = self.page.part_at
        for first, last, one in left:
            low = bisect_left(firsts, first - clause.count - 1 - widest)
            high = bisect_right(firsts, last + clause.count + 1)
            for other_first, other_last, other in right[low:high]:
                follows = other.low >= one.high
                between = (other_first - last if follows else first - other_last) - 1
                if (
                    between <= clause.count
                    and (follows or not clause.ordered)
                    and part_at(one.low) == part_at(other.low)
                    and not one.overlaps(other)
                ):
                    yield _together(one, other)

    def _numbers(self, group: Group) -> Span:
        """The numbers of a group's first and last word."""
        page = self.page
        first = page.words_before(group.low)
        return first, max(first, page.words_before(group.high) - 1)

    def occurrences(self, clause: Clause, most: int | None = None) -> list[Occurrence]:
        """What a term, an entity, a pattern or a NEAR was found by, in reading order.

        `most` is how many hits, the first ones, are traced to where they stand (None: all). Then
        no more than so many pairs are looked at for each: a NEAR may have millions.
        """
        groups = islice(self.groups(clause), None if most is None else most * PAIRS_A_HIT)
        atoms = (atom for group in groups for atom in group.atoms)
        once = {(leaf.number, span): (leaf, span) for leaf, span in atoms}
        found = sorted(once.values(), key=lambda atom: atom[1])[:most]
        places = {place for leaf, span in found for place in self.published(leaf, span)}
        return [Occurrence(*p) for p in sorted(places, key=lambda p: (p[0], p[1], -p[2]))]


def _together(one: Group, other: Group) -> Group:
    return Group(one.atoms + other.atoms, min(one.low, other.low), max(one.high, other.high))


def contributing(reading: Reading, clause: Clause) -> list[Clause]:
    """The terms, entities and NEARs whose being found makes the clause what it is, in query order.

    Of a true clause: those of its true branches, none under a NOT (two NOTs undo each other).
    """
    return list(_because(reading, clause, truth=reading.holds(clause)))


def _because(reading: Reading, clause: Clause, *, truth: bool) -> list[Clause]:
    if clause.kind in FINDING:
        return [clause] if truth else []
    if clause.kind == "not":
        return _because(reading, clause.children[0], truth=not truth)
    because: list[Clause] = []
    for child in clause.children:
        if reading.holds(child) is truth:
            because += _because(reading, child, truth=truth)
    return because


def found_terms(reading: Reading, clause: Clause, *, wanted: bool = True) -> list[Clause]:
    """The terms that occur and would have helped the clause to hold, in query order.

    Of a NEAR whose words stand too far apart, the words.
    """
    if clause.kind in FINDING and wanted and reading.holds(clause):
        return [clause]
    if clause.kind == "not":
        wanted = not wanted
    return [t for child in clause.children for t in found_terms(reading, child, wanted=wanted)]
