"""How it goes, told to the HTTP window."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from worker.daemon.sheets import (
    MOST_DELIVERIES,
    MOST_FEEDS,
    feed_sheet,
    feeds_sheet,
    queue_sheet,
    rules_sheet,
    status_sheet,
)
from worker.daemon.wording import with_wait
from worker.model import CANARY
from worker.pipeline import Pipeline
from worker.serve.standing import Sheet
from worker.settings import Settings
from worker.store import SqlStore
from worker.text.written import without_login

DAY, WEEK = timedelta(days=1), timedelta(days=7)


class StoredStanding:
    """Implements `worker.serve.standing.Standing`, by the store's own threads."""

    def __init__(
        self, settings: Callable[[], Settings], pipeline: Pipeline, store: SqlStore
    ) -> None:
        self._settings = settings
        self._pipeline = pipeline
        self._store = store

    async def status(self) -> Sheet:
        """Workers, work and channels, and what needs attention."""
        present, settings = self._present, self._settings()
        channels = [*settings.channels, CANARY]
        view = await self._pipeline.in_store(self._store.status, present, channels)
        return status_sheet(view, settings, present)

    async def feeds(self) -> Sheet:
        """Feeds, worst first."""
        present = self._present
        rows = await self._pipeline.in_store(self._store.list_feeds, present, MOST_FEEDS)
        return feeds_sheet(rows, present)

    async def feed(self, url: str) -> Sheet | None:
        """One feed, by its URL without a login, and its latest visits; None for an unknown one."""
        known = (each.url for each in self._settings().feeds if without_login(each.url) == url)
        return await self._pipeline.in_store(self._feed, next(known, url))

    def _feed(self, url: str) -> Sheet | None:
        present = self._present
        feed = self._store.feed_at(url, present)
        if feed is None:
            return None
        return feed_sheet(feed, self._store.visits(url), present, self._settings().timezone)

    async def rules(self) -> Sheet:
        """Rules in the order of their files."""
        return await self._pipeline.in_store(self._rules)

    def _rules(self) -> Sheet:
        present = self._present
        heard = self._store.match_counts(present - DAY)
        looks = self._store.quiet_readings(present - WEEK)
        quiet = {(look.rule_id, look.version): look for look in looks}
        return rules_sheet(self._settings().rules, heard, quiet, present)

    async def queue(self) -> Sheet:
        """What is still to be delivered, and what was given up."""
        return await self._pipeline.in_store(self._queue)

    def _queue(self) -> Sheet:
        settings, present = self._settings(), self._present
        states = ("pending", "retrying", "dead")
        rows = [
            with_wait(each, settings)
            for state in states
            for each in self._store.list_deliveries(MOST_DELIVERIES, state=state)
        ]
        return queue_sheet(rows, present)

    @property
    def _present(self) -> datetime:
        return self._pipeline.clock.now()
