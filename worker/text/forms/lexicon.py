"""What the recipe asks of a language's data; the room `lexicon` answers it from files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Ending:
    """One way a lemma with a certain ending changes: `cut` letters off, `suffix` on.

    `percent` is how often lemmas with that ending do so (1 to 99).
    """

    cut: int
    suffix: str
    percent: int


class Lexicon(Protocol):
    """The words of one language, as they are spelled: case and accents count.

    Each answer takes some microseconds; what is not known is empty.
    """

    def forms(self, lemma: str) -> Sequence[str]:
        """All printed forms of a citation form, in no order that matters."""

    def lemmas(self, form: str) -> Sequence[str]:
        """The citation forms a printed form may belong to."""

    def endings(self, ending: str) -> Sequence[Ending]:
        """How lemmas with this ending (1 to 4 letters) change; empty where too few have it."""

    def twin(self, folded: str) -> bool:
        """Whether a lower-case word that folding changes folds to this."""


class Parse(Protocol):
    """One reading of a word by a morphology; all its texts are lower case."""

    @property
    def normal(self) -> str:
        """The citation form."""

    @property
    def known(self) -> bool:
        """Whether a dictionary holds the word, or the reading was made by likeness."""

    @property
    def marks(self) -> frozenset[str]:
        """What the reading says of the word: NOUN, Surn, masc, Fixd, sing, nomn..."""

    def forms(self) -> Sequence[str]:
        """All forms of the word so read."""


class Morphology(Protocol):
    """Reads Russian or Ukrainian words, those no dictionary holds too."""

    def parses(self, word: str) -> Sequence[Parse]:
        """The readings of a word of any case, the likeliest first; never empty for a word."""

    def knows(self, word: str) -> bool:
        """Whether a dictionary holds the word; quicker than its readings."""
