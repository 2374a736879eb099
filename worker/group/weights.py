"""How rare an anchor or a word is in the news at large, so that an empty database groups well.

`background.txt` holds figures counted over some thousand texts of the press in a dozen languages
(`python -m tests.quality.background` makes it anew): the inverse document frequency of what is
common. What is not in it is rare. A line is `KIND WEIGHT words...`; KIND is `names` or a language.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

NAMES = "names"
IN_MANY_TEXTS = 2.5  # the weight of words in one text of twelve, and more: said, after
STEM_CHARS = 6  # of a word: near enough one word in all its forms
_RARE_NAME = 9.0  # natural logarithm of one text in some eight thousand
_RARE_WORD = 6.5
# A name is at most that much rarer than its word: e times. Only names that stand in texts of
# several languages are counted well as names; Storbritannia is common, in Norwegian alone.
_RARER_THAN_WORD = 1.0
_NUMBER = 0.5  # of a name as rare: dates and sums stand in every text
_DIGIT = 0.05  # a single one tells two texts apart, and ties none
_GERMAN_NOUN = 0.2  # German writes every noun with a capital


def name_weight(anchor: str, language: str | None, written: str) -> float:
    """The weight of an anchor in a text of that language, where it is written so."""
    names, words = _background().get(NAMES, {}), _background().get(language or "", {})
    weight = names.get(anchor, _RARE_NAME)
    if any(map(str.isdigit, anchor)):
        return weight * (_NUMBER if len(anchor) > 1 else _DIGIT)
    word = words.get(written.lower()[:STEM_CHARS])
    if word is not None:
        weight = min(weight, word + _RARER_THAN_WORD)
    if language == "de" and anchor not in names:
        return weight * _GERMAN_NOUN
    return weight


def word_weight(stem: str, language: str | None) -> float:
    """The weight of a word of that language."""
    return _background().get(language or "", {}).get(stem, _RARE_WORD)


def is_rare(word: str, language: str | None) -> bool:
    """Whether a word is not among the common ones of its language; of one not counted all are."""
    return word.lower()[:STEM_CHARS] not in _background().get(language or "", {})


@cache
def _background() -> dict[str, dict[str, float]]:
    return read(files("worker.group").joinpath("background.txt").read_text("utf-8"))


def read(lines: str) -> dict[str, dict[str, float]]:
    """The weights in the text of a background file, by kind."""
    weights: dict[str, dict[str, float]] = {}
    for line in lines.splitlines():
        kind, weight, *words = line.split()
        weights.setdefault(kind, {}).update(dict.fromkeys(words, float(weight)))
    return weights
