"""A Cyrillic name as the other of Ukrainian and Russian spells it.

Most letters answer one another; і hides an old о or е (Богданівка, Богдановка), and и may be ы.
Where it cannot be known, there is more than one answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import Final

SEPARATED: Final = re.compile("(?<=[бпвмф])(?<![бвгґджзклмнпрстфхцчшщ].)(?=я)")
"""Where Ukrainian has an apostrophe and Russian has nothing: В'ячеслав."""

_UKRAINIAN: Final = re.compile("[іїєґ'’ʼ]|[сцз]ьк|ець$|ця$")
_RUSSIAN: Final = re.compile("[ыэъё]|[сцз]к(?:ий|ая|ое)?$|ец$|ца$")


def _ends(*rows: str) -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    return tuple(
        (re.compile(f"{ending}$"), tuple(made.split()))
        for ending, made in (r.rsplit("=", 1) for r in rows)
    )


_TO_RUSSIAN: Final = _ends(
    "їв=ев", "ів=ов ев", "іївка=еевка", "ївка=евка", "івка=овка евка", "івці=овцы", "ець=ец",
    "ця=ца", "ський=ский", "цький=цкий", "зький=зкий", "ська=ская ска", "цька=цкая",
    "ське=ское", "цьке=цкое", "ій=ий", "ий=ий ый", "(?<=н)не=ное", "(?<=[вн])е=о", "(?<=н)і=ы ые",
    "ія=ия", "ії=ии", "ьк=к",
)  # fmt: skip
_TO_UKRAINIAN: Final = _ends(
    "еевка=іївка", "овка=івка", "(?<=[жчшщ])евка=івка", "евка=ївка івка", "ец=ець", "ца=ця",
    "ский=ський", "цкий=цький", "зкий=зький", "ская=ська", "цкая=цька", "ское=ське", "ск=ськ",
    "цк=цьк", "[ыи]й=ий ій", "ия=ія", "(?<=[вн])о=е о",
    "(?<=[чщ])[её]в=ов ев", "(?<=[бвгдзклмнпрстфхц])еев=єєв", "(?<=[бвгдзклмнпстфх])ев=єв ев",
)  # fmt: skip
_RUSSIAN_SOUNDS: Final = (
    (re.compile("([сцз])ьк"), r"\1к"),
    (re.compile("'йо|(?<=[бпвмф])йо"), "ьё"),
    (re.compile("ьо|йо"), "ё"),
)
_UKRAINIAN_SOUNDS: Final = (
    (re.compile("(?<=[жчшщ])ё"), "о"),
    (re.compile("(?<=[бпвмф])ьё"), "йо"),
    (re.compile("(?<=[аеиоуыэюяь])ё|^ё"), "йо"),
    (re.compile("(?<=[аеиоуыэюяь])е"), "є"),
    (re.compile("и(?=[аеоуєюя])"), "і"),
    (re.compile("(?<=[бпвмфркгх])ь(?=[яює])"), "'"),
    (SEPARATED, "'"),
    (re.compile("ё"), "ьо"),
    (re.compile("(?<=[аеоуыэюя])и"), "ї"),
    (re.compile("ъ"), "'"),
)


def neighbours(word: str) -> list[tuple[str, str]]:
    """The word and its twins, each with its language ("uk", "ru"), the word itself first.

    A word in letters that both have is taken for both.
    """
    found: list[tuple[str, str]] = []
    if not _RUSSIAN.search(word):
        found.append(("uk", word))
    if not _UKRAINIAN.search(word):
        found += [("ru", word), *(("uk", each) for each in _ukrainian(word))]
    if found[:1] != [("ru", word)]:
        found += [("ru", each) for each in _russian(word)]
    return [*dict.fromkeys(found)]


def _russian(word: str) -> Iterator[str]:
    stem, ends = _ended(word, _TO_RUSSIAN)
    for pattern, made in _RUSSIAN_SOUNDS:
        stem = pattern.sub(made, stem)
    olds, signs = "иео" if _OLD.search(word) else "и", ("ь", "") if "'" in stem else ("",)
    for i, y, sign, end in product(olds, "иы", signs, ends):
        letters = str.maketrans({**dict(zip("іиїєґ", f"{i}{y}иег", strict=True)), "'": sign})
        yield _HUSHED_Y.sub("и", stem.translate(letters)) + end


def _ukrainian(word: str) -> Iterator[str]:
    stem, ends = _ended(word, _TO_UKRAINIAN)
    for pattern, made in _UKRAINIAN_SOUNDS:
        stem = pattern.sub(made, stem)
    for i, end in product("иі", ends):
        text = stem.translate(str.maketrans("иыэ", f"{i}ие")) + end
        yield text
        if _OF_RUSSIA.search(word):  # what was another vowel of old: Пєсков, Бєлгород
            yield _FIRST_E.sub("є", text)


# Endings of places, whose і was an о or е of old; in a surname it would make another one.
_OLD: Final = re.compile("(?:[іїо]вка|івці|ськ|ське|[нв]е|ець|[гр]ірка|пілля|піль|город|родка|ця)$")
_OF_RUSSIA: Final = re.compile("(?:[оеё]ва?|ина?|город)$")
_FIRST_E: Final = re.compile("(?<=^[бвдлмнпрст])е|(?<=^ст[рл])е|(?<=^у[бвлмнпр])е")
_HUSHED_Y: Final = re.compile("(?<=[гкхжчшщ])ы|^ы")


def _ended(
    word: str, table: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]
) -> tuple[str, tuple[str, ...]]:
    for pattern, made in table:
        if found := pattern.search(word):
            return word[: found.start()], made
    return word, ("",)
