"""How likely two articles tell one event: the names they share, and in one language their words.

Names alone are less alike across languages, where titles and places are translated: unrelated
articles are at the 99.5th percentile .18 alike within a language and .16 across. So the score
across languages is raised, to mean the same.

A name that many stories share, a country's or a club's, hardly ties two: names bear a likeness out
as far as there are several. Scotland and Scottish are one. A headline with a sentence or two
must have three in common, or two and another word, or most of its words: two countries at war stand
in every text about them.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from worker.group.anchors import CALENDAR
from worker.group.weights import IN_MANY_TEXTS, STEM_CHARS, word_weight
from worker.model import Fingerprint

_WORDS = 0.6
_ACROSS = 1.2
# Times what the names make, at most, and the heaviest of them by a fifth. On English articles, and
# in any language, as good from 2.5 times and a quarter to 4 times and a tenth.
_OF_NAMES = 3.0
_OF_THE_HEAVIEST = 0.2
_ROOT_CHARS = 3  # of an anchor; what begins alike may be a name and what is derived from it
# In a short text. Of 97 events told in one language, in headlines with up to 25 words, heard by one
# rule, none or one is swallowed; where one name was enough, 2 to 6. It costs a tenth to two fifths
# more alerts an event.
_WITH_A_WORD = 2  # names that tie it with another word; more do alone. 12 is a name, 5 is none
_SAME_WORDS = 0.5  # a likeness that needs no second name
_SLIGHT = 0.1  # one that leads to nothing whatever is asked
_DAYS: Final = frozenset(day[:STEM_CHARS] for day in CALENDAR)
# Languages that spell names alike: as good as one for names.
_NEAR: Final = ({"uk", "ru", "be", "bg"}, {"nb", "nn", "no", "da", "sv"})
_DECAY = timedelta(hours=72)  # standard deviation of a Gaussian
# Triples of words. Of a headline with a sentence or two an outlet makes the same words again for
# the next event, and what differs is a number.
SHORT: Final = 40
_SHOWN = 8  # shared anchors
_LOOKED_AT = 15  # words


@dataclass(frozen=True, slots=True)
class Likeness:
    """A score from 0 to 1, and the anchors that made it, the weightiest first, as written.

    `sure` is the score as far as names bear it out: reports of one kind share their words alone.
    """

    score: float
    shared: tuple[str, ...]
    sure: float


def alike(one: Fingerprint, other: Fingerprint) -> Likeness:
    """How like two articles are."""
    parts = {
        anchor: weight * other.anchors[anchor]
        for anchor, weight in one.anchors.items()
        if anchor in other.anchors
    }
    score = names = sum(parts.values())
    if one.language == other.language:
        score = (1 - _WORDS) * score + _WORDS * _product(one.words, other.words)
    elif not any({one.language, other.language} <= family for family in _NEAR):
        score *= _ACROSS
    nearness = decay(one.at, other.at)
    score = min(1.0, score * nearness)
    heaviest = sorted(parts, key=lambda anchor: (-parts[anchor], anchor))[:_SHOWN]
    shared = tuple(one.surfaces.get(anchor, anchor) for anchor in heaviest)
    roots = _roots(parts)
    # Whether names show is asked last: there are a thousand pairs to an article.
    if min(one.triples, other.triples) < SHORT:
        loose = score > _SLIGHT and not _are_tied(one, other, roots, score)
        return Likeness(score, shared, 0.0 if loose and _show_names(one, other) else score)
    several = names - (1 - _OF_THE_HEAVIEST) * max(roots.values(), default=0.0)
    borne_out = min(score, _OF_NAMES * several * nearness)
    return Likeness(
        score,
        shared,
        borne_out if borne_out == score or _show_names(one, other) else score,
    )


def linked(article: Fingerprint, members: Sequence[Fingerprint]) -> Likeness:
    """How like an article surely is to a story: half the mean over its members, half the closest.

    The closest alone would chain one event to the next.
    """
    likenesses = [alike(article, member) for member in members]
    closest = max(likenesses, key=lambda likeness: likeness.sure)
    mean = sum(likeness.sure for likeness in likenesses) / len(likenesses)
    score = (mean + closest.sure) / 2
    return Likeness(score, closest.shared, score)


def decay(one: datetime, other: datetime) -> float:
    """What is left of a likeness at this distance in time."""
    return math.exp(-(((one - other) / _DECAY) ** 2) / 2)


def _are_tied(one: Fingerprint, other: Fingerprint, roots: Collection[str], score: float) -> bool:
    """Whether short texts have enough in common to tell one event; in two languages no words."""
    names = sum(len(root) > 1 for root in roots)
    if names > _WITH_A_WORD:
        return True
    if one.language != other.language:
        return names == _WITH_A_WORD
    return (names == _WITH_A_WORD or score >= _SAME_WORDS) and _share_a_word(one, other)


def _share_a_word(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether they have a word in common that is no name, no day and not in every text."""
    named = {word.lower()[:STEM_CHARS] for text in (one, other) for word in text.surfaces.values()}
    return any(
        word not in named and word not in _DAYS and word_weight(word, one.language) > IN_MANY_TEXTS
        for word in one.words.keys() & other.words.keys()
    )


def _show_names(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether names stand in both, in a script with capitals."""
    return all(
        any(word[0].isupper() for word in text.surfaces.values()) and _is_cased(text)
        for text in (one, other)
    )


def _is_cased(one: Fingerprint) -> bool:
    """Whether its weightiest words have letters with capitals: most of them, for a name in Latin
    letters may be among those of another script.
    """
    words = list(islice(one.words, _LOOKED_AT))  # this is asked for each pair of articles
    return 2 * sum(map(str.islower, words)) >= len(words)


def _roots(parts: Mapping[str, float]) -> dict[str, float]:
    """What each name makes, with what is derived from it."""
    roots: dict[str, float] = {}
    for anchor, part in parts.items():
        root = anchor[:_ROOT_CHARS]
        roots[root] = roots.get(root, 0.0) + part
    return roots


def _product(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    if len(one) > len(other):
        one, other = other, one
    return sum(weight * other[key] for key, weight in one.items() if key in other)
