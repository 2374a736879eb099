"""Every way a publisher can attack a poller, as answers written to a socket."""

from __future__ import annotations

import asyncio
import struct
import zlib
from collections.abc import Awaitable, Callable
from socket import SO_LINGER, SOL_SOCKET
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.journey.hostile import Siege

Writer = asyncio.StreamWriter
Attack = Callable[["Siege", Writer], Awaitable[None]]
BOMB_BYTES = 200_000_000


def bomb(window: int = 31, size: int = BOMB_BYTES) -> bytes:
    """Spaces in a title, `size` of them, deflated: 200 MB are 194 kB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, window)
    piece = b" " * 1_000_000
    parts = [packer.compress(b"<rss version='2.0'><channel><title>")]
    parts += [packer.compress(piece) for _ in range(size // len(piece))]
    return b"".join([*parts, packer.flush()])


def gzipped(data: bytes) -> bytes:
    """One gzip member."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return packer.compress(data) + packer.flush()


def document(item: str = "", before: str = "") -> bytes:
    """An RSS document of one item with `item` in it, after a prolog."""
    return (
        f'<?xml version="1.0"?>{before}<rss version="2.0"><channel><title>News</title>'
        f"<item><title>Odd</title><guid>odd</guid>{item}</item></channel></rss>"
    ).encode()


def laughs(levels: int = 10) -> bytes:
    """Entities of ten entities each: the last would be ten thousand million letters."""
    entities = ['<!ENTITY e0 "guffaw">']
    entities += [f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, levels + 1)]
    doctype = f"<!DOCTYPE rss [{''.join(entities)}]>"
    return document(f"<description>&e{levels};</description>", doctype)


def quadratic() -> bytes:
    """One large entity named a hundred thousand times."""
    doctype = f'<!DOCTYPE rss [<!ENTITY big "{"x" * 100_000}">]>'
    return document(f"<description>{'&big;' * 100_000}</description>", doctype)


def xxe(target: str) -> bytes:
    """An external entity in the text, and an external subset."""
    doctype = f'<!DOCTYPE rss SYSTEM "{target}" [<!ENTITY leak SYSTEM "{target}">]>'
    return document("<description>&leak;</description>", doctype)


def answer(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """A whole answer."""
    lines = "".join(f"{line}\r\n" for line in (*headers, f"Content-Length: {len(body)}"))
    return f"HTTP/1.1 {status}\r\nContent-Type: application/xml\r\n{lines}\r\n".encode() + body


def says(data: bytes) -> Attack:
    """Answer these bytes, as fast as they are taken."""

    async def attack(_siege: Siege, writer: Writer) -> None:
        for begin in range(0, len(data), 65_536):
            writer.write(data[begin : begin + 65_536])
            await writer.drain()

    return attack


def never_ends(head: bytes, piece: bytes, every_s: float = 0.0) -> Attack:
    """Answer a head, then the same piece for ever."""

    async def attack(_siege: Siege, writer: Writer) -> None:
        writer.write(head)
        while not writer.is_closing():
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(every_s)

    return attack


def drips(data: bytes) -> Attack:
    """Answer one byte at a time."""

    async def attack(_siege: Siege, writer: Writer) -> None:
        for byte in data:
            if writer.is_closing():
                return
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(0.05)

    return attack


def goes_to(target: str, status: str = "302 Found") -> Attack:
    """Redirect; {self}, {trap} and {trap6} are ports."""

    async def attack(siege: Siege, writer: Writer) -> None:
        port = writer.get_extra_info("sockname")[1]
        place = target.format(self=port, trap=siege.trap, trap6=siege.trap6, next=siege.requests)
        writer.write(answer(b"", f"Location: {place}", status=status))

    return attack


def leaks_to(scheme: str) -> Attack:
    """A document whose entities would ask the trap, or read a file."""

    async def attack(siege: Siege, writer: Writer) -> None:
        target = f"http://127.0.0.1:{siege.trap}/xxe" if scheme == "http" else "file:///etc/passwd"
        writer.write(answer(xxe(target)))

    return attack


async def resets(_siege: Siege, writer: Writer) -> None:
    """Cut the connection in the middle of a body."""
    writer.write(answer(document())[:-40])
    await writer.drain()
    linger = struct.pack("ii", 1, 0)
    writer.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, linger)


async def is_silent(_siege: Siege, _writer: Writer) -> None:
    """Accept, and say nothing."""
    await asyncio.sleep(3600)


def attacks() -> dict[str, Attack]:
    """Every attacker by name; those of one kind differ by their number."""
    ok = b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\n"
    chunked = ok + b"Transfer-Encoding: chunked\r\n\r\n"
    gz, deep, wide = bomb(), "<a>" * 50_000, "".join(f' a{n}="v"' for n in range(300_000))
    huge = f"<description>{'harbour news ' * 1_100_000}</description>"  # 14 MB: within the bound
    said = says(answer(gz, "Content-Encoding: gzip"))
    nested = answer(gzipped(gz), "Content-Encoding: gzip")
    members = gzipped(b" " * 1_000_000) * 200
    several: dict[str, list[Attack]] = {
        "gzip bomb": [said, said, said],
        "gzip bomb in a .gz file": [says(answer(gz)), says(answer(gz))],
        "deflate bomb": [says(answer(bomb(window), "Content-Encoding: deflate"))
                         for window in (15, -15)],
        "bomb of 200 gzip members": [says(answer(members, "Content-Encoding: gzip"))],
        "gzip within gzip": [says(nested),
                             says(answer(gzipped(gz), "Content-Encoding: gzip, gzip"))],
        "brotli": [says(answer(bytes(range(256)) * 2, "Content-Encoding: br"))] * 2,
        "endless body": [never_ends(ok + b"\r\n<rss>", b" " * 65_536)] * 2,
        "endless chunks": [never_ends(chunked, b"1\r\n \r\n"),
                           never_ends(chunked, b"10000\r\n" + b" " * 65_536 + b"\r\n")],
        "chunk without end": [never_ends(chunked + b"fffffffffffff\r\n", b" " * 65_536)],
        "endless chunk extension": [never_ends(chunked + b"1;", b"x" * 65_536)],
        "slow headers": [never_ends(ok, b"X-Slow: 1\r\n", 0.2)] * 2,
        "one byte at a time": [drips(answer(document(huge[:5000])))] * 2,
        "50,000 nested tags": [says(answer(document(deep))), says(answer(deep.encode()))],
        "300,000 attributes": [says(answer(document(f"<a{wide}/>")))] * 2,
        "14 MB text": [says(answer(document(huge)))] * 3,
        "billion laughs": [says(answer(laughs()))] * 2,
        "quadratic entities": [says(answer(quadratic()))],
        "xxe": [leaks_to("http"), leaks_to("file")],
        "1xx storm": [never_ends(b"", b"HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n" * 500)] * 2,
        "header flood": [never_ends(ok, b"X-Flood: 1\r\n" * 5_000)] * 2,
        "header without end": [never_ends(ok + b"X-Long: ", b"x" * 65_536)],
        "redirect circle": [goes_to("http://127.0.0.1:{self}/rss", "301 Moved")],
        "redirect chain": [goes_to("/{next}")],
        "redirect to a private address": [
            goes_to("http://[::1]:{trap6}/"),
            goes_to("http://169.254.169.254/latest/meta-data/"),
            goes_to("http://10.0.0.1/"),
            goes_to("http://[64:ff9b::a00:1]/"),
        ],
        "redirect to a file": [goes_to("file:///etc/passwd")],
        "silent": [is_silent],
        "reset": [resets],
        "no HTTP": [says(b"\x16\x03\x01\x02\x00" * 20_000)],
    }  # fmt: skip
    return {
        f"{kind} {number}": attack
        for kind, each in several.items()
        for number, attack in enumerate(each, 1)
    }
