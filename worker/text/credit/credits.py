"""The credits of one article, the surest first, each with the passage that shows it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from worker.model import Evidence, Zone
from worker.text.credit.marks import Kind, mark_of
from worker.text.credit.mentions import Mention, mentions
from worker.text.credit.outlets import Outlets
from worker.text.credit.phrases import cue_of
from worker.text.credit.windows import Window, windows
from worker.text.sentence import ENDS

_FADES_OVER: Final = 2_000  # characters: what a cue says of the news fades down the text
_LEAST: Final = 0.5  # below, a credit is one in passing
_SHADE: Final = 0.01  # of two marks the earlier is the surer
_REACH: Final = 110  # characters of context on each side
_CUT: Final = "…"
_SENTENCE_END: Final = re.compile(rf"[.!?…]{ENDS}[\"'”’»)\]]*\s+|\n\s*")
_SPACES: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Credit:
    """An outlet credited with the news. `strength` is over 0 up to 1: how plainly, how early.

    The spans of `evidence` are the cue and the name in reading order (the name alone, in a dateline
    or byline); its `term` is the name as published.
    """

    outlet: str
    kind: Kind
    strength: float
    evidence: Evidence


def credited(
    zones: Iterable[tuple[Zone, str]], outlets: Outlets, language: str | None = None
) -> tuple[Credit, ...]:
    """Whom the zones of an article credit, the surest first; each outlet once in each kind.

    Zones are title, lead, body and author, plain text, in reading order. The order is total:
    of credits as sure as each other the earlier comes first. Constant time beyond 1,350 characters
    a zone.
    """
    found: list[Credit] = []
    for window in windows(zones):
        named = mentions(window, outlets, language)
        found += [
            credit for each in named if (credit := _credit(each, named, language)) is not None
        ]
    found.sort(key=lambda credit: -credit.strength)
    kept: dict[tuple[str, Kind], Credit] = {}
    for credit in found:
        kept.setdefault((credit.outlet, credit.kind), credit)
    return tuple(kept.values())


def _credit(mention: Mention, others: list[Mention], language: str | None) -> Credit | None:
    window = mention.window
    name = (mention.low, mention.high)
    read = window.zone != "author" and not window.tail
    cue = cue_of(mention, language) if read else None
    strength = 0.0 if cue is None else cue.weight * (1 - mention.low / _FADES_OVER)
    if cue is not None and strength >= _LEAST:
        spans = tuple(sorted(((cue.low, cue.high), name)))
        return Credit(mention.outlet.name, "cue", strength, _shown(window, name, spans))
    mark = mark_of(mention, others)
    if mark is None:
        return None
    strength = mark.weight * (
        1 - _SHADE * (window.offset + mention.low) / (window.offset + len(window.text))
    )
    return Credit(mention.outlet.name, mark.kind, strength, _shown(window, name, (name,)))


def _shown(window: Window, name: tuple[int, int], spans: tuple[tuple[int, int], ...]) -> Evidence:
    """The sentence around the spans, or as much of it as is in reach."""
    text = window.text
    low, high = _low(text, spans[0][0]), _high(text, spans[-1][1])
    cut_low = low > 0 and _SENTENCE_END.search(text, max(0, low - _REACH), low) is None
    before = f"{_CUT} " if cut_low else ""
    after = f" {_CUT}" if high < len(text) and text[high - 1] not in ".!?…" else ""
    shift = len(before) - low
    return Evidence(
        zone=window.zone,
        text=f"{before}{text[low:high]}{after}",
        spans=tuple((start + shift, end + shift) for start, end in spans),
        term=text[name[0] : name[1]],
        start=window.offset + low,
    )


def _low(text: str, start: int) -> int:
    """Where the sentence begins, or the first whole word in reach."""
    reach = max(0, start - _REACH)
    ends = [found.end() for found in _SENTENCE_END.finditer(text, reach, start)]
    if ends:
        return ends[-1]
    space = _SPACES.search(text, reach, start) if reach else None
    return space.end() if space else reach


def _high(text: str, end: int) -> int:
    """Where the sentence ends, or the last whole word in reach."""
    reach = min(len(text), end + _REACH)
    stop = _SENTENCE_END.search(text, end, reach)
    if stop:
        return stop.start() + len(stop[0].rstrip())
    spaces = [found.start() for found in _SPACES.finditer(text, end, reach)]
    return spaces[-1] if spaces and reach < len(text) else reach
