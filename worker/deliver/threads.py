"""Work that waits, in a thread that holds up neither the event loop nor the end of the process."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")


def in_thread(work: Callable[[], T], name: str) -> Future[T]:
    """What comes of it. Whoever waits for it (`asyncio.wrap_future`) may give up: it goes on, and
    what it raises then is nobody's.
    """
    done: Future[T] = Future()
    done.set_running_or_notify_cancel()  # who gives up cancels nothing

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as error:  # noqa: BLE001 - it belongs to whoever waits
            done.set_exception(error)

    threading.Thread(target=run, name=name, daemon=True).start()
    return done
