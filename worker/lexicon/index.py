"""One language's index, opened: a file mapped into memory, a few microseconds a question."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import marisa_trie

from worker.lexicon.keys import BAR, FORM, LEMMA, RULE, TWIN, applied, cut_of
from worker.text.forms.lexicon import Ending


class Index:
    """Implements `worker.text.forms.Lexicon` on a trie of `worker.lexicon.build`'s keys."""

    def __init__(self, trie: marisa_trie.Trie) -> None:
        self._trie = trie

    @classmethod
    def opened(cls, path: Path) -> Index:
        """The index in a file; raises OSError or RuntimeError if it is none."""
        return cls(marisa_trie.Trie().mmap(str(path)))

    @classmethod
    def read(cls, content: bytes) -> Index:
        """The index in the bytes of its file."""
        return cls(marisa_trie.Trie().frombytes(content))

    @classmethod
    def of(cls, keys: Iterable[str]) -> Index:
        """An index that lives in memory alone."""
        return cls(marisa_trie.Trie(keys))

    def forms(self, lemma: str) -> list[str]:
        """All printed forms of a citation form."""
        return self._changed(LEMMA, lemma)

    def lemmas(self, form: str) -> list[str]:
        """The citation forms a printed form may belong to."""
        return self._changed(FORM, form)

    def _changed(self, kind: str, word: str) -> list[str]:
        prefix = f"{kind}{word}{BAR}"
        start = len(prefix)
        return [applied(word, key[start:]) for key in self._trie.iterkeys(prefix)]

    def endings(self, ending: str) -> list[Ending]:
        """How lemmas with this ending change."""
        prefix = f"{RULE}{ending}{BAR}"
        start = len(prefix)
        return [
            Ending(cut_of(key[start:]), key[start + 3 :], int(key[start + 1 : start + 3]))
            for key in self._trie.iterkeys(prefix)
        ]

    def twin(self, folded: str) -> bool:
        """Whether a lower-case word that folding changes folds to this."""
        return f"{TWIN}{folded}" in self._trie
