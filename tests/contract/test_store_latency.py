"""How long news takes: kept with each message, told by feed and by channel."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests.contract.making import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    OTHER,
    SECOND,
    URL,
    claim_delivery,
    entry,
    feed,
    read_all,
    ring,
    visit,
)
from worker.model import Again, Answered, Dead, Delivered, Settlement
from worker.store import SqlStore
from worker.store.views import Figures, LatencyView

ANSWER = Answered(200, "ok", elapsed_s=0.1)
OK = Delivered()


def settle(
    store: SqlStore, at: datetime, settlement: Settlement = OK, channel: str = "desk"
) -> None:
    claim = claim_delivery(store, at, channel)
    assert store.settle(claim, ANSWER, settlement, at).kept


def heard(store: SqlStore, name: str, url: str = URL, at: datetime = NOW, **entries: Any) -> None:
    """An entry seen at `at` and decided two seconds later, to the desk."""
    visit(store, [entry(name, **entries)], at, url)
    ring(store, store.claim_articles("w1", 10, at), now=at + 2 * SECOND)


def test_each_step_is_told_by_feed_and_by_channel(store: SqlStore) -> None:
    store.sync_feeds([feed(), feed(OTHER)], NOW)
    heard(store, "a", published_at=NOW - MINUTE)
    settle(store, NOW + 5 * SECOND)
    heard(store, "b", OTHER, NOW + HOUR)

    both = store.latencies(NOW)
    assert both == [
        LatencyView(
            "feed", URL, 1, 0, Figures(60, 60), Figures(2, 2), Figures(3, 3), Figures(5, 5)
        ),
        LatencyView("feed", OTHER, 1, 1, None, Figures(2, 2), None, None),
        LatencyView(
            "channel", "desk", 2, 1, Figures(60, 60), Figures(2, 2), Figures(3, 3), Figures(5, 5)
        ),
    ]
    assert store.latencies(NOW + 3 * SECOND) == [
        both[1],
        LatencyView("channel", "desk", 1, 1, None, Figures(2, 2), None, None),
    ]
    assert store.latencies(NOW, channel="desk") == both
    assert store.latencies(NOW, channel="night") == []


def test_the_figures_are_values_that_occurred(store: SqlStore) -> None:
    store.sync_feeds([feed()], NOW)
    names = [f"n{n}" for n in range(20)]
    visit(store, [entry(name) for name in names])
    ring(store, store.claim_articles("w1", 100, NOW))
    for second in range(1, 21):
        settle(store, NOW + second * SECOND)
    (_, channel) = store.latencies(NOW)
    assert channel.decided_to_accepted_s == Figures(10, 19)


def test_a_receiver_that_took_it_late_took_it_then_and_a_replay_changes_nothing(
    store: SqlStore,
) -> None:
    store.sync_feeds([feed()], NOW)
    heard(store, "a")
    settle(store, NOW + 3 * SECOND, Again(NOW + MINUTE, "503"))
    assert store.latencies(NOW)[0].not_accepted == 1
    settle(store, NOW + MINUTE)
    (sent,) = store.list_deliveries(None)
    assert store.replay([sent.id], now=NOW + DAY) == 1
    settle(store, NOW + DAY)
    assert [each.decided_to_accepted_s for each in store.latencies(NOW)] == [Figures(58, 58)] * 2


def test_what_was_given_up_was_never_accepted(store: SqlStore) -> None:
    store.sync_feeds([feed()], NOW)
    heard(store, "a")
    settle(store, NOW + 3 * SECOND, Dead("400"))
    assert [(each.not_accepted, each.seen_to_accepted_s) for each in store.latencies(NOW)] == [
        (1, None)
    ] * 2


def test_a_revision_was_seen_when_it_came_and_a_date_ahead_counts_as_no_time(
    store: SqlStore,
) -> None:
    store.sync_feeds([feed()], NOW)
    visit(store, [entry("a")])
    read_all(store)
    heard(store, "a", at=NOW + HOUR, title="Corrected", published_at=NOW + DAY)
    (by_feed, _) = store.latencies(NOW)
    assert by_feed.seen_to_decided_s == Figures(2, 2)
    assert by_feed.published_to_seen_s == Figures(0, 0)


def test_it_outlives_its_article_and_goes_with_its_message(store: SqlStore) -> None:
    store.sync_feeds([feed()], NOW)
    heard(store, "a")
    settle(store, NOW + 3 * SECOND)
    later = NOW + 100 * DAY
    store.prune(later, NOW - DAY, later)
    assert store.list_articles() == []
    assert len(store.latencies(NOW)) == 2
    store.prune(later, later + timedelta(seconds=1), later)
    assert store.latencies(NOW) == []
