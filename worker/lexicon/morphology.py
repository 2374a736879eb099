"""pymorphy3's readings of Russian and Ukrainian words, the quick way.

Its own `lexeme` costs as much as the parse; a paradigm is a list of endings kept by number, so the
forms of a word are its stem with each of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from typing import Any

LANGUAGES = ("ru", "uk")


class Reading:
    """Implements `worker.text.forms.Parse` on one of pymorphy3's."""

    __slots__ = ("_parse", "known", "normal")

    def __init__(self, parse: Any) -> None:
        self._parse = parse
        self.normal: str = parse.normal_form
        self.known: bool = parse.is_known

    @property
    def marks(self) -> frozenset[str]:
        """Part of speech and grammemes."""
        return frozenset(self._parse.tag.grammemes)

    def forms(self) -> list[str]:
        """All forms, as the paradigm has them."""
        return [each.word for each in self._parse.lexeme]


class Pymorphy:
    """Implements `worker.text.forms.Morphology`."""

    def __init__(self, analyzer: Any) -> None:
        self._analyzer = analyzer

    def knows(self, word: str) -> bool:
        """Whether the dictionary holds the word (in lower case)."""
        return bool(self._analyzer.word_is_known(word))

    def parses(self, word: str) -> Sequence[Reading]:
        """The readings, the likeliest first, one for each paradigm."""
        found: dict[tuple[str, int], Reading] = {}
        for parse in self._analyzer.parse(word):
            found.setdefault((parse.normal_form, _paradigm(parse)), Reading(parse))
        return list(found.values())


def _paradigm(parse: Any) -> int:
    last = parse.methods_stack[0]
    return int(last[2]) if len(last) > 3 else -1  # noqa: PLR2004 - (method, word, paradigm, place)


class Readers(Mapping[str, Pymorphy]):
    """The morphologies that are installed, each opened when it is first asked for (100 ms)."""

    def __init__(self) -> None:
        self._open: dict[str, Pymorphy] = {}

    def __getitem__(self, language: str) -> Pymorphy:
        if language not in self._open:
            if language not in self:
                raise KeyError(language)
            import pymorphy3  # noqa: PLC0415 - 50 ms that other languages do not need

            self._open[language] = Pymorphy(pymorphy3.MorphAnalyzer(lang=language))
        return self._open[language]

    def __contains__(self, language: object) -> bool:
        return language in LANGUAGES and find_spec(f"pymorphy3_dicts_{language}") is not None

    def __iter__(self) -> Iterator[str]:
        return (language for language in LANGUAGES if language in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)
