"""Cuts a query into its words and signs, each with its column.

Whatever has no meaning here is refused where it stands rather than skipped: a clause dropped in
silence would be a story missed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from worker.match import borders, dialects, foreign, patterns, proximity
from worker.match.syntax import FIELDS, Edit, QueryError, Warned
from worker.text.fold import fold


class Kind(StrEnum):
    """What a token is to the parser."""

    WORD = "word"
    PHRASE = "phrase"
    EXACT = "exact"
    ENTITY = "entity"
    REGEX = "regex"
    FIELD = "field"
    ATLEAST = "ATLEAST"
    NEAR = "NEAR"
    ONEAR = "ONEAR"
    AND = "AND"
    OR = "OR"
    NOT = "NOT"
    OPEN = "("
    CLOSE = ")"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """`text` is what matters of it: the phrase without quotes, the entity's name, the field.

    `number` is the one after `~`, `NEAR/` or `ATLEAST/`.
    """

    kind: Kind
    offset: int
    width: int
    text: str
    number: int = 0


# Which characters close a quotation opened by the key: straight, English, German, French,
# Scandinavian.
QUOTES = {
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
_NUMBERED = {"NEAR": Kind.NEAR, "ONEAR": Kind.ONEAR, "ATLEAST": Kind.ATLEAST}
_WORD = re.compile(rf"[^\s(){''.join(QUOTES)}]+")
_FIELD = re.compile(r"([^\W\d_][\w-]*):")
_MINUS = "-−–"


@dataclass(frozen=True, slots=True)
class Lexed:
    """All tokens, the last of kind END; what to warn of; where comments stand (offset, end)."""

    tokens: list[Token]
    warned: list[Warned]
    comments: list[tuple[int, int]]


def lex(text: str) -> Lexed:
    """The query in tokens.

    Raises:
        QueryError: at the first sign that has no meaning.
    """
    dialects.refuse_history(text)
    lexer = _Lexer(text)
    return Lexed(list(lexer.read()), lexer.warned, lexer.comments)


class _Lexer:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.warned: list[Warned] = []
        self.comments: list[tuple[int, int]] = []

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
        self.comments.append((start, self.at))
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

    def _token(  # noqa: PLR0911 - one return a kind of token
        self, sign: str, field: str
    ) -> Token:
        start = self.at
        if sign in "()":
            self.at += 1
            return Token(Kind(sign), start, 1, sign)
        if sign in QUOTES:
            return self._quoted(Kind.PHRASE, start)
        if sign == "=":
            return self._exact()
        if sign in _MINUS:
            return self._minus()
        if sign == "/" and field != "url":
            return self._regex()
        named = _FIELD.match(self.text, start) if field != "url" else None
        if named and (not field or named[1].lower() in FIELDS):
            return self._field(named[1])
        return self._word(field)

    def _quoted(self, kind: Kind, start: int) -> Token:
        opening = self.at
        borders.refuse_doubled_quotes(self.text, opening)
        closers = QUOTES[self.text[opening]]
        ends = (self.text.find(closer, opening + 1) for closer in closers)
        closing = min((end for end in ends if end >= 0), default=-1)
        if closing < 0:
            raise borders.unclosed_quote(self.text, opening, closers[0])
        self.at = closing + 1
        said = self.text[opening + 1 : closing]
        token = self._substantial(Token(kind, start, self.at - start, said))
        if kind is Kind.PHRASE:
            patterns.refuse_wildcards(said, opening + 1, quoted=True)
        if self.text[self.at : self.at + 1] == "~":
            token = self._slop(token)
        self._ends_here("the quote")
        return token

    def _slop(self, token: Token) -> Token:
        number, width = patterns.slop(
            self.text, self.at, token.text, exact=token.kind is Kind.EXACT
        )
        self.at += width
        return Token(token.kind, token.offset, token.width + width, token.text, number)

    def _exact(self) -> Token:
        start = self.at
        if self.text[start + 1 : start + 2] not in QUOTES or start + 1 == len(self.text):
            said = self._word_at(start + 1)
            fix = Edit(start, 1 + len(said), f'="{said}"' if said else "")
            shown = foreign.shortened(said or "Exact")
            raise QueryError(
                "QRY010", "= needs a quote after it", start, 1, f'write ="{shown}"', fix
            )
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
                Edit(start, 0, " "),
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
                Edit(start, 1, ""),
            )
        return Token(Kind.NOT, start, 1, self.text[start])

    def _regex(self) -> Token:
        start = self.at
        proximity.refuse_slashes(self.text, start)
        dialects.refuse_suffix(self.text, start)
        pattern = patterns.regex(self.text, start)
        self.at += len(pattern) + 2
        patterns.refuse_flags(self.text, start, self.at)
        self._ends_here("the pattern")
        return Token(Kind.REGEX, start, self.at - start, pattern)

    def _field(self, name: str) -> Token:
        start = self.at
        if name.lower() not in FIELDS:
            raise foreign.unknown_field(self.text, self._word_at(start), start, name)
        self.at = start + len(name) + 1
        return Token(Kind.FIELD, start, len(name) + 1, name.lower())

    def _word(self, field: str) -> Token:
        start = self.at
        word = self._word_at(start)
        if word in _OPERATORS:
            self.at += len(word)
            return Token(_OPERATORS[word], start, len(word), word)
        if (numbered := proximity.numbered(start, word)) is not None:
            self.at += len(word)
            return Token(_NUMBERED[numbered[0]], start, len(word), word, numbered[1])
        in_address = field == "url"
        if not in_address:
            dialects.refuse_suffix(self.text, start)
            dialects.refuse_word(self.text, start, word)
            proximity.refuse(self.text, start, word)
        foreign.refuse(self.text, start, word, in_address=in_address)
        if "*" in word:
            if in_address:
                raise patterns.wildcard_in_address(word, start)
            patterns.refuse_wildcards(word, start, quoted=False)
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
                "QRY004",
                "@ needs an entity's name",
                start,
                1,
                "write it right after: @name",
                Edit(start, 1, ""),
            )
        return Token(Kind.ENTITY, start, len(word), word[1:])

    def _ends_here(self, what: str) -> None:
        """Refuse what is glued to the end of a word, quote or pattern."""
        after = self.text[self.at : self.at + 1]
        if after and not after.isspace() and after != ")":
            dialects.refuse_suffix(self.text, self.at)
            raise borders.glued(self.text, self.at, what)

    def _substantial(self, token: Token) -> Token:
        if not fold(token.text).strip():
            raise QueryError(
                "QRY012",
                f"no letter or digit in {foreign.shortened(token.text)!r}",
                token.offset,
                token.width,
                "leave it out: punctuation and symbols are never looked for",
                Edit(token.offset, token.width, ""),
            )
        return token
