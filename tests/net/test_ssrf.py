"""No spelling of a private address opens a connection, whatever leads there."""

from __future__ import annotations

import asyncio
import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Any, NoReturn

import httpx
import pytest

from tests.net.origins import LOOPBACK, local_client, origin
from tests.poll.clocks import StillClock
from worker.errors import Hostile
from worker.model import Ask, Failed, FailureKind
from worker.net import build_client
from worker.poll.fetch import Fetcher

NAMES = {
    "localhost": ["127.0.0.1", "::1"],
    "localhost.": ["127.0.0.1"],
    "foo.localhost": ["127.0.0.1"],
    "intranet": ["192.168.0.10"],
    "half.example": ["93.184.216.34", "10.0.0.1"],  # any private address spoils the name
    "six.example": ["2606:4700::1111", "fe80::1%eth0"],
    "nat64.example": ["64:ff9b::7f00:1"],
    "metadata.google.internal": ["169.254.169.254"],
}


async def resolve(host: str) -> list[str]:
    return NAMES.get(host, ["127.0.0.1"])


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every connection that was begun; it never comes to one."""
    begun: list[object] = []

    async def open_connection(*address: object, **_options: Any) -> NoReturn:
        begun.append(address)
        raise ConnectionRefusedError(111, "refused by the test")

    monkeypatch.setattr(asyncio, "open_connection", open_connection)
    return begun


def fetcher(client: Any) -> Fetcher:
    return Fetcher(client, clock=StillClock(), timeout=timedelta(seconds=10))


HOSTILE = [
    "http://127.0.0.1/",
    "https://127.0.0.1/",
    "http://127.0.0.1./",
    "http://127.1/",
    "http://0/",
    "http://0.0.0.0:80/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0x0.0x0.0x1/",
    "http://017700000001/",
    "http://127。0。0。1/",
    "http://127．0．0．1/",
    "http://127｡0｡0｡1/",
    "http://[::1]/",
    "http://[::]/",
    "http://[0:0:0:0:0:ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[fe80::1%25eth0]/",
    "http://[fd00:ec2::254]/latest/meta-data",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.100.100.200/",
    "http://localhost/",
    "http://LOCALHOST/",
    "http://localhost./",
    "http://foo.localhost/",
    "http://intranet/",
    "http://half.example/",
    "http://six.example/",
    "http://nat64.example/",
    "http://metadata.google.internal/",
    "http://example.org@127.0.0.1/",
    "http://example.org:80@127.0.0.1/",
    "http://user:pass@[::1]/",
    "http://google.com:80+&@127.88.23.245:22/#+@google.com:80/",
    "http://127.88.23.245:22/+&@google.com:80#+@google.com:80/",
    "http://a@b@127.0.0.1/",
    "http://127.0.0.1#@example.org/",
    "http://127.0.0.1?@example.org/",
]


@pytest.mark.parametrize("url", HOSTILE)
async def test_a_private_address_is_refused_before_connecting(
    url: str, opened: list[object]
) -> None:
    client = build_client(user_agent="x", resolve=resolve)
    outcome = await fetcher(client)(Ask(url))
    await client.aclose()
    assert isinstance(outcome, Failed)
    assert outcome.kind is FailureKind.HOSTILE
    assert outcome.words.startswith("refused to connect: ")
    assert opened == []


async def test_one_private_address_among_public_ones_spoils_a_name(opened: list[object]) -> None:
    client = build_client(user_agent="x", resolve=resolve)
    with pytest.raises(Hostile, match=r"half\.example is 10\.0\.0\.1, a private address"):
        await client.get("http://half.example/")
    await client.aclose()
    assert opened == []


async def test_a_name_leads_to_what_is_open_and_to_nothing_beside_it(opened: list[object]) -> None:
    """`localhost` is ::1 and 127.0.0.1 on most machines, and the operator may open only the one."""

    async def both(_host: str) -> list[str]:
        return ["::1", "10.0.0.1", "127.0.0.1"]

    client = build_client(user_agent="x", allow_private=LOOPBACK[:1], resolve=both)
    with pytest.raises(httpx.ConnectError):
        await client.get("http://both.example:9/")
    await client.aclose()
    assert opened == [("127.0.0.1", 9)]


async def test_what_was_checked_is_what_is_connected_to() -> None:
    """A name that turns private between two look-ups is looked up once."""
    asked: list[str] = []

    async def rebinding(host: str) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    async with origin(b"HTTP/1.1 304 X\r\n\r\n") as server, local_client(rebinding) as client:
        response = await client.get(server.url(host="news.example"))
    assert response.status_code == 304
    assert asked == ["news.example"]
    assert b"Host: news.example:" in server.requests[0]


@pytest.mark.parametrize(
    "location",
    ["http://10.0.0.1/", "http://localhost:1/", "file:///etc/passwd", "gopher://example.org/",
     "//[::ffff:a00:1]/", "ftp://example.org/feed", "unix:///var/run/docker.sock",
     "javascript:alert(1)", "data:text/xml,<rss/>"],
)  # fmt: skip
async def test_no_redirect_leads_there(location: str) -> None:
    """The first hop is open to the test, by name; its target is not."""

    async def only_news(host: str) -> list[str]:
        return ["127.0.0.1"] if host == "news.example" else ["10.0.0.1"]

    answer = f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()
    async with origin(answer) as server, local_client(only_news) as client:
        outcome = await fetcher(client)(Ask(server.url(host="news.example")))
    assert isinstance(outcome, Failed)
    assert outcome.kind is FailureKind.HOSTILE, outcome.words
    assert server.connections == 1


async def test_no_public_server_leads_into_a_network_the_operator_opened(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connect = asyncio.open_connection

    async def open_connection(_host: str, port: int) -> Any:
        return await connect("127.0.0.1", port)

    async def public(_host: str) -> list[str]:
        return ["93.184.216.34"]

    monkeypatch.setattr(asyncio, "open_connection", open_connection)
    answer = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n"
    async with origin(answer) as server, local_client(public) as client:
        outcome = await fetcher(client)(Ask(server.url(host="news.example")))
    assert isinstance(outcome, Failed)
    assert outcome.kind is FailureKind.HOSTILE
    why = "127.0.0.1 is a loopback address; a public server led there"
    assert outcome.words == f"refused to connect: {why} (redirected to http://127.0.0.1/)"
    assert server.connections == 1


async def test_a_listener_on_loopback_hears_nothing() -> None:
    async with origin(b"HTTP/1.1 200 OK\r\n\r\nsecret") as server:
        client = build_client(user_agent="x")
        for host in ("127.0.0.1", "127.1", "0", "2130706433", "localhost", "[::ffff:127.0.0.1]"):
            outcome = await fetcher(client)(Ask(server.url(host=host)))
            assert isinstance(outcome, Failed)
            assert outcome.kind is FailureKind.HOSTILE, host
        await client.aclose()
    assert server.connections == 0


async def test_behind_a_proxy_a_spelt_private_address_is_still_refused() -> None:
    async with origin(b"HTTP/1.1 304 X\r\n\r\n") as proxy:
        client = build_client(user_agent="x", proxy=proxy.url("", host="127.0.0.1"))
        for url in ("http://10.0.0.1/", "http://0x7f.1/", "http://localhost/", "https://[::1]/"):
            with pytest.raises(Hostile):
                await client.get(url)
        assert proxy.connections == 0
        assert (await client.get("http://news.example/feed")).status_code == 304
        await client.aclose()
    assert proxy.requests[0].startswith(b"GET http://news.example/feed ")


async def test_a_unix_socket_is_never_asked() -> None:
    client = build_client(user_agent="x", allow_private=LOOPBACK)
    backend = client._transport._alone()._pool._network_backend  # type: ignore[attr-defined]
    with pytest.raises(Hostile, match="unix socket"):
        await backend.connect_unix_socket("/var/run/docker.sock")
    await client.aclose()


def corpus_urls() -> list[str]:
    """Every http URL of the corpus's list whose host spells a private address."""
    root = Path(os.environ["WIREBELL_CORPUS"]) / "hostile"
    text = "\n".join(
        path.read_text(errors="replace")
        for path in sorted(root.glob("cujanovic*/*"))
        if path.is_file()
    )
    return sorted(set(re.findall(r"https?://[^\s`\"'<>]+", text)))


@pytest.mark.skipif("WIREBELL_CORPUS" not in os.environ, reason="WIREBELL_CORPUS is not set")
async def test_the_corpus_of_spellings_opens_nothing(opened: list[object]) -> None:
    """Names count as private here too: `resolve` says 127.0.0.1 to all it does not know."""
    urls = corpus_urls()
    assert len(urls) > 50
    client = build_client(user_agent="x", resolve=resolve)
    fetch = fetcher(client)
    allowed = {FailureKind.HOSTILE, FailureKind.HARD}  # refused, or no URL at all
    for url in urls:
        outcome = await fetch(Ask(url))
        assert isinstance(outcome, Failed)
        public = re.match(r"https?://\d+\.\d+\.\d+\.\d+[:/]", url) and outcome.kind not in allowed
        assert outcome.kind in allowed or public, url
    await client.aclose()
    assert all(not str(address).startswith(("('127", "('10.", "('169.254")) for address in opened)
