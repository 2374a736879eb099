from __future__ import annotations

import asyncio

import pytest
from httpx import URL

from tests.net.origins import origin, reply
from tests.poll.asking import FEED, ask, asking, failure, redirecting
from worker.model import Ask, Failed, Fetched, NotModified
from worker.poll.fetch import _leaves, _same_party


@pytest.mark.parametrize(
    ("hops", "moved"),
    [
        ([("/feed", "301 /b")], True),
        ([("/feed", "308 /b"), ("/b", "301 /c")], True),
        ([("/feed", "302 /b")], False),
        ([("/feed", "303 /b")], False),
        ([("/feed", "307 /b")], False),
        ([("/feed", "301 /b"), ("/b", "302 /c")], False),
        ([("/feed", "302 /b"), ("/b", "301 /c")], False),
    ],
)
async def test_only_an_unbroken_permanent_chain_is_a_move(
    hops: list[tuple[str, str]],
    moved: bool,  # noqa: FBT001 - a column of the table
) -> None:
    async with asking(redirecting(*hops)) as (fetch, server):
        outcome = await fetch(Ask(server.url()))
    assert isinstance(outcome, Fetched)
    assert outcome.url == server.url(hops[-1][1].split()[1])
    assert outcome.moved_to == (outcome.url if moved else None)


async def test_five_redirects_are_followed_and_six_are_not() -> None:
    hops = [("/feed", "302 /1"), *((f"/{n}", f"302 /{n + 1}") for n in range(1, 6))]
    assert isinstance(await ask(redirecting(*hops[:5])), Fetched)
    failed = await failure(redirecting(*hops))
    assert failed.words.startswith("redirected more than 5 times")


async def test_who_stays_is_told_of_another_host_and_asks_none() -> None:
    elsewhere = "http://localhost:1/page"
    hops = redirecting(("/feed", "302 /b"), ("/b", f"302 {elsewhere}"))
    async with asking(hops) as (fetch, server):
        outcome = await fetch(Ask(server.url(), stay="origin"))
    assert isinstance(outcome, Failed)
    assert (outcome.words.split(" (")[0], outcome.leads_to) == (
        "redirected to another host", elsewhere,
    )  # fmt: skip
    assert server.connections == 2


@pytest.mark.parametrize(
    ("here", "there", "origin", "host"),
    [
        ("https://a.example/x", "https://a.example/y", False, False),
        ("https://a.example/x", "https://www.a.example/x", True, False),
        ("https://a.example/x", "https://b.example/x", True, True),
    ],
)
def test_where_who_stays_may_go(here: str, there: str, *, origin: bool, host: bool) -> None:
    assert _leaves("origin", URL(here), URL(there)) is origin
    assert _leaves("host", URL(here), URL(there)) is host
    assert not _leaves(None, URL(here), URL(there))


async def test_a_circle_is_left() -> None:
    async with asking(redirecting(("/feed", "302 /b"), ("/b", "302 /feed"))) as (fetch, server):
        outcome = await fetch(Ask(server.url()))
    assert isinstance(outcome, Failed)
    assert outcome.words.startswith("redirected in a circle")
    assert server.connections == 2


@pytest.mark.parametrize(
    ("spelled", "asked"),
    [(b"/nyh\xc3\xa9ter", b"/nyh%C3%A9ter"), (b"/nyh\xe9ter", b"/nyh%C3%A9ter")],
)
async def test_letters_beyond_ascii_in_a_redirect(spelled: bytes, asked: bytes) -> None:
    """The bytes of a Location are UTF-8, where they can be."""
    targets: list[bytes] = []

    async def answer(head: bytes, writer: asyncio.StreamWriter) -> None:
        targets.append(head.split(b" ")[1])
        moved = b"HTTP/1.1 302 X\r\nContent-Length: 0\r\nLocation: %b\r\n\r\n" % spelled
        writer.write(moved if len(targets) == 1 else reply("200 OK", FEED))

    assert isinstance(await ask(answer), Fetched)
    assert targets[1] == asked


async def test_a_redirect_to_no_url_is_said_so() -> None:
    failed = await failure(redirecting(("/feed", "302 http://[::1:x/")))
    assert failed.words.startswith("answered 302 with a Location that is no URL")


async def test_validators_follow_the_redirect() -> None:
    unchanged = redirecting(("/feed", "302 /b"), end=reply("304 X"))
    async with asking(unchanged) as (fetch, server):
        outcome = await fetch(Ask(server.url(), {}, '"e"'))
    assert isinstance(outcome, NotModified)
    assert outcome.url == server.url("/b")
    assert b'if-none-match: "e"' in server.requests[1]


async def test_credentials_stay_with_their_origin() -> None:
    """To the same origin they go along; to another host or port, and back from there, never."""
    secret = {"Authorization": "Bearer hush", "Cookie": "hush=1", "X-Api-Key": "hush"}
    async with origin(reply("200 OK", FEED)) as stranger:
        hops = redirecting(("/feed", "302 /b"), ("/b", f"302 {stranger.url('/c')}"))
        async with asking(hops) as (fetch, server):
            assert isinstance(await fetch(Ask(server.url(), secret)), Fetched)
    assert [b"hush" in request for request in server.requests] == [True, True]
    assert b"hush" not in stranger.requests[0]


async def test_credentials_do_not_come_back_by_way_of_a_stranger() -> None:
    secret = {"Authorization": "Bearer hush"}
    async with (
        origin(reply("200 OK", FEED)) as home,
        origin(reply("302 X", Location=home.url("/c"))) as stranger,
        asking(redirecting(("/feed", f"302 {stranger.url()}"))) as (fetch, server),
    ):
        outcome = await fetch(Ask(server.url(), secret))
    assert isinstance(outcome, Fetched)
    assert b"hush" in server.requests[0]
    assert b"hush" not in stranger.requests[0] + home.requests[0]


async def test_the_words_say_where_a_redirect_led_without_its_query() -> None:
    hops = redirecting(("/feed", "302 /gone?token=hush"), end=reply("404 Not Found"))
    async with asking(hops) as (fetch, server):
        outcome = await fetch(Ask(server.url()))
    assert isinstance(outcome, Failed)
    assert outcome.words == f"answered 404 Not Found (redirected to {server.url('/gone')}?***)"


def test_credentials_move_up_to_tls_and_not_down() -> None:
    """The move is judged by scheme and default ports; on other ports it is another origin."""

    http, https = URL("http://news.example/a"), URL("https://news.example/b")
    assert _same_party(http, https)
    assert not _same_party(https, http)
    assert not _same_party(http, URL("https://news.example:8443/b"))
    assert not _same_party(http, URL("https://www.news.example/b"))
