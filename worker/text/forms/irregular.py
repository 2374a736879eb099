"""Irregular forms that the dictionaries file under another word alone, by language and lemma.

A dictionary names one lemma a form, so "won" is no form of win (it is Korea's money), "left" none
of leave, "rose" none of rise. Our own list of facts; what is heard besides is a homograph. So a
word that is mostly another thing is not here: whoever watches the wind does not mean a wound.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_LISTED: Final = {
    "en": "bad=worse bear=bore break=broke go=gone leave=left life=lives panic=panicked,panicking"
    " rise=rose shake=shook signal=signalled,signalling swear=swore think=thought win=won",
    "nb": "angripe=angrepet dø=dør,død falle=falne fly=fløyet stige=steget synke=sank",
    "nn": "forby=forbaud,forbode skyte=skaut,skote stige=steig",
    "sv": "dö=dött stiga=steg sälja=sålde,sålt vinna=vann",
    "da": "angribe=angrebet bryde=brød finde=fundet flyve=fløj forbyde=forbudt skyde=skød",
    "de": "brechen=brach fallen=fällt,gefallen stehen=stand,gestanden",
    "fr": "mourir=mort,morts,morte,mortes élire=élu,élus,élue,élues",
    "es": "caer=caído,caídos,caída,caídas decir=dicho morir=muerto,muertos,muerta,muertas",
    "it": "dire=detto morire=morti perdere=perso,persi,persa,perse",
}


def _table(listed: str) -> Mapping[str, tuple[str, ...]]:
    pairs = (pair.split("=") for pair in listed.split())
    return {lemma: tuple(forms.split(",")) for lemma, forms in pairs}


_FORMS: Final = {language: _table(listed) for language, listed in _LISTED.items()}


def irregular(word: str, language: str) -> tuple[str, ...]:
    """The forms of a citation form in lower case that are filed elsewhere; mostly none."""
    return _FORMS.get(language, {}).get(word, ())
