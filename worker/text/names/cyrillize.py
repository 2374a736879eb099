"""Latin spellings of names read back into Ukrainian and Russian letters.

Reading is guessing: y may be и or й, an l hard or soft, a German s a з. So a spelling gives a few
candidates; which ones depends on the newsroom whose habits it shows (`Style`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Final

from worker.text.names.neighbours import SEPARATED

SHORTEST = 4  # letters of a name that is read at all
MOST = 12  # candidates of one spelling

_STROKES: Final = str.maketrans("łøđı", "lodi")
_SOUNDS: Final = frozenset("čšžżćśńźç")  # letters whose mark is a sound of its own
_VOWELS: Final = "aeiouy"


def _pairs(text: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in text.split())


# What every way of writing has in common; `{и}` and the like are decided by language and guess.
_ALL: Final = _pairs(
    "a=а b=б d=д e=е f=ф g=г h=г i={i} j=й k=к l=л m=м n=н o=о p=п r=р s=с t=т u=у v=в w=в x=кс"
    " y={y} z=з c=к č=ч š=ш ž=ж ż=ж šč=щ ć=ц ś=с ń=н ź=з ç=ч"
    " shch=щ sh=ш zh=ж kh=х ts=ц tz=ц ch=ч sj=ш tsj=ч zj=ж sjtsj=щ ck=к ss=с"
    " ya={я} ja={я} ia={я} yu={ю} ju={ю} iu={ю} ye={є} je={є} ie={є} yo={ё} jo={ё} io={ё}"
    " yi={ї} ji={ї} ii={ії} iia={ія} iya={ія} ija={ія} iie={іє} iye={іє} ije={іє}"
)


@dataclass(frozen=True, slots=True, eq=False)
class Style:
    """A newsroom's habits: by which signs in a spelling they are known, and what they change."""

    signs: re.Pattern[str]
    letters: dict[str, str]
    alone: bool = False  # the signs are nobody else's


_POLISH: Final = _pairs("sz=ш cz=ч szcz=щ ch=х c=ц rz=р w=в ń=нь ź=зь ś=сь")
_STYLES: Final = (
    Style(
        re.compile("[łńśźżćęąó]|sz|cz|rz(?=[aeiouy])|^(?!.*sch).*w.*(?:ski|cki|ska|cka)$|ów$"),
        _POLISH,
        alone=True,
    ),
    Style(
        re.compile("tsch|sch(?!t?ch)|w|^s[aeiouy].*[yi]j$|ja[nkrs]|[td]sch|j$"),
        _pairs("tsch=ч sch={ш} schtsch=щ ch=х z=ц w=в tz=ц {s}=з"),
    ),
    Style(
        re.compile("tch|ou|gu[ei]|ine$|[aeiouy]chenko$"),
        _pairs("tch=ч chtch=щ ch=ш ou=у gue=ге gui=ги j=ж iou=ю"),
    ),
    Style(re.compile("owa$"), _POLISH),
    Style(re.compile("sj|tj|zj"), _pairs("ch=х tj=ч sjtj=щ")),
    Style(re.compile("oe"), _pairs("oe=у joe=ю ch=х")),
    Style(re.compile("[čšž]|[eo]vi?c$|ck[iy]"), _pairs("c=ц ch=х h=х"), alone=True),
)
_PLAIN: Final = Style(re.compile(""), {})

_HUSHED_END: Final = "(?:(?<=ch)|(?<=tsj)|(?<=tj)|(?<=cz))"  # ч or щ

# Endings and what they may be, in Ukrainian and in Russian; read before anything else.
_ENDS: Final = tuple(
    (re.compile(pattern), uk.split(), ru.split())
    for pattern, uk, ru in (
        ("(?:ts|tz|c|ć)k(?:yy|yi|yj|iy|ij|ii|y|i)$", "цький", "цкий"),
        ("(?:zs?|ź)k(?:yy|yi|yj|iy|ij|ii|y|i)$", "зький", "зкий"),
        ("(?:s|ś)k(?:yy|yi|yj|iy|ij|ii|y|i)$", "ський", "ский"),
        ("(?:ts|tz|c)k(?:aya|aja|aia|a)$", "цька", "цкая"),
        ("(?:s|ś)k(?:aya|aja|aia|a)$", "ська", "ская"),
        ("(?:s|ś)ke$", "ське", "ское"),
        ("(?:tsk|ck)$", "цьк", "цк"),
        ("(?<=[^aeiouy])(?:ets|etz|ec)$", "ець", "ец"),
        ("(?:ts|c)(?:ia|ya|ja)$", "ця", "ца"),
        ("(?<=[aeiouynr])sk$", "ськ", "ск"),
        (f"(?<=[^{_VOWELS}])(?:iy|ij|ii)$", "ій ий", "ий"),
        (f"(?<=[^{_VOWELS}])(?:yy|yj|yi)$", "ий ій", "ый ий"),
        (f"(?<=[^{_VOWELS}cghjk])y$", "ий и", "ый ий"),
        (f"(?<=[^{_VOWELS}]n)i$", "ий", "ый ий"),
        (f"(?<=[{_VOWELS}])[iyj]$", "й", "й"),
        ("(?:iew|jew|yev|iev|jev)$", "єв", "ев"),
        (f"{_HUSHED_END}[yij]?e(?:v|w|ff)$", "ов ев", "ев"),  # Горбачов, Горбачёв
        (f"{_HUSHED_END}[yij]?o(?:v|w|ff)$", "ов", "ев ов"),
        ("(?:eff|ew)$", "ев", "ев"),
        ("neft$", "нефть", "нефть"),  # an oil company
        ("(?:off|ow|ów)$", "ов ів", "ов"),
        ("iv$", "ів", "ов ев"),
        ("[iy]n$", "ін ин", "ин"),
        ("ine$", "ін", "ин"),
        (f"(?<=[^{_VOWELS}])ia$", "ія я", "ия я"),
    )
)
# What an open letter may be: i after a consonant, i after a vowel, y, l that may be soft.
_OPEN: Final = {
    "uk": {"{i}": "іи", "{i-}": "їй", "{y}": "и", "л": ("л", "ль"), "{ш}": "шж"},
    "ru": {"{i}": "и", "{i-}": "ий", "{y}": "иы", "л": ("л", "ль"), "{ш}": "шж"},
}
_GLIDED: Final = {
    "uk": _pairs("{я}=я {ю}=ю {є}=є {ё}=ьо {ї}=ї {ії}=ії {ія}=ія {іє}=іє"),
    "ru": _pairs("{я}=я {ю}=ю {є}=е {ё}=ё {ї}=и {ії}=ии {ія}=ия {іє}=ие"),
}


def cyrillized(name: str) -> list[tuple[str, str]]:
    """What a name in Latin letters may be in Cyrillic ones: pairs of language and lower-case word.

    Empty for what no newsroom would make of a Cyrillic name.
    """
    word = _plain(name)
    if len(word) < SHORTEST or not re.fullmatch(r"[a-pr-zčšžżćśńźç]+", word):
        return []
    found = dict.fromkeys(
        (language, guess) for style in _styles(word) for language, guess in _read(word, style)
    )
    return [guess for guess in found if len(guess[1]) >= SHORTEST][:MOST]


def _plain(name: str) -> str:
    """Lower case, without the marks that are no sounds of their own."""
    out = []
    for letter in unicodedata.normalize("NFC", name.lower()).translate(_STROKES):
        plain = letter in _SOUNDS or letter.isascii()
        out.append(letter if plain else unicodedata.normalize("NFD", letter)[0])
    return "".join(out)


def _styles(word: str) -> list[Style]:
    shown = [style for style in _STYLES if style.signs.search(word)]
    if any(style.alone for style in shown):
        return [style for style in shown if style.alone][:1]
    return [*shown[:2], _PLAIN]


def _read(word: str, style: Style) -> Iterator[tuple[str, str]]:
    stem, ends = word, {"uk": [""], "ru": [""]}
    for pattern, uk, ru in _ENDS:
        if found := pattern.search(word):
            stem, ends = word[: found.start()], {"uk": uk, "ru": ru}
            break
    parts = _parts(stem, style, last=ends["uk"] == [""])
    for language, opened in _OPEN.items():
        asked = [key for key in opened if key in parts]
        for guess in product(*(opened[key] for key in asked)):
            letters = _GLIDED[language] | dict(zip(asked, guess, strict=True))
            read = "".join(letters.get(part, part.strip("!")) for part in parts)
            signed = _HARD.sub(_SIGNS[language], read)
            signed = SEPARATED.sub("'", signed) if language == "uk" else signed
            yield from ((language, signed + end) for end in ends[language])


_HARD: Final = re.compile("(?<=[кгх])(?=я)")  # Лук'яненко
_SIGNS: Final = {"uk": "'", "ru": "ь"}


@lru_cache(16)
def _reader(style: Style) -> tuple[re.Pattern[str], dict[str, str]]:
    letters = _ALL | style.letters
    return re.compile("|".join(sorted(letters, key=len, reverse=True))), letters


def _parts(stem: str, style: Style, *, last: bool) -> list[str]:
    """The sounds of a stem, each as far as its neighbours decide; `last`: the word ends with it."""
    pattern, letters = _reader(style)
    parts = [letters[token] for token in pattern.findall(stem)]
    return [
        _decided(part, parts[at - 1] if at else "", parts[at + 1] if at + 1 < len(parts) else "",
                 last=last, voiced="{s}" in style.letters)
        for at, part in enumerate(parts)
    ]  # fmt: skip


def _decided(part: str, before: str, after: str, *, last: bool, voiced: bool) -> str:
    after_vowel, before_vowel = _is_vowel(before), _is_vowel(after)
    starts = after_vowel or not before
    if part == "{i}" and after_vowel:
        return "{i-}"
    if part == "{y}" and (starts or before in _HUSHED):
        return "й" if starts else "и"
    if part == "{ё}" and starts:
        return "йо"
    if part == "с" and voiced and before_vowel and starts:
        return "з"  # German
    hard = before_vowel or after == "л" or not (after or last)
    return "л!" if part == "л" and hard else part


def _is_vowel(part: str) -> bool:
    return part in _CYRILLIC_VOWELS or (part.startswith("{") and part != "{ш}")


_CYRILLIC_VOWELS: Final = frozenset("аеоу")
_HUSHED: Final = frozenset([*"гкхжчшщ", "{ш}"])
