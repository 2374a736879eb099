"""One name in all its spellings: between Latin and Cyrillic letters, and declined.

Zelensky, Selenskyj, Zełenski and Зеленського are one man, and a watcher writes him once. From a
Latin spelling we read what it may be in Ukrainian and Russian; from those we write what each
newsroom makes of them; each Cyrillic spelling is declined. All of it is spelling, never sound:
Байден does not come from Biden.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from worker.text.names.cyrillize import cyrillized
from worker.text.names.decline import declined
from worker.text.names.neighbours import neighbours
from worker.text.names.romanize import romanized
from worker.text.names.twins import twins

__all__ = ["Spelling", "declined", "languages_of", "spellings"]

Spelling = tuple[str, str, str]  # the text, its language ("" for Latin letters), why

# Letters in which no Cyrillic name is written: such a name has no other Latin spelling, but where
# keyboards and wires lack them.
_WRITTEN_OUT: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_CYRILLIC = re.compile("[\u0400-\u04ff'’ʼ]+")
_APOSTROPHE = re.compile("[’ʼ]")
LANGUAGES: Final = {"uk": "Ukrainian", "ru": "Russian"}


def spellings(name: str) -> Iterator[Spelling]:
    """The spellings of one word of a name but itself, capitalised, the surest first.

    Cyrillic ones first, then Latin ones, then what declension makes of the Cyrillic ones.
    """
    word = _APOSTROPHE.sub("'", unicodedata.normalize("NFC", name.lower()))
    cyrillic, latin = _roots(word)
    written_out = word.translate(_WRITTEN_OUT)
    if written_out != word:
        yield written_out.capitalize(), "", f"{name} without its marks"
    for language, text in cyrillic:
        yield text.capitalize(), language, f"{name} in {LANGUAGES[language]}"
    for text in latin:
        yield text.capitalize(), "", f"another spelling of {name}"
    for language, text in cyrillic if written_out == word else ():
        for made, way in romanized(text, language):
            yield made.capitalize(), "", f"{text.capitalize()} the {way} way"
    for language, text in cyrillic:
        for form in declined(text, language):
            yield form.capitalize(), language, f"form of {text.capitalize()}"


def languages_of(name: str) -> list[str]:
    """Which of Ukrainian and Russian may spell a name so; neither does in Latin letters."""
    word = name.lower()
    if not _CYRILLIC.fullmatch(word):
        return []
    return [language for language, text in neighbours(word) if text == word]


def _roots(word: str) -> tuple[list[tuple[str, str]], tuple[str, ...]]:
    """The nominatives in Cyrillic, with their language, and Latin spellings that stand alone."""
    known, latin = twins(word)
    if known:
        return [*known], latin
    if _CYRILLIC.fullmatch(word):
        return neighbours(word), ()
    read = cyrillized(word)
    for _, each in read:
        more, latin = twins(each)
        if more:
            return [*dict.fromkeys((*more, *read))], latin
    strict = next((each for language, each in read if language == "uk"), "")
    return [*dict.fromkeys((*read, *(neighbours(strict) if strict else ())))], ()
