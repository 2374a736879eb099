"""Turns what analysts wrote into a matcher, and finds every mistake on the way."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from worker.match.matcher import Matcher, Plan, RulePlan
from worker.match.plan import Planner, Spellings, name_of, spellings_of
from worker.match.query import read
from worker.match.syntax import EntityRef, Node, QueryError, Term, Warned, walk
from worker.model import Entity, Place, Query, Rule


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


def compile_rules(rules: Sequence[Rule], entities: Mapping[str, Entity]) -> Compiled:
    """Every rule without a mistake, compiled, and the problems of all rules and entities.

    Disabled rules are compiled and checked too. Never raises for what a rule says.
    """
    problems: list[RuleProblem] = []
    spellings = {name: _spellings(entity, problems) for name, entity in entities.items()}
    compiler = _Compiler(spellings, problems)
    plans = [plan for rule in rules if (plan := compiler.rule(rule)) is not None]
    planner = compiler.planner
    matcher = Matcher(plans, planner.vocabulary, reads_metadata=planner.reads_metadata)
    return Compiled(matcher, tuple(problems))


def _spellings(entity: Entity, problems: list[RuleProblem]) -> Spellings:
    owner = f"@{entity.id}"
    names = list(_terms(owner, entity.names, problems))
    return spellings_of(names, list(_terms(owner, entity.masks, problems)))


def _terms(owner: str, names: Sequence[Query], problems: list[RuleProblem]) -> Iterable[Term]:
    for name in names:
        try:
            yield name_of(name.text)
        except QueryError as wrong:
            problems.append(_problem(owner, name, wrong))


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


class _Compiler:
    def __init__(self, entities: Mapping[str, Spellings], problems: list[RuleProblem]) -> None:
        self.planner = Planner(entities)
        self._entities = entities
        self._problems = problems

    def rule(self, rule: Rule) -> RulePlan | None:
        """The rule's plan, or None with its mistakes added to the problems."""
        trees = [self._tree(rule.id, query) for query in rule.queries]
        veto = self._tree(rule.id, rule.unless) if rule.unless else None
        read = [tree for tree in trees if tree is not None]
        if len(read) < len(trees) or (rule.unless and veto is None):
            return None
        plans = tuple(
            Plan(query, self.planner.clause(tree, doubt=True))
            for query, tree in zip(rule.queries, read, strict=True)
        )
        unless = (
            Plan(rule.unless, self.planner.clause(veto, doubt=False))
            if rule.unless and veto
            else None
        )
        return RulePlan(rule, plans, unless)

    def _tree(self, rule_id: str, query: Query) -> Node | None:
        """The query's tree with all entities known; None after reporting why not."""
        try:
            parsed = read(query.text)
        except QueryError as wrong:
            self._problems.append(_problem(rule_id, query, wrong))
            return None
        unknown = [self._unknown(node) for node in walk(parsed.tree)]
        mistakes = [wrong for wrong in unknown if wrong is not None]
        complaints: list[QueryError | Warned] = [*mistakes, *parsed.warned]
        self._problems += [_problem(rule_id, query, what) for what in complaints]
        return None if mistakes else parsed.tree

    def _unknown(self, node: Node) -> QueryError | None:
        if not isinstance(node, EntityRef) or node.name in self._entities:
            return None
        near = difflib.get_close_matches(node.name, self._entities, 1, cutoff=0.5)
        hint = f"did you mean '@{near[0]}'?" if near else "define it under 'entities:'"
        return QueryError("QRY007", f"unknown entity '@{node.name}'", node.offset, node.width, hint)
