from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.alert.given import composed
from tests.deliver.given import NOW
from tests.deliver.told import ALARM, ALERT, CHANNELS, altered, hostile, message, stored
from worker.deliver.kinds import KINDS
from worker.deliver.message import (
    Passage,
    cut,
    fitted,
    in_plain_text,
    pieces,
    read,
    smaller,
    utf8,
    utf16,
)

IN_WORDS = """\
HIGH · first report
Harbour of Bodø closed after fire 🔥
Tide · A. Reporter · en · 2026-11-22 08:40 UTC
https://tide.example.org/harbour

Fires in harbours (harbour-fires)
title: »Harbour« of Bodø closed after »fire« 🔥
body: The owner, »Ivan Petrov«, is listed.
PETROV, Ivan: @sdn 4711, UKR
and 2 more passages

and 3 more rules

https://wirebell.example.org/alerts/12"""


def test_an_alert_in_plain_text() -> None:
    assert in_plain_text(message(ALERT)) == IN_WORDS


def test_an_alarm_in_plain_text() -> None:
    words = "HIGH · channel desk is failing: answered 503\nchannel.failing: desk"
    assert in_plain_text(message(ALARM)) == words


def test_what_is_not_known_is_not_said() -> None:
    bare = altered(
        ALERT, article__title="", article__author=None, article__feed=None, article__language=None,
        article__published_at=None, article__url=None, rules=[],
    )  # fmt: skip
    made = message(bare)
    assert (made.title, made.source, made.url) == ("Harbour closed after fire", "", None)
    assert message(altered(bare, story=None)).title == "(no title)"
    assert in_plain_text(made).split("\n\n")[0] == "HIGH · first report\nHarbour closed after fire"


HELD = {
    "type": "digest",
    "timestamp": "2026-11-22T08:41:07Z",
    "data": {
        "alert": {"id": "3", "sequence": 1, "reason": "quiet hours are over", "severity": "high"},
        "story": None, "rules": [], "article": None, "latency": None,
        "digest": {
            "articles": 4, "stories": 2,
            "reasons": [{"reason": "quiet hours", "count": 3}, {"reason": "a copy", "count": 1}],
            "items": [
                {"severity": "high", "reason": "quiet hours", "news": "first report",
                 "rules": ["fires", "ports"], "articles": 3,
                 "story": {"id": "9", "headline": "Harbour\x1b closed"},
                 "article": {"id": "1", "url": "https://e.org/a", "title": "x"}, "at": "x"},
                {"severity": "low", "reason": "a copy", "news": "", "rules": ["fires"],
                 "articles": 1, "story": None,
                 "article": {"id": "2", "url": None, "title": ""}, "at": "x"},
            ],
            "left_out": 5,
        },
    },
}  # fmt: skip
IN_A_DIGEST = """\
HIGH · quiet hours are over
2 held, 4 articles
quiet hours: 3 · a copy: 1

Harbour� closed (fires, ports)
quiet hours: first report
https://e.org/a

(no title) (fires)
a copy: -

and 5 more items"""


def test_a_digest_in_plain_text() -> None:
    assert in_plain_text(message(HELD)) == IN_A_DIGEST
    alone = altered(HELD, digest__articles=1, digest__stories=1)
    assert message(alone).title == "1 held, 1 article"


@pytest.mark.parametrize("name", CHANNELS)
def test_every_service_is_sent_a_digest(name: str) -> None:
    channel = CHANNELS[name]
    made = KINDS[channel.type].request(channel, stored(HELD), NOW)
    assert b"closed" in made.body
    assert (b"5 more items" in made.body) is (name != "webhook")


def test_where_a_story_of_a_digest_is_to_be_read_stays_a_link() -> None:
    told = altered(HELD, digest__items__0__article__url="https://e.org/a_b-c")
    url = "https://e.org/a_b-c"

    def sent(name: str, *, rich: bool = True) -> Any:
        request = KINDS[CHANNELS[name].type].request(CHANNELS[name], stored(told), NOW, rich=rich)
        return json.loads(request.body)

    assert url in sent("discord")["embeds"][0]["description"].split("\n")
    assert url in sent("discord", rich=False)["content"].split("\n")
    elements = sent("slack")["blocks"][0]["elements"]
    assert [part["url"] for each in elements for part in each["elements"] if "url" in part] == [url]


def test_an_alarm_about_a_rule_names_it() -> None:
    alarm = {**ALARM["data"], "channel": None, "rule": {"name": "fires"}}
    assert message({**ALARM, "type": "rule.expired", "data": alarm}).title == "rule.expired: fires"


CUTS = {
    "short enough": ("abc", 3, "abc"),
    "one too many": ("a" * 41, 40, "a" * 22 + "… (+19 characters)"),
    "a thousand": ("a" * 2_000, 30, "a" * 9 + "… (+1,991 characters)"),
    "cut before": ("a" * 50 + "… (+1,000 characters)", 40, "a" * 19 + "… (+1,031 characters)"),
    "cut before, and short": ("a… (+9 characters)", 40, "a… (+9 characters)"),
    "no room at all": ("abcdef", 2, "… (+6 characters)"),
}


@pytest.mark.parametrize(("text", "most", "expected"), CUTS.values(), ids=CUTS.keys())
def test_a_cut_is_counted(text: str, most: int, expected: str) -> None:
    assert cut(text, most) == expected


@given(st.text(st.characters(codec="utf-8"), max_size=300), st.integers(40, 200))
def test_a_cut_fits_by_any_measure(text: str, most: int) -> None:
    for size in (len, utf16, utf8):
        made = cut(text, most, size)
        assert size(made) <= most
        assert made == text or "characters)" in made


def test_utf16_counts_pairs() -> None:
    assert (utf16("a"), utf16("ø"), utf16("🔥"), utf16("\ud800")) == (1, 1, 2, 1)


def test_a_passage_is_cut_around_what_was_found() -> None:
    text = "x" * 1_000 + "fire" + "y" * 1_000
    evidence = [{"zone": "body", "text": text, "spans": [[1_000, 1_004], [5, 6]], "term": "t"}]
    rule = {**ALERT["data"]["rules"][0], "evidence": evidence}
    early = message(altered(ALERT, rules=[rule])).rules[0].passages[0]
    assert early.text == text[:300]
    assert early.spans == ((5, 6),)
    evidence[0]["spans"] = [[1_000, 1_004]]
    (found,) = message(altered(ALERT, rules=[rule])).rules[0].passages
    assert found.text[found.spans[0][0] : found.spans[0][1]] == "fire"
    assert len(found.text) == 300
    evidence[0]["spans"] = []
    assert message(altered(ALERT, rules=[rule])).rules[0].passages[0].spans == ()


PIECES = {
    "none": ((), [("abcdef", False)]),
    "at both ends": (((0, 2), (4, 6)), [("ab", True), ("cd", False), ("ef", True)]),
    "side by side": (((1, 2), (2, 3)), [("a", False), ("b", True), ("c", True), ("def", False)]),
    "one in the other": (((0, 4), (1, 2)), [("abcd", True), ("ef", False)]),
    "overlapping": (((0, 3), (2, 5)), [("abc", True), ("de", True), ("f", False)]),
}


@pytest.mark.parametrize(("spans", "expected"), PIECES.values(), ids=PIECES.keys())
def test_pieces(spans: tuple[tuple[int, int], ...], expected: list[tuple[str, bool]]) -> None:
    made = [*pieces(Passage("body", "abcdef", spans))]
    assert made == expected
    assert "".join(text for text, _ in made) == "abcdef"


def test_what_is_left_out_is_counted() -> None:
    whole = message(hostile())
    assert (len(whole.rules), whole.rules[0].left_out) == (12, 4)
    less = smaller(whole, 5, 1)
    assert (len(less.rules), less.rules_left_out) == (5, 10)
    assert (len(less.rules[0].passages), less.rules[0].left_out) == (1, 6)


@pytest.mark.parametrize(("most", "expected"), [(10**6, (10, 3)), (10_000, (10, 2)), (0, (1, 0))])
def test_passages_go_before_rules_and_the_first_rule_never(
    most: int, expected: tuple[int, int]
) -> None:
    made = fitted(message(hostile()), lambda it: it, lambda it: len(in_plain_text(it)) <= most)
    assert (len(made.rules), len(made.rules[0].passages)) == expected


def test_a_title_cut_twice_has_one_count() -> None:
    whole = json.dumps(composed(title="б" * 100_000))
    title = read(whole).title
    assert len(title) == 300
    assert title.endswith(f"… (+{100_000 - title.count('б'):,} characters)")
