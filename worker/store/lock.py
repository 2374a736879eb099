"""One worker at a time: on a SQLite file, by a lock the kernel frees even on kill -9; and at the
stories, by a lock of PostgreSQL's.
"""

from __future__ import annotations

import fcntl
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from sqlalchemy import Connection, text

from worker.errors import AlreadyRunning, Misconfigured

LOOK_S = 0.05
DECIDING = 0x57_49_52_45_02  # an advisory lock


def lock_path(database: Path) -> Path:
    """The lock file of a database; its content names the holder, the kernel's lock is the truth."""
    return database.with_name(database.name + ".lock")


@contextmanager
def hold_sqlite_lock(database: Path, who: str, patience_s: float = 1.0) -> Iterator[None]:
    """Hold the database for the length of the block; `who` says in a few words who does.
    Raises AlreadyRunning naming the holder, Misconfigured if the file cannot be made.

    `patience_s`: children of a worker killed just now share its lock until they are gone too.
    """
    path = lock_path(database)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise Misconfigured(f"cannot write the lock file {path}: {error.strerror}") from error
    with file:
        if not _locked(file, patience_s):
            raise AlreadyRunning(
                f"database {database} is in use by {_holder(file)}; one worker at a time runs on"
                " SQLite"
            )
        file.seek(0)
        file.truncate()
        file.write(f"process {os.getpid()} on {socket.gethostname()} ({who})\n")
        file.flush()
        try:
            yield
        finally:
            # The file stays: removing it would let a third worker lock a new one of that name
            # while a second still waits on the old.
            file.seek(0)
            file.truncate()


def _holder(file: TextIO) -> str:
    file.seek(0)
    since = datetime.fromtimestamp(os.fstat(file.fileno()).st_mtime, UTC)
    return f"{file.read().strip() or 'another worker'} since {since:%Y-%m-%dT%H:%M:%SZ}"


def _locked(file: TextIO, patience_s: float) -> bool:
    tries = max(1, round(patience_s / LOOK_S))
    for left in reversed(range(tries)):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if left:
                time.sleep(LOOK_S)
        else:
            return True
    return False


def decide_alone(connection: Connection) -> None:
    """Hold other workers off stories until the transaction ends: articles are grouped by one at a
    time. On SQLite a writer is alone as it is.
    """
    if connection.dialect.name != "sqlite":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": DECIDING})
