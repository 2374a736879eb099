"""Turns what analysts wrote into a matcher, and finds every mistake on the way."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from worker.match.automaton import Shards
from worker.match.entities import NameIndex, Spellings, name_of, spellings_of
from worker.match.matcher import Matcher, RulePlan
from worker.match.never import deafening, excluded, torn, vetoed
from worker.match.plan import Plan, Planner, Scope
from worker.match.query import Parsed, read
from worker.match.syntax import EntityRef, Node, QueryError, Term, Warned, walk
from worker.match.wording import Speller, Tongue
from worker.model import Entity, Place, Query, Rule
from worker.text.forms import AsWritten, Forms


@dataclass(frozen=True, slots=True)
class RuleProblem:
    """One mistake, or one thing to warn of, at its place. `rule_id` is `@name` for an entity."""

    rule_id: str
    place: Place
    width: int
    severity: Literal["error", "warning"]
    code: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Compiled:
    """The good rules ready to read with, and what is wrong: entities first, then rules in order."""

    matcher: Matcher
    problems: tuple[RuleProblem, ...]


class Compiler:
    """Compiles rules again and again, doing again only what changed.

    It keeps the trees of queries, the forms of words and the automata of large lists. Not for
    several threads at once.
    """

    def __init__(self) -> None:
        self._shards = Shards()
        self._speller = Speller(AsWritten())
        self._trees: dict[str, Parsed] = {}
        self._spellings: dict[tuple[object, ...], tuple[Spellings, NameIndex | None]] = {}

    def compile(
        self, rules: Sequence[Rule], entities: Mapping[str, Entity], forms: Forms
    ) -> Compiled:
        """Every rule without a mistake, compiled, and the problems of all rules and entities.

        Disabled rules are compiled and checked too. Never raises for what a rule says.
        """
        if self._speller.forms is not forms:
            self._speller = Speller(forms)
            self._spellings = {}
        run = _Run(rules, forms, self._trees, self._spellings)
        spellings = {name: run.entity(entity) for name, entity in entities.items()}
        planner = Planner(spellings, self._speller)
        plans = [plan for rule in rules if (plan := run.rule(rule, planner)) is not None]
        matcher = Matcher(plans, planner, self._shards, run.lists)
        self._shards.forget_unused()
        self._speller.forget_unused()
        self._trees, self._spellings = run.trees, run.spellings
        return Compiled(matcher, tuple(run.problems))


def compile_rules(rules: Sequence[Rule], entities: Mapping[str, Entity], forms: Forms) -> Compiled:
    """Compile once; see `Compiler.compile`."""
    return Compiler().compile(rules, entities, forms)


def _read(text: str) -> Parsed:
    parsed = read(text)
    return replace(parsed, warned=(*parsed.warned, *excluded(parsed.tree), *torn(parsed.tree)))


def _problem(owner: str, query: Query, what: QueryError | Warned) -> RuleProblem:
    return RuleProblem(
        rule_id=owner,
        place=query.place_at(what.offset),
        width=what.width,
        severity="error" if isinstance(what, QueryError) else "warning",
        code=what.code,
        message=what.message,
        hint=what.hint,
    )


_Trees = dict[str, Parsed]
_Known = dict[tuple[object, ...], tuple[Spellings, NameIndex | None]]


class _Run:
    """One compilation: the problems found, and what the next may use again."""

    def __init__(
        self, rules: Sequence[Rule], forms: Forms, trees: _Trees, spellings: _Known
    ) -> None:
        self.problems: list[RuleProblem] = []
        self.trees: _Trees = {}
        self.spellings: _Known = {}
        self.lists: dict[str, NameIndex] = {}
        self._forms = forms
        self._old_trees = trees
        self._old_spellings = spellings
        self._entities: set[str] = set()
        self._languages = _languages(rules)

    def entity(self, entity: Entity) -> Spellings:
        """The spellings of an entity; its mistakes go to the problems."""
        self._entities.add(entity.id)
        named, masks, context = (
            tuple(self._terms(entity.id, queries))
            for queries in (entity.names, entity.masks, entity.context)
        )
        version = entity.listed.version if entity.listed else None
        key = (entity.id, version, named, masks, context, self._languages)
        known = self._old_spellings.get(key)
        if known is None:
            spellings = spellings_of(entity, named, masks, context, self._languages, self._forms)
            index = NameIndex(entity.listed.names) if entity.listed else None
            known = spellings, index
        self.spellings[key] = known
        if known[1] is not None:
            self.lists[entity.id] = known[1]
        return known[0]

    def _terms(self, entity_id: str, names: Sequence[Query]) -> Iterable[Term]:
        for name in names:
            try:
                yield name_of(name.text)
            except QueryError as wrong:
                self.problems.append(_problem(f"@{entity_id}", name, wrong))

    def rule(self, rule: Rule, planner: Planner) -> RulePlan | None:
        """The rule's plan, or None with its mistakes added to the problems."""
        trees = [self._tree(rule.id, query) for query in rule.queries]
        veto = self._tree(rule.id, rule.unless) if rule.unless else None
        readable = [tree for tree in trees if tree is not None]
        if len(readable) < len(trees) or (rule.unless and veto is None):
            return None
        for query, tree in zip(rule.queries, readable, strict=True):
            everything = deafening(tree, rule.spoken(query))
            self.problems += [_problem(rule.id, query, what) for what in everything]
        if rule.unless and veto:
            nothing = vetoed(veto, readable)
            self.problems += [_problem(rule.id, rule.unless, what) for what in nothing]
        plans = tuple(
            _plan(planner, query, tree, rule.spoken(query), doubt=True)
            for query, tree in zip(rule.queries, readable, strict=True)
        )
        unless = (
            _plan(planner, rule.unless, veto, _languages([rule]), doubt=False)
            if rule.unless and veto
            else None
        )
        return RulePlan(rule, plans, unless)

    def _tree(self, rule_id: str, query: Query) -> Node | None:
        """The query's tree with all entities known; None after reporting why not."""
        parsed = self._old_trees.get(query.text) or self.trees.get(query.text)
        if parsed is None:
            try:
                parsed = _read(query.text)
            except QueryError as wrong:
                self.problems.append(_problem(rule_id, query, wrong))
                return None
        self.trees[query.text] = parsed
        unknown = [self._unknown(node) for node in walk(parsed.tree)]
        mistakes = [wrong for wrong in unknown if wrong is not None]
        complaints: list[QueryError | Warned] = [*mistakes, *parsed.warned]
        self.problems += [_problem(rule_id, query, what) for what in complaints]
        return None if mistakes else parsed.tree

    def _unknown(self, node: Node) -> QueryError | None:
        if not isinstance(node, EntityRef) or node.name in self._entities:
            return None
        near = difflib.get_close_matches(node.name, self._entities, 1, cutoff=0.5)
        own = f"define it under 'entities:'; for a handle write \"@{node.name}\", with the quotes"
        hint = f"did you mean '@{near[0]}'?" if near else own
        return QueryError("QRY007", f"unknown entity '@{node.name}'", node.offset, node.width, hint)


def _plan(
    planner: Planner, query: Query, tree: Node, languages: tuple[str, ...], *, doubt: bool
) -> Plan:
    tongue = Tongue(languages)
    return Plan(query, planner.clause(tree, Scope(query.text, tongue, doubt)), tongue)


def _languages(rules: Iterable[Rule]) -> tuple[str, ...]:
    """All languages the rules' queries are in, each once, in order."""
    spoken = (rule.spoken(query) for rule in rules for query in rule.queries)
    return tuple(sorted({language for languages in spoken for language in languages}))
