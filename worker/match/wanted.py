"""Which words an article must hold for a rule to be worth reading it with: what an index is asked.

Of an AND the rarest part will do, of an OR all parts are needed, under a NOT nothing is. A phrase
needs each of its words, so its longest is asked for. What is not looked for in title, lead or body
(`url:`, `tag:`) says nothing about them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from worker.match.matcher import Matcher
from worker.match.plan import TEXT_ZONES, Clause
from worker.model import Wanted

_TEXT = frozenset(TEXT_ZONES)


def wanted_by(matcher: Matcher, rule_ids: Iterable[str]) -> Wanted | None:
    """What an article must hold one of for any of these rules to match; None: nothing certain."""
    needed = Wanted()
    for rule_id in rule_ids:
        for plan in matcher._by_id[rule_id].plans:  # noqa: SLF001 - one room
            found = _needed(plan.root, matcher._members, truth=True)  # noqa: SLF001 - one room
            if found is None:
                return None
            needed |= found
    return needed


def _needed(clause: Clause, members: Sequence[frozenset[str]], *, truth: bool) -> Wanted | None:
    if clause.kind in {"term", "entity"}:
        if not truth or not all(leaf.zones <= _TEXT for leaf in clause.leaves):
            return None
        patterns = [pattern for leaf in clause.leaves for pattern in members[leaf.words]]
        return Wanted(frozenset(max(pattern.split(), key=len) for pattern in patterns))
    if clause.kind == "not":
        return _needed(clause.children[0], members, truth=not truth)
    parts = [_needed(child, members, truth=truth) for child in clause.children]
    known = [part for part in parts if part is not None]
    if (clause.kind == "and") is truth:
        return min(known, key=_commonness, default=None)
    if not known or len(known) < len(parts):
        return None
    needed = Wanted()
    for part in known:
        needed |= part
    return needed


def _commonness(wanted: Wanted) -> float:
    """A guess how often one occurs: in lieu of statistics, each letter halves it."""
    return sum(0.5 ** len(word) for word in (*wanted.words, *wanted.prefixes))
