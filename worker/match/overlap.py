"""Rules that do their author no good: silent, deafening, written twice, or covered by another.

What a rule says is compared as trees, so that order, parentheses, case and accents hide no
repetition; what it heard is compared as sets of articles. Every finding says what to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final, Literal, NamedTuple

from worker.match.query import parse
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
    children_of,
)
from worker.model import SEVERITIES, Query, Rule, RuleHistory
from worker.text.fold import as_typed, fold

LOUD: Final = 0.2  # of all articles: more is no watch but a newspaper
ENOUGH_ARTICLES: Final = 50  # before a share of them means anything
ENOUGH_MATCHES: Final = 5  # before what two rules heard is compared
QUIET_FOR: Final = timedelta(days=7)  # before silence means anything


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend: the rule, the kind of trouble, and a sentence that says what to do."""

    rule: Rule
    kind: Literal["silent", "loud", "repeats", "covered"]
    words: str


def findings(rules: Sequence[Rule], history: RuleHistory | None) -> list[Finding]:
    """What is wrong with these rules, in their order; without a history, what their text shows.

    Disabled rules are left alone. A rule that repeats another is told of that only.
    """
    live = [rule for rule in rules if rule.enabled]
    repeats = {finding.rule.id: finding for finding in _repeats(live)}
    if history is None:
        return list(repeats.values())
    covered = {finding.rule.id: finding for finding in _covered(live, history)}
    found = []
    for rule in live:
        first = repeats.get(rule.id) or covered.get(rule.id)
        found += [first] if first else []
        if rule.id not in repeats:
            found += [f for f in (_silent(rule, history), _loud(rule, history)) if f]
    return found


# ---- what rules say -------------------------------------------------------------------------


def _repeats(rules: Iterable[Rule]) -> Iterator[Finding]:
    first: dict[object, Rule] = {}
    for rule in rules:
        said = meaning(rule)
        other = first.setdefault(said, rule) if said is not None else rule
        if other is not rule:
            at = f"{other.place.file}:{other.place.line}"
            words = f"asks for the same as '{other.id}' ({at}): delete one of them"
            yield Finding(rule, "repeats", words)


def meaning(rule: Rule) -> object | None:
    """Equal for two rules that ask for the same in other words; None if it cannot be read."""
    try:
        queries = frozenset(_spoken(query, rule) for query in rule.queries)
        unless = _spoken(rule.unless, rule) if rule.unless else None
    except QueryError:
        return None
    where = (frozenset(rule.where.languages), frozenset(rule.where.feeds), rule.where.max_age)
    return queries, unless, where


def _spoken(query: Query, rule: Rule) -> object:
    return frozenset(rule.spoken(query)), plain(parse(query.text))


def plain(node: Node) -> object:
    """The node's meaning as a value: without places, repetitions, and order where it is idle."""
    match node:
        case Term():
            said = as_typed(node.text) if node.exact else " ".join(map(_word, node.text.split()))
            return replace(node, offset=0, width=0, text=said)
        case EntityRef() | Regex():
            return replace(node, offset=0, width=0)
        case Not(child=Not(child=inner)):
            return plain(inner)
        case And() | Or():
            return _joined(node)
    parts = tuple(map(plain, children_of(node)))
    unordered = isinstance(node, AtLeast) or (isinstance(node, Near) and not node.ordered)
    return type(node).__name__, _bounds(node), frozenset(parts) if unordered else parts


def _bounds(node: Field | Near | AtLeast | Not) -> object:
    match node:
        case Field():
            return node.name
        case Near():
            return node.distance, node.ordered
        case AtLeast():
            return node.count
    return None


class _Joined(NamedTuple):
    name: str
    parts: frozenset[object]


def _joined(node: And | Or) -> object:
    name = type(node).__name__
    parts: set[object] = set()
    for child in node.children:
        said = plain(child)
        if isinstance(said, _Joined) and said.name == name:
            parts |= said.parts
        else:
            parts.add(said)
    return _Joined(name, frozenset(parts)) if len(parts) > 1 else parts.pop()


def _word(word: str) -> str:
    """Folded, with the stars that stand at its ends."""
    before, after = word.startswith("*"), word.endswith("*")
    return f"{'*' * before}{fold(word).strip()}{'*' * after}"


# ---- what rules heard -----------------------------------------------------------------------


def _silent(rule: Rule, history: RuleHistory) -> Finding | None:
    if rule.id not in history.live:
        return None
    since, articles = history.live[rule.id]
    lasting = history.at - since
    if lasting < QUIET_FOR or articles < ENOUGH_ARTICLES:
        return None
    return Finding(
        rule,
        "silent",
        f"has heard nothing in {articles:,} articles of {lasting.days} days: loosen it, or try it"
        f" with `wirebell backtest --rule {rule.id}`",
    )


def _loud(rule: Rule, history: RuleHistory) -> Finding | None:
    for heard, articles, span in (
        (history.day, history.articles_day, "24 hours"),
        (history.week, history.articles_week, "7 days"),
    ):
        count = len(heard.get(rule.id, ()))
        if articles >= ENOUGH_ARTICLES and count > LOUD * articles:
            return Finding(
                rule,
                "loud",
                f"heard {count:,} of all {articles:,} articles of the last {span}: narrow it;"
                f" `wirebell backtest --rule {rule.id}` shows which term is loud",
            )
    return None


def _covered(rules: Sequence[Rule], history: RuleHistory) -> Iterator[Finding]:
    """Of two rules that heard exactly the same, the later is covered by the earlier."""
    order = {rule.id: (number, rule) for number, rule in enumerate(rules)}
    hearing: dict[int, set[str]] = {}
    for rule_id, articles in history.week.items():
        if rule_id in order:
            for article in articles:
                hearing.setdefault(article, set()).add(rule_id)
    for number, rule in order.values():
        heard = history.week.get(rule.id, frozenset())
        if len(heard) < ENOUGH_MATCHES or rule.shadow:
            continue
        others = set.intersection(*(hearing[article] for article in heard)) - {rule.id}
        for other_id in sorted(others, key=lambda id_: order[id_][0]):
            at, other = order[other_id]
            same = len(history.week[other_id]) == len(heard)
            if _rings_as_much(other, rule) and not (same and at > number):
                yield Finding(rule, "covered", _cover(other, len(heard)))
                break


def _rings_as_much(other: Rule, rule: Rule) -> bool:
    loud = SEVERITIES.index(other.severity) >= SEVERITIES.index(rule.severity)
    if not (loud and not other.shadow and bool(rule.notify) == bool(other.notify)):
        return False
    if rule.notify:
        return set(rule.notify) <= set(other.notify)
    return rule.labels == other.labels  # routes may tell apart what is not labelled alike


def _cover(other: Rule, count: int) -> str:
    return (
        f"heard {count:,} articles in the last 7 days, and '{other.id}' heard them all and rings"
        f" the same channels: delete it, or narrow '{other.id}'"
    )
