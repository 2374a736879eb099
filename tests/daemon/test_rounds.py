"""The stages keep turning: woken, waited with when the database is busy, stopped when it is ill."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from tests.fakes import FakeClock, FakeTell
from worker.daemon.rounds import Every, Rounds, end_ticks, keep_ticking
from worker.errors import StoreBusy, StoreCorrupt


async def nothing() -> int:
    return 0


def stages(**work: Callable[[], Awaitable[int]]) -> Any:
    """A pipeline of nothing but its stages."""
    named = {"poll": nothing, "read": nothing, "deliver": nothing} | work
    return SimpleNamespace(clock=FakeClock(), tell=FakeTell(), wake=None, **named)


async def turn(rounds: Rounds) -> None:
    """Let every loop run until it waits."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_a_stage_with_work_turns_again_and_an_idle_one_waits() -> None:
    left = [3, 2, 1]

    async def read() -> int:
        return left.pop() if left else 0

    pipeline = stages(read=read)
    rounds = Rounds(pipeline)
    rounds.start()
    await turn(rounds)
    assert left == []
    assert rounds.all_turned
    ticks = [facts["stage"] for facts in pipeline.tell.named("tick")]
    assert (ticks.count("read"), ticks.count("poll")) == (4, 1)
    pipeline.wake("poll")
    await turn(rounds)
    assert [f["stage"] for f in pipeline.tell.named("tick")].count("poll") == 2
    await rounds.stop()


async def test_a_busy_database_is_waited_for_with_one_sentence_then_stops_the_worker() -> None:
    async def poll() -> int:
        raise StoreBusy("the database is locked")

    pipeline = stages(poll=poll)
    rounds = Rounds(pipeline)
    rounds.start()
    for _ in range(3):
        rounds.wake("poll")
        await turn(rounds)
    assert not rounds.failure.done()
    assert len(pipeline.tell.named("trouble")) == 1
    assert "poll" not in rounds.completed
    pipeline.clock.move(timedelta(seconds=61))
    rounds.wake("poll")
    await turn(rounds)
    assert str(rounds.failure.result()) == "the database is locked"
    await rounds.stop()


async def test_a_corrupt_database_stops_the_worker_at_once() -> None:
    async def read() -> int:
        raise StoreCorrupt("damaged")

    rounds = Rounds(stages(read=read))
    rounds.start()
    await turn(rounds)
    assert isinstance(rounds.failure.result(), StoreCorrupt)
    await rounds.stop()


async def test_a_bug_in_one_pass_is_told_and_ends_nothing() -> None:
    calls = []

    async def deliver() -> int:
        calls.append(1)
        if len(calls) == 1:
            raise ValueError("boom")
        return 0

    pipeline = stages(deliver=deliver)
    rounds = Rounds(pipeline)
    rounds.start()
    await turn(rounds)
    assert pipeline.tell.named("trouble")[0]["words"] == "deliver: ValueError: boom"
    rounds.wake("deliver")
    await turn(rounds)
    assert rounds.all_turned
    await rounds.stop()


NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SECOND, YEAR = timedelta(seconds=1), timedelta(days=365)
TICKS = {
    "the first": (None, NOON, NOON + 5 * SECOND),
    "in time": (NOON, NOON, NOON + 5 * SECOND),
    "a little late": (NOON, NOON + 2 * SECOND, NOON + 5 * SECOND),
    "an interval late": (NOON, NOON + 5 * SECOND, NOON + 10 * SECOND),
    "a clock that was put right": (NOON - 56 * YEAR, NOON, NOON + 5 * SECOND),
}


@pytest.mark.parametrize(("previous", "now", "tick"), TICKS.values(), ids=TICKS)
def test_what_was_missed_is_one_tick(
    previous: datetime | None, now: datetime, tick: datetime
) -> None:
    every = Every(seconds=5, timezone="UTC", start_date=NOON + 5 * SECOND)
    assert every.get_next_fire_time(previous, now) == tick


async def test_a_clock_that_is_set_back_does_not_stop_the_ticks() -> None:
    clock, tell = FakeClock(NOON), FakeTell()
    scheduler = AsyncIOScheduler(timezone="UTC")
    job = scheduler.add_job(nothing, Every(seconds=5), next_run_time=NOON + 5 * SECOND)
    scheduler.start(paused=True)
    ticking = asyncio.create_task(keep_ticking(scheduler, clock, tell))
    await asyncio.sleep(0)
    assert (job.next_run_time, tell.events) == (NOON + 5 * SECOND, [])
    clock.move(-timedelta(hours=2))
    await asyncio.sleep(0)
    assert job.next_run_time < NOON - timedelta(hours=1)
    [trouble] = tell.named("trouble")
    assert str(trouble["words"]).startswith("the clock was set back, from 2026-11-22 12:00:0")
    await turn(Rounds(stages()))
    assert len(tell.events) == 1
    ticking.cancel()
    end_ticks(scheduler)


async def test_an_errand_that_is_ended_is_no_failure_to_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.ERROR, "apscheduler")  # whatever a test before this one ended
    begun = asyncio.Event()
    ended = asyncio.Event()

    async def errand() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    scheduler = AsyncIOScheduler()
    end_ticks(scheduler)  # it does not run yet
    scheduler.add_job(errand)
    scheduler.start()
    await begun.wait()
    caplog.clear()
    end_ticks(scheduler)
    await ended.wait()
    await asyncio.sleep(0)
    assert caplog.records == []
