"""`wirebell feeds poll URL`: one feed, now, by the running worker or else by the same pipeline."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import typer

from worker.cli.session import checked, now, settings_of, source_of
from worker.cli.show import fact, note, write
from worker.errors import AlreadyRunning, Transient, Usage
from worker.text.jsonable import jsonable
from worker.text.written import due

if TYPE_CHECKING:
    from worker.daemon.assembly import Parts
    from worker.model import Feed, FeedClaim, HostLimits, Visit
    from worker.settings import Settings
    from worker.store import SqlStore

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)  # more overdue than any other feed
LOOK_S = 0.2
BESIDE_S = 30.0  # beyond the exchange itself: a host's gap, a busy worker


def visit_now(context: typer.Context, url: str) -> Visit:
    """Poll one configured feed (by URL or name) now; the visit as it was kept.

    Raises Usage where no such feed is configured, Transient where it is not polled in time.
    """
    settings = settings_of(context)
    feed = _configured(settings, url)
    try:
        return asyncio.run(_by_ourselves(context, settings, feed))
    except AlreadyRunning:  # SQLite has one worker: ours is not the turn
        return _by_the_worker(settings, feed)


def write_visit(visit: Visit) -> None:
    """Print how a visit went."""
    write(((visit.outcome.value, "bold"), (f"  {visit.words}", "")))
    fact("feed", visit.feed_url)
    fact("status", str(visit.status or ""))
    fact("took", f"{visit.elapsed_s:.2f} s, {visit.wire_bytes:,} bytes")
    quietly = f" ({visit.backlog} of them quietly, as a backlog)" if visit.backlog else ""
    left_out = f", {visit.left_out} left out" if visit.left_out else ""
    fact("entries", f"{visit.entries}: {visit.new} new{quietly}, {visit.revised} revised{left_out}")
    fact("next", due(visit.next_due_at, now()))


def _configured(settings: Settings, url: str) -> Feed:
    for feed in settings.feeds:
        if url in {feed.url, feed.name}:
            if not feed.enabled:
                raise Usage(f"{feed.url} is disabled in {feed.source}")
            return feed
    raise Usage(f"{url} is not a configured feed: `wirebell feeds add` adds one")


def _by_the_worker(settings: Settings, feed: Feed) -> Visit:
    """Have the worker that runs poll it, and wait until it has."""
    asked_at = now()
    deadline = time.monotonic() + settings.http.timeout.total_seconds() + BESIDE_S
    with checked(settings.database, writing=True) as store:
        if not store.due_now(feed.url, asked_at):
            raise Transient(f"the running worker does not know {feed.url} yet; try again")
        _refuse_a_resting_host(store, feed, timedelta(seconds=deadline - time.monotonic()))
        note("a worker is running: waiting for its visit")
        while time.monotonic() < deadline:
            if visit := _visit_since(store, feed, asked_at):
                return visit
            time.sleep(LOOK_S)
    raise Transient(f"the running worker has not polled {feed.url} yet; see `wirebell feeds list`")


async def _by_ourselves(context: typer.Context, settings: Settings, feed: Feed) -> Visit:
    """Poll, read and deliver as `once` would, but for this feed alone."""
    from worker.daemon.assembly import Options, build  # noqa: PLC0415 - everything there is

    async with AsyncExitStack() as stack:
        parts = await build(Options(source_of(context)), stack)
        return await _journey(parts, settings, feed)


async def _journey(parts: Parts, settings: Settings, feed: Feed) -> Visit:
    began = now()
    parts.store.due_now(feed.url, LONG_AGO)
    pipeline = parts.pipeline
    pipeline.store = cast("Any", OneFeed(parts.store, feed.url))
    patience = settings.http.timeout.total_seconds() + BESIDE_S
    _refuse_a_resting_host(parts.store, feed, timedelta(seconds=patience))
    deadline = time.monotonic() + patience
    while (visit := _visit_since(parts.store, feed, began)) is None:
        if time.monotonic() > deadline:
            raise Transient(
                f"the host of {feed.url}, or one that it redirects to, may not be asked just now"
                " (gap, Retry-After)"
            )
        if await pipeline.poll():
            await pipeline.settle_down()
        else:
            await asyncio.sleep(LOOK_S)
    while await pipeline.read():
        pass
    while await pipeline.deliver():
        await pipeline.settle_down()
    return visit


def _refuse_a_resting_host(store: SqlStore, feed: Feed, patience: timedelta) -> None:
    """Say at once what nobody wants to wait for: it is due, and yet it may not be asked."""
    present = now()
    listed = store.feed_at(feed.url, present)
    until = None if listed is None else listed.next_due_at
    if until is not None and until > present + patience:
        raise Transient(
            f"the host of {feed.url} rests (too many requests, or Retry-After): it may be asked"
            f" again {due(until, present)}, at {jsonable(until)}"
        )


def _visit_since(store: SqlStore, feed: Feed, asked_at: datetime) -> Visit | None:
    return next((visit for visit in store.visits(feed.url, 1) if visit.at >= asked_at), None)


class OneFeed:
    """A store that hands out claims on one feed only; in all else the store itself."""

    def __init__(self, store: SqlStore, url: str) -> None:
        self._store = store
        self._url = url

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def claim_feeds(
        self, owner: str, _limit: int, limits: HostLimits, now: datetime
    ) -> list[FeedClaim]:
        """The feed's claim, once it is due and its host allows; others go back untouched."""
        claims = self._store.claim_feeds(owner, 1, limits, now)
        ours = [claim for claim in claims if claim.url == self._url]
        if claims and not ours:
            self._store.release(claims)
        return ours
