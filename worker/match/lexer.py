"""Cuts a query into its words and signs, each with its column.

Whatever has no meaning here is refused where it stands rather than skipped: a clause dropped in
silence would be a story missed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from worker.match import foreign, later
from worker.match.syntax import FIELDS, QueryError, Warned
from worker.text.fold import fold


class Kind(StrEnum):
    """What a token is to the parser."""

    WORD = "word"
    PHRASE = "phrase"
    EXACT = "exact"
    ENTITY = "entity"
    FIELD = "field"
    AND = "AND"
    OR = "OR"
    NOT = "NOT"
    OPEN = "("
    CLOSE = ")"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """`text` is what matters of it: the phrase without quotes, the entity's name, the field."""

    kind: Kind
    offset: int
    width: int
    text: str


# Which characters close a quotation opened by the key: straight, English, German, French,
# Scandinavian.
_QUOTES = {
    '"': '"',
    "＂": "＂",
    "“": '”“"',
    "”": '”"',
    "„": '“”"',
    "‟": '”"',
    "«": "»",
    "»": "«»",
}
_OPERATORS = {"AND": Kind.AND, "OR": Kind.OR, "NOT": Kind.NOT}
_WORD = re.compile(rf"[^\s(){''.join(_QUOTES)}]+")
_FIELD = re.compile(r"([^\W\d_][\w-]*):")
_MINUS = "-−–"


def tokens(text: str) -> tuple[list[Token], list[Warned]]:
    """All tokens of the query, the last of kind END, and what to warn of.

    Raises:
        QueryError: at the first sign that has no meaning, or comes with a later release.
    """
    lexer = _Lexer(text)
    found = list(lexer.read())
    return found, lexer.warned


class _Lexer:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.warned: list[Warned] = []

    def read(self) -> Iterator[Token]:
        field = ""  # the one right before, if any
        while (sign := self._next_sign()) is not None:
            token = self._token(sign, field)
            field = token.text if token.kind is Kind.FIELD else ""
            yield token
        yield Token(Kind.END, len(self.text), 1, "")

    def _next_sign(self) -> str | None:
        """The next character that is neither space nor comment."""
        while self.at < len(self.text):
            sign = self.text[self.at]
            if sign == "#":
                self._skip_comment()
            elif sign.isspace():
                self.at += 1
            else:
                return sign
        return None

    def _skip_comment(self) -> None:
        start = self.at
        end = self.text.find("\n", start)
        self.at = len(self.text) if end < 0 else end
        if self.text[start + 1 : start + 2].isalnum():
            said = self.text[start : self.at]
            self.warned.append(
                Warned(
                    "QRY102",
                    f"a comment begins here: {foreign.shortened(said)!r} is not looked for",
                    start,
                    len(said),
                    "for the hashtag write the word alone; for a comment put a space after #",
                )
            )

    def _token(self, sign: str, field: str) -> Token:
        start = self.at
        if sign in "()":
            self.at += 1
            return Token(Kind(sign), start, 1, sign)
        if sign in _QUOTES:
            return self._quoted(Kind.PHRASE, start)
        if sign == "=":
            return self._exact()
        if sign in _MINUS:
            return self._minus()
        if not field and (named := _FIELD.match(self.text, start)):
            return self._field(named[1])
        return self._word(in_address=field == "url")

    def _quoted(self, kind: Kind, start: int) -> Token:
        opening = self.at
        closers = _QUOTES[self.text[opening]]
        ends = (self.text.find(closer, opening + 1) for closer in closers)
        closing = min((end for end in ends if end >= 0), default=-1)
        if closing < 0:
            raise QueryError(
                "QRY002", "this quote is never closed", opening, 1, "close it after the phrase"
            )
        self.at = closing + 1
        said = self.text[opening + 1 : closing]
        if self.text[self.at : self.at + 1] == "~":
            raise later.slop(self.text, self.at)
        if kind is Kind.PHRASE and "*" in said:
            raise later.wildcard(opening + 1 + said.index("*"), 1)
        self._ends_here("the quote")
        return self._substantial(Token(kind, start, self.at - start, said))

    def _exact(self) -> Token:
        start = self.at
        if self.text[start + 1 : start + 2] not in _QUOTES:
            said = foreign.shortened(self._word_at(start + 1) or "Exact")
            raise QueryError("QRY010", "= needs a quote after it", start, 1, f'write ="{said}"')
        self.at += 1
        return self._quoted(Kind.EXACT, start)

    def _minus(self) -> Token:
        start = self.at
        before = self.text[start - 1] if start else " "
        if not (before.isspace() or before in "(:" or before in _MINUS):
            raise QueryError(
                "QRY010",
                "a dash right after this reads two ways",
                start,
                1,
                "put a space before it to exclude what follows",
            )
        self.at += 1
        after = self.text[self.at : self.at + 1]
        if not after or after.isspace() or after == ")":
            raise QueryError(
                "QRY004",
                "this dash excludes nothing",
                start,
                1,
                "write it right before a term (-term), or leave it out",
            )
        return Token(Kind.NOT, start, 1, self.text[start])

    def _field(self, name: str) -> Token:
        start = self.at
        if name.lower() not in FIELDS:
            raise foreign.unknown_field(self._word_at(start), start, name)
        self.at = start + len(name) + 1
        return Token(Kind.FIELD, start, len(name) + 1, name.lower())

    def _word(self, *, in_address: bool) -> Token:
        start = self.at
        word = self._word_at(start)
        if word in _OPERATORS:
            self.at += len(word)
            return Token(_OPERATORS[word], start, len(word), word)
        later.refuse(word, start, in_address=in_address)
        foreign.refuse(word, start, in_address=in_address)
        self.at += len(word)
        self._ends_here(f"{foreign.shortened(word)!r}")
        if word[0] == "@":
            return self._entity(word, start)
        return self._substantial(Token(Kind.WORD, start, len(word), word))

    def _word_at(self, start: int) -> str:
        found = _WORD.match(self.text, start)
        return found[0] if found else ""

    def _entity(self, word: str, start: int) -> Token:
        if len(word) == 1:
            raise QueryError(
                "QRY004", "@ needs an entity's name", start, 1, "write it right after: @name"
            )
        return Token(Kind.ENTITY, start, len(word), word[1:])

    def _ends_here(self, what: str) -> None:
        """Refuse what is glued to the end of a word or quote."""
        after = self.text[self.at : self.at + 1]
        if after and not after.isspace() and after != ")":
            raise QueryError(
                "QRY010",
                f"{after!r} stands right after {what}",
                self.at,
                1,
                "put a space or an operator between",
            )

    def _substantial(self, token: Token) -> Token:
        if not fold(token.text).strip():
            raise QueryError(
                "QRY012",
                f"no letter or digit in {foreign.shortened(token.text)!r}",
                token.offset,
                token.width,
                "leave it out: punctuation and symbols are never looked for",
            )
        return token
