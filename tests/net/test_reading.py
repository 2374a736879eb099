from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator, Callable, Sequence
from itertools import pairwise

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.net import Body, TooLarge, Undecodable, plain_headers, read_bounded
from worker.net.reading import MAX_MEMBERS, PIECE


class Wire(httpx.AsyncByteStream):
    """A body as it came over the network, piece by piece."""

    def __init__(self, pieces: Sequence[bytes]) -> None:
        self.pieces = pieces
        self.taken = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            self.taken += 1
            yield piece


def split(data: bytes, cuts: Sequence[int]) -> list[bytes]:
    places = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    return [data[a:b] for a, b in pairwise(places)]


def response(wire: Wire, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(200, headers=named, stream=wire)


def read(pieces: Sequence[bytes], encoding: str = "", max_bytes: int = 10**7) -> Body:
    answer = response(Wire(pieces), Content_Encoding=encoding)
    return asyncio.run(read_bounded(answer, max_bytes))


cuts = st.lists(st.integers(0, 10**6), max_size=8)
# (byte, how often): about the piece that is inflated at a time zlib holds output back.
runs = st.tuples(
    st.integers(0, 255),
    st.integers(0, 300)
    | st.builds(lambda n, d: n * PIECE + d, st.sampled_from([1, 3]), st.integers(-300, 300)),
)


def text_of(*made_of: tuple[int, int]) -> bytes:
    return b"".join(bytes([byte]) * times for byte, times in made_of)


def raw_deflate(text: bytes) -> bytes:
    squeeze = zlib.compressobj(wbits=-15)
    return squeeze.compress(text) + squeeze.flush()


CODINGS = [
    ("gzip", gzip.compress),
    ("x-gzip", gzip.compress),
    ("deflate", zlib.compress),
    ("deflate", raw_deflate),
]


@given(st.lists(runs, max_size=3), cuts, st.sampled_from(CODINGS))
def test_however_it_is_cut_the_body_is_the_body(
    made_of: list[tuple[int, int]], where: list[int], coding: tuple[str, Callable[[bytes], bytes]]
) -> None:
    encoding, squeeze = coding
    text = text_of(*made_of)
    sent = squeeze(text)
    assert read(split(sent, where), encoding) == Body(text, len(sent))


@given(st.lists(runs, min_size=1, max_size=4), cuts)
def test_gzip_members_are_one_body(members: list[tuple[int, int]], where: list[int]) -> None:
    sent = b"".join(gzip.compress(text_of(member)) for member in members)
    assert read(split(sent, where), "gzip").data == text_of(*members)


def test_a_member_cut_in_its_first_bytes_is_one_all_the_same() -> None:
    first, second = gzip.compress(b"a"), gzip.compress(b"b")
    assert read([first + second[:1], second[1:]], "gzip").data == b"ab"
    assert read([first, second[:1], second[1:2], second[2:]], "gzip").data == b"ab"


def test_padding_after_the_last_member_means_nothing() -> None:
    sent = gzip.compress(b"a")
    for padding in ([b"\0" * 9], [b"\0", b"\x1f\x8b"], [b"\x1f"], [b"\x1f", b"x", b"\x1f\x8b"]):
        assert read([sent, *padding], "gzip").data == b"a"


@given(runs, cuts, st.integers(1, 9))
def test_a_body_cut_short_is_none(made_of: tuple[int, int], where: list[int], missing: int) -> None:
    sent = gzip.compress(text_of(made_of))[:-missing]
    with pytest.raises(Undecodable, match="ended early"):
        read(split(sent, where), "gzip")


@given(st.binary(max_size=2_000), cuts, st.sampled_from(["", "gzip", "deflate", "identity"]))
def test_any_bytes_are_a_body_or_are_refused_in_words(
    sent: bytes, where: list[int], encoding: str
) -> None:
    refused = ""
    try:
        assert read(split(sent, where), encoding, 100_000).wire_bytes == len(sent)
    except (Undecodable, TooLarge) as error:
        refused = str(error)
    assert not refused or "body" in refused


def test_a_bomb_is_left_at_its_bound() -> None:
    """What is held never exceeds the bound by more than a piece; the rest is never taken."""
    sent = gzip.compress(b"\0" * 100_000_000)
    wire = Wire(split(sent, range(0, len(sent), 1_000)))
    with pytest.raises(TooLarge, match=r"body over 1 MB after inflating \(a bomb: \d+(\.\d)? kB"):
        asyncio.run(read_bounded(response(wire, Content_Encoding="gzip"), 1_000_000))
    assert wire.taken <= 3


def test_more_members_than_any_honest_file_has() -> None:
    sent = gzip.compress(b"") * (MAX_MEMBERS + 1)
    with pytest.raises(TooLarge, match="over 1,000 gzip members"):
        read([sent], "gzip")


async def test_only_large_bodies_need_room() -> None:
    room = asyncio.Semaphore(0)
    small = response(Wire([b"x" * 150_000]))
    assert len((await read_bounded(small, 10**7, room=room)).data) == 150_000
    large = response(Wire([b"x" * 600_000]))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await read_bounded(large, 10**7, room=room)
    room.release()
    again = response(Wire([b"x" * 600_000]))
    body = await read_bounded(again, 10**7, room=room)
    assert (len(body.data), body.holds_room) == (600_000, True)
    assert room.locked()


def test_headers_are_kept_byte_for_byte() -> None:
    answer = httpx.Response(
        200,
        headers=[
            (b"ETag", b'"\xe9\xff"'),
            (b"X-Once", b"first"),
            (b"x-once", b"second"),
            (b"Cache-Control", b"no-cache"),
            (b"Cache-Control", b"max-age=60"),
        ],
    )
    headers = plain_headers(answer)
    assert headers["etag"] == '"\xe9\xff"'
    assert headers["etag"].encode("latin-1") == b'"\xe9\xff"'
    assert headers["x-once"] == "first"
    assert headers["cache-control"] == "no-cache, max-age=60"
