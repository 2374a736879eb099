from __future__ import annotations

import asyncio
import socket
import ssl
from pathlib import Path

import pytest
import trustme

from tests.net.origins import local_client, origin, reply
from tests.poll.asking import FEED, SHORT
from tests.poll.clocks import NOW, StillClock
from worker.model import Ask, Failed, FailureKind, Fetched, FetchOutcome
from worker.poll.fetch import Fetcher

SOFT = FailureKind.SOFT


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        (-2, SOFT, "DNS has no such name"),
        (-5, SOFT, "DNS has no such name"),
        (-3, FailureKind.TEMPORARY, "DNS does not answer just now"),
        (-4, SOFT, "DNS failed: broken"),
    ],
)
async def test_dns_in_words(code: int, kind: FailureKind, words: str) -> None:
    async def broken(_host: str) -> list[str]:
        raise socket.gaierror(code, "broken")

    async with local_client(broken) as client:
        outcome = await Fetcher(client, clock=StillClock())(Ask("http://x.example/"))
    assert isinstance(outcome, Failed)
    assert (outcome.kind, outcome.words) == (kind, words)


@pytest.mark.parametrize(
    ("url", "reached"),
    [
        ("{server}", None),  # a server beside us
        ("http://nosuch.example/", False),  # a resolver beside us may remember that
        ("http://10.0.0.1/", None),  # refused
        ("ftp://x.example/", None),  # never asked
    ],
)
async def test_what_says_nothing_of_the_way_out(url: str, *, reached: bool | None) -> None:
    async def nameless(_host: str) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "none")

    async with origin(reply("200 OK", FEED)) as server, local_client(nameless) as client:
        ask = Ask(url.format(server=server.url()))
        assert (await Fetcher(client, clock=StillClock())(ask)).reached is reached


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (ConnectionRefusedError(111, "x"), SOFT, "connection refused"),
        (OSError(101, "x"), FailureKind.TEMPORARY, "the network is unreachable"),
        (OSError(113, "x"), SOFT, "no route to the host"),
        (OSError(24, "x"), FailureKind.TEMPORARY, "too many open files here"),
    ],
)
async def test_connecting_in_words(
    error: OSError, kind: FailureKind, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def open_connection(*_address: object, **_options: object) -> None:
        raise error

    async with local_client() as client:
        monkeypatch.setattr(asyncio, "open_connection", open_connection)
        outcome = await Fetcher(client, clock=StillClock())(Ask("http://127.0.0.1/"))
    assert isinstance(outcome, Failed)
    assert (outcome.kind, outcome.words) == (kind, words)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (None, "the proxy cannot be reached: connection refused"),
        ("502 Bad Gateway", "the proxy refused: 502 Bad Gateway"),
        ("407 Who are you", "the proxy refused: 407 Who are you"),
        ("407 Who are you", "the proxy answered 407 Who are you"),
    ],
)
async def test_what_the_proxy_does_is_no_hosts_fault(answer: str | None, words: str) -> None:
    """Rule 7: with all hosts behind it, it is our own network that fails."""
    async with origin(reply(answer or "200 OK")) as proxy:
        port = proxy.port
        if answer is None:
            with socket.create_server(("127.0.0.1", 0)) as closed:
                port = closed.getsockname()[1]
        async with local_client(proxy=f"http://127.0.0.1:{port}") as client:
            scheme = "http" if "answered" in words else "https"
            outcome = await Fetcher(client, clock=StillClock())(Ask(f"{scheme}://x.example/"))
    assert isinstance(outcome, Failed)
    assert (outcome.words, outcome.reached) == (words, False)


@pytest.mark.parametrize(("status", "reached"), [("503 No uplink", None), ("404 None", True)])
async def test_a_gateways_trouble_may_be_our_proxys(status: str, *, reached: bool | None) -> None:
    async with (
        origin(reply(status)) as proxy,
        local_client(proxy=f"http://127.0.0.1:{proxy.port}") as client,
    ):
        outcome = await Fetcher(client, clock=StillClock())(Ask("http://x.example/"))
    assert outcome.reached is reached


async def test_the_next_address_is_tried() -> None:
    async def two(_host: str) -> list[str]:
        return ["127.0.0.9", "::1", "127.0.0.1"]

    async with origin(reply("200 OK", FEED)) as server, local_client(two) as client:
        fetch = Fetcher(client, clock=StillClock())
        assert isinstance(await fetch(Ask(server.url(host="news.example"))), Fetched)


@pytest.mark.parametrize(
    ("first", "words", "reached"),
    [
        (ConnectionRefusedError(111, "x"), "connection refused", True),
        (TimeoutError(), "connecting timed out", False),
        (OSError(101, "x"), "the network is unreachable", False),
    ],
)
async def test_no_way_to_one_address_is_not_told_of_the_other(
    first: OSError, words: str, *, reached: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine without IPv6 is told a name's IPv6 addresses last, and cannot go there."""

    async def open_connection(host: str, _port: int) -> None:
        raise first if host == "192.0.32.1" else OSError(101, "x")

    async def two(_host: str) -> list[str]:
        return ["192.0.32.1", "2600::1"]

    async with local_client(two) as client:
        monkeypatch.setattr(asyncio, "open_connection", open_connection)
        outcome = await Fetcher(client, clock=StillClock())(Ask("http://x.example/"))
    assert isinstance(outcome, Failed)
    assert (outcome.words, outcome.reached) == (words, reached)


CA = trustme.CA()


def tls_of(*names: str, ca: trustme.CA = CA, expired: bool = False) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    past = {"not_after": NOW.replace(year=2020), "not_before": NOW.replace(year=2019)}
    ca.issue_cert(*names, **(past if expired else {})).configure_cert(context)  # type: ignore[arg-type]
    return context


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    CA.cert_pem.write_to_path(str(path))
    return path


async def named(_host: str) -> list[str]:
    return ["127.0.0.1"]


async def over_tls(tls: ssl.SSLContext, bundle: Path | None) -> FetchOutcome:
    async with (
        origin(reply("200 OK", FEED), tls) as server,
        local_client(named, ca_bundle=bundle) as client,
    ):
        return await Fetcher(client, clock=StillClock())(Ask(server.url(host="news.example")))


async def test_the_name_asked_for_is_the_name_checked(bundle: Path) -> None:
    assert isinstance(await over_tls(tls_of("news.example"), bundle), Fetched)


@pytest.mark.parametrize(
    ("tls", "trusted", "words"),
    [
        (tls_of("news.example"), False, "TLS certificate comes from an unknown authority"),
        (tls_of("other.example"), True, "TLS certificate is for another host"),
        (tls_of("news.example", expired=True), True, "TLS certificate expired"),
        (tls_of("127.0.0.1"), True, "TLS certificate is for another host"),
    ],
)
async def test_a_certificate_that_is_refused(
    tls: ssl.SSLContext,
    trusted: bool,  # noqa: FBT001 - a column of the table
    words: str,
    bundle: Path,
) -> None:
    outcome = await over_tls(tls, bundle if trusted else None)
    assert isinstance(outcome, Failed)
    assert (outcome.kind, outcome.words) == (SOFT, words)


async def test_plain_http_where_tls_was_asked_for() -> None:
    async with origin(b"HTTP/1.1 400 Bad Request\r\n\r\n") as server, local_client() as client:
        url = server.url().replace("http:", "https:")
        outcome = await Fetcher(client, clock=StillClock(), timeout=SHORT)(Ask(url))
    assert isinstance(outcome, Failed)
    assert outcome.words.startswith(("TLS failed: ", "timed out after 1 s while shaking hands"))
