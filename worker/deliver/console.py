"""The console channel: alerts for a person at the terminal, or JSON lines for a pipe.

The terminal is written from a thread of its own, past Python's buffers, one alert at a time: a
pipe that nobody reads, or a terminal held with Ctrl-S, stops neither the event loop nor the
end of the process.
"""

from __future__ import annotations

import asyncio
import os
import sys
from concurrent.futures import Future
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from io import UnsupportedOperation
from typing import TextIO

from worker.deliver.payload import event_line
from worker.deliver.threads import in_thread
from worker.model import Answer, Answered, Delivery, NoAnswer

DEADLINE = timedelta(seconds=15)


class Console:
    """A `Send` that shows alerts on `file`, standard output unless said.

    On a terminal they are drawn (`worker.deliver.screen`); elsewhere each is one JSON object a
    line, `{"event": "alert", ...the webhook's body}`.
    """

    def __init__(self, file: TextIO | None = None, *, deadline: timedelta = DEADLINE) -> None:
        self._file = file
        self._deadline_s = deadline.total_seconds()
        self._turn = asyncio.Lock()
        self._writing: tuple[str, Future[None]] | None = None  # may outlive its deadline

    async def __call__(self, delivery: Delivery, now: datetime) -> Answer:
        """Answered(200) once the text has left the process; NoAnswer with the reason if not."""
        del now  # the body carries its own time
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            async with asyncio.timeout(self._deadline_s), self._turn:
                await self._show(delivery)
        except TimeoutError:
            words = f"the console took nothing for {self._deadline_s:g} s"
        except BrokenPipeError:
            words = "the console is closed (broken pipe)"
        except (OSError, ValueError) as error:
            words = f"the console cannot be written: {error}"
        else:
            return Answered(200, "shown", elapsed_s=round(loop.time() - began, 3))
        return NoAnswer(words, elapsed_s=round(loop.time() - began, 3))

    async def _show(self, delivery: Delivery) -> None:
        """Write the alert, after what is still being written; an alert that is, is not repeated."""
        if self._writing is not None:
            delivery_id, earlier = self._writing
            with suppress(OSError, ValueError):  # told to whoever began it
                await asyncio.wrap_future(earlier)
            self._writing = None
            if delivery_id == delivery.id and earlier.exception() is None:
                return
        file = self._file or sys.stdout
        text = await asyncio.to_thread(render, delivery.body, file)
        done = in_thread(partial(_put, file, text), "console")
        self._writing = (delivery.id, done)
        await asyncio.wrap_future(done)
        self._writing = None


def render(body: str, file: TextIO) -> str:
    """The stored body as this file should show it, line ends included."""
    if file.isatty():
        from worker.deliver.screen import draw  # noqa: PLC0415 - rich costs 40 ms, pipes need none

        return draw(body, file)
    encoding = (file.encoding or "utf-8").lower()
    return event_line(body, ascii_only=not encoding.startswith("utf"))


def _put(file: TextIO, text: str) -> None:
    """All of the text, unbuffered: a buffer's lock held here would hang the process's end."""
    file.flush()
    descriptor = -1
    with suppress(UnsupportedOperation):
        descriptor = file.fileno()
    if descriptor < 0:
        file.write(text)
        return
    left = memoryview(text.encode(file.encoding or "utf-8", "replace"))
    while left:
        left = left[os.write(descriptor, left) :]
