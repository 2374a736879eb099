"""One worker at a time on a SQLite file, whatever way the last one ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from worker.errors import AlreadyRunning, Misconfigured
from worker.store.lock import hold_sqlite_lock, lock_path

HOLD = """
import sys, time
from pathlib import Path
from worker.store.lock import hold_sqlite_lock
with hold_sqlite_lock(Path(sys.argv[1]), "the other"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_worker_is_told_who_holds_it(tmp_path: Path) -> None:
    database = tmp_path / "data" / "wirebell.db"
    with hold_sqlite_lock(database, "run"):
        with (
            pytest.raises(AlreadyRunning, match=rf"in use by process {os.getpid()} on .*\(run\)"),
            hold_sqlite_lock(database, "once", patience_s=0),
        ):
            raise AssertionError("two hold it")
        assert f"process {os.getpid()} on " in lock_path(database).read_text()
    with hold_sqlite_lock(database, "once", patience_s=0):
        pass
    assert lock_path(database).read_text() == ""


def test_a_killed_worker_holds_nothing(tmp_path: Path) -> None:
    database = tmp_path / "wirebell.db"
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(database)], stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    with (
        pytest.raises(AlreadyRunning, match=rf"process {other.pid} on .* since 20\d\d-"),
        hold_sqlite_lock(database, "me", patience_s=0.1),
    ):
        raise AssertionError("two hold it")
    other.send_signal(signal.SIGKILL)
    other.wait()
    other.stdout.close()
    with hold_sqlite_lock(database, "me"):
        pass


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with (
        pytest.raises(Misconfigured, match="lock file"),
        hold_sqlite_lock(tmp_path / "data" / "wirebell.db", "run"),
    ):
        raise AssertionError("held")
