"""What other tools write and Wirebell does not: refused where it stands, with our way to say it."""

from __future__ import annotations

import difflib
import re

from worker.match.syntax import FIELDS, QueryError

# What other tools call a field.
_ALIASES = {
    "allintitle": "title",
    "domain": "url",
    "feed": "source",
    "headline": "title",
    "intext": "body",
    "intitle": "title",
    "inurl": "url",
    "site": "url",
    "summary": "lead",
    "text": "body",
}
_FOREIGN = {
    "|": "write OR",
    "||": "write OR",
    "&": "write AND, or nothing: a space means AND",
    "&&": "write AND, or nothing: a space means AND",
    "!": "write NOT",
    "+": "leave it out: every term is required unless OR stands between",
}
_MEANINGLESS = re.compile(r"[\[\]{}<>^\\|;,?]")


def shortened(said: str) -> str:
    """What the author said, short enough for a message."""
    return said if len(said) <= 30 else f"{said[:29]}…"  # noqa: PLR2004 - fits a message


def unknown_field(word: str, start: int, name: str) -> QueryError:
    """The refusal of `name:` where `word` is all that was written without a space."""
    alias = _ALIASES.get(name.lower())
    near = [alias] if alias else difflib.get_close_matches(name.lower(), FIELDS, 1, cutoff=0.5)
    quoted = f'"{shortened(word)}"'
    hint = f"did you mean '{near[0]}:'? " if near else ""
    return QueryError(
        "QRY006",
        f"unknown field '{name}:'",
        start,
        len(name) + 1,
        f"{hint}fields are {', '.join(FIELDS)}; to look for the text itself, quote it: {quoted}",
    )


def refuse(word: str, start: int, *, in_address: bool) -> None:
    """Raise QueryError if an unquoted word holds a sign that means nothing here.

    `in_address`: it follows `url:`, where most signs are themselves.
    """
    if word in _FOREIGN:
        raise QueryError("QRY010", f"{word!r} means nothing here", start, len(word), _FOREIGN[word])
    if word.lower() in {"and", "or", "not"}:
        raise QueryError(
            "QRY005",
            f"operators are written in capitals, and {word!r} is not",
            start,
            len(word),
            f'write {word.upper()}, or "{word}" in quotes to look for the word',
        )
    if word[0] in "+!" and len(word) > 1:
        raise QueryError("QRY010", f"{word[0]!r} means nothing here", start, 1, _FOREIGN[word[0]])
    if word[-1] in "$/" and not in_address:
        raise QueryError(
            "QRY010",
            f"{word[-1]!r} means nothing at the end of a word",
            start + len(word) - 1,
            1,
            "leave it out, or quote the word",
        )
    if word[0] in "'‘":
        raise QueryError(
            "QRY010", "single quotes make no phrase", start, 1, 'write it in double quotes: "…"'
        )
    if not in_address and (sign := _MEANINGLESS.search(word)):
        hint = _FOREIGN.get(sign[0], "write OR or AND between terms; quote it if it is in the text")
        raise QueryError("QRY010", f"{sign[0]!r} means nothing here", start + sign.start(), 1, hint)
