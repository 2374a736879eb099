"""What the configuration means, once it is read: frozen, resolved, ready to use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from zoneinfo import ZoneInfo

from worker.model import Canary, Channel, Entity, Feed, FirstPoll, HostLimits, Route, Rule


@dataclass(frozen=True, slots=True)
class Http:
    """How Wirebell goes out. `proxy` may hold a password."""

    user_agent: str
    timeout: timedelta = timedelta(seconds=20)
    max_body_bytes: int = 15_000_000
    concurrency: int = 100
    per_host: HostLimits = HostLimits()
    proxy: str | None = field(default=None, repr=False)
    ca_bundle: Path | None = None
    allow_private: tuple[IPv4Network | IPv6Network, ...] = ()


@dataclass(frozen=True, slots=True)
class Web:
    """Where the window listens; `listen` None is off."""

    listen: tuple[str, int] | None = ("127.0.0.1", 8787)
    token: str | None = field(default=None, repr=False)
    public_url: str | None = None
    write: bool = False  # only ever with a token


@dataclass(frozen=True, slots=True)
class Retention:
    """How long things are kept; matches and decisions outlive their articles."""

    articles: timedelta = timedelta(days=90)
    alerts: timedelta = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class Alarm:
    """One of the daemon's own alarms: after how long (of a rule: before its end), told where."""

    after: timedelta | float  # a float is a multiple ("3x") of the usual gap
    notify: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a feed or rule gets that says nothing."""

    every: timedelta | None = None
    notify: tuple[str, ...] = ("console",)
    first_poll: FirstPoll = FirstPoll()
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Settings:
    """The whole configuration: main file, rule files, feeds.d, environment.

    `hash` names the content.
    `origins` maps a dotted key ("http.timeout") to (value as text, secrets masked; its source).
    `stamps` is what all files looked like before they were read: `unchanged(stamps)`, until one is
    written.
    """

    path: Path
    hash: str
    database: str = field(repr=False)  # SQLAlchemy URL; SQLite paths are absolute
    timezone: ZoneInfo
    http: Http
    web: Web
    retention: Retention
    defaults: Defaults
    feeds: tuple[Feed, ...]
    channels: Mapping[str, Channel]
    rules: tuple[Rule, ...]
    entities: Mapping[str, Entity]
    watch: Mapping[str, Alarm]
    origins: Mapping[str, tuple[str, str]]
    canary: Canary | None = None
    routes: tuple[Route, ...] = ()
    warnings: tuple[str, ...] = ()
    stamps: tuple[tuple[object, ...], ...] = field(default=(), compare=False, repr=False)
