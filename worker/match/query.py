"""Reads a query into a tree: a small Pratt parser whose every complaint has a column.

Binding, tightest first: `field:`, `NOT` and `-`, `AND` and the space, `OR`. Nearness (later) will
bind between NOT and AND.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal, NoReturn

from worker.match.lexer import Kind, Token, tokens
from worker.match.syntax import (
    And,
    EntityRef,
    Field,
    Node,
    Not,
    Or,
    QueryError,
    Term,
    Warned,
    needs_a_term,
    walk,
)

MAX_LENGTH: Final = 50_000  # code points; the longest boolean queries in use hold some 15,000
MAX_DEPTH: Final = 60  # parentheses, NOTs and fields inside each other

_POWER: Final = {Kind.OR: 1, Kind.AND: 2}
_TIGHTER: Final = 1
_STARTS_OPERAND: Final = frozenset(
    {Kind.WORD, Kind.PHRASE, Kind.EXACT, Kind.ENTITY, Kind.FIELD, Kind.NOT, Kind.OPEN}
)
_Infix = Literal[Kind.AND, Kind.OR]


@dataclass(frozen=True, slots=True)
class Parsed:
    """A query's tree, and what its author may not have meant."""

    tree: Node
    warned: tuple[Warned, ...]


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
    found, warned = tokens(text)
    parser = _Parser(text, found)
    tree = parser.whole()
    if not needs_a_term(tree):
        _refuse_without_term(tree)
    return Parsed(tree, tuple(sorted([*warned, *parser.warned], key=lambda w: w.offset)))


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
                "QRY003", "this parenthesis was never opened", self._here.offset, 1, "remove it"
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
        left = self._operand()
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

    def _operand(self) -> Node:
        token = self._take()
        match token.kind:
            case Kind.WORD | Kind.PHRASE:
                return Term(token.offset, token.width, token.text)
            case Kind.EXACT:
                return Term(token.offset, token.width, token.text, exact=True)
            case Kind.ENTITY:
                return EntityRef(token.offset, token.width, token.text)
            case Kind.OPEN | Kind.NOT | Kind.FIELD:
                return self._nested(token)
            case _:
                raise self._missing(token)

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
        if token.kind is Kind.OPEN:
            node = self._group(token)
        elif token.kind is Kind.NOT:
            child = self._operand()
            node = Not(token.offset, self._since(token.offset), child)
        else:
            node = self._in_field(token)
        self.depth -= 1
        return node

    def _group(self, opening: Token) -> Node:
        if self._at(Kind.CLOSE):
            raise QueryError(
                "QRY003",
                "nothing stands between these parentheses",
                opening.offset,
                self._here.offset + 1 - opening.offset,
                "remove them, or put a term inside",
            )
        if self._at(Kind.END):
            raise _unclosed(opening)
        inside = self._expression(_POWER[Kind.OR])
        if not self._at(Kind.CLOSE):
            raise _unclosed(opening)
        self._take()
        if isinstance(inside, And | Or):
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
            )
        if self._at(Kind.NOT):
            raise QueryError(
                "QRY004",
                f"'{token.text}:' needs a term right after it",
                token.offset,
                token.width,
                f"write the exclusion first: -{token.text}:term",
            )
        self.field = token.text
        child = self._operand()
        self.field = None
        if token.text == "lang":
            _refuse_non_codes(child)
        return Field(token.offset, self._since(token.offset), token.text, child)

    def _missing(self, token: Token) -> QueryError:
        """An operand should stand where `token` does."""
        before = self.tokens[self.position - 2] if self.position > 1 else None
        if before is not None and before.kind in {Kind.AND, Kind.OR, Kind.NOT, Kind.FIELD}:
            said = f"{before.text}:" if before.kind is Kind.FIELD else before.text
            return QueryError(
                "QRY004",
                f"nothing stands after '{said}'",
                before.offset,
                before.width,
                "put a term after it, or remove it",
            )
        if token.kind is Kind.CLOSE:
            return QueryError(
                "QRY003", "this parenthesis was never opened", token.offset, 1, "remove it"
            )
        return QueryError(
            "QRY004",
            f"nothing stands before '{token.text}'",
            token.offset,
            token.width,
            "put a term before it, or remove it",
        )


def _unclosed(opening: Token) -> QueryError:
    return QueryError(
        "QRY003", "this parenthesis is never closed", opening.offset, 1, "close it with )"
    )


def _refuse_non_codes(child: Node) -> None:
    """`lang:` takes codes: two or three letters, alone or in a group."""
    for node in walk(child):
        if isinstance(node, And | Or | Not):
            continue
        code = node.text if isinstance(node, Term) else ""
        if not (code.isascii() and code.isalpha() and len(code) in {2, 3}):
            raise QueryError(
                "QRY013",
                "'lang:' takes language codes",
                node.offset,
                node.width,
                "write two letters, as ISO 639-1 has them: lang:en, lang:(nb OR sv)",
            )


def _refuse_without_term(node: Node) -> NoReturn:
    """Raise at the part that makes the query true of articles in which nothing is found."""
    if isinstance(node, Or):
        _refuse_without_term(next(c for c in node.children if not needs_a_term(c)))
    raise QueryError(
        "QRY008",
        "this can match without finding any term",
        node.offset,
        node.width,
        "join it with AND to a term that must be found",
    )
