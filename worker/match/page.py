"""One article folded for the scan, with the way back to what was published."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from worker.model import Article, Zone
from worker.text.fold import APOSTROPHES, PARAGRAPH
from worker.text.letters import BETWEEN, fold_parts, folded_parts
from worker.text.origins import Origins, origins

_BREAK: Final = PARAGRAPH.encode()
CLAUSE: Final = re.compile("[、，。；：！？,.;:!?…—（）()]")

GLUE: Final = re.compile(r"[.\u2010-\u2015-](?=\w)")

Span = tuple[int, int]  # start and end of words in the folded text of the whole page


@dataclass(frozen=True, slots=True)
class Part:
    """One text of the article: a zone, one of its URLs, one tag. `start` is its folded offset."""

    zone: Zone
    text: str
    start: int
    length: int


class Page:
    """The texts of one article as one string of folded bytes. For one thread."""

    def __init__(self, article: Article, *, metadata: bool) -> None:
        texts: list[tuple[Zone, str]] = [
            ("title", article.title),
            ("lead", article.lead),
            ("body", article.body),
        ]
        if metadata:
            texts += _metadata(article)
        self._texts = [(zone, text) for zone, text in texts if text]
        self.data = fold_parts([text for _, text in self._texts]) if self._texts else b" "
        self._traced: dict[int, Origins] = {}

    @cached_property
    def parts(self) -> list[Part]:
        """Its texts in order; made when something is found."""
        parts = []
        start = 0
        for zone, text in self._texts:
            end = self.data.find(BETWEEN, start)
            length = (end if end >= 0 else len(self.data)) - start
            parts.append(Part(zone, text, start, length))
            start += length + 1
        return parts

    @cached_property
    def _starts(self) -> list[int]:
        return [part.start for part in self.parts]

    @cached_property
    def _folded(self) -> str:
        """The folded text as characters: for the letters that share a byte."""
        return folded_parts(self.texts())

    @cached_property
    def _words(self) -> list[int]:
        """Where each word begins, paragraph marks and the s of possessives left out."""
        data = self.data
        found = []
        at = data.find(b" ")
        while at >= 0:
            behind = data.find(b" ", at + 1)
            begins = at + 1 < len(data) and data[at + 1 : at + 2] not in {BETWEEN, _BREAK}
            if begins and not (behind == at + 2 and self.is_possessive((at + 1, behind))):
                found.append(at + 1)
            at = behind
        return found

    def texts(self) -> Sequence[str]:
        """The published texts, in the order of the parts."""
        return [text for _, text in self._texts]

    def part_at(self, start: int) -> int:
        """The index of the part that holds a folded offset."""
        return bisect_right(self._starts, start) - 1

    def letters(self, span: Span) -> str:
        """The folded characters of a span."""
        return self._folded[span[0] : span[1]]

    def is_possessive(self, span: Span) -> bool:
        """Whether the word is the s of an English possessive: one that counts as no word."""
        if self.data[span[0] : span[1]] != b"s":
            return False
        index, low, _ = self.published(span)
        text = self.parts[index].text
        return low > 1 and text[low - 1] in APOSTROPHES and text[low - 2].isalnum()

    def is_glued(self, span: Span) -> bool:
        """Whether a full stop or a hyphen stands between the word and the next, and nothing else:
        the U of "U.S.", the first word of "cease-fire".
        """
        index, _, high = self.published(span)
        return bool(GLUE.match(self.parts[index].text, high))

    def words_before(self, start: int) -> int:
        """How many words begin before an offset."""
        return bisect_left(self._words, start)

    def runs_on(self, start: int, end: int) -> bool:
        """Whether neither a paragraph nor a part ends between two offsets."""
        data = self.data
        return data.find(_BREAK, start, end) < 0 and data.find(BETWEEN, start, end) < 0

    def published(self, span: Span) -> tuple[int, int, int]:
        """A span's part, and its bounds in the original text of the part."""
        index = self.part_at(span[0])
        shift = self.parts[index].start
        return index, *self._origins(index).original(span[0] - shift, span[1] - shift)

    def folded(self, index: int, low: int, high: int) -> Span:
        """The words that published characters of a part stand in; empty if they are only signs."""
        part, data = self.parts[index], self.data
        start, end = self._origins(index).folded(low, high)
        if start == end:
            at = part.start + (start if start >= 0 else part.length)
            return at, at
        return (
            data.rindex(b" ", 0, part.start + start) + 1,
            data.index(b" ", part.start + end),
        )

    def is_unbroken(self, span: Span) -> bool:
        """Whether no clause ends inside the span: 限制、裁员 holds no 制裁."""
        index, low, high = self.published(span)
        return not CLAUSE.search(self.parts[index].text, low, high)

    def is_proud(self, span: Span, capitals: int = 1) -> bool:
        """Whether the span begins with capitals, or stands in a text all in capitals."""
        index, low, _ = self.published(span)
        text = self.parts[index].text
        return text[low : low + capitals].isupper() or self._capitals[index]

    @cached_property
    def _capitals(self) -> list[bool]:
        """Of each part, whether all its letters are capitals."""
        return [part.text.isupper() for part in self.parts]

    def _origins(self, index: int) -> Origins:
        if index not in self._traced:
            self._traced[index] = origins(self.parts[index].text)
        return self._traced[index]


def _metadata(article: Article) -> Sequence[tuple[Zone, str]]:
    """What is not text but may be asked for by field, each value once."""
    texts: list[tuple[Zone, str | None]] = [
        ("url", article.url),
        ("url", article.canonical_url),
        ("author", article.author),
    ]
    for sighting in article.sightings:
        texts += [("source", sighting.feed_name), ("source", sighting.feed_url)]
        texts += [("source", sighting.owner), ("source", sighting.source)]
        texts += [("tag", tag) for tag in sighting.tags]
    return list(dict.fromkeys((zone, text) for zone, text in texts if text))
