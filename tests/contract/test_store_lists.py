"""The lists a rule version was read with are kept with it, byte for byte."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from alembic import command
from sqlalchemy import Row, select

from tests.contract.making import NOW
from tests.contract.test_store_schema import alembic
from worker.model import ListedName, NameList, Place, Query, Rule
from worker.store import SqlStore
from worker.store.tables import list_versions, rule_lists

PLACE = Place("rules/a.yaml", 1, 1)
CONTENT = "Ivan Petrov\n李小龙\n".encode()


def names(content: bytes, version: str) -> NameList:
    listed = tuple(ListedName(line) for line in content.decode().splitlines())
    return NameList("lists/sdn.txt", version, listed, packed=zlib.compress(content))


def rule(version: str, rule_id: str = "r1", **lists: NameList) -> Rule:
    query = Query("@sdn", "any", ((0, PLACE),))
    return Rule(rule_id, "Listed", "high", (query,), PLACE, version, "", lists=lists)


def lists_of(store: SqlStore, rule_id: str, version: str) -> Sequence[Row[Any]]:
    """The lists one version of a rule used, by entity."""
    with store._database.reading() as connection:
        return connection.execute(
            select(rule_lists.c.entity, list_versions)
            .join(list_versions, list_versions.c.version == rule_lists.c.list_version)
            .where(rule_lists.c.rule_id == rule_id, rule_lists.c.rule_version == version)
            .order_by(rule_lists.c.entity)
        ).all()


def test_a_list_is_kept_with_the_rule_version_that_used_it(store: SqlStore) -> None:
    first, second = names(CONTENT, "l1"), names(b"Ivan Petrov\n", "l2")
    later = NOW + timedelta(hours=1)
    store.keep_rules([rule("v1", sdn=first, eu=second), rule("v1", "r2", sdn=first)], NOW)
    store.keep_rules([rule("v2", sdn=second)], later)

    kept = lists_of(store, "r1", "v1")
    assert [(each.entity, each.version, each.names) for each in kept] == [
        ("eu", "l2", 1),
        ("sdn", "l1", 2),
    ]
    assert (kept[1].file, kept[1].kept_at) == ("lists/sdn.txt", NOW)
    assert zlib.decompress(kept[1].content) == CONTENT
    assert lists_of(store, "r2", "v1") == [kept[1]]
    assert [each.kept_at for each in lists_of(store, "r1", "v2")] == [NOW]  # kept once
    assert lists_of(store, "r1", "v3") == []


def test_rules_without_lists_keep_none(store: SqlStore) -> None:
    store.keep_rules([rule("v1")], NOW)
    assert lists_of(store, "r1", "v1") == []


def test_the_tables_go_and_come_back(store: SqlStore) -> None:
    config = alembic()
    with store._database.writing() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0003")
    store.migrate()
    store.keep_rules([rule("v1", sdn=names(CONTENT, "l1"))], NOW)
    assert [each.version for each in lists_of(store, "r1", "v1")] == ["l1"]
