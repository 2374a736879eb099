"""Who may look: the token, given by people as a password, and the names a window answers to."""

from __future__ import annotations

import base64

import httpx
import pytest

from tests.serve.archive import FakeArchive, FakeStanding
from tests.serve.test_silences import FakeSilences
from worker.serve import Metrics
from worker.serve.app import Window, build_app
from worker.serve.guard import Place

TOKEN = "correct horse"


async def ask(
    path: str, *, token: str | None = TOKEN, base_url: str = "http://bell", **headers: str
) -> httpx.Response:
    place = Place(public_url="https://bell.example/w")
    window = Window(FakeSilences(), FakeArchive(), FakeStanding(), place=lambda: place)
    transport = httpx.ASGITransport(build_app(Metrics(), list, token, window))
    async with httpx.AsyncClient(transport=transport, base_url=base_url) as client:
        return await client.get(path, headers=headers)


def basic(credentials: str) -> str:
    return f"Basic {base64.b64encode(credentials.encode()).decode()}"


PASSWORDS = {
    "any name": (basic(f"ann:{TOKEN}"), 200),
    "no name": (basic(f":{TOKEN}"), 200),
    "the token as a name": (basic(f"{TOKEN}:"), 401),
    "wrong": (basic("ann:wrong horse"), 401),
    "no colon": (basic(TOKEN), 401),
    "not base64": ("Basic %%%", 401),
    "bare": (f"Basic {TOKEN}", 401),
    "nothing": ("Basic", 401),
    "the header of programs": (f"Bearer {TOKEN}", 200),
}


@pytest.mark.parametrize("path", ["/", "/alerts", "/alerts.atom", "/feeds", "/rules", "/queue"])
@pytest.mark.parametrize(("given", "status"), PASSWORDS.values(), ids=PASSWORDS.keys())
async def test_browsers_and_feed_readers_give_the_token_as_a_password(
    path: str, given: str, status: int
) -> None:
    answer = await ask(path, authorization=given)
    assert answer.status_code == status
    if status == 401:
        assert answer.headers["www-authenticate"] == 'Bearer, Basic realm="wirebell"'


@pytest.mark.parametrize("path", ["/metrics", "/api/v1/feeds", "/alertsx", "/feedsx", "/nothing"])
async def test_nobody_else_does(path: str) -> None:
    answer = await ask(path, authorization=basic(f"ann:{TOKEN}"))
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


HOSTS = {
    "http://127.0.0.1:8787": 200,
    "http://[::1]:8787": 200,
    "http://localhost:8787": 200,
    "https://bell.example": 200,
    "https://evil.example": 421,
    "http://127.0.0.1.evil.example": 421,
    "http://localhost.evil.example": 421,
}


@pytest.mark.parametrize(("base_url", "status"), HOSTS.items())
async def test_a_window_without_a_token_answers_to_its_own_names_alone(
    base_url: str, status: int
) -> None:
    for path in ("/alerts", "/api/v1/silences"):
        answer = await ask(path, token=None, base_url=base_url)
        assert answer.status_code == status
    if status != 200:
        assert "web.public_url" in answer.json()["error"]
        assert (await ask("/readyz", token=None, base_url=base_url)).status_code == 200
        assert (await ask("/metrics", token=None, base_url=base_url)).status_code == 200
        given = f"Bearer {TOKEN}"
        assert (await ask("/alerts", base_url=base_url, authorization=given)).status_code == 200


@pytest.mark.parametrize("host", ["", "[", "a:b:c"])
async def test_a_host_header_that_is_none(host: str) -> None:
    assert (await ask("/alerts", token=None, host=host)).status_code == 421
