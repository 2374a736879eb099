"""Receivers on loopback in a process of their own: any number that take all, one that stalls.

    python -m tests.bench.receiving COUNT

Prints its ports as JSON, the stalling one last, and ends with its standard input.
"""

from __future__ import annotations

import asyncio
import json
import sys

TAKEN = b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Read one request and thank for it."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        await reader.readexactly(int(head.split("content-length: ", 1)[1].split("\r\n", 1)[0]))
        writer.write(TAKEN)
        await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass  # the sender gave up
    writer.close()


async def stall(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Accept, and never answer."""
    await reader.read()
    writer.close()


async def main(count: int) -> None:
    """Serve until standard input ends."""
    handlers = [take] * count + [stall]
    servers = [await asyncio.start_server(handler, "127.0.0.1", 0) for handler in handlers]
    print(json.dumps([server.sockets[0].getsockname()[1] for server in servers]), flush=True)
    await asyncio.to_thread(sys.stdin.read)
    for server in servers:
        server.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
