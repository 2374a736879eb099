"""What is particular about a language: what its words do that no dictionary lists."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from worker.text.forms.everywhere import EVERYWHERE


@dataclass(frozen=True, slots=True)
class Traits:
    """`compounds`: an unlisted word inflects as its longest listed end does.
    `behind`: what a hyphen may stand before in a word of two, besides longer words (start-up).

    `genitive`: what takes an -s: "all" forms, the "word" itself, a "name", or "" nothing.
    `nouns_capital`: a capital says nothing of a name. `adjective`: the endings of one.
    `acronyms_plural`: they take an -s (UAVs).
    `declines_names`: an unlisted name changes as nouns of its ending do.
    `fixed_names`: a name takes a plural at most.
    `regular`: endings and what they all become in a form that dictionaries often lack.
    `one_stem`: what the dictionary files under a word that begins otherwise is another word.
    `short_stems`: of a word of three letters, each form keeps the first two.
    `everywhere`: what no ending makes of another word (`everywhere`).
    `auxiliaries`: verbs whose forms nobody means by a word that is listed under them alone.
    `prefixes` and `suffixes` are glued to any form.
    """

    compounds: bool = False
    behind: tuple[str, ...] = ()
    genitive: str = ""
    nouns_capital: bool = False
    acronyms_plural: bool = False
    declines_names: bool = False
    fixed_names: bool = False
    adjective: tuple[str, ...] = ()
    regular: tuple[tuple[str, str], ...] = ()
    one_stem: bool = False
    short_stems: bool = False
    auxiliaries: tuple[str, ...] = ()
    everywhere: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()


_ARABIC: Final = (
    *("ال", "و", "ف", "ب", "ك", "ل", "لل", "وال", "بال", "فال", "كال"),
    *("وب", "ول", "ولل"),
)
_HEBREW: Final = (
    *("ה", "ו", "ב", "ל", "מ", "ש", "כ", "וה", "שה", "מה"),
    *("וב", "ול", "ומ", "כש", "כשה"),
)

_TRAITS: Final = {
    "en": Traits(behind=("up", "out", "off", "in", "on"), acronyms_plural=True, fixed_names=True),
    "nb": Traits(compounds=True, genitive="all", adjective=("e", "t")),
    "nn": Traits(compounds=True, genitive="all", adjective=("e", "t")),
    "sv": Traits(compounds=True, genitive="all", adjective=("a", "t")),
    "da": Traits(compounds=True, genitive="all", adjective=("e", "t")),
    "is": Traits(compounds=True, declines_names=True),
    "de": Traits(
        compounds=True, genitive="word", nouns_capital=True, adjective=("e", "em", "en", "er", "es")
    ),
    "lb": Traits(compounds=True, nouns_capital=True),
    "nl": Traits(compounds=True, genitive="name"),
    "es": Traits(
        acronyms_plural=True, short_stems=True, auxiliaries=("ser", "estar", "haber", "ir")
    ),
    "pt": Traits(
        acronyms_plural=True, short_stems=True, auxiliaries=("ser", "estar", "haver", "ter", "ir")
    ),
    "fr": Traits(short_stems=True, auxiliaries=("être", "avoir")),
    "it": Traits(short_stems=True, auxiliaries=("essere", "avere", "stare")),
    "fi": Traits(compounds=True, declines_names=True),
    "et": Traits(compounds=True, declines_names=True),
    "hu": Traits(compounds=True, declines_names=True),
    "ar": Traits(regular=(("ة", "ات"),), prefixes=_ARABIC),  # the plural of a feminine
    "fa": Traits(suffixes=("ها", "های", "هایی", "ی")),
    "he": Traits(prefixes=_HEBREW),
    # What is done to something (uderzenie, przejęcie): the genitive of the plural.
    "pl": Traits(declines_names=True, regular=(("nie", "ń"), ("nia", "ń"), ("cie", "ć"))),
    "ru": Traits(one_stem=True),  # удар has штрафной there, море all seas; лет of год comes besides
    **dict.fromkeys(("cs", "sk", "sl", "hr", "lt", "lv", "tr"), Traits(declines_names=True)),
}

_UNKNOWN: Final = Traits()
_KNOWN: Final = _TRAITS | {
    language: replace(_TRAITS.get(language, _UNKNOWN), everywhere=words)
    for language, words in EVERYWHERE.items()
}

# Letters that people and keyboards interchange: what is written one way is printed another.
INTERCHANGED: Final = {
    "ar": str.maketrans("أإآىک", "اااي\u0643"),
    "fa": str.maketrans("\u064a\u0643", "\u06cc\u06a9"),
}

# Written without inflection, or folded to one word a character, which finds them in any word.
PLAIN: Final = frozenset({"zh", "ja", "th", "lo", "km", "my", "ko", "vi"})


def traits_of(language: str) -> Traits:
    """The particulars of a language (ISO 639-1); of one we know nothing of, none."""
    return _KNOWN.get(language, _UNKNOWN)
