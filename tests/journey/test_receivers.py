"""Receivers that answer every way there is, over real sockets: each ends as promised, and the
healthy one beside them waits for nobody."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import format_datetime
from ipaddress import ip_network
from socket import SO_LINGER, SOL_SOCKET

from tests.fakes import START, rss
from tests.journey.desk import Desk, desk_with
from worker.deliver.send import Sender
from worker.model import Channel, FirstPoll
from worker.net import build_client
from worker.store import SqlStore
from worker.store.views import DeliveryView

OK = b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"


def status(code: int, *headers: str) -> bytes:
    lines = "".join(f"{header}\r\n" for header in headers)
    return f"HTTP/1.1 {code} X\r\n{lines}Content-Length: 2\r\nConnection: close\r\n\r\nno".encode()


SCRIPTS: dict[str, list[bytes | str]] = {
    "healthy": [],
    "crashing": [status(500), status(500), status(500)],
    "busy-seconds": [status(429, "Retry-After: 120")],
    "busy-date": [
        status(
            429,
            f"Date: {format_datetime(START, usegmt=True)}",
            f"Retry-After: {format_datetime(START + timedelta(minutes=7), usegmt=True)}",
        )
    ],
    "token-rotated": [status(401)],
    "gone": [status(410)],
    "moved": [status(302, "Location: /elsewhere")],
    "picky": [status(400)],
    "stalling": ["stall"],
    "resetting": ["reset"],
    "dripping": ["drip"],
}


@dataclass
class Receivers:
    """One scripted server a channel; an exhausted script takes everything."""

    asked: dict[str, list[str]] = field(default_factory=dict)  # channel -> request targets
    healthy_heard_before_a_stall_ended: bool = True
    handling: set[asyncio.Task[None]] = field(default_factory=set)

    def handler(
        self, name: str, script: list[bytes | str]
    ) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            self.handling.add(task)
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            self.asked.setdefault(name, []).append(head.split(" ")[1])
            answer = script.pop(0) if script else OK
            await self._answer(answer, reader, writer)
            writer.close()

        return handle

    async def _answer(
        self, answer: bytes | str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        if isinstance(answer, bytes):
            writer.write(answer)
            return
        if answer == "reset":
            linger = struct.pack("ii", 1, 0)
            writer.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, linger)
            return
        try:
            for byte in OK * 50 if answer == "drip" else b"":
                if reader.at_eof():
                    break
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(0.2)
            await reader.read()  # until the sender gives up
        except ConnectionError:
            pass
        self.healthy_heard_before_a_stall_ended &= "healthy" in self.asked


@asynccontextmanager
async def desk_over(store: SqlStore, receivers: Receivers) -> AsyncIterator[Desk]:
    """A desk whose channels are the scripted servers; the sender waits 4 s, not 15."""
    servers = {
        name: await asyncio.start_server(receivers.handler(name, [*script]), "127.0.0.1", 0)
        for name, script in SCRIPTS.items()
    }
    channels = {
        name: Channel(name, "webhook", f"http://127.0.0.1:{s.sockets[0].getsockname()[1]}/hook")
        for name, s in servers.items()
    }
    desk = desk_with(
        store,
        rules=[("strikes", '"long-range strikes"')],
        channels=list(channels),
        first_poll=FirstPoll("alert"),
        alarms=["console"],
    )
    client = build_client(user_agent="test", allow_private=[ip_network("127.0.0.0/8")])
    sender = Sender(client, lambda: channels, "test", deadline=timedelta(seconds=4))
    desk.pipeline.send = sender
    desk.press.pages["https://news.example/rss"] = rss([("a", "On long-range strikes", "Text.")])
    try:
        yield desk
    finally:
        await client.aclose()
        for server in servers.values():
            server.close()
        await asyncio.gather(*receivers.handling)


def by_channel(store: SqlStore) -> dict[str, DeliveryView]:
    return {row.channel: row for row in store.list_deliveries() if row.channel != "console"}


async def test_each_receiver_ends_as_promised(store: SqlStore) -> None:
    receivers = Receivers()
    async with desk_over(store, receivers) as desk:
        await desk.round()
        first = by_channel(store)
        assert receivers.healthy_heard_before_a_stall_ended
        assert {name: (row.state, row.last_status) for name, row in first.items()} == {
            "healthy": ("delivered", 204),
            "crashing": ("retrying", 500),
            "busy-seconds": ("retrying", 429),
            "busy-date": ("retrying", 429),
            "token-rotated": ("retrying", 401),
            "gone": ("retrying", 410),
            "moved": ("retrying", 302),
            "picky": ("dead", 400),
            "stalling": ("retrying", None),
            "resetting": ("retrying", None),
            "dripping": ("retrying", None),
        }
        assert receivers.asked["moved"] == ["/hook"]
        [gone] = [c for c in store.channel_views() if c.name == "gone"]
        assert gone.paused
        told = {row.reason.split()[1] for row in store.list_alerts() if row.channel == "console"}
        assert told >= {"gone", "token-rotated", "moved"}

        await later(desk, timedelta(seconds=10))  # past the first delay of the plain schedule
        assert by_channel(store)["busy-seconds"].attempts == 1
        assert by_channel(store)["busy-date"].attempts == 1
        await later(desk, timedelta(seconds=150))
        assert by_channel(store)["busy-seconds"].state == "delivered"
        assert by_channel(store)["busy-date"].attempts == 1
        for _ in range(8):
            await later(desk, timedelta(minutes=40))
        last = by_channel(store)
        assert {name for name, row in last.items() if row.state != "delivered"} == {"gone", "picky"}
        assert last["crashing"].attempts == 4

        store.enable_channel("gone", desk.clock.now())
        assert store.replay(channel="picky", now=desk.clock.now()) == 1
        await desk.round()
        ids = {name: row.id for name, row in by_channel(store).items()}
        assert {row.state for row in by_channel(store).values()} == {"delivered"}
        assert ids == {name: row.id for name, row in first.items()}


async def later(desk: Desk, duration: timedelta) -> None:
    desk.clock.move(duration)
    await desk.round()
