"""The forms of a Russian or Ukrainian word, by a morphology that knows paradigms.

The readings whose citation form is the word itself count; where there is none (the author wrote
another form), the likeliest reading does. ё may be written е in a query: normal forms are compared
as folding compares them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from worker.text.forms.lexicon import Morphology, Parse
from worker.text.forms.promise import Form
from worker.text.forms.words import is_acronym
from worker.text.names import declined, languages_of

_YO = str.maketrans("ёґ", "ег")
_NAMES = frozenset({"Name", "Surn", "Patr", "Geox", "Orgn"})


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


def named(word: str, language: str, morphology: Morphology) -> Iterator[Form]:
    """The forms of a name: known ones by their readings, the rest by their ending.

    A morphology guesses at what it does not know, and takes Байден for a participle.
    """
    known = [p for p in readings(word, morphology.parses(word)) if p.known]
    if is_acronym(word):  # МИД changes, ВС is no form of весь
        known = [p for p in known if same_letters(p.normal) == same_letters(word)]
    for parse in known:
        yield from (Form(form, f"form of {parse.normal}") for form in parse.forms())
    if all("Fixd" in parse.marks for parse in known) and not is_acronym(word):
        why = "as names ending so change"
        yield from (Form(form, why) for form in declined(word.lower(), language))


def languages(word: str, morphologies: Mapping[str, Morphology]) -> list[str]:
    """Which of the languages there is a morphology for may own a name, by its letters."""
    return [each for each in languages_of(word) if each in morphologies]


def common(word: str, morphology: Morphology) -> bool:
    """Whether a dictionary has the word, and not as a name."""
    return morphology.knows(word) and not any(
        parse.marks & _NAMES for parse in morphology.parses(word) if parse.known
    )
