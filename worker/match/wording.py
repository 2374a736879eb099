"""Parts a term into the words it asks for, each as it was typed: what forms are made of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

from worker.match.formclass import FormClass, form_class
from worker.match.patterns import STAR
from worker.text.fold import fold, is_unspaced
from worker.text.forms import Expansion, Form, Forms
from worker.text.letters import BETWEEN, fold_parts, shares
from worker.text.tokens import trace

POSSESSIVE_S: Final = frozenset({"en"})  # languages where it stands behind an apostrophe
_MODEL: Final = re.compile(r"[A-Za-z][-\u2010-\u2015]?[0-9]+$")


Kind = Literal["whole", "start", "core", "piece"]


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a term as typed, without stars; "start" is `pre*`, "core" is `*core*`.

    `folded` is one word. Of a script without spaces each character is a word. `counted`: it names
    a model by a number, so newsrooms of all languages make a plural of it (F-16s, Su35s).
    A "piece" is the cease of cease-fire: it has no forms, and what stands behind is bound to it.
    `of`: it is a piece of that word, or its end, which has the ends of its forms.
    """

    typed: str
    folded: str
    kind: Kind = "whole"
    counted: bool = False
    of: str = ""


def words_of(text: str) -> tuple[Word, ...]:
    """The words of a term's text in order. Line breaks are spaces: a YAML block may wrap it."""
    return tuple(word for word, _ in placed_words(text))


def placed_words(text: str) -> list[tuple[Word, str]]:
    """The words of a term's text, each with what stands between it and the next."""
    pieces = text.split()
    plain = [Word(piece, fold(piece).strip()) for piece in pieces if piece.isalpha()]
    if len(plain) == len(pieces) and not any(" " in word.folded for word in plain):
        return [(word, " ") for word in plain]
    said = " ".join(pieces).replace("*", STAR)
    traced = trace(said)
    found = []
    behind = 1
    for folded in traced.folded.split():
        start, end = traced.original(behind, behind + len(folded))
        behind += len(folded) + 1
        bare = folded.strip(STAR)
        if bare:
            kind: Kind = "whole"
            if folded.endswith(STAR):
                kind = "core" if folded.startswith(STAR) else "start"
            counted = kind == "whole" and bool(_MODEL.search(said, 0, end))
            word = Word(said[start:end].strip(STAR), bare, kind, counted)
            next_start = traced.starts[behind] if behind < len(traced.starts) else len(said)
            found.append((word, said[end:next_start]))
    return found


@dataclass(frozen=True, slots=True)
class Tongue:
    """In which languages a word is read, and whether as part of a name."""

    languages: tuple[str, ...]
    name: bool = False


@dataclass(frozen=True, slots=True)
class Spelled:
    """One folded form of a word, why it is looked for, and whether it must begin with a capital.

    `shouted`: with two of them.
    """

    folded: str
    form: Form
    capital: bool
    shouted: bool = False


def spelled(word: Word, tongue: Tongue, forms: Forms) -> list[Spelled]:
    """The forms of a whole word that fold to one word each, the word itself first, each once."""
    found: dict[str, Spelled] = {}
    for expansion in _expansions(word, tongue, forms):
        for form in expansion.forms:
            folded = fold(form.text).strip()
            if not folded or " " in folded:  # forms of several words are no form of one
                continue
            known = found.get(folded)
            asked = (expansion.capital, expansion.shouted)
            if known is None or asked < (known.capital, known.shouted):
                found[folded] = Spelled(folded, form, *asked)
    if word.folded not in found:
        found[word.folded] = Spelled(word.folded, Form(word.typed, "as written"), capital=False)
    return list(found.values())


def left_out(word: Word, tongue: Tongue, forms: Forms) -> int:
    """How many forms of a whole word the bound left out."""
    return sum(expansion.cut for expansion in _expansions(word, tongue, forms))


def _expansions(word: Word, tongue: Tongue, forms: Forms) -> list[Expansion]:
    if word.of:
        return list(_parts(word, tongue, forms))
    if word.counted:
        several = Form(f"{word.typed}s", f"plural of {word.typed}")
        return [Expansion((Form(word.typed, "as written"), several))]
    if tongue.name:
        return [forms.expand_name(word.typed, tongue.languages)]
    return [forms.expand(word.typed, language) for language in tongue.languages]


def _parts(word: Word, tongue: Tongue, forms: Forms) -> Iterator[Expansion]:
    """Of a piece itself, of an end the ends of the whole word's forms."""
    why = f"{word.of} in parts"
    if word.kind == "piece":
        yield Expansion((Form(word.typed, why),))
        return
    start = word.of[: len(word.of) - len(word.typed)].lower()
    for each in _expansions(Word(word.of, fold(word.of).strip()), tongue, forms):
        ends = [f.text[len(start) :] for f in each.forms if f.text.lower().startswith(start)]
        yield Expansion(tuple(Form(end, why) for end in ends if end))


class Speller:
    """Turns words into form classes, each word and language once; unused ones are forgotten."""

    def __init__(self, forms: Forms) -> None:
        self.forms = forms
        self._kept: dict[tuple[Word, Tongue], FormClass] = {}
        self._used: dict[tuple[Word, Tongue], FormClass] = {}

    def form_class(self, word: Word, tongue: Tongue) -> FormClass:
        """All that may stand for a word."""
        key = (word, tongue)
        known = self._used.get(key)
        if known is None:
            known = self._used[key] = self._kept.get(key) or self._made(word, tongue)
        return known

    def forget_unused(self) -> None:
        """Keep what was asked for since the last call."""
        self._kept, self._used = self._used, {}

    def _made(self, word: Word, tongue: Tongue) -> FormClass:
        return replace(self._formed(word, tongue), possessed=is_possessed(word, tongue))

    def _formed(self, word: Word, tongue: Tongue) -> FormClass:
        if word.kind == "start":
            return form_class(starts=[word.folded])
        if word.kind == "core":
            return form_class(cores=[word.folded])
        if word.kind == "piece":
            return replace(form_class([word.folded]), glued=True)
        expansions = _expansions(word, tongue, self.forms)
        printed = [form.text for each in expansions for form in each.forms]
        folded = fold_parts([word.folded, *printed])
        if shares(folded) or any(each.capital for each in expansions):
            found = spelled(word, tongue, self.forms)
            return form_class(
                (each.folded for each in found),
                capital=(each.folded for each in found if each.capital),
                shouted=(each.folded for each in found if each.shouted),
            )
        single = {form.strip() for form in folded.split(BETWEEN)}
        return FormClass(frozenset(form for form in single if form and b" " not in form))


def is_possessed(word: Word, tongue: Tongue) -> bool:
    """Whether an 's behind the word, in a phrase, is a form of it; a name is written as it is."""
    spoken = POSSESSIVE_S.intersection(tongue.languages)
    whole = word.kind != "piece" and word.folded.isascii()
    return bool(spoken) and not tongue.name and whole


def is_run(text: str) -> bool:
    """Whether a term is one word in a script without spaces, or a run of them."""
    return all(map(is_unspaced, text.strip()))


def joined(words: Iterable[Word]) -> str:
    """The words as one folded pattern, single spaces between."""
    return " ".join(word.folded for word in words)
