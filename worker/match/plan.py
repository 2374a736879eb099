"""Makes a query's tree ready to be decided: words become classes of patterns, fields zones.

Word forms will enter here: a word's `Spellings` hold one pattern today and its whole form class
tomorrow. Nothing that reads a plan needs to know how many there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from worker.match.automaton import Vocabulary
from worker.match.syntax import (
    TEXT_FIELDS,
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
)
from worker.model import Zone
from worker.text.fold import as_typed, fold
from worker.text.tokens import trace

TEXT_ZONES: Final[tuple[Zone, ...]] = ("title", "lead", "body")
_ZONES: Final[Mapping[str, frozenset[Zone]]] = {
    "": frozenset(TEXT_ZONES),
    "title": frozenset({"title"}),
    "lead": frozenset({"lead"}),
    "body": frozenset({"body"}),
    "url": frozenset({"url"}),
    "author": frozenset({"author"}),
    "source": frozenset({"source"}),
    "tag": frozenset({"tag"}),
}


@dataclass(frozen=True, slots=True)
class Exact:
    """What `="..."` demands of the published text around a hit.

    `before` and `after` count the signs at the edges of `typed` that folding leaves out (C++).
    """

    typed: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Leaf:
    """A class of patterns looked for in some zones.

    `number` is unique among the leaves of one matcher; equal leaves are one. `whole`: the hit must
    be all of its text (a tag). A hit inside a hit of a mask does not count.
    """

    number: int
    words: int  # class number in the automaton
    zones: frozenset[Zone]
    whole: bool
    exact: Exact | None
    masks: tuple[Leaf, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """One node of a plan, with the stretch of the query it stands for.

    "term" and "entity" have leaves, any of which will do, and what the rule `said`; "lang" has a
    language code and what to say when nobody knows the article's; the others have children.
    """

    kind: Literal["term", "entity", "lang", "and", "or", "not", "field"]
    offset: int
    width: int
    children: tuple[Clause, ...] = ()
    leaves: tuple[Leaf, ...] = ()
    said: str = ""
    code: str = ""
    unknown: bool = False

    def terms(self) -> Iterator[Clause]:
        """The terms and entities in it, in query order."""
        if self.kind in {"term", "entity"}:
            yield self
        for child in self.children:
            yield from child.terms()


@dataclass(frozen=True, slots=True)
class Spellings:
    """All ways to write one thing: folded patterns, and those that must stand as typed.

    Inside a hit of `masks` none of them counts.
    """

    plain: tuple[str, ...] = ()
    exact: tuple[tuple[str, Exact], ...] = ()
    masks: Spellings | None = None


def spellings_of(terms: Sequence[Term], masks: Sequence[Term] = ()) -> Spellings:
    """The spellings of a term, or of an entity's names."""
    return Spellings(
        tuple(_pattern(term.text) for term in terms if not term.exact),
        tuple((_pattern(term.text), _exact(term.text)) for term in terms if term.exact),
        spellings_of(masks) if masks else None,
    )


def name_of(text: str) -> Term:
    """An entity's name or mask as a term: plain text, or `="Exact"`.

    Raises:
        QueryError: if it holds nothing to look for, or a sign of a later release.
    """
    said = text.strip()
    exact = len(said) > 2 and said.startswith('="') and said.endswith('"')  # noqa: PLR2004 - =""
    if exact:
        said = said[2:-1]
    elif "*" in said:
        raise QueryError(
            "QRY009",
            "the wildcard * comes with a later release",
            text.index("*"),
            1,
            "until then list the spellings",
        )
    if not fold(said).strip():
        raise QueryError(
            "QRY012", "a name without letter or digit", 0, max(1, len(text)), "write a name"
        )
    return Term(0, len(text), said, exact)


def language_code(language: str | None) -> str | None:
    """ISO 639-1 in lower case without region; `no` means `nb`; None if unknown."""
    if not language:
        return None
    code = language.lower().replace("_", "-").split("-")[0]
    return "nb" if code == "no" else code


def _pattern(text: str) -> str:
    """Folded text to look for. Line breaks in a phrase are spaces: a YAML block may wrap it."""
    return fold(" ".join(text.split()))


def _exact(text: str) -> Exact:
    typed = as_typed(text)
    traced = trace(typed)
    return Exact(typed, traced.starts[1], len(typed) - traced.ends[-1])


class Planner:
    """Builds the plans of many queries over one vocabulary."""

    def __init__(self, entities: Mapping[str, Spellings]) -> None:
        self.vocabulary = Vocabulary()
        self.reads_metadata = False  # whether any plan asks for url, author, source or tag
        self._entities = entities
        self._leaves: dict[tuple[object, ...], Leaf] = {}
        self._entity_leaves: dict[tuple[str, str], tuple[Leaf, ...]] = {}

    def clause(self, node: Node, *, doubt: bool, field: str = "") -> Clause:
        """The plan of a node whose entities are all known.

        `doubt` is what the node shall say where the article's language is not known: True in what
        makes a rule speak, False in what silences it.
        """
        at = (node.offset, node.width)
        assert not isinstance(node, Regex | Near | AtLeast)  # noqa: S101 - not read yet
        if isinstance(node, Field):
            inside = self.clause(node.child, doubt=doubt, field=node.name)
            return Clause("field", *at, children=(inside,))
        if isinstance(node, Not):
            return Clause(
                "not", *at, children=(self.clause(node.child, doubt=not doubt, field=field),)
            )
        if isinstance(node, And | Or):
            children = tuple(self.clause(c, doubt=doubt, field=field) for c in node.children)
            return Clause("and" if isinstance(node, And) else "or", *at, children=children)
        if isinstance(node, EntityRef):
            leaves = self._of_entity(node.name, field)
            return Clause("entity", *at, leaves=leaves, said=f"@{node.name}")
        if field == "lang":
            return Clause("lang", *at, code=language_code(node.text) or "", unknown=doubt)
        said = f'="{node.text}"' if node.exact else node.text
        return Clause("term", *at, leaves=self._of(spellings_of([node]), field), said=said)

    def _of_entity(self, name: str, field: str) -> tuple[Leaf, ...]:
        """Kept by name: an entity may have 100,000 spellings."""
        key = (name, field)
        if key not in self._entity_leaves:
            self._entity_leaves[key] = self._of(self._entities[name], field)
        return self._entity_leaves[key]

    def _of(self, spellings: Spellings, field: str) -> tuple[Leaf, ...]:
        """Leaves that together find any of the spellings: one for the plain, one each exact."""
        masks = self._of(spellings.masks, field) if spellings.masks else ()
        plain = [self._leaf(spellings.plain, field, None, masks)] if spellings.plain else []
        exact = [self._leaf([words], field, exact, masks) for words, exact in spellings.exact]
        return (*plain, *exact)

    def _leaf(
        self, patterns: Sequence[str], field: str, exact: Exact | None, masks: tuple[Leaf, ...]
    ) -> Leaf:
        words = self.vocabulary.class_of(patterns)
        key = (words, field, exact, *(mask.number for mask in masks))
        leaf = self._leaves.get(key)
        if leaf is None:
            leaf = Leaf(len(self._leaves), words, _ZONES[field], field == "tag", exact, masks)
            self._leaves[key] = leaf
        self.reads_metadata |= field not in {"", *TEXT_FIELDS}
        return leaf
