"""Reads an answer's body within bounds, on the wire and after inflating.

httpx would inflate a whole chunk at once: 481 bytes of brotli became 300 MB. Here zlib is asked
for a small piece at a time, and encodings we did not ask for are refused in words.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO

import httpx

from worker.errors import Hostile, Transient
from worker.net.progress import current, size_in_words

GZIP_MAGIC = b"\x1f\x8b"
ANY_ZLIB = 47  # zlib's window size 15, plus 32: it tells gzip and zlib apart by their headers
RAW_DEFLATE = -15  # no header (RFC 1950) at all: what some servers mean by "deflate"
MAX_MEMBERS = 1_000  # of one gzip body; bgzip makes one of each 64 kB
PIECE = 65_536  # inflated at a time: so much is the most a bomb gets beyond its bound
MOST_TINY_CHUNKS = 5_000  # at 40 us each; beyond, they must be larger on average than
TINY_CHUNK = 8  # bytes
TURN_CHUNKS = 50  # the protocol has many ready at once, and reading those waits for nothing
LARGE_BODY = 200_000  # from here on, a few are in memory at a time
ENCODINGS = {"gzip", "x-gzip", "deflate"}
MARKUP = {b"<", b"{", b"["}  # what a document begins with that is not compressed
LISTS = {"cache-control", "vary", "link", "content-encoding", "content-language"}


class TooLarge(Hostile):
    """The body is over its bound: endless, or a bomb."""


class Undecodable(Transient):
    """The body is in an encoding we did not ask for, or ends within it."""


@dataclass(frozen=True, slots=True)
class Body:
    """A whole body, inflated. `wire_bytes` is what came over the network for it; a body that
    `holds_room` was large, and the caller gives its room back once it holds it no more.
    """

    data: bytes = field(repr=False)
    wire_bytes: int
    holds_room: bool = False


def plain_headers(response: httpx.Response) -> dict[str, str]:
    """The headers by lower-case name, each byte one character (ISO 8859-1), so that a validator
    goes back exactly as it came. Repeated lists are joined; of other repeats the first counts.
    """
    headers: dict[str, str] = {}
    for raw_name, raw_value in response.headers.raw:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        if name not in headers:
            headers[name] = value
        elif name in LISTS:
            headers[name] += f", {value}"
    return headers


async def read_bounded(
    response: httpx.Response,
    max_bytes: int,
    *,
    room: asyncio.Semaphore | None = None,
) -> Body:
    """The whole body, at most `max_bytes` on the wire and as many after inflating.

    `room` limits how many large bodies are in memory at once, see `Body`. A gzip file served as it
    is, without saying so, is inflated as well. Raises `TooLarge`, `Undecodable`, httpx errors.
    """
    inflater = _Inflater(_encoding(response.headers), max_bytes)
    length = response.headers.get("content-length", "")
    if length.isdecimal() and int(length) > max_bytes:
        raise TooLarge(f"body of {size_in_words(int(length))}, over {size_in_words(max_bytes)}")
    progress = current()
    has_room = False
    try:
        chunks = 0
        async for chunk in response.aiter_raw():
            chunks += 1
            progress.wire_bytes += len(chunk)
            if chunks % TURN_CHUNKS == 0:
                await asyncio.sleep(0)
            _refuse_crumbs(chunks, progress.wire_bytes)
            for _ in inflater.feed(chunk):
                if inflater.size <= LARGE_BODY:
                    continue
                if room is not None and not has_room:
                    progress.doing = "waiting for other large bodies"
                    await room.acquire()
                    has_room = True
                    progress.doing = "reading the body"
                await asyncio.sleep(0)  # inflating is work: others get their turn
        return Body(inflater.finish(), inflater.wire_bytes, has_room)
    except BaseException:
        if room is not None and has_room:
            room.release()
        raise
    finally:
        inflater.forget()


def _refuse_crumbs(chunks: int, wire_bytes: int) -> None:
    """A 64 kB read of one-byte chunks takes half a second to take apart."""
    if chunks > max(MOST_TINY_CHUNKS, wire_bytes // TINY_CHUNK):
        raise TooLarge(f"body in over {MOST_TINY_CHUNKS:,} chunks of hardly a byte")


def _encoding(headers: Mapping[str, str]) -> str:
    """The content codings of the answer as it names them, "" for none."""
    named = headers.get("content-encoding", "").lower().split(",")
    codings = [coding for part in named if (coding := part.strip()) not in {"", "identity"}]
    return ", ".join(codings)


class _Inflater:
    """Collects a body, inflating where it must, never past the bound."""

    def __init__(self, encoding: str, max_bytes: int) -> None:
        self.wire_bytes = 0
        self.size = 0
        self._encoding = encoding
        self._max = max_bytes
        self._out = BytesIO()  # gives its bytes away without a copy, which joining pieces is
        self._start = b""
        self._begun = False
        self._zlib: zlib._Decompress | None = None
        self._window = ANY_ZLIB
        self._members = 0
        self._padding = False  # from here on

    def feed(self, chunk: bytes) -> Iterator[None]:
        """Take one piece of the wire; yields after each piece of what it inflates to."""
        self.wire_bytes += len(chunk)
        if self.wire_bytes > self._max:
            raise TooLarge(f"body over {size_in_words(self._max)}")
        chunk, self._start = self._start + chunk, b""
        if not self._begun:
            if len(chunk) < len(GZIP_MAGIC):
                self._start = chunk  # too little to tell what it is
                return
            self._begin(chunk)
        yield from self._take(chunk)

    def finish(self) -> bytes:
        """The whole body; raises `Undecodable` if it stopped half-way."""
        if not self._begun:
            self._keep(self._start)
        elif self._zlib is not None and not self._zlib.eof:
            raise Undecodable(
                f"the compressed body ended early, after {size_in_words(self.wire_bytes)}"
            )
        return self._out.getvalue()

    def forget(self) -> None:
        """Free the body, which the traceback of a failure would keep alive for a while."""
        self._out = BytesIO()

    def _begin(self, start: bytes) -> None:
        """Believe the first bytes before the header: servers declare gzip and send plain XML."""
        self._begun = True
        if start.startswith(GZIP_MAGIC):
            self._open()
        elif self._encoding == "deflate":
            has_header = start[0] & 0x0F == zlib.DEFLATED and int.from_bytes(start[:2]) % 31 == 0
            self._window = ANY_ZLIB if has_header else RAW_DEFLATE
            self._open()
        elif self._encoding not in {"", *ENCODINGS} and start.lstrip()[:1] not in MARKUP:
            raise Undecodable(f"answered in {self._encoding[:60]!r}, an encoding not asked for")

    def _open(self) -> None:
        self._members += 1
        if self._members > MAX_MEMBERS:
            raise TooLarge(f"body of over {MAX_MEMBERS:,} gzip members")
        self._zlib = zlib.decompressobj(self._window)

    def _take(self, chunk: bytes) -> Iterator[None]:
        if self._zlib is None:
            self._keep(chunk)
            yield
            return
        if self._padding:
            return
        held_back = False  # zlib may keep output it had no room for, and no input with it
        while chunk or held_back:
            if self._zlib.eof:  # another gzip member, or padding that means nothing
                if chunk == GZIP_MAGIC[:1]:
                    self._start = chunk  # cut in the middle of what would tell
                    return
                if not chunk.startswith(GZIP_MAGIC):
                    self._padding = True
                    return
                self._open()
            try:
                piece = self._zlib.decompress(chunk, PIECE)
            except zlib.error as error:
                raise Undecodable(f"the compressed body is damaged ({error})") from error
            self._keep(piece)
            yield
            held_back = len(piece) == PIECE and not self._zlib.eof
            chunk = self._zlib.unconsumed_tail or self._zlib.unused_data

    def _keep(self, piece: bytes) -> None:
        self.size += len(piece)
        if self.size > self._max:
            bound, wire = size_in_words(self._max), size_in_words(self.wire_bytes)
            raise TooLarge(f"body over {bound} after inflating (a bomb: {wire} on the wire)")
        self._out.write(piece)
