from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from tests.alert.given import NOW
from worker.alert import compose_digest
from worker.alert.digest import summary
from worker.alert.fit import MOST_BYTES
from worker.model import Held, Severity


def held(number: int = 1, story: int | None = 3, **changes: Any) -> Held:
    severity: Severity = "medium"
    known: dict[str, Any] = {
        "channel": "desk", "reason": "quiet hours until 07:00", "news": "first report",
        "severity": severity,
        "rules": ("a",), "article_id": number, "title": f"Title {number}",
        "url": f"https://press.example/{number}", "story_id": story,
        "headline": f"Story {story}", "at": NOW + timedelta(minutes=number),
    }  # fmt: skip
    return Held(**(known | changes))


def composed(*what: Held, public_url: str | None = None) -> dict[str, Any]:
    text = compose_digest("it is over", what, 5, 2, NOW, public_url)
    assert len(text.encode()) <= MOST_BYTES
    body = json.loads(text)
    assert isinstance(body, dict)
    return body


def test_a_digest_has_the_keys_of_an_alert_and_a_line_a_story() -> None:
    body = composed(held(1), held(2, rules=("b",)), held(9, 4, severity="high"))
    data = body["data"]
    assert (body["type"], body["timestamp"]) == ("digest", "2026-11-22T08:41:07Z")
    assert data["alert"] == {
        "id": "5", "sequence": 2, "reason": "it is over", "severity": "high"
    }  # fmt: skip
    assert (data["story"], data["rules"], data["article"], data["latency"]) == (
        None,
        [],
        None,
        None,
    )
    told = data["digest"]
    assert (told["articles"], told["stories"], "left_out" in told) == (3, 2, False)
    assert told["reasons"] == [{"reason": "quiet hours until 07:00", "count": 3}]
    loud, quiet = told["items"]
    assert (loud["story"], loud["severity"]) == ({"id": "4", "headline": "Story 4"}, "high")
    assert (quiet["articles"], quiet["rules"], quiet["at"]) == (
        2, ["a", "b"], "2026-11-22T08:42:07Z"
    )  # fmt: skip
    assert quiet["article"] == {
        "id": "1", "url": "https://press.example/1", "title": "Title 1"
    }  # fmt: skip


def test_an_article_without_a_story_stands_by_itself() -> None:
    items = composed(held(1, None), held(2, None))["data"]["digest"]["items"]
    assert [item["story"] for item in items] == [None, None]


def test_what_does_not_fit_is_counted() -> None:
    many = [held(n, n, title="t" * 900, reason=f"reason {n % 30}") for n in range(1_000)]
    told = composed(*many)["data"]["digest"]
    assert told["articles"] == 1_000
    assert told["left_out"] + len(told["items"]) == told["stories"] == 1_000
    assert sum(each["count"] for each in told["reasons"]) == 1_000
    assert told["reasons"][-1]["reason"] == "10 other reasons"


def test_a_link_is_whole_or_absent_and_the_digest_has_one_of_its_own() -> None:
    body = composed(
        held(url="https://x.example/" + "y" * 3_000), held(2, 5, url=None), public_url="https://w/"
    )
    assert [item["article"]["url"] for item in body["data"]["digest"]["items"]] == [None, None]
    assert body["data"]["alert"]["url"] == "https://w/alerts/5"


def test_an_article_held_for_two_reasons_is_one_article() -> None:
    told = composed(held(rules=("a",)), held(rules=("b",), reason="cooldown"))["data"]["digest"]
    assert (told["articles"], told["items"][0]["articles"]) == (1, 1)
    assert [each["count"] for each in told["reasons"]] == [1, 1]


def test_no_login_is_shown_and_half_a_pair_is_a_sign() -> None:
    body = composed(held(url="https://ann:secret@press.example/1", title="a\ud800b"))
    article = body["data"]["digest"]["items"][0]["article"]
    assert (article["url"], article["title"]) == ("https://press.example/1", "a\ufffdb")


def test_nothing_held_is_said_so() -> None:
    assert composed()["data"]["alert"]["severity"] == "info"
    assert summary([]) == "nothing was held"
    assert summary([held()]) == "1 story held"
    assert summary([held(1), held(2), held(3, 4)]) == "2 stories held (3 articles)"
