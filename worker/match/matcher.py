"""Reads articles with all rules at once, and says afterwards why each did or did not match."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from worker.match.automaton import Shards
from worker.match.entities import NameIndex
from worker.match.evaluate import Reading, contributing, found_terms
from worker.match.evidence import PASSAGES_A_TERM, evidence_of
from worker.match.explain import Explanation, Sources, Verdict, conditions, report
from worker.match.finding import Scanner
from worker.match.hooks import Anchor, Hooks, hook_of
from worker.match.plan import Plan, Planner
from worker.match.vocabulary import Vocabulary
from worker.match.wanted import wanted_by
from worker.model import Article, Hit, Rule, Wanted


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
        self,
        plans: Sequence[RulePlan],
        planner: Planner,
        shards: Shards,
        lists: Mapping[str, NameIndex] | None = None,
    ) -> None:
        self._plans = tuple(plans)
        self._by_id = {plan.rule.id: plan for plan in plans}
        self._vocabulary = planner.vocabulary
        self._sources = Sources(planner.forms, planner.entities)
        self._lists = lists or {}
        anchors = [_anchors(plan, self._vocabulary) for plan in plans]
        self._hooks = Hooks(anchors, self._vocabulary, shards)
        self._scanner = Scanner(self._vocabulary, self._hooks, planner.reads_metadata)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules it reads with, disabled ones included, in order."""
        return tuple(plan.rule for plan in self._plans)

    @property
    def patterns(self) -> int:
        """How many different folded patterns every text is scanned for."""
        return len(self._hooks.automaton)

    def size(self, rule_id: str) -> Size:
        """The size of one rule; KeyError if the rule is not here."""
        plan = self._by_id[rule_id]
        roots = [each.root for each in (*plan.plans, plan.unless) if each is not None]
        terms = {(term.kind, term.said, term.leaves) for root in roots for term in root.terms()}
        words = {word for _, _, leaves in terms for leaf in leaves for word in leaf.words}
        forms = {form for word in words for form in self._vocabulary.classes[word].patterns()}
        return Size(len(terms), len(forms))

    def wanted(self, rule_ids: Iterable[str]) -> Wanted | None:
        """What an article must hold one of for any of the rules to match; None: nothing certain.

        KeyError if a rule is not here.
        """
        plans = (plan for rule_id in rule_ids for plan in self._by_id[rule_id].plans)
        return wanted_by((plan.root for plan in plans), self._vocabulary)

    def read(self, article: Article) -> tuple[Hit, ...]:
        """The hits of all enabled rules, shadow rules included, in rule order.

        `max_age` and `expires` are not judged here: they depend on now.
        """
        reading = Reading(article, self._scanner)
        hits = (self._hit(self._plans[n], article, reading) for n in sorted(reading.candidates))
        return tuple(hit for hit in hits if hit is not None)

    def heard(self, article: Article) -> tuple[str, ...]:
        """The ids of the rules that `read` would give hits of, without the work of showing them."""
        reading = Reading(article, self._scanner)
        plans = [self._plans[n] for n in sorted(reading.candidates)]
        return tuple(plan.rule.id for plan in plans if _holding(plan, article, reading))

    def hit(
        self, rule_id: str, article: Article, *, passages: int | None = PASSAGES_A_TERM
    ) -> Hit | None:
        """What one rule makes of an article, disabled or not; None if nothing.

        `passages` bounds the evidence for each term (None: all). KeyError if the rule is not here.
        """
        return self._hit(self._by_id[rule_id], article, Reading(article, self._scanner), passages)

    def explain(self, article: Article, rule_id: str | None = None) -> tuple[Explanation, ...]:
        """Why each rule (or the one named) did or did not match, in rule order.

        KeyError if the rule is not here.
        """
        plans = self._plans if rule_id is None else (self._by_id[rule_id],)
        reading = Reading(article, self._scanner)
        return tuple(self._explanation(plan, article, reading) for plan in plans)

    def _hit(
        self,
        plan: RulePlan,
        article: Article,
        reading: Reading,
        passages: int | None = PASSAGES_A_TERM,
    ) -> Hit | None:
        holding = _holding(plan, article, reading)
        if not holding:
            return None
        terms = [term for each in holding for term in contributing(reading, each.root)]
        return Hit(
            rule_id=plan.rule.id,
            rule_version=plan.rule.version,
            language=holding[0].query.language,
            evidence=evidence_of(reading, terms, self._lists, passages=passages),
        )

    def _explanation(self, plan: RulePlan, article: Article, reading: Reading) -> Explanation:
        queries = tuple(report(reading, each, self._sources) for each in plan.plans)
        unless = report(reading, plan.unless, self._sources) if plan.unless else None
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
            evidence=evidence_of(reading, because, self._lists),
            near=evidence_of(reading, nearly, self._lists),
        )


def _holding(plan: RulePlan, article: Article, reading: Reading) -> list[Plan]:
    """The queries by which the rule matches; empty if it does not."""
    holding = [each for each in plan.plans if reading.holds(each.root)]
    if not holding or (plan.unless and reading.holds(plan.unless.root)):
        return []
    return holding if all(each.holds for each in conditions(plan.rule, article)) else []


def _anchors(plan: RulePlan, vocabulary: Vocabulary) -> frozenset[Anchor]:
    """Of which one must occur for any query of the rule to hold; a disabled rule hangs on none."""
    if not plan.rule.enabled:
        return frozenset()
    hooks = [hook_of(each.root, vocabulary) for each in plan.plans]
    return frozenset[Anchor]().union(*(hook.anchors for hook in hooks if hook))
