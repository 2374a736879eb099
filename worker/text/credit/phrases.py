"""Whether the words around an outlet's name credit it: "according to", "Det melder", "zufolge".

A cue counts where only fillers ("the", "agency") stand between it and the name, in one sentence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from worker.text.credit import cues
from worker.text.credit.cues import Phrase
from worker.text.credit.mentions import Mention
from worker.text.credit.windows import Words
from worker.text.letters import fold_parts

PLAIN: Final = 1.0  # the news is said to be theirs
SPOKEN: Final = 0.75  # somebody spoke to them

_MOST_BETWEEN: Final = 6  # words
_NEAR: Final = 10  # words: where an older report shows itself
_CLOSE: Final = 5  # words: where its year stands
# What ends a sentence, or parts a name from its cue; "U.S." does not.
_STOP: Final = re.compile(r"[;:!?()\n]|(?<!\b\w)\.\s")
_PARTED: Final = re.compile(r"[;:!?(),\n]|(?<!\b\w)\.\s")
_CLAUSE_ENDS: Final = re.compile(r"[\"'”»’)\]]*\s*(?:[.,;:!?\n–—-]|$)")
_INSERTED: Final = re.compile(r"[\"'”»’)\]]*,[^,.;:!?\n]{1,80},")
_YEAR: Final = re.compile(rb"(?:19|20)\d\d")
_IN_YEAR: Final = frozenset(fold_parts(["in i im en w в у"]).split())
_COMPOUNDS: Final = frozenset(
    b"informationen angaben bericht recherchen rapport report avslojande uppgifter".split()
)


@dataclass(frozen=True, slots=True)
class Cue:
    """Where a cue stands in the published text, and how much it says."""

    low: int
    high: int
    weight: float


def cue_of(mention: Mention, language: str | None) -> Cue | None:
    """The cue that credits this mention, if one does."""
    after = mention.after.each
    if mention.compound and (not after or after[0] not in _COMPOUNDS):
        return None
    if after and after[0] in cues.PEOPLE:
        return None
    found = _before(mention, language) or _behind(mention)
    return None if found is None or _is_older(mention, found) else found


def _before(mention: Mention, language: str | None) -> Cue | None:
    """The cue in front of the name, the nearest first."""
    words = mention.before.each
    filled = True
    described = _is_described(mention)
    for behind in range(len(words), max(0, len(words) - _MOST_BETWEEN - 1), -1):
        filled = filled and (behind == len(words) or words[behind] in cues.FILLERS)
        if not filled and (not described or words[behind] in cues.PEOPLE):
            return None
        found = _ending_at(mention, behind, language, plain=filled)
        if found is not None:
            return found
    return None


def _is_described(mention: Mention) -> bool:
    """Whether the word beside the name says that it is a newspaper, an agency."""
    beside = (*mention.before.each[-2:], *mention.after.each[:2])
    return not cues.DESCRIPTORS.isdisjoint(beside)


def _ending_at(mention: Mention, behind: int, language: str | None, *, plain: bool) -> Cue | None:
    """The cue whose last word stands before word `behind`."""
    words = mention.before
    if behind == 0 or _is_parted(mention, behind - 1):
        return None
    last = words.each[behind - 1]
    own = language or ""
    length = _phrase_ending(words.each, behind, cues.BEFORE)
    length = length or _phrase_ending(words.each, behind, cues.ONLY.get(own, {}))
    inverted = last in cues.INVERTED or last in cues.INVERTED_ONLY.get(own, ())
    if not length and inverted and _ends_clause(mention):
        length = 1
    if length:
        return _stated(mention, behind - length, behind, PLAIN)
    if _is_ambiguous(mention):
        return None
    length = _phrase_ending(words.each, behind, cues.SPOKEN)
    if length:
        return _stated(mention, behind - length, behind, SPOKEN)
    length = _phrase_ending(words.each, behind, cues.TO)
    if length:
        return _told(mention, behind - length, own)
    return _how(mention, behind) if plain and last == cues.HOW else None


def _is_ambiguous(mention: Mention) -> bool:
    """Whether nothing beside it says that an everyday word is an outlet's name."""
    return mention.common and not mention.quoted and not _is_described(mention)


def _stated(mention: Mention, first: int, behind: int, weight: float) -> Cue | None:
    """The cue of these words before the name, unless it is denied ("did not tell")."""
    words = mention.before
    if first and _phrase_ending(words.each, first, cues.DENIED):
        between = mention.text[_high(mention, words, first - 1) : _low(mention, words, first)]
        if between.isspace():
            return None
    return _cue(mention, words, first, behind, weight)


def _is_parted(mention: Mention, index: int) -> bool:
    """Whether a sign parts the name from a word before it."""
    words = mention.before
    return _PARTED.search(mention.text, _high(mention, words, index), mention.low) is not None


def _phrase_ending(words: Sequence[bytes], behind: int, table: Mapping[bytes, list[Phrase]]) -> int:
    """How many words long the phrase is that ends before word `behind`; 0: there is none."""
    for phrase in table.get(words[behind - 1], ()):
        if tuple(words[max(0, behind - len(phrase)) : behind]) == phrase:
            return len(phrase)
    return 0


def _phrase_at(words: Sequence[bytes], first: int, table: Mapping[bytes, list[Phrase]]) -> int:
    """How many words long the phrase is that begins with word `first`; 0: there is none."""
    if first < len(words):
        for phrase in table.get(words[first], ()):
            if tuple(words[first : first + len(phrase)]) == phrase:
                return len(phrase)
    return 0


def _ends_clause(mention: Mention) -> bool:
    ends = _CLAUSE_ENDS.match(mention.text, mention.high) is not None
    return ends or bool(cues.ENDING.intersection(mention.after.each[:1]))


def _told(mention: Mention, behind: int, language: str) -> Cue | None:
    """As in "sier hun til NTB", "sagte er der dpa", "Til NRK sier": the verb is in the sentence."""
    words = mention.before
    verbs = cues.TOLD | cues.TOLD_ONLY.get(language, frozenset())
    for index in range(behind - 1, -1, -1):
        low = _high(mention, words, index)
        if _STOP.search(mention.text, low, mention.low):
            break
        if words.each[index] in verbs:
            return _stated(mention, index, index + 1, SPOKEN)
    after = mention.after
    if after.each and after.each[0] in verbs:
        return _cue(mention, after, 0, 1, SPOKEN)
    return None


def _how(mention: Mention, behind: int) -> Cue | None:
    """As in "wie die dpa aus Kreisen erfuhr": the verb comes later in the clause."""
    after = mention.after
    for index in range(len(after.each)):
        if _PARTED.search(mention.text, mention.high, _low(mention, after, index)):
            break
        if _phrase_at(after.each, index, cues.AFTER):
            return _cue(mention, mention.before, behind - 1, behind, PLAIN)
    return None


def _behind(mention: Mention) -> Cue | None:
    """The cue behind the name; a clause between commas may stand before it."""
    words = mention.after
    first = 0
    high = mention.high
    inserted = _INSERTED.match(mention.text, high)
    if inserted:
        high = inserted.end()
        while first < len(words.each) and _low(mention, words, first) < high:
            first += 1
    named = False  # somebody, between: "CNN's Ann Ember reports"
    for index in range(first, min(len(words.each), first + _MOST_BETWEEN)):
        if _PARTED.search(mention.text, high, _low(mention, words, index)) and not _only_closes(
            mention.text[high : _low(mention, words, index)]
        ):
            return None
        length = _phrase_at(words.each, index, cues.AFTER)
        if length:
            itself = _phrase_at(words.each, index + length, cues.ITSELF)
            said = words.each[index]
            if itself or (said in cues.SAID and _is_ambiguous(mention)):
                return None
            if named and said not in cues.REPORT:
                return None
            return _cue(mention, words, index, index + length, PLAIN)
        if words.each[index] not in cues.BETWEEN:
            named = words.each[0] == b"s" and mention.text[_low(mention, words, index)].isupper()
            if not named:
                return None
    return None


def _only_closes(gap: str) -> bool:
    """Whether nothing but the end of "(AP)" stands between name and verb."""
    return gap.strip() in {")", ")»", ')"'}


def _is_older(mention: Mention, cue: Cue) -> bool:
    """Whether the words around it, in its sentence, speak of a report of former years.

    "In 2018, the paper reported" is one, "in debt since 2018, according to the paper" is none.
    """
    before, after = _sentence(mention)
    near = [*before, *after[:_NEAR]]
    if any(_phrase_at(near, first, cues.OLDER) for first in range(len(near))):
        return True
    sides = (before[-_CLOSE:] if cue.low > mention.low else [], after[:_CLOSE])
    return any(
        _YEAR.fullmatch(year) and word in _IN_YEAR
        for side in sides
        for word, year in pairwise(side)
    )


def _sentence(mention: Mention) -> tuple[list[bytes], list[bytes]]:
    """The words before and behind the name that are in its sentence."""
    text, before, after = mention.text, mention.before, mention.after
    low = mention.low
    for index in range(len(before.each) - 1, max(-1, len(before.each) - 1 - _NEAR), -1):
        if _STOP.search(text, _high(mention, before, index), mention.low):
            break
        low = _low(mention, before, index)
    stop = _STOP.search(text, mention.high)
    high = stop.start() if stop else len(text)
    return (
        [word for index, word in enumerate(before.each) if _low(mention, before, index) >= low],
        [word for index, word in enumerate(after.each) if _low(mention, after, index) < high],
    )


def _low(mention: Mention, words: Words, index: int) -> int:
    return mention.window.original(words.start(index), words.end(index))[0]


def _high(mention: Mention, words: Words, index: int) -> int:
    return mention.window.original(words.start(index), words.end(index))[1]


def _cue(mention: Mention, words: Words, first: int, behind: int, weight: float) -> Cue:
    low, high = mention.window.original(words.start(first), words.end(behind - 1))
    return Cue(low, high, weight)
