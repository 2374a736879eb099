"""A language of a few words: what the recipe asks of a dictionary, answered from a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from worker.text.fold import fold
from worker.text.forms import Inflected, Lexicon, Morphology
from worker.text.forms.lexicon import Ending, Parse


@dataclass(frozen=True)
class Listed:
    """`words` maps each lemma to its other forms; `changes` an ending to (cut, suffix, percent)."""

    words: Mapping[str, str]
    changes: Mapping[str, Sequence[tuple[int, str, int]]] = field(default_factory=dict)

    def forms(self, lemma: str) -> list[str]:
        return [lemma, *self.words[lemma].split()] if lemma in self.words else []

    def lemmas(self, form: str) -> list[str]:
        return [lemma for lemma in self.words if form in self.forms(lemma)]

    def endings(self, ending: str) -> list[Ending]:
        return [Ending(*change) for change in self.changes.get(ending, ())]

    def twin(self, folded: str) -> bool:
        every = [form for lemma in self.words for form in self.forms(lemma)]
        return any(fold(w).strip() == folded != w for w in every if w.islower())


@dataclass(frozen=True)
class Reading:
    normal: str
    known: bool
    marks: frozenset[str]
    every: tuple[str, ...]

    def forms(self) -> Sequence[str]:
        return self.every


@dataclass(frozen=True)
class Read:
    """A morphology that knows these readings, by any of their forms."""

    readings: tuple[Reading, ...]

    def parses(self, word: str) -> Sequence[Parse]:
        return [r for r in self.readings if word.lower() in r.every]

    def knows(self, word: str) -> bool:
        return any(r.known for r in self.readings if word.lower() in r.every)


def reading(forms: str, *marks: str, known: bool = True) -> Reading:
    """A reading by its forms, the citation form first."""
    every = tuple(forms.split())
    return Reading(every[0], known, frozenset(marks), every)


def inflected(
    lexicons: Mapping[str, Lexicon] | None = None,
    morphologies: Mapping[str, Morphology] | None = None,
) -> Inflected:
    return Inflected(lexicons or {}, morphologies or {})


def texts(forms: Inflected, word: str, language: str) -> list[str]:
    """The forms of a word, the word first and the others sorted."""
    first, *rest = forms.expand(word, language).forms
    return [first.text, *sorted(form.text for form in rest)]
