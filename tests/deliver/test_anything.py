"""Apprise itself, with a service on loopback behind its plain JSON URL."""

from __future__ import annotations

import json
import logging

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from tests.deliver.given import NOW
from tests.deliver.told import ALERT, stored
from worker.deliver import anything
from worker.deliver.anything import MISSING, notify, understands
from worker.model import Answered, Channel, NoAnswer

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of Apprise's own parts


def channel(url: str) -> Channel:
    return Channel("desk", "apprise", options={"service": url})


async def test_an_alert_arrives_in_plain_text(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/in/", method="POST").respond_with_data("ok")
    url = f"json://{httpserver.host}:{httpserver.port}/in/"
    said = await notify(channel(url), stored(ALERT), NOW)
    assert isinstance(said, Answered)
    assert (said.status, said.text) == (200, "taken")
    (request, _), *_ = httpserver.log
    body = json.loads(request.get_data())
    assert body["title"] == "Harbour of Bodø closed after fire 🔥"
    assert body["type"] == "warning"
    assert body["message"].startswith("HIGH · first report\nHarbour of Bodø")
    await notify(channel(url), stored(ALERT), NOW, "own words")
    assert json.loads(httpserver.log[1][0].get_data())["message"] == "own words"


async def test_what_apprise_logs_is_the_reason_and_never_the_url(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/s3cret-t0ken-abc/").respond_with_data("no", status=500)
    url = f"json://{httpserver.host}:{httpserver.port}/s3cret-t0ken-abc/"
    said = await notify(channel(url), stored(ALERT), NOW)
    assert isinstance(said, NoAnswer)
    assert said.refused
    assert "500" in said.words
    assert "s3cret" not in said.words


async def test_what_apprise_logs_of_another_channel_is_not_told_of_this(
    httpserver: HTTPServer,
) -> None:
    def refuse(_request: Request) -> Response:
        logging.getLogger("apprise").warning("an0ther-s3cret refused")
        return Response(status=500)

    httpserver.expect_request("/in/").respond_with_handler(refuse)
    await notify(channel("json://127.0.0.1:9/an0ther-s3cret/"), stored(ALERT), NOW)
    url = f"json://{httpserver.host}:{httpserver.port}/in/"
    said = await notify(channel(url), stored(ALERT), NOW)
    assert isinstance(said, NoAnswer)
    assert "500" in said.words
    assert "s3cret" not in said.words


async def test_a_url_apprise_does_not_know() -> None:
    said = await notify(channel("carrier-pigeon://loft"), stored(ALERT), NOW)
    assert isinstance(said, NoAnswer)
    assert said.words == "Apprise does not understand this URL"
    assert understands("json://localhost/x")
    assert not understands("carrier-pigeon://loft")


def test_a_url_is_never_logged(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    assert not understands("carrier-pigeon://s3cret-t0ken")
    out, err = capfd.readouterr()
    assert "s3cret" not in out + err + caplog.text


async def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anything, "find_spec", lambda _name: None)
    assert await notify(channel("json://x"), stored(ALERT), NOW) == NoAnswer(MISSING, refused=True)
    assert understands("carrier-pigeon://loft")
