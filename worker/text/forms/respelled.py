"""An entity's name in the spellings and declensions of other alphabets and newsrooms."""

from __future__ import annotations

from collections.abc import Mapping

from worker.text.forms import cyrillic
from worker.text.forms.lexicon import Morphology
from worker.text.forms.promise import Form
from worker.text.forms.traits import traits_of
from worker.text.names import declined, spellings

POLISH, RUSSIAN = "pl", "ru"


def respelled(name: str, languages: tuple[str, ...]) -> list[tuple[str, Form]]:
    """The spellings of a word of a name, each with its language ("" in Latin letters).

    Latin spellings take what the rules' languages hang on a name: a genitive -s, or a Polish
    declension.
    """
    found = [(language, Form(text, why)) for text, language, why in spellings(name)]
    latin = [form.text for language, form in found if not language]
    if any(traits_of(each).genitive for each in languages):
        found += [
            ("", Form(f"{text}s", f"genitive of {text}")) for text in latin if text[-1] != "s"
        ]
    if POLISH in languages:
        for text in latin:
            forms = declined(text.lower(), POLISH)
            found += [("", Form(form.capitalize(), f"form of {text}")) for form in forms]
    return found


def collides(found: list[tuple[str, Form]], morphologies: Mapping[str, Morphology]) -> bool:
    """Whether one of the spellings is a common word of its language (Brat, брат)."""
    return any(
        cyrillic.common(form.text, morphologies[language])
        for language, form in found
        # Ukrainian's does not tell Львів from a common word.
        if language == RUSSIAN in morphologies and form.why.endswith("Russian")
    )
