"""The tables of the pages, made of what the store knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from tests.daemon.test_attention import CHANNEL, NOON, WELL, WORKER, ago
from worker.daemon import sheets
from worker.model import Outcome, Place, QuietReading, Rule, Visit
from worker.serve.standing import Table
from worker.store.views import DeliveryView, FeedView

SETTINGS: Any = SimpleNamespace(channels={"desk": object()}, hash="abc")
FEED = FeedView(
    url="https://ann:secret@news.example/rss",
    name="News",
    tags=("world",),
    state="failing",
    outcome="answered 503",
    failures=3,
    entries_24h=7,
    last_ok_at=ago(120),
    next_due_at=ago(-5),
    interval_s=900,
    why="3rd failure in a row",
    backlog_stored=0,
    backlog_would_ring=0,
    missed=0,
    moved_to=None,
)
DELIVERY = DeliveryView(
    "msg_1", "12", "desk", 1, "alert.opened", "retrying", 2, 503, "answered 503", NOON, ago(9)
)
RULE = Rule("strikes", "Strikes", "high", (), Place("rules.yaml", 3, 5), "v1", "")


def texts(table: Table) -> list[list[str]]:
    """What is written in each row."""
    return [[cell.text for cell in row] for row in table.rows]


def styles(table: Table, column: int = 0) -> Sequence[str]:
    return [row[column].style for row in table.rows]


def test_status_says_all_is_well_only_where_nothing_needs_attention() -> None:
    well = sheets.status_sheet(WELL, SETTINGS, NOON)
    assert (well.words, well.attention) == ("All is well.", [])
    ill = sheets.status_sheet(replace(WELL, feeds={"failing": 1}), SETTINGS, NOON)
    assert ill.words == ""
    assert ill.attention == ["1 feed is failing: `wirebell feeds list` shows them first"]


def test_status_leads_to_feeds_and_queue() -> None:
    work, workers, _ = sheets.status_sheet(WELL, SETTINGS, NOON).tables
    assert texts(work)[0] == ["feeds", "1 ok"]
    assert [row[1].link for row in work.rows] == ["feeds", None, "queue", None]
    assert texts(workers) == [["alive", "me", "0.1", "0 s ago", "1 h ago", "1 rule, 1 feed"]]


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, "alive"),
        ({"beat_at": ago(9)}, "gone"),
        ({"beat_at": ago(9), "ended_at": ago(9)}, "stopped"),
        ({"beat_at": ago(9), "ended_at": ago(9), "once": True}, "once"),
    ],
    ids=str,
)
def test_a_worker_is_shown_by_its_last_sign_of_life(changes: dict[str, Any], state: str) -> None:
    view = replace(WELL, workers=(replace(WORKER, **changes),))
    assert texts(sheets.status_sheet(view, SETTINGS, NOON).tables[1])[0][0] == state


def test_a_channel_that_is_ill_or_left_the_configuration_stands_out() -> None:
    channels = (
        CHANNEL,
        replace(CHANNEL, failing_since=NOON, dead=2, unheeded=1),
        replace(CHANNEL, name="old", waiting=1),
        replace(CHANNEL, name="older", failing_since=NOON),  # nothing waits for it
    )
    table = sheets.status_sheet(replace(WELL, channels=channels), SETTINGS, NOON).tables[2]
    assert styles(table) == ["", "ill", "ill", ""]
    assert styles(table, 3) == ["", "ill", "", ""]
    assert texts(table)[2] == ["old (not in the configuration)", "0", "1", "0"]


def test_feeds_are_shown_with_count_reason_and_next_try() -> None:
    (table,) = sheets.feeds_sheet([FEED, replace(FEED, state="ok")], NOON).tables
    assert texts(table)[0] == [
        "failing", "News", "answered 503", "3", "7", "2 h ago", "in 5 min", "3rd failure in a row",
    ]  # fmt: skip
    assert styles(table) == ["ill", "well"]
    assert table.rows[0][1].link == "feeds?url=https%3A%2F%2Fnews.example%2Frss"


def test_a_list_that_is_cut_says_so() -> None:
    assert sheets.feeds_sheet([FEED], NOON).words == "Worst first."
    whole = sheets.feeds_sheet([FEED] * sheets.MOST_FEEDS, NOON).words
    assert "`wirebell feeds list` has all" in whole
    assert sheets.feeds_sheet([], NOON).words == ""


def test_one_feed_is_shown_with_its_visits_and_without_its_login() -> None:
    visit = Visit(
        FEED.url, NOON, Outcome.FAILED, "answered 503", 503, 1200, 0, 0, 0, 0, 0.25, ago(-5)
    )
    sheet = sheets.feed_sheet(FEED, [visit], NOON, UTC)
    facts, visits = sheet.tables
    assert sheet.title == "News"
    assert texts(facts)[0] == ["url", "https://news.example/rss"]
    assert "missed" not in dict(texts(facts))
    assert texts(visits) == [
        ["2026-11-22 12:00:00", "failed", "503", "", "", "1,200", "0.25 s", "answered 503"]
    ]


@pytest.mark.parametrize(
    ("changes", "state", "style"),
    [
        ({}, "active", "well"),
        ({"shadow": True}, "shadow", "dim"),
        ({"enabled": False, "shadow": True}, "disabled", "dim"),
        ({"expires": date(2026, 11, 22)}, "active", "well"),
        ({"expires": date(2026, 11, 21)}, "expired", "ill"),
    ],
    ids=str,
)
def test_a_rule_is_shown_in_its_state(changes: dict[str, Any], state: str, style: str) -> None:
    (table,) = sheets.rules_sheet([replace(RULE, **changes)], {"strikes": 4}, {}, NOON).tables
    assert texts(table) == [["strikes", "high", state, "4", "", "Strikes", "rules.yaml:3"]]
    assert styles(table, 2) == [style]


def test_a_new_rule_is_shown_with_what_it_found_in_the_day_before() -> None:
    look = QuietReading("strikes", "v1", edited=False, opened_at=NOON, articles=9, matches=2)
    (table,) = sheets.rules_sheet([RULE], {}, {("strikes", "v1"): look}, NOON).tables
    assert texts(table)[0][3:5] == ["0", "2 of 9 articles, would ring 0 stories"]


def test_the_queue_parts_what_waits_from_what_was_given_up() -> None:
    held = replace(
        DELIVERY, state="pending", created_at=NOON, waits_until="12.1 is delivered or dead"
    )
    dead = replace(DELIVERY, state="dead", next_try_at=None, last_answer="<html>\n" + "x" * 900)
    waiting, given_up = sheets.queue_sheet([DELIVERY, held, dead], NOON + timedelta(1)).tables
    assert [row[5] for row in texts(waiting)] == ["once 12.1 is delivered or dead", "now"]
    assert waiting.rows[1][1].link == "alerts/12"
    assert len(given_up.rows[0][6].text) == 200
    assert sheets.queue_sheet([], NOON).words == ""
