"""The window over a real store: silences made there hold, and what was said is shown."""

from __future__ import annotations

import asyncio
import json
import re
import socket
from dataclasses import replace
from datetime import UTC, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import feedparser
import httpx
import pytest
from jsonschema import validate  # type: ignore[import-untyped]

from tests.fakes import rss
from tests.journey.desk import Desk, desk_with
from worker.daemon.window import open_window, window_of
from worker.model import Answered, FirstPoll
from worker.serve import Metrics
from worker.serve.app import build_app
from worker.settings import Web
from worker.store import SqlStore

URL = "https://news.example/rss"
PATH = "/api/v1/silences"
HOUR = timedelta(hours=1)


def window(made: Desk) -> httpx.AsyncClient:
    settings: Any = SimpleNamespace(
        web=Web(write=True),
        timezone=ZoneInfo("Europe/Oslo"),
        hash="abc",
        channels={"desk": object()},
        feeds=[SimpleNamespace(url=URL)],
        rules=made.pipeline.plan.matcher.rules,
    )
    shown = window_of(lambda: settings, made.pipeline, made.store)
    app = build_app(Metrics(), list, "correct horse", shown)
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="http://bell",
        headers={"authorization": "Bearer correct horse"},
    )


def said(made: Desk) -> list[tuple[str, str]]:
    bodies = [json.loads(got.body) for got in made.receivers.got]
    return [(body["type"], body["data"]["alert"]["reason"]) for body in bodies]


async def publish(made: Desk, *names: str) -> None:
    made.clock.move(HOUR)
    made.press.pages[URL] = rss([(name, f"Story {name}", "long-range strikes") for name in names])
    await made.round()


async def test_a_silence_made_over_http_holds_and_its_end_is_told(store: SqlStore) -> None:
    made = desk_with(store, rules=[("strikes", "strikes")], first_poll=FirstPoll("alert"))
    wish = {"matchers": ["rule=str*"], "author": "ann", "reason": "drill", "for": "48h"}
    async with window(made) as client:
        answer = await client.post(PATH, json=wish)
        assert answer.status_code == 201
        number = answer.json()["id"]
        await publish(made, "a")
        await publish(made, "a", "b")
        assert said(made) == []
        (listed,) = (await client.get(PATH)).json()["silences"]
        assert listed == answer.json() | {"held": 2}
        assert listed["state"] == "active"

        ended = (await client.delete(f"{PATH}/{number}")).json()
        assert (ended["state"], ended["held"]) == ("over", 2)
        await made.round()
        reason = "the silence by ann is over (drill): 2 stories held"
        assert said(made) == [("digest", reason)]
        assert (await client.delete(f"{PATH}/{number}")).status_code == 404


@pytest.mark.parametrize("write", [True, False])
async def test_the_worker_opens_it_as_its_settings_say(store: SqlStore, *, write: bool) -> None:
    made = desk_with(store, rules=[("strikes", "strikes")])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = free.getsockname()
    web = Web(address, "correct horse", write=write)
    parts: Any = SimpleNamespace(
        loaded=SimpleNamespace(settings=SimpleNamespace(web=web, timezone=UTC)),
        options=SimpleNamespace(once=False),
        metrics=Metrics(),
        pipeline=made.pipeline,
        store=store,
    )
    url = f"http://127.0.0.1:{address[1]}{PATH}"
    wish = {"matchers": ["rule=*"], "author": "ann", "reason": "drill", "for": "1h"}
    headers = {"authorization": "Bearer correct horse"}
    async with open_window(parts, list), httpx.AsyncClient(headers=headers) as client:
        assert (await client.post(url, json=wish)).status_code == (201 if write else 403)
        assert len((await client.get(url)).json()["silences"]) == int(write)
        reader, writer = await asyncio.open_connection(*address)
        writer.write(f"POST {PATH} HTTP/1.1\r\nhost: x\r\ncontent-length: 99\r\n".encode())
        writer.write(b"content-type: application/json\r\nauthorization: Bearer correct horse\r\n")
        writer.write(b"\r\n{")  # and hangs up
        await writer.drain()
        writer.close()
        assert (await client.get(url)).status_code == 200
        assert not (await reader.read()).startswith(b"HTTP/1.1 5")
    for shut in (replace(web, listen=None), web):
        parts.loaded.settings.web = shut
        parts.options.once = shut is web
        async with open_window(parts, list), httpx.AsyncClient() as client:
            with pytest.raises(httpx.ConnectError):
                await client.get(url)


async def test_a_window_that_closes_by_itself_is_told_and_ends_no_work(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def gone(listener: socket.socket, *_arguments: object) -> None:
        listener.close()
        raise OSError("gone")

    monkeypatch.setattr("worker.serve.app.serve_on", gone)
    made = desk_with(store, rules=[("strikes", "strikes")])
    parts: Any = SimpleNamespace(
        loaded=SimpleNamespace(settings=SimpleNamespace(web=Web(("127.0.0.1", 0)), timezone=UTC)),
        options=SimpleNamespace(once=False),
        metrics=Metrics(),
        pipeline=made.pipeline,
        store=store,
        journal=made.tell,
    )
    async with open_window(parts, list):
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        (told,) = made.tell.named("trouble")
    assert "nobody can look in before a restart" in str(told["words"])
    assert str(told["error"]) == "gone"


async def test_the_one_that_ends_last_is_listed_first(store: SqlStore) -> None:
    made = desk_with(store, rules=[("strikes", "strikes")])
    wish: dict[str, Any] = {"matchers": ["channel=desk"], "author": "ann", "reason": "drill"}
    async with window(made) as client:
        for lasts in ("2h", "9h", "1h"):
            assert (await client.post(PATH, json=wish | {"for": lasts})).status_code == 201
        listed = (await client.get(PATH)).json()["silences"]
    assert [each["id"] for each in listed] == ["2", "1", "3"]


async def test_what_was_said_is_on_its_page_in_the_feed_and_in_the_lists(store: SqlStore) -> None:
    made = desk_with(store, rules=[("strikes", "strikes")], first_poll=FirstPoll("alert"))
    async with window(made) as client:
        assert "No alerts yet" in (await client.get("/alerts")).text
        assert feedparser.parse((await client.get("/alerts.atom")).content).entries == []
        await publish(made, "a")
        (body,) = [json.loads(got.body) for got in made.receivers.got]
        alert = body["data"]["alert"]["id"]

        listed = (await client.get("/alerts")).text
        assert f'<a href="alerts/{alert}" dir="auto">Story a</a>' in listed
        page = await client.get(f"/alerts/{alert}")
        assert page.status_code == 200
        assert "long-range <mark>strikes</mark>" in page.text
        (entry,) = feedparser.parse((await client.get("/alerts.atom")).content).entries
        assert (entry.title, entry.link) == ("[high] Story a", body["data"]["article"]["url"])

        for name, wanted in (("alerts", alert), ("articles", "1"), ("stories", "1")):
            (row,) = (await client.get(f"/api/v1/{name}")).json()[name]
            assert row["id"] == wanted
        (feed,) = (await client.get("/api/v1/feeds")).json()["feeds"]
        assert (feed["url"], feed["state"]) == (URL, "ok")
        (sent,) = (await client.get("/api/v1/deliveries")).json()["deliveries"]
        assert (sent["alert_id"], sent["state"]) == (alert, "delivered")
        for name in ("alerts", "articles", "deliveries", "feeds", "stories", "silences"):
            rows = (await client.get(f"/api/v1/{name}")).json()
            validate(rows, schema_of(await client.get("/api/v1/openapi.json"), name))


async def test_how_it_goes_is_on_pages_of_its_own(store: SqlStore) -> None:
    made = desk_with(store, rules=[("strikes", "strikes")], first_poll=FirstPoll("alert"))
    made.receivers.answers["desk"] = [Answered(503, "busy")]
    async with window(made) as client:
        assert "no worker has ever run" in (await client.get("/")).text
        assert "nothing waits" in (await client.get("/queue")).text
        await publish(made, "a")

        assert '<a href="queue">1 retrying</a>' in (await client.get("/")).text
        feeds = (await client.get("/feeds")).text
        (link,) = re.findall(r'<a href="(feeds\?[^"]*)">', feeds)
        assert "1 entry: 1 new" in feeds
        visits = await client.get(link)
        assert visits.status_code == 200
        assert visits.text.count("1 entry: 1 new") == 1
        assert (await client.get("/feeds", params={"url": "https://b.example/"})).status_code == 404
        assert "strikes" in (await client.get("/rules")).text
        queue = (await client.get("/queue")).text
        assert "busy" in queue
        (alert,) = re.findall(r'<a href="(alerts/\d+)">', queue)
        assert (await client.get(alert)).status_code == 200


def schema_of(described: httpx.Response, name: str) -> dict[str, Any]:
    document = described.json()
    answer = document["paths"][f"/api/v1/{name}"]["get"]["responses"]["200"]
    schema: dict[str, Any] = answer["content"]["application/json"]["schema"]
    return schema | {"components": document["components"]}
