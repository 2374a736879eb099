from __future__ import annotations

import asyncio
import socket
import struct
from datetime import timedelta

import pytest

from tests.deliver.given import (
    AGENT,
    LOOPBACK,
    NOW,
    Script,
    answer,
    delivery,
    receiver,
    send_to,
    sender,
)
from worker.deliver.send import Sender
from worker.model import Answered, Channel, NoAnswer
from worker.net import build_client


async def stalls(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(30)


async def resets(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    at_once = struct.pack("ii", 1, 0)  # linger for 0 s: a reset instead of a goodbye
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
    writer.transport.abort()


async def closes(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    return


async def truncates(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
    await writer.drain()


async def stalls_half_way(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
    await writer.drain()
    await asyncio.sleep(30)


async def drips(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    for byte in answer(200, "never done"):
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0.05)


LATE = "not done within 0.4 s"
BAD = {
    "stalls": (stalls, f"{LATE}, while waiting for the answer"),
    "one byte at a time": (drips, f"{LATE}, while waiting for the answer"),
    "resets": (resets, "connection reset"),
    "closes": (closes, "connection closed without an answer"),
    "speaks something else": (b"220 mail.example ESMTP\r\n\r\n", "not HTTP: "),
    "truncates": (truncates, "answered 200, but did not finish: connection closed after 4 of 100"),
    "stalls half-way": (
        stalls_half_way,
        f"answered 200, but did not finish: {LATE}, while reading the body (4 bytes so far)",
    ),
}


@pytest.mark.parametrize(("script", "words"), BAD.values(), ids=BAD.keys())
async def test_no_answer_says_why(script: Script | bytes, words: str) -> None:
    said = await send_to(script, deadline_s=0.4)
    assert isinstance(said, NoAnswer)
    assert said.words.startswith(words)
    assert not said.refused
    assert said.elapsed_s < 3


async def test_an_answer_that_drips_but_ends_in_time_counts() -> None:
    said = await send_to(drips)
    assert isinstance(said, Answered)
    assert (said.status, said.text) == (200, "never done")


async def test_nobody_there() -> None:
    async with receiver(b"") as there:
        url = there.url
    async with sender(url) as send:
        said = await send(delivery(), NOW)
    assert isinstance(said, NoAnswer)
    assert said.words == "connection refused"
    assert not said.refused


async def test_a_stalled_receiver_delays_nobody_else() -> None:
    async with (
        receiver(stalls) as slow,
        receiver(answer(200)) as well,
        build_client(user_agent="client", allow_private=LOOPBACK) as client,
    ):
        channels = {
            "slow": Channel("slow", "webhook", slow.url),
            "well": Channel("well", "webhook", well.url),
        }
        send = Sender(client, lambda: channels, AGENT, deadline=timedelta(seconds=4))
        stuck = [asyncio.create_task(send(delivery(channel="slow"), NOW)) for _ in range(50)]
        said = await send(delivery(channel="well"), NOW)
        assert isinstance(said, Answered)
        assert not any(task.done() for task in stuck)
        answers = await asyncio.gather(*stuck)
    assert all(isinstance(one, NoAnswer) for one in answers)
