"""Fixtures for the whole suite: a fresh, migrated database on each engine."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.postgres import PostgresServer, running_server
from worker.store import open_store

if TYPE_CHECKING:
    from worker.store import SqlStore  # the class brings SQLAlchemy with it

# A busy machine is no failure: what may not take long is asserted as growth (tests/growth.py).
settings.register_profile(
    "patient", deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("patient")
# For the measure of branches, the same each time: the suite itself tries more, at random.
settings.register_profile("few", settings.get_profile("patient"), max_examples=20, derandomize=True)

ENGINES = ("sqlite", "postgresql")

LONGEST = {
    "test_backtest", "test_edited", "test_hostile", "test_many_lives", "test_month",
    "test_outage", "test_running", "test_silences", "test_treebanks", "test_watched",
}  # fmt: skip

# Journeys of many polls. What they ask of a store, the contract suite asks of both engines.
LONG_WAYS = {
    "test_backtest", "test_canary", "test_expiring", "test_held", "test_histories", "test_kept",
    "test_misled", "test_odd_feeds", "test_outage", "test_pages", "test_quiet", "test_receivers",
    "test_watched",
}  # fmt: skip


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each engine in turn; the long ways on SQLite alone, unless `--long` allows for both."""
    if "engine_name" in metafunc.fixturenames:
        short = not metafunc.config.getoption("--long")
        alone = short and metafunc.definition.path.stem in LONG_WAYS
        metafunc.parametrize("engine_name", ENGINES[:1] if alone else ENGINES, indirect=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, so that no process is left alone with it at the end."""
    items.sort(key=lambda item: item.path.stem not in LONGEST)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`./dev test --long` gives the tests that are kept short for every run all their length."""
    parser.addoption("--long", action="store_true", help="more days, kills and messages a test")


def pytest_configure(config: pytest.Config) -> None:
    """Keep the indexes of words from run to run, but not among the user's own; hear Ctrl-C, which
    a shell has its background jobs ignore, and they theirs.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    cache = getattr(config, "cache", None)  # none with -p no:cacheprovider
    os.environ["XDG_CACHE_HOME"] = str(cache.mkdir("words")) if cache else ""


@pytest.fixture(scope="session", autouse=True)
def english_words() -> None:
    """Build the index most configurations ask for before a worker under test has to."""
    from worker.lexicon import open_forms  # noqa: PLC0415 - after the cache folder is set

    open_forms(["en"])


@pytest.fixture
def long(request: pytest.FixtureRequest) -> bool:
    """Whether a test is to take its time."""
    return bool(request.config.getoption("--long"))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The session's PostgreSQL server, started by the first test that asks for it."""
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> str:
    """A migrated database, copied for each test."""
    name = postgres_server.create()
    _migrate(postgres_server.url_of(name))
    return name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file, copied for each test."""
    path = tmp_path_factory.mktemp("template") / "wirebell.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def engine_name(request: pytest.FixtureRequest) -> str:
    """Each engine in turn."""
    return str(request.param)


@pytest.fixture
def store_url(engine_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh, migrated database on each engine in turn."""
    if engine_name == "sqlite":
        path = tmp_path / "wirebell.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    template: str = request.getfixturevalue("postgres_template")
    name = server.lend(template)
    yield server.url_of(name)
    server.take_back(name, template)


@pytest.fixture
def empty_url(engine_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without a table, on each engine in turn."""
    if engine_name == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.create()
    yield server.url_of(name)
    server.drop(name)


@pytest.fixture
def store(store_url: str) -> Iterator[SqlStore]:
    """An open store on each engine in turn; delivery ids count up from msg_0...1."""
    from tests.hurry import hurry  # noqa: PLC0415 - brings SQLAlchemy with it

    numbers = count(1)
    opened = hurry(open_store(store_url, new_id=lambda: f"msg_{next(numbers):032x}"))
    yield opened
    opened.close()


def _migrate(url: str) -> None:
    store = open_store(url, new_id=str)
    store.migrate()
    store.close()
