"""What ties two reports of one event whatever their language: the names and numbers in them.

An anchor is the skeleton of a capitalised word, or a word with a digit in it. A capital at the
start of a sentence or in a headline proves little, so a word that stands nowhere else counts half;
one that also stands in lower case is no name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from worker.group.skeleton import skeleton
from worker.group.weights import STEM_CHARS
from worker.text.sentence import ENDS, LONGEST

# For a class of a pattern; marks that stand between such letters are none.
HAN_AND_KANA: Final = (
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
# Each letter is a syllable or a word, and numbers and Latin letters stand among them unspaced.
_EAST_ASIAN = rf"{HAN_AND_KANA}\u3131-\u318e\uac00-\ud7a3"
# In the scripts of India signs for vowels, which count as no letters, stand within words.
_INDIC = "\u0900-\u0963\u0966-\u0dff"
_OTHER = rf"[^\W_{_EAST_ASIAN}]+(?:[{_INDIC}]+[^\W_{_EAST_ASIAN}]*)*"
WORD = re.compile(rf"{_OTHER}(?:[’'`ʼ]{_OTHER})*|[{_EAST_ASIAN}]+")
_BEGINS_EAST_ASIAN = re.compile(rf"[{_EAST_ASIAN}]")
_SENTENCE_END = re.compile(rf"[.!?…:;«»\"“”„()\n–—•-]{ENDS}\s*\Z")
_DIGIT = re.compile(r"\d")
_LOOK_BACK = LONGEST + 2  # characters before a word
_DOUBTFUL = 0.5
_SHORTEST = 3
_ACRONYM_CHARS = 5  # a word that short may be one, though it stands in lower case too: US, us
_CAPITALISED_DAYS = """
january february march april may june july august september october november december
monday tuesday wednesday thursday friday saturday sunday
januar februar märz mai juni juli oktober dezember
montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag
"""
CALENDAR: Final = frozenset(_CAPITALISED_DAYS.split())


@dataclass(frozen=True, slots=True)
class Found:
    """Anchors with how often each stands, and the surface form it first had."""

    counts: dict[str, float]
    surfaces: dict[str, str]


def anchors(title: str, text: str) -> Found:
    """The anchors of an article; those of the title alone count half."""
    counts, surfaces = _capitalised(text)
    in_title, as_titled = _capitalised(title)
    return Found(_doubted(counts, in_title), {**as_titled, **surfaces})


def anchored(text: str) -> frozenset[str]:
    """The anchors of a text, however little speaks for them."""
    return frozenset(_anchored(WORD.findall(text)).values())


def is_number(anchor: str) -> bool:
    """Whether it is a number, or a word with one in it."""
    return _DIGIT.search(anchor) is not None


def _capitalised(text: str) -> tuple[dict[str, float], dict[str, str]]:
    words = list(WORD.finditer(text))
    anchor_of = _anchored(found[0] for found in words)
    sure: dict[str, float] = defaultdict(float)
    doubtful: dict[str, float] = defaultdict(float)
    surfaces: dict[str, str] = {}
    for found in words:
        word = found[0]
        anchor = anchor_of.get(word)
        if anchor is None:
            continue
        surfaces.setdefault(anchor, word)
        doubted = begins_sentence(text, found.start()) and not is_number(anchor)
        (doubtful if doubted else sure)[anchor] += 1
    return _doubted(sure, doubtful), surfaces


def begins_sentence(text: str, start: int) -> bool:
    """Whether a word that stands there may have its capital for that alone."""
    before = text[max(0, start - _LOOK_BACK) : start]
    return not before or _SENTENCE_END.search(before) is not None


def _anchored(words: Iterable[str]) -> dict[str, str]:
    """The anchor of each word that is one."""
    different = set(words)
    lower = {word.lower() for word in different if word[0].islower()}
    return {
        word: anchor
        for word in different
        # Most words are letters alone without a capital: neither a name nor a number.
        if (word[0].isupper() or not word.isalpha()) and (anchor := _anchor(word, lower))
    }


def _doubted(sure: dict[str, float], doubtful: dict[str, float]) -> dict[str, float]:
    """Both together; what only the doubtful hold counts half."""
    return sure | {
        anchor: sure[anchor] + count if anchor in sure else _DOUBTFUL * count
        for anchor, count in doubtful.items()
    }


def _anchor(word: str, lower: set[str]) -> str:
    """The anchor a word is; "" for one that is none."""
    folded = word.lower()
    if _DIGIT.search(word):
        return folded
    if len(word) == 1:
        return ""
    acronym = word.isupper() and len(word) <= _ACRONYM_CHARS
    if not word[0].isupper() or folded in CALENDAR or (folded in lower and not acronym):
        return ""
    return skeleton(word)


def stems(text: str) -> list[str]:
    """The words of a text cut short, in order; one- and two-letter words and numbers left out.

    Of words in Chinese, Japanese or Korean letters, where no space or a particle stands behind
    one, each two letters that stand together.
    """
    found: list[str] = []
    for word in WORD.findall(text.lower()):
        if not word.isascii() and _BEGINS_EAST_ASIAN.match(word):
            found += (word[at : at + 2] for at in range(len(word) - 1))
        elif len(word) >= _SHORTEST and not word.isdigit():
            found.append(word[:STEM_CHARS])
    return found
