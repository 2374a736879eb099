"""Names that an article opens with and that its story does not know: perhaps another event.

Reports of one kind (who was put on a list of sanctions, one notice each) share so many names that
they join one story, and many are copies of each other but for whom they are about. That stands in
the title or in the first lines: a name that no article of the story holds there is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from worker.group.copies import own_names
from worker.group.names import CAPITALISE_NOUNS, Known, Name, names_in, sure
from worker.group.told import Told, is_label
from worker.model import Article, Fingerprint, KnownStory, Text

_FEW_TITLES = 2
_SHIP_WORDS = 2  # common ones that may be a name
_PARTS = " ,:;–—"
_KIND_WORDS = 2  # that headlines of one kind have in common


def opening_names(
    article: Article,
    found: Fingerprint,
    known: Sequence[Text],
    story: KnownStory,
    *,
    copy: bool = False,
) -> tuple[str, ...]:
    """Names in the article's title that stand in no title and no first lines of the story, and
    names in its first lines that stand nowhere in it, as written.

    `known` is what the story's articles say. Of a `copy`, and of an article that names everybody
    whom the story's titles are about, only names in its title count, and only if they stand
    nowhere: it tells of no other event. But where titles are names, or an article has the title of
    another, each may be about somebody whom the others only mention. Nothing is new where nobody
    told the story in the article's language before: every name may be spelled otherwise in it.

    An article that names nobody whom a title of the story names tells of somebody else, perhaps in
    the same words: whoever stands in its title and in none of theirs is told.
    """
    language = article.language
    if all(member.language != language for member in story.members):
        return ()
    ours = Told(article.title, f"{article.lead}\n{article.body}", language)
    theirs = [Told(one.title, one.text, language) for one in known]
    own = own_names(article)
    held = own.union(*(member.anchors for member in story.members))
    whole = Known("\n".join(one.whole for one in known).casefold(), held)
    no_other = copy or _is_same(ours, theirs, found)
    titles = Known("\n".join(one.whole_title for one in theirs), own)
    strange = any(titles.misses(name, language) for name in ours.names) and (
        _are_each_of_another(theirs) or _is_of_others(theirs, found)
    )
    heads = titles if strange else whole if no_other else _heads(theirs, own)
    new = [*_in_title(ours, theirs, heads)]
    if any(one.form == ours.form for one in theirs):
        new += _in_form(ours, theirs)
    if not no_other:
        nouns = language in CAPITALISE_NOUNS
        first = names_in(ours.first_lines, ours.sure, running=True, nouns=nouns)
        new += [name for name in first if whole.misses(name, language)]
    return _once(new)


def _is_same(ours: Told, theirs: Sequence[Told], found: Fingerprint) -> bool:
    """Whether an article names everybody whom the story's titles are about.

    One name alone, a city's, says so only if its title has another word with one of theirs.
    """
    subjects = _subjects(theirs)
    if not _is_of(subjects, found):
        return False
    others = {word for one in theirs for word in one.words} - subjects
    return len(subjects) > 1 or not others.isdisjoint(ours.words)


def _subjects(theirs: Sequence[Told]) -> frozenset[str]:
    """The anchors of names in titles: of one or two all, of more those that stand in most."""
    least = 1 if len(theirs) <= _FEW_TITLES else len(theirs) // 2 + 1
    often = {word for word, times in _times(theirs).items() if times >= least}
    near = (one for one in theirs if not one.words.isdisjoint(often))
    times = Counter(anchor for one in near for anchor in one.titled)
    return frozenset(anchor for anchor in times if times[anchor] >= least)


def _times(theirs: Sequence[Told]) -> Counter[str]:
    """In how many titles each word stands."""
    return Counter(word for one in theirs for word in one.words)


def _is_of(subjects: Collection[str], found: Fingerprint) -> bool:
    """Whether an article names all of these, if there are any."""
    return bool(subjects) and all(anchor in found.anchors for anchor in subjects)


def _are_each_of_another(theirs: Sequence[Told]) -> bool:
    """Whether of several titles each names somebody whom no other names, and none stands in most:
    notices of one kind.
    """
    times = _times(theirs)
    return (
        len(theirs) > _FEW_TITLES
        and not _subjects(theirs)
        and all(any(times[who] == 1 for who in one.titled) for one in theirs)
    )


def _is_of_others(theirs: Sequence[Told], found: Fingerprint) -> bool:
    """Whether an article names nobody whom titles name, if they name anybody."""
    near = (one for one in theirs if not one.words.isdisjoint(found.anchors))
    if any(not one.titled.isdisjoint(found.anchors) for one in near):
        return False
    return any(one.titled for one in theirs)


def _heads(theirs: Sequence[Told], own: Collection[str]) -> Known:
    """What stands in titles and first lines."""
    heads = (f"{one.whole_title}\n{one.first_lines}" for one in theirs)
    return Known("\n".join(heads).casefold(), own)


def _in_title(ours: Told, theirs: Sequence[Told], known: Known) -> Iterator[Name]:
    """The title, or what it has in the place where headlines of one kind differ, if it is but a
    name, and no other has it; else its names that are not `known`.
    """
    for place in _places(ours, theirs):
        mine, kin = place.of(ours), [(one, place.of(one)) for one in theirs if place.is_in(one)]
        if _is_name(mine, ours, theirs, kin):
            if mine.casefold() not in {place.of(one).casefold() for one in theirs}:
                yield tuple(mine.split())
            return
    yield from (name for name in ours.names if known.misses(name, ours.language))


def _is_name(
    mine: str, ours: Told, theirs: Sequence[Told], kin: Sequence[tuple[Told, str]]
) -> bool:
    """Whether what an article has in a place is but a name, though of common words: two with
    capitals that the text of no other has (North Way), or more where half of its kin have names
    there; and there two that not both have a capital (Death battalion).
    """
    if ours.is_name(mine):
        return True
    if mine == mine.lower():
        return False
    label = is_label(mine, ours.language)
    if len(mine.split()) > _SHIP_WORDS:
        return label and _are_names(kin)
    return not any(one.writes(mine) for one in theirs) and (label or _are_names(kin))


def _are_names(kin: Sequence[tuple[Told, str]]) -> bool:
    """Whether half or more of what several articles have in one place is but a name."""
    names = sum(one.is_name(theirs) for one, theirs in kin)
    return names >= _FEW_TITLES and 2 * names >= len(kin)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where headlines of one kind differ: between their first words and their last."""

    first: tuple[str, ...] = ()
    last: tuple[str, ...] = ()

    def is_in(self, told: Told) -> bool:
        """Whether a title is of this kind."""
        return self == _Place() or self.of(told) != told.title

    def of(self, told: Told) -> str:
        """What a title has there; a title of another kind whole."""
        words = told.title.split()
        behind = len(words) - len(self.last)
        if tuple(words[: len(self.first)]) != self.first or tuple(words[behind:]) != self.last:
            return told.title
        return " ".join(words[len(self.first) : behind])


def _places(ours: Told, theirs: Sequence[Told]) -> Sequence[_Place]:
    """The places in headlines that have words in common with ours, those with most before; last
    the whole title.
    """
    words = ours.title.split()
    places = dict.fromkeys(_common(words, one.title.split()) for one in theirs)
    kinds = [place for place in places if len(place.first) + len(place.last) >= _KIND_WORDS]
    return [*sorted(kinds, key=lambda kind: -len(kind.first) - len(kind.last)), _Place()]


def _common(words: Sequence[str], others: Sequence[str]) -> _Place:
    """The place between the words that two titles begin and end with in common."""
    first = _alike(words[:-1], others[:-1])  # something is between them
    last = _alike(words[:first:-1], others[:first:-1])
    return _Place(tuple(words[:first]), tuple(words[len(words) - last :]))


def _alike(words: Sequence[str], others: Sequence[str]) -> int:
    """How many words the two begin with in common."""
    pairs = enumerate(zip(words, others, strict=False))
    least = min(len(words), len(others))
    return next((at for at, (one, other) in pairs if one != other), least)


def _in_form(ours: Told, theirs: Sequence[Told]) -> Iterator[Name]:
    """The name before the first sentence, if no other has it there; and names in the first sentence
    that stand in no other first sentence.
    """
    labels = [(one, one.label) for one in theirs if one.label]
    is_new = ours.label and ours.label.casefold() not in {name.casefold() for _, name in labels}
    if is_new and (_are_names(labels) or _is_name(ours.label, ours, theirs, labels)):
        yield tuple(ours.label.split())
    firsts = Known("\n".join(one.first_sentence for one in theirs).casefold())
    surely = {*ours.sure, *sure(ours.first_sentence)}
    nouns = ours.language in CAPITALISE_NOUNS
    names = names_in(ours.first_sentence, surely, running=True, nouns=nouns)
    yield from (name for name in names if not firsts.holds(name))


def _once(names: Sequence[Name]) -> tuple[str, ...]:
    """Each as one string, without those whose words are all in one before, and without the colon or
    comma that parts a place in a title from what follows.
    """
    found: list[str] = []
    before: list[set[str]] = []
    for name in names:
        words = {word.casefold() for word in name}
        if not any(words <= others for others in before):
            found.append(" ".join(name).strip(_PARTS))
            before.append(words)
    return tuple(found)
