"""What a word of a rule may look like in print: the promise that compiling stands on.

The recipe and the lexicons behind it come in beside this page; who compiles rules asks only for
`Forms`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Form:
    """One form as it is printed (unfolded), and why it is looked for, in a few words."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Expansion:
    """All forms of one word, the word as written first, each once.

    `capital`: a name that folds to a common word (Støre, større/store): a hit must begin with a
    capital letter, or stand in a text all in capitals. `shouted`: an acronym printed like a small
    word that begins many a sentence (WHO, who): the second letter must be a capital too. `cut` is
    how many forms the bound left out.
    """

    forms: tuple[Form, ...]
    capital: bool = False
    cut: int = 0
    shouted: bool = False


class Forms(Protocol):
    """Knows the forms of words. Pure and quick (tens of microseconds a word, remembered)."""

    def expand(self, word: str, language: str) -> Expansion:
        """The forms of one word of a query (one word when folded, as typed, any case).

        `language` is ISO 639-1. A language without data gives the word itself.
        """

    def expand_name(self, word: str, languages: tuple[str, ...]) -> Expansion:
        """The forms of one word of an entity's name: declined, transliterated, never derived."""

    def is_common(self, word: str, languages: tuple[str, ...]) -> bool:
        """Whether a word of a name is an everyday word of one of the languages as well."""

    def joints(self, word: str, languages: tuple[str, ...]) -> tuple[int, ...]:
        """After how many of its letters a newsroom may put a hyphen into a word (cease-fire)."""

    def knows(self, language: str) -> bool:
        """Whether there are data for the language (or it needs none, as Chinese)."""


class AsWritten:
    """No forms but the word itself: for `="Exact"` minds and for tests of other things."""

    def expand(self, word: str, language: str) -> Expansion:  # noqa: ARG002 - the promise's shape
        """The word."""
        return Expansion((Form(word, "as written"),))

    def expand_name(self, word: str, languages: tuple[str, ...]) -> Expansion:  # noqa: ARG002
        """The word."""
        return Expansion((Form(word, "as written"),))

    def is_common(self, word: str, languages: tuple[str, ...]) -> bool:  # noqa: ARG002
        """No: no dictionary is asked."""
        return False

    def joints(self, word: str, languages: tuple[str, ...]) -> tuple[int, ...]:  # noqa: ARG002
        """None: no dictionary is asked."""
        return ()

    def knows(self, language: str) -> bool:  # noqa: ARG002 - the promise's shape
        """Yes: nothing is promised that could be missing."""
        return True
