"""Counts what a rule heard over many articles: days, languages, and the words that did it."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from worker.model import Article, Hit, Rule

SURFACES = 5  # spellings told of a term


@dataclass(slots=True)
class TermTally:
    """How often a term was heard: in how many articles, in how many of them nothing else was."""

    articles: int = 0
    alone: int = 0
    surfaces: Counter[str] = field(default_factory=Counter)  # articles, by what was printed


@dataclass(slots=True)
class Tally:
    """What one rule heard, article by article in order of time; the latest `kept` are kept."""

    kept: int
    articles: int = 0
    days: Counter[date] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    terms: dict[str, TermTally] = field(default_factory=dict)
    latest: deque[tuple[Article, Hit]] = field(default_factory=deque)

    def add(self, article: Article, hit: Hit, day: date) -> None:
        """Count one article, heard on that day."""
        self.articles += 1
        self.days[day] += 1
        self.languages[article.language or "unknown"] += 1
        said: dict[str, set[str]] = {}
        for passage in hit.evidence:
            printed = said.setdefault(passage.term, set())
            printed.update(" ".join(passage.text[a:b].split()) for a, b in passage.spans)
        for term, surfaces in said.items():
            tally = self.terms.setdefault(term, TermTally())
            tally.articles += 1
            tally.alone += len(said) == 1
            tally.surfaces.update(surfaces)
        self.latest.append((article, hit))
        if len(self.latest) > self.kept:
            self.latest.popleft()

    def noisiest(self) -> list[tuple[str, TermTally]]:
        """Its terms, those heard in most articles first."""
        return sorted(self.terms.items(), key=lambda item: (-item[1].articles, item[0]))


def every_day(first: date, last: date, counted: Counter[date]) -> list[tuple[date, int]]:
    """Each day from the first to the last with its count, also where that is none."""
    days = (last - first).days + 1
    return [(day, counted[day]) for n in range(days) if (day := first + timedelta(days=n))]


_BARS = "▁▂▃▄▅▆▇█"


def sparkline(counts: Sequence[int], width: int) -> str:
    """The counts as bars of one line, at most so many; neighbours are added up to fit.

    No bar at all (a dot) means none; the highest bar is the highest count.
    """
    share = max(1, -(-len(counts) // width))
    sums = [sum(counts[start : start + share]) for start in range(0, len(counts), share)]
    top = max(sums, default=0)
    return "".join(_BARS[(len(_BARS) - 1) * n // top] if n else "·" for n in sums)


def too_old(rule: Rule, article: Article) -> bool:
    """Whether `max_age` held the article back on the day it was first seen."""
    late = article.first_seen_at - article.dated
    return rule.where.max_age is not None and late > rule.where.max_age
