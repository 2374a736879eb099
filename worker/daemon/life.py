"""A worker's life: banner, ticks, signals, reloads, and a clean end within ten seconds."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib.metadata import version
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from worker.daemon.assembly import Options, Parts, build
from worker.daemon.banner import print_banner
from worker.daemon.outside import Network
from worker.daemon.reload import Loaded, Reloader
from worker.daemon.rounds import PATIENCE, Every, Rounds, end_ticks, keep_ticking
from worker.daemon.systemd import notify
from worker.daemon.window import open_window
from worker.errors import WirebellError
from worker.pipeline import (
    STAGES,
    keep_promises,
    read_quietly,
    tend_canary,
    watch_channels,
    watch_feeds,
    watch_rules,
)
from worker.serve import ready
from worker.store.views import WorkerView

TICK_S = 1.0  # of the stages: the safety net under the wake-ups
PROMISES_S = 1.0  # between looks for what is due to be told now
RULES_S = 600.0  # between looks for rules that are about to expire
QUIET_S = 10.0  # between looks for a quiet reading another worker left undone
CANARY_S = 5.0  # between looks for one that came through, or is due
STOP_WITHIN_S = 7.0  # of the 10 s promised; closing takes the rest
LATE_BATCHES = 20  # of 200 articles indexed late at a tick (2 s of work)
ONCE_TOO = ("beat", "renew")
SETTLED_LOOK = timedelta(milliseconds=100)

Errand = Callable[[], Awaitable[None]]


async def run(options: Options) -> int:
    """Run until told to stop (or, with `once`, until nothing is due); returns the exit code.

    Raises Misconfigured, AlreadyRunning, SchemaMismatch or a store error, before work begins or
    when the database fails for good.
    """
    async with AsyncExitStack() as stack:
        parts = await build(options, stack)
        return await Life(parts).work()


class Life:
    """One worker, from its banner to its last commit."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        patience = timedelta(0) if parts.options.once else PATIENCE
        self.rounds = Rounds(parts.pipeline, patience)
        self.stopping = asyncio.Event()
        self._indexed = False  # whether every stored article is found by its words
        self.reloader = Reloader(
            parts.options.source, parts.loaded, self._adopt, parts.journal, parts.clock
        )
        self.scheduler = AsyncIOScheduler(
            timezone="UTC",
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        # Beside the stages, by name: what is to be done, and after how many seconds again.
        self.errands: dict[str, tuple[Errand, float]] = {
            "reload": (self.reloader.look, 1),
            "beat": (self._beat, 5),
            "bring_back": (self._bring_back, 60),
            "keep_promises": (self._keep_promises, PROMISES_S),
            "watch_feeds": (partial(watch_feeds, parts.pipeline), 60),
            "tend_canary": (partial(tend_canary, parts.pipeline), CANARY_S),
            "watch_channels": (partial(watch_channels, parts.pipeline), 60),
            "watch_rules": (partial(watch_rules, parts.pipeline), RULES_S),
            "renew": (parts.pipeline.renew, 10),
            "read_quietly": (self._read_quietly, QUIET_S),
            "prune": (self._prune, 3600),
            "index": (self._index, 10),
        }

    async def work(self) -> int:
        """Everything between build and close; returns the exit code."""
        self._hear_signals()
        settled = asyncio.create_task(self._settle(), name="settled")
        ticking = asyncio.create_task(
            keep_ticking(self.scheduler, self.parts.clock, self.parts.journal), name="ticking"
        )
        ends: list[asyncio.Future[Any]] = [
            asyncio.ensure_future(self.stopping.wait()),
            self.rounds.failure,
        ]
        if self.parts.options.once:
            ends.append(settled)
        async with open_window(self.parts, self.unready):
            try:
                self.rounds.start()
                await self._beat()
                self._schedule()
                if not self.parts.options.once:
                    await print_banner(self.parts)
                notify("READY=1")
                await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            finally:
                notify("STOPPING=1")
                for task in (settled, ticking, ends[0]):
                    task.cancel()
                await self._stop()
        if self.rounds.failure.done():
            raise self.rounds.failure.result()
        whole = settled.done() and not settled.cancelled()
        if self.parts.options.once and whole:
            settled.result()  # raises what kept a `once` from knowing that it is done
        if whole or not self.parts.options.once:
            await self._run_errand("end", self._end)
        return 0

    # ---- ticks --------------------------------------------------------------------------

    def _schedule(self) -> None:
        self.scheduler.add_job(self.rounds.tick, Every(seconds=TICK_S), id="tick")
        once = self.parts.options.once
        for name in ONCE_TOO if once else self.errands:
            errand, seconds = self.errands[name]
            rhythm = Every(seconds=seconds)
            self.scheduler.add_job(self._run_errand, rhythm, [name, errand], id=name)
        if not once:
            self._look_back()
        self.scheduler.start()

    async def _run_errand(self, name: str, errand: Errand) -> None:
        try:
            await errand()
        except WirebellError as error:
            self.parts.journal("trouble", words=f"{name}: {error}")
        except Exception as error:  # noqa: BLE001 - a failed errand is retried at its next tick
            self.parts.journal("trouble", words=f"{name}: {error}", error=error)

    async def _beat(self) -> None:
        """Say we live: to the database for `status`, to systemd while every stage turns."""
        parts = self.parts
        settings = self.reloader.loaded.settings
        view = WorkerView(
            owner=parts.owner,
            started_at=parts.started_at,
            beat_at=parts.clock.now(),
            version=version("wirebell"),
            config_hash=settings.hash,
            config_error=self.reloader.refusal,
            rules=len(settings.rules),
            feeds=len(settings.feeds),
            once=parts.options.once,
        )
        await parts.pipeline.in_store(parts.store.beat, view)
        unread, waiting = await parts.pipeline.in_store(parts.store.undone)
        parts.metrics.backlog(unread, waiting)
        states = await parts.pipeline.in_store(parts.store.channel_states)
        kept = {name: state for name, state in states.items() if name in settings.channels}
        parts.metrics.channels(kept)
        if not self.unready():
            notify("WATCHDOG=1")

    async def _end(self) -> None:
        """Say that nobody need wait for the next beat."""
        parts = self.parts
        await parts.pipeline.in_store(parts.store.end_worker, parts.owner, parts.clock.now())

    async def _bring_back(self) -> None:
        """Mend what a jumping clock left in the far future; it looks at every feed."""
        parts = self.parts
        await parts.pipeline.in_store(parts.store.bring_back, parts.clock.now())

    async def _keep_promises(self) -> None:
        """Tell what was held, now that it may be told."""
        while await keep_promises(self.parts.pipeline):
            pass

    async def _read_quietly(self) -> None:
        """Let new rules read the day before them, to the end."""
        while await read_quietly(self.parts.pipeline):
            pass

    def _look_back(self) -> None:
        """Begin that now; where it is under way already, it goes on with what is new."""
        self.scheduler.modify_job("read_quietly", next_run_time=datetime.now(UTC))

    async def _prune(self) -> None:
        keep = self.reloader.loaded.settings.retention
        now = self.parts.clock.now()
        await self.parts.pipeline.in_store(
            self.parts.store.prune, now - keep.articles, now - keep.alerts, now
        )

    async def _index(self) -> None:
        """Have the archive found by its words, if an older Wirebell stored it: a share a tick."""
        for _ in range(LATE_BATCHES):
            if self._indexed or self.stopping.is_set():
                return
            self._indexed = not await self.parts.pipeline.in_store(self.parts.store.index_late)

    def unready(self) -> list[str]:
        """Why the worker is not ready; empty when all stages turn."""
        done = self.rounds.completed
        return ready({stage: done.get(stage) for stage in STAGES}, self.parts.clock.now())

    # ---- the first round ------------------------------------------------------------------

    async def _settle(self) -> None:
        """Return once everything that was due at the start is polled, read and delivered."""
        parts, watched = self.parts, not self.parts.options.once
        if watched and parts.options.on_settled is None:
            return  # nobody waits for it
        while True:
            await parts.clock.sleep(SETTLED_LOOK)
            if parts.pipeline.busy or not self.rounds.all_turned:
                continue
            waiting = await parts.pipeline.in_store(
                parts.store.waiting,
                parts.started_at,
                tuple(parts.pipeline.plan.channels),
                parts.clock.now(),
            )
            if waiting or parts.pipeline.busy:
                continue
            if watched:
                break
            watched = True  # no daemon does it later; what they tell is yet to be delivered
            for name in ("keep_promises", "watch_feeds", "watch_channels", "watch_rules"):
                await self._run_errand(name, self.errands[name][0])
        if parts.options.once:  # where cron runs it, no daemon is there to do this later
            for name in ("read_quietly", "prune", "index"):
                await self._run_errand(name, self.errands[name][0])
        if parts.options.on_settled is not None:
            parts.options.on_settled()

    # ---- signals, reload, the end -----------------------------------------------------------

    def _hear_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stopping.set)
        loop.add_signal_handler(signal.SIGHUP, self.reloader.ask)

    async def _adopt(self, old: Loaded, new: Loaded) -> None:
        parts = self.parts
        now = parts.clock.now()
        if old.settings.http != new.settings.http:  # first: it may yet refuse the edit
            network = Network.build(new.settings.http, lambda: parts.pipeline.plan.channels)
            parts.pipeline.fetch, parts.pipeline.send = network.fetch, network.send
        await parts.pipeline.in_store(parts.store.keep_rules, new.settings.rules, now)
        await parts.pipeline.in_store(parts.store.sync_feeds, new.settings.feeds, now)
        await parts.pipeline.adopt(new.plan)
        parts.loaded = new  # the first one would be held for ever
        await parts.pipeline.in_store(parts.store.reopen_quiet, new.plan.versions, now)
        self._look_back()
        for stage in STAGES:
            self.rounds.wake(stage)

    async def _stop(self) -> None:
        end_ticks(self.scheduler)
        try:
            async with asyncio.timeout(STOP_WITHIN_S):
                await self.rounds.stop()
                await self.parts.pipeline.stop()
        except TimeoutError:
            self.parts.journal("trouble", words="some work did not stop in time; its leases expire")
