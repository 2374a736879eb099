"""What a query says: a tree whose every node knows its columns, and what can be wrong with one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from worker.errors import Usage

TEXT_FIELDS: Final = ("title", "lead", "body")
FIELDS: Final = (*TEXT_FIELDS, "url", "author", "source", "tag", "lang")


@dataclass(frozen=True, slots=True)
class Edit:
    """Put `text` in the place of a stretch of a query; code points."""

    offset: int
    width: int
    text: str


class QueryError(Usage):
    """A query that cannot be read. `offset` and `width` are code points of the query text.

    `message` says what is wrong, `hint` what to write instead, `code` names the kind of mistake.
    `edits` are the hint carried out, where it leaves nothing to decide; `mended` applies them.
    """

    def __init__(
        self, code: str, message: str, offset: int, width: int, hint: str, *edits: Edit
    ) -> None:
        super().__init__(f"{message} (column {offset + 1}): {hint}" if hint else message)
        self.code = code
        self.message = message
        self.offset = offset
        self.width = width
        self.hint = hint
        self.edits = edits


def mended(text: str, wrong: QueryError) -> str:
    """The query with the hint of its refusal carried out; unchanged where it needs a decision."""
    for edit in sorted(wrong.edits, key=lambda e: (e.offset, e.width), reverse=True):
        text = text[: edit.offset] + edit.text + text[edit.offset + edit.width :]
    return text


@dataclass(frozen=True, slots=True)
class Warned:
    """A query that means something, though perhaps not what its author thinks."""

    code: str
    message: str
    offset: int
    width: int
    hint: str


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase to find. `text` is without quotes; `exact` keeps case and accents.

    Unless `exact`, a word of `text` may be `pre*` or `*core*`. `slop` is how many other words may
    stand between the words of the phrase, all gaps together.
    """

    offset: int
    width: int
    text: str
    exact: bool = False
    slop: int = 0


@dataclass(frozen=True, slots=True)
class EntityRef:
    """`@name`: any spelling of an entity."""

    offset: int
    width: int
    name: str


@dataclass(frozen=True, slots=True)
class Regex:
    """`/pattern/`: an RE2 expression over the published text; `text` is without the slashes."""

    offset: int
    width: int
    text: str


@dataclass(frozen=True, slots=True)
class Near:
    """`left NEAR/5 right`: in one zone with at most `distance` other words between.

    `ordered` (ONEAR): the left one first. `children` are the left and the right side: terms,
    entities, regexes, a NEAR of these, or an OR of any of them. `grouped`: in parentheses.
    """

    offset: int
    width: int
    children: tuple[Node, Node]
    distance: int
    ordered: bool = False
    grouped: bool = False


@dataclass(frozen=True, slots=True)
class AtLeast:
    """`ATLEAST/3(a OR b OR c)`: at least `count` different ones of `children`."""

    offset: int
    width: int
    children: tuple[Node, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Field:
    """`field:` before a term, an entity or a group: look only there."""

    offset: int
    width: int
    name: str
    child: Node


@dataclass(frozen=True, slots=True)
class Not:
    """`NOT x` or `-x`."""

    offset: int
    width: int
    child: Node


@dataclass(frozen=True, slots=True)
class And:
    """All of at least two. `grouped`: written in parentheses."""

    offset: int
    width: int
    children: tuple[Node, ...]
    grouped: bool = False


@dataclass(frozen=True, slots=True)
class Or:
    """Any of at least two. `grouped`: written in parentheses."""

    offset: int
    width: int
    children: tuple[Node, ...]
    grouped: bool = False


Node = Term | EntityRef | Regex | Near | AtLeast | Field | Not | And | Or


def children_of(node: Node) -> tuple[Node, ...]:
    """The direct parts of a node, in the order written."""
    if isinstance(node, And | Or | Near | AtLeast):
        return node.children
    if isinstance(node, Field | Not):
        return (node.child,)
    return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, in the order written."""
    yield node
    for child in children_of(node):
        yield from walk(child)


def needs_a_term(node: Node, *, when: bool = True) -> bool:
    """Whether the node can only be true (or, `when=False`, only be false) by finding something.

    `lang:` finds nothing: it is true of every article in the language. To fail an ATLEAST, all but
    fewer than `count` of its parts must fail.
    """
    if isinstance(node, Not):
        return needs_a_term(node.child, when=not when)
    if isinstance(node, Field):
        return node.name != "lang" and needs_a_term(node.child, when=when)
    if isinstance(node, Near):
        return when
    if isinstance(node, AtLeast):
        needy = sum(needs_a_term(child, when=when) for child in node.children)
        spare = len(node.children) - node.count  # how many may be otherwise
        return needy > (spare if when else node.count - 1)
    if isinstance(node, And | Or):
        one_will_do = isinstance(node, And) is when
        return (any if one_will_do else all)(needs_a_term(c, when=when) for c in node.children)
    return when
