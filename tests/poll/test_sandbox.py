from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.parse.html import article
from worker.model import Identity, PageText, PageVerdict, ParsedFeed, Unreadable
from worker.poll.sandbox import Sandbox

PARSER = "tests.poll.parsers:read"
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """One pool for the tests whose documents it survives or replaces a child for."""
    box = Sandbox(
        parser=PARSER,
        timeout=timedelta(seconds=2),
        memory_bytes=400_000_000,
        result_bytes=1_000_000,
    )
    box.start()
    yield box
    box.close()


@asynccontextmanager
async def own_sandbox(**options: Any) -> AsyncIterator[Sandbox]:
    box = Sandbox(parser=PARSER, **options)
    try:
        yield box
    finally:
        box.close()


async def read(box: Sandbox, order: str) -> ParsedFeed | Unreadable:
    return await box(order.encode(), {"content-type": "x"}, "http://x.example/", None)


def alive(pid: int) -> bool:
    """Whether a process still runs; one that ended and waits to be noticed does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


async def test_a_document_comes_back_with_all_it_was_sent_with(sandbox: Sandbox) -> None:
    answer = await sandbox(
        b"hello", {"content-type": "text/xml"}, "http://x.example/", Identity.LINK
    )
    assert answer == ParsedFeed("text/xml", (), Identity.LINK, title="http://x.example/")


@pytest.mark.parametrize(
    ("order", "words"),
    [
        ("sleep 60", "not read within 2 s: given up"),
        ("spin on", "not read within 2 s: given up"),
        ("stuck 40", "not read within 2 s: given up"),
        ("eat 900", "reading it takes too much memory: given up"),
        ("large 2000000", "what it says is too large to keep"),
        ("die SIGKILL", "reading it killed the parser: given up"),
        ("die SIGSEGV", "reading it killed the parser: given up"),
    ],
)
async def test_a_hostile_document_is_given_up_and_the_next_is_read(
    sandbox: Sandbox, order: str, words: str
) -> None:
    assert await read(sandbox, order) == Unreadable(words, hostile=True)
    assert isinstance(await read(sandbox, "hello"), ParsedFeed)


async def test_a_document_of_megabytes_has_a_second_more_a_megabyte(sandbox: Sandbox) -> None:
    found = await read(sandbox, "spin on" + " " * 1_100_000)
    assert found == Unreadable("not read within 3 s: given up", hostile=True)


@pytest.mark.parametrize(
    ("order", "words"),
    [
        ("fail x", "the parser failed on it (ValueError)"),
        ("recurse x", "the parser failed on it (RecursionError)"),
    ],
)
async def test_a_bug_met_by_a_document_is_that_documents(
    sandbox: Sandbox, order: str, words: str
) -> None:
    assert await read(sandbox, order) == Unreadable(words)


async def test_one_document_does_not_hold_up_another(sandbox: Sandbox) -> None:
    slow = asyncio.create_task(read(sandbox, "sleep 60"))
    quick = [await read(sandbox, "hello") for _ in range(20)]
    assert not slow.done()
    assert all(isinstance(answer, ParsedFeed) for answer in quick)
    assert isinstance(await slow, Unreadable)


async def test_cancelling_frees_the_child(sandbox: Sandbox) -> None:
    for _ in range(3):
        task = asyncio.create_task(read(sandbox, "spin on"))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert isinstance(await asyncio.wait_for(read(sandbox, "hello"), 60), ParsedFeed)


async def test_children_are_recycled_and_none_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("worker.poll.sandbox.RECYCLE_AFTER", 5)
    async with own_sandbox() as box:
        answers = await asyncio.gather(*(read(box, "pid") for _ in range(40)))
    assert all(isinstance(answer, Unreadable) for answer in answers)
    assert len({answer.words for answer in answers if isinstance(answer, Unreadable)}) > 2


async def test_a_broken_pool_is_replaced() -> None:
    """All children killed while idle: pebble gives its pool up, we do not."""
    async with own_sandbox(workers=1) as box:
        for _ in range(2):
            answer = await read(box, "pid")
            assert isinstance(answer, Unreadable)
            os.kill(int(answer.words), signal.SIGKILL)
            await asyncio.sleep(0.3)
        assert isinstance(await read(box, "hello"), ParsedFeed)


async def test_a_child_that_somebody_ended_is_no_documents_fault() -> None:
    async with own_sandbox(workers=1) as box:
        answer = await read(box, "die SIGTERM")
        assert answer == Unreadable("the parser was ended while it read", ours=True)
        assert isinstance(await read(box, "hello"), ParsedFeed)


async def test_the_real_parser_is_the_default() -> None:
    box = Sandbox(timeout=timedelta(minutes=1))  # its server may have been begun without it
    document = (
        b"<rss version='2.0'><channel><title>News</title><item><guid>1</guid>"
        b"<title>The committee has met again today</title></item></channel></rss>"
    )
    try:
        feed = await box(document, {"content-type": "text/xml"}, "http://x.example/", None)
    finally:
        box.close()
    assert isinstance(feed, ParsedFeed)
    assert [(entry.title, entry.language) for entry in feed.entries] == [
        ("The committee has met again today", "en")
    ]


def news(*numbers: int, stray: str = "") -> bytes:
    items = (f"<item><guid>{n}</guid><title>Title {n}</title></item>" for n in numbers)
    return f"<rss version='2.0'><channel>{''.join(items)}{stray}</channel></rss>".encode()


class Watched(Sandbox):
    """Tells how large the documents were that went to a child."""

    def __init__(self) -> None:
        super().__init__(timeout=timedelta(minutes=1))
        self.sizes: list[int] = []

    async def _read(self, size_bytes: int, args: tuple[object, ...]) -> object:
        self.sizes.append(size_bytes)
        return await super()._read(size_bytes, args)


@pytest.fixture(scope="module")
def watched() -> Iterator[Watched]:
    box = Watched()
    yield box
    box.close()


STRAY = "<entry><title>Stray</title></entry>"


@pytest.mark.parametrize(
    ("grown", "titles", "known", "last_read"),
    [
        (news(2, 1), [], 2, []),  # nothing new: no child is asked
        (news(3, 1, 2), ["Title 3"], 2, [news(3)]),
        (news(*range(60)), [f"Title {n}" for n in range(60) if n not in {1, 2}], 2, None),
        (news(3, 1, stray=STRAY), ["Title 3", "Title 1", "Stray"], 0, None),
    ],
)
async def test_only_what_is_not_known_goes_to_a_child(
    watched: Watched, grown: bytes, titles: list[str], known: int, last_read: list[bytes] | None
) -> None:
    headers, url = {"content-type": "text/xml"}, "http://x.example/"
    before = await watched(news(1, 2), headers, url, None)
    assert isinstance(before, ParsedFeed)
    watched.sizes.clear()
    found = await watched(grown, headers, url, before.identity, before.marks)
    assert isinstance(found, ParsedFeed)
    assert [entry.title for entry in found.entries] == titles
    assert found.known == known
    expected = [grown] if last_read is None else last_read  # None: in the end the whole
    assert watched.sizes[-1:] == list(map(len, expected))


async def test_pages_and_robots_txt_are_read_in_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    box = Sandbox(pages=True, timeout=timedelta(minutes=1))  # as above
    try:
        found = await box.page(article(), {}, "https://x.example/a", "", frozenset())
        assert isinstance(found, PageText)
        assert found.verdict is PageVerdict.OK
        rules = b"User-agent: *\nDisallow: /a"
        assert await box.may_ask(rules, "wirebell/0.1", "https://x.example/a") is False
        assert await box.may_ask(rules, "wirebell/0.1", "https://x.example/b") is True
        monkeypatch.setattr("worker.poll.sandbox.PAGE_READER", "builtins:print")
        strange = await box.page(b"", {}, "https://x.example/a", "", frozenset())
        assert strange == Unreadable("the parser answered NoneType")
    finally:
        box.close()


async def test_closing_ends_the_children_and_may_be_repeated() -> None:
    async with own_sandbox() as box:
        answer = await read(box, "pid")
        assert isinstance(answer, Unreadable)
        assert alive(int(answer.words))
        box.close()
        assert not alive(int(answer.words))
    Sandbox(parser=PARSER).close()


SPINNING = """
import asyncio
from datetime import timedelta
from worker.poll.sandbox import Sandbox

async def main():
    box = Sandbox(parser="tests.poll.parsers:read", timeout=timedelta(minutes=2))
    try:
        for _ in range(2):
            print((await box(b"pid", {}, "", None)).words, flush=True)
        asks = [asyncio.create_task(box(b"spin on", {}, "", None)) for _ in range(2)]
        await asyncio.sleep(0.3)
        print("spinning", flush=True)
        await asyncio.sleep(60)
    finally:
        box.close()

if __name__ == "__main__":
    asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's death signal is Linux's")
def test_no_child_outlives_a_killed_worker(tmp_path: Path) -> None:
    script = tmp_path / "worker_to_kill.py"
    script.write_text(SPINNING)
    with subprocess.Popen(
        [sys.executable, str(script)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    ) as worker:
        assert worker.stdout is not None
        lines = [worker.stdout.readline().strip() for _ in range(3)]
        assert lines[-1] == "spinning"
        family = {int(line) for line in lines[:2]} | descendants(worker.pid)
        worker.kill()
        killed = time.monotonic()
        # The end of file comes when the last process holding the pipe is gone.
        assert worker.stdout.read() == ""
        assert time.monotonic() - killed < 60  # before any limit on processor time strikes
    assert len(family) >= 3
    while survivors := [pid for pid in family if alive(pid)]:
        assert time.monotonic() - killed < 60, survivors


def descendants(pid: int) -> set[int]:
    """Every process below `pid`, by the kernel's own list."""
    found: set[int] = set()
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text().split():
            found |= {int(child)} | descendants(int(child))
    return found


def test_ctrl_c_is_the_workers_alone(tmp_path: Path) -> None:
    """The whole group is interrupted, as a terminal does; no child says a word."""
    script = tmp_path / "worker_to_interrupt.py"
    script.write_text(SPINNING)
    with subprocess.Popen(
        [sys.executable, str(script)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as worker:
        assert worker.stdout is not None
        assert worker.stderr is not None
        while worker.stdout.readline().strip() != "spinning":
            pass
        os.killpg(worker.pid, signal.SIGINT)
        said = worker.stderr.read()
    assert said.rstrip().endswith("KeyboardInterrupt")  # the worker's own
    for source in ("forkserver", "pebble", "parsers.py"):
        assert source not in said


def _broken_by(error: Exception) -> BrokenProcessPool:
    """As pebble says that a process could not be started."""
    broken = BrokenProcessPool()
    broken.__cause__ = error
    return broken


@pytest.mark.parametrize(
    "error",
    [OSError("no room in /dev/shm"), _broken_by(EOFError("no room in /dev/shm"))],
    ids=["the system's", "pebble's"],
)
async def test_a_parser_that_cannot_be_started_is_an_outcome(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def refuse(_box: Sandbox) -> None:
        raise error

    monkeypatch.setattr(Sandbox, "_new_pool", refuse)
    box = Sandbox(parser=PARSER)
    box.start()
    outcome = await read(box, "anything")
    words = "the parser cannot be started here: no room in /dev/shm"
    assert outcome == Unreadable(words, ours=True)
    box.close()
