from __future__ import annotations

import asyncio
import base64
import ssl
from pathlib import Path

import httpx
import pytest
import trustme

from tests.net.origins import LOOPBACK, local_client, origin, reply
from worker.errors import Misconfigured
from worker.net import build_client, in_words, read_bounded

CA = trustme.CA()
AGENT = "wirebell-test/1"


def server_tls(name: str) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    CA.issue_cert(name).configure_cert(context)
    return context


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    CA.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    return tmp_path / "ca.pem"


async def test_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "SSL_CERT_FILE"):
        monkeypatch.setenv(name, "http://127.0.0.1:1/")
    async with origin(reply("200 OK", b"x")) as server, local_client() as client:
        assert (await client.get(server.url())).text == "x"


async def test_each_request_has_its_own_connection() -> None:
    async with origin(reply("200 OK", b"x")) as server, local_client() as client:
        for _ in range(3):
            await client.get(server.url())
    assert server.connections == 3


async def test_a_redirect_is_an_answer_like_any_other() -> None:
    answer = reply("302 Found", Location="javascript:alert(1)")
    async with origin(answer) as server, local_client() as client:
        assert (await client.post(server.url(), content=b"{}")).status_code == 302
    assert server.connections == 1


async def test_a_login_in_the_url_is_sent_as_one() -> None:
    async with origin(reply("200 OK", b"x")) as server, local_client() as client:
        await client.get(server.url(host="me:secret@127.0.0.1"))
        await client.get(
            server.url(host="me:secret@127.0.0.1"), headers={"Authorization": "Bearer x"}
        )
    basic, bearer = server.requests
    assert b"Authorization: Basic " + base64.b64encode(b"me:secret") in basic
    assert b"Authorization: Bearer x" in bearer


async def test_a_missing_or_empty_bundle_is_the_operators(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"no-such\.pem cannot be read: No such file"):
        build_client(user_agent=AGENT, ca_bundle=tmp_path / "no-such.pem")
    (tmp_path / "empty.pem").write_text("not a certificate")
    with pytest.raises(Misconfigured, match=r"empty\.pem holds no certificates"):
        build_client(user_agent=AGENT, ca_bundle=tmp_path / "empty.pem")


@pytest.mark.parametrize("proxy", ["ftp://me:secret@proxy:1/", "me:secret@proxy", "http://"])
def test_a_bad_proxy_is_the_operators_and_its_password_is_not_shown(proxy: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        build_client(user_agent=AGENT, proxy=proxy)
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None


async def tunnel(head: bytes, writer: asyncio.StreamWriter, port: int) -> None:
    """What a proxy does for CONNECT, to a server on loopback; `head` has been read."""
    assert head.startswith(b"CONNECT news.example:443 ")
    back, forth = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
    reader = writer._protocol._stream_reader  # type: ignore[attr-defined]
    await relay(reader, writer, back, forth)


async def relay(
    a_in: asyncio.StreamReader,
    a_out: asyncio.StreamWriter,
    b_in: asyncio.StreamReader,
    b_out: asyncio.StreamWriter,
) -> None:
    async def one_way(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while data := await source.read(65_536):
            sink.write(data)
            await sink.drain()
        sink.close()

    try:
        await asyncio.gather(one_way(a_in, b_out), one_way(b_in, a_out), return_exceptions=True)
    finally:
        a_out.close()
        b_out.close()


async def test_https_goes_through_a_proxy_that_wants_a_password(bundle: Path) -> None:
    tls = server_tls("news.example")
    async with origin(reply("200 OK", b"x"), tls) as server:

        async def proxy(head: bytes, writer: asyncio.StreamWriter) -> None:
            await tunnel(head, writer, server.port)

        async with origin(proxy) as running:
            client = build_client(
                user_agent=AGENT,
                ca_bundle=bundle,
                proxy=running.url("", host="me:secret@127.0.0.1"),
            )
            assert (await client.get("https://news.example/feed")).text == "x"
            await client.aclose()
    login = base64.b64encode(b"me:secret")
    assert b"Proxy-Authorization: Basic " + login in running.requests[0]
    assert b"GET /feed HTTP/1.1" in server.requests[0]
    assert b"Host: news.example\r\n" in server.requests[0]
    assert login not in server.requests[0]


async def test_a_proxy_that_refuses_is_named_in_words() -> None:
    async with origin(reply("407 Proxy Authentication Required")) as running:
        client = build_client(user_agent=AGENT, proxy=running.url(""))
        with pytest.raises(httpx.ProxyError) as caught:
            await client.get("https://news.example/feed")
        await client.aclose()
    assert in_words(caught.value).words == "the proxy refused: 407 Proxy Authentication Required"


async def test_a_socks_proxy_is_given_the_name() -> None:
    asked: list[bytes] = []

    async with origin(reply("200 OK", b"x")) as server:

        async def socks(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readexactly(3)
            writer.write(b"\x05\x00")
            start = await reader.readexactly(5)
            asked.append(await reader.readexactly(start[4]))
            await reader.readexactly(2)
            back, forth = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(b"\x05\x00\x00\x01" + b"\0" * 6)
            await relay(reader, writer, back, forth)

        running = await asyncio.start_server(socks, "127.0.0.1", 0)
        port = running.sockets[0].getsockname()[1]
        client = build_client(user_agent=AGENT, proxy=f"socks5://127.0.0.1:{port}")
        assert (await client.get("http://news.example/feed")).text == "x"
        await client.aclose()
        running.close()
    assert asked == [b"news.example"]


async def test_a_forgotten_deadline_is_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    async def stall(_head: bytes, _writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr("worker.net.client.FORGOTTEN_S", 0.1)
    async with origin(stall) as server, local_client() as client:
        with pytest.raises(httpx.ReadTimeout) as caught:
            await client.get(server.url())
    assert in_words(caught.value).words == "timed out"


async def test_a_reader_may_bring_its_own_deadline() -> None:
    async def drip(_head: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.02)

    async with origin(drip) as server, local_client() as client:
        request = client.build_request("GET", server.url())
        response = await client.send(request, stream=True)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await read_bounded(response, 1_000)
        await response.aclose()


def test_what_the_operator_opens_is_all_that_is_open() -> None:
    assert [str(network) for network in LOOPBACK] == ["127.0.0.0/8", "::1/128"]
