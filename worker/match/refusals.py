"""What the parser refuses, and why: each where it stands, with what to write instead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NoReturn

from worker.match.foreign import language_named
from worker.match.lexer import Kind, Token
from worker.match.syntax import (
    And,
    AtLeast,
    Edit,
    Field,
    Near,
    Node,
    Not,
    Or,
    QueryError,
    Term,
    Warned,
    needs_a_term,
    walk,
)

WANTS_A_TERM: Final = frozenset({Kind.AND, Kind.OR, Kind.NOT, Kind.FIELD, Kind.NEAR, Kind.ONEAR})
_DEEPER: Final = {Kind.CLOSE: 1, Kind.OPEN: -1}  # read backwards


def behind_a_hashtag(wrong: QueryError, warned: Sequence[Warned]) -> QueryError:
    """What is missing may stand in a comment whose author meant a hashtag; else `wrong` itself."""
    comment = next((w for w in warned if w.code == "QRY102" and w.offset >= wrong.offset), None)
    if comment is None or wrong.code not in {"QRY001", "QRY003", "QRY004"}:
        return wrong
    said = f"{wrong.message}: {comment.message}"
    return QueryError(wrong.code, said, comment.offset, comment.width, comment.hint)


def unclosed(text: str, opening: Token) -> QueryError:
    """The refusal of a parenthesis that is never closed."""
    return QueryError(
        "QRY003",
        "this parenthesis is never closed",
        opening.offset,
        1,
        "close it with )",
        Edit(len(text), 0, "\n)" if "#" in text.rpartition("\n")[2] else ")"),
    )


def missing(text: str, token: Token, read: list[Token]) -> QueryError:
    """The refusal of `token` where an operand should stand, after the tokens `read`."""
    before = read[-1] if read else None
    drop = Edit(token.offset, token.width, "")
    if before is not None and before.kind is Kind.NOT and token.kind in {Kind.NEAR, Kind.ONEAR}:
        return _not_near(text, token, read)
    if before is not None and before.kind in WANTS_A_TERM:
        said = f"{before.text}:" if before.kind is Kind.FIELD else before.text
        return QueryError(
            "QRY004",
            f"nothing stands after '{said}'",
            before.offset,
            before.width,
            "put a term after it, or remove it",
            Edit(before.offset, before.width, ""),
        )
    if token.kind is Kind.CLOSE:
        return QueryError(
            "QRY003", "this parenthesis was never opened", token.offset, 1, "remove it", drop
        )
    return QueryError(
        "QRY004",
        f"nothing stands before '{token.text}'",
        token.offset,
        token.width,
        "put a term before it, or remove it",
        drop,
    )


def _not_near(text: str, token: Token, read: list[Token]) -> QueryError:
    """`a NOT NEAR/5 b` of other tools: a, unless it stands near b."""
    negation = read[-1]
    left = _operand_before(text, read[:-1])
    return QueryError(
        "QRY014",
        f"'{negation.text}' cannot stand right before {token.text}",
        negation.offset,
        token.offset + token.width - negation.offset,
        f"exclude what is near: a NOT (a {token.text} b)",
        Edit(token.offset, 0, f"{left} ") if left else Edit(token.offset, token.width, ""),
    )


def _operand_before(text: str, read: list[Token]) -> str:
    """The term or the group that ends here, as written; empty if there is none."""
    if read and read[-1].kind is Kind.AND:
        read = read[:-1]
    if not read or read[-1].kind in WANTS_A_TERM:
        return ""
    at = len(read) - 1
    depth = _DEEPER.get(read[at].kind, 0)
    while depth > 0:  # the parser has read what opens it
        at -= 1
        depth += _DEEPER.get(read[at].kind, 0)
    return text[read[at].offset : read[-1].offset + read[-1].width] if depth == 0 else ""


def refuse_side(side: Node, operator: Token) -> None:
    """Raise at what cannot stand beside a NEAR: what has no place in the text."""
    wrong = _no_place(side)
    if wrong is None:
        return
    what, hint = {
        And: ("AND", "write one NEAR for each: a NEAR/5 b AND a NEAR/5 c"),
        Not: ("NOT", "exclude outside: a NEAR/5 b NOT (a NEAR/5 c)"),
        Field: ("a field", "put the field around all of it: title:(a NEAR/5 b)"),
        AtLeast: ("ATLEAST", "count outside: ATLEAST/2(a NEAR/5 b OR a NEAR/5 c OR d)"),
    }[type(wrong)]
    raise QueryError(
        "QRY014",
        f"{what} cannot stand beside {operator.text}",
        wrong.offset,
        wrong.width,
        hint,
        Edit(operator.offset, operator.width, "AND"),
    )


def _no_place(node: Node) -> And | Not | Field | AtLeast | None:
    if isinstance(node, Or | Near):
        return next((wrong for c in node.children if (wrong := _no_place(c)) is not None), None)
    return node if isinstance(node, And | Not | Field | AtLeast) else None


def refuse_non_codes(child: Node) -> None:
    """`lang:` takes codes: two or three letters, alone or in a group."""
    for node in walk(child):
        if isinstance(node, And | Or | Not):
            continue
        code = node.text if isinstance(node, Term) else ""
        if not (code.isascii() and code.isalpha() and len(code) in {2, 3}):
            known = language_named(code)
            raise QueryError(
                "QRY013",
                "'lang:' takes language codes",
                node.offset,
                node.width,
                "write two letters, as ISO 639-1 has them: lang:en, lang:(nb OR sv)",
                *([Edit(node.offset, node.width, known)] if known else []),
            )


def refuse_without_term(node: Node) -> NoReturn:
    """Raise at the part that makes the query true of articles in which nothing is found."""
    if isinstance(node, Or):
        refuse_without_term(next(c for c in node.children if not needs_a_term(c)))
    raise QueryError(
        "QRY008",
        "this can match without finding any term",
        node.offset,
        node.width,
        "join it with AND to a term that must be found",
    )
