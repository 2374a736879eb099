"""What an article says, looked at as closely as it is asked for; whether a title is but a name."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cached_property

from worker.group.anchors import WORD, anchors
from worker.group.copies import sentences
from worker.group.fingerprint import LEAD_CHARS
from worker.group.names import Name, may_be_noun, names_in, rare_in, sure
from worker.group.skeleton import skeleton
from worker.group.weights import IN_MANY_TEXTS, STEM_CHARS, word_weight
from worker.text.fold import fold, is_unspaced

_LABEL_WORDS = 12  # of a title that may be but a name
_NAME_WORDS = 4  # of one that is, if each has a capital
_LONG_WORD = 5  # characters; no headline with capitals has one in lower case
_IN_EVERY_TEXT = 1.5  # the weight of words that stand in one of five, and more
_CUT = re.compile(r"\s*[^\s]*(?:…|\.\.\.)\s*\Z")
_SHORT = re.compile(r"\(([A-Z]{3,})\)")  # of a name
_FIRM = r"(?:,?\s+(?:Limited|Ltd|LLC|Inc|Corp|PLC|GmbH|AG|SA|AS|JSC|PJSC|OAO|OOO)\b\.?)*"
_NUMBER = re.compile(r"\d+")
_BRACKETS = re.compile(r"\s*\([^()]*\)")


class Told:
    """What an article says, looked at as closely as it is asked for."""

    def __init__(self, title: str, text: str, language: str | None) -> None:
        self.whole_title = title.casefold()
        self.title = _CUT.sub("", _BRACKETS.sub("", title)).strip()
        """Without what stands in brackets (other spellings, abbreviations), and without a word
        that is cut.
        """
        self.form = _NUMBER.sub("0", self.whole_title)
        """What notices of one kind have as their title, whatever their number and date."""
        self._title = title
        self._text = text
        self.language = language

    @cached_property
    def sentences(self) -> str:
        """The text's whole sentences, a line each."""
        return sentences(self._text)

    @cached_property
    def sure(self) -> Collection[str]:
        """The anchors of the text that surely are names."""
        return sure(self.sentences)

    @property
    def first_lines(self) -> str:
        """To the end of a word."""
        return _first_lines(self.sentences)

    @cached_property
    def label(self) -> str:
        """What stands before the first of whole sentences on its line: Petar Dudin."""
        return _BRACKETS.sub("", self._label).strip(" .:")

    @cached_property
    def _label(self) -> str:
        return self._text[: self._text.index(self._first)].rpartition("\n")[2]

    def writes(self, name: str) -> bool:
        """Whether a name stands in the text, with its capitals."""
        return name in self.sentences and bool(re.search(rf"\b{re.escape(name)}\b", self.sentences))

    @property
    def first_sentence(self) -> str:
        """The first of whole sentences, behind its label."""
        return _first_lines(f"{self.label}. {self._first}")

    @cached_property
    def _first(self) -> str:
        """A long label looks like a sentence."""
        first, _, others = self.sentences.partition("\n")
        begins = self._text.lstrip().startswith(first)
        is_name = is_label(first, None) or _is_spelled_out(first)
        return others.partition("\n")[0] if begins and is_name else first

    @cached_property
    def words(self) -> frozenset[str]:
        """The anchors that the title's words would be: cheaper than names to find."""
        return frozenset(map(skeleton, WORD.findall(self.title)))

    @cached_property
    def names(self) -> Sequence[Name]:
        """Those in the title; what the text says is looked through for them."""
        return tuple(names_in(self.title, self._named()))

    def _named(self) -> Collection[str]:
        """The anchors of the title that surely are names. In one with a capital on every word, all
        of them if it is but a label, else those that the text names too.
        """
        words = _words(self.title)
        capitals = sum(not word.islower() for word in words)
        if capitals == len(words) <= _LABEL_WORDS and not self._is_headline(words):
            return anchors("", self.title).counts
        long = [word for word in words if word[0].islower() and len(word) >= _LONG_WORD]
        if capitals * 3 > len(words) * 2 and (not long or (self.sure and self._are_small(long))):
            return self.sure
        return sure(self.title).union(self.sure)  # whom a title begins with, the text names as well

    def _are_small(self, words: Sequence[str]) -> bool:
        """Whether they are words that some newspapers write without a capital in any headline,
        however long: after, among.
        """
        weights = (word_weight(word[:STEM_CHARS], self.language) for word in words)
        return all(weight <= IN_MANY_TEXTS for weight in weights)

    @cached_property
    def titled(self) -> frozenset[str]:
        """The anchors of names in the title that say who is meant."""
        names = [name for name in self.names if not may_be_noun(name, self.language)]
        return frozenset(
            skeleton(word) for name in names for word in name if rare_in(word, self.language)
        )

    @cached_property
    def _unbracketed(self) -> str:
        return _BRACKETS.sub("", self.sentences)

    @cached_property
    def _written(self) -> frozenset[str]:
        return frozenset(WORD.findall(self.sentences))

    def is_name(self, title: str) -> bool:
        """Whether its title, or a part of it, or its label is but the name of somebody or
        something; either without brackets.
        """
        words = _words(title)
        letters = sum(is_unspaced(word[0]) for word in words)
        if not 0 < len(words) <= (_LABEL_WORDS if 2 * letters < len(words) else _NAME_WORDS):
            return False
        shorts = _SHORT.findall(self._title if title in self.title else self._label)
        if any(_abbreviates(short, title) for short in shorts):
            return True
        capitals = sum(not word.islower() for word in words)
        if capitals * 2 < len(words):
            return False
        if capitals == len(words) and not self._is_headline(words):
            rare = sum(rare_in(word, self.language) for word in words)
            if rare and (len(words) <= _NAME_WORDS or rare * 2 >= len(words)):
                return True
        return self._is_within_a_sentence(title) or any(map(self.writes, shorts))

    def _is_within_a_sentence(self, title: str) -> bool:
        """Whether one goes on to a title, or from it; behind a headline one would begin."""
        name = re.escape(re.sub(rf"{_FIRM}\Z", "", title))
        used = re.finditer(
            rf"(?:(\w),? )?({name}){_FIRM}(?:,? (\w))?", self._unbracketed, re.IGNORECASE
        )
        beside = (side for found in used if not found[2].islower() for side in found.group(1, 3))
        return any(side and side.islower() for side in beside)

    def _is_headline(self, words: Sequence[str]) -> bool:
        """Whether a title of several words, all with a capital, holds some that the text writes
        without.
        """
        return len(words) > _NAME_WORDS and any(
            word.lower() in self._written for word in words if len(word) >= _LONG_WORD
        )


def _words(title: str) -> Sequence[str]:
    """Its words; each letter of a script without spaces, where a headline would be one word."""
    words = WORD.findall(title)
    return [part for word in words for part in (word if is_unspaced(word[0]) else [word])]


def is_label(title: str, language: str | None) -> bool:
    """Whether all words of a title have a capital, but for short ones, so that it may be a name.
    A headline that writes all words so has one on words no name is made of: Was, His, After.
    """
    words = WORD.findall(title.replace("-", ""))
    low = [word for word in words if word == word.lower()]
    high = [word.lower() for word in words[1:] if word != word.lower()]
    return (
        len(low) < len(words)
        and all(len(word) < _LONG_WORD for word in low)
        and all(word_weight(word[:STEM_CHARS], language) > _IN_EVERY_TEXT for word in high)
    )


def _is_spelled_out(name: str) -> bool:
    """Whether a short form in brackets has letters that begin words of the name before it."""
    return any(_abbreviates(short, _BRACKETS.sub("", name)) for short in _SHORT.findall(name))


def _abbreviates(short: str, name: str) -> bool:
    """Whether a short form has letters that begin words of a name, from its first to its last."""
    short = fold(short).strip()
    firsts = "".join(word[0] for word in fold(name).split())
    left = iter(firsts)
    whole = (short[0], short[-1]) == (firsts[:1], firsts[-1:])
    return whole and all(letter in left for letter in short)


def _first_lines(text: str) -> str:
    return text if len(text) <= LEAD_CHARS else text[:LEAD_CHARS].rpartition(" ")[0]
