"""Warnings about rules that do their author no good, from their text and from the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from worker.cli.session import now, store_at
from worker.errors import WirebellError

if TYPE_CHECKING:
    from worker.match.overlap import Finding
    from worker.model import RuleHistory
    from worker.settings import Settings


def rule_findings(settings: Settings) -> list[Finding]:
    """What is wrong with the rules in force; without a database, what their text alone shows."""
    from worker.match.overlap import findings  # noqa: PLC0415 - the automaton's import

    today = now().date()
    rules = [rule for rule in settings.rules if rule.expires is None or rule.expires >= today]
    return findings(rules, _history(settings))


def in_words(finding: Finding) -> str:
    """The finding as one line, with the place of its rule."""
    return f"{finding.rule.place}: warning: rule '{finding.rule.id}' {finding.words}"


def _history(settings: Settings) -> RuleHistory | None:
    """None where there is no database to ask, or it cannot answer now: no mistake of a rule."""
    try:
        with store_at(settings.database) as store:
            store.check_schema()
            return store.rule_history([rule.id for rule in settings.rules], now())
    except WirebellError:
        return None
