"""What the query language will say in a later release: known, and refused with a way round.

When one of these arrives, its refusal here becomes a token in the lexer and a node in the tree.
"""

from __future__ import annotations

import re

from worker.match.syntax import QueryError

# NEAR as we shall write it, and as Scopus (W/3, PRE/0) and Ovid (adj3) do.
_PROXIMITY = re.compile(r"O?NEAR(?:/.*)?|(?:W|PRE|WITHIN)/\d+|ADJ\d+", re.DOTALL | re.IGNORECASE)
_AT_LEAST = re.compile(r"ATLEAST(?:/.*)?", re.DOTALL | re.IGNORECASE)
_SLOP = re.compile(r"~\d*")


def _not_yet(what: str, offset: int, width: int, meanwhile: str) -> QueryError:
    return QueryError(
        "QRY009", f"{what} comes with a later release", offset, width, f"until then {meanwhile}"
    )


def wildcard(offset: int, width: int) -> QueryError:
    """The refusal of `pre*` and `*core*`."""
    return _not_yet("the wildcard *", offset, width, "write the forms out: (strike OR strikes)")


def slop(text: str, offset: int) -> QueryError:
    """The refusal of `"two words"~3`, at its `~`."""
    found = _SLOP.match(text, offset)
    width = len(found[0]) if found else 1
    return _not_yet("a distance after a phrase (~n)", offset, width, "write AND between its words")


def refuse(word: str, offset: int, *, in_address: bool) -> None:
    """Raise QueryError if an unquoted word is an operator or pattern of a later release.

    `in_address`: it follows `url:`, where slashes and tildes are themselves.
    """
    width = len(word)
    if _PROXIMITY.fullmatch(word):
        raise _not_yet(
            f"{word[:12]!r} (nearness)",
            offset,
            width,
            "write AND, or a phrase in quotes; for the word itself, quote it",
        )
    if _AT_LEAST.fullmatch(word):
        raise _not_yet(
            "ATLEAST", offset, width, "write the pairs out: (a AND b) OR (a AND c) OR (b AND c)"
        )
    if word[0] == "/" and not in_address:
        raise _not_yet("a pattern between slashes", offset, width, "write its spellings with OR")
    if "*" in word:
        raise wildcard(offset + word.index("*"), 1)
    if "~" in word and not in_address:
        raise _not_yet(
            "~ (fuzzy or distant words)", offset + word.index("~"), 1, "write the spellings with OR"
        )
