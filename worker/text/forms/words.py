"""The forms of a word by a dictionary that names the lemma of each form.

Three steps, each for what the one before leaves out, measured on treebanks in five languages:

- the citation reading: the word itself as a lemma if it is one, its lemmas only if not;
- the endings: what lemmas ending alike often do, where the outcome is a word as well (the
  dictionary files Norwegian `sanksjoner` under the verb alone);
- compounds: an unlisted word changes as its longest listed end does (`sekundærsanksjonene`).

A word that none of them knows is new: it changes as most words ending alike do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from worker.text.fold import fold
from worker.text.forms.lexicon import Lexicon
from worker.text.forms.promise import Form
from worker.text.forms.traits import Traits

LONGEST_ENDING = 4
ALIKE = 5  # percent: how often an ending must change so to make a form that is listed elsewhere
COMMON = 40  # percent: and to make one that nobody lists
SHORTEST = 4  # letters of a form that an ending made
SHORT_STEM = 2  # letters
SHORTEST_HEAD = 4
SHORTEST_MODIFIER = 3
SHORTEST_PART = 2  # of a word with a hyphen in it: co-operation, start-up
ACRONYM = 4  # letters; a longer word in capitals is a shout
SHORT_PARADIGM = 2  # endings
_VOWELS = frozenset("aeiouy")
POOR = 1  # forms of a listed word of which the dictionary knows next to nothing


def is_acronym(word: str) -> bool:
    """Whether a word in capitals is short enough to be no shout: no dictionary has its forms."""
    return word.isupper() and 1 < len(word) <= ACRONYM


def several(acronym: str, lexicon: Lexicon | None) -> Iterator[Form]:
    """UAVs of UAV, unless that is printed like a word (IT: its)."""
    plural = f"{acronym}s"
    if acronym[-1] != "S" and not (lexicon and lexicon.lemmas(plural.lower())):
        yield Form(plural, f"plural of {acronym}")


def plurals(word: str) -> tuple[str, ...]:
    """An English word and the plurals that are its spelling with an ending."""
    return word, f"{word}s", f"{word}es", f"{word.removesuffix('y')}ies"


def cases(word: str) -> tuple[str, ...]:
    """The spellings to look a word up by, the likeliest first: as written, then its other case."""
    if word.isupper() and len(word) > 1:
        return (word,) if is_acronym(word) else (word, word.capitalize(), word.lower())
    return (word, word.lower() if word[:1].isupper() else word[:1].upper() + word[1:])


def citation(
    word: str, lexicon: Lexicon, auxiliaries: Collection[str] = ()
) -> tuple[str, list[str]]:
    """The spelling a word is listed by and the forms of its citation reading; both may be empty.

    Italian `stato` (state) and French `été` (summer) are listed under to be alone, which is not
    meant.
    """
    spellings = cases(word)
    for spelling in spellings:
        if forms := lexicon.forms(spelling):
            return spelling, list(forms)
    for spelling in spellings:
        lemmas = [each for each in meant(word, spelling, lexicon) if each not in auxiliaries]
        if lemmas:
            return spelling, [form for lemma in lemmas for form in lexicon.forms(lemma)]
    return "", []


def meant(word: str, spelling: str, lexicon: Lexicon) -> list[str]:
    """The lemmas of a spelling that a word can mean.

    A capital that the dictionary does not have may be a headline's (Sanctions) or a name's (Anna,
    Norwegian anna): the lemma is meant if the word is that with an ending.
    """
    lemmas = lexicon.lemmas(spelling)
    if spelling == word or not word[:1].isupper():
        return list(lemmas)
    return [each for each in lemmas if len(each) >= SHORTEST and spelling.startswith(each)]


def by_ending(word: str, lexicon: Lexicon, percent: int) -> Iterator[str]:
    """What words ending alike make of themselves that often."""
    for length in range(min(LONGEST_ENDING, len(word) - 1), 0, -1):
        if endings := lexicon.endings(word[-length:]):
            for ending in endings:
                # Letters that it did not look at are not its to cut: nave is nothing of nato.
                if ending.percent >= percent and ending.cut <= length:
                    yield word[: len(word) - ending.cut] + ending.suffix
            return


def _is_word(form: str, lexicon: Lexicon) -> bool:
    return any(lexicon.lemmas(each) for each in cases(form))


def alike(word: str, lexicon: Lexicon, stem: int) -> Iterator[str]:
    """Forms made by the ending that are words of their own, and near enough to be the same: so many
    letters of the stem stay at least, and all but two of a longer word.
    """
    stem = max(min(stem, len(word)), len(word) - 2)
    for form in by_ending(word, lexicon, ALIKE):
        near = len(form) >= max(SHORTEST, len(word) - 1) and form.startswith(word[:stem])
        if near and form != word and _is_word(form, lexicon):
            yield form


def inflected(word: str, lexicon: Lexicon, traits: Traits, *, name: bool) -> Iterator[Form]:
    """The forms of a word but itself, the surest first; some may come twice.

    `name`: nothing that only looks alike.
    """
    spelling, forms = citation(word, lexicon, traits.auxiliaries)
    made = _completed(spelling, forms, lexicon, traits.adjective)
    forms += [form for form in made if form not in traits.everywhere]
    yield from (Form(form, f"form of {spelling}") for form in forms)
    if traits.nouns_capital:
        yield from _adjectives(word, forms, lexicon, traits)
    if not name:
        yield from _regular(word, traits)
    if not name and (forms or lexicon.lemmas(word)):
        spelling = spelling or word
        why = f"ends as forms of words like {spelling}"
        near = alike(spelling, lexicon, SHORT_STEM if traits.short_stems else 0)
        yield from (Form(form, why) for form in near if form not in traits.everywhere)
    if len(forms) <= POOR:
        yield from _unlisted(spelling or word, lexicon, traits, name=name)


def _regular(word: str, traits: Traits) -> Iterator[Form]:
    for ending, made in traits.regular:
        if word.endswith(ending):
            yield Form(word.removesuffix(ending) + made, f"words in -{ending} have -{made}")


def _unlisted(word: str, lexicon: Lexicon, traits: Traits, *, name: bool) -> Iterator[Form]:
    """What a word becomes that the dictionary lacks: as its head does, or most of its ending."""
    head = _head(word, lexicon, traits) if traits.compounds and not name else ""
    if head:
        start = word[: len(word) - len(head)]
        for form in inflected(head, lexicon, traits, name=False):
            yield Form(start + form.text.lower(), f"compound of {head}: {form.text}")
    elif not name or traits.declines_names:
        for made in by_ending(word, lexicon, COMMON):
            if not _is_word(made, lexicon):
                yield Form(made, "changes as most words ending so")


def _completed(
    word: str, forms: Sequence[str], lexicon: Lexicon, endings: Sequence[str]
) -> list[str]:
    """All that an adjective's endings make, where what is known of the word shows it is one.

    A long paradigm (German) shows it by two of its forms, a short one by all, listed anywhere: the
    dictionaries lack `genannte`, and file Danish `gode` and `godt` elsewhere.
    """
    if not word.islower() or not endings:
        return []
    made = [f"{word}{ending}" for ending in endings]
    if len(endings) > SHORT_PARADIGM:
        return made if len(set(made).intersection(forms)) >= SHORT_PARADIGM else []
    return made if all(map(lexicon.lemmas, made)) else []


def _adjectives(
    word: str, forms: Iterable[str], lexicon: Lexicon, traits: Traits
) -> Iterator[Form]:
    """The adjective that a word in one of its endings belongs to, though a noun is spelled so
    (schwere, Schwere), and those among a verb's forms (eingefroren).
    """
    ended = (word.removesuffix(each) for each in traits.adjective if word.endswith(each))
    for base in dict.fromkeys((*ended, *forms)):
        if made := _completed(base, lexicon.forms(base), lexicon, traits.adjective):
            yield from (Form(form, f"form of {base}") for form in (base, *made))


def _head(word: str, lexicon: Lexicon, traits: Traits) -> str:
    """The longest listed end of an unlisted compound as it is listed, or nothing.

    Where nouns have capitals, a noun's end is a noun and no other word's is.
    """
    noun = traits.nouns_capital and word[:1].isupper()
    for start in range(SHORTEST_MODIFIER, len(word) - SHORTEST_HEAD + 1):
        head = word[start:].capitalize() if noun else word[start:].lower()
        if lexicon.lemmas(head):
            return head
    return ""


def joints(word: str, lexicon: Lexicon, traits: Traits, exact: Collection[str]) -> list[int]:
    """After how many letters a word may be written on behind a hyphen: cease-fire, start-up,
    Drohnen-Angriff. Both parts are words, the first no small one (to-gether) and none that cannot
    be spoken (st-rike); or, of a compound, the longest listed end is one.
    """
    found = []
    for at in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
        first, rest = word[:at], word[at:]
        if len(rest) < SHORTEST_HEAD and not (rest in traits.behind and at > SHORTEST_PART):
            continue
        linked = first.removesuffix("s") if traits.compounds else first
        known = _is_word(first, lexicon) or _is_word(linked, lexicon)
        spoken = first not in exact and not _VOWELS.isdisjoint(fold(first))
        if known and spoken and _is_word(rest, lexicon):
            found.append(at)
    if not found and traits.compounds and (head := _head(word, lexicon, traits)):
        found.append(len(word) - len(head))
    return found


def genitive(forms: Iterable[Form]) -> Iterator[Form]:
    """Each form with its genitive -s, where none stands yet."""
    for form in forms:
        if form.text[-1:].lower() not in "sxzß":
            yield Form(f"{form.text}s", f"genitive of {form.text}")
