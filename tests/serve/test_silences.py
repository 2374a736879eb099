"""Silences over HTTP: a table of requests, good and bad, and what they are answered."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.serve.archive import FakeArchive, FakeStanding
from worker.errors import StoreBusy
from worker.model import Silence, SilenceView
from worker.serve import Metrics
from worker.serve.app import Window, build_app
from worker.serve.guard import SECURITY_HEADERS
from worker.serve.silences import MOST_BYTES

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
PATH = "/api/v1/silences"
TOKEN = "correct horse"
GOOD: dict[str, Any] = {
    "matchers": ["rule=strike-*", "label=desk=ukraine"],
    "author": "ann",
    "reason": "drill",
    "for": "4h",
}
SHOWN = {
    "id": "1",
    "state": "active",
    "author": "ann",
    "reason": "drill",
    "starts_at": "2026-11-22T08:00:00Z",
    "ends_at": "2026-11-22T12:00:00Z",
    "matchers": ["rule=strike-*", "label=desk=ukraine"],
    "held": 0,
}


class FakeSilences:
    """Silences in a list; `busy` as a database that does not answer."""

    def __init__(self, *, busy: bool = False) -> None:
        self.made: list[Silence] = []
        self.busy = busy

    def now(self) -> datetime:
        return NOW

    async def list(self) -> Sequence[SilenceView]:
        if self.busy:
            raise StoreBusy("postgresql://ann:tiger7@db: connection refused")
        return [SilenceView.of(each, 0, NOW) for each in self.made]

    async def add(self, silence: Silence) -> SilenceView:
        self.made.append(replace(silence, id=len(self.made) + 1))
        return SilenceView.of(self.made[-1], 0, NOW)

    async def end(self, silence: int) -> SilenceView | None:
        for number, each in enumerate(self.made):
            if each.id == silence and each.ends_at > NOW:
                self.made[number] = replace(each, ends_at=NOW)
                return SilenceView.of(self.made[number], 3, NOW)
        return None


async def ask(
    silences: FakeSilences,
    method: str = "GET",
    path: str = PATH,
    *,
    write: bool = True,
    given: str = TOKEN,
    **said: Any,
) -> httpx.Response:
    app = build_app(
        Metrics(), list, TOKEN, Window(silences, FakeArchive(), FakeStanding(), write=write)
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://bell") as client:
        client.headers["authorization"] = f"Bearer {given}"
        return await client.request(method, path, **said)


async def test_a_silence_is_made_listed_and_ended() -> None:
    silences = FakeSilences()
    assert (await ask(silences)).json() == {"silences": []}
    made = await ask(silences, "POST", json=GOOD)
    assert (made.status_code, made.json()) == (201, SHOWN)
    assert silences.made[0].matchers == (("rule", "strike-*"), ("label", "desk=ukraine"))
    listed = await ask(silences, write=False)
    assert (listed.status_code, listed.json()) == (200, {"silences": [SHOWN]})
    ended = await ask(silences, "DELETE", f"{PATH}/1")
    over = SHOWN | {"ends_at": "2026-11-22T08:00:00Z", "state": "over", "held": 3}
    assert (ended.status_code, ended.json()) == (200, over)
    again = await ask(silences, "DELETE", f"{PATH}/1")
    assert again.status_code == 404
    assert again.json() == {
        "error": "no silence of this id has still to end: GET /api/v1/silences lists them"
    }


@pytest.mark.parametrize("number", ["2", "x", "-1", "1" * 40, "%00"])
async def test_what_cannot_be_ended(number: str) -> None:
    assert (await ask(FakeSilences(), "DELETE", f"{PATH}/{number}")).status_code == 404


ACCEPTED: dict[str, dict[str, Any]] = {
    "an end": {"for": None, "ends_at": "2026-11-22T12:00:00Z"},
    "an offset": {"for": None, "ends_at": "2026-11-22T13:00:00+01:00"},
    "a begin": {"starts_at": "2026-11-22T08:00:00Z"},
    "control characters": {"author": " ann\n", "reason": "drill\r\n"},
}


@pytest.mark.parametrize("name", ACCEPTED)
async def test_what_comes_to_the_same_silence(name: str) -> None:
    made = await ask(FakeSilences(), "POST", json=GOOD | ACCEPTED[name])
    assert (made.status_code, made.json()) == (201, SHOWN)


async def test_control_characters_are_shown_as_such() -> None:
    content = json.dumps(GOOD | {"reason": "a\x1b[31m \ud800"})  # as escapes, half a pair too
    headers = {"content-type": "application/json"}
    made = await ask(FakeSilences(), "POST", content=content, headers=headers)
    assert made.json()["reason"] == "a\ufffd[31m ?"


NOT_JSON = "not JSON: send {"
REFUSED: dict[str, tuple[object, str]] = {
    "nothing": (b"", NOT_JSON),
    "a form": (b"matchers=rule&author=ann", NOT_JSON),
    "half": (b'{"matchers": [', NOT_JSON),
    "not UTF-8": (b'{"author": "\xff"}', NOT_JSON),
    "deep": (b"[" * 15_000, NOT_JSON),
    "a long number": (b"9" * 9_000, NOT_JSON),
    "a list": ([], "not a JSON object: send {"),
    "a field there is none of": (
        GOOD | {"until": "x"},
        "no field is called 'until': the fields are matchers, author, reason, starts_at, ends_at",
    ),
    "no matchers": ({"author": "ann"}, 'matchers: write a list of texts, such as ["rule='),
    "matchers as text": (GOOD | {"matchers": "rule=*"}, "matchers: write a list of texts"),
    "matchers of another type": (GOOD | {"matchers": [3]}, "matchers: write a list of texts"),
    "no matcher": (
        GOOD | {"matchers": []},
        'a silence needs a matcher: ["rule=strike-*"]; ["rule=*"] holds everything',
    ),
    "an unknown kind": (GOOD | {"matchers": ["rules=x"]}, "matcher 'rules=x': write kind=glob"),
    "an empty glob": (GOOD | {"matchers": ["rule="]}, "an empty rule says nothing"),
    "half a label": (GOOD | {"matchers": ["label=desk"]}, "label 'desk': write name=text"),
    "no author": (GOOD | {"author": None}, "author is missing: say whose word it is, in quotes"),
    "an empty author": (GOOD | {"author": " \n"}, "an empty author says nothing"),
    "a number as author": (GOOD | {"author": 3}, "author: write a text, in quotes"),
    "an empty reason": (GOOD | {"reason": ""}, "an empty reason says nothing"),
    "a list as reason": (GOOD | {"reason": []}, "reason: write a text, in quotes"),
    "no end": (GOOD | {"for": None}, "say when it ends: either for 4h or ends_at 2026-"),
    "two ends": (GOOD | {"ends_at": "2099-01-01T00:00Z"}, "say when it ends"),
    "no length": (GOOD | {"for": "soon"}, "for 'soon': write a length of time, such as 90m"),
    "a number as length": (GOOD | {"for": 4}, "for: write a text, in quotes"),
    "no time": (GOOD | {"for": None, "ends_at": "soon"}, "ends_at 'soon': write a time, such as"),
    "over already": (
        GOOD | {"for": None, "ends_at": "2026-11-22T07:59:59Z"},
        "ends_at '2026-11-22T07:59:59Z' is over before the silence begins",
    ),
    "over before it begins": (
        GOOD | {"for": None, "ends_at": "2026-11-22T09:00Z", "starts_at": "2026-11-22T10:00Z"},
        "is over before the silence begins",
    ),
    "a time without an offset": (
        GOOD | {"for": None, "ends_at": "2026-12-01T07:00:00"},
        "ends_at '2026-12-01T07:00:00': an offset from UTC is needed, such as 2026-12-01T07:00:00+",
    ),
    "a begin without an offset": (
        GOOD | {"starts_at": "2026-12-01"},
        "starts_at '2026-12-01': an offset from UTC is needed",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_what_is_refused_and_how(name: str) -> None:
    sent, words = REFUSED[name]
    silences = FakeSilences()
    content = sent if isinstance(sent, bytes) else json.dumps(sent)
    headers = {"content-type": "application/json; charset=utf-8"}
    said = await ask(silences, "POST", content=content, headers=headers)
    assert said.status_code == 400
    assert list(said.json()) == ["error"]
    assert words in said.json()["error"]
    assert silences.made == []


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded", "json"])
async def test_what_a_browser_sends_another_site_unasked_is_no_json(kind: str) -> None:
    said = await ask(
        FakeSilences(), "POST", content=json.dumps(GOOD), headers={"content-type": kind}
    )
    assert said.status_code == 415
    assert "Content-Type: application/json" in said.json()["error"]


async def test_no_more_is_read_than_may_be_sent() -> None:
    silences, read = FakeSilences(), []

    async def endless() -> AsyncIterator[bytes]:
        while True:
            read.append(1)
            yield b" " * 1000

    headers = {"content-type": "application/json"}
    full = json.dumps(GOOD).ljust(MOST_BYTES)
    for content, status in ((full, 201), (full + " ", 413), (endless(), 413)):
        said = await ask(silences, "POST", content=content, headers=headers)
        assert said.status_code == status
    assert said.json() == {"error": "the body has more than 16 kB"}
    assert len(read) == 17
    assert len(silences.made) == 1


@pytest.mark.parametrize(("method", "path"), [("POST", PATH), ("DELETE", f"{PATH}/1")])
async def test_a_window_is_read_only_unless_told_otherwise(method: str, path: str) -> None:
    silences = FakeSilences()
    await ask(silences, "POST", json=GOOD)
    said = await ask(silences, method, path, write=False, json=GOOD)
    assert said.status_code == 403
    assert "set web.write: true" in said.json()["error"]
    assert [each.ends_at for each in silences.made] == [NOW + 4 * HOUR]


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
@pytest.mark.parametrize("path", [PATH, f"{PATH}/1"])
async def test_without_the_token_nothing_is_said_or_done(method: str, path: str) -> None:
    silences = FakeSilences()
    await ask(silences, "POST", json=GOOD)
    said = await ask(silences, method, path, given="wrong", json=GOOD)
    assert (said.status_code, said.json()) == (401, {"error": "unauthorized"})
    assert [each.ends_at for each in silences.made] == [NOW + 4 * HOUR]


async def test_what_is_not_done_there() -> None:
    said = await ask(FakeSilences(), "PUT")
    assert (said.status_code, said.json()) == (405, {"error": "method not allowed"})
    assert set(said.headers["allow"].split(", ")) == {"GET", "HEAD", "POST"}
    assert (await ask(FakeSilences(), "GET", f"{PATH}/1")).headers["allow"] == "DELETE"


async def test_a_database_that_does_not_answer_is_no_secret_told() -> None:
    said = await ask(FakeSilences(busy=True))
    assert said.status_code == 503
    assert said.json() == {"error": "the database does not answer just now: try again"}
    assert SECURITY_HEADERS.items() <= dict(said.headers).items()
