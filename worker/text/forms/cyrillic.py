"""The forms of a Russian or Ukrainian word, by a morphology that knows paradigms.

The readings whose citation form is the word itself count; where there is none (the author wrote
another form), the likeliest reading does. ё may be written е in a query: normal forms are compared
as folding compares them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from worker.text.forms.lexicon import Morphology, Parse
from worker.text.forms.promise import Form

_YO = str.maketrans("ёґ", "ег")


def same_letters(word: str) -> str:
    """The word in lower case with the letters that people interchange made one."""
    return word.lower().translate(_YO)


def readings(word: str, parses: Sequence[Parse]) -> list[Parse]:
    """The readings that take the word for a citation form, else the likeliest one."""
    plain = same_letters(word)
    return [each for each in parses if same_letters(each.normal) == plain] or list(parses[:1])


def inflected(word: str, morphology: Morphology) -> Iterator[Form]:
    """The forms of a word; some may come twice."""
    for parse in readings(word, morphology.parses(word)):
        why = f"form of {parse.normal}" if parse.known else f"as words like {parse.normal} change"
        yield from (Form(form, why) for form in parse.forms())
