"""What a database's troubles become: a sentence, and the right kind of stop."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from tests.contract.making import (
    NO_GAP,
    NOW,
    claim_one,
    entry,
    feed,
    planned,
    recorded,
    report,
    visit,
)
from tests.postgres import PostgresServer
from worker.errors import Misconfigured, StoreBusy, StoreCorrupt, StoreFull, WirebellError
from worker.store import SqlStore, engine, open_store
from worker.store.failures import meaning_of

NOBODY = 65534  # whom folders are closed to; root reads them all


@pytest.fixture
def path(tmp_path: Path, sqlite_template: Path) -> Path:
    """A migrated SQLite file."""
    copy = tmp_path / "wirebell.db"
    copy.write_bytes(sqlite_template.read_bytes())
    return copy


@pytest.fixture
def store(path: Path) -> Iterator[SqlStore]:
    """A store on that file."""
    store = open_store(f"sqlite:///{path}", new_id=str)
    yield store
    store.close()


def opened(path: Path, *, read_only: bool = False) -> SqlStore:
    return open_store(f"sqlite:///{path}", new_id=str, read_only=read_only)


# ---- opening ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nonsense", "neither sqlite"),
        ("mysql://host/db", "not supported"),
        ("sqlite://", "must be a file"),
        ("sqlite:///:memory:", "must be a file"),
    ],
)
def test_an_address_we_do_not_know(url: str, words: str) -> None:
    with pytest.raises(Misconfigured, match=words):
        open_store(url, new_id=str)


def test_an_old_sqlite_is_refused_before_it_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))
    with pytest.raises(Misconfigured, match=r"SQLite .* needs 3\.37 or newer: use another Python"):
        opened(tmp_path / "wirebell.db")
    assert list(tmp_path.iterdir()) == []


def test_a_reader_makes_no_file(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"there is no database at .* yet"):
        opened(tmp_path / "none.db", read_only=True)
    assert list(tmp_path.iterdir()) == []


def test_a_writer_makes_file_and_folder(tmp_path: Path) -> None:
    store = opened(tmp_path / "data" / "wire bell%.db")
    store.migrate()
    store.check_schema()
    store.close()
    assert (tmp_path / "data" / "wire bell%.db").exists()


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(Misconfigured, match="data"):
        opened(tmp_path / "data" / "wirebell.db")


@pytest.mark.parametrize("read_only", [True, False])
def test_a_folder_closed_to_us_names_the_cure(path: Path, *, read_only: bool) -> None:
    user = os.geteuid()
    path.parent.chmod(0)
    os.seteuid(user or NOBODY)
    try:
        with pytest.raises(Misconfigured, match="Permission denied; run this as the user that"):
            opened(path, read_only=read_only)
    finally:
        os.seteuid(user)
        path.parent.chmod(0o700)


def test_a_reader_cannot_write(path: Path) -> None:
    reader = opened(path, read_only=True)
    assert reader.list_articles() == []
    with pytest.raises(Misconfigured, match="reading only"):
        reader.sync_feeds([], NOW)
    reader.close()


def test_sqlite_is_set_up_as_promised(store: SqlStore) -> None:
    with store._database.reading() as connection:
        values = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "auto_vacuum")
        }
    assert values == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "auto_vacuum": 2}


def test_pruning_gives_the_space_back(store: SqlStore, path: Path) -> None:
    store.sync_feeds([feed()], NOW)
    visit(store, [entry(str(n), body=str(n) * 3_000) for n in range(300)])
    before = _pages(store)
    claims = store.claim_articles("w1", 1_000, NOW)
    with store.deciding(NOW) as ledger:
        for claim in claims:
            ledger.mark_read([claim])
    late = NOW.replace(year=2030)
    assert store.prune(late, late, late).articles == 300
    assert _pages(store) < before / 2


def _pages(store: SqlStore) -> int:
    with store._database.reading() as connection:
        count: int = connection.execute(text("PRAGMA page_count")).scalar_one()
        return count


# ---- troubles -----------------------------------------------------------------------------


def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "wirebell.db"
    path.write_bytes(b"this is somebody's shopping list, not a database" * 100)
    before = path.read_bytes()
    for read_only in (True, False):
        with pytest.raises(StoreCorrupt, match=r"not a SQLite database.*`wirebell backup`"):
            opened(path, read_only=read_only)
    assert path.read_bytes() == before


def test_a_damaged_file_names_the_latest_backup(path: Path, tmp_path: Path) -> None:
    store = opened(path)
    store.sync_feeds([feed()], NOW)
    visit(store, [entry(str(n)) for n in range(200)])
    copy = tmp_path / "copy.db"
    store.backup(copy)
    store.close()
    damaged = bytearray(path.read_bytes())
    for start in range(8_192, len(damaged), 4_096):
        damaged[start : start + 64] = b"\xff" * 64
    path.write_bytes(damaged)

    with pytest.raises(StoreCorrupt, match=f"damaged.*{copy}, taken 20"):
        opened(path)
    assert path.read_bytes() == damaged
    reader = opened(path, read_only=True)  # reading is not checked, it meets the damage
    with pytest.raises(StoreCorrupt, match="neither uses nor replaces"):
        reader.list_articles()
    reader.close()


def test_a_full_disk_is_said_and_nothing_is_written(store: SqlStore) -> None:
    store.sync_feeds([feed()], NOW)
    pages = _pages(store)

    def cap(pages: int) -> None:
        for _ in range(8):  # every pooled connection has its own limit
            with store._database.reading() as connection:
                connection.execute(text(f"PRAGMA max_page_count = {pages}"))

    cap(pages + 2)
    claim = claim_one(store)
    much = report([entry(str(n), body="x" * 4_000) for n in range(50)])
    with pytest.raises(StoreFull, match="disk is full"):
        recorded(store, claim, much, planned(NOW), NO_GAP, NOW)
    assert store.list_articles() == []
    cap(1_000_000)
    assert recorded(store, claim, much, planned(NOW), NO_GAP, NOW)


def test_a_locked_database_is_busy_not_broken(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_S", 0.05)
    store = opened(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusy, match="locked by another process"):
        store.sync_feeds([feed()], NOW)
    assert store.list_feeds(NOW) == []  # readers do not wait
    other.execute("ROLLBACK")
    other.close()
    store.sync_feeds([feed()], NOW)
    assert len(store.list_feeds(NOW)) == 1
    store.close()


def test_a_thread_that_never_ends_its_turn_is_named(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "TURN_S", 0.05)
    with store.deciding(NOW):
        troubles: list[WirebellError] = []

        def write() -> None:
            try:
                store.sync_feeds([], NOW)
            except WirebellError as error:
                troubles.append(error)

        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
    assert [type(trouble) for trouble in troubles] == [StoreBusy]


def test_a_database_we_may_not_write_is_the_operators_matter(path: Path) -> None:
    store = opened(path)
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    with pytest.raises(sqlite3.OperationalError) as refusal:
        connection.execute("CREATE TABLE more (a)")
    connection.close()
    meaning = meaning_of(refusal.value, store._database.url)
    assert isinstance(meaning, Misconfigured)
    assert "cannot be opened for writing" in str(meaning)
    assert str(path) in str(meaning)
    store.close()


# ---- PostgreSQL ---------------------------------------------------------------------------


def test_a_server_that_does_not_answer_is_busy_and_its_password_unsaid() -> None:
    store = open_store("postgresql://desk:geheim@127.0.0.1:1/wirebell", new_id=str)
    with pytest.raises(StoreBusy) as told:
        store.list_articles()
    assert "geheim" not in str(told.value)
    assert "127.0.0.1" in str(told.value)
    store.close()


def test_a_database_that_does_not_exist_is_the_operators_matter(
    postgres_server: PostgresServer,
) -> None:
    store = open_store(postgres_server.url_of("nowhere"), new_id=str)
    with pytest.raises((Misconfigured, StoreBusy), match="nowhere"):
        store.list_articles()
    store.close()


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (psycopg.errors.DiskFull, StoreFull),
        (psycopg.errors.SerializationFailure, StoreBusy),
        (psycopg.errors.DeadlockDetected, StoreBusy),
        (psycopg.errors.AdminShutdown, StoreBusy),
        (psycopg.errors.TooManyConnections, StoreBusy),
        (psycopg.errors.LockNotAvailable, StoreBusy),
        (psycopg.errors.IdleInTransactionSessionTimeout, StoreBusy),
        (psycopg.errors.InvalidPassword, Misconfigured),
        (psycopg.errors.InsufficientPrivilege, Misconfigured),
        (psycopg.errors.ReadOnlySqlTransaction, Misconfigured),
        (psycopg.errors.DataCorrupted, StoreCorrupt),
        (psycopg.errors.SyntaxError, type(None)),
    ],
)
def test_what_postgresql_says(error: type[psycopg.Error], kind: type) -> None:
    store = open_store("postgresql://localhost/wirebell", new_id=str)
    assert type(meaning_of(error("words"), store._database.url)) is kind
    store.close()


def test_a_killed_connection_is_replaced(
    postgres_server: PostgresServer, postgres_template: str
) -> None:
    name = postgres_server.create(postgres_template)
    store = open_store(postgres_server.url_of(name), new_id=str)
    store.sync_feeds([feed()], NOW)
    postgres_server.administer(
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    )
    assert len(store.list_feeds(NOW)) == 1
    store.close()
    postgres_server.drop(name)
