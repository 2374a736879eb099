"""Remembers feeds, articles, matches, stories, alerts and deliveries, on SQLite or PostgreSQL.

`open_store` is the door; `views` holds what people are shown. Importing the room is cheap:
SQLAlchemy is loaded with the first store.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from worker.store.sqlstore import SqlStore

__all__ = ["SqlStore", "open_store"]


def host_name(url: str) -> str:
    """The URL's host in lower case; the URL itself where there is none."""
    return urlsplit(url).hostname or url


def open_store(
    url: str,
    *,
    new_id: Callable[[], str],
    read_only: bool = False,
    host_of: Callable[[str], str] = host_name,
) -> SqlStore:
    """The store at `sqlite:///PATH` or `postgresql://...`; the caller closes it.

    `new_id` makes delivery ids, `host_of` says which host a feed's URL burdens. A SQLite file is
    made when missing, unless `read_only`; tables are made by `migrate` alone. Raises
    Misconfigured, StoreBusy or StoreCorrupt; PostgreSQL is first contacted by the first call.
    """
    from worker.store.sqlstore import SqlStore  # noqa: PLC0415 - SQLAlchemy takes 300 ms

    return SqlStore(url, new_id=new_id, read_only=read_only, host_of=host_of)


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """The class itself, for those who name it at run time."""
        if name != "SqlStore":
            raise AttributeError(name)
        from worker.store.sqlstore import SqlStore  # noqa: PLC0415 - as above

        return SqlStore
