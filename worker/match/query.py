"""Reads a query into a tree: a small Pratt parser whose every complaint has a column.

Binding, tightest first: `field:`, `NEAR` and `ONEAR` (to the left), `NOT` and `-`, `AND` and the
space, `OR`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from worker.match import refusals
from worker.match.lexer import Kind, Token, lex
from worker.match.syntax import (
    And,
    AtLeast,
    Edit,
    EntityRef,
    Field,
    Near,
    Node,
    Not,
    Or,
    QueryError,
    Regex,
    Term,
    Warned,
    needs_a_term,
)

MAX_LENGTH: Final = 50_000  # code points; the longest boolean queries in use hold some 15,000
MAX_DEPTH: Final = 60  # parentheses, NOTs and fields inside each other

_POWER: Final = {Kind.OR: 1, Kind.AND: 2}
_TIGHTER: Final = 1
_STARTS_OPERAND: Final = frozenset(
    {
        *(Kind.WORD, Kind.PHRASE, Kind.EXACT, Kind.ENTITY, Kind.REGEX),
        *(Kind.FIELD, Kind.ATLEAST, Kind.NOT, Kind.OPEN),
    }
)
_NEARNESS: Final = frozenset({Kind.NEAR, Kind.ONEAR})
_Infix = Literal[Kind.AND, Kind.OR]


@dataclass(frozen=True, slots=True)
class Parsed:
    """A query's tree, what its author may not have meant, and where comments stand (start, end)."""

    tree: Node
    warned: tuple[Warned, ...]
    comments: tuple[tuple[int, int], ...] = ()


def parse(text: str) -> Node:
    """The tree of a query.

    Raises:
        QueryError: at the first mistake; nothing else, whatever the text.
    """
    return read(text).tree


def read(text: str) -> Parsed:
    """The tree of a query with its warnings; raises QueryError as `parse` does."""
    if len(text) > MAX_LENGTH:
        raise QueryError(
            "QRY011",
            f"this query is longer than {MAX_LENGTH} characters",
            MAX_LENGTH,
            1,
            "make it several rules, or an entity",
        )
    lexed = lex(text)
    parser = _Parser(text, lexed.tokens)
    try:
        tree = parser.whole()
    except QueryError as wrong:
        raise refusals.behind_a_hashtag(wrong, lexed.warned) from None
    if not needs_a_term(tree):
        refusals.refuse_without_term(tree)
    warned = sorted([*lexed.warned, *parser.warned], key=lambda w: w.offset)
    return Parsed(tree, tuple(warned), tuple(lexed.comments))


class _Parser:
    def __init__(self, text: str, found: list[Token]) -> None:
        self.text = text
        self.tokens = found
        self.position = 0
        self.depth = 0
        self.field: str | None = None
        self.warned: list[Warned] = []

    def whole(self) -> Node:
        if self._at(Kind.END):
            raise QueryError("QRY001", "the query is empty", 0, 1, "write a word or a phrase")
        tree = self._expression(_POWER[Kind.OR])
        if self._at(Kind.CLOSE):
            raise QueryError(
                "QRY003",
                "this parenthesis was never opened",
                self._here.offset,
                1,
                "remove it",
                Edit(self._here.offset, 1, ""),
            )
        return tree

    @property
    def _here(self) -> Token:
        return self.tokens[self.position]

    def _at(self, kind: Kind) -> bool:
        return self._here.kind is kind

    def _take(self) -> Token:
        token = self._here
        self.position += 1
        return token

    def _since(self, start: int) -> int:
        """How many characters the tokens taken since `start` cover."""
        last = self.tokens[self.position - 1]
        return last.offset + last.width - start

    def _infix(self) -> _Infix | None:
        """The operator that stands here, the unwritten AND included."""
        kind = self._here.kind
        if kind is Kind.AND or kind in _STARTS_OPERAND:
            return Kind.AND
        return Kind.OR if kind is Kind.OR else None

    def _expression(self, floor: int) -> Node:
        start = self._here.offset
        left = self._near()
        while (operator := self._infix()) is not None and _POWER[operator] >= floor:
            left = self._chain(left, start, operator)
        return left

    def _chain(self, first: Node, start: int, operator: _Infix) -> Node:
        """All operands of a run of one operator, as one node."""
        operands = [first]
        while self._infix() is operator:
            if self._at(operator):
                self._take()
            operands.append(self._expression(_POWER[operator] + _TIGHTER))
        if operator is Kind.AND:
            return And(start, self._since(start), tuple(operands))
        self._warn_of_mixing(operands)
        return Or(start, self._since(start), tuple(operands))

    def _warn_of_mixing(self, operands: list[Node]) -> None:
        for operand in operands:
            if isinstance(operand, And) and not operand.grouped:
                said = " ".join(self.text[operand.offset :][: operand.width].split())
                self.warned.append(
                    Warned(
                        "QRY101",
                        "AND (also the space) binds tighter than OR",
                        operand.offset,
                        operand.width,
                        f"this is read as ({said}); write the parentheses you mean",
                    )
                )

    def _near(self) -> Node:
        """An operand, or a run of NEARs grouped to the left."""
        start = self._here.offset
        left = self._operand()
        while self._here.kind in _NEARNESS:
            operator = self._take()
            refusals.refuse_side(left, operator)
            right = self._operand()
            refusals.refuse_side(right, operator)
            ordered = operator.kind is Kind.ONEAR
            width = self._since(start)
            left = Near(start, width, (left, right), operator.number, ordered)
        return left

    def _operand(self) -> Node:
        token = self._take()
        match token.kind:
            case Kind.WORD:
                return Term(token.offset, token.width, token.text)
            case Kind.PHRASE:
                return Term(token.offset, token.width, token.text, slop=token.number)
            case Kind.EXACT:
                return Term(token.offset, token.width, token.text, exact=True)
            case Kind.ENTITY:
                return EntityRef(token.offset, token.width, token.text)
            case Kind.REGEX:
                return Regex(token.offset, token.width, token.text)
            case Kind.OPEN | Kind.NOT | Kind.FIELD | Kind.ATLEAST:
                return self._nested(token)
            case _:
                raise refusals.missing(self.text, token, self.tokens[: self.position - 1])

    def _nested(self, token: Token) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise QueryError(
                "QRY011",
                f"more than {MAX_DEPTH} levels inside each other",
                token.offset,
                token.width,
                "make it several rules",
            )
        node: Node
        if token.kind is Kind.OPEN:
            node = self._group(token)
        elif token.kind is Kind.ATLEAST:
            node = self._at_least(token)
        elif token.kind is Kind.NOT:
            child = self._near()
            node = Not(token.offset, self._since(token.offset), child)
        else:
            node = self._in_field(token)
        self.depth -= 1
        return node

    def _at_least(self, token: Token) -> AtLeast:
        """`ATLEAST/2(a OR b OR c)`: alternatives in parentheses, at least as many as asked for."""
        inside = self._operand() if self._at(Kind.OPEN) else None
        if not isinstance(inside, Or):
            raise QueryError(
                "QRY014",
                f"{token.text} counts alternatives",
                token.offset,
                token.width,
                f"write them in parentheses with OR between: {token.text}(one OR two OR three)",
                Edit(token.offset, token.width, ""),
            )
        if token.number > len(inside.children):
            most = f"ATLEAST/{len(inside.children)}"
            raise QueryError(
                "QRY014",
                f"{token.text} of {len(inside.children)} alternatives never holds",
                token.offset,
                token.width,
                f"write {most} or less, or AND between them",
                Edit(token.offset, token.width, most),
            )
        width = self._since(token.offset)
        return AtLeast(token.offset, width, inside.children, token.number)

    def _group(self, opening: Token) -> Node:
        if self._at(Kind.CLOSE):
            width = self._here.offset + 1 - opening.offset
            raise QueryError(
                "QRY003",
                "nothing stands between these parentheses",
                opening.offset,
                width,
                "remove them, or put a term inside",
                Edit(opening.offset, width, ""),
            )
        if self._at(Kind.END):
            raise refusals.unclosed(self.text, opening)
        inside = self._expression(_POWER[Kind.OR])
        if not self._at(Kind.CLOSE):
            raise refusals.unclosed(self.text, opening)
        self._take()
        if isinstance(inside, And | Or | Near):
            start = opening.offset
            return replace(inside, offset=start, width=self._since(start), grouped=True)
        return inside

    def _in_field(self, token: Token) -> Field:
        if self.field is not None:
            raise QueryError(
                "QRY006",
                f"'{token.text}:' stands inside '{self.field}:'",
                token.offset,
                token.width,
                "a text cannot be in both: take one of the two out",
                Edit(token.offset, token.width, ""),
            )
        if self._at(Kind.NOT):
            raise QueryError(
                "QRY004",
                f"'{token.text}:' needs a term right after it",
                token.offset,
                token.width,
                f"write the exclusion first: -{token.text}:term",
                Edit(token.offset, token.width, ""),
            )
        self.field = token.text
        child = self._operand()
        self.field = None
        if token.text == "lang":
            refusals.refuse_non_codes(child)
        return Field(token.offset, self._since(token.offset), token.text, child)
