"""Opens a plain connection to a checked address, for what does not speak HTTP."""

from __future__ import annotations

import asyncio
import socket

from worker.net.backend import MAX_ADDRESSES, PATIENCE_S
from worker.net.guard import Guard
from worker.net.progress import CONNECTING, LOOKING_UP, current


async def open_socket(guard: Guard, host: str, port: int) -> socket.socket:
    """A connected, non-blocking socket to the first of the host's addresses that takes one.

    Raises Hostile before anything was opened, or OSError; the deadline is the caller's.
    """
    progress = current()
    progress.doing = LOOKING_UP
    addresses = (await guard.addresses(host))[:MAX_ADDRESSES]
    progress.doing = CONNECTING
    for address in addresses[:-1]:
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await _connected(str(address), port)
        except OSError:  # TimeoutError is one
            continue
    return await _connected(str(addresses[-1]), port)


async def _connected(address: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        opened.settimeout(0)
        await asyncio.get_running_loop().sock_connect(opened, (address, port))
    except BaseException:
        opened.close()
        raise
    return opened
