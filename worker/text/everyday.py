"""Which names of a list are too common to count alone: "US", "Of" and "Victor" would ring all day.

A rule without a corpus: what is short, and what this page knows for an everyday word or given name.
The dictionaries add, when rules are compiled, the single words that are everyday words of the
languages the rules are written in.
"""

from __future__ import annotations

from typing import Final

from worker.text.fold import fold

SHORT_WORD: Final = 4  # letters; a single word of no more is guarded
SHORT_NAME: Final = 5  # letters of all words together

# As folded: given names that are surnames, firms and places too, and words firms are named by.
_EVERYDAY: Final = frozenset(
    str.split(
        "abdul ahmad ahmed alexander alexei amir andrei anton arthur boris carlos charles daniel"
        " david dmitry eduard elena george hassan henry hussein ibrahim igor irina ivanov james"
        " john jorge joseph juan kumar maria martin michael mohamed mohammad mohammed muhammad"
        " natalia nikolai oleg olga omar patrick paul pavel peter robert roman sergei sergey"
        " sofia stephen svetlana tatiana thomas viktor victor victoria vladimir william yusuf"
        " alliance atlantic bank capital center central century challenger champion coast company"
        " crown delta diamond dream eagle earth express falcon first freedom future galaxy general"
        " glory golden grand green group horizon house international island justice liberty light"
        " marine mercury moon national neptune north ocean office orion pacific paradise party"
        " peace phoenix pioneer planet power prime progress prosperity quest rainbow rising river"
        " royal safety security silver smart south spring standard state station success summer"
        " sunrise trade triumph trust truth union unity united universal value venus victory"
        " vision voyage west wind winner winter world"
        " alice andrea andrew anna anthony bruno carl christian clara claudia daniela diana edward"
        " emma eric felix francis frank fred hamid hasan hassan helen hussain jack jean jose julia"
        " karim karl khalid laura leon louis lucas magnus maxim michel mohammad monica mustafa"
        " nicholas nicolas nina oscar otto paula philip pierre rashid richard sara sarah simon"
        " sophia stefan thomas tony walter yasin"
        " african american arab arabic asian british chinese dutch english european french german"
        " greek indian iranian israeli italian japanese jewish korean muslim polish russian spanish"
        " swedish turkish ukrainian western eastern northern southern"
    )
)


def is_common(name: str) -> bool:
    """Whether a name would be found in texts that do not mean it. Signs and case do not count."""
    words = fold(name).split()
    if not words or (not name.isascii() and any(len(word) == 1 for word in words)):
        return False  # nothing, or a script of one word a character
    if len(words) == 1:
        return len(words[0]) <= SHORT_WORD or words[0] in _EVERYDAY or words[0].isdigit()
    return sum(map(len, words)) <= SHORT_NAME
