"""Whose turn a feed waits for: its own host's, or that of the host its redirects lead to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from tests.contract.making import (
    HOUR,
    MINUTE,
    NO_GAP,
    NOW,
    OTHER,
    SECOND,
    URL,
    feed,
    planned,
    recorded,
    report,
    visit,
)
from worker.model import HostLimits, Outcome
from worker.store import SqlStore

GAP = HostLimits(concurrency=1, gap=10 * SECOND)
MANY = [f"https://site{n}.example/feed" for n in range(5)]
PROVIDER = "https://provider.example/feeds/1"
ASKED_TO_WAIT: dict[str, Any] = {
    "outcome": Outcome.FAILED, "failure_weight": 0.5, "block_host_for": HOUR,
}  # fmt: skip


def claimed(
    store: SqlStore, urls: Sequence[str], now: datetime = NOW, limits: HostLimits = NO_GAP
) -> set[str]:
    """Which of these feeds may be asked at once, if all are due."""
    for url in urls:
        store.due_now(url, now)
    claims = store.claim_feeds("w1", 99, limits, now)
    store.release(claims)
    return {claim.url for claim in claims} & set(urls)


def test_retry_after_rests_the_whole_host(store: SqlStore) -> None:
    sibling = "https://news.example/sport"
    store.sync_feeds([feed(URL), feed(sibling), feed(OTHER)], NOW)
    visit(store, None, **ASKED_TO_WAIT)
    store.due_now(URL, NOW)
    assert {c.url for c in store.claim_feeds("w1", 9, NO_GAP, NOW)} == {OTHER}
    shown = {f.url: f for f in store.list_feeds(NOW)}
    assert shown[sibling].next_due_at == NOW + HOUR
    assert shown[sibling].why.startswith("its host rests (too many requests, or Retry-After)")
    assert "its host rests" not in shown[OTHER].why
    assert {c.url for c in store.claim_feeds("w1", 9, NO_GAP, NOW + HOUR)} >= {URL, sibling}


def test_retry_after_rests_the_host_that_said_it(store: SqlStore) -> None:
    sibling = "https://news.example/sport"
    store.sync_feeds([feed(URL), feed(sibling), feed(OTHER)], NOW)
    visit(store, None, answered_by=OTHER, **ASKED_TO_WAIT)
    assert claimed(store, [URL, sibling, OTHER]) == {sibling}
    assert claimed(store, [URL, sibling, OTHER], NOW + HOUR) == {URL, sibling, OTHER}


def test_feeds_redirected_to_one_host_wait_for_each_other(store: SqlStore) -> None:
    feeds = [feed(url) for url in MANY]
    store.sync_feeds(feeds, NOW)
    for url in MANY:
        visit(store, [], url=url, answered_by=PROVIDER)
    later = NOW + MINUTE
    assert len(claimed(store, MANY, later, GAP)) == 1
    assert not claimed(store, MANY, later + 9 * SECOND, GAP)
    store.sync_feeds([*feeds, feed(OTHER)], later)  # a reload forgets nothing
    assert len(claimed(store, [*MANY, OTHER], later + MINUTE, GAP)) == 2


def test_a_feed_that_is_redirected_no_more_waits_for_its_own_host(store: SqlStore) -> None:
    store.sync_feeds([feed(url) for url in MANY], NOW)
    for url in MANY:
        visit(store, [], url=url, answered_by=PROVIDER)
    for url in MANY:
        visit(store, [], url=url, answered_by=url)
    assert claimed(store, MANY, NOW + MINUTE, GAP) == set(MANY)


def test_who_redirects_may_ask_to_be_left_alone(store: SqlStore) -> None:
    feeds = [f"https://news.example/{n}" for n in range(3)]
    store.sync_feeds([feed(url) for url in feeds], NOW)
    for n, url in enumerate(feeds):
        visit(store, [], url=url, answered_by=MANY[n])
    assert store.waiting(NOW + HOUR, [], NOW) == len(feeds)
    visit(store, None, url=feeds[0], **ASKED_TO_WAIT)
    assert not claimed(store, feeds)
    assert store.waiting(NOW + HOUR, [], NOW) == 0  # `once` does not wait for a host that rests
    assert all("its host rests" in each.why for each in store.list_feeds(NOW))
    assert claimed(store, feeds, NOW + HOUR) == set(feeds)


def test_who_redirects_is_asked_in_its_own_turn_too(store: SqlStore) -> None:
    """The most overdue first, whether it is redirected or not, and each after a gap."""
    feeds = [f"https://news.example/{n}" for n in range(3)]
    store.sync_feeds([feed(url) for url in feeds], NOW)
    visit(store, [], url=feeds[1], answered_by=OTHER)
    start = NOW + HOUR
    for n, url in enumerate(feeds):
        store.due_now(url, start - MINUTE + n * SECOND)
    order: list[str] = []
    for seconds in range(0, 30, 5):
        now = start + seconds * SECOND
        claims = store.claim_feeds("w1", 9, GAP, now)
        order += [claim.url for claim in claims]
        for claim in claims:
            answered = OTHER if claim.url == feeds[1] else None
            recorded(
                store, claim, report([], now, answered_by=answered), planned(now + HOUR), GAP, now
            )
        assert len(claims) == (seconds % 10 == 0)
    assert order == feeds


def test_a_failure_or_our_own_outage_moves_nobody(store: SqlStore) -> None:
    store.sync_feeds([feed(url) for url in MANY], NOW)
    for url in MANY:
        visit(store, [], url=url, answered_by=PROVIDER)
    failures: Sequence[dict[str, Any]] = ({"failure_weight": 0.5}, {"ours": True})
    for hours, changes in enumerate(failures, start=1):
        now = NOW + hours * HOUR
        for url in MANY:
            visit(store, None, now, url, outcome=Outcome.FAILED, **changes)
        assert len(claimed(store, MANY, now + MINUTE, GAP)) == 1


def test_who_redirects_and_who_answers_both_have_their_gap(store: SqlStore) -> None:
    urls = [URL, OTHER, "https://news.example/sport", "https://other.example/sport"]
    store.sync_feeds([feed(url) for url in urls], NOW)
    for url in urls:
        store.due_now(url, NOW + HOUR)
    store.due_now(URL, NOW)
    (claim,) = store.claim_feeds("w1", 1, GAP, NOW)
    assert claim.url == URL
    answered = NOW + 9 * SECOND
    recorded(store, claim, report([], answered, answered_by=OTHER), planned(NOW), GAP, answered)
    assert not claimed(store, urls, NOW + 18 * SECOND, GAP)


def test_who_is_redirected_waits_for_the_turn_of_where_it_leads(store: SqlStore) -> None:
    store.sync_feeds([feed(url) for url in [*MANY, OTHER]], NOW)
    claims = store.claim_feeds("w1", 9, GAP, NOW)
    assert len(claims) == len(MANY) + 1
    for claim in claims[1:]:
        store.queue_at(claim, PROVIDER, GAP, NOW)
    store.queue_at(replace(claims[0], lease=claims[1].lease), PROVIDER, GAP, NOW)  # not its own
    for now in (NOW + 10 * SECOND, NOW + 20 * SECOND):
        assert not store.claim_feeds("w2", 9, GAP, now - SECOND)
        (claim,) = store.claim_feeds("w1", 9, GAP, now)
        assert (claim.host, claim.due_at, claim.first) == ("provider.example", NOW, True)
        assert not store.visits(claim.url, 9)
        answer = report([], now, answered_by=PROVIDER)
        recorded(store, claim, answer, planned(now + HOUR), GAP, now)
