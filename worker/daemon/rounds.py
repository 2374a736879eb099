"""Keeps the three stages turning: woken by each other, by ticks, and stopped by real trouble.

A tick only wakes a stage; the stage's own loop does the work, so a slow pass never piles up.
"""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import datetime, timedelta

from apscheduler.schedulers.base import BaseScheduler
from apscheduler.triggers.interval import IntervalTrigger

from worker.errors import Transient, WirebellError
from worker.pipeline import STAGES, Pipeline, Stage
from worker.ports import Clock, Tell

PATIENCE = timedelta(seconds=60)  # how long a database may be busy before the worker stops
CLOCK_LOOK = timedelta(seconds=1)  # set back by less, it only delays a tick by as much


class Rounds:
    """The loops over the stages. `failure` resolves with the error the worker must stop for."""

    def __init__(self, pipeline: Pipeline, patience: timedelta = PATIENCE) -> None:
        self.pipeline = pipeline
        self.patience = patience
        self.failure: asyncio.Future[WirebellError] = asyncio.get_running_loop().create_future()
        self.completed: dict[str, datetime] = {}
        self._woken = {stage: asyncio.Event() for stage in STAGES}
        self._troubled_since: dict[Stage, datetime] = {}
        self._tasks: list[asyncio.Task[None]] = []
        pipeline.wake = self.wake

    def wake(self, stage: Stage) -> None:
        """Have the stage look for work soon; many wakes are one."""
        self._woken[stage].set()

    async def tick(self) -> None:
        """Wake every stage because time passed; a coroutine, so that the scheduler calls it here
        and not in a thread, from where an Event must not be set.
        """
        for stage in STAGES:
            self.wake(stage)

    def start(self) -> None:
        """Begin turning."""
        for stage in STAGES:
            self._tasks.append(asyncio.create_task(self._turn(stage), name=stage))
            self.wake(stage)

    @property
    def all_turned(self) -> bool:
        """Whether every stage has completed a pass."""
        return all(stage in self.completed for stage in STAGES)

    async def stop(self) -> None:
        """End the loops; a pass that is committing ends first."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _turn(self, stage: Stage) -> None:
        work = {
            "poll": self.pipeline.poll,
            "read": self.pipeline.read,
            "deliver": self.pipeline.deliver,
        }[stage]
        while True:
            await self._woken[stage].wait()
            self._woken[stage].clear()
            began = time.monotonic()
            try:
                if await work():
                    self.wake(stage)
            except WirebellError as error:
                self._trouble(stage, error)
                continue
            except Exception as error:  # noqa: BLE001 - a bug in one pass must not end the worker
                words = f"{stage}: {type(error).__name__}: {error}"
                self.pipeline.tell("trouble", words=words, error=error)
                continue
            self._troubled_since.pop(stage, None)
            self.completed[stage] = self.pipeline.clock.now()
            self.pipeline.tell("tick", stage=stage, elapsed_s=time.monotonic() - began)

    def _trouble(self, stage: Stage, error: WirebellError) -> None:
        """A busy database is waited for; anything worse, or longer, stops the worker."""
        now = self.pipeline.clock.now()
        if stage not in self._troubled_since:
            self._troubled_since[stage] = now
            self.pipeline.tell("trouble", words=str(error))
        lasting = now - self._troubled_since[stage] >= self.patience
        if (lasting or not isinstance(error, Transient)) and not self.failure.done():
            self.failure.set_result(error)


class Every(IntervalTrigger):  # type: ignore[misc]
    """A tick each interval; one where the clock has gone ahead by many.

    The library's own lists all that were missed, one by one, of which a machine that learns the
    date after its start has a thousand million.
    """

    def get_next_fire_time(
        self, previous_fire_time: datetime | None, now: datetime
    ) -> datetime | None:
        """The tick after the previous one, or an interval from now if that is over too."""
        planned: datetime | None = super().get_next_fire_time(previous_fire_time, now)
        return now + self.interval if planned is not None and planned <= now else planned


async def keep_ticking(scheduler: BaseScheduler, clock: Clock, tell: Tell) -> None:
    """Have every tick come at once when the clock is set back; returns never.

    The scheduler plans by the clock: it would wait until that has caught up, and on if it were
    set right meanwhile.
    """
    last = clock.now()
    while True:
        await clock.sleep(CLOCK_LOOK)
        now = clock.now()
        if now < last:
            for job in scheduler.get_jobs():
                job.modify(next_run_time=now)
            tell("trouble", words=f"the clock was set back, from {last:%F %T} to {now:%F %T} UTC")
        last = now


def end_ticks(scheduler: BaseScheduler) -> None:
    """Stop a scheduler with all that it began."""
    if scheduler.running:
        # It cancels what is under way, and would log each with a traceback, as if it had failed.
        logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
        scheduler.shutdown(wait=False)
