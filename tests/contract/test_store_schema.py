"""Migrations: up from empty, no drift from the tables, and plain words when they do not fit."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from tests.contract.making import NOW, claim_delivery, feed, rung
from worker.errors import SchemaMismatch
from worker.model import Place, Query, Rule, Wanted
from worker.store import SqlStore, open_store, schema
from worker.store.tables import METADATA, ours


def alembic() -> Config:
    config = Config()
    config.set_main_option("script_location", str(schema.migrations_folder()))
    return config


def stamp(store: SqlStore, revision: str) -> None:
    with store._database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :r"), {"r": revision})


def test_an_empty_database_is_migrated_and_then_fits(empty_url: str) -> None:
    store = open_store(empty_url, new_id=str)
    assert store.schema_state() == (None, schema.head())
    with pytest.raises(SchemaMismatch, match="run `wirebell migrate`"):
        store.check_schema()
    with pytest.raises(SchemaMismatch, match="run `wirebell migrate`"):
        store.list_articles()
    store.migrate()
    store.check_schema()
    store.migrate()  # again: nothing happens
    assert store.schema_state() == (schema.head(), schema.head())
    store.close()


def test_the_migrations_end_in_the_tables_of_the_code(store: SqlStore) -> None:
    with store._database.reading() as connection:
        options = {"compare_type": True, "include_name": ours}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, METADATA) == []


def test_every_index_and_key_of_the_code_is_in_the_database(store: SqlStore) -> None:
    """What autogenerate does not compare: names, partial conditions, unique keys."""
    with store._database.reading() as connection:
        seen = inspect(connection)
        for table in METADATA.sorted_tables:
            found = {index["name"] for index in seen.get_indexes(table.name)}
            assert {index.name for index in table.indexes} <= found, table.name
            assert seen.get_pk_constraint(table.name)["constrained_columns"] == [
                column.name for column in table.primary_key.columns
            ]
            assert len(seen.get_foreign_keys(table.name)) == len(table.foreign_key_constraints)


def test_the_head_is_alembics_head() -> None:
    script = ScriptDirectory.from_config(alembic())
    assert script.get_heads() == [schema.head()]


def test_every_migration_can_be_undone(store: SqlStore) -> None:
    rung(store)
    config = alembic()
    with store._database.writing() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
    store.migrate()
    assert store.list_articles() == []


def test_a_migration_keeps_the_data(store: SqlStore) -> None:
    (said,) = rung(store)
    store.migrate()
    assert claim_delivery(store).delivery.id == said.delivery_id


def test_what_an_older_schema_stored_is_kept_and_found_at_once(store: SqlStore) -> None:
    (said,) = rung(store)
    config = alembic()
    with store._database.writing() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
    store.migrate()
    assert claim_delivery(store).delivery.id == said.delivery_id
    absent = Wanted(frozenset({"absent"}))
    assert len(store.candidates(absent)) == 1  # not indexed yet, so proposed to everyone
    assert store.index_late() == 1
    assert store.index_late() == 0
    assert store.candidates(absent) == []
    assert len(store.candidates(Wanted(frozenset({"title"})))) == 1


def test_rules_that_ran_under_an_older_schema_are_not_new(store: SqlStore) -> None:
    place = Place("rules/a.yaml", 1, 1)
    ran = Rule("r1", "Strikes", "high", (Query("strike", "en", ((0, place),)),), place, "v1", "")
    store.keep_rules([ran], NOW)
    rung(store)
    config = alembic()
    with store._database.writing() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0002")
    store.migrate()
    assert store.keep_rules([ran], NOW) == []
    assert store.quiet_readings(NOW) == []


@pytest.mark.parametrize(
    ("revision", "words"),
    [("9999", "made by a newer Wirebell"), ("0000", "run `wirebell migrate`")],
)
def test_another_schema_is_refused_in_words(store: SqlStore, revision: str, words: str) -> None:
    stamp(store, revision)
    with pytest.raises(SchemaMismatch, match=words):
        store.check_schema()


def test_a_newer_schema_is_not_migrated(store: SqlStore) -> None:
    stamp(store, "9999")
    with pytest.raises(SchemaMismatch, match="made by a newer Wirebell"):
        store.migrate()
    assert store.schema_state().revision == "9999"


def test_an_aborted_migration_leaves_nothing(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(empty_url, new_id=str)

    def upgrade(config: Config, _revision: str) -> None:
        config.attributes["connection"].execute(text("CREATE TABLE half (done INTEGER)"))
        raise ZeroDivisionError

    monkeypatch.setattr(command, "upgrade", upgrade)
    with pytest.raises(ZeroDivisionError):
        store.migrate()
    with store._database.reading() as connection:
        assert inspect(connection).get_table_names() == []
    store.close()


def test_the_views_of_an_empty_store(store: SqlStore) -> None:
    status = store.status(NOW)
    assert (status.schema_revision, status.articles, status.unread) == (schema.head(), 0, 0)
    assert (dict(status.feeds), dict(status.deliveries)) == ({}, {})
    assert (status.workers, status.channels, status.next_due_at) == ((), (), None)
    store.sync_feeds([feed()], NOW)
    assert dict(store.status(NOW).feeds) == {"new": 1}
    assert store.article("https://nowhere.example/") is None
    assert store.delivery("msg_0") is None
