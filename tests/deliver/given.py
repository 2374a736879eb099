"""Deliveries, and receivers on loopback that answer as badly as a table says."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from typing import Any

from worker.alert import compose_alarm
from worker.deliver.send import Sender
from worker.model import Answer, Channel, Delivery
from worker.net import build_client

NOW = datetime(2026, 11, 22, 8, 41, 7, tzinfo=UTC)
BODY = compose_alarm("test", 1, 1, name="desk", reason="Зеленський 🔔", now=NOW)

Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def delivery(body: str = BODY, channel: str = "desk", delivery_id: str = "msg_1") -> Delivery:
    return Delivery(delivery_id, 1, channel, 1, "test", body, NOW)


@dataclass
class Receiver:
    """A loopback server; `requests` are the raw heads and bodies it was sent."""

    url: str
    requests: list[tuple[str, bytes]] = field(default_factory=list)


@contextlib.asynccontextmanager
async def receiver(script: Script | bytes) -> AsyncIterator[Receiver]:
    """Serve `script`: bytes are the whole answer, a function plays it after the request came."""
    asked = Receiver("")
    serving: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if task := asyncio.current_task():
            serving.add(task)
        with (
            contextlib.suppress(ConnectionError, asyncio.IncompleteReadError),
            contextlib.closing(writer),
        ):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            lengths = [s for s in head.split("\r\n") if s.lower().startswith("content-length:")]
            body = await reader.readexactly(int(lengths[0].split(":")[1])) if lengths else b""
            asked.requests.append((head, body))
            if isinstance(script, bytes):
                writer.write(script)
                await writer.drain()
            else:
                await script(reader, writer)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    asked.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield asked
    finally:
        server.close()
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)


def answer(status: int, body: str = "", **headers: str) -> bytes:
    """A whole HTTP answer; underscores in header names are hyphens."""
    lines = [f"HTTP/1.1 {status} Said", f"Content-Length: {len(body.encode())}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
LOOPBACK = (ip_network("127.0.0.0/8"),)
AGENT = "wirebell/0.1 (+mailto:desk@example.org)"


@contextlib.asynccontextmanager
async def sender(
    url: str | None, *, open_to: Any = LOOPBACK, deadline_s: float = 5, **channel: Any
) -> AsyncIterator[Sender]:
    desk = Channel("desk", "webhook", url, **{"secrets": (SECRET,), **channel})
    async with build_client(user_agent="client", allow_private=open_to) as client:
        deadline = timedelta(seconds=deadline_s)
        yield Sender(client, lambda: {"desk": desk}, AGENT, deadline=deadline)


async def send_to(script: Script | bytes, path: str = "/hook", **options: Any) -> Answer:
    async with receiver(script) as there, sender(there.url + path, **options) as send:
        return await send(delivery(), NOW)
