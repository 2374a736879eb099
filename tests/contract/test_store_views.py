"""What people are shown, and what workers say of themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.contract.making import (
    DAY,
    HOUR,
    NOW,
    OTHER,
    SECOND,
    URL,
    claim_delivery,
    entry,
    feed,
    feed_view,
    read_all,
    ring,
    rung,
    visit,
)
from tests.match.build import rule
from worker.model import Answered, Delivered, Outcome
from worker.store import SqlStore
from worker.store.views import WorkerView

WORKER = WorkerView(
    owner="host:1", started_at=NOW, beat_at=NOW, version="0.1.0", config_hash="abc",
    config_error=None, rules=2, feeds=3,
)  # fmt: skip


@pytest.mark.parametrize(
    ("outcome", "weight", "state"),
    [
        (Outcome.NEW, 0.0, "ok"),
        (Outcome.FAILED, 0.5, "failing"),
        (Outcome.NOT_A_FEED, 0.5, "failing"),
        (Outcome.HOSTILE, 1.0, "hostile"),
        (Outcome.GONE, 1.0, "gone"),
    ],
)
def test_a_feeds_state_in_one_word(
    store: SqlStore, outcome: Outcome, weight: float, state: str
) -> None:
    store.sync_feeds([feed()], NOW)
    visit(store, None, outcome=outcome, failure_weight=weight, words="so it went")
    view = feed_view(store)
    assert (view.state, view.outcome) == (state, "so it went")
    assert dict(store.status(NOW).feeds) == {state: 1}


def test_a_feed_in_full(store: SqlStore) -> None:
    store.sync_feeds([feed(tags=("world", "no"), name="News")], NOW - 2 * DAY)
    visit(store, [entry("old")], NOW - 2 * DAY)
    visit(store, [entry("old"), entry("a"), entry("b")], NOW - HOUR)
    view = feed_view(store)
    assert (view.name, view.tags, view.entries_24h) == ("News", ("world", "no"), 2)
    assert (view.last_ok_at, view.next_due_at) == (NOW - HOUR, NOW)
    assert (view.interval_s, view.why, view.outcome) == (3600, "hourly", "read: 2 new")
    assert len(store.list_feeds(NOW, limit=1)) == 1


def test_articles_newest_first_with_their_feeds(store: SqlStore) -> None:
    store.sync_feeds([feed(URL), feed(OTHER)], NOW)
    published = NOW - timedelta(minutes=7, microseconds=1)
    visit(store, [entry("a", language="en", published_at=published)])
    visit(store, [entry("a", body="edited")])
    read_all(store)
    visit(store, [entry("b"), entry("a")], url=OTHER)
    newest, oldest = store.list_articles()
    assert (newest.title, newest.unread, newest.feeds) == ("Title b", True, (OTHER,))
    assert (oldest.feeds, oldest.revisions, oldest.language) == ((URL, OTHER), 2, "en")
    assert (oldest.published_at, oldest.first_seen_at) == (published, NOW)
    assert len(store.list_articles(1)) == 1
    by_id, by_url = store.article(oldest.id), store.article("https://news.example/a")
    assert by_id == by_url
    assert by_id is not None
    assert by_id.title == "Title a"


def test_deliveries_by_channel_state_and_time(store: SqlStore) -> None:
    said = rung(store, "ab", ["desk", "other"])
    claim = claim_delivery(store)
    store.settle(claim, Answered(200, "ok"), Delivered(), NOW)
    assert [d.id for d in store.list_deliveries(state="delivered")] == [claim.delivery.id]
    assert {d.channel for d in store.list_deliveries(channel="other")} == {"other"}
    assert len(store.list_deliveries(since=NOW)) == 4
    assert store.list_deliveries(since=NOW + SECOND) == []
    assert [d.id for d in store.list_deliveries(2)] == [s.delivery_id for s in said[:1:-1]]
    desk, other = store.channel_views()
    assert (desk.name, desk.waiting, desk.delivered, desk.dead) == ("desk", 1, 1, 0)
    assert (other.name, other.paused, other.waiting) == ("other", False, 2)


def test_the_status_counts_everything(store: SqlStore) -> None:
    rung(store, "ab")
    visit(store, [entry("c")], NOW + HOUR)
    status = store.status(NOW)
    assert (status.articles, status.unread, status.oldest_unread_at) == (3, 1, NOW + HOUR)
    assert dict(status.deliveries) == {"pending": 2}
    assert status.next_due_at == NOW
    assert [channel.name for channel in status.channels] == ["desk"]


def test_workers_report_and_are_forgotten(store: SqlStore) -> None:
    store.beat(WORKER)
    later = replace(WORKER, beat_at=NOW + HOUR, config_error="rules/a.yaml:7: unknown key")
    store.beat(later)
    store.beat(replace(WORKER, owner="host:2"))
    assert [w.owner for w in store.workers()] == ["host:1", "host:2"]
    assert store.workers()[0] == later
    assert (later.once, later.ended_at) == (False, None)
    store.prune(NOW, NOW, NOW + 7 * DAY + SECOND)
    assert [w.owner for w in store.workers()] == ["host:1"]


def test_what_rules_heard_of_the_stored_articles(store: SqlStore) -> None:
    store.sync_feeds([feed()], NOW)
    late = NOW + 6 * DAY
    visit(store, [entry("old")], NOW - 3 * DAY)
    visit(store, [entry("a"), entry("b")], NOW)
    ring(store, store.claim_articles("w1", 10, NOW))
    store.keep_rules([rule("steel", rule_id="silent")], NOW + 5 * DAY)
    visit(store, [entry("c"), entry("d")], late)
    ring(store, store.claim_articles("w1", 1, late), now=late)
    found = store.rule_history(["r1", "silent", "unknown"], late + HOUR)
    assert (found.articles_day, found.articles_week) == (2, 4)
    assert {id_: len(ids) for id_, ids in found.week.items()} == {"r1": 3}
    assert {id_: len(ids) for id_, ids in found.day.items()} == {"r1": 1}
    assert found.live == {"silent": (late, 2)}


def test_a_worker_that_ended_says_so_and_of_those_run_once_few_are_kept(store: SqlStore) -> None:
    store.beat(WORKER)
    for number in range(8):
        at = NOW + number * HOUR
        store.beat(replace(WORKER, owner=f"host:{10 + number}", beat_at=at, once=True))
        if number != 6:  # this one broke off
            store.end_worker(f"host:{10 + number}", at + SECOND)
    owners = [worker.owner for worker in store.workers()]
    assert owners == [f"host:{10 + number}" for number in (7, 6, 5, 4, 3, 2)] + ["host:1"]
    latest, broken, *_ = store.workers()
    assert (latest.ended_at, latest.once) == (NOW + 7 * HOUR + SECOND, True)
    assert latest.beat_at == latest.ended_at
    assert broken.ended_at is None
    store.end_worker("host:1", NOW + DAY)
    assert store.workers()[0].owner == "host:1"
