"""Patterns between slashes, by RE2: time linear in the text, whatever the pattern."""

from __future__ import annotations

from collections.abc import Iterable
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


def occurs(pattern: Any, texts: Iterable[str]) -> bool:
    """Whether a compiled pattern finds anything in any of the texts; nothing is no find."""
    return any(found[0] for text in texts for found in pattern.finditer(text))
