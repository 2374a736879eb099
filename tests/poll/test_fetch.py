from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime

import pytest

from tests.net.origins import local_client, reply
from tests.poll.asking import FEED, asking, body, failure
from tests.poll.clocks import NOW, StillClock
from worker.model import Ask, Failed, FailureKind, Fetched, NotModified
from worker.poll.fetch import Fetcher

SOFT = FailureKind.SOFT
HARD = FailureKind.HARD


async def test_a_body_comes_with_its_headers_and_address() -> None:
    answer = reply("200 OK", FEED, ETag='W/"x \xe9"', Content_Type="application/rss+xml")
    async with asking(answer) as (fetch, server):
        outcome = await fetch(Ask(server.url()))
    assert isinstance(outcome, Fetched)
    assert (outcome.status, outcome.body, outcome.wire_bytes) == (200, FEED, len(FEED))
    assert outcome.headers["etag"] == 'W/"x \xe9"'
    assert outcome.url == server.url()
    assert outcome.moved_to is None
    assert outcome.elapsed_s > 0


async def test_validators_go_back_exactly_as_they_came() -> None:
    async with asking(reply("304 Not Modified", ETag='"new"')) as (fetch, server):
        date = "Sat, 21 nov 2026 08:00:00 GMT"
        outcome = await fetch(Ask(server.url(), {}, 'W/"x \xe9"', date))
    assert isinstance(outcome, NotModified)
    assert outcome.headers["etag"] == '"new"'
    assert b'if-none-match: W/"x \xe9"\r\n' in server.requests[0]
    assert f"if-modified-since: {date}\r\n".encode() in server.requests[0]


async def test_what_every_request_says() -> None:
    async with asking(reply("200 OK", FEED)) as (fetch, server):
        await fetch(Ask(server.url("/a?b=c#d"), {"X-Key": "k", "User-Agent": "special/1"}))
    head = server.requests[0].decode().lower()
    assert head.startswith("get /a?b=c http/1.1\r\n")
    for line in ("accept-encoding: gzip, deflate", "a-im: feed", "connection: close", "x-key: k",
                 "user-agent: special/1", "accept: application/rss+xml"):  # fmt: skip
        assert line in head
    for name in ("cookie", "referer", "if-none-match", "if-modified-since"):
        assert f"{name}:" not in head


async def test_a_cookie_is_forgotten() -> None:
    async with asking(reply("200 OK", FEED, Set_Cookie="id=1")) as (fetch, server):
        await fetch(Ask(server.url()))
        await fetch(Ask(server.url()))
    assert all(b"ookie" not in request for request in server.requests)


async def test_the_login_of_the_url_is_sent_and_not_shown() -> None:
    async with asking(reply("200 OK", FEED)) as (fetch, server):
        outcome = await fetch(Ask(server.url(host="me:s%40crt@127.0.0.1")))
    assert isinstance(outcome, Fetched)
    assert b"Authorization: Basic bWU6c0BjcnQ=".lower() in server.requests[0].lower()
    assert "s%40crt" not in outcome.url


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("ftp://example.org/feed", "not an http(s) URL: ftp:"),
        ("file:///etc/passwd", "not an http(s) URL: file:"),
        ("example.org/feed", "not an http(s) URL: example.org/feed:"),
        ("http://", "the URL names no host that can be asked"),
        ("http:///feed", "the URL names no host that can be asked"),
        ("http://example.org:0/", "the URL names no host that can be asked"),
        ("http://example.org:99999/", "the URL names no host that can be asked"),
        ("http://[::1/", "not a URL: Invalid port: ':1'"),
        ("http://example.org/" + "x" * 5_000, "the URL is longer than 4096 characters"),
    ],
)
async def test_what_is_no_url_is_not_asked(url: str, words: str) -> None:
    async with local_client() as client:
        outcome = await Fetcher(client, clock=StillClock())(Ask(url))
    assert outcome == Failed(HARD, words, reached=None)


async def test_a_header_that_cannot_be_sent_is_the_operators() -> None:
    async with asking(FEED) as (fetch, server):
        outcome = await fetch(Ask(server.url(), {"X-Key": "a\r\nb"}))
    assert isinstance(outcome, Failed)
    assert outcome.kind is HARD
    assert outcome.words.startswith("a header that cannot be sent")


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        ("400 Bad Request", HARD, "answered 400 Bad Request"),
        ("401 Unauthorized", HARD, "answered 401 Unauthorized"),
        ("403 Forbidden", HARD, "answered 403 Forbidden"),
        ("404 Not Found", SOFT, "answered 404 Not Found"),
        ("404 \x1b[31mNo\x1b]0;x\x07", SOFT, "answered 404 \ufffd[31mNo\ufffd]0;x\ufffd"),
        ("407 Who are you", SOFT, "the proxy answered 407 Who are you"),
        ("410 Gone", FailureKind.GONE, "answered 410 Gone"),
        ("418 I'm a teapot", HARD, "answered 418 I'm a teapot"),
        ("429 Too Many Requests", SOFT, "answered 429 Too Many Requests"),
        ("500 Internal Server Error", SOFT, "answered 500 Internal Server Error"),
        ("503 ", SOFT, "answered 503"),
        ("204 No Content", SOFT, "answered 204 No Content: nothing to read"),
        ("205 Reset Content", SOFT, "answered 205 Reset Content: nothing to read"),
        ("206 Partial", SOFT, "answered 206 Partial: a part, though the whole was asked for"),
        ("304 Not Modified", SOFT,
         "answered 304 Not Modified: though nothing was asked conditionally"),
        ("300 Multiple Choices", SOFT, "answered 300 Multiple Choices"),
        ("302 Found", SOFT, "answered 302 without saying where to"),
        ("202 Accepted", SOFT, "answered 202 Accepted"),
        ("200 OK", SOFT, "answered 200 OK with an empty body"),
    ],
)  # fmt: skip
async def test_a_refusal_in_words(status: str, kind: FailureKind, words: str) -> None:
    failed = await failure(reply(status))
    assert (failed.kind, failed.words, failed.status) == (kind, words, int(status[:3]))


@pytest.mark.parametrize("status", ["203 Changed on the way", "226 IM Used", "299 Whatever"])
async def test_a_success_with_a_document_is_read(status: str) -> None:
    assert await body(reply(status, FEED)) == FEED


@pytest.mark.parametrize(
    ("status", "value", "wait"),
    [
        ("429", "120", timedelta(seconds=120)),
        ("503", "3600", timedelta(hours=1)),
        ("503", "86401", timedelta(hours=24)),
        ("429", "9" * 40, timedelta(hours=24)),
        ("503", format_datetime(NOW + timedelta(minutes=5), usegmt=True), timedelta(minutes=5)),
        ("429", format_datetime(NOW + timedelta(days=9), usegmt=True), timedelta(hours=24)),
        ("429", None, timedelta(minutes=10)),
        ("429", "soon", timedelta(minutes=10)),
        ("429", "-5", timedelta(minutes=10)),
        ("429", "0", timedelta(minutes=10)),
        ("429", format_datetime(NOW - timedelta(minutes=5), usegmt=True), timedelta(minutes=10)),
        ("503", None, None),
        ("503", "1e3", None),
        ("503", "Thu, 99 Foo 2026 99:99:99 GMT", None),
        ("500", "120", None),
    ],
)
async def test_retry_after_in_both_forms(
    status: str, value: str | None, wait: timedelta | None
) -> None:
    headers = {"Retry_After": value} if value is not None else {}
    assert (await failure(reply(f"{status} X", **headers))).retry_after == wait


async def test_a_date_to_wait_for_is_read_by_the_servers_own_clock() -> None:
    theirs = NOW - timedelta(days=3)
    answer = reply(
        "503 X",
        Date=format_datetime(theirs, usegmt=True),
        Retry_After=format_datetime(theirs + timedelta(minutes=7), usegmt=True),
    )
    assert (await failure(answer)).retry_after == timedelta(minutes=7)
