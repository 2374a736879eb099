"""Writes a query as its author would have on a good day: one way to say each thing.

The tree of what is written is the tree of what was read. Long queries break at OR and AND, a level
deeper each; a query with comments keeps its lines as they are, for nobody knows what a comment is
about.
"""

from __future__ import annotations

import re
from typing import Final

from worker.match.query import read
from worker.match.syntax import (
    And,
    AtLeast,
    EntityRef,
    Field,
    Near,
    Node,
    Not,
    Or,
    QueryError,
    Regex,
    Term,
    walk,
)

WIDTH: Final = 88  # characters of a line, where a query has places to break
_INDENT: Final = "  "
_BARE: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")  # a word that may do without its quotes
_BARE_WILD: Final = re.compile(r"\*?[^\W_]+\*?")


def format_query(text: str, width: int = WIDTH) -> str:
    """The query, tidied; with comments, only stripped of spaces at line ends.

    `width` is where a line breaks, if it has a place to.

    Raises:
        QueryError: as `parse` does.
    """
    parsed = read(text)
    as_it_was = "\n".join(line.rstrip() for line in text.strip().split("\n"))
    if parsed.comments:
        return as_it_was
    tidied = _Writer(text, width).written(parsed.tree, "", inside=False)
    return tidied if _reads_as(tidied, parsed.tree) else as_it_was


def _reads_as(said: str, tree: Node) -> bool:
    try:
        return _shape(read(said).tree) == _shape(tree)
    except QueryError:
        return False


def _shape(tree: Node) -> list[tuple[object, ...]]:
    """What a tree says, wherever it stands: equal for two trees that say the same."""
    return [_part(node) for node in walk(tree)]


def _part(  # noqa: PLR0911 - one return a kind of node
    node: Node,
) -> tuple[object, ...]:
    match node:
        case Term(text=text, exact=exact, slop=slop):
            return Term, " ".join(text.split()), exact, slop
        case Regex(text=text):
            return Regex, text
        case EntityRef(name=name) | Field(name=name):
            return type(node), name
        case Near(distance=distance, ordered=ordered):
            return Near, distance, ordered
        case AtLeast(children=children, count=count):
            return AtLeast, len(children), count
        case Not():
            return (Not,)
        case _:
            return type(node), len(node.children)


class _Writer:
    def __init__(self, text: str, width: int) -> None:
        self.text = text
        self.width = width

    def written(self, node: Node, indent: str, *, inside: bool) -> str:
        """A node on one line if it fits, else broken; `inside`: in parentheses if it is many."""
        flat = self._flat(node, inside=inside)
        if len(indent) + len(flat) <= self.width or not isinstance(node, And | Or | AtLeast):
            return flat
        if isinstance(node, AtLeast):
            body = self._broken(node.children, "OR", indent + _INDENT)
            return f"ATLEAST/{node.count}(\n{indent}{_INDENT}{body}\n{indent})"
        operator = "AND" if isinstance(node, And) else "OR"
        if not inside:
            return self._broken(node.children, operator, indent)
        body = self._broken(node.children, operator, indent + _INDENT)
        return f"(\n{indent}{_INDENT}{body}\n{indent})"

    def _broken(self, children: tuple[Node, ...], operator: str, indent: str) -> str:
        lines = [self.written(child, indent, inside=True) for child in children]
        return f"\n{indent}{operator} ".join(lines)

    def _flat(  # noqa: PLR0911 - one return a kind of node
        self, node: Node, *, inside: bool
    ) -> str:
        match node:
            case Term():
                return self._term(node)
            case EntityRef(name=name):
                return f"@{name}"
            case Regex(text=pattern):
                return f"/{pattern}/"
            case Field(name=name, child=child):
                return f"{name}:{self._flat(child, inside=True)}"
            case Not(child=child):
                return f"NOT {self._flat(child, inside=True)}"
            case Near(children=(left, right), distance=distance, ordered=ordered):
                sign = f"{'ONEAR' if ordered else 'NEAR'}/{distance}"
                one = self._flat(left, inside=not isinstance(left, Near))
                said = f"{one} {sign} {self._flat(right, inside=True)}"
                return f"({said})" if inside else said
            case AtLeast(children=children, count=count):
                return f"ATLEAST/{count}({self._run(children, ' OR ')})"
            case _:
                said = self._run(node.children, " AND " if isinstance(node, And) else " OR ")
                return f"({said})" if inside else said

    def _run(self, children: tuple[Node, ...], between: str) -> str:
        return between.join(self._flat(child, inside=True) for child in children)

    def _term(self, term: Term) -> str:
        written = self.text[term.offset : term.offset + term.width]
        said = " ".join(term.text.split())
        if term.exact:
            return f'="{said}"' if '"' not in said else written
        if term.slop:
            return f'"{said}"~{term.slop}'
        if '"' in said or written[:1] == said[:1]:
            return written
        return said if _needs_no_quotes(said) else f'"{said}"'


def _needs_no_quotes(word: str) -> bool:
    """Whether the word says the same without: other tools' operators (SAME, adj3) do not."""
    bare = _BARE_WILD if "*" in word else _BARE
    plain = bare.fullmatch(word) and not word.isupper()
    return bool(plain) and _reads_as(word, Term(0, 0, word))
