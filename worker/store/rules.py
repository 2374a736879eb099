"""Rule versions, kept by content: what a rule said on the day it matched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from worker.model import Rule
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


def keep(connection: Connection, rules: Sequence[Rule], now: datetime) -> None:
    """Keep each version once."""
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
    ]
    if rows:
        connection.execute(upsert(connection, rule_versions).on_conflict_do_nothing(), rows)


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
