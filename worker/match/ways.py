"""The ways in which newsrooms write a term: US and U.S., F-35 and F35, ceasefire and cease-fire,
1600 and 1,600.

What is written as one word may be printed in pieces that a full stop or a hyphen binds; what is
written in pieces may be printed as one word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from worker.match.wording import Kind, Tongue, Word, placed_words
from worker.text.fold import fold
from worker.text.forms import Forms, is_acronym

MOST: Final = 12  # ways of one term
LONGEST: Final = 8  # words of a term that is looked for in more ways than one

_MODEL: Final = re.compile(r"([^\W\d_]+)([0-9]+)")
_LONG_NUMBER: Final = re.compile("[1-9][0-9]{3,8}")
_FIRST_DIGITS: Final = re.compile("[1-9][0-9]{0,2}")
_NEXT_DIGITS: Final = re.compile("[0-9]{3}")
_THOUSANDS: Final = frozenset(",.' \u00a0\u2009\u202f\u2019")  # what newsrooms part them by
_HYPHEN: Final = re.compile("[-\u2010-\u2015]")
_Placed = Sequence[tuple[Word, str]]


def ways(text: str, tongue: Tongue, forms: Forms) -> list[tuple[Word, ...]]:
    """The words of a term's text in every way, as written first."""
    placed = placed_words(text)
    if len(placed) > LONGEST:
        return [tuple(word for word, _ in placed)]
    return list(dict.fromkeys(islice(_ways(placed, tongue, forms), MOST)))


def shown(way: Sequence[Word]) -> str:
    """A way as it is printed: U.S. sanctions."""
    return "".join(word.typed + _behind(word) for word in way).strip()


def _behind(word: Word) -> str:
    if len(word.typed) == 1 and word.of.isalpha() and word.of.isupper():
        return "." if word.kind == "piece" else ". "
    return "-" if word.kind == "piece" or word.of == word.typed else " "


def _ways(placed: _Placed, tongue: Tongue, forms: Forms) -> Iterator[tuple[Word, ...]]:
    if not placed:
        yield ()
        return
    for taken, words in _begun(placed, tongue, forms):
        for rest in _ways(placed[taken:], tongue, forms):
            yield (*words, *rest)


def _begun(placed: _Placed, tongue: Tongue, forms: Forms) -> Iterator[tuple[int, tuple[Word, ...]]]:
    """The ways of the first words, with how many of them are taken."""
    word, _ = placed[0]
    yield 1, (word,)
    if word.kind == "whole":
        for parted in _parted(word.typed, tongue, forms):
            yield 1, parted
        for taken, joined, counted in _joined(placed, tongue, forms):
            yield taken, (Word(joined, fold(joined).strip(), counted=counted),)


def _parted(typed: str, tongue: Tongue, forms: Forms) -> Iterator[tuple[Word, ...]]:
    """A word in pieces."""
    if is_acronym(typed) and typed.isalpha():
        yield (*(_part(letter, typed, "piece") for letter in typed[:-1]), _part(typed[-1], typed))
    elif model := _MODEL.fullmatch(typed):
        letters, number = model.groups()
        single = len(letters) == 1
        first = _part(letters, typed, "piece") if single else _part(letters, letters)
        yield first, Word(number, number, counted=True)
    elif _LONG_NUMBER.fullmatch(typed):
        pieces = f"{int(typed):,}".split(",")
        yield tuple(_part(piece, typed) for piece in pieces)
    elif typed.isalpha() and not tongue.name:
        for at in forms.joints(typed, tongue.languages):
            yield _part(typed[:at], typed, "piece"), _part(typed[at:], typed)


def _joined(placed: _Placed, tongue: Tongue, forms: Forms) -> Iterator[tuple[int, str, bool]]:
    """The first words as one: how many, the word, and whether it is a model's name."""
    letters = ""
    for taken, (word, gap) in enumerate(placed, 1):
        if not (len(word.typed) == 1 and word.typed.isupper()):
            break
        letters += word.typed
        if is_acronym(letters) and (gap != "." or taken == len(placed)):
            yield taken, letters, False
        if gap not in {".", ". "}:
            break
    yield from _number(placed)
    if len(placed) > 1:
        (word, gap), (following, _) = placed[:2]
        one = word.typed + following.typed
        bound = bool(_HYPHEN.fullmatch(gap))
        if bound and _MODEL.fullmatch(one):
            yield 2, one, following.counted
        elif (bound or gap == " ") and following.kind == "whole" and not tongue.name:
            known = forms.is_common(one, tongue.languages)
            if known and len(word.typed) in forms.joints(one, tongue.languages):
                yield 2, one, False


def _number(placed: _Placed) -> Iterator[tuple[int, str, bool]]:
    """The first words as one number, where they are its thousands."""
    (first, gap), *others = placed
    digits = first.typed if _FIRST_DIGITS.fullmatch(first.typed) else ""
    taken = 1
    for word, behind in others:
        if not (digits and gap in _THOUSANDS and _NEXT_DIGITS.fullmatch(word.typed)):
            break
        digits, taken, gap = digits + word.typed, taken + 1, behind
    if taken > 1 and _LONG_NUMBER.fullmatch(digits):
        yield taken, digits, False


def _part(typed: str, whole: str, kind: Kind = "whole") -> Word:
    return Word(typed, fold(typed).strip(), kind, of=whole)
