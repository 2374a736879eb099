from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.alert.given import (
    BACKLOG,
    LIVE,
    NOW,
    SEEN,
    STRIKES,
    article,
    composed,
    hit,
    passage,
    rule,
    utterance,
)
from worker.alert import compose, compose_alarm
from worker.model import Page, PageVerdict

# The public contract's sample, its texts ours.
SAMPLE: dict[str, Any] = {
    "type": "alert.opened",
    "timestamp": "2026-11-22T08:41:07Z",
    "data": {
        "alert": {"id": "11", "sequence": 1, "reason": "first report", "severity": "high"},
        "story": {
            "id": "3",
            "headline": "Strikes on Moscow backed",
            "first_seen_at": "2026-11-22T08:41:06Z",
            "articles": 1,
            "outlets": 1,
            "origins": 1,
            "languages": ["en"],
        },
        "rules": [
            {
                "id": "long-range-strikes",
                "title": "On long-range-strikes",
                "severity": "high",
                "labels": {"desk": "ukraine"},
                "version": "v1",
                "evidence": [
                    {
                        "zone": "body",
                        "text": "launching long-range strikes on",
                        "spans": [[10, 28]],
                        "term": "long-range strike",
                    }
                ],
            }
        ],
        "article": {
            "id": "7",
            "url": "https://press.example/a?x=1",
            "title": "Strikes on Moscow backed",
            "language": "en",
            "feed": {
                "name": "Example Press",
                "url": "https://press.example/rss",
                "tags": ["world"],
            },
            "author": "Jo Doe",
            "published_at": "2026-11-22T08:38:07Z",
            "first_seen_at": "2026-11-22T08:41:06Z",
        },
        "origin": {
            "name": "Financial Times",
            "evidence": {"text": "… the Financial Times reported.", "spans": [[6, 21]]},
        },
        "latency": {"published_to_seen_s": 179.6, "seen_to_alert_s": 0.4},
    },
}


def key_tree(value: object) -> object:
    """The keys of a JSON value, in order, without what they hold."""
    if isinstance(value, dict):
        return [(key, key_tree(inner)) for key, inner in value.items()]
    if isinstance(value, list):
        return [key_tree(value[0])] if value and isinstance(value[0], dict) else []
    return None


def test_the_body_is_the_contracts_sample() -> None:
    body = composed()
    assert body == SAMPLE
    assert key_tree(body) == key_tree(SAMPLE)  # in the same order


def test_the_same_words_are_the_same_bytes() -> None:
    def write() -> str:
        rules = {STRIKES.id: STRIKES}
        hits = [hit(STRIKES.id, passage())]
        return compose(utterance(STRIKES.id), article(), hits, rules, NOW, None)

    assert write() == write()


def test_only_the_rules_that_speak_are_told_in_their_order() -> None:
    rules = {i: rule(i) for i in ("a", "b", "c")}
    hits = [hit("a", passage("one")), hit("b", passage("two")), hit("c", passage("three"))]
    body = json.loads(compose(utterance("c", "a"), article(), hits, rules, NOW))
    assert [r["id"] for r in body["data"]["rules"]] == ["c", "a"]
    assert [r["evidence"][0]["text"] for r in body["data"]["rules"]] == ["three", "one"]


def test_a_rule_that_left_the_configuration_keeps_its_id() -> None:
    body = json.loads(compose(utterance("gone"), article(), [], {}, NOW))
    assert body["data"]["rules"] == [
        {
            "id": "gone",
            "title": "gone",
            "severity": "high",
            "labels": {},
            "version": "",
            "evidence": [],
        }
    ]


def test_the_page_of_the_alert_is_linked_once_there_is_one() -> None:
    text = compose(utterance("a"), article(), [], {}, NOW, "https://bell.example/")
    assert json.loads(text)["data"]["alert"]["url"] == "https://bell.example/alerts/11"


def test_what_its_page_was_is_told_once_that_is_known() -> None:
    waits = composed(page=Page(None, "answered 503"))["data"]["article"]
    assert waits == SAMPLE["data"]["article"]
    told = composed(page=Page(PageVerdict.WALL, "a pay wall: 'subscribe'"))["data"]["article"]
    assert told == {
        **SAMPLE["data"]["article"],
        "page": {"verdict": "wall", "words": "a pay wall: 'subscribe'"},
    }


def test_unknown_things_are_null() -> None:
    told = composed(
        sightings=(), url=None, author=None, published_at=None, language=None, title=""
    )["data"]
    assert told["article"]["feed"] is None
    assert told["article"]["url"] is None
    assert told["article"]["author"] is None
    assert told["article"]["published_at"] is None
    assert told["article"]["language"] is None
    assert told["latency"] == {"published_to_seen_s": None, "seen_to_alert_s": 0.4}


def test_the_feed_is_the_live_one_that_told() -> None:
    assert article(BACKLOG, LIVE).telling == LIVE
    assert article(BACKLOG).telling == BACKLOG
    assert article(sightings=()).telling is None
    late = replace(LIVE, first_seen_at=NOW - timedelta(seconds=2))
    latency = composed(sightings=(BACKLOG, late), first_seen_at=NOW - timedelta(days=3))
    assert latency["data"]["latency"]["seen_to_alert_s"] == 2.0


def test_a_revision_was_seen_when_it_came() -> None:
    body = composed(
        first_seen_at=NOW - timedelta(hours=5),
        sightings=(replace(LIVE, first_seen_at=NOW - timedelta(hours=5)),),
        retrieved_at=NOW - timedelta(seconds=1),
        revision=2,
    )
    assert body["data"]["latency"]["seen_to_alert_s"] == 1.0


def test_a_clock_that_runs_ahead_makes_no_negative_latency() -> None:
    body = composed(published_at=NOW + timedelta(hours=1), first_seen_at=SEEN)
    assert body["data"]["latency"]["published_to_seen_s"] == 0.0


URLS = {
    "plain": ("https://a.example/p?q=1#f", "https://a.example/p?q=1#f"),
    "user and password": ("https://me:pw@a.example/p", "https://a.example/p"),
    "too long to be cut": ("https://a.example/" + "p" * 2_000, None),
    "not a URL": ("https://[::1/p", None),
}


@pytest.mark.parametrize(("given_url", "expected"), URLS.values(), ids=URLS.keys())
def test_urls(given_url: str, expected: str | None) -> None:
    assert composed(url=given_url)["data"]["article"]["url"] == expected


def test_an_alarm_has_the_keys_of_an_alert_and_no_article() -> None:
    text = compose_alarm(
        "channel.failing", 12, 2, name="desk", reason="answered 401", now=NOW,
        failing_since=NOW - timedelta(minutes=20), public_url="https://bell.example",
    )  # fmt: skip
    assert json.loads(text) == {
        "type": "channel.failing",
        "timestamp": "2026-11-22T08:41:07Z",
        "data": {
            "alert": {
                "id": "12",
                "sequence": 2,
                "reason": "answered 401",
                "severity": "high",
                "url": "https://bell.example/alerts/12",
            },
            "story": None,
            "rules": [],
            "article": None,
            "latency": None,
            "channel": {
                "name": "desk",
                "reason": "answered 401",
                "failing_since": "2026-11-22T08:21:07Z",
            },
        },
    }


def test_alarms_name_their_subject_and_a_test_is_only_information() -> None:
    url = "https://nrk.example/feed"
    feed = json.loads(
        compose_alarm(
            "feed.silent", 1, 1, name="NRK", reason="silent", now=NOW,
            url=url.replace("nrk", "user:password@nrk"),
        )
    )  # fmt: skip
    assert feed["data"]["feed"] == {
        "name": "NRK", "reason": "silent", "failing_since": None, "url": url,
    }  # fmt: skip
    test = json.loads(compose_alarm("test", 0, 1, name="desk", reason="a test", now=NOW))
    assert test["data"]["alert"]["severity"] == "info"
    assert test["data"]["channel"]["name"] == "desk"


def test_a_severity_that_rose_says_from_what() -> None:
    raised = utterance("a", raised_from="medium")
    body = json.loads(compose(raised, article(), [hit("a")], {"a": rule("a")}, NOW))
    assert body["data"]["alert"]["raised_from"] == "medium"
    assert "raised_from" not in composed()["data"]["alert"]
