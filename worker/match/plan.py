"""Makes a query's tree ready to be decided: words become form classes, fields zones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from worker.match.entities import Spellings
from worker.match.exact import Exact, exact
from worker.match.formclass import FormClass, form_class, united
from worker.match.patterns import compiled_regex
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
    Regex,
    Term,
)
from worker.match.vocabulary import Vocabulary
from worker.match.ways import ways
from worker.match.wording import Speller, Tongue, Word, is_run, joined
from worker.model import Query, Zone
from worker.text.fold import fold
from worker.text.language import normal

TEXT_ZONES: Final[tuple[Zone, ...]] = ("title", "lead", "body")
TEXT: Final = frozenset(TEXT_ZONES)
_ZONES: Final[Mapping[str, frozenset[Zone]]] = {
    "": TEXT,
    **{zone: frozenset({zone}) for zone in (*TEXT_ZONES, "url", "author", "source", "tag")},
}
_SEVERAL: Final = 8  # leaves; the classes an entity with more hangs on are scanned for


@dataclass(frozen=True, slots=True)
class Leaf:
    """Words looked for in some zones: one class a word, in order, at most `slop` words between.

    `number` is unique among the leaves of one matcher; equal leaves are one. The words are found
    from the `pivot` on: the rarest, or (`is_pair`) the first of the two rarest neighbours. `whole`:
    the hit must be all of its text (a tag). A hit inside a hit of a mask does not count, and none
    does unless one of `needs` occurs. A `regex` is looked for in the published text, and then there
    are no words.
    """

    number: int
    words: tuple[int, ...]
    pivot: int
    slop: int
    zones: frozenset[Zone]
    whole: bool
    exact: Exact | None = None
    masks: tuple[Leaf, ...] = ()
    needs: tuple[Leaf, ...] = ()
    regex: Any = None
    is_pair: bool = False


ClauseKind = Literal[
    "term", "entity", "regex", "near", "lang", "and", "or", "not", "field", "atleast"
]
LEAFY: Final = frozenset({"term", "entity", "regex"})
FINDING: Final = LEAFY | {"near"}


@dataclass(frozen=True, slots=True)
class Clause:
    """One node of a plan, with the stretch of the query it stands for.

    "term", "entity" and "regex" have leaves, any of which will do, and what the rule `said`, as
    "near" has; "lang" has a language code and what to say when nobody knows the article's; "near"
    and "atleast" have their `count`; the others have children.
    """

    kind: ClauseKind
    offset: int
    width: int
    children: tuple[Clause, ...] = ()
    leaves: tuple[Leaf, ...] = ()
    said: str = ""
    code: str = ""
    unknown: bool = False
    count: int = 0
    ordered: bool = False

    def terms(self) -> Iterator[Clause]:
        """The terms, patterns and entities in it, in query order."""
        if self.kind in LEAFY:
            yield self
        for child in self.children:
            yield from child.terms()


@dataclass(frozen=True, slots=True)
class Plan:
    """A query ready to be decided, and the languages whose forms its words take."""

    query: Query
    root: Clause
    tongue: Tongue


@dataclass(frozen=True, slots=True)
class Scope:
    """How a query is read: its text, the languages of its words, the zones, what doubt says.

    `doubt` is what a `lang:` shall say where the article's language is not known: True in what
    makes a rule speak, False in what silences it.
    """

    text: str
    tongue: Tongue
    doubt: bool
    field: str = ""


class Planner:
    """Builds the plans of many queries over one vocabulary."""

    def __init__(self, entities: Mapping[str, Spellings], speller: Speller) -> None:
        self.vocabulary = Vocabulary()
        self.reads_metadata = False  # whether any plan asks for url, author, source or tag
        self.entities = entities
        self.forms = speller.forms
        self._speller = speller
        self._leaves: dict[tuple[object, ...], Leaf] = {}
        self._entity_leaves: dict[tuple[str, str], tuple[Leaf, ...]] = {}

    def clause(self, node: Node, scope: Scope) -> Clause:
        """The plan of a node whose entities are all known."""
        at = (node.offset, node.width)
        match node:
            case Field(name=name, child=child):
                inside = Scope(scope.text, scope.tongue, scope.doubt, name)
                return Clause("field", *at, children=(self.clause(child, inside),))
            case Not(child=child):
                turned = Scope(scope.text, scope.tongue, not scope.doubt, scope.field)
                return Clause("not", *at, children=(self.clause(child, turned),))
            case And() | Or():
                kind: ClauseKind = "and" if isinstance(node, And) else "or"
                return Clause(kind, *at, children=self._all(node.children, scope))
            case AtLeast(children=children, count=count):
                return Clause("atleast", *at, children=self._all(children, scope), count=count)
            case Near(children=children, distance=distance, ordered=ordered):
                return Clause(
                    "near",
                    *at,
                    children=self._all(children, scope),
                    said=" ".join(scope.text[node.offset : node.offset + node.width].split()),
                    count=distance,
                    ordered=ordered,
                )
            case _:
                return self._finding(node, scope)

    def _all(self, nodes: Iterable[Node], scope: Scope) -> tuple[Clause, ...]:
        return tuple(self.clause(node, scope) for node in nodes)

    def _finding(self, node: EntityRef | Regex | Term, scope: Scope) -> Clause:
        at = (node.offset, node.width)
        match node:
            case EntityRef(name=name):
                leaves = self._of_entity(name, scope.field)
                return Clause("entity", *at, leaves=leaves, said=f"@{name}")
            case Regex(text=text):
                leaf = self._leaf(scope.field, regex=compiled_regex(text))
                return Clause("regex", *at, leaves=(leaf,), said=f"/{text}/")
            case _ if scope.field == "lang":
                return Clause("lang", *at, code=normal(node.text) or "", unknown=scope.doubt)
            case _:
                said = f'="{node.text}"' if node.exact else node.text
                if node.slop:
                    said = f'"{node.text}"~{node.slop}'
                leaves = tuple(self._of_term(node, scope.tongue, scope.field))
                return Clause("term", *at, leaves=leaves, said=said)

    def _of_term(self, term: Term, tongue: Tongue, field: str) -> Iterator[Leaf]:
        if term.exact:
            yield self._of_exact(term.text, field)
            return
        for words in ways(term.text, tongue, self.forms):
            yield self._leaf(field, self._classes(term, words, tongue), slop=term.slop)

    def _classes(self, term: Term, words: Sequence[Word], tongue: Tongue) -> tuple[FormClass, ...]:
        """A class a word; one for all of them if none of them varies.

        Only a word that stands alone may need a capital: in a phrase its neighbours tell.
        """
        found = [self._speller.form_class(word, tongue) for word in words]
        if len(found) == 1:
            return tuple(found)
        found = [each.in_any_case() for each in found]
        if term.slop or not all(each.only for each in found):
            return tuple(found)
        return (form_class([joined(words)], unbroken=is_run(term.text)),)

    def _of_exact(self, text: str, field: str, masks: tuple[Leaf, ...] = ()) -> Leaf:
        pattern = form_class([fold(" ".join(text.split())).strip()])
        return self._leaf(field, (pattern,), exact=exact(text), masks=masks)

    def _of_entity(self, name: str, field: str) -> tuple[Leaf, ...]:
        """Kept by name: an entity may have 100,000 spellings."""
        key = (name, field)
        if key not in self._entity_leaves:
            leaves = self._entity_leaves[key] = self._of_spellings(self.entities[name], field)
            if len(leaves) > _SEVERAL:
                for leaf in leaves:
                    self.vocabulary.rely_on_scan(leaf.words[leaf.pivot])
        return self._entity_leaves[key]

    def _of_spellings(self, spellings: Spellings, field: str) -> tuple[Leaf, ...]:
        """Leaves that together find any of the spellings."""
        masks = self._of_spellings(spellings.masks, field) if spellings.masks else ()
        tongue = spellings.tongue
        phrases = [
            self._classes(term, words, tongue)
            for term in spellings.plain
            for words in ways(term.text, tongue, self.forms)
        ]
        single = [classes[0] for classes in phrases if len(classes) == 1]
        single += [spellings.listed] if spellings.listed else []
        leaves = [self._leaf(field, (united(single),), masks=masks)] if single else []
        several = dict.fromkeys(classes for classes in phrases if len(classes) > 1)
        leaves += [self._leaf(field, classes, masks=masks) for classes in several]
        leaves += [self._of_exact(text, field, masks) for text in spellings.exact]
        if spellings.guarded:
            context, tongue = spellings.context, spellings.context_tongue
            needs = tuple(leaf for term in context for leaf in self._of_term(term, tongue, ""))
            leaves.append(self._leaf(field, (spellings.guarded,), masks=masks, needs=needs))
        return tuple(leaves)

    def _leaf(
        self,
        field: str,
        classes: Sequence[FormClass] = (),
        *,
        slop: int = 0,
        exact: Exact | None = None,
        masks: tuple[Leaf, ...] = (),
        needs: tuple[Leaf, ...] = (),
        regex: Any = None,
    ) -> Leaf:
        words = tuple(map(self.vocabulary.number, classes))
        others = (tuple(leaf.number for leaf in masks), tuple(leaf.number for leaf in needs))
        pattern = regex.pattern if regex is not None else None
        key = (words, slop, field, exact, pattern, *others)
        leaf = self._leaves.get(key)
        if leaf is None:
            pivot, is_pair = self._pivot(words, slop)
            leaf = self._leaves[key] = Leaf(
                number=len(self._leaves),
                words=words,
                pivot=pivot,
                is_pair=is_pair,
                slop=slop,
                zones=_ZONES[field],
                whole=field == "tag",
                exact=exact,
                masks=masks,
                needs=needs,
                regex=regex,
            )
        self.reads_metadata |= field not in {"", *TEXT_FIELDS}
        return leaf

    def _pivot(self, words: Sequence[int], slop: int) -> tuple[int, bool]:
        """Where to look for a phrase first, and whether for two words at once."""
        common, classes = self.vocabulary.commonness, self.vocabulary.classes
        pairs = [
            (common[words[at]] * common[words[at + 1]], at)
            for at in range(len(words) - 1)
            if not slop and classes[words[at]].is_whole and not classes[words[at + 1]].cores
        ]
        if pairs:
            return min(pairs)[1], True
        return min(range(len(words)), key=lambda at: common[words[at]], default=0), False
