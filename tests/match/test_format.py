"""A formatted query says the same, in one way only."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from tests.properties.test_match import sound
from worker.match import parse
from worker.match.format import WIDTH, format_query
from worker.match.syntax import And, AtLeast, Field, Near, Node, Not, Or, Term

CASES = [
    ("a", "a"),
    ("a   b", "a AND b"),
    ("a AND b OR c", "(a AND b) OR c"),
    ("(a OR b)  -c", "(a OR b) AND NOT c"),
    ('"deep   strike"', '"deep strike"'),
    ('"strike"', "strike"),
    ('"and" OR "sanct*"', '"and" OR sanct*'),
    ('"long-range"', "long-range"),
    ("“deep strike”~2", '"deep strike"~2'),
    ('="The  US"', '="The US"'),
    ("=\"say 'x'\"", "=\"say 'x'\""),
    ('«say "x"» a', '«say "x"» AND a'),
    ('=«say "x"»', '=«say "x"»'),
    ("title:(a b) body:c", "title:(a AND b) AND body:c"),
    ("a NEAR/3 b NEAR/2 (c OR d)", "a NEAR/3 b NEAR/2 (c OR d)"),
    ("a ONEAR/3 (b NEAR/2 c)", "a ONEAR/3 (b NEAR/2 c)"),
    ("ATLEAST/2 (a OR (b c) OR -d)", "ATLEAST/2(a OR (b AND c) OR NOT d)"),
    ("@russia /[A-Z]+/", "@russia AND /[A-Z]+/"),
    ("url:https://x.no/a?b=c a", "url:https://x.no/a?b=c AND a"),
    ("C++ AT&T", "C++ AND AT&T"),
    ("a  # why  \n\n b ", "a  # why\n\n b"),
    ("((a))", "a"),
    ("a  # one\u2028line", "a  # one\u2028line"),
    ('"adj3" OR "SAME"  OR "exp"', '"adj3" OR "SAME" OR exp'),
    ('"EXCEPT"  "2024"', '"EXCEPT" AND "2024"'),
    ("a  title: / /", "a  title: / /"),
]


@pytest.mark.parametrize(("text", "tidied"), CASES)
def test_one_way_to_say_it(text: str, tidied: str) -> None:
    found = format_query(text)
    assert found == tidied
    assert bare(parse(found)) == bare(parse(text))


def test_a_long_query_breaks_at_its_operators() -> None:
    words = " OR ".join(f"word{n}" for n in range(20))
    found = format_query(f"(({words}) @russia) OR ATLEAST/2({words})")
    assert max(map(len, found.splitlines())) <= WIDTH
    assert found.splitlines()[:4] == ["(", "  (", "    word0", "    OR word1"]
    assert "OR ATLEAST/2(" in found
    assert bare(parse(found)) == bare(parse(f"(({words}) @russia) OR ATLEAST/2({words})"))


@given(sound)
def test_any_query_says_the_same_when_formatted(text: str) -> None:
    found = format_query(text)
    assert bare(parse(found)) == bare(parse(text))
    assert format_query(found) == found


def bare(node: Node) -> Node:
    """A tree without places and parentheses."""
    match node:
        case And() | Or() | Near():
            children = tuple(map(bare, node.children))
            return replace(node, offset=0, width=0, children=children, grouped=False)  # type: ignore[arg-type]
        case AtLeast():
            return replace(node, offset=0, width=0, children=tuple(map(bare, node.children)))
        case Field() | Not():
            return replace(node, offset=0, width=0, child=bare(node.child))
        case Term():
            return replace(node, offset=0, width=0, text=" ".join(node.text.split()))
    return replace(node, offset=0, width=0)
