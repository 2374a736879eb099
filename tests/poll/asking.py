"""A fetcher beside the server it is to ask."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from tests.net.origins import Answer, Origin, local_client, origin, reply
from tests.poll.clocks import StillClock
from worker.model import Ask, Failed, Fetched, FetchOutcome
from worker.poll.fetch import Fetcher

FEED = b"<rss version='2.0'><channel/></rss>"
SHORT = timedelta(seconds=1)  # enough to connect and to ask on a busy machine


@asynccontextmanager
async def asking(
    answer: Answer | bytes, **options: object
) -> AsyncIterator[tuple[Fetcher, Origin]]:
    """A fetcher and the server it is to ask."""
    options.setdefault("timeout", timedelta(seconds=20))
    async with origin(answer) as server, local_client() as client:
        yield Fetcher(client, clock=StillClock(), **options), server  # type: ignore[arg-type]


async def ask(answer: Answer | bytes, **options: object) -> FetchOutcome:
    async with asking(answer, **options) as (fetch, server):
        return await fetch(Ask(server.url()))


async def failure(answer: Answer | bytes, **options: object) -> Failed:
    outcome = await ask(answer, **options)
    assert isinstance(outcome, Failed), outcome
    return outcome


async def body(answer: Answer | bytes, **options: object) -> bytes:
    outcome = await ask(answer, **options)
    assert isinstance(outcome, Fetched), outcome
    return outcome.body


def redirecting(*hops: tuple[str, str], end: bytes = b"") -> Answer:
    """`hops` are (path, "301 /where"); any other path gets `end`."""
    to = dict(hops)

    async def answer(head: bytes, writer: asyncio.StreamWriter) -> None:
        path = head.split(b" ")[1].decode()
        if path in to:
            status, _, location = to[path].partition(" ")
            writer.write(reply(f"{status} Moved", Location=location))
        else:
            writer.write(end or reply("200 OK", FEED))
        await writer.drain()

    return answer
