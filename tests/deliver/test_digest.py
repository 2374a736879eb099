"""A digest as people see it: counts by reason, a line a story, in plain text and on a terminal."""

from __future__ import annotations

import io
import json
from dataclasses import replace

from tests.alert.test_digest import held
from tests.deliver.given import NOW
from worker.alert import compose_digest
from worker.deliver.payload import digest_lines
from worker.deliver.screen import draw
from worker.model import Held


def body(*what: Held) -> str:
    return compose_digest("quiet hours are over", what, 5, 2, NOW)


def lines(*what: Held) -> list[str]:
    return [*digest_lines(json.loads(body(*what))["data"]["digest"])]


def test_counts_by_reason_then_a_line_a_story() -> None:
    assert lines(held(1), held(2), held(3, 4, severity="high", url=None)) == [
        "3 held: quiet hours until 07:00",
        "high  Story 4  first report",
        "medium  Story 3 (+1)  first report  https://press.example/1",
    ]


def test_an_article_without_a_story_has_its_title_and_hostile_text_is_harmless() -> None:
    hostile = replace(held(1, None), title="a \x1b[2J\u202e title")
    assert lines(hostile)[1] == (
        "medium  a \N{REPLACEMENT CHARACTER}[2J\N{REPLACEMENT CHARACTER} title"
        "  first report  https://press.example/1"
    )


def test_what_is_left_out_is_counted() -> None:
    many = [replace(held(n, n), title="t" * 300, headline="h" * 300) for n in range(200)]
    *_, last = lines(*many)
    assert last.startswith("and ")
    assert last.endswith(" more stories: `wirebell why ARTICLE` tells of each")


def test_it_is_drawn_for_a_terminal() -> None:
    drawn = draw(body(held(1)), io.StringIO())
    assert "digest" in drawn
    assert "1 held: quiet hours until 07:00" in drawn
    assert "why: quiet hours are over, message 2 of this alert" in drawn


def test_nothing_held_is_no_line() -> None:
    assert lines() == []
