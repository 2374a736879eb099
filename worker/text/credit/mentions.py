"""Names of outlets as they stand in a window: the longest written there, each place once."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from worker.text.credit import cues
from worker.text.credit.outlets import Outlet, Outlets, Spelling
from worker.text.credit.windows import Window, Words

_GLUED_BEFORE: Final = re.compile(r"(?:[@#_]|\w[-‐‑./])$")  # @Reuters, www.x, anti-Reuters
_GLUED_BEHIND: Final = re.compile(r"[@_]\w|\.[a-zа-я]")
_COMPOUND: Final = re.compile(r"[-‐‑]\w")
_QUOTES: Final = frozenset("\"'“”„«»‘’‹›")
_MOST: Final = 40  # names a window; a text with more is a list
_EXPANDED: Final = re.compile(r"\s*\(\s*")
_WORD_BEFORE: Final = re.compile(r"(\w+) $")
_WORD_BEHIND: Final = re.compile(r" (\w+)")
_GOES_ON: Final = re.compile(r"[\w,] $")
_LONGEST_WORD: Final = 40
_CAPITAL_NOUNS: Final = frozenset({"de", "lb"})


@dataclass(frozen=True, slots=True)
class Mention:
    """An outlet's name at folded `start` up to `end`; `low` and `high` are its published bounds.

    `common`: an everyday word, too, or a common name.
    """

    outlet: Outlet
    window: Window
    start: int
    end: int
    low: int
    high: int
    common: bool
    before: Words
    after: Words

    @property
    def text(self) -> str:
        """The window's text."""
        return self.window.text

    @property
    def quoted(self) -> bool:
        """Whether it stands between quotation marks."""
        around = (self.text[max(0, self.low - 1) : self.low], self.text[self.high : self.high + 1])
        return _QUOTES.issuperset(around)

    @property
    def compound(self) -> bool:
        """Whether it is the first part of a word with a hyphen."""
        return _COMPOUND.match(self.text, self.high) is not None


def mentions(window: Window, outlets: Outlets, language: str | None) -> list[Mention]:
    """The names in a window, in reading order. "Associated Press (AP)" is one.

    At most 40: a text with more names is a list.
    """
    found: list[Mention] = []
    for spellings, start, end in outlets.scan(window.data):
        if found and start < found[-1].end:
            continue
        low, high = window.original(start, end)
        spelling = _written(spellings, window.text[low:high], language)
        if spelling is None or _is_glued(window.text, low, high, spelling):
            continue
        if found and found[-1].outlet == spelling.outlet:
            last = found[-1]
            if _EXPANDED.fullmatch(window.text, last.high, low):
                found[-1] = replace(last, end=end, high=high, after=window.words_after(end))
                continue
        if len(found) == _MOST:
            break
        before, after = window.words_before(start), window.words_after(end)
        mention = Mention(
            spelling.outlet, window, start, end, low, high, spelling.common, before, after
        )
        if spelling.common and _is_part(mention, language):
            continue
        common = spelling.common and not _is_titled(mention)
        found.append(replace(mention, common=common))
    return found


def _written(
    spellings: tuple[Spelling, ...], surface: str, language: str | None
) -> Spelling | None:
    """The spelling that is written here: of the article's language, of all, of any (unknown)."""
    written = [each for each in spellings if each.is_written(surface)]
    own = [each for each in written if language in each.languages]
    general = [each for each in written if not each.languages]
    unknown = written if language is None else []
    return next(iter((*own, *general, *unknown)), None)


def _is_part(mention: Mention, language: str | None) -> bool:
    """Whether a longer name holds this one: "Trend Micro", "Howard Stern"."""
    text, low = mention.text, mention.low
    behind = _WORD_BEHIND.match(text, mention.high)
    if behind and _is_name(behind[1]) and cues.FOLLOWS.isdisjoint(mention.after.each[:1]):
        return True
    before = _WORD_BEFORE.search(text, max(0, low - _LONGEST_WORD), low)
    if before is None or language in _CAPITAL_NOUNS or " " in text[low : mention.high]:
        return False
    return _is_name(before[1]) and cues.LEADS.isdisjoint(mention.before.each[-1:])


def _is_name(word: str) -> bool:
    return word[0].isupper() and not word.isupper()


def _is_titled(mention: Mention) -> bool:
    """Whether several words begin with a capital within a sentence: "told The Times"."""
    text, low = mention.text, mention.low
    several = text[low].isupper() and " " in text[low : mention.high]
    return several and _GOES_ON.search(text, max(0, low - 2), low) is not None


def _is_glued(text: str, low: int, high: int, spelling: Spelling) -> bool:
    """Whether the name is a part of a handle, an address, or the last part of a word."""
    if spelling.domain:
        return False
    before = _GLUED_BEFORE.search(text, max(0, low - 2), low)
    return before is not None or _GLUED_BEHIND.match(text, high) is not None
