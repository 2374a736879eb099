"""Rule versions, kept by content: what a rule said on the day it matched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from worker.model import Rule
from worker.store import lists
from worker.store.rows import upsert
from worker.store.tables import rule_versions


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """A rule as it was written, and when it first ran here."""

    version: str
    kept_at: datetime
    title: str
    severity: str
    source: str


class NewVersion(NamedTuple):
    """A version that was never kept before; `edited` when the rule has run in another."""

    rule_id: str
    version: str
    edited: bool


def keep(connection: Connection, rules: Sequence[Rule], now: datetime) -> list[NewVersion]:
    """Keep each version of an enabled rule once; those that are new, in the order given."""
    known = {
        (row.rule_id, row.version)
        for row in connection.execute(select(rule_versions.c.rule_id, rule_versions.c.version))
    }
    ran = {rule_id for rule_id, _ in known}
    rows = [
        {
            "rule_id": rule.id,
            "version": rule.version,
            "title": rule.title,
            "severity": rule.severity,
            "labels": dict(rule.labels),
            "source": rule.source,
            "kept_at": now,
        }
        for rule in rules
        if rule.enabled and (rule.id, rule.version) not in known
    ]
    if not rows:
        return []
    insert = upsert(connection, rule_versions).on_conflict_do_nothing()
    returned = insert.returning(rule_versions.c.rule_id, rule_versions.c.version)
    ours = {tuple(row) for row in connection.execute(returned, rows)}  # not another worker's
    new = [rule for rule in rules if (rule.id, rule.version) in ours]
    lists.keep(connection, new, now)
    return [NewVersion(rule.id, rule.version, rule.id in ran) for rule in new]


def versions(connection: Connection, rule_id: str) -> list[RuleVersion]:
    """Every version of a rule, oldest first."""
    rows = connection.execute(
        select(rule_versions)
        .where(rule_versions.c.rule_id == rule_id)
        .order_by(rule_versions.c.kept_at, rule_versions.c.version)
    )
    return [
        RuleVersion(row.version, row.kept_at, row.title, row.severity, row.source) for row in rows
    ]
