"""List versions, kept by content: which names a rule listened for on the day it matched."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from worker.model import Rule
from worker.store.rows import upsert
from worker.store.tables import list_versions, rule_lists


@dataclass(frozen=True, slots=True)
class ListVersion:
    """A list as it was read for an entity of a rule; `content` is the file, byte for byte."""

    entity: str
    version: str
    file: str
    names: int
    kept_at: datetime
    content: bytes


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


def of_rule(connection: Connection, rule_id: str, version: str) -> list[ListVersion]:
    """The lists one version of a rule used, by entity."""
    rows = connection.execute(
        select(rule_lists.c.entity, list_versions)
        .join(list_versions, list_versions.c.version == rule_lists.c.list_version)
        .where(rule_lists.c.rule_id == rule_id, rule_lists.c.rule_version == version)
        .order_by(rule_lists.c.entity)
    )
    return [
        ListVersion(
            row.entity, row.version, row.file, row.names, row.kept_at, zlib.decompress(row.content)
        )
        for row in rows
    ]
