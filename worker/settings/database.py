"""Which database is meant: a URL as the store's library wants it, SQLite's path absolute."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from worker.settings.scalars import Unread, did_you_mean

DEFAULT = "sqlite:///data/wirebell.db"
_POSTGRES = ("postgresql", "postgres", "postgresql+psycopg")
_HINT = "sqlite:///data/wirebell.db or postgresql://user@host/name"


def database_url(text: str, folder: Path) -> str:
    """The SQLAlchemy URL; a relative SQLite path counts from `folder`. Raises Unread."""
    scheme, separator, rest = text.partition("://")
    if not separator:
        raise Unread("CFG007", "not a database URL", _HINT)
    if scheme == "sqlite":
        return _sqlite(rest, folder)
    if scheme in _POSTGRES:
        return _postgres(text, rest)
    near = did_you_mean(scheme, ("sqlite", "postgresql"))
    raise Unread("CFG007", "a database Wirebell does not speak", near)


def _sqlite(rest: str, folder: Path) -> str:
    path = rest.removeprefix("/")
    if not rest.startswith("/"):
        raise Unread("CFG007", "SQLite URLs have three slashes before a path", _HINT)
    if path in ("", ":memory:"):
        raise Unread("CFG007", "a database in memory would forget everything", _HINT)
    if "?" in path or not path.isprintable():
        raise Unread("CFG007", "not a path to a SQLite file", _HINT)
    if path.endswith("/"):
        raise Unread("CFG007", "a folder, not a SQLite file", _HINT)
    return "sqlite:///" + os.path.normpath(folder.absolute() / path)


def _postgres(text: str, rest: str) -> str:
    try:
        parts = urlsplit(text)
        _ = parts.hostname, parts.port
    except ValueError:
        raise Unread("CFG007", "not a database URL: bad host or port", _HINT) from None
    if not text.isprintable() or " " in text:
        raise Unread("CFG007", "not a database URL: it holds spaces", _HINT)
    if len(parts.path) < 2:  # noqa: PLR2004 - a slash and a name
        raise Unread("CFG007", "the URL names no database", _HINT)
    return "postgresql+psycopg://" + rest
