"""What was said, as people and their feed readers see it: pages and the Atom feed."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import feedparser
import httpx
import pytest

from tests.serve.archive import NOW, FakeArchive, FakeStanding, said
from tests.serve.test_silences import FakeSilences
from worker.serve import Metrics
from worker.serve.app import Window, build_app
from worker.serve.guard import Place

OSLO = ZoneInfo("Europe/Oslo")
HOSTILE = "<script>alert(1)</script> \u202eevil & \ufffd"


async def ask(
    path: str, archive: FakeArchive, public_url: str | None = None, **headers: str
) -> httpx.Response:
    window = Window(FakeSilences(), archive, FakeStanding(), place=lambda: Place(OSLO, public_url))
    transport = httpx.ASGITransport(build_app(Metrics(), list, None, window))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8787") as client:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await client.get(path, headers=named)


async def test_the_list_is_newest_first_and_leads_to_each_alert() -> None:
    later = said(id="msg_2", alert="13", title="Talks", at=NOW + timedelta(hours=1))
    page = await ask("/alerts", FakeArchive(later, said()))
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert re.findall(r'<a href="(alerts/\d+)" dir="auto">([^<]*)</a>', page.text) == [
        ("alerts/13", "Talks"),
        ("alerts/12", "Strike on a refinery"),
    ]
    assert "2026-11-22 09:00:00 CET" in page.text


async def test_an_alert_is_shown_with_all_its_messages_in_order() -> None:
    update = said(id="msg_2", sequence=2, html="<h2>More</h2>")
    page = await ask("/alerts/12", FakeArchive(update, said(), said(id="msg_0", alert="11")))
    assert page.status_code == 200
    assert page.text.index("<mark>refinery</mark>") < page.text.index("<h2>More</h2>")
    assert page.text.count("<article>") == 2


@pytest.mark.parametrize("asked", ["13", "x", "-1", "1.1", "1" * 40, "%D9%A1", "%3Cb%3E"])
async def test_an_alert_that_is_not_there_is_said_to_be_missing(asked: str) -> None:
    page = await ask(f"/alerts/{asked}", FakeArchive(said()))
    assert page.status_code == 404
    assert "There is no alert" in page.text
    assert "<b>" not in page.text


async def test_nothing_is_markup_but_what_is_meant_as_such() -> None:
    for path in ("/alerts", "/alerts/12"):
        page = await ask(path, FakeArchive(said(title=HOSTILE, channel="<i>")))
        assert "&lt;script&gt;" in page.text
        assert not {"<script", "<i>"} & set(re.findall(r"<[a-z]+>?", page.text))


async def test_a_page_may_load_nothing_and_its_own_style_is_let_in() -> None:
    page = await ask("/alerts", FakeArchive())
    (style,) = re.findall(r"<style>(.*?)</style>", page.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = page.headers["content-security-policy"]
    assert f"style-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy


async def test_the_feed_is_one_that_readers_read() -> None:
    later = said(id="msg_2", sequence=2, title=HOSTILE, url=None, at=NOW + timedelta(hours=1))
    answer = await ask("/alerts.atom", FakeArchive(later, said()))
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(answer.content, sanitize_html=False)
    assert (feed.bozo, feed.version, feed.feed.updated) == (
        False, "atom10", "2026-11-22T09:00:00+00:00",
    )  # fmt: skip
    assert [(each.title, each.link) for each in feed.entries] == [
        (f"[high] {HOSTILE}", "http://localhost:8787/alerts/12"),
        ("[high] Strike on a refinery", "https://news.example/a"),
    ]
    assert feed.entries[1].content[0].value == said().html
    assert len({each.id for each in feed.entries}) == 2
    again = await ask("/alerts.atom", FakeArchive(said()), public_url="https://bell.example/w/")
    moved = feedparser.parse(again.content)
    assert moved.entries[0].id == feed.entries[1].id
    assert [each.href for each in moved.feed.links] == [
        "https://bell.example/w/alerts.atom", "https://bell.example/w/alerts",
    ]  # fmt: skip


async def test_a_feed_that_says_nothing_new_is_not_sent_again() -> None:
    archive = FakeArchive(said())
    etag = (await ask("/alerts.atom", archive)).headers["etag"]
    same = await ask("/alerts.atom", archive, if_none_match=f'"other", W/{etag}')
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", etag)
    grown = FakeArchive(said(id="msg_2"), said())
    assert (await ask("/alerts.atom", grown, if_none_match=etag)).status_code == 200
