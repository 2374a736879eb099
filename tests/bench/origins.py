"""Many TLS publishers and one receiver on loopback, in a process of their own.

Each origin has its own port. What they serve is switched by a line on stdin: `unchanged` honours
validators, `same` ignores them, `regenerated` changes only the build date, `one_new` adds one
entry, and under `mixed` each origin does one of these, for good. The receiver answers 204 and
notes when. Lines on stdout are JSON.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from tests.quality.made_news import made

ENTRIES = 69
PARAGRAPHS = 5  # an entry: 175 kB in all
# What a day of polling many feeds looks like, a tenth of the origins each.
MIX = ("unchanged",) * 6 + ("same",) + ("regenerated",) * 2 + ("one_new",)
HTML = (
    '<p>{text}</p><p><a href="{link}/more" title="More on this">Read on</a>, or see <em>the'
    " map</em> of the <strong>harbour</strong>.</p>"
    '<figure><img src="{link}.jpg" alt="The pier" width="640"/>'
    "<figcaption>The pier on Tuesday</figcaption></figure>"
)
PARAGRAPH = (
    "The harbour council of Nordvik met on Tuesday to hear the pilots, the ferry crews and the "
    "fish buyers, who had asked for a later closing hour through the winter months. "
)
ADDED_AT_MOST = 1_000  # to one origin
LEAD = "The harbour council of Nordvik met on Tuesday."
LISTED = datetime.now(UTC) - timedelta(hours=3)  # what is days old rings nobody


class Press:
    """What all origins serve just now."""

    def __init__(self) -> None:
        self.mode = "unchanged"
        self.places: dict[int, int] = {}  # port -> which of the origins it is
        self.editions: Counter[int] = Counter()  # port -> how many entries have been added
        self.answered: dict[str, float] = {}  # headline -> when its feed answered
        self.rung: dict[str, float] = {}  # headline -> when the receiver was asked

    def open(self, ports: Sequence[int]) -> None:
        """Publish at these ports."""
        self.places = {port: place for place, port in enumerate(ports)}

    def switch(self, mode: str) -> None:
        """Serve otherwise from now on."""
        self.mode = mode
        self.editions.update(port for port in self.places if self.mode_of(port) == "one_new")
        self.answered.clear()
        self.rung.clear()

    def mode_of(self, port: int) -> str:
        """What one origin does just now."""
        return MIX[self.places[port] % len(MIX)] if self.mode == "mixed" else self.mode

    def document(self, port: int) -> bytes:
        """The feed of one origin: RSS, 175 kB, newest first."""
        edition = self.editions[port]
        newest = ENTRIES + edition
        items = "".join(self._item(port, n) for n in range(newest, newest - ENTRIES, -1))
        regenerated = self.mode_of(port) == "regenerated"
        built = f"{time.time_ns()}" if regenerated else f"{edition}"
        return (
            "<?xml version='1.0' encoding='utf-8'?><rss version='2.0' "
            "xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel>"
            f"<title>Nordvik {port}</title><link>https://127.0.0.1:{port}/</link>"
            f"<generator>build {built}</generator>{items}</channel></rss>"
        ).encode()

    def _item(self, port: int, number: int) -> str:
        added = number > ENTRIES
        word = "a long-range strike drill" if added else "a quiet harbour day"
        # An event of its own, else all but one would be held as copies.
        told = made(1, PARAGRAPHS, port * ADDED_AT_MOST + number) if added else ()
        texts = [one.text for one in told] or [PARAGRAPH] * PARAGRAPHS
        headline = f"Report {number} of {port}: {word}"
        link = f"https://127.0.0.1:{port}/{number}"
        content = "".join(HTML.format(text=text, link=link) for text in texts)
        date = format_datetime(LISTED + timedelta(minutes=number))
        return (
            f"<item><title>{headline}</title><link>{link}</link><guid>{link}</guid>"
            f"<pubDate>{date}</pubDate><description>{LEAD}</description>"
            f"<content:encoded><![CDATA[{content}]]></content:encoded></item>"
        )

    async def feed(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one conditional GET."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        except asyncio.IncompleteReadError:
            writer.close()
            return
        port = writer.get_extra_info("sockname")[1]
        etag = f'"{self.editions[port]}"'
        if self.mode_of(port) == "unchanged" and etag in head:
            reply = (
                f"HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\nConnection: close\r\n\r\n".encode()
            )
        else:
            body = self.document(port)
            reply = (
                f"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: {etag}\r\n"
                f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
            ).encode() + body
        writer.write(reply)
        self.answered[f"{port}"] = time.time()
        await self._close(writer)

    async def receiver(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take one webhook and note which origin it is about."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        arrived = time.time()
        length = int(head.split("content-length:")[1].split("\r\n")[0])
        body = json.loads(await reader.readexactly(length))
        article = body["data"]["article"]
        if article:
            self.rung.setdefault(article["url"].split("/")[2].split(":")[1], arrived)
        writer.write(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
        await self._close(writer)

    @staticmethod
    async def _close(writer: asyncio.StreamWriter) -> None:
        try:
            await writer.drain()
            writer.close()
            await writer.wait_closed()
        except (ConnectionError, ssl.SSLError):
            pass


async def serve(count: int, certificate: str) -> None:
    """Open `count` origins and a receiver, say their ports, then obey stdin until it ends."""
    press = Press()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    servers = [
        await asyncio.start_server(press.feed, "127.0.0.1", 0, ssl=context) for _ in range(count)
    ]
    receiver = await asyncio.start_server(press.receiver, "127.0.0.1", 0)
    ports = [server.sockets[0].getsockname()[1] for server in [*servers, receiver]]
    press.open(ports[:-1])
    print(json.dumps({"origins": ports[:-1], "receiver": ports[-1]}), flush=True)
    loop = asyncio.get_running_loop()
    while line := (await loop.run_in_executor(None, sys.stdin.readline)).strip():
        if line == "latencies":
            seen = [press.rung[p] - press.answered[p] for p in press.rung if p in press.answered]
            print(json.dumps(seen), flush=True)
            continue
        press.switch(line)
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), sys.argv[2]))
