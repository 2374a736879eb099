"""A backup is one moment's state, taken while others write, and overwrites nothing."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tests.contract.making import (
    NO_GAP,
    NOW,
    SECOND,
    claim_one,
    entry,
    feed,
    planned,
    recorded,
    report,
    rung,
    visit,
)
from worker.errors import Misconfigured, Usage
from worker.store import SqlStore, open_store


@pytest.fixture
def store(tmp_path: Path, sqlite_template: Path) -> SqlStore:
    """A store on a SQLite file."""
    path = tmp_path / "wirebell.db"
    path.write_bytes(sqlite_template.read_bytes())
    return open_store(f"sqlite:///{path}", new_id=lambda: "msg_1")


def test_a_copy_taken_while_writing_is_whole(store: SqlStore, tmp_path: Path) -> None:
    """Each visit brings ten articles in one transaction: a copy holds all ten or none."""
    store.sync_feeds([feed()], NOW)
    stop = threading.Event()
    written: list[int] = []

    def write() -> None:
        while not stop.is_set():
            now = NOW + len(written) * 3_600 * SECOND
            claim = claim_one(store, now)
            names = [f"{len(written)}-{n}" for n in range(10)]
            document = report([entry(name) for name in names], now)
            assert recorded(store, claim, document, planned(now), NO_GAP, now)
            written.append(1)

    thread = threading.Thread(target=write)
    thread.start()
    counts: list[int] = []
    while len(counts) < 5 or len(written) < 5:
        copy = tmp_path / f"copy{len(counts)}.db"
        store.backup(copy)
        restored = open_store(f"sqlite:///{copy}", new_id=str)
        restored.check_schema()
        counts.append(restored.status(NOW).articles)
        restored.close()
    stop.set()
    thread.join()
    store.close()
    assert all(count % 10 == 0 for count in counts)
    assert counts == sorted(counts)


def test_a_copy_is_a_working_database(store: SqlStore, tmp_path: Path) -> None:
    (said,) = rung(store)
    store.backup(tmp_path / "copy.db")
    store.close()
    assert [p.name for p in tmp_path.glob("copy.db*")] == ["copy.db"]
    assert (tmp_path / "copy.db").stat().st_mode & 0o777 == 0o600
    restored = open_store(f"sqlite:///{tmp_path / 'copy.db'}", new_id=str)
    assert [d.id for d in restored.list_deliveries()] == [said.delivery_id]
    assert visit(restored, [entry("b")])[0].new == 1
    restored.close()


def test_a_reader_may_take_a_copy(store: SqlStore, tmp_path: Path) -> None:
    reader = open_store(f"sqlite:///{tmp_path / 'wirebell.db'}", new_id=str, read_only=True)
    reader.backup(tmp_path / "copy.db")
    reader.close()
    store.close()
    note = (tmp_path / "wirebell.db.last-backup").read_text()
    assert note.startswith(str(tmp_path / "copy.db"))


def test_nothing_is_overwritten(store: SqlStore, tmp_path: Path) -> None:
    taken = tmp_path / "precious"
    taken.write_text("mine")
    with pytest.raises(Usage, match="never overwrites"):
        store.backup(taken)
    assert taken.read_text() == "mine"
    with pytest.raises(Misconfigured, match="cannot write"):
        store.backup(tmp_path / "nowhere" / "copy.db")
    store.close()


def test_a_failed_copy_leaves_no_file(
    store: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_source: Path, _target: Path) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("worker.store.copies._copy", fail)
    with pytest.raises(ZeroDivisionError):
        store.backup(tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()
    store.close()


def test_postgresql_has_its_own_tool() -> None:
    store = open_store("postgresql://localhost/wirebell", new_id=str)
    with pytest.raises(Usage, match="pg_dump"):
        store.backup(Path("copy.db"))
    store.close()
