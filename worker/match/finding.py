"""Finds words, phrases and patterns in one page: every place where a leaf of a plan counts."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from worker.match.exact import Exact
from worker.match.formclass import FormClass
from worker.match.hooks import Hooks
from worker.match.page import Page, Span
from worker.match.plan import Leaf
from worker.match.vocabulary import Vocabulary
from worker.model import Article
from worker.text.fold import as_typed


@dataclass(frozen=True, slots=True)
class Scanner:
    """What every article is scanned with. `metadata`: some rule asks for url, author or tags."""

    vocabulary: Vocabulary
    hooks: Hooks
    metadata: bool


class Finder:
    """Answers what stands where in one article, scanned once. For one thread, for one article.

    `candidates` are the positions of the rules worth looking at.
    """

    def __init__(self, article: Article, scanner: Scanner) -> None:
        self.page = Page(article, metadata=scanner.metadata)
        self._raw = scanner.hooks.automaton.scan(self.page.data)
        self.candidates, self._caught = scanner.hooks.caught(
            self.page.data, self._raw, self.page.texts()
        )
        self._anchored = scanner.hooks.anchored
        self._vocabulary = scanner.vocabulary
        self._automaton = scanner.hooks.automaton
        self._scanned: dict[int, list[Span]] | None = None
        self._places: dict[int, list[Span]] = {}
        self._hits: dict[int, list[Span]] = {}
        self._patterns: dict[tuple[int, Span], list[tuple[int, int, int]]] = {}

    def hits(self, leaf: Leaf) -> list[Span]:
        """Where the leaf counts, in reading order, each place once."""
        number = leaf.number
        if number in self._anchored and number not in self._caught:
            return []
        known = self._hits.get(number)
        if known is None:
            known = self._hits[number] = self._look(leaf)
        return known

    def published(self, leaf: Leaf, span: Span) -> list[tuple[int, int, int]]:
        """(part, start, end) of a hit as it was published; a pattern may hit a word twice."""
        if leaf.regex is not None:
            return self._patterns[leaf.number, span]
        part, low, high = self.page.published(span)
        if leaf.exact is not None:
            return [(part, low - leaf.exact.before, high + leaf.exact.after)]
        return [(part, low, high)]

    def _look(self, leaf: Leaf) -> list[Span]:
        if leaf.regex is not None:
            return self._by_regex(leaf)
        spans: Iterable[Span]
        if len(leaf.words) == 1:
            spans = self._pivots(leaf)
        elif leaf.slop:
            spans = self._loose(leaf)
        else:
            spans = self._adjacent(leaf)
        if spans and leaf.needs and not any(map(self.hits, leaf.needs)):
            return []
        masked = self._masked(leaf.masks) if spans and leaf.masks else None
        return [
            span
            for span in spans
            if self._counts(leaf, span)
            and not (masked and masked.covers(span))
            and (leaf.exact is None or self._as_published(leaf.exact, span))
        ]

    def _counts(self, leaf: Leaf, span: Span) -> bool:
        part = self.page.parts[self.page.part_at(span[0])]
        return part.zone in leaf.zones and not (leaf.whole and span[1] - span[0] + 2 < part.length)

    def _masked(self, masks: Sequence[Leaf]) -> _Cover:
        return _Cover([span for mask in masks for span in self.hits(mask)])

    def _as_published(self, exact: Exact, span: Span) -> bool:
        part, low, high = self.page.published(span)
        around = self.page.parts[part].text[max(0, low - exact.before) : high + exact.after]
        return as_typed(around) == exact.typed

    def _by_regex(self, leaf: Leaf) -> list[Span]:
        found: dict[Span, None] = {}
        for index, part in enumerate(self.page.parts):
            if part.zone not in leaf.zones:
                continue
            matches = (match.span() for match in leaf.regex.finditer(part.text))
            for low, high in [(low, high) for low, high in matches if low < high]:
                span = self.page.folded(index, low, high)
                found[span] = None
                self._patterns.setdefault((leaf.number, span), []).append((index, low, high))
        return sorted(found)

    def _pivots(self, leaf: Leaf) -> list[Span]:
        """Where the pivot of a leaf stands: as the scan caught it, if the leaf is anchored."""
        number = leaf.words[leaf.pivot]
        if leaf.number not in self._anchored:
            return self._word(number)
        spans = sorted(set(self._caught.get(leaf.number, ())))
        forms = self._vocabulary.classes[number]
        return spans if forms.is_plain else [s for s in spans if self._is_meant(forms, s)]

    def _word(self, number: int) -> list[Span]:
        """Where a form class stands, whatever the zone."""
        known = self._places.get(number)
        if known is None:
            forms = self._vocabulary.classes[number]
            if self._vocabulary.relies_on_scan(number):
                spans = self._from_scan().get(number, [])
            else:
                spans = list(_search(self.page.data, forms))
            if not forms.is_plain:
                spans = [span for span in spans if self._is_meant(forms, span)]
            known = self._places[number] = sorted(set(spans)) if len(spans) > 1 else spans
        return known

    def _from_scan(self) -> dict[int, list[Span]]:
        if self._scanned is None:
            found: dict[int, list[Span]] = {}
            for hit in self._raw:
                span = self._automaton.span(self.page.data, hit)
                for number in self._automaton.classes[hit[0]]:
                    found.setdefault(number, []).append(span)
            self._scanned = found
        return self._scanned

    def _is_meant(self, forms: FormClass, span: Span) -> bool:
        """Whether a place that bytes accept holds the letters, and the capital, that are asked."""
        word = self.page.data[span[0] : span[1]]
        if forms.strict_texts and not self._has_letters(forms, word, self.page.letters(span)):
            return False
        if word in forms.unbroken and not self.page.is_unbroken(span):
            return False
        free = word in forms.words and word not in forms.capital
        other = any(map(word.startswith, forms.starts)) or any(c in word for c in forms.cores)
        return free or other or self.page.is_proud(span, 2 if word in forms.shouted else 1)

    @staticmethod
    def _has_letters(forms: FormClass, word: bytes, text: str) -> bool:
        strict = forms.strict
        if word in forms.words and (word not in strict or text in strict[word]):
            return True
        if any(
            word.startswith(start)
            and (start not in strict or any(map(text.startswith, strict[start])))
            for start in forms.starts
        ):
            return True
        return any(
            core in word and (core not in strict or any(t in text for t in strict[core]))
            for core in forms.cores
        )

    def _accepts(self, number: int, span: Span) -> bool:
        forms = self._vocabulary.classes[number]
        return forms.accepts(self.page.data[span[0] : span[1]]) and (
            forms.is_plain or self._is_meant(forms, span)
        )

    def _adjacent(self, leaf: Leaf) -> list[Span]:
        """Hits of a phrase: from each hit of its pivot to the words on both sides."""
        found = []
        for pivot in self._pivots(leaf):
            start, end = pivot
            begins = [start]
            for number in reversed(leaf.words[: leaf.pivot]):
                low = self._before(number, start)
                if low < 0:
                    break
                start = low
                begins.insert(0, low)
            else:
                behind = leaf.words[leaf.pivot]
                for number in leaf.words[leaf.pivot + 1 :]:
                    end = self._behind(behind, number, end)
                    if end < 0:
                        break
                    behind = number
                    begins.append(self.page.data.rindex(b" ", 0, end) + 1)
                else:
                    if all(map(self._is_bound, leaf.words, begins)):
                        found.append((start, end))
        return found

    def _is_bound(self, number: int, start: int) -> bool:
        """Whether the word at `start` is bound to the next one, if the class asks for that."""
        if not self._vocabulary.classes[number].glued:
            return True
        return self.page.is_glued((start, self.page.data.index(b" ", start)))

    def _before(self, number: int, start: int) -> int:
        """Where the word before `start` begins, if the class accepts it; else -1. An 's is passed
        over where the class may be possessed.
        """
        data = self.page.data
        while start > 1:
            low = data.rfind(b" ", 0, start - 1) + 1
            span = (low, start - 1)
            if self._accepts(number, span):
                return low
            if not self._is_passed(number, span):
                break
            start = low
        return -1

    def _behind(self, before: int, number: int, end: int) -> int:
        """Where the word behind `end` ends, if the class `number` accepts it; else -1."""
        data = self.page.data
        while (high := data.find(b" ", end + 1)) >= 0:
            span = (end + 1, high)
            if self._accepts(number, span):
                return high
            if not self._is_passed(before, span):
                break
            end = high
        return -1

    def _is_passed(self, number: int, span: Span) -> bool:
        return self._vocabulary.classes[number].possessed and self.page.is_possessive(span)

    def _loose(self, leaf: Leaf) -> list[Span]:
        """Hits of a phrase with gaps: from each first word to the nearest of each that follows."""
        page = self.page
        places = [
            [span for span in self._word(number) if self._is_bound(number, span[0])]
            for number in leaf.words
        ]
        if not all(places):
            return []
        found: list[Span] = []
        for first in places[0]:
            last, between = first, 0
            for spans in places[1:]:
                at = bisect_right(spans, last)
                if at == len(spans):
                    return found
                between += page.words_before(spans[at][0]) - page.words_before(last[1])
                last = spans[at]
            if between <= leaf.slop and page.runs_on(first[0], last[1]):
                found.append((first[0], last[1]))
        return found


class _Cover:
    """Says whether a span lies inside one of some spans."""

    def __init__(self, spans: list[Span]) -> None:
        ordered = sorted(spans)
        self._lows = [low for low, _ in ordered]
        self._reached = list(accumulate((high for _, high in ordered), max))

    def covers(self, span: Span) -> bool:
        before = bisect_right(self._lows, span[0])  # those that begin no later
        return bool(before) and self._reached[before - 1] >= span[1]


def _search(data: bytes, forms: FormClass) -> Iterator[Span]:
    """Each form in turn: quicker than a scan for the few forms of a word."""
    for word in forms.words:
        at = data.find(b" %s " % word)
        while at >= 0:
            yield at + 1, at + 1 + len(word)
            at = data.find(b" %s " % word, at + 1)
    for pattern, shift in [(b" " + s, 1) for s in forms.starts] + [(c, 0) for c in forms.cores]:
        at = data.find(pattern)
        while at >= 0:
            yield data.rfind(b" ", 0, at + shift) + 1, data.index(b" ", at + shift)
            at = data.find(pattern, at + 1)
