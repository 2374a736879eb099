"""Feeds as configured, and the claim of those that are due, host by host (`turns`)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, case, func, select

from worker.model import OUR_NETWORK, Feed, FeedClaim, HostLimits, Identity, Lease
from worker.store import cutting
from worker.store.columns import Moment
from worker.store.learnt import hints_of, move_of
from worker.store.rows import LEASE, NO_LEASE, fence, fenced
from worker.store.storing import SEEN_SLACK
from worker.store.tables import feeds
from worker.store.turns import NOW, Answer, Queue, make_hosts, take, tell_hosts

FORGIVEN_WAIT = timedelta(minutes=1)
AGAIN = timedelta(hours=1)  # at the latest, where a rhythm was configured and is no longer
_AGAIN = {
    "due_at": case(
        (feeds.c.due_at > bindparam("again", type_=Moment()), bindparam("again")),
        else_=feeds.c.due_at,
    ),
    "why": f"{OUR_NETWORK} was out: tried each minute",
}
_FORGIVEN = (
    feeds.update()
    .where(feeds.c.id == bindparam("row"), feeds.c.attempt == bindparam("fence"))
    .values(
        failures=bindparam("failures"),
        failure_weight=bindparam("failure_weight"),
        failing_since=case((bindparam("failures") == 0, None), else_=feeds.c.failing_since),
        **_AGAIN,
    )
)
_HEARD_LAST = select(func.max(feeds.alias().c.last_ok_at)).scalar_subquery()
_FAILING_SINCE_THEN = (
    feeds.update()
    .where(feeds.c.failing_since > _HEARD_LAST)
    .values(failures=0, failure_weight=0.0, failing_since=None, **_AGAIN)
)

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
    configured = {feed.url: _configuration(feed) for feed in wanted}
    columns = [feeds.c[name] for name in (*_STANDING, *_CONFIGURED)]
    known = {row.url: row for row in connection.execute(select(*columns))}
    homes = {_home(row): row for row in known.values() if row.enabled and row.url not in configured}
    for url in homes.keys() & (configured.keys() - known.keys()):
        known[url] = known.pop(homes[url].url)
    changes = {
        url: differing
        for url, row in known.items()
        if (differing := _differing(row, configured.get(url, {"enabled": False})))
    }
    host = {url: host_of(url) for url in (configured.keys() - known.keys()) | changes.keys()}
    make_hosts(connection, host.values())
    new = [
        {**configured[url], **UNVISITED, "host": host[url], "due_at": now}
        for url in configured
        if url not in known
    ]
    if new:
        connection.execute(feeds.insert(), new)
    changed = feeds.update().where(feeds.c.id == bindparam("row"))
    for url, differing in changes.items():
        row = known[url]
        consequences = _consequences(row, differing, host[url], now)
        connection.execute(changed, {"row": row.id, **differing, **consequences})
        if differing.get("keep", "text") != "text":
            cutting.queue_all(connection, row.id, now)


_QUEUE = Queue(feeds, feeds.c.enabled, feeds.c.due_at <= NOW)
_STANDING = (
    "id", "due_at", "attempt", "failures", "failing_since", "told_failing_at", "asked_url", "move",
)  # fmt: skip
_CONFIGURED = (
    "url", "name", "tags", "language", "owner", "keep", "fulltext", "first_poll",
    "first_poll_max_age", "every", "at_most", "request_hash", "enabled",
)  # fmt: skip


def _differing(row: Row[Any], values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if getattr(row, name) != value}


def _home(row: Row[Any]) -> str | None:
    """Where a feed has moved, or says that it has. One that is configured there from now on is
    the same feed: it has no backlog, and what it says meanwhile is news.
    """
    said: str | None = (row.move or {}).get("to")
    return row.asked_url or said


def _configuration(feed: Feed) -> dict[str, Any]:
    return {
        "url": feed.url,
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
        "enabled": feed.enabled,
    }


def _request_hash(headers: Mapping[str, str]) -> str:
    """A name for the headers asked with; too short to try their secrets against."""
    spelled = json.dumps(sorted((name.lower(), value) for name, value in headers.items()))
    return hashlib.sha256(spelled.encode()).hexdigest()[:8]


def _consequences(
    row: Row[Any], differing: Mapping[str, Any], host: str, now: datetime
) -> dict[str, Any]:
    """Other headers make the validators void (polling rule 2) and are for the configured address
    alone; a shorter wait starts now, and where one was taken back the feed is asked soon. A
    configured rhythm is none that the feed has shown. One that failed until it was disabled is
    asked at once when it is not any more, and only what was told of it stays to be told as over.
    """
    values: dict[str, Any] = {}
    if "request_hash" in differing:
        values |= NO_VALIDATORS
    if differing.keys() & {"request_hash", "url"}:
        values |= {"asked_url": None, "move": None, "host": host}
    if "url" in differing:  # a visit under way is of the other address
        values |= {**NO_LEASE, "attempt": row.attempt + 1}
        values |= {} if row.asked_url else NO_VALIDATORS
    if "every" in differing:
        values["interval"] = None
    waits = [differing[name] or AGAIN for name in ("every", "at_most") if name in differing]
    if waits:
        values["due_at"] = min(row.due_at, now + min(waits))
    if differing.get("enabled") and row.failures:
        since = None if row.told_failing_at is None else row.failing_since
        values |= {"due_at": now, "failures": 0, "failure_weight": 0.0, "failing_since": since}
    return values


def claim(
    connection: Connection,
    owner: str,
    limit: int,
    limits: HostLimits,
    now: datetime,
    host_of: Callable[[str], str],
) -> list[FeedClaim]:
    """Lease due feeds, most overdue first, within what their hosts allow."""

    def asked_first(row: Row[Any]) -> str:
        return host_of(row.asked_url or row.url)

    rows = take(connection, _QUEUE, owner, limit, limits, now, asked_first=asked_first)
    return [_claimed(row, Lease(owner, row.attempt + 1, now + LEASE), now) for row in rows]


def queue_at(
    connection: Connection, claim: FeedClaim, host: str, limits: HostLimits, now: datetime
) -> None:
    """Give a claim back as it was, but for whose turn it waits for from now on; nothing happens if
    the lease was lost. That turn comes after a gap: who redirects will be asked again in it.
    """
    make_hosts(connection, [host])
    elsewhere = feeds.update().where(fenced(feeds)).values(host=host, **NO_LEASE)
    given = connection.execute(elsewhere, fence(claim.id, claim.lease))
    if given.rowcount:
        turns = {claim.host, host}
        tell_hosts(connection, [Answer(name, limits.gap, None, now) for name in turns])


def due_now(connection: Connection, url: str, now: datetime) -> bool:
    """Make a feed due; False if there is none of that URL that is enabled."""
    named = feeds.update().where(feeds.c.url == url, feeds.c.enabled)
    return connection.execute(named.values(due_at=now)).rowcount == 1


def forgive(connection: Connection, claims: Sequence[FeedClaim], now: datetime) -> None:
    """Feeds whose latest visit is of these claims count as before the first, and are due in a
    minute; a feed's claims stand in the order in which they were made.

    So do all that have failed only since any feed last answered well: a worker that was restarted
    meanwhile, or another one, knows nothing of these visits.
    """
    again = now + FORGIVEN_WAIT
    first = {claim.id: claim for claim in reversed(claims)}
    latest = {claim.id: claim for claim in claims}
    rows = [
        {
            "row": claim.id,
            "fence": latest[claim.id].lease.attempt,
            "failures": claim.failures,
            "failure_weight": claim.failure_weight,
            "again": again,
        }
        for claim in first.values()
    ]
    if rows:
        connection.execute(_FORGIVEN, rows)
    connection.execute(_FAILING_SINCE_THEN, {"again": again})


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
        since=row.first_ok_at,
        etag=row.etag,
        last_modified=row.last_modified,
        body_hash=row.body_hash,
        validated_at=row.validated_at,
        identity=None if row.identity is None else Identity(row.identity),
        interval=row.interval,
        failures=row.failures,
        failure_weight=row.failure_weight,
        listed=row.newest_at is not None,
        hints=hints_of(row.hints),
        asked_url=row.asked_url,
        move=None if row.move is None else move_of(row.move),
        marks=(row.entry_marks or b"") if lately else b"",
    )
