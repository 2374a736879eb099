"""What may not stand at the border of a quote or word, and quotes that end nowhere."""

from __future__ import annotations

import re

from worker.match.syntax import Edit, QueryError

_PHRASE_ENDS = re.compile(r"\s*(?:\b(?:AND|OR|NOT|O?NEAR/\d+)\b|[()\n]|$)")
_TAIL = re.compile(r"[\^~][\d.]*|/\w+|[.:?!'’]+")  # boosts, /exp, stray full stops


def refuse_doubled_quotes(text: str, opening: int) -> None:
    """`""a b""` is what spreadsheets make of a quote."""
    if text[opening : opening + 2] == '""' and text[opening + 2 : opening + 3].isalnum():
        doubled = [Edit(found.start(), 2, '"') for found in re.finditer('""', text)]
        raise QueryError(
            "QRY010",
            "these quotes are doubled, as a spreadsheet writes them",
            opening,
            2,
            "write one quote on each side",
            *doubled,
        )


def unclosed_quote(text: str, opening: int, closer: str) -> QueryError:
    """The refusal; the phrase is guessed to end before the next operator or parenthesis."""
    end = _PHRASE_ENDS.search(text, opening + 1)
    said = text[opening + 1 : end.start()] if end else ""
    if not any(map(str.isalnum, said)):
        fix = Edit(opening, 1, "")
        return QueryError("QRY002", "this quote is never closed", opening, 1, "remove it", fix)
    return QueryError(
        "QRY002",
        "this quote is never closed",
        opening,
        1,
        "close it after the phrase",
        Edit(opening + 1 + len(said), 0, closer),
    )


def glued(text: str, at: int, what: str) -> QueryError:
    """The refusal of the sign at `at`, right after `what`."""
    sign = text[at]
    hint = "put a space or an operator between"
    tail = _TAIL.match(text, at)
    if sign in ",;|":
        fix, hint = Edit(at, 1, " OR "), "write OR between alternatives"
    elif sign == "*" and text[at - 1] == '"':
        fix, hint = Edit(at - 1, 2, '*"'), 'put it inside the quote: "…*"'
    elif tail:
        fix, hint = Edit(at, len(tail[0]), ""), "leave it out"
    elif sign in "-–−":
        fix = Edit(at, 1, " ")
    else:
        fix = Edit(at, 0, " ")
    return QueryError("QRY010", f"{sign!r} stands right after {what}", at, 1, hint, fix)
