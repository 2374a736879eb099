"""What a command works on: the settings it was pointed at, and their store."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import typer

from worker.cli.show import note
from worker.daemon.outside import new_delivery_id
from worker.errors import Misconfigured, Usage
from worker.text.written import counted, length

if TYPE_CHECKING:
    from worker.daemon.reload import Source
    from worker.settings import Problems, Settings
    from worker.store import SqlStore

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Session:
    """What stood before the verb."""

    config: Path | None = None
    overrides: Mapping[str, str] = field(default_factory=dict, repr=False)  # may hold secrets


@dataclass(frozen=True, slots=True)
class Ground:
    """What a command stands on that must serve in an incident too: the database, and the zone of
    times. `settings` is None where the configuration holds mistakes.
    """

    database: str
    timezone: tzinfo
    settings: Settings | None = None


def session_of(context: typer.Context) -> Session:
    """What stood before the verb of this command."""
    return context.find_object(Session) or Session()


def config_path(context: typer.Context) -> Path:
    """The main file this command works on; raises Misconfigured if there is none."""
    from worker.settings import find_config  # noqa: PLC0415 - pydantic takes its time

    return find_config(session_of(context).config, os.environ)


def settings_of(context: typer.Context) -> Settings:
    """The settings this command works on; raises Problems with every mistake."""
    from worker.settings import load  # noqa: PLC0415 - as above

    return load(config_path(context), os.environ, session_of(context).overrides)


def source_of(context: typer.Context) -> Source:
    """Where a worker reads the configuration from."""
    from worker.daemon.reload import Source  # noqa: PLC0415 - everything there is

    return Source(config_path(context), os.environ, session_of(context).overrides)


def ground_of(context: typer.Context) -> Ground:
    """What this command stands on; mistakes that leave the database known are a warning.

    Raises Problems with every mistake where they do not.
    """
    from worker.settings import Problems  # noqa: PLC0415 - as above

    try:
        settings = settings_of(context)
    except Problems as problems:
        return rescued(context, problems)
    return Ground(settings.database, settings.timezone, settings)


def rescued(context: typer.Context, problems: Problems) -> Ground:
    """The database of a configuration with these mistakes, the first of them said on stderr."""
    from worker.cli.rescue import database_of, timezone_of  # noqa: PLC0415 - few commands need it
    from worker.settings import render  # noqa: PLC0415 - as above

    where = config_path(context), os.environ, session_of(context).overrides
    try:
        database, zone = database_of(*where), timezone_of(*where)
    except Misconfigured:
        raise problems from None  # they name every mistake, this one too
    note(
        f"warning: the configuration has {counted(len(problems.problems), 'mistake')}"
        " (`wirebell check` shows all); this is what the database alone knows"
        f"{', times in UTC' if zone is None else ''}. The first:\n{render(problems.problems[:1])}"
    )
    return Ground(database, zone or UTC)


@contextmanager
def opened(context: typer.Context, *, writing: bool = False) -> Iterator[tuple[Ground, SqlStore]]:
    """The ground and its store, its schema checked; closed afterwards.

    Reading needs no lock and disturbs no running worker; nor do the few commands that write.
    """
    ground = ground_of(context)
    with checked(ground.database, writing=writing) as store:
        yield ground, store


def listed(context: typer.Context, ask: Callable[[SqlStore], list[T]]) -> tuple[Ground, list[T]]:
    """What the store answers; nothing where SQLite's file is not made yet, which is no mistake
    (unless the configuration holds some, and may have meant another).
    """
    ground = ground_of(context)
    file = ground.database.removeprefix("sqlite:///")
    if ground.settings and file != ground.database and not Path(file).exists():
        return ground, []
    with checked(ground.database) as store:
        return ground, ask(store)


def database_url(context: typer.Context) -> str:
    """The database this command works on, known even where the configuration is broken."""
    from worker.cli.rescue import database_of  # noqa: PLC0415 - few commands need it

    return database_of(config_path(context), os.environ, session_of(context).overrides)


@contextmanager
def checked(url: str, *, writing: bool = False) -> Iterator[SqlStore]:
    """The store there, if it has the schema this version needs; closed afterwards."""
    with store_at(url, writing=writing) as store:
        store.check_schema()
        yield store


@contextmanager
def store_at(url: str, *, writing: bool = False) -> Iterator[SqlStore]:
    """The store there, whatever its schema; closed afterwards."""
    from worker.store import open_store  # noqa: PLC0415 - SQLAlchemy takes 300 ms

    store = open_store(url, new_id=new_delivery_id, read_only=not writing)
    try:
        yield store
    finally:
        store.close()


def now() -> datetime:
    """The present; commands read the clock here and hand it on."""
    return datetime.now(UTC)


def since(text: str | None, present: datetime) -> datetime | None:
    """The start of `--since`: a length of time back ("90m", "24h", "7d") or an RFC 3339 time."""
    if text is None:
        return None
    try:
        if (span := length(text)) is not None:
            return present - span
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError):  # the latter before the calendar begins
        raise Usage(
            f"--since {text!r}: write a length of time (90m, 24h, 7d) or a time (2026-11-22T08:00Z)"
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
