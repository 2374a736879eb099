"""Runs the parser in child processes that can be killed: for time, for memory, with their parent.

The children are forked from a small server process (multiprocessing's forkserver) that has the
parser imported already: a killed child is replaced in milliseconds, none inherits the worker's
threads or memory, and all of them die with the worker, even by kill -9: the server ends when its
pipe to the worker closes, and its children ask the kernel to be killed with it.
"""

from __future__ import annotations

import asyncio
import pickle
import signal
import sys
import threading
from collections.abc import Mapping
from concurrent.futures.process import BrokenProcessPool
from contextlib import nullcontext, suppress
from datetime import timedelta
from multiprocessing.context import ForkServerContext, ForkServerProcess
from types import ModuleType
from typing import Any

from pebble import ProcessExpired, ProcessPool

from worker.model import Identity, PageText, ParsedFeed, Unreadable
from worker.parse import charset
from worker.parse.known import nothing_new, skim
from worker.poll import child

PARSER = "worker.parse.feed:read"
PART_READER = "worker.parse.feed:read_part"
PAGE_READER = "worker.parse.fulltext:heed"
ROBOTS_READER = "worker.poll.robots:allowed"  # its patterns are a stranger's too
RECYCLE_AFTER = 1_000  # documents; whatever a parser leaks ends there
ATTEMPTS = 2  # when the pool itself broke, not the document
SKIMMED_HERE = 1_000_000  # bytes: 6 ms of searching for what is known; larger ones in a child
FRESH_HERE = 50  # entries not known: what they go by is looked for in 20 us each
LARGE_BODY = 200_000  # takes seconds, perhaps: the last place is kept for smaller ones
CANNOT_START = (OSError, EOFError, BrokenProcessPool)  # no memory, no process, no /dev/shm
SLACK_S = 20.0  # for a pool to start and to kill; beyond, it is broken
BYTES_A_SECOND = 1_000_000  # a document of megabytes may take longer, within its bound


class _Process(ForkServerProcess):
    """A child that does not import the program it was started from.

    multiprocessing has each child run the main module once more, for what was pickled from it;
    nothing is, so that would only cost memory, and a start for ever in a script without a guard.
    """

    @staticmethod
    def _Popen(process_obj: Any) -> Any:  # noqa: N802 - multiprocessing's hook
        with _hiding:
            main = sys.modules["__main__"]
            sys.modules["__main__"] = ModuleType("__main__")
            try:
                return ForkServerProcess._Popen(process_obj)  # noqa: SLF001 - its hook
            finally:
                sys.modules["__main__"] = main


class _Context(ForkServerContext):
    Process = _Process


_hiding = threading.Lock()


class _PoolFailed(Exception):
    """The pool broke or hangs; another one may read the document."""


class Sandbox:
    """Implements `worker.ports.Parse` and `ReadPage`. `start` returns at once; `close` ends the
    children.

    `parser` names a callable "module:name" with the signature of `worker.parse.feed.read`;
    with `pages` the children are born with what reads pages, which else costs the first a second.
    `memory_bytes` bounds a child's whole address space, `result_bytes` what it may hand back.
    """

    def __init__(
        self,
        *,
        parser: str = PARSER,
        pages: bool = False,
        workers: int = 2,
        timeout: timedelta = timedelta(seconds=6),  # a large real feed takes 2 on a busy machine
        memory_bytes: int = 512_000_000,
        result_bytes: int = 32_000_000,
    ) -> None:
        self._parser = parser
        self._workers = workers
        self._timeout_s = timeout.total_seconds()
        self._preload = ["worker.poll.nursery"] if parser == PARSER else []
        self._preload += ["trafilatura", "worker.parse.fulltext"] if pages else []
        self._memory_bytes = memory_bytes
        self._result_bytes = result_bytes
        self._places = asyncio.Semaphore(workers)  # none waits in the pool, where it could be lost
        self._large = asyncio.Semaphore(max(1, workers - 1))
        self._lock = threading.Lock()
        self._pool: ProcessPool | None = None

    def start(self) -> None:
        """Begin starting the children, in the background."""
        threading.Thread(target=self._start, name="sandbox", daemon=True).start()

    def _start(self) -> None:
        with suppress(*CANNOT_START):  # the first document will meet it, and say so
            self._running_pool()

    def close(self) -> None:
        """End the children; what they are reading is lost."""
        with self._lock:
            pool, self._pool = self._pool, None
        _stop(pool)

    async def __call__(
        self,
        body: bytes,
        headers: Mapping[str, str],
        url: str,
        identity: Identity | None,
        known: bytes = b"",
    ) -> ParsedFeed | Unreadable:
        """The entries, or why there are none. Cancelling kills the child that reads.

        What is known of a document is cut out here, and only the rest goes to a child.
        """
        if identity is not None and known and len(body) <= SKIMMED_HERE:
            found = await self._in_part(body, headers, url, identity, known)
            if found is not None:
                return found
        args = (self._parser, body, dict(headers), url, identity, known)
        answer = await self._read(len(body), args)
        return answer if isinstance(answer, ParsedFeed | Unreadable) else _strange(answer)

    async def _in_part(
        self,
        body: bytes,
        headers: Mapping[str, str],
        url: str,
        identity: Identity,
        known: bytes,
    ) -> ParsedFeed | Unreadable | None:
        """What is new in a document, read without the rest; None where it must be read whole."""
        said = headers.get("content-type", "")
        part = skim(body, said, known, FRESH_HERE)
        if part is None or not part.known:
            return None
        if not part.unread:
            return nothing_new(part, identity)
        args = (PART_READER, part, charset.settle(body, said), dict(headers), url, identity)
        answer = await self._read(len(part.rest), args)
        return answer if isinstance(answer, ParsedFeed | Unreadable | None) else _strange(answer)

    async def page(
        self,
        body: bytes,
        headers: Mapping[str, str],
        url: str,
        feed_text: str,
        repeated: frozenset[int],
    ) -> PageText | Unreadable:
        """The text of a page with the verdict on it. Cancelling kills the child that reads."""
        args = (PAGE_READER, body, dict(headers), url, feed_text, repeated)
        answer = await self._read(len(body), args)
        return answer if isinstance(answer, PageText | Unreadable) else _strange(answer)

    async def may_ask(self, robots_txt: bytes, agent: str, url: str) -> bool | Unreadable:
        """Whether a robots.txt lets `agent` ask for a URL."""
        answer = await self._read(len(robots_txt), (ROBOTS_READER, robots_txt, agent, url))
        return answer if isinstance(answer, bool | Unreadable) else _strange(answer)

    async def _read(self, size_bytes: int, args: tuple[object, ...]) -> object:
        """What a child answers, in a pool that is replaced when it breaks."""
        lane = self._large if size_bytes > LARGE_BODY else nullcontext()
        timeout_s = self._timeout_s + size_bytes // BYTES_A_SECOND
        async with lane, self._places:
            for _ in range(ATTEMPTS):
                pool = self._pool
                if pool is None:
                    try:
                        pool = await asyncio.to_thread(self._running_pool)
                    except CANNOT_START as error:
                        why = error.__cause__ or error  # pebble wraps it
                        words = f"the parser cannot be started here: {why}"
                        return Unreadable(words, ours=True)
                try:
                    return await self._ask(pool, timeout_s, args)
                except _PoolFailed:
                    self._discard(pool)
        return Unreadable("the parser was ended while it read", ours=True)

    async def _ask(self, pool: ProcessPool, timeout_s: float, args: tuple[object, ...]) -> object:
        """A child's answer. Raises _PoolFailed where the pool failed and not the document."""
        try:
            async with asyncio.timeout(timeout_s + SLACK_S) as patience:
                future = pool.schedule(child.read, args=(timeout_s, *args), timeout=timeout_s)
                packed = await asyncio.wrap_future(future)
                # Packed once by the child, so that it could weigh it.
                return pickle.loads(packed)  # noqa: S301 - pebble's own channel is pickle already
        except TimeoutError:
            if patience.expired():
                raise _PoolFailed from None
            words = f"not read within {timeout_s:g} s: given up"
            return Unreadable(words, hostile=True)
        except ProcessExpired as died:
            if died.exitcode == -signal.SIGTERM:  # somebody ends us all
                raise _PoolFailed from died
            return Unreadable("reading it killed the parser: given up", hostile=True)
        except (BrokenProcessPool, RuntimeError) as error:
            raise _PoolFailed from error

    def _running_pool(self) -> ProcessPool:
        """The pool, started; blocks for as long as that takes."""
        with self._lock:
            if self._pool is None:
                self._pool = self._new_pool()
            return self._pool

    def _new_pool(self) -> ProcessPool:
        context = _Context()
        context.set_forkserver_preload(["pebble.pool.process", child.__name__, *self._preload])
        pool = ProcessPool(
            max_workers=self._workers,
            max_tasks=RECYCLE_AFTER,
            initializer=child.confine,
            initargs=(self._memory_bytes, self._result_bytes),
            context=context,
        )
        _ = pool.active  # pebble starts a pool when it is first looked at
        return pool

    def _discard(self, broken: ProcessPool) -> None:
        with self._lock:
            if self._pool is broken:
                self._pool = None
        threading.Thread(target=_stop, args=(broken,), name="sandbox", daemon=True).start()


def _stop(pool: ProcessPool | None) -> None:
    if pool is not None:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


def _strange(answer: object) -> Unreadable:
    return Unreadable(f"the parser answered {type(answer).__name__}")
