"""What `="..."` demands of the published text."""

from __future__ import annotations

from dataclasses import dataclass

from worker.text.fold import as_typed
from worker.text.tokens import trace


@dataclass(frozen=True, slots=True)
class Exact:
    """What must stand around a hit.

    `before` and `after` count the signs at the edges of `typed` that folding leaves out (C++).
    """

    typed: str
    before: int
    after: int


def exact(text: str) -> Exact:
    """The demand of a term's text."""
    typed = as_typed(text)
    traced = trace(typed)
    return Exact(typed, traced.starts[1], len(typed) - traced.ends[-1])
