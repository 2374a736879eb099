"""Names that an article opens with and that its story does not know: perhaps another event.

Reports of one kind (who was put on a list of sanctions, one notice each) share so many names that
they join one story, and many are copies of each other but for whom they are about. That stands in
the title or in the first lines: a name that no article of the story holds there is told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from worker.group.anchors import WORD, anchors
from worker.group.copies import own_names, sentences
from worker.group.fingerprint import LEAD_CHARS
from worker.group.names import Known, Name, may_be_noun, names_in, rare_in, sure
from worker.group.skeleton import skeleton
from worker.model import Article, KnownStory, Text

_LABEL_WORDS = 12  # of a title that may be but a name
_FEW_TITLES = 2
_NAME_WORDS = 4  # of one that is, if each has a capital
_LONG_WORD = 5  # characters; no headline with capitals has one in lower case
_CUT = re.compile(r"\s*[^\s]*(?:…|\.\.\.)\s*\Z")
_BRACKETS = re.compile(r"\s*\([^()]*\)")


def opening_names(
    article: Article, known: Sequence[Text], story: KnownStory, *, copy: bool = False
) -> tuple[str, ...]:
    """Names in the article's title that stand in no title and no first lines of the story, and
    names in its first lines that stand nowhere in it, as written.

    `known` is what the story's articles say. Of a `copy`, and of an article that names everybody
    whom the story's titles are about, only names in its title count, and only if they stand
    nowhere: it tells of no other event. But where titles are names, or an article has the title of
    another, each may be about somebody whom the others only mention. Nothing is new where nobody
    told the story in the article's language before: every name may be spelled otherwise in it.
    """
    if all(member.language != article.language for member in story.members):
        return ()
    text = sentences(f"{article.lead}\n{article.body}")
    said = sure(text)
    held = own_names(article).union(*(member.anchors for member in story.members))
    whole = Known("\n".join(one.whole for one in known).casefold(), held)
    no_other = copy or _is_of(_subjects(known, article.language), article)
    found = [*_in_title(article, text, said, known, whole if no_other else None)]
    if any(one.title.casefold() == article.title.casefold() for one in known):
        found += _in_form(text, said, known)
    if not no_other:
        first = names_in(_first_lines(text), said)
        found += [name for name in first if whole.misses(name, article.language)]
    return _once(found)


def _subjects(known: Sequence[Text], language: str | None) -> frozenset[str]:
    """The anchors of names in titles: of one or two all, of more those that stand in most."""
    times: Counter[str] = Counter()
    for one in known:
        text = sentences(one.text)
        names = names_in(_bare(one.title), _named(_bare(one.title), text, sure(text)))
        sure_of = [name for name in names if not may_be_noun(name, language)]
        times.update({skeleton(one) for name in sure_of for one in name if rare_in(one, language)})
    few = len(known) <= _FEW_TITLES
    return frozenset(anchor for anchor in times if few or 2 * times[anchor] > len(known))


def _is_of(subjects: Collection[str], article: Article) -> bool:
    """Whether an article names all of these, if there are any."""
    held = anchors(article.title, f"{article.lead}\n{article.body}").counts
    return bool(subjects) and all(anchor in held for anchor in subjects)


def _in_title(
    article: Article, text: str, said: Collection[str], known: Sequence[Text], whole: Known | None
) -> Iterator[Name]:
    """The title if it is but a name, and no other is; else its names that are not known: not in
    the `whole`, or not in titles and first lines.
    """
    title = _bare(article.title)
    if _is_name(title, text, article.language):
        if title.casefold() not in {_bare(one.title).casefold() for one in known}:
            yield tuple(title.split())
        return
    if whole is None:
        heads = "\n".join(f"{one.title}\n{_first_lines(sentences(one.text))}" for one in known)
        whole = Known(heads.casefold(), own_names(article))
    for name in names_in(title, _named(title, text, said)):
        if whole.misses(name, article.language):
            yield name


def _in_form(text: str, said: Collection[str], known: Sequence[Text]) -> Iterator[Name]:
    """Names in the first sentence that stand in no other first sentence."""
    firsts = Known("\n".join(_first_sentence(sentences(one.text)) for one in known).casefold())
    return (name for name in names_in(_first_sentence(text), said) if not firsts.holds(name))


def _named(title: str, text: str, said: Collection[str]) -> Collection[str]:
    """The anchors of a title that surely are names. In one with a capital on every word, all of
    them if it is but a label, else those that the text names too.
    """
    words = WORD.findall(title)
    capitals = sum(not word[0].islower() for word in words)
    if capitals == len(words) <= _LABEL_WORDS and not _is_headline(words, text):
        return anchors("", title).counts
    long = any(word[0].islower() and len(word) >= _LONG_WORD for word in words)
    return said if capitals * 3 > len(words) * 2 and not long else sure(title)


def _is_headline(words: Sequence[str], text: str) -> bool:
    """Whether a title of several words, all with a capital, holds some that its text writes
    without.
    """
    written = frozenset(WORD.findall(text))
    return len(words) > _NAME_WORDS and any(word.lower() in written for word in words)


def _is_name(title: str, text: str, language: str | None) -> bool:
    """Whether a title without brackets is but the name of somebody or something."""
    words = WORD.findall(title)
    capitals = sum(not word[0].islower() for word in words)
    if capitals == len(words) <= _NAME_WORDS:
        return any(rare_in(word, language) for word in words)
    if not 0 < len(words) <= _LABEL_WORDS or capitals * 2 < len(words):
        return False
    # Behind a name the sentence goes on; behind a headline that stands above the text one begins.
    used = re.finditer(rf"{re.escape(title)},? (\w)", _BRACKETS.sub("", text), re.IGNORECASE)
    return any(found[1].islower() for found in used)


def _bare(title: str) -> str:
    """Without what stands in brackets (other spellings, abbreviations), and without a word that is
    cut.
    """
    return _CUT.sub("", _BRACKETS.sub("", title)).strip()


def _first_lines(text: str) -> str:
    """To the end of a word."""
    return text if len(text) <= LEAD_CHARS else text[:LEAD_CHARS].rpartition(" ")[0]


def _first_sentence(text: str) -> str:
    return _first_lines(text.partition("\n")[0])


def _once(names: Sequence[Name]) -> tuple[str, ...]:
    """Each as one string, without those whose words are all in one before."""
    found: list[str] = []
    before: list[set[str]] = []
    for name in names:
        words = {word.casefold() for word in name}
        if not any(words <= others for others in before):
            found.append(" ".join(name))
            before.append(words)
    return tuple(found)
