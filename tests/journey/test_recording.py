"""Visits recorded together: who shares a transaction, and what one that fails does to others."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, cast

import pytest

from tests.contract.making import NO_GAP, NOW, entry, planned, report
from worker.errors import StoreBusy
from worker.model import FeedClaim, Visit
from worker.pipeline.recording import MOST, MOST_ENTRIES, Recorder
from worker.ports import Recording


class Desk:
    """A pipeline as far as a recorder knows one. The store answers while its door is open."""

    def __init__(self, *, many_writers: bool = False) -> None:
        self.store = self
        self.many_writers = many_writers
        self.recorder = Recorder()
        self.door = asyncio.Event()
        self.calls: list[list[str]] = []
        self.broken: dict[str, Exception] = {}

    def record_visits(self, recordings: Sequence[Recording]) -> list[Visit | None]:
        names = [str(each.claim) for each in recordings]
        self.calls.append(names)
        for name in names:
            if name in self.broken:
                raise self.broken[name]
        return cast("list[Visit | None]", [f"kept {name}" for name in names])

    async def in_store(self, call: Callable[..., Any], *args: object) -> Any:
        await self.door.wait()
        return call(*args)

    def begin(self, name: str, entries: int = 0) -> asyncio.Task[Any]:
        made = report([entry(str(n)) for n in range(entries)])
        visit = Recording(cast("FeedClaim", name), made, planned(NOW), NO_GAP, NOW)
        return asyncio.ensure_future(self.recorder(cast("Any", self), visit))

    async def begun(self, *names: str, entries: int = 0) -> list[asyncio.Task[Any]]:
        """Visits that wait for the store, which is with the first."""
        tasks = [self.begin(name, entries) for name in names]
        for _ in range(5):
            await asyncio.sleep(0)
        return tasks


async def test_those_that_end_while_the_store_is_busy_share_a_transaction() -> None:
    desk = Desk()
    first = await desk.begun("a")
    later = await desk.begun("b", "c", "d")
    assert desk.calls == []
    desk.door.set()
    assert await asyncio.gather(*first, *later) == ["kept a", "kept b", "kept c", "kept d"]
    assert desk.calls == [["a"], ["b", "c", "d"]]
    assert await desk.begin("e") == "kept e"


async def test_a_transaction_is_of_few_visits_and_few_entries() -> None:
    desk = Desk()
    tasks = await desk.begun("first")
    tasks += await desk.begun(*map(str, range(MOST + 1)))
    tasks += await desk.begun("large", "small", "last", entries=MOST_ENTRIES)
    desk.door.set()
    await asyncio.gather(*tasks)
    assert [len(call) for call in desk.calls] == [1, MOST, 2, 1, 1]


async def test_one_that_cannot_be_recorded_stops_no_other() -> None:
    desk = Desk()
    desk.broken["b"] = ZeroDivisionError("b")
    tasks = await desk.begun("first")
    tasks += await desk.begun("a", "b", "c")
    desk.door.set()
    found = await asyncio.gather(*tasks, return_exceptions=True)
    assert found == ["kept first", "kept a", desk.broken["b"], "kept c"]
    assert desk.calls[1:] == [["a", "b", "c"], ["a"], ["b"], ["c"]]


async def test_a_store_that_is_busy_is_told_to_all_and_not_asked_again() -> None:
    desk = Desk()
    desk.broken["a"] = StoreBusy("another worker writes")
    tasks = await desk.begun("first")
    tasks += await desk.begun("a", "b")
    desk.door.set()
    found = await asyncio.gather(*tasks, return_exceptions=True)
    assert found == ["kept first", desk.broken["a"], desk.broken["a"]]
    assert len(desk.calls) == 2
    assert await desk.begin("c") == "kept c"


async def test_whoever_was_cancelled_is_not_recorded() -> None:
    desk = Desk()
    first, *later = await desk.begun("first") + await desk.begun("a", "b")
    later[0].cancel()
    first.cancel()  # what is being committed ends first
    desk.door.set()
    await desk.recorder.caught_up()
    assert await later[1] == "kept b"
    assert desk.calls == [["first"], ["b"]]
    with pytest.raises(asyncio.CancelledError):
        await first


async def test_what_builds_on_visits_waits_for_those_given_before_it() -> None:
    desk = Desk()
    await desk.recorder.caught_up()
    tasks = await desk.begun("first", "a")
    waiting = asyncio.ensure_future(desk.recorder.caught_up())
    await asyncio.sleep(0)
    assert not waiting.done()
    desk.door.set()
    await waiting
    assert desk.calls == [["first", "a"]]
    assert await asyncio.gather(*tasks) == ["kept first", "kept a"]


async def test_where_many_may_write_nobody_waits_for_another() -> None:
    desk = Desk(many_writers=True)
    tasks = await desk.begun("a", "b")
    desk.door.set()
    assert await asyncio.gather(*tasks) == ["kept a", "kept b"]
    assert sorted(desk.calls) == [["a"], ["b"]]
    await desk.recorder.caught_up()
