"""Opens connections for the HTTP library: to checked addresses only, and reads with suspicion.

The check sits here, at the last point before a socket opens: how the URL was spelt has no
meaning any more, only the addresses it leads to.
"""

# ruff: noqa: ASYNC109, ARG002 - the signatures are httpcore's

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterable
from typing import Any, TypeAlias

import httpcore

from worker.errors import Hostile
from worker.net.guard import Guard
from worker.net.progress import CONNECTING, LOOKING_UP, TO_PROXY, current
from worker.net.sockets import connect_first

MAX_HEAD_BYTES = 128_000  # of an answer: its headers, and any 1xx answers before it
HEAD_READ_BYTES = 16_384  # a storm of 1xx answers is parsed in bites this small

SocketOptions: TypeAlias = Iterable[Any] | None


class Backend(httpcore.AsyncNetworkBackend):
    """Opens sockets to checked addresses only; a proxy is the one exemption."""

    def __init__(self, guard: Guard, proxy_host: str | None = None) -> None:
        self._guard = guard
        self._proxy_host = proxy_host

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: SocketOptions = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to a checked address of `host`; raises Hostile or httpcore errors."""
        progress = current()
        try:
            if self._proxy_host is not None:
                progress.doing = TO_PROXY
                async with asyncio.timeout(timeout):
                    return await _connect(self._proxy_host, port)
            progress.doing = LOOKING_UP
            addresses = await self._guard.addresses(host)
            near = self._guard.near(addresses)
            if near and progress.public:  # what is open to the operator's feeds is open to no other
                raise Hostile(f"refused to connect: {host} is {near}; a public server led there")
            progress.doing, progress.near = CONNECTING, bool(near)
            progress.public = progress.public or not near
            return await connect_first(addresses, lambda address: _connect(address, port), timeout)
        except OSError as error:  # TimeoutError is one
            raise httpcore.ConnectError(str(error)) from error

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: SocketOptions = None
    ) -> httpcore.AsyncNetworkStream:
        """Refuse: nothing public listens on a file."""
        raise Hostile("refused to connect: a unix socket is never asked")

    async def sleep(self, seconds: float) -> None:
        """Wait; httpcore does between retries, of which we ask none."""
        await asyncio.sleep(seconds)


async def _connect(host: str, port: int) -> httpcore.AsyncNetworkStream:
    reader, writer = await asyncio.open_connection(host, port)
    current().doing = "waiting for the answer"
    return _Stream(reader, writer)


class _Stream(httpcore.AsyncNetworkStream):
    """A connection that stops listening when the head of the answer never ends."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._progress = current()
        self._head_bytes = 0

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if not self._progress.in_body:
            if self._head_bytes > MAX_HEAD_BYTES:
                raise httpcore.RemoteProtocolError("the headers never end")
            max_bytes = min(max_bytes, HEAD_READ_BYTES)
        try:
            async with asyncio.timeout(timeout):
                data = await self._reader.read(max_bytes)
        except TimeoutError as error:
            raise httpcore.ReadTimeout("silence") from error
        except OSError as error:
            raise httpcore.ReadError(str(error)) from error
        self._head_bytes += len(data)
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        try:
            async with asyncio.timeout(timeout):
                self._writer.write(buffer)
                await self._writer.drain()
        except TimeoutError as error:
            raise httpcore.WriteTimeout("nothing is taken") from error
        except OSError as error:
            raise httpcore.WriteError(str(error)) from error

    async def aclose(self) -> None:
        # Nothing is sent after the answer, and a goodbye could be waited for: half a minute
        # of TLS shutdown for each hostile peer.
        self._writer.transport.abort()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        self._progress.doing = "shaking hands over TLS"
        try:
            async with asyncio.timeout(timeout):
                await self._writer.start_tls(
                    ssl_context, server_hostname=(server_hostname or "").rstrip(".")
                )
        except OSError as error:  # TimeoutError and ssl.SSLError are
            await self.aclose()
            raise httpcore.ConnectError(str(error)) from error
        except BaseException:
            await self.aclose()
            raise
        self._progress.doing = "waiting for the answer"
        return _Stream(self._reader, self._writer)

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable":  # asked of idle connections only, and none is kept
            return True
        return self._writer.get_extra_info("ssl_object" if info == "ssl_object" else info)
