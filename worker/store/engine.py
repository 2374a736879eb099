"""One database, two engines: how a transaction begins, ends, and is done again.

SQLite: WAL, one writer at a time within the process (a lock) and between processes (every
writer says BEGIN IMMEDIATE, because a deferred read that turns to writing fails at once).
PostgreSQL: a pool, READ COMMITTED, row locks; a transaction that met another is done again.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar, cast
from urllib.parse import quote

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from worker.errors import Misconfigured, StoreBusy
from worker.store.failures import Overtaken, corrupt, met_another, understood, where

T = TypeVar("T")

BUSY_S = 10.0  # how long a writer waits for another process before it says StoreBusy
TURN_S = 60.0  # how long it waits for another thread of its own process
MEETINGS_BORNE = 6  # times a transaction is begun before it says StoreBusy
OLDEST_SQLITE = (3, 37)  # the oldest that the tests have run on
MAGIC = b"SQLite format 3\0"
# quick_check reads the whole file (64 MB: 0.1 s, 512 MB: 0.8 s, from memory). A larger file is
# checked only when a -wal file tells that its last user did not close it, a huge one never.
CHECKED_ALWAYS_BYTES = 64_000_000
CHECKED_UNCLEAN_BYTES = 512_000_000
# A worker cut off in the middle of a transaction must not hold the others' locks for ever.
POSTGRES_LIMITS = "SET idle_in_transaction_session_timeout = '60s'; SET lock_timeout = '30s'"


class Database:
    """An engine with its manner of transactions."""

    def __init__(self, url: str, *, read_only: bool) -> None:
        self.url = _understood_url(url)
        self.read_only = read_only
        self.sqlite = self.url.get_backend_name() == "sqlite"
        self._turn = threading.Lock()
        if not self.sqlite:
            self.engine = self._postgresql()
            return
        _look_at_library()
        unclean = _look_before_opening(self.path, read_only=read_only)
        self.engine = self._sqlite()
        if not read_only:
            self._check(unclean=unclean)

    @property
    def path(self) -> Path:
        """The SQLite file."""
        return Path(self.url.database or "")

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that writes nothing."""
        with understood(self.url), self.engine.connect() as connection:
            self._begin(connection, "BEGIN")
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that commits when the block ends well, and else leaves nothing."""
        with understood(self.url), self._transaction() as connection:
            yield connection

    def write(self, work: Callable[[Connection], T]) -> T:
        """`work` in a transaction of its own, from the start again when it met another's.

        `work` must therefore be a function of the database and nothing else.
        """
        with understood(self.url):
            for _ in range(MEETINGS_BORNE - 1):
                try:
                    with self._transaction() as connection:
                        return work(connection)
                except (SQLAlchemyError, Overtaken) as error:
                    if not met_another(error):
                        raise
            with self._transaction() as connection:
                return work(connection)

    def give_pages_back(self, pages: int) -> None:
        """Shrink the SQLite file by up to so many of its free pages."""
        with understood(self.url), self._our_turn(), closing(self.engine.raw_connection()) as raw:
            # Only a script steps through all of it; `execute` frees a single page.
            script = f"PRAGMA incremental_vacuum({pages})"
            cast("sqlite3.Connection", raw.driver_connection).executescript(script).close()

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        if self.read_only:
            raise Misconfigured(f"{where(self.url)} was opened for reading only")
        with self._our_turn(), self.engine.begin() as connection:
            self._begin(connection, "BEGIN IMMEDIATE")
            yield connection

    def _begin(self, connection: Connection, how: str) -> None:
        """Say it here, not in a listener: of an engine with one, SQLAlchemy asks at each statement
        whether anybody listens.
        """
        if self.sqlite:
            connection.exec_driver_sql(how)

    @contextmanager
    def _our_turn(self) -> Iterator[None]:
        if not self.sqlite:
            yield
            return
        if not self._turn.acquire(timeout=TURN_S):
            raise StoreBusy("another thread of this worker has been writing for a minute")
        try:
            yield
        finally:
            self._turn.release()

    def _sqlite(self) -> Engine:
        mode = "rw" if self.read_only else "rwc"
        address = f"file:{quote(str(self.path.absolute()))}?mode={mode}"

        def connect() -> sqlite3.Connection:
            return sqlite3.connect(
                address, uri=True, timeout=BUSY_S, isolation_level=None, check_same_thread=False
            )

        engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool, pool_size=8)

        @event.listens_for(engine, "connect")
        def prepare(connection: sqlite3.Connection, _record: Any) -> None:
            for pragma in self._pragmas():
                connection.execute(f"PRAGMA {pragma}").close()

        return engine

    def _pragmas(self) -> tuple[str, ...]:
        if self.read_only:
            return ("query_only = ON",)
        return (
            "auto_vacuum = INCREMENTAL",  # counts only before the first table; `prune` uses it
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
        )

    def _postgresql(self) -> Engine:
        try:
            engine = create_engine(
                self.url,
                pool_pre_ping=True,
                pool_size=8,
                max_overflow=8,
                connect_args={"connect_timeout": int(BUSY_S), "application_name": "wirebell"},
            )
        except ModuleNotFoundError as error:
            raise Misconfigured(
                "PostgreSQL needs its driver: install wirebell with its extra `postgres`"
            ) from error

        @event.listens_for(engine, "connect")
        def prepare(connection: Any, _record: Any) -> None:
            connection.execute(POSTGRES_LIMITS)
            connection.commit()

        return engine

    def _check(self, *, unclean: bool) -> None:
        size = self.path.stat().st_size if self.path.exists() else 0
        if size > (CHECKED_UNCLEAN_BYTES if unclean else CHECKED_ALWAYS_BYTES):
            return
        with self.reading() as connection:
            verdict = connection.execute(text("PRAGMA quick_check(1)")).scalar_one()
        if verdict != "ok":
            raise corrupt(self.path, str(verdict))


def _understood_url(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise Misconfigured(
            "the database is neither sqlite:///PATH nor postgresql://HOST/NAME"
        ) from error
    if parsed.drivername in {"postgres", "postgresql"}:
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() not in {"sqlite", "postgresql"}:
        raise Misconfigured(f"databases of the kind {parsed.drivername!r} are not supported")
    if parsed.get_backend_name() == "sqlite" and parsed.database in {None, "", ":memory:"}:
        raise Misconfigured("the SQLite database must be a file: sqlite:///PATH")
    return parsed


def _look_at_library() -> None:
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        needed = ".".join(map(str, OLDEST_SQLITE))
        raise Misconfigured(
            f"this Python brings SQLite {sqlite3.sqlite_version}, and Wirebell needs {needed} or"
            " newer: use another Python (`uv python install` fetches one), or PostgreSQL"
        )


def _look_before_opening(path: Path, *, read_only: bool) -> bool:
    """Refuse what SQLite would silently make or misread; True if the last user left a -wal."""
    try:
        with path.open("rb") as file:
            head = file.read(len(MAGIC))
    except (FileNotFoundError, NotADirectoryError):
        _make_room(path, read_only=read_only)
        return False
    except PermissionError as error:
        raise Misconfigured(
            f"cannot read the database {path}: {error.strerror}; run this as the user that"
            " Wirebell's worker runs as"
        ) from error
    except OSError as error:
        raise Misconfigured(f"cannot read the database {path}: {error.strerror}") from error
    if head not in {b"", MAGIC}:
        raise corrupt(path, "it is not a SQLite database")
    wal = path.with_name(path.name + "-wal")
    return wal.exists() and wal.stat().st_size > 0


def _make_room(path: Path, *, read_only: bool) -> None:
    """The folder of a database that is still to be made."""
    if read_only:
        raise Misconfigured(
            f"there is no database at {path} yet; `wirebell run`, `once` and `migrate` make it"
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Misconfigured(f"cannot make the folder {path.parent}: {error.strerror}") from error
