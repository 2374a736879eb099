"""Names of several words in a text, and which of them another text does not hold."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from worker.group.anchors import WORD, anchors, begins_sentence
from worker.group.skeleton import CYRILLIC, skeleton
from worker.group.weights import is_rare

Name = tuple[str, ...]  # its words, as written

_SURE = 1.0  # times a name stands where only names have a capital
_POSSESSIVE = re.compile(r"[’'`ʼ]\w{0,2}\Z")
# Between the words of one name.
_WITHIN = re.compile(r"[ \t\xa0]+[‘“\"«„(]?|[-‐‑]|[’”\"»][ \t\xa0]+")
_STEM_CHARS = 4  # of a Cyrillic word at least; what follows is its ending
_ENDING_CHARS = 2
# In these a word alone is no name for its capital.
CAPITALISE_NOUNS: Final = frozenset({"de"})


def sure(text: str) -> frozenset[str]:
    """The anchors of a text that are names, and not words that begin a sentence."""
    return frozenset(anchor for anchor, times in anchors("", text).counts.items() if times >= _SURE)


def names_in(
    text: str, sure_of: Collection[str], *, running: bool = False, nouns: bool = False
) -> Iterator[Name]:
    """The names in a text: words that stand together, each surely a part of a name.

    In a `running` text a capital behind a part of a name is one more, unless `nouns` have one too:
    Belarusian Potash Company is a name, though its text speaks of potash. And a word too short for
    a skeleton begins one within a sentence: Li Wei.
    """
    name: Name = ()
    end = 0
    for found in WORD.finditer(text):
        word = found[0]
        anchor = skeleton(word)
        capital = word[0].isupper() and len(word) > 1 and not _is_shortened(text, found.end())
        between = text[end : found.start()]
        follows = bool(name) and _goes_on(name, between)
        behind = follows and ((running and not nouns and between.isspace()) or not anchor)
        begins = running and not anchor and not begins_sentence(text, found.start())
        part = capital and (anchor in sure_of or behind or begins)
        if name and not (part and follows):
            yield name
            name = ()
        if part:
            name = (*name, word)
        end = found.end()
    if name:
        yield name


def _is_shortened(text: str, end: int) -> bool:
    """Whether a word that ends there has a full stop that ends no sentence: Dr."""
    return text[end : end + 1] == "." and not begins_sentence(text, end + 1)


def _goes_on(name: Name, between: str) -> bool:
    return _WITHIN.fullmatch(between) is not None and not _POSSESSIVE.search(name[-1])


@dataclass(frozen=True, slots=True)
class Known:
    """What is known: a casefolded text, and the skeletons of names in any language."""

    text: str
    skeletons: Collection[str] = frozenset()

    def misses(self, name: Name, language: str | None) -> bool:
        """Whether a rare word of the name is new, or two that are rare never stood together."""
        if may_be_noun(name, language):
            return False
        rare = [word for word in name if rare_in(word, language)]
        if any(skeleton(word) not in self.skeletons and not self.holds((word,)) for word in rare):
            return True
        pairs = [pair for pair in pairwise(name) if set(pair) <= set(rare)]
        return not all(map(self.holds, pairs))

    def holds(self, words: Iterable[str]) -> bool:
        """Whether the words stand in it together, with the endings that cases give them."""
        together = r"\W+".join(_forms(_bare(word).casefold()) for word in words)
        return re.search(rf"\b{together}\b", self.text) is not None


def may_be_noun(name: Name, language: str | None) -> bool:
    """Whether it is one word in a language that writes every noun with a capital."""
    return len(name) == 1 and language in CAPITALISE_NOUNS


def rare_in(word: str, language: str | None) -> bool:
    """Whether a word of a name says who is meant."""
    return is_rare(_bare(word), language) and not word.isdigit()


def _forms(word: str) -> str:
    if CYRILLIC.search(word) and len(word) > _STEM_CHARS:
        return re.escape(word[:-_ENDING_CHARS]) + r"\w{0,3}"
    return re.escape(word) + r"\w{0,2}"


def _bare(word: str) -> str:
    """Without the apostrophe of a genitive and what follows it."""
    return _POSSESSIVE.sub("", word)
