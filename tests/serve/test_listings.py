"""The lists of the API: how many rows, and what is answered to a wrong question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx
import pytest

from tests.serve.archive import FakeArchive, FakeStanding
from tests.serve.test_silences import FakeSilences
from worker.serve import Metrics
from worker.serve.app import Window, build_app
from worker.serve.listings import Listing


@dataclass
class Thing:
    """A row."""

    id: str
    at: datetime


async def things(limit: int) -> Sequence[Thing]:
    return [Thing(str(n), datetime(2026, 11, 22, tzinfo=UTC)) for n in range(limit)]


async def ask(path: str, method: str = "GET") -> httpx.Response:
    window = Window(
        FakeSilences(), FakeArchive(), FakeStanding(), [Listing("things", "Things.", Thing, things)]
    )
    transport = httpx.ASGITransport(build_app(Metrics(), list, None, window))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        return await client.request(method, f"/api/v1/{path}")


@pytest.mark.parametrize(("query", "rows"), [("", 100), ("?limit=1", 1), ("?limit=1000", 1000)])
async def test_so_many_rows_as_are_asked_for(query: str, rows: int) -> None:
    answer = await ask(f"things{query}")
    assert answer.status_code == 200
    assert len(answer.json()["things"]) == rows
    assert answer.json()["things"][0] == {"id": "0", "at": "2026-11-22T00:00:00Z"}


@pytest.mark.parametrize(
    ("query", "words"),
    [
        *((f"limit={said}", "limit: write a number from 1 to 1000") for said in (
            "0", "-1", "1001", "x", "", "1" * 5000, "%D9%A1",
        )),
        ("page=2", "no parameter is called 'page': the only one is limit"),
    ],
)  # fmt: skip
async def test_what_is_asked_wrongly_is_answered_in_words(query: str, words: str) -> None:
    answer = await ask(f"things?{query}")
    assert (answer.status_code, answer.json()) == (400, {"error": words})


async def test_nothing_is_changed_there() -> None:
    assert (await ask("things", "POST")).status_code == 405


async def test_the_description_names_every_list_and_what_a_row_holds() -> None:
    document = (await ask("openapi.json")).json()
    assert set(document["paths"]) == {
        "/api/v1/things", "/api/v1/silences", "/api/v1/silences/{silence}",
    }  # fmt: skip
    row = document["components"]["schemas"]["Thing"]
    assert row["properties"]["at"] == {"format": "date-time", "title": "At", "type": "string"}
    assert row["required"] == ["id", "at"]
