"""Feeds as configured, and the claim of those that are due, host by host (`turns`)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from worker.model import Feed, FeedClaim, HostLimits, Identity, Lease
from worker.store.intake import SEEN_SLACK
from worker.store.rows import LEASE, free
from worker.store.tables import feeds
from worker.store.turns import make_hosts, take

NO_VALIDATORS: dict[str, Any] = {
    "etag": None,
    "last_modified": None,
    "body_hash": None,
    "validated_at": None,
    "entry_marks": None,
}
UNVISITED: dict[str, Any] = {
    **NO_VALIDATORS,
    "interval": None,
    "why": "never polled",
    "failures": 0,
    "failure_weight": 0.0,
    "backlog_stored": 0,
    "attempt": 0,
}


def sync(
    connection: Connection, wanted: Sequence[Feed], host_of: Callable[[str], str], now: datetime
) -> None:
    """Write what differs between the configuration and the rows, and nothing else."""
    configured = {feed.url: _configuration(feed, host_of(feed.url)) for feed in wanted}
    columns = [feeds.c.id, feeds.c.due_at, *(feeds.c[name] for name in _CONFIGURED)]
    known = {row.url: row for row in connection.execute(select(*columns))}
    make_hosts(connection, {values["host"] for values in configured.values()})
    new = [
        {**values, **UNVISITED, "added_at": now, "due_at": now}
        for url, values in configured.items()
        if url not in known
    ]
    if new:
        connection.execute(feeds.insert(), new)
    changed = feeds.update().where(feeds.c.id == bindparam("row"))
    for url, row in known.items():
        values = configured.get(url, {"enabled": False})
        differing = {name: v for name, v in values.items() if getattr(row, name) != v}
        if differing:
            consequences = _consequences(row, differing, now)
            connection.execute(changed, {"row": row.id, **differing, **consequences})


_CONFIGURED = (
    "url", "host", "name", "tags", "language", "owner", "keep", "fulltext", "first_poll",
    "first_poll_max_age", "every", "at_most", "request_hash", "source", "enabled",
)  # fmt: skip


def _configuration(feed: Feed, host: str) -> dict[str, Any]:
    return {
        "url": feed.url,
        "host": host,
        "name": feed.name,
        "tags": list(feed.tags),
        "language": feed.language,
        "owner": feed.owner,
        "keep": feed.keep,
        "fulltext": feed.fulltext,
        "first_poll": feed.first_poll.mode,
        "first_poll_max_age": feed.first_poll.max_age,
        "every": feed.every,
        "at_most": feed.at_most,
        "request_hash": _request_hash(feed.headers),
        "source": feed.source,
        "enabled": feed.enabled,
    }


def _request_hash(headers: Mapping[str, str]) -> str:
    """A name for the headers asked with; too short to try their secrets against."""
    spelled = json.dumps(sorted((name.lower(), value) for name, value in headers.items()))
    return hashlib.sha256(spelled.encode()).hexdigest()[:8]


def _consequences(row: Row[Any], differing: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Other headers make the validators void (polling rule 2); a shorter wait starts now."""
    values: dict[str, Any] = {}
    if "request_hash" in differing:
        values |= NO_VALIDATORS
    waits = [differing[name] for name in ("every", "at_most") if differing.get(name) is not None]
    if waits:
        values["due_at"] = min(row.due_at, now + min(waits))
    return values


def claim(
    connection: Connection, owner: str, limit: int, limits: HostLimits, now: datetime
) -> list[FeedClaim]:
    """Lease due feeds, most overdue first, within what their hosts allow."""
    due = (feeds.c.enabled, feeds.c.due_at <= now, free(feeds, now))
    rows = take(connection, feeds, due, owner, limit, limits, now)
    return [_claimed(row, Lease(owner, row.attempt + 1, now + LEASE), now) for row in rows]


def due_now(connection: Connection, url: str, now: datetime) -> bool:
    """Make a feed due; False if there is none of that URL that is enabled."""
    named = feeds.update().where(feeds.c.url == url, feeds.c.enabled)
    return connection.execute(named.values(due_at=now)).rowcount == 1


def _claimed(row: Row[Any], lease: Lease, now: datetime) -> FeedClaim:
    # Once a day a document is read whole: what it still lists is remembered by that. The moment
    # of the last such reading is kept as `unlisted_before`, less the slack.
    whole_at = None if row.unlisted_before is None else row.unlisted_before + SEEN_SLACK
    lately = whole_at is not None and now - whole_at < SEEN_SLACK
    return FeedClaim(
        id=row.id,
        url=row.url,
        host=row.host,
        lease=lease,
        due_at=row.due_at,
        first=row.first_ok_at is None,
        etag=row.etag,
        last_modified=row.last_modified,
        body_hash=row.body_hash,
        validated_at=row.validated_at,
        identity=None if row.identity is None else Identity(row.identity),
        interval=row.interval,
        failures=row.failures,
        failure_weight=row.failure_weight,
        marks=(row.entry_marks or b"") if lately else b"",
    )
