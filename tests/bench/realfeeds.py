"""Real feed documents at many plain HTTP origins on loopback, in a process of their own.

    python -m tests.bench.realfeeds CORPUS COUNT

Each document is served at a port of its own, with validators that are always honoured. A line on
stdin makes all of them change: `one_new` puts an entry before the first, a copy of it under
another guid, link, title, text and date, `one_unheard` one under a title that no rule hears;
`regenerated` changes the bytes and no entry; any other word changes nothing. A receiver answers
204. Lines on stdout are JSON.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import cycle, islice
from pathlib import Path

from tests.bench.bare import ENTRY
from tests.journey.corpus import Document, documents, histories

FEWEST_ENTRIES = 3  # in a document worth polling
MARK = "Nordvik"  # in the title of every entry added
HEARD = f"{MARK} dispatch"
UNHEARD = f"{MARK} bulletin"
TITLE = re.compile(rb"<title\b[^>]*>.*?</title\s*>", re.DOTALL)
SAID = re.compile(
    rb"<(?:description|summary|content|content:encoded)\b(?!:)(?![^>]*xhtml)[^>]*(?<!/)>"
)
NAMED = re.compile(  # elements whose text is the entry's name or address
    rb"<((?:\w+:)?(?:guid|id|link|origLink|identifier))(\b[^>]*[^/>])?>.*?</\1\s*>", re.DOTALL
)
HREF = re.compile(rb"(<(?:\w+:)?link\b[^>]*\bhref\s*=\s*)(\"[^\"]*\"|'[^']*')")
ABOUT = re.compile(rb"(\brdf:about\s*=\s*)(\"[^\"]*\"|'[^']*')")
DATED = re.compile(
    rb"<((?:\w+:)?(?:pubDate|date|published|updated|issued|modified|created))\b([^>]*)>[^<]*</\1\s*>",
)
BUILT = re.compile(rb"<((?:\w+:)?(?:lastBuildDate|updated|modified))\b([^>]*)>[^<]*</\1\s*>")


@dataclass(frozen=True)
class Edition:
    """A document as it stands: how many entries were added, how often it was regenerated."""

    body: bytes
    content_type: str
    added: int = 0
    built: int = 0

    @property
    def etag(self) -> str:
        """Its strong validator."""
        return f'"{self.added}-{self.built}"'

    def modified(self, since: datetime) -> str:
        """Its weak validator: a minute later with each change."""
        return format_datetime(since + timedelta(minutes=self.added + self.built), usegmt=True)

    def with_one_new(self, place: int, now: datetime, words: str = HEARD) -> Edition:
        """One entry more, entitled so, before the first; raises ValueError where there is none to
        copy.
        """
        first = ENTRY.search(self.body)
        if first is None:
            raise ValueError("no entry to copy")
        added = self.added + 1
        copy = _renamed(first.group(), f"http://127.0.0.1/{place}/{added}", now)
        copy = _titled(copy, f"{words} {added} of {place}".encode())
        body = self.body[: first.start()] + copy + b"\n" + self.body[first.start() :]
        return replace(self, body=body, added=added)

    def regenerated(self, now: datetime) -> Edition:
        """Other bytes, the same entries: the build date moves, and a comment at the end."""
        built = self.built + 1
        first = ENTRY.search(self.body)
        head_bytes = first.start() if first else len(self.body)
        head = BUILT.sub(lambda found: _dated(found, now), self.body[:head_bytes], count=1)
        end = self.body[head_bytes:].rpartition(b"<!-- generated ")[0] or self.body[head_bytes:]
        body = head + end + f"<!-- generated {built} at {now.isoformat()} -->".encode()
        return replace(self, body=body, built=built)


def _titled(entry: bytes, words: bytes) -> bytes:
    """The entry under this title, which its text repeats: some readers go by the text alone."""
    entry = SAID.sub(lambda found: found.group() + words + b". ", entry, count=1)
    whole = b"<title>" + words + b"</title>"
    if TITLE.search(entry):
        return TITLE.sub(lambda _: whole, entry)  # a picture within it may have one, too
    start = entry.index(b">") + 1
    return entry[:start] + whole + entry[start:]


def _renamed(entry: bytes, address: str, now: datetime) -> bytes:
    """The entry under another guid, link and date."""
    url = address.encode()

    def named(found: re.Match[bytes]) -> bytes:
        name = found.group(1)
        return b"<" + name + (found.group(2) or b"") + b">" + url + b"</" + name + b">"

    entry = NAMED.sub(named, entry)
    entry = HREF.sub(lambda found: found.group(1) + b'"' + url + b'"', entry)
    entry = ABOUT.sub(lambda found: found.group(1) + b'"' + url + b'"', entry)
    return DATED.sub(lambda found: _dated(found, now), entry)


def _dated(found: re.Match[bytes], now: datetime) -> bytes:
    """A date element that says now, in its format's spelling."""
    name, attributes = found.group(1), found.group(2)
    rfc822 = name.endswith((b"pubDate", b"lastBuildDate"))
    said = format_datetime(now) if rfc822 else now.isoformat(timespec="seconds")
    return b"<" + name + attributes + b">" + said.encode() + b"</" + name + b">"


# ---- choosing -------------------------------------------------------------------------------


def chosen(corpus: Path) -> Iterator[Edition]:
    """Documents that hold entries, one of which can be copied so that feedparser finds it."""
    now = datetime.now(UTC)
    for held in _held(corpus):
        edition = Edition(held.body, held.headers["content-type"])
        entries = held.theirs()
        if entries < FEWEST_ENTRIES:
            continue
        try:
            grown = edition.with_one_new(0, now)
        except ValueError:
            continue
        more = replace(held, body=grown.body).theirs()
        same = replace(held, body=grown.regenerated(now).body).theirs()
        if more == same == entries + 1:
            yield edition


def _held(corpus: Path) -> Iterator[Document]:
    """The real documents, and the last version of each history."""
    yield from documents(corpus / "feeds-real")
    for folder in histories(corpus):
        last = max(folder.glob("*.xml.gz"))
        yield Document(
            last, gzip.decompress(last.read_bytes()), {"content-type": "application/xml"}
        )


# ---- serving --------------------------------------------------------------------------------


class Stand:
    """All origins: what each serves just now, by port."""

    def __init__(self) -> None:
        self.editions: dict[int, Edition] = {}
        self.since = datetime.now(UTC) - timedelta(days=1)
        self.told = 0  # requests the receiver had

    def switch(self, word: str) -> None:
        """Change every document, or none."""
        now = datetime.now(UTC)
        for place, (port, edition) in enumerate(self.editions.items()):
            if word in {"one_new", "one_unheard"}:
                words = HEARD if word == "one_new" else UNHEARD
                self.editions[port] = edition.with_one_new(place, now, words)
            elif word == "regenerated":
                self.editions[port] = edition.regenerated(now)

    async def feed(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one conditional GET."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()
            return
        edition = self.editions[writer.get_extra_info("sockname")[1]]
        modified = edition.modified(self.since)
        common = f"ETag: {edition.etag}\r\nLast-Modified: {modified}\r\nConnection: close\r\n\r\n"
        if edition.etag in head:
            reply = f"HTTP/1.1 304 Not Modified\r\n{common}".encode()
        else:
            reply = (
                f"HTTP/1.1 200 OK\r\nContent-Type: {edition.content_type}\r\n"
                f"Content-Length: {len(edition.body)}\r\n{common}"
            ).encode("latin-1", "replace") + edition.body
        await _answer(writer, reply)

    async def receiver(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take one webhook."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        await reader.readexactly(int(head.split("content-length:")[1].split("\r\n")[0]))
        self.told += 1
        await _answer(writer, b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")


async def _answer(writer: asyncio.StreamWriter, reply: bytes) -> None:
    try:
        writer.write(reply)
        await writer.drain()
        writer.close()
        await writer.wait_closed()
    except ConnectionError:
        pass


async def serve(corpus: Path, count: int) -> None:
    """Open the origins and a receiver, say their ports, then obey stdin until it ends."""
    stand = Stand()
    found = list(chosen(corpus))
    for edition in islice(cycle(found), count):
        server = await asyncio.start_server(stand.feed, "127.0.0.1", 0)
        stand.editions[server.sockets[0].getsockname()[1]] = edition
    receiver = await asyncio.start_server(stand.receiver, "127.0.0.1", 0)
    said = {
        "origins": list(stand.editions),
        "receiver": receiver.sockets[0].getsockname()[1],
        "documents": len(found),
        "mean_bytes": sum(len(one.body) for one in stand.editions.values()) // count,
    }
    print(json.dumps(said), flush=True)
    loop = asyncio.get_running_loop()
    while line := (await loop.run_in_executor(None, sys.stdin.readline)).strip():
        stand.switch(line)
        print(json.dumps(stand.told), flush=True)


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2])))
