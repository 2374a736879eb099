"""A few words with their forms: what a lexicon says, small enough to read."""

from __future__ import annotations

from worker.text.forms import Expansion, Form

FORMS = {
    ("en", "strike"): "strikes striking",
    ("en", "sanction"): "sanctions",
    ("en", "ceasefire"): "ceasefires",
    ("nb", "våpen"): "våpenet våpnene",
    ("nb", "strike"): "striken",
    ("uk", "удар"): "удару ударом удари",
    ("uk", "київ"): "києва києві",
    ("en", "cut off"): "cuts off",
}
NAMES = {
    "Kyiv": "Kyivs Kiew",
    "Зеленський": "Зеленського Zelenskyy Zelenskyj",
    "Støre": "Støres",
}
CAPITALS = ("Støre", "Strike")  # names that fold to common words
SHOUTED = ("WHO", "IT")  # acronyms that are small words


class Toy:
    """Knows the forms above, for English, Norwegian and Ukrainian."""

    def expand(self, word: str, language: str) -> Expansion:
        return _expansion(word, FORMS.get((language, word.lower()), ""))

    def expand_name(self, word: str, languages: tuple[str, ...]) -> Expansion:
        return _expansion(word, NAMES.get(word, "") if languages else "")

    def is_common(self, word: str, languages: tuple[str, ...]) -> bool:
        return bool(languages) and word.lower() in {"exchange", "ceasefire"}

    def joints(self, word: str, languages: tuple[str, ...]) -> tuple[int, ...]:
        return (5,) if word.lower() in {"ceasefire", "ceasefires"} and "en" in languages else ()

    def knows(self, language: str) -> bool:
        return language in {"en", "nb", "uk"}


def _expansion(word: str, others: str) -> Expansion:
    forms = (Form(word, "as written"), *(Form(form, f"form of {word}") for form in others.split()))
    return Expansion(forms, capital=word in (*CAPITALS, *SHOUTED), shouted=word in SHOUTED)
