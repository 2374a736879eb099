"""List versions, kept by content: which names a rule listened for on the day it matched."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from worker.model import Rule
from worker.store.rows import upsert
from worker.store.tables import list_versions, rule_lists


def keep(connection: Connection, rules: Sequence[Rule], now: datetime) -> None:
    """Keep the lists these rule versions use, each content once."""
    used = [
        {
            "rule_id": rule.id,
            "rule_version": rule.version,
            "entity": entity,
            "list_version": names.version,
        }
        for rule in rules
        for entity, names in rule.lists.items()
    ]
    if not used:
        return
    lists = {names.version: names for rule in rules for names in rule.lists.values()}
    for version in sorted(lists):  # one by one: each may be megabytes
        known = select(list_versions.c.version).where(list_versions.c.version == version)
        if connection.scalar(known) is None:
            names = lists[version]
            row = {
                "version": version,
                "file": names.file,
                "names": len(names.names),
                "content": names.packed,
                "kept_at": now,
            }
            connection.execute(upsert(connection, list_versions).on_conflict_do_nothing(), row)
    connection.execute(upsert(connection, rule_lists).on_conflict_do_nothing(), used)
