"""The parser and a grammar written apart from it give one tree for every query."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from lark import Lark, Token, Transformer

from tests.match.test_format import bare
from tests.properties.test_match import sound
from worker.match import parse
from worker.match.syntax import And, AtLeast, EntityRef, Field, Near, Node, Not, Or, Regex, Term


class _Trees(Transformer[Token, Node]):
    """What the grammar's rules mean; no places, no parentheses."""

    def start(self, found: list[Node]) -> Node:
        return found[0]

    def group(self, found: list[Node]) -> Node:
        return found[0]

    def either(self, found: list[Node]) -> Node:
        return found[0] if len(found) == 1 else Or(0, 0, tuple(found))

    def every(self, found: list[Node]) -> Node:
        return found[0] if len(found) == 1 else And(0, 0, tuple(found))

    def part(self, found: list[Node]) -> Node:
        return found[0]

    def negated(self, found: list[Any]) -> Node:
        return Not(0, 0, found[1])

    def near(self, found: list[Any]) -> Node:
        tree: Node = found[0]
        for sign, right in zip(found[1::2], found[2::2], strict=True):
            name, number = sign.split("/")
            tree = Near(0, 0, (tree, right), int(number), ordered=name == "ONEAR")
        return tree

    def word(self, found: list[Token]) -> Node:
        return Term(0, 0, str(found[0]))

    def phrase(self, found: list[Token]) -> Node:
        return Term(0, 0, _inside(found[0][1:-1]))

    def exact(self, found: list[Token]) -> Node:
        return Term(0, 0, _inside(found[0][2:-1]), exact=True)

    def loose(self, found: list[Token]) -> Node:
        quoted, _, number = found[0].rpartition("~")
        return Term(0, 0, _inside(quoted[1:-1]), slop=int(number))

    def regex(self, found: list[Token]) -> Node:
        return Regex(0, 0, str(found[0][1:-1]))

    def entity(self, found: list[Token]) -> Node:
        return EntityRef(0, 0, str(found[0][1:]))

    def field(self, found: list[Any]) -> Node:
        return Field(0, 0, str(found[0][:-1]), found[1])

    def atleast(self, found: list[Any]) -> Node:
        return AtLeast(0, 0, found[1].children, int(found[0].split("/")[1]))


def _inside(said: str) -> str:
    return " ".join(said.split())


@cache
def oracle() -> Lark:
    grammar = Path(__file__).with_name("grammar.lark").read_text("utf-8")
    return Lark(grammar, parser="lalr", lexer="contextual")


def by_grammar(text: str) -> Node:
    return _Trees().transform(oracle().parse(text))


@given(sound)
@example("url:/[A-Z]+/")  # a path, as in url:/world/, and not a pattern
@example("url:(/[A-Z]+/ OR a)")
def test_one_tree(text: str) -> None:
    assert bare(parse(text)) == by_grammar(text)


@pytest.mark.parametrize(
    "text",
    [
        "a b OR c NOT d",
        "a NEAR/3 b ONEAR/4 c d",
        "-a b NOT NOT c",
        'title:(a OR "b c"~2) ATLEAST/2(a OR b OR (c d))',
        '="Exact" @entity /[A-Z]+/ sanct* *sanktion*',
        "lang:en a -lang:nb",
    ],
)
def test_the_shapes_there_are(text: str) -> None:
    assert bare(parse(text)) == by_grammar(text)
