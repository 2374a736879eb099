from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Wirebell
from worker.cli.rescue import database_of
from worker.errors import Misconfigured
from worker.store import open_store
from worker.store.views import WorkerView

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
WORKER = WorkerView("me", NOON - timedelta(hours=1), NOON, "0.1", "abc", None, 1, 1)


def beaten(folder: Path, **changes: object) -> None:
    store = open_store(f"sqlite:///{folder / 'data' / 'wirebell.db'}", new_id=str)
    store.migrate()
    store.beat(replace(WORKER, beat_at=datetime.now(UTC), **changes))  # type: ignore[arg-type]
    store.close()


def test_a_worker_s_state_stands_apart_from_its_name(wirebell: Wirebell, tmp_path: Path) -> None:
    (tmp_path / "wirebell.yaml").write_text("version: 1\nrules: []\n")
    beaten(tmp_path, ended_at=datetime.now(UTC))
    status = wirebell("--config", tmp_path / "wirebell.yaml", "status")
    assert f"  stopped  {WORKER.owner}  " in status.out


BROKEN = [
    "version: 1\ncolour: red\n",
    "version: 1\nfeeds: [unclosed\n",
    "version: 1\nrules: gone.yaml\n",
]


@pytest.mark.parametrize("text", BROKEN)
def test_a_bad_edit_neither_blinds_status_nor_fails_healthcheck(
    text: str, wirebell: Wirebell, tmp_path: Path
) -> None:
    main = tmp_path / "wirebell.yaml"
    main.write_text(text + "database: sqlite:///data/wirebell.db\n")
    beaten(tmp_path, config_error="wirebell.yaml:2:1: error[CFG001] unknown key 'colour'")
    healthy = wirebell("--config", main, "healthcheck")
    assert (healthy.code, healthy.err) == (0, "")
    status = wirebell("--config", main, "status")
    assert status.code == 1
    assert "the configuration as it stands has" in status.out
    assert "refused an edit and runs on with the version before" in status.out
    assert "unknown key 'colour'" in status.out


def test_no_worker_is_ill(wirebell: Wirebell, tmp_path: Path) -> None:
    main = tmp_path / "wirebell.yaml"
    main.write_text("version: 1\n")
    ended = wirebell("--config", main, "healthcheck")
    assert (ended.code, ended.out) == (1, "")
    assert "there is no database" in ended.err


@pytest.mark.parametrize(
    ("text", "env", "overrides", "url"),
    [
        ("version: 1", {}, {}, "sqlite:///{}/data/wirebell.db"),
        ("database: sqlite:///x.db", {}, {}, "sqlite:///{}/x.db"),
        ("database: {env: DB}", {"DB": "sqlite:///y.db"}, {}, "sqlite:///{}/y.db"),
        ("version: 1", {"WIREBELL_DATABASE": "sqlite:///z.db"}, {}, "sqlite:///{}/z.db"),
        ("database: sqlite:///x.db", {}, {"database": "sqlite:///w.db"}, "sqlite:///{}/w.db"),
        ("database: 'sqlite:///x.db' # ours\nfeeds: [", {}, {}, "sqlite:///{}/x.db"),
        ("feeds: [", {"WIREBELL_DATABASE": "sqlite:///z.db"}, {}, "sqlite:///{}/z.db"),
        ("feeds: [", {"WIREBELL_DATABASE_FILE": "secret"}, {}, "sqlite:///{}/in-a-file.db"),
        ("- no mapping", {}, {}, "sqlite:///{}/data/wirebell.db"),
        ("feeds: [", {}, {}, "sqlite:///{}/data/wirebell.db"),  # a bad edit makes nothing ill
    ],
)
def test_the_database_of_a_broken_file(
    text: str, env: dict[str, str], overrides: dict[str, str], url: str, tmp_path: Path
) -> None:
    main = tmp_path / "wirebell.yaml"
    main.write_text(text + "\n")
    (tmp_path / "secret").write_text("sqlite:///in-a-file.db\n")
    assert database_of(main, env, overrides) == url.format(tmp_path)


@pytest.mark.parametrize("text", ["database: nonsense", "database: {env: UNSET}"])
def test_a_database_that_cannot_be_known(text: str, tmp_path: Path) -> None:
    main = tmp_path / "wirebell.yaml"
    main.write_text(text + "\n")
    with pytest.raises(Misconfigured):
        database_of(main, {}, {})
