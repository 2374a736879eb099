"""A month of polling on a fake clock: sixty feeds, their troubles and ours, in a few minutes.

    python -m tests.journey.month [--days 30] [--feeds 60] [--seed 1] [--json]

The pipeline, its store (SQLite in a folder that is thrown away), its cadence and its parser are
the real ones; publishers and the clock are not. The clock jumps from one due moment to the next.
The worker is killed twelve times and begins anew on the same database, with its leases standing.
`month_script` says what happens, `month_checks` what must hold at the end.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Row, create_engine, text

from tests.fakes import FakeClock, FakeReceivers, parse_here
from tests.hurry import hurry
from tests.journey.desk import rule
from tests.journey.month_alarms import FAILING_AFTER, alarms
from tests.journey.month_checks import Check, Evidence, FeedState, verdicts
from tests.journey.month_press import MonthPress
from tests.journey.month_script import MOVED, NEW_HOME, Script, address, write
from worker.match import compile_rules
from worker.model import Channel, Feed, HostLimits, Routes
from worker.pipeline import Pipeline, Plan, Watch, watch_feeds
from worker.poll.politeness import host_key
from worker.store import SqlStore, open_store
from worker.store.columns import EPOCH
from worker.text.forms import AsWritten

T = TypeVar("T")
SECOND = timedelta(seconds=1)
BEAT = timedelta(minutes=10)  # between looks at what is unread, undelivered or in trouble
STRIKES = rule("strikes", '"long-range strikes"')


# ---- the worker and its world -----------------------------------------------------------------


class AtOnce(Executor):
    """Runs what it is given before it answers: a store thread without the thread."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        done: Future[T] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - handed on to whoever waits
            done.set_exception(error)
        return done


@dataclass
class Month:
    """One run: a world, and one worker after the other in it."""

    script: Script
    store: SqlStore
    reader: sqlite3.Connection
    seed: int
    clock: FakeClock = field(init=False)
    press: MonthPress = field(init=False)
    pipeline: Pipeline = field(init=False)
    receivers: FakeReceivers = field(default_factory=FakeReceivers)
    said: list[str] = field(default_factory=list)  # of troubles, in words
    states: dict[str, dict[str, FeedState]] = field(default_factory=dict)
    lives: int = 0

    def __post_init__(self) -> None:
        self.clock = FakeClock(self.script.start)
        sources = {source.url: source for source in self.script.sources}
        if address(MOVED) in sources:
            sources[NEW_HOME] = sources[address(MOVED)]
        self.press = MonthPress(self.clock, sources, self.script.troubles)
        self._dice = random.Random(self.seed)
        self._plan = _plan(self.script)
        self.store.sync_feeds(list(self._plan.feeds.values()), self.clock.now())
        self.store.keep_rules([STRIKES], self.clock.now())
        self._begin()

    def _begin(self) -> None:
        """A worker that knows only what is in the database."""
        self.lives += 1
        self.pipeline = Pipeline(
            store=self.store,
            fetch=self.press,
            parse=parse_here,
            send=self.receivers,
            clock=self.clock,
            dice=self._dice.random,
            tell=self._hear,
            owner=f"life:{self.lives}",
            plan=self._plan,
            store_threads=AtOnce(),
        )

    def _hear(self, event: str, **facts: object) -> None:
        """Keep the troubles; a month's visits would only weigh."""
        if event == "trouble":
            self.said.append(str(facts["words"]))

    async def live(self) -> None:
        """From the first moment to the last."""
        ours = self.script.our_outage
        happenings: list[tuple[datetime, str]] = [(ours.start, "before"), (ours.end, "after")]
        happenings += [(moment, "kill") for moment in self.script.kills]
        for moment, what in sorted(happenings):
            await self._until(moment)
            if what == "kill":
                await self._kill()
            else:
                self.states[what] = feed_states(self.store, self.clock.now())
        await self._until(self.script.end)
        await self._beat()

    async def _until(self, moment: datetime) -> None:
        beat = self.clock.now() + BEAT
        while (now := self.clock.now()) < moment:
            self._jump(min(max(self._next_due(), now + SECOND), beat, moment))
            if await self.pipeline.poll():
                await self.pipeline.settle_down()
            if self.clock.now() >= beat:
                await self._beat()
                beat = self.clock.now() + BEAT

    def _jump(self, to: datetime) -> None:
        """To the first whole second from then on, as the daemon's tick has it."""
        late = -to.microsecond % 1_000_000
        self.clock.move(to - self.clock.now() + timedelta(microseconds=late))

    def _next_due(self) -> datetime:
        """When a feed may next be asked; cheaper than the store's own, asked at every jump."""
        [(micros,)] = self.reader.execute(_NEXT_DUE).fetchall()
        return EPOCH + timedelta(microseconds=micros)

    async def _beat(self) -> None:
        while await self.pipeline.read():
            pass
        while await self.pipeline.deliver():
            await self.pipeline.settle_down()
        await watch_feeds(self.pipeline)

    async def _kill(self) -> None:
        """Kill the worker over unanswered requests, which it takes a while to have."""
        self.press.hanging = True
        while not self.pipeline.busy:
            self._jump(max(self._next_due(), self.clock.now() + SECOND))
            await self.pipeline.poll()
        await asyncio.sleep(0)
        tasks = list(self.pipeline._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.press.hanging = False
        self._begin()
        self.store.bring_back(self.clock.now())


def _plan(script: Script) -> Plan:
    compiled = compile_rules([STRIKES], {}, AsWritten())
    feeds = [Feed(each.url, each.name, every=each.every) for each in script.sources]
    return Plan(
        feeds={feed.url: feed for feed in feeds},
        rules={STRIKES.id: STRIKES},
        matcher=compiled.matcher,
        channels={"desk": Channel("desk", "webhook")},
        routes=Routes(defaults=("desk",)),
        alarm_channels=("desk",),
        limits=HostLimits(),
        feed_failing=Watch(FAILING_AFTER, ("desk",)),
        feed_silent=Watch(3.0, ("desk",)),
    )


def feed_states(store: SqlStore, now: datetime) -> dict[str, FeedState]:
    """What the store says of each feed, by URL."""
    return {
        view.url: FeedState(view.failures, view.next_due_at, view.moved_to)
        for view in store.list_feeds(now)
    }


# ---- the command --------------------------------------------------------------------------------


def run(folder: Path, *, days: float, feeds: int, seed: int) -> tuple[Evidence, list[Check]]:
    """Live the month, and judge it."""
    url = f"sqlite:///{folder / 'month.db'}"
    numbers = count(1)
    store = hurry(open_store(url, new_id=lambda: f"msg_{next(numbers):032x}", host_of=host_key))
    try:
        store.migrate()
        reader = sqlite3.connect(folder / "month.db", isolation_level=None)
        month = Month(write(seed, days, feeds), store, reader, seed)
        asyncio.run(month.live())
        reader.close()
        evidence = Evidence(
            script=month.script,
            requests=month.press.requests,
            told=month.receivers.got,
            troubles=month.said,
            states={**month.states, "end": feed_states(store, month.clock.now())},
            rows=_rows(url),
        )
    finally:
        store.close()
    return evidence, [*verdicts(evidence), *alarms(evidence)]


def _rows(url: str) -> list[Row[Any]]:
    """Every sighting with its article."""
    engine = create_engine(url)
    with engine.connect() as connection:
        rows = connection.execute(text(_SIGHTINGS)).all()
    engine.dispose()
    return list(rows)


_NEXT_DUE = """
SELECT min(max(f.due_at, coalesce(h.next_allowed_at, 0), coalesce(h.blocked_until, 0),
               coalesce(f.leased_until, 0)))
  FROM feeds f JOIN hosts h ON h.name = f.host WHERE f.enabled
"""
_SIGHTINGS = """
SELECT f.url AS feed, a.id AS article, a.url AS link, a.title AS title, a.revision AS revision,
       s.backlog AS backlog, a.first_seen_at AS first_seen_at
  FROM sightings s JOIN feeds f ON f.id = s.feed_id LEFT JOIN articles a ON a.id = s.article_id
"""


def main() -> None:
    """Live it, print what was found, fail if anything did."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    asked.add_argument("--days", type=float, default=30)
    asked.add_argument("--feeds", type=int, default=60)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--json", action="store_true", help="one check a line, as JSON")
    args = asked.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        evidence, checks = run(Path(folder), days=args.days, feeds=args.feeds, seed=args.seed)
    took = time.monotonic() - began
    for check in checks:
        print(json.dumps(check.facts) if args.json else check.line)
    if not args.json:
        print(f"{len(evidence.requests)} requests in {args.days:g} days; took {took:.0f} s")
    sys.exit(any(not check.holds for check in checks))


if __name__ == "__main__":
    main()
