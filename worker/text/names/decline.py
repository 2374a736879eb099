"""How names change in Ukrainian, Russian and Polish, by their ending alone.

Dictionaries lack most surnames, and a morphology misreads those it never met (Макрон as a woman's
name that does not change). The tables are the school grammars' declensions; both genders are given
where the ending allows both, since a rule does not say whether Тимченко is he or she.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

Row = tuple[str, int, tuple[str, ...]]  # an ending, how many letters to cut off, what to put on


def _table(*rows: str) -> tuple[Row, ...]:
    """Rows "ending,ending cut form form"; the longest ending of a name counts."""
    found: list[Row] = []
    for row in rows:
        endings, cut, *forms = row.split()
        found += [(ending, int(cut), tuple(forms)) for ending in endings.split(",")]
    return tuple(sorted(found, key=lambda each: -len(each[0])))


_TABLES: Final = {
    "uk": _table(
        "ий 2 ого ому им ім а ої ій у ою і их ими",
        "а,е,и,і,о,у,ю,є,ї 0",  # Гюго, Ніколозі: nothing changes
        "ій,ай,ей,ой,уй,юй,яй 1 я ю єві єм ї",
        "їв 2 єва єву єву єві євом євим",
        "ів 2 ова ову ові овом овим ева еву еві евом",
        "ов,ев,єв,ин,ін,їн 0 а у ові им ом і ої ій ою и их ими",
        "ова,ева,єва,ина,іна,їна,ська,цька,зька 1 ої ій и і у ою",
        "ець 3 ця цю цеві цем ці",
        "ь 1 я ю еві ем і",
        "нефть 1 і",
        "ко,тро,йло,ило,вло 1 а у ові ом",
        "б,в,г,ґ,д,з,к,л,м,н,п,р,с,т,ф,х 0 а у ові ом і",
        "ж,ч,ш,щ,ц 0 а у еві ем і",
        "га 2 ги зі гу гою",
        "ка 2 ки ці ку кою",
        "ха 2 хи сі ху хою",
        "ба,ва,ґа,да,за,ла,ма,на,па,ра,са,та,фа,ца 1 и і у ою",
        "жа,ча,ша,ща 1 і у ею",
        "я 1 і ю ею",
        "ія,ая,оя,ея 1 ї ю єю",
    ),
    "ru": _table(
        "ий 2 ого ому им ом ая ой ую ие их ими",
        "митрий,горий,лерий,юрий,кадий,надий,силий,талий,толий,вгений,рсений,оргий 1 я ю ем и",
        "ый 2 ого ому ым ом ая ой ую ые ых ыми",
        "ой 2 ого ому ым им ом ая ую ые ие ых их",
        "ей,ай,уй,юй,яй 1 я ю ем е",
        "ов,ев,ёв,ин,ын 0 а у ым ом е ой ы ых ыми",
        "ова,ева,ёва,ина,ына 1 ой у ы е",
        "ая 2 ой ую",
        "ец 2 ца цу цем це",
        "ь 1 я ю ем е и ью",
        "нефть 1 и ью",
        "б,в,г,д,з,к,л,м,н,п,р,с,т,ф,х 0 а у ом е",
        "ж,ч,ш,щ,ц 0 а у ем ом е",
        "га,ка,ха,жа,ча,ша,ща 1 и е у ой ей",
        "ба,ва,да,за,ла,ма,на,па,ра,са,та,фа,ца 1 ы е у ой",
        "я 1 и е ю ей",
        "ия 1 и ю ей",
    ),
    "pl": _table(
        "ki 0 ego emu m ch",
        "ka 1 iej ą",
        "y 1 ego emu ym ych",
        "ko 2 ki ce kę ką",
        "ów 2 owa owowi owem owie",
        "b,f,m,n,p,s,v,w,z 0 a owi em ie",
        "c,h,j,l 0 a owi em u",
        "k,g 0 a owi iem u",
        "d 0 a owi em zie",
        "t 1 ta towi tem cie",
        "r 0 a owi em ze",
        "a 1 y ie ę ą",
    ),
}


def declined(name: str, language: str) -> list[str]:
    """The forms of a name in lower case but itself; none where its ending does not change."""
    for ending, cut, forms in _TABLES.get(language, ()):
        if name.endswith(ending):
            return _forms(name[: len(name) - cut], forms)
    return []


def _forms(stem: str, endings: Sequence[str]) -> list[str]:
    return [stem + ending for ending in endings] if len(stem) > 1 else []
