"""Visits that end while the store is busy are recorded together, in one transaction.

Most visits find nothing new, and a transaction costs as much as what they write: its commit waits
for the disk. Where the database takes one writer at a time, those that wait for their turn anyway
share one. If one of them cannot be recorded, each is recorded alone, so that none stops another.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from worker.errors import WirebellError
from worker.model import Visit
from worker.ports import Recording

if TYPE_CHECKING:
    from worker.pipeline.journey import Pipeline

MOST = 20  # visits a transaction; a kill -9 makes us ask these again
MOST_ENTRIES = 200  # to look up or store: what else is to be written waits meanwhile


class Recorder:
    """Records visits, of one event loop."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Recording, asyncio.Future[Visit | None]]] = []
        self._turn: asyncio.Task[None] | None = None

    async def __call__(self, pipeline: Pipeline, visit: Recording) -> Visit | None:
        """The visit as kept; None if the lease was lost. Raises what the store does."""
        if pipeline.store.many_writers:
            (found,) = await pipeline.in_store(pipeline.store.record_visits, [visit])
            return found
        kept: asyncio.Future[Visit | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((visit, kept))
        if self._turn is None:
            self._turn = asyncio.create_task(self._record_all(pipeline))
        return await kept

    async def caught_up(self) -> None:
        """Wait until no visit waits and none is being committed: what is written next builds on
        them.
        """
        if self._turn is not None:
            await asyncio.wait([self._turn])

    async def _record_all(self, pipeline: Pipeline) -> None:
        try:
            while batch := self._next():
                await _record(pipeline, batch)
        finally:
            self._turn = None

    def _next(self) -> list[tuple[Recording, asyncio.Future[Visit | None]]]:
        """Those that waited longest; who no longer waits is left out, and asked again."""
        waiting = [each for each in self._waiting if not each[1].done()]
        number, entries = 0, 0
        while number < min(len(waiting), MOST) and (not number or entries < MOST_ENTRIES):
            feed = waiting[number][0].report.feed
            entries += len(feed.entries) if feed else 0
            number += 1
        self._waiting = waiting[number:]
        return waiting[:number]


async def _record(
    pipeline: Pipeline, batch: Sequence[tuple[Recording, asyncio.Future[Visit | None]]]
) -> None:
    recordings = [recording for recording, _ in batch]
    try:
        found = await pipeline.in_store(pipeline.store.record_visits, recordings)
    except Exception as error:  # noqa: BLE001 - whoever waits for it is told
        if len(batch) > 1 and not isinstance(error, WirebellError):
            for each in batch:
                await _record(pipeline, [each])
            return
        for _, kept in batch:
            if not kept.done():
                kept.set_exception(error)
        return
    for (_, kept), visit in zip(batch, found, strict=True):
        if not kept.done():
            kept.set_result(visit)
