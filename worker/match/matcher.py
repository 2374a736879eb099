"""Reads articles with all rules at once, and says afterwards why each did or did not match.

Each query hangs on the rarest class of patterns it cannot do without; a rule none of whose hooks
occurs in an article is not looked at, so rules without hits cost nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from worker.match.automaton import Vocabulary
from worker.match.evaluate import Reading, contributing, found_terms
from worker.match.evidence import PASSAGES_A_TERM, evidence_of
from worker.match.explain import Explanation, Verdict, conditions, report
from worker.match.plan import Clause
from worker.model import Article, Hit, Query, Rule


@dataclass(frozen=True, slots=True)
class Plan:
    """A query ready to be decided."""

    query: Query
    root: Clause


@dataclass(frozen=True, slots=True)
class RulePlan:
    """A rule ready to be decided."""

    rule: Rule
    plans: tuple[Plan, ...]
    unless: Plan | None


@dataclass(frozen=True, slots=True)
class Size:
    """How much a rule looks for: `terms` as written (entities are one), `forms` as patterns."""

    terms: int
    forms: int


class Matcher:
    """All good rules of a configuration. Immutable; several threads may read with one."""

    def __init__(
        self, plans: Sequence[RulePlan], vocabulary: Vocabulary, *, reads_metadata: bool
    ) -> None:
        self._plans = tuple(plans)
        self._by_id = {plan.rule.id: plan for plan in plans}
        self._automaton = vocabulary.build()
        self._members = vocabulary.members()
        self._metadata = reads_metadata
        self._hung = self._hang()

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules it reads with, disabled ones included, in order."""
        return tuple(plan.rule for plan in self._plans)

    @property
    def patterns(self) -> int:
        """How many different folded patterns it looks for."""
        return len(self._automaton)

    def size(self, rule_id: str) -> Size:
        """The size of one rule; KeyError if the rule is not here."""
        plan = self._by_id[rule_id]
        roots = [each.root for each in (*plan.plans, plan.unless) if each is not None]
        terms = {(term.kind, term.said, term.leaves) for root in roots for term in root.terms()}
        words = {leaf.words for _, _, leaves in terms for leaf in leaves}
        return Size(len(terms), len(set[str]().union(*(self._members[w] for w in words))))

    def read(self, article: Article) -> tuple[Hit, ...]:
        """The hits of all enabled rules, shadow rules included, in rule order.

        `max_age` and `expires` are not judged here: they depend on now.
        """
        reading = self._reading(article)
        candidates = {n for words in reading.found for n in self._hung.get(words, ())}
        hits = (self._hit(self._plans[n], article, reading) for n in sorted(candidates))
        return tuple(hit for hit in hits if hit is not None)

    def hit(
        self, rule_id: str, article: Article, *, passages: int | None = PASSAGES_A_TERM
    ) -> Hit | None:
        """What one rule makes of an article, disabled or not; None if nothing.

        `passages` bounds the evidence for each term (None: all). KeyError if the rule is not here.
        """
        return self._hit(self._by_id[rule_id], article, self._reading(article), passages)

    def explain(self, article: Article, rule_id: str | None = None) -> tuple[Explanation, ...]:
        """Why each rule (or the one named) did or did not match, in rule order.

        KeyError if the rule is not here.
        """
        plans = self._plans if rule_id is None else (self._by_id[rule_id],)
        reading = self._reading(article)
        return tuple(self._explanation(plan, article, reading) for plan in plans)

    def _reading(self, article: Article) -> Reading:
        return Reading(article, self._automaton, metadata=self._metadata)

    def _hit(
        self,
        plan: RulePlan,
        article: Article,
        reading: Reading,
        passages: int | None = PASSAGES_A_TERM,
    ) -> Hit | None:
        holding = [each for each in plan.plans if reading.holds(each.root)]
        if not holding or (plan.unless and reading.holds(plan.unless.root)):
            return None
        if not all(condition.holds for condition in conditions(plan.rule, article)):
            return None
        terms = [term for each in holding for term in contributing(reading, each.root)]
        return Hit(
            rule_id=plan.rule.id,
            rule_version=plan.rule.version,
            language=holding[0].query.language,
            evidence=evidence_of(reading, terms, passages=passages),
        )

    def _explanation(self, plan: RulePlan, article: Article, reading: Reading) -> Explanation:
        queries = tuple(report(reading, each.query, each.root) for each in plan.plans)
        unless = report(reading, plan.unless.query, plan.unless.root) if plan.unless else None
        where = conditions(plan.rule, article)
        holding = [each for each in plan.plans if reading.holds(each.root)]
        verdict: Verdict = "match"
        if not holding:
            verdict = "no match"
        elif unless and unless.holds:
            verdict = "unless"
        elif not all(condition.holds for condition in where):
            verdict = "where"
        elif not plan.rule.enabled:
            verdict = "disabled"
        because = [term for each in holding for term in contributing(reading, each.root)]
        nearly = [] if holding else [t for p in plan.plans for t in found_terms(reading, p.root)]
        return Explanation(
            rule_id=plan.rule.id,
            rule_version=plan.rule.version,
            verdict=verdict,
            queries=queries,
            unless=unless,
            where=where,
            evidence=evidence_of(reading, because),
            near=evidence_of(reading, nearly),
        )

    def _hang(self) -> dict[int, list[int]]:
        """Which rules (by position) to look at when a class of patterns occurs."""
        hung: dict[int, list[int]] = {}
        commonness = [sum(0.5 ** len(word) for word in words) for words in self._members]
        for position, plan in enumerate(self._plans):
            if not plan.rule.enabled:
                continue
            hooks = [_hooks(each.root, commonness) for each in plan.plans]
            for words in {words for hook in hooks if hook for words in hook.words}:
                hung.setdefault(words, []).append(position)
        return hung


@dataclass(frozen=True, slots=True)
class _Hook:
    """Classes of which one must occur; `commonness` guesses how often one does."""

    commonness: float
    words: frozenset[int]


def _hooks(clause: Clause, commonness: Sequence[float], *, truth: bool = True) -> _Hook | None:
    """What must occur for the clause to be true (or, `truth=False`, false); None if nothing must.

    Short words are taken for common ones: in lieu of statistics, each letter halves the guess.
    """
    if clause.kind in {"term", "entity"}:
        words = frozenset(leaf.words for leaf in clause.leaves)
        return _Hook(sum(commonness[word] for word in words), words) if truth else None
    if clause.kind == "not":
        return _hooks(clause.children[0], commonness, truth=not truth)
    hooks = [_hooks(child, commonness, truth=truth) for child in clause.children]
    known = [hook for hook in hooks if hook is not None]
    if (clause.kind == "and") is truth:
        return min(known, key=lambda hook: hook.commonness, default=None)
    if not known or len(known) < len(hooks):
        return None
    words = frozenset[int]().union(*(hook.words for hook in known))
    return _Hook(sum(hook.commonness for hook in known), words)
