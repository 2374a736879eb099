"""The sound of a name in consonants, so that its spellings in other languages and alphabets meet.

Zelenskyy, Zelenskyj, Selenskyj and Зеленського are all `slnsk`, Moscow and Москвы `mskv`. Endings
that case adds are cut from Cyrillic words, letters are written in Latin (anyascii), spellings of
one sound become one letter, vowels go. A name of two consonants or fewer would then be anybody's,
so it keeps its vowels and is marked with a dot: Palu is `.pal`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from anyascii import anyascii

_REMEMBERED: Final = 50_000  # words
_APOSTROPHE = re.compile("[’'`ʼ]")
_SUFFIX_CHARS = 2  # behind an apostrophe: Trump's, Trump'ın
CYRILLIC = re.compile("[\u0400-\u052f]")
_ENDINGS = re.compile(
    "(?<=.{3})(?:ыми|ими|ого|его|ому|ему|ами|ями|ів|ов|ев|ой|ою|ей|ею|ым|им|ом|ем|ах|ях|ую|юю|ая|яя"
    "|ої|ий|ый|ам|ям|[аяуюиіыеоьйє])$"
)
# German, Swedish and Danish name countries so: Indonesien, Syrien, Asien. Not Wien.
_COUNTRY = re.compile("(?<=..)ien$")
_OTHER = re.compile("[^a-z0-9]")
# In the order in which they are applied, after the ending is cut.
_SOUNDS: Final = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"^mc", "mk"),
        (r"^eu", "ev"),
        (r"(?<=[aeiou])gh(?=[^aeiouy]|$)", ""),
        (r"dzh|dsch|dj", "j"),
        (r"sch|sh|zh|tz|ts", "s"),
        (r"ph", "f"),
        (r"tch|ch|ck|kh|qu|q", "k"),
        (r"gh", "g"),
        (r"th", "t"),
        (r"x", "ks"),
        (r"c(?=[eiy])|z", "s"),
        (r"c", "k"),
        (r"w", "v"),
        (r"[hj]", ""),
        (r"(.)\1+", r"\1"),
    )
)
_VOWELS = re.compile("[aeiouy]")
_VOWELS_TOGETHER = re.compile("([aeiou])[aeiou]+")
_DOUBLED = re.compile(r"(.)\1+")
_FEW_CONSONANTS = 2
_GENITIVE_LETTERS = 5  # a final s belongs to the case in longer words, or to all spellings alike


@lru_cache(_REMEMBERED)
def skeleton(word: str) -> str:
    """The skeleton of one published word; a number is its own; "" where too little is left."""
    bare = _without_suffix(word).lower()
    if CYRILLIC.search(bare):
        bare = _ENDINGS.sub("", bare)
    latin = _OTHER.sub("", anyascii(bare).lower())
    if not latin or latin.isdigit():
        return latin
    if len(latin) >= _GENITIVE_LETTERS and latin[-1] == "s" and latin[-2] not in "sk":
        latin = latin[:-1]
    latin = _COUNTRY.sub("ia", latin)
    for pattern, sound in _SOUNDS:
        latin = pattern.sub(sound, latin)
    consonants = _DOUBLED.sub(r"\1", _VOWELS.sub("", latin))
    if len(consonants) <= _FEW_CONSONANTS:
        return _with_vowels(latin)
    return ("a" if _VOWELS.match(latin) else "") + consonants


def _with_vowels(latin: str) -> str:
    kept = _VOWELS_TOGETHER.sub(r"\1", latin.replace("y", "i").rstrip("aeiou"))
    return f".{kept}" if len(kept) > 1 else ""


def _without_suffix(word: str) -> str:
    """`Trump's` as `Trump`, `d'Estaing` as `Estaing`, `Ra'anana` whole."""
    parts = _APOSTROPHE.split(word, maxsplit=1)
    if len(parts) == 1:
        return word
    first, rest = parts
    if len(first) <= 1:
        return rest
    return first if len(rest) <= _SUFFIX_CHARS else first + rest
