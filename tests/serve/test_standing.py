"""How it goes, as people see it in a browser."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.serve.archive import KNOWN, FakeArchive, FakeStanding, sheet
from tests.serve.test_silences import FakeSilences
from worker.serve import Metrics
from worker.serve.app import Window, build_app
from worker.serve.standing import Cell, Sheet, Table

HOSTILE = "<script>alert(1)</script> & `<b>`"


async def ask(path: str, status: Sheet | None = None, **params: str) -> httpx.Response:
    class Told(FakeStanding):
        async def status(self) -> Sheet:
            return status or await super().status()

    app = build_app(Metrics(), list, None, Window(FakeSilences(), FakeArchive(), Told()))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8787") as client:
        return await client.get(path, params=params)


@pytest.mark.parametrize(
    ("path", "title"),
    [("/", "Status"), ("/feeds", "Feeds"), ("/rules", "Rules"), ("/queue", "Queue")],
)
async def test_each_page_is_a_sheet_and_leads_to_the_others(path: str, title: str) -> None:
    page = await ask(path)
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert f"<title>{title} - Wirebell</title>" in page.text
    links = re.findall(r'<a href="([^"]*)">', page.text)
    assert links[:5] == ["./", "alerts", "feeds", "rules", "queue"]


async def test_a_table_has_its_heads_and_cells_with_their_links_and_styles() -> None:
    page = await ask("/feeds")
    assert re.findall(r"<th>(.*?)</th>", page.text) == ["", "feed"]
    assert re.findall(r"<td(.*?)</td>", page.text) == [
        ' class="ill" dir="auto">ill',
        ' dir="auto"><a href="feeds?url=x">NRK</a>',
    ]


async def test_a_table_without_rows_says_so() -> None:
    page = await ask("/queue")
    assert "nothing waits" in page.text
    assert "<table>" not in page.text


async def test_one_feed_is_shown_by_its_url() -> None:
    page = await ask("/feeds", url=KNOWN)
    assert (page.status_code, KNOWN in page.text) == (200, True)
    missing = await ask("/feeds", url="https://<b>.example/")
    assert missing.status_code == 404
    assert "No feed is watched at https://&lt;b&gt;.example/" in missing.text


async def test_what_needs_attention_stands_above_the_tables_and_its_commands_are_code() -> None:
    page = await ask("/", sheet("Status", words="So it goes.", attention=("see `wirebell why`",)))
    said = '<p class="attention">see <code>wirebell why</code></p>'
    assert page.text.index("So it goes.") < page.text.index(said) < page.text.index("<table>")


async def test_nothing_is_markup_but_what_is_meant_as_such() -> None:
    tables = (Table(HOSTILE, (HOSTILE,), ((Cell(HOSTILE, HOSTILE, HOSTILE),),)),)
    page = await ask("/", Sheet(HOSTILE, tables, HOSTILE, (HOSTILE,)))
    assert "&lt;script&gt;" in page.text
    assert not {"<script", "<b>"} & set(re.findall(r"<[a-z]+>?", page.text))
