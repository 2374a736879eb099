"""Servers on loopback that answer raw bytes, well or badly, and count who came."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ipaddress import ip_network

import httpx

from worker.net import Resolve, build_client

Answer = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]

LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))


@dataclass
class Origin:
    """A running server; `requests` are the raw heads it was sent, in order."""

    port: int
    scheme: str = "http"
    connections: int = 0
    requests: list[bytes] = field(default_factory=list)
    asked: asyncio.Event = field(default_factory=asyncio.Event)  # a first request has come

    def url(self, path: str = "/feed", host: str = "127.0.0.1") -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"


@asynccontextmanager
async def origin(
    answer: Answer | bytes, tls: ssl.SSLContext | None = None
) -> AsyncIterator[Origin]:
    """Serve `answer` (the bytes of it, or who writes them) to every connection."""
    running = Origin(0, "https" if tls else "http")
    serving: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        running.connections += 1
        task = asyncio.current_task()
        assert task is not None
        serving.add(task)
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            running.requests.append(head)
            running.asked.set()
            if isinstance(answer, bytes):
                writer.write(answer)
                await writer.drain()
            else:
                await answer(head, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client has gone, or the test is over
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    running.port = server.sockets[0].getsockname()[1]
    try:
        yield running
    finally:
        server.close()
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving)


def reply(status: str, body: bytes = b"", /, **headers: str) -> bytes:
    """A whole answer; header names have `_` for `-`; a Content-Length unless one is given."""
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    fields.setdefault("Content-Length", str(len(body)))
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode("latin-1") + body


@asynccontextmanager
async def local_client(
    resolve: Resolve | None = None, **options: object
) -> AsyncIterator[httpx.AsyncClient]:
    """A client that may go to loopback, closed at the end."""
    client = build_client(
        user_agent="wirebell-test/1",
        allow_private=LOOPBACK,
        resolve=resolve,
        **options,  # type: ignore[arg-type]
    )
    try:
        yield client
    finally:
        await client.aclose()
