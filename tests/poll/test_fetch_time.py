from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from tests.net.origins import Answer, local_client, reply
from tests.poll.asking import FEED, SHORT, asking, failure, redirecting
from tests.poll.clocks import StillClock
from worker.model import Ask, Failed, FailureKind, Fetched
from worker.poll.fetch import Fetcher

SOFT = FailureKind.SOFT


async def stall(_head: bytes, _writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(60)


async def test_silence_is_timed_out() -> None:
    failed = await failure(stall, timeout=SHORT)
    assert (failed.kind, failed.words) == (
        SOFT,
        "timed out after 1 s while waiting for the answer",
    )


def dripping(start: bytes, drop: bytes) -> Answer:
    async def drip(_head: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        while True:
            writer.write(drop)
            await writer.drain()
            await asyncio.sleep(0.02)

    return drip


async def test_slow_headers_are_timed_out() -> None:
    failed = await failure(dripping(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"), timeout=SHORT)
    assert failed.words == "timed out after 1 s while waiting for the answer"


async def test_one_byte_at_a_time_is_timed_out() -> None:
    failed = await failure(dripping(b"HTTP/1.1 200 OK\r\n\r\n", b"x"), timeout=SHORT)
    assert failed.words.startswith("timed out after 1 s while reading the body (")
    assert 0 < failed.wire_bytes < 100


async def test_redirects_share_one_deadline() -> None:
    async def slow(head: bytes, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.7)
        await redirecting(("/feed", "302 /b"))(head, writer)

    failed = await failure(slow, timeout=SHORT)
    assert "timed out after 1 s" in failed.words
    assert "(redirected to " in failed.words


async def test_a_slow_dns_is_under_the_deadline() -> None:
    async def never(_host: str) -> list[str]:
        await asyncio.sleep(60)
        return []

    async with local_client(never) as client:
        outcome = await Fetcher(client, clock=StillClock(), timeout=SHORT)(Ask("http://x.example/"))
    assert isinstance(outcome, Failed)
    assert outcome.words == "timed out after 1 s while looking up the host name"


async def test_waiting_for_a_place_is_not_counted() -> None:
    async def slow(_head: bytes, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.3)
        writer.write(reply("200 OK", FEED))

    async with asking(slow, timeout=timedelta(seconds=1.5), concurrency=1) as (fetch, server):
        outcomes = await asyncio.gather(*(fetch(Ask(server.url())) for _ in range(6)))
    assert all(isinstance(outcome, Fetched) for outcome in outcomes)


async def test_large_bodies_are_read_a_few_at_a_time() -> None:
    """The small part of each is read at once; beyond it, two at a time hold memory."""
    begun: asyncio.Queue[None] = asyncio.Queue()
    release = asyncio.Event()

    async def large(_head: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 1_200_000)
        begun.put_nowait(None)
        await release.wait()
        writer.write(b"x" * 3_000_000)
        await writer.drain()

    async with asking(large) as (fetch, server):
        asks = [asyncio.create_task(fetch(Ask(server.url()))) for _ in range(5)]
        for _ in range(5):
            await begun.get()
        await asyncio.sleep(0.1)
        assert fetch._room.locked()
        release.set()
        outcomes = []
        for ask in asyncio.as_completed(asks):
            outcomes.append(await ask)
            fetch.done(outcomes[-1])
    assert [isinstance(outcome, Fetched) for outcome in outcomes] == [True] * 5
    assert not fetch._room.locked()


async def test_cancelling_is_prompt_and_not_an_outcome() -> None:
    async with asking(stall) as (fetch, server):
        task = asyncio.create_task(fetch(Ask(server.url())))
        await server.asked.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(task, 5)


async def test_a_free_place_comes_back_after_a_cancel() -> None:
    async with asking(stall, concurrency=1, timeout=SHORT) as (fetch, server):
        task = asyncio.create_task(fetch(Ask(server.url())))
        await asyncio.sleep(0.05)
        task.cancel()
        assert isinstance(await asyncio.wait_for(fetch(Ask(server.url())), 5), Failed)
