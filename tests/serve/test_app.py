from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import AsyncIterator, Callable, Sequence

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from worker.errors import Misconfigured
from worker.serve import Metrics
from worker.serve.app import build_app, listen, serve_on
from worker.serve.guard import SECURITY_HEADERS

TOKEN = "correct horse"


def nothing() -> Sequence[str]:
    return ()


async def ask(
    path: str,
    method: str = "GET",
    *,
    token: str | None = None,
    given: str | None = None,
    reasons: Callable[[], Sequence[str]] = nothing,
) -> httpx.Response:
    app = build_app(Metrics(), reasons, token)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    headers = {} if given is None else {b"authorization": given.encode("latin-1")}
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        return await client.request(method, path, headers=headers)


async def test_alive() -> None:
    said = await ask("/healthz")
    assert (said.status_code, said.json()) == (200, {"status": "alive"})


async def test_ready_and_not() -> None:
    said = await ask("/readyz")
    assert (said.status_code, said.json()) == (200, {"ready": True, "reasons": []})
    said = await ask("/readyz", reasons=lambda: ["poll: no tick has completed yet"])
    assert said.status_code == 503
    assert said.json() == {"ready": False, "reasons": ["poll: no tick has completed yet"]}


async def test_metrics_parse() -> None:
    said = await ask("/metrics")
    assert said.status_code == 200
    assert said.headers["content-type"].startswith("text/plain; version=0.0.4")
    families = {family.name for family in text_string_to_metric_families(said.text)}
    assert "wirebell_build_info" in families


TOKENS = {
    "right": (f"Bearer {TOKEN}", 200),
    "the scheme's case does not matter": (f"bearer {TOKEN}", 200),
    "none": (None, 401),
    "wrong": ("Bearer wrong horse", 401),
    "longer": (f"Bearer {TOKEN}x", 401),
    "another scheme": (f"Basic {TOKEN}", 401),
    "not ASCII": ("Bearer \xe5", 401),
    "empty": ("", 401),
}


@pytest.mark.parametrize(("given", "status"), TOKENS.values(), ids=TOKENS.keys())
async def test_the_token(given: str | None, status: int) -> None:
    said = await ask("/metrics", token=TOKEN, given=given)
    assert said.status_code == status
    if status == 401:
        assert said.json() == {"error": "unauthorized"}
        assert said.headers["www-authenticate"] == "Bearer"
        assert (await ask("/nothing/here", token=TOKEN, given=given)).status_code == 401


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
async def test_a_load_balancer_needs_no_token(path: str) -> None:
    assert (await ask(path, token=TOKEN)).status_code == 200


async def test_what_is_not_there_and_what_is_not_done() -> None:
    missing = await ask("/nothing/here")
    assert (missing.status_code, missing.json()) == (404, {"error": "not found"})
    posted = await ask("/metrics", "POST")
    assert (posted.status_code, posted.json()) == (405, {"error": "method not allowed"})
    assert set(posted.headers["allow"].split(", ")) == {"GET", "HEAD"}
    head = await ask("/readyz", "HEAD", reasons=lambda: ["late"])
    assert head.status_code == 503


async def test_a_bug_is_a_small_answer_without_its_words() -> None:
    def broken() -> Sequence[str]:
        raise RuntimeError("with a secret in it")

    said = await ask("/readyz", reasons=broken)
    assert (said.status_code, said.json()) == (500, {"error": "internal server error"})
    assert said.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(("path", "given"), [("/healthz", None), ("/x", "Bearer x"), ("/x", None)])
async def test_every_answer_is_guarded(path: str, given: str | None) -> None:
    said = await ask(path, token=TOKEN, given=given)
    assert SECURITY_HEADERS.items() <= dict(said.headers).items()


@contextlib.asynccontextmanager
async def serving() -> AsyncIterator[tuple[str, int, asyncio.Event, asyncio.Task[None]]]:
    listener = listen("127.0.0.1", 0)
    port = listener.getsockname()[1]
    stop = asyncio.Event()
    task = asyncio.create_task(serve_on(listener, build_app(Metrics(), nothing), stop))
    try:
        yield f"http://127.0.0.1:{port}", port, stop, task
    finally:
        stop.set()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def test_it_serves_beside_the_work_and_stops_promptly() -> None:
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    async with serving() as (url, port, stop, task), httpx.AsyncClient() as client:
        said = await client.get(f"{url}/healthz")  # and the connection stays open
        assert said.status_code == 200
        assert "server" not in said.headers
        head = await client.head(f"{url}/metrics")
        assert (head.status_code, head.content) == (200, b"")
        assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /healthz HTTP/1.1\r\n")  # and never finishes asking
        await writer.drain()

        stop.set()
        await asyncio.wait_for(task, 20)  # without its own limit it would wait for ever
        assert await reader.read() == b""
        writer.close()
        with pytest.raises(httpx.ConnectError):
            await client.get(f"{url}/healthz")


async def test_cancelled_it_closes_its_socket_too() -> None:
    async with serving() as (url, port, _stop, task), httpx.AsyncClient() as client:
        assert (await client.get(f"{url}/healthz")).status_code == 200
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        listen("127.0.0.1", port).close()  # free again


def test_a_port_in_use_is_the_operators_matter() -> None:
    taken = listen("127.0.0.1", 0)
    port = taken.getsockname()[1]
    try:
        with pytest.raises(Misconfigured) as caught:
            listen("127.0.0.1", port)
    finally:
        taken.close()
    assert str(caught.value) == (
        f"web.listen: cannot listen on 127.0.0.1:{port}: address already in use; "
        "stop what listens there, or change web.listen (`listen: off` disables it)"
    )


@pytest.mark.parametrize("host", ["192.0.2.1", "no such host"])
def test_an_address_that_is_not_ours(host: str) -> None:
    with pytest.raises(
        Misconfigured, match=r"web\.listen: cannot listen on .*; change web\.listen"
    ):
        listen(host, 0)


def test_ipv6_where_there_is_one() -> None:
    if not socket.has_ipv6:
        pytest.skip("this Python has no IPv6")
    try:
        listener = listen("::1", 0)
    except Misconfigured:
        pytest.skip("this machine has no IPv6 loopback")
    assert listener.family == socket.AF_INET6
    listener.close()
