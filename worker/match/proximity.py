"""The operators with a number, and how other tools write nearness: each with our spelling.

Where tools differ in what their number counts, the hint counts as we do: words between.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from worker.match.patterns import MOST_WORDS_BETWEEN, bounded
from worker.match.syntax import Edit, QueryError

_I = re.IGNORECASE
_OURS = re.compile(r"(NEAR|ONEAR|ATLEAST)/([0-9]+)")
_END = r"(?=[\s()\"“„«]|$)"
_SENTENCE, _PARAGRAPH = 15, 50  # words: what stands in for "in the same sentence, paragraph"
_LIKE = r"(?P<n>[0-9]{1,4})"
_BEFORE_TERM = re.compile(r"(?:^|\(|\b(?:AND|OR|NOT))\s*$")
_AFTER_TERM = re.compile(r"\s*(?:$|\)|(?:AND|OR|NOT)\b)")

_Say = Callable[["re.Match[str]"], tuple[str, str]]


def _near(found: re.Match[str]) -> tuple[str, str]:
    return f"NEAR/{_capped(found['n'])}", ""


def _ordered(found: re.Match[str]) -> tuple[str, str]:
    return f"ONEAR/{_capped(found['n'])}", " (the left one first)"


def _adjacent(found: re.Match[str]) -> tuple[str, str]:
    words = max(0, int(_capped(found["n"])) - 1)
    return f"NEAR/{words}", f": {found[0]} lets {words} words stand between"


def _as_written(found: re.Match[str]) -> tuple[str, str]:
    return f"{found['op'].upper()}/{_capped(found['n'])}", ""


def _always(text: str, why: str = "") -> _Say:
    return lambda _: (text, why)


def _capped(digits: str) -> str:
    return str(min(bounded(digits), MOST_WORDS_BETWEEN))


# Read from above; the last field says that the sign is a word of its own unless it stands
# between two terms.
_SAME = f": Wirebell counts words; {_SENTENCE} are a sentence, {_PARAGRAPH} a paragraph"
_SPELLINGS: tuple[tuple[re.Pattern[str], _Say, bool], ...] = tuple(
    (re.compile(pattern + _END, flags), say, between)
    for pattern, flags, say, between in (
        (rf"(?P<op>O?NEAR|ATLEAST)[/:=~-]?\s?{_LIKE}", _I, _as_written, False),
        (rf"(?P<op>O?NEAR|ATLEAST)\s?\({_LIKE}\)", _I, _as_written, False),
        (rf"ATL{_LIKE}", _I, lambda m: (f"ATLEAST/{_capped(m['n'])}", ""), False),
        (r"(?P<op>O?NEAR)(?:/\S*)?", _I, lambda m: (f"{m['op'].upper()}/5", ""), False),
        (r"ATLEAST(?:/[^\s(]*)?", _I, _always("ATLEAST/2"), False),
        (rf"(?:W|N|NEAR|WITHIN)/{_LIKE}", _I, _near, False),
        (rf"WITHIN\s{_LIKE}(?:\swords?)?(?:\sof)?", _I, _near, False),
        (rf"(?:PRE|P|NEXT|FBY|BEFORE)/{_LIKE}|PRE(?P<m>[0-9]+)", _I,
         lambda m: _ordered(m) if m["n"] else (f"ONEAR/{_capped(m['m'])}", ""), False),
        (rf"ADJ/?{_LIKE}", _I, _adjacent, False),
        (r"ADJ", _I, _always("ONEAR/0", ", or one phrase in quotes"), False),
        (r"NEXT", 0, _always("ONEAR/0", ", or one phrase in quotes"), True),
        (rf"AROUND\s?\({_LIKE}\)", _I, _near, False),
        (r"AROUND", 0, _always("NEAR/5"), True),
        (r"(?:W|NEAR|PRE)/(?:S|SENT|SENTENCE)", _I, _always(f"NEAR/{_SENTENCE}", _SAME), False),
        (r"(?:W|NEAR|PRE)/(?:P|PARA|PARAGRAPH)", _I, _always(f"NEAR/{_PARAGRAPH}", _SAME), False),
        (r"W/(?:SEG|DOC)", _I, _always("AND"), False),
        (r"SAME", 0, _always(f"NEAR/{_PARAGRAPH}", _SAME), True),
        (r"N(?P<n>[0-9]{1,2})", 0, _near, True),
        (r"W(?P<n>[0-9]{1,2})", 0, _ordered, True),
        (r"\+(?P<n>[0-9]{1,2})", 0, _ordered, True),
    )
)  # fmt: skip
_SLASHES: tuple[tuple[re.Pattern[str], _Say], ...] = (
    (re.compile(r"/[NF](?P<n>[0-9]{1,3})/" + _END, _I), _near),
    (re.compile(r"/(?P<n>[0-9]{1,3})" + _END), _near),
    (re.compile(r"/s(?:ent)?" + _END, _I), _always(f"NEAR/{_SENTENCE}", _SAME)),
    (re.compile(r"/p(?:ara)?" + _END, _I), _always(f"NEAR/{_PARAGRAPH}", _SAME)),
)


def numbered(start: int, word: str) -> tuple[str, int] | None:
    """Name and number of NEAR/n, ONEAR/n or ATLEAST/n; None where `word` is none of them.

    Raises:
        QueryError: if the number is none that can be meant.
    """
    found = _OURS.fullmatch(word)
    if not found:
        return None
    name, number = found[1], bounded(found[2])
    if name == "ATLEAST":
        if number == 0:
            raise _number("0 of them are always there", word, start, "ATLEAST/1")
    elif number > MOST_WORDS_BETWEEN:
        raise _number(f"{found[2][:9]} words are too far", word, start, f"{name}/255")
    return name, number


def _number(message: str, word: str, start: int, instead: str) -> QueryError:
    fix = Edit(start, len(word), instead)
    return QueryError("QRY014", message, start, len(word), f"write {instead}", fix)


def refuse(text: str, start: int, word: str) -> None:
    """Raise QueryError if nearness or ATLEAST stands at `start` in another spelling than ours."""
    for pattern, say, between in _SPELLINGS:
        found = pattern.match(text, start)
        if found and (not between or stands_between(text, start, found.end())):
            raise _misspelt(text, word, found, say)


def refuse_slashes(text: str, start: int) -> None:
    """Raise QueryError if the slash at `start` opens no pattern but says `/5`, `/s` or `/N5/`."""
    for pattern, say in _SLASHES:
        if found := pattern.match(text, start):
            raise _misspelt(text, "", found, say)


def stands_between(text: str, start: int, end: int) -> bool:
    """Whether terms stand on both sides, so that an operator could."""
    return not _BEFORE_TERM.search(text, 0, start) and not _AFTER_TERM.match(text, end)


def _misspelt(text: str, word: str, found: re.Match[str], say: _Say) -> QueryError:
    instead, why = say(found)
    said = found[0]
    start, width = found.start(), len(said)
    operator = instead.split("/")[0]
    bare = said.upper().rstrip("/") == operator
    hint = f"write {instead}{why}"
    code, message = "QRY014", f"{said!r} is another tool's spelling"
    if said.upper() == instead or (bare and said != said.upper()):
        code, message = "QRY005", f"operators are written in capitals, and {said!r} is not"
    elif bare or said.upper().startswith(f"{operator}/"):
        message = f"{operator} needs a number"
    fix = Edit(start, width, instead)
    if word.isalpha() and word == word.lower():
        hint += f', or "{word}" in quotes to look for the word'
        if operator != "ATLEAST" and not stands_between(text, start, found.end()):
            fix = Edit(start, len(word), f'"{word}"')
    return QueryError(code, message, start, width, hint, fix)
