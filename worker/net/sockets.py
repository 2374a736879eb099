"""Opens plain connections to checked addresses, for HTTP and for what does not speak it."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from worker.net.addresses import Address
from worker.net.guard import Guard
from worker.net.progress import CONNECTING, LOOKING_UP, current

T = TypeVar("T")

MAX_ADDRESSES = 4  # tried of one name; all are checked
PATIENCE_S = 5.0  # for one address while others are left
NO_WAY = {errno.ENETUNREACH, errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}  # to IPv6, mostly


async def open_socket(guard: Guard, host: str, port: int) -> socket.socket:
    """A connected, non-blocking socket to the first of the host's addresses that takes one.

    Raises Hostile before anything was opened, or OSError; the deadline is the caller's.
    """
    progress = current()
    progress.doing = LOOKING_UP
    addresses = await guard.addresses(host)
    progress.doing = CONNECTING
    return await connect_first(addresses, lambda address: _connected(address, port))


async def connect_first(
    addresses: Sequence[Address],
    connect: Callable[[str], Awaitable[T]],
    timeout_s: float | None = None,
) -> T:
    """What `connect` opens to the first address that takes a connection, `timeout_s` for the last.

    Raises OSError. That there is no way from here to one address says nothing of a host that
    another address of it leads to: of this machine, it is the last to be told.
    """
    errors: list[OSError] = []
    *early, last = addresses[:MAX_ADDRESSES]
    for address in (*early, last):
        try:
            async with asyncio.timeout(timeout_s if address is last else PATIENCE_S):
                return await connect(str(address))
        except TimeoutError:
            errors.append(TimeoutError(errno.ETIMEDOUT, "no answer to connecting"))
        except OSError as error:
            errors.append(error)
    raise next((error for error in errors if error.errno not in NO_WAY), errors[-1])


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
