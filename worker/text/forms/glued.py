"""Small words that a script writes as one with the next: Arabic and Hebrew articles and "and"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from worker.text.forms.promise import Form
from worker.text.forms.traits import Traits

ARTICLE = "ال"
TO = "ل"  # swallows the alef of the article: ل + ال is لل


def glued(forms: Iterable[Form], traits: Traits) -> Iterator[Form]:
    """Each form with each prefix and suffix of the language."""
    for form in forms:
        for prefix in traits.prefixes:
            if text := _with(prefix, form.text):
                yield Form(text, f"{prefix} before {form.text}")
        for suffix in traits.suffixes:
            yield Form(form.text + suffix, f"{suffix} after {form.text}")


def _with(prefix: str, word: str) -> str:
    """The two as one word; nothing where the word has its article and would get another."""
    if not word.startswith(ARTICLE):
        return prefix + word
    if prefix == TO:
        return TO + word[1:]
    return "" if prefix.endswith((ARTICLE, TO)) else prefix + word


def interchanged(forms: Iterable[Form], letters: Mapping[int, int | str | None]) -> Iterator[Form]:
    """The forms as keyboards without some letters write them."""
    for form in forms:
        text = form.text.translate(letters)
        if text != form.text:
            yield Form(text, f"{form.text} as often typed")
