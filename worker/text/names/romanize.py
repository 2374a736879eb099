"""Ukrainian and Russian names in Latin letters, in each of the ways newsrooms do it.

One name has a dozen spellings because each language writes sounds its own way (ш is sh, sch, sj,
sz, ch, š) and because states, passports, libraries and agencies disagree within a language. A `Way`
holds what differs; diacritics are left out, since folding drops them from texts too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final


def _letters(pairs: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in pairs.split())


_SHARED = _letters(
    "а=a б=b в=v д=d е=e ж=zh з=z к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh ц=ts ч=ch ш=sh"
    " щ=shch ь= '= ґ=g"
)
_LETTERS: Final = {
    "uk": _SHARED | _letters("г=h и=y і=i"),
    "ru": _SHARED | _letters("г=g и=i ы=y э=e ъ="),
}
_GLIDED: Final = {"є": "e", "ю": "u", "я": "a", "ї": "i", "ё": "o"}  # after a glide


@dataclass(frozen=True, slots=True)
class Way:
    """A way of writing; `start` and `inner` are its glide at a syllable's start and within one.

    `short` is й; `letters` are what differs from the English way; `bare` leaves Russian е at a
    start as e; `first`: a syllable in the word is no start. `heard` are patterns and what some of
    those who write so make of them, `soft` the same for Russian alone.
    """

    name: str
    start: str = "y"
    inner: str = "y"
    short: str = "y"
    letters: str = ""
    bare: bool = False
    first: bool = False
    heard: str = ""
    soft: str = ""


_VOWELS: Final = "аеєиіїоуюяыэё"
_BETWEEN: Final = f"(?<=[{_VOWELS}])с(?=[{_VOWELS}])=ss"  # a single s would be heard as z
_SHORT_I: Final = "й(?=[бвгдзклмнпрст])=i"  # Schoigu
_BEFORE_I: Final = "г(?=[еєиіё])=gu"  # and a single g as zh
WAYS: Final = (
    Way("English"),
    Way("official", inner="i", short="i", letters="ї=i", first=True),
    Way("passport", start="i", inner="i", short="i", bare=True),
    Way("press", letters="и=i ё=e", bare=True),
    Way("older", letters="г=g ё=e"),
    Way(
        "German",
        "j",
        "j",
        "j",
        "в=w ж=sch з=s х=ch ц=z ч=tsch ш=sch щ=schtsch",
        heard=f"{_BETWEEN} {_SHORT_I}",
    ),
    Way("Norwegian", "j", "j", "j", "ж=zj ч=tsj ш=sj щ=sjtsj"),
    Way("Swedish", "j", "j", "j", "ж=zj х=ch ч=tj ш=sj щ=sjtj"),
    Way("Dutch", "j", "j", "j", "ж=zj х=ch ч=tsj ш=sj щ=sjtsj у=oe ю=joe"),
    Way(
        *("French", "i", "i", "i", "ж=j у=ou ч=tch ш=ch щ=chtch ю=iou"),
        heard=f"{_BETWEEN} {_BEFORE_I}",
    ),
    Way(
        *("Polish", "j", "i", "j", "в=w ж=z х=ch ц=c ч=cz ш=sz щ=szcz"),
        soft="(?<=[бвгдзкмнпрстфх])е=ie (?<=[жшц])и=y",
    ),
    Way("Spanish", "y", "i", "i", "х=j и=i", heard=_BEFORE_I),
    Way("scholarly", "j", "j", "j", "ж=z х=ch ц=c ч=c ш=s щ=sc"),
    Way("Turkish", letters="ж=j х=h ч=c ш=s щ=sc и=i"),
)

# Endings that each newsroom spells as it likes, whatever it does with the stem.
_SHORT_ENDS: Final = ("ий", "ій", "ый")
_OTHER_ENDS: Final = {
    "ія": ("ia", "iya", "ija", "iia"),
    "ия": ("ia", "iya", "ija"),
    "ая": ("a", "aya", "aja"),
    "ин": ("in", "ine"),  # Poutine
    "ов": ("ov", "off"),
    "ое": ("oe", "oye", "oje"),
}
_STRESSED: Final = re.compile("[чщ][её]в$")  # is said -ov, and so written by some: Gorbatschow
_SPELT_ENDS: Final = ("y", "yy", "yi", "yj", "iy", "ij", "i", "ii")


def romanized(word: str, language: str) -> Iterator[tuple[str, str]]:
    """Latin spellings of a Ukrainian ("uk") or Russian ("ru") word in lower case.

    Each with the way that writes so, some twice.
    """
    if word.endswith(_SHORT_ENDS):
        stems = list(_stems(word[:-2], language))
        yield from ((stem + end, way) for end in _SPELT_ENDS for stem, way in stems)
    else:
        yield from _stems(word, language)
        if "ё" in word:
            yield from _stems(word.replace("ё", "е"), language)
        if _STRESSED.search(word):
            yield from _stems(f"{word[:-2]}ов", language)
        for end, others in _OTHER_ENDS.items():
            if word.endswith(end):
                stems = list(_stems(word[: -len(end)], language))
                yield from ((stem + other, way) for other in others for stem, way in stems)


def _stems(word: str, language: str) -> Iterator[tuple[str, str]]:
    every, first = (start.sub(lambda found: found[0].upper(), word) for start in (_START, _FIRST))
    seen = set()
    for name, at_first, table, sounds in _TABLES[language]:
        marked = said = first if at_first else every
        for sound, made in sounds:
            said = sound.sub(made, said)
        for text in (marked.translate(table), said.translate(table)):
            if text not in seen:
                seen.add(text)
                yield text, name


# A glide is heard at the start of a syllable; letters there are marked by capitals.
_START: Final = re.compile("(?:^|(?<=[аеєиіїоуюяыэё'ьъ]))[еєюяїё]|^й")
_FIRST: Final = re.compile("^[еєюяїёй]")


def _table(way: Way, language: str) -> dict[int, str]:
    table = _LETTERS[language] | _letters(way.letters)
    glided = {letter: table.get(letter, way.inner + vowel) for letter, vowel in _GLIDED.items()}
    starts = {letter.upper(): way.start + vowel for letter, vowel in _GLIDED.items()}
    first = way.start if language == "ru" and not way.bare else ""
    short = {"й": way.short, "Й": way.start, "Е": first + table["е"]}
    return str.maketrans(starts | glided | table | short)


def _sounds(pairs: str) -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(sound), made) for sound, made in (p.rsplit("=", 1) for p in pairs.split())]


_TABLES: Final = {
    language: [
        (
            way.name,
            way.first,
            _table(way, language),
            _sounds(f"{way.heard} {way.soft if russian else ''}"),
        )
        for way in WAYS
    ]
    for language, russian in (("uk", False), ("ru", True))
}
