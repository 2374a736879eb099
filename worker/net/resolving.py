"""Names to addresses in threads of our own, so that a dead DNS server holds up nothing else.

`getaddrinfo` cannot be interrupted: a dead resolver keeps a thread for half a minute. In
asyncio's own pool a handful of such names would stall every other use of a thread, and at the
end the interpreter would wait for them; these threads are daemons, and few. Two askers of one
name share one lookup.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from queue import SimpleQueue

Resolve = Callable[[str], Awaitable[list[str]]]  # addresses as text; raises socket.gaierror

THREADS = 16  # each may be stuck on a dead name; per-host politeness keeps most names apart

Job = tuple[str, asyncio.AbstractEventLoop, "asyncio.Future[list[str]]"]


class Resolver:
    """A `Resolve` over the system's getaddrinfo. Its threads start as they are needed."""

    def __init__(self, lookup: Callable[[str], list[str]] | None = None) -> None:
        self._lookup = lookup or _system_lookup
        self._jobs: SimpleQueue[Job] = SimpleQueue()
        self._threads = 0
        self._under_way: dict[str, asyncio.Future[list[str]]] = {}

    async def __call__(self, host: str) -> list[str]:
        """The addresses of `host`, in the system's order of preference. Cancellation is prompt."""
        future = self._under_way.get(host)
        if future is None or future.get_loop() is not asyncio.get_running_loop():
            future = self._start(host)
        return await asyncio.shield(future)

    def _start(self, host: str) -> asyncio.Future[list[str]]:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[list[str]] = loop.create_future()
        self._under_way[host] = future
        future.add_done_callback(lambda done: self._forget(host, done))
        self._jobs.put((host, loop, future))
        if self._threads < min(len(self._under_way), THREADS):
            self._threads += 1
            threading.Thread(target=self._work, name="resolver", daemon=True).start()
        return future

    def _forget(self, host: str, done: asyncio.Future[list[str]]) -> None:
        if self._under_way.get(host) is done:
            del self._under_way[host]
        if not done.cancelled():
            done.exception()  # marked as seen: the askers may have been cancelled

    def _work(self) -> None:
        while True:
            host, loop, future = self._jobs.get()
            result: list[str] | OSError
            try:
                result = self._lookup(host)
            except OSError as error:
                result = error
            except ValueError as error:  # a label of no or too many letters
                result = socket.gaierror(socket.EAI_NONAME, str(error))
            with suppress(RuntimeError):  # the loop has closed: nobody waits any more
                loop.call_soon_threadsafe(_settle, future, result)


def _settle(future: asyncio.Future[list[str]], result: list[str] | OSError) -> None:
    if future.done():
        return
    if isinstance(result, OSError):
        future.set_exception(result)
    else:
        future.set_result(result)


def _system_lookup(host: str) -> list[str]:
    found = socket.getaddrinfo(host.encode("ascii"), None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))
