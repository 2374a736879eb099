"""Shows where a rule found its terms: short passages of the published text with spans.

A passage is what stands around a hit in its paragraph: whole sentences as far as they fit, else it
is cut between words and marked "…". Hits of one term that stand close together share a passage.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from worker.match.entities import NameIndex
from worker.match.evaluate import Occurrence, Reading
from worker.match.plan import Clause
from worker.model import Evidence, Listed
from worker.text.fold import fold
from worker.text.sentence import ENDS, LONGEST, STOPS, UNSPACED_STOPS

PASSAGES_A_TERM: Final = 3  # more of the same word tells the reader nothing new
MOST_LOOKED_AT: Final = 1_000  # hits of a term, where only a few are to be shown
_REACH: Final = 100  # characters of context on each side: passages of some 200
_LONGEST_SPAN: Final = 240  # a phrase may have pages of punctuation between its words
_CUT: Final = "…"
_BEHIND: Final = LONGEST + 5  # characters: a title, its full stop, quotes and spaces

_SENTENCE_END = re.compile(rf"[{STOPS}]{ENDS}[\"'”’»)\]]*\s+|[{UNSPACED_STOPS}]|\n\s*")
_BLANK_LINE = re.compile(r"\n\s*\n\s*")
_SPACES = re.compile(r"\s+")


@dataclass(slots=True)
class _Passage:
    part: int
    low: int
    high: int
    spans: list[tuple[int, int]] = field(default_factory=list)


def evidence_of(
    reading: Reading,
    terms: Iterable[Clause],
    lists: Mapping[str, NameIndex],
    *,
    passages: int | None = PASSAGES_A_TERM,
) -> tuple[Evidence, ...]:
    """At most so many passages (None: all) for each term that occurs, in reading order.

    A passage that two terms share word for word is shown once, for the first of them.
    """
    found: dict[tuple[object, ...], tuple[int, int, Evidence]] = {}
    for term in terms:
        for passage in _passages(reading, term, passages):
            evidence = _shown(reading, passage, term, lists)
            key = (passage.part, evidence.start, evidence.spans)
            found.setdefault(key, (passage.part, passage.spans[0][0], evidence))
    return tuple(evidence for _, _, evidence in sorted(found.values(), key=lambda f: f[:2]))


def occurrences_of(reading: Reading, term: Clause, most: int | None = None) -> list[Occurrence]:
    """The places of a term's first `most` hits (None: of all), in reading order; of overlapping
    ones their union.
    """
    joined: list[Occurrence] = []
    for found in reading.occurrences(term, most):
        last = joined[-1] if joined else None
        if last is not None and last.part == found.part and found.start < last.end:
            joined[-1] = Occurrence(last.part, last.start, max(last.end, found.end))
        else:
            joined.append(found)
    return joined


def _passages(reading: Reading, term: Clause, limit: int | None) -> list[_Passage]:
    passages: list[_Passage] = []
    for found in occurrences_of(reading, term, None if limit is None else MOST_LOOKED_AT):
        end = min(found.end, found.start + _LONGEST_SPAN)
        last = passages[-1] if passages else None
        if last is None or last.part != found.part or end > last.high:
            text = reading.page.parts[found.part].text
            last = _Passage(found.part, _low(text, found.start), _high(text, end))
            passages.append(last)
        last.spans.append((found.start, end))
    if limit is None or len(passages) <= limit:
        return passages
    return _telling(reading, passages)[:limit]


def _telling(reading: Reading, passages: list[_Passage]) -> list[_Passage]:
    """Those that show a new spelling first, then the others; each in reading order."""
    seen: set[str] = set()
    new: list[_Passage] = []
    old: list[_Passage] = []
    for passage in passages:
        text = reading.page.parts[passage.part].text
        spellings = {fold(text[start:end]) for start, end in passage.spans}
        (old if spellings <= seen else new).append(passage)
        seen |= spellings
    return new + old


def _low(text: str, start: int) -> int:
    """Where the passage around a hit at `start` begins."""
    reach = max(0, start - _REACH)
    before = text[reach:start]
    paragraphs = list(_BLANK_LINE.finditer(before))
    if paragraphs:
        reach, before = reach + paragraphs[-1].end(), before[paragraphs[-1].end() :]
    elif reach:
        cut = _SENTENCE_END.search(before) or _SPACES.search(before)
        return reach + cut.end() if cut else reach
    return reach + len(before) - len(before.lstrip())


def _high(text: str, end: int) -> int:
    """Where the passage around a hit that ends at `end` stops."""
    after = text[end : end + _REACH]
    paragraph = _BLANK_LINE.search(after)
    if paragraph:
        return end + paragraph.start()
    if end + _REACH < len(text):
        cuts = list(_SENTENCE_END.finditer(after)) or list(_SPACES.finditer(after))
        if cuts:
            after = after[: cuts[-1].end()]
    return end + len(after.rstrip())


def _shown(
    reading: Reading, passage: _Passage, term: Clause, lists: Mapping[str, NameIndex]
) -> Evidence:
    part = reading.page.parts[passage.part]
    before = (
        f"{_CUT} "
        if _cuts_a_sentence(part.text[max(0, passage.low - _REACH) : passage.low])
        else ""
    )
    excerpt = part.text[passage.low : passage.high]
    after = f" {_CUT}" if _is_cut_short(part.text, passage.high) else ""
    shift = len(before) - passage.low
    return Evidence(
        zone=part.zone,
        text=f"{before}{excerpt}{after}",
        spans=tuple((start + shift, end + shift) for start, end in passage.spans),
        term=term.said,
        start=passage.low,
        listed=_listed(term, [part.text[start:end] for start, end in passage.spans], lists),
    )


def _listed(
    term: Clause, surfaces: Iterable[str], lists: Mapping[str, NameIndex]
) -> tuple[Listed, ...]:
    """The list entries that the found texts stand for, each once."""
    named = {each.said.removeprefix("@") for each in term.terms() if each.kind == "entity"}
    found = [
        Listed(entity, entry.text, entry.id, entry.program)
        for entity in sorted(named & lists.keys())
        for surface in surfaces
        for entry in lists[entity].entries(surface)
    ]
    return tuple(dict.fromkeys(found))


def _cuts_a_sentence(before: str) -> bool:
    """Whether what follows `before` begins in the middle of a sentence."""
    if not before.strip():
        return False
    return not any(cut.end() == len(before) for cut in _SENTENCE_END.finditer(before))


def _is_cut_short(text: str, high: int) -> bool:
    """Whether the text goes on after `high` in the same sentence."""
    around = text[max(0, high - _BEHIND) : high + _REACH]
    left = min(high, _BEHIND)
    if not around[left:].strip():
        return False
    return not any(cut.start() <= left <= cut.end() for cut in _SENTENCE_END.finditer(around))
