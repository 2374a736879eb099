from __future__ import annotations

import asyncio
import gzip
import zlib
from functools import partial

import pytest

from tests.net.origins import reply
from tests.poll.asking import FEED, body, failure
from worker.model import FailureKind

# Without the second: tests are named by these bytes, in every process alike.
gzipped = partial(gzip.compress, mtime=0)

SOFT = FailureKind.SOFT
HOSTILE = FailureKind.HOSTILE


@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        ("gzip", gzipped(FEED)),
        ("x-gzip", gzipped(FEED)),
        ("GZIP", gzipped(FEED)),
        ("identity, gzip", gzipped(FEED)),
        ("gzip", gzipped(FEED[:10]) + gzipped(FEED[10:])),
        ("gzip", gzipped(FEED) + b"\0" * 512),
        ("gzip", FEED),  # declared and not so
        ("", gzipped(FEED)),  # so and not declared
        ("deflate", zlib.compress(FEED)),
        ("deflate", zlib.compress(FEED)[2:-4]),  # without its header, as some mean it
        ("deflate", gzipped(FEED)),
        ("identity", FEED),
    ],
)
async def test_every_honest_encoding_is_read(encoding: str, data: bytes) -> None:
    assert await body(reply("200 OK", data, Content_Encoding=encoding)) == FEED


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("br", "answered in 'br', an encoding not asked for"),
        ("zstd", "answered in 'zstd', an encoding not asked for"),
        ("gzip, br", "answered in 'gzip, br', an encoding not asked for"),
    ],
)
async def test_an_encoding_not_asked_for_is_not_read(encoding: str, words: str) -> None:
    failed = await failure(reply("200 OK", b"\x8b" * 500, Content_Encoding=encoding))
    assert (failed.kind, failed.words, failed.wire_bytes) == (SOFT, words, 500)


@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        ("utf-8", FEED), ("none", FEED), ("br", b" \n" + FEED), ("aws-chunked", FEED),
        ("gzip, gzip", gzipped(FEED)), ("none, gzip", gzipped(FEED)), ("utf-8", b'{"items": []}'),
    ],
)  # fmt: skip
async def test_the_first_bytes_are_believed_before_a_word_that_is_no_encoding(
    encoding: str, data: bytes
) -> None:
    opened = FEED if data == gzipped(FEED) else data
    assert await body(reply("200 OK", data, Content_Encoding=encoding)) == opened


@pytest.mark.parametrize(
    "data", [gzipped(FEED)[:-9], gzipped(FEED * 99)[:60], b"\x1f\x8b", b"\x1f\x8bx"]
)
async def test_a_compressed_body_that_ends_early_is_no_body(data: bytes) -> None:
    failed = await failure(reply("200 OK", data, Content_Encoding="gzip"))
    assert failed.kind is SOFT
    assert failed.words.startswith("the compressed body ")


async def test_a_gzip_bomb_is_dropped_at_the_bound() -> None:
    bomb = gzipped(b"\0" * 50_000_000)
    failed = await failure(
        reply("200 OK", bomb, Content_Encoding="gzip"), max_body_bytes=15_000_000
    )
    assert failed.kind is HOSTILE
    assert failed.words.startswith("body over 15 MB after inflating (a bomb: ")
    assert failed.wire_bytes <= len(bomb)


async def test_a_bomb_that_does_not_say_it_is_gzip() -> None:
    bomb = gzipped(b"\0" * 5_000_000)
    failed = await failure(reply("200 OK", bomb), max_body_bytes=1_000_000)
    assert failed.kind is HOSTILE


async def test_a_body_at_the_bound_is_read_and_one_byte_more_is_not() -> None:
    for encode in (bytes, gzipped):
        encoding = "gzip" if encode is gzip.compress else "identity"
        at = reply("200 OK", encode(b"x" * 10_000), Content_Encoding=encoding)
        over = reply("200 OK", encode(b"x" * 10_001), Content_Encoding=encoding)
        assert len(await body(at, max_body_bytes=10_000)) == 10_000
        assert (await failure(over, max_body_bytes=10_000)).kind is HOSTILE


async def test_an_endless_body_is_cut() -> None:
    async def endless(_head: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b"x" * 65_536)
            await writer.drain()

    failed = await failure(endless, max_body_bytes=1_000_000)
    assert (failed.kind, failed.words) == (HOSTILE, "body over 1 MB")
    assert failed.wire_bytes <= 1_100_000


async def test_a_declared_giant_is_not_even_begun() -> None:
    failed = await failure(reply("200 OK", b"x", Content_Length="3000000000"))
    assert (failed.kind, failed.words) == (HOSTILE, "body of 3 GB, over 15 MB")


async def test_a_body_shorter_than_declared_is_no_body() -> None:
    async def short(_head: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(reply("200 OK", b"x" * 100, Content_Length="200"))
        await writer.drain()

    assert (await failure(short)).words == "connection closed after 100 of 200 bytes"


async def test_what_follows_the_declared_length_is_not_read() -> None:
    assert await body(reply("200 OK", FEED + b"tail", Content_Length=str(len(FEED)))) == FEED


async def test_a_reset_in_the_middle_of_the_body() -> None:
    async def reset(_head: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")
        await writer.drain()
        writer.transport.abort()

    assert (await failure(reset)).words in {
        "connection reset", "connection closed in the middle of the body"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"", "connection closed without an answer"),
        (b"SSH-2.0-OpenSSH_9.6\r\n\r\n", "not HTTP: illegal status line: 'SSH-2.0-OpenSSH_9.6'"),
        (b"HTTP/1.1 200 OK\r\nno colon here\r\n\r\n", "not HTTP: "),
        (reply("200 OK", FEED, Content_Length="-1"), "not HTTP: "),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!", "not HTTP: "),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000, "headers over the bound"),
        (b"HTTP/1.1 200 OK\r\n" + b"X-Flood: yes\r\n" * 20_000, "headers over the bound"),
        (b"HTTP/1.1 103 Early Hints\r\n\r\n" * 20_000, "headers over the bound"),
    ],
)  # fmt: skip
async def test_what_is_not_quite_http(answer: bytes, words: str) -> None:
    failed = await failure(answer)
    assert failed.kind is SOFT
    assert failed.words.startswith(words), failed.words


async def test_a_few_hints_before_the_answer_are_nothing_special() -> None:
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" * 3
    assert await body(hints + reply("200 OK", FEED)) == FEED
