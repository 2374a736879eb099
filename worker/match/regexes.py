"""Patterns between slashes, by RE2: time linear in the text, whatever the pattern."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Final

import re2

_MOST_BYTES: Final = 2 << 20  # re2's budget for one pattern


@lru_cache(maxsize=4096)
def compiled_regex(text: str) -> Any:
    """The compiled pattern; raises `re2.error` if it is none."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MOST_BYTES
    return re2.compile(text, options)


class RegexSet:
    """Tells in one pass which of many patterns occur: for rules that hang on nothing else."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._set: Any = None
        if patterns:
            self._set = re2.Set.SearchSet()
            for pattern in patterns:
                self._set.Add(pattern)
            self._set.Compile()

    def found(self, texts: Iterable[str]) -> set[int]:
        """The positions of the patterns that occur in any of the texts."""
        if self._set is None:
            return set()
        return {number for text in texts for number in self._set.Match(text)}
