"""Who answers for which language, and within what bounds: the recipe as one object."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from worker.text.fold import fold
from worker.text.forms import cyrillic, words
from worker.text.forms.exact import EXACT, PARTICLES, SMALL
from worker.text.forms.glued import glued, interchanged
from worker.text.forms.irregular import irregular
from worker.text.forms.lexicon import Lexicon, Morphology
from worker.text.forms.promise import Expansion, Form
from worker.text.forms.respelled import collides, respelled
from worker.text.forms.traits import INTERCHANGED, PLAIN, traits_of

_UNSPELLED = re.compile("[\u0301\u00ad]")  # what is left of a stress once letters are composed
_APOSTROPHE = re.compile("[’ʼ‘`]")
SHORT, LONG = 2, 4  # letters: so short a form of so long a word is an abbreviation
MOST = 200  # forms of one word; a Turkish verb has thousands
MORE = 500  # and of a name, which has few others beside it, or of a word with prefixes


class Inflected:
    """Implements `worker.text.forms.Forms`; what was asked once is remembered."""

    def __init__(
        self, lexicons: Mapping[str, Lexicon], morphologies: Mapping[str, Morphology]
    ) -> None:
        self._lexicons = lexicons
        self._morphologies = morphologies
        self._found: dict[tuple[str, str], Expansion] = {}
        self._jointed: dict[tuple[str, str], Sequence[int]] = {}
        self._names: dict[tuple[str, tuple[str, ...]], Expansion] = {}

    def is_common(self, word: str, languages: tuple[str, ...]) -> bool:
        """Whether a word of a name is an everyday word of one of the languages as well."""
        plain = word.lower()
        lexicons = (self._lexicons.get(language) for language in languages)
        return any(lexicon is not None and bool(lexicon.lemmas(plain)) for lexicon in lexicons)

    def joints(self, word: str, languages: tuple[str, ...]) -> tuple[int, ...]:
        """After how many of its letters a newsroom may put a hyphen into a word (cease-fire)."""
        return tuple(dict.fromkeys(at for each in languages for at in self._joints(word, each)))

    def _joints(self, word: str, language: str) -> Sequence[int]:
        known = self._jointed.get((word, language))
        if known is None:
            lexicon, traits = self._lexicons.get(language), traits_of(language)
            exact = EXACT.get(language, frozenset())
            asked = lexicon is not None and (traits.compounds or traits.behind)
            known = words.joints(word, lexicon, traits, exact) if lexicon and asked else ()
            self._jointed[word, language] = known
        return known

    def knows(self, language: str) -> bool:
        """Whether the language has data, or needs none."""
        return language in self._lexicons or language in self._morphologies or language in PLAIN

    def expand(self, word: str, language: str) -> Expansion:
        """The forms of a word of a query in a language."""
        found = self._found.get((word, language))
        if found is None:
            found = self._found[word, language] = self._expand(word, language)
        return found

    def expand_name(self, word: str, languages: tuple[str, ...]) -> Expansion:
        """The forms of a word of a name, in all the languages."""
        key = (word, languages)
        found = self._names.get(key)
        if found is None:
            found = self._names[key] = self._expand_name(word, languages)
        return found

    def _expand(self, word: str, language: str) -> Expansion:
        exact = EXACT.get(language, frozenset())
        small = word.lower() in exact or (word[:1].isupper() and word.lower() in PARTICLES)
        if (small and not words.is_acronym(word)) or any(map(str.isdigit, word)):
            return bounded(word, ())
        lexicon = self._lexicons.get(language)
        capital = lexicon is not None and word[:1].isupper() and hides(word, lexicon)
        name = word[:1].isupper() and not traits_of(language).nouns_capital
        most = MORE if traits_of(language).prefixes else MOST
        found = bounded(word, self._forms(word, language, name=name), most, capital=capital)
        return in_capitals(found) if is_small(word) else found

    def _expand_name(self, word: str, languages: tuple[str, ...]) -> Expansion:
        exact = PARTICLES.union(*(EXACT.get(each, ()) for each in languages))
        if word in exact or any(map(str.isdigit, word)):
            return bounded(word, ())
        spoken = dict.fromkeys((*languages, *cyrillic.languages(word, self._morphologies)))
        forms = [f for each in spoken for f in self._declined(word, each)]
        lexicons = [each for key in languages if (each := self._lexicons.get(key)) is not None]
        capital = word[:1].isupper() and any(hides(word, lexicon) for lexicon in lexicons)
        if not words.is_acronym(word) and (word[:1].isupper() or self._is_unknown(word)):
            spelt = respelled(word, languages)
            forms += [form for _, form in spelt]
            capital = capital or collides(spelt, self._morphologies)
        found = bounded(word, forms, MORE, capital=capital)
        return in_capitals(found) if is_small(word) else found

    def _declined(self, word: str, language: str) -> Iterator[Form]:
        """The forms of a name: Tusk does not tusk, and Hill is no hilling."""
        fixed = traits_of(language).fixed_names and word[:1].isupper()
        for form in self._forms(word, language, name=True):
            if not fixed or form.text.lower() in words.plurals(word.lower()):
                yield form

    def _is_unknown(self, word: str) -> bool:
        """Whether no dictionary has a word: a name, though written small."""
        every = (*self._lexicons, *self._morphologies)
        return bool(every) and not (
            any(lexicon.lemmas(word) for lexicon in self._lexicons.values())
            or any(cyrillic.common(word, each) for each in self._morphologies.values())
        )

    def _forms(self, word: str, language: str, *, name: bool) -> Iterator[Form]:
        traits, word = traits_of(language), spelled(word)
        itself = Form(word, "as written")
        meant = kept(word, self._inflected(word, language, name=name), EXACT.get(language, ()))
        found = list(meant)
        yield from found
        owners = [itself, *found] if traits.genitive == "all" else [itself]
        if traits.genitive in {"all", "word"} or (traits.genitive == "name" and name):
            owned = words.genitive(owners)
            yield from (form for form in owned if form.text not in traits.everywhere)
        yield from glued([itself, *found], traits)
        if language in INTERCHANGED:
            yield from interchanged([itself, *found], INTERCHANGED[language])

    def _inflected(self, word: str, language: str, *, name: bool) -> Iterator[Form]:
        """By the morphology and the citation reading, where there is one; else by dictionary."""
        lexicon, morphology = self._lexicons.get(language), self._morphologies.get(language)
        if morphology is not None and name:
            yield from cyrillic.named(word, language, morphology)
        elif morphology is not None:
            yield from cyrillic.inflected(word, morphology)
        if words.is_acronym(word):
            if traits_of(language).acronyms_plural:
                yield from words.several(word, lexicon)
            return
        if morphology is not None and lexicon is not None:
            spelling, forms = words.citation(word, lexicon)
            for form in forms:
                if form[:1] == spelling[:1] or not traits_of(language).one_stem:
                    yield Form(form, f"form of {spelling}")
        elif lexicon is not None:
            yield from words.inflected(word, lexicon, traits_of(language), name=name)
            lemma = word if traits_of(language).nouns_capital else word.lower()
            yield from (Form(form, f"form of {lemma}") for form in irregular(lemma, language))


def spelled(word: str) -> str:
    """The word as dictionaries spell it: letters composed, stress unmarked, one apostrophe."""
    return _APOSTROPHE.sub("'", _UNSPELLED.sub("", unicodedata.normalize("NFC", word)))


def hides(word: str, lexicon: Lexicon) -> bool:
    """Whether a capitalised word folds to a common word that it does not mean (Støre: store)."""
    plain, folded = word.lower(), fold(word).strip()
    if word.isupper() and len(word) > 1:
        alike = (plain, f"{plain}s") if words.is_acronym(word) else ()
        return any(map(lexicon.lemmas, alike))
    if lexicon.lemmas(plain):
        return not (
            lexicon.forms(plain) or lexicon.lemmas(word) or words.meant(word, plain, lexicon)
        )
    return (folded != plain and bool(lexicon.lemmas(folded))) or lexicon.twin(folded)


def kept(word: str, forms: Iterable[Form], exact: Collection[str]) -> Iterator[Form]:
    """The forms that mean the word: not the article or the abbreviation that begins like it.

    (Dictionaries file de under Spanish dio, and гг under год; but er is a form of være.) Nor a slip
    of who typed the dictionary: `Term?` under Danish fly.
    """
    first = word[:1].lower()
    for form in forms:
        text = form.text.lower()
        brief = text in exact or (len(text) <= SHORT < LONG <= len(word))
        if (not brief or text[:1] != first) and not text.endswith("?"):
            yield form


def is_small(word: str) -> bool:
    """Whether an acronym is printed like a small word of any language: all articles are read."""
    return words.is_acronym(word) and word.lower() in SMALL


def in_capitals(found: Expansion) -> Expansion:
    """The same forms, asked for in capitals: without them they are a small word (IT, WHO)."""
    return replace(found, capital=True, shouted=True)


def bounded(
    word: str, forms: Iterable[Form], most: int = MOST, *, capital: bool = False
) -> Expansion:
    """The word as written and its forms, each once in any case, the shortest `most` of them."""
    found = {word.lower(): Form(word, "as written")}
    for form in forms:
        found.setdefault(form.text.lower(), form)
    first, *rest = found.values()
    if len(found) > most:
        rest = sorted(rest, key=lambda form: len(form.text))[: most - 1]
    return Expansion((first, *rest), capital, len(found) - len(rest) - 1)
