"""Several visits recorded in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from tests.contract.making import (
    HOUR,
    MINUTE,
    NO_GAP,
    NOW,
    OTHER,
    URL,
    entry,
    feed,
    planned,
    report,
)
from worker.model import Entry, HostLimits, Schedule, Tally
from worker.ports import Recording
from worker.store import SqlStore


def test_visits_are_kept_together_or_not_at_all(store: SqlStore) -> None:
    store.sync_feeds([feed(), feed(OTHER)], NOW)
    claims = store.claim_feeds("w1", 2, NO_GAP, NOW)

    def schedule(_tally: Tally) -> Schedule:
        raise ZeroDivisionError

    def recordings(last: Callable[[Tally], Schedule]) -> list[Recording]:
        plans = (planned(NOW), last)
        return [
            Recording(claim, report([entry("a")]), plan, NO_GAP, NOW)
            for claim, plan in zip(claims, plans, strict=True)
        ]

    with pytest.raises(ZeroDivisionError):
        store.record_visits(recordings(schedule))
    assert store.list_articles() == []
    kept = store.record_visits(recordings(planned(NOW)))
    assert [each and each.feed_url for each in kept] == [claim.url for claim in claims]
    (article,) = store.list_articles()  # the second feed saw what the first had brought
    assert sorted(article.feeds) == sorted([URL, OTHER])
    assert store.record_visits(recordings(planned(NOW))) == [None, None]  # their leases are over


def test_a_lease_is_recorded_once_in_a_transaction_too(store: SqlStore) -> None:
    store.sync_feeds([feed()], NOW)
    (claim,) = store.claim_feeds("w1", 1, NO_GAP, NOW)
    stale = replace(claim, lease=replace(claim.lease, attempt=claim.lease.attempt - 1))
    recordings = [
        Recording(of, report([entry(name)]), planned(NOW), NO_GAP, NOW)
        for of, name in ((stale, "a"), (claim, "b"), (claim, "c"))
    ]
    kept = store.record_visits(recordings)
    assert [visit and visit.new for visit in kept] == [None, 1, None]
    assert [article.title for article in store.list_articles()] == ["Title b"]


def test_feeds_of_one_site_that_share_guids_keep_their_own_entries_apart(store: SqlStore) -> None:
    store.sync_feeds([feed(), feed(OTHER)], NOW)

    def record(now: datetime, listed: dict[str, list[Entry]]) -> dict[str, int]:
        for url in listed:
            store.due_now(url, now)
        claims = store.claim_feeds("w1", 2, NO_GAP, now)
        kept = store.record_visits(
            [
                Recording(claim, report(listed[claim.url], now), planned(now), NO_GAP, now)
                for claim in claims
            ]
        )
        return {visit.feed_url: visit.new for visit in kept if visit}

    assert record(NOW, {URL: [entry("a")], OTHER: [entry("b")]}) == {URL: 1, OTHER: 1}
    later = {URL: [entry("a"), entry("b")], OTHER: [entry("b"), entry("c")]}
    assert record(NOW + HOUR, later) == {URL: 1, OTHER: 1}
    assert len(store.list_articles()) == 3


def test_each_host_rests_as_it_was_told_to(store: SqlStore) -> None:
    store.sync_feeds([feed(), feed(OTHER)], NOW)
    limits = HostLimits(concurrency=1, gap=HOUR)
    claims = {claim.url: claim for claim in store.claim_feeds("w1", 2, limits, NOW)}
    rests = {URL: None, OTHER: 3 * HOUR}
    store.record_visits(
        [
            Recording(claims[url], report(at=NOW, block_host_for=rest), planned(NOW), limits, NOW)
            for url, rest in rests.items()
        ]
    )

    def asked(now: datetime) -> list[str]:
        claimed = store.claim_feeds("w2", 2, limits, now)
        store.release(claimed)
        return sorted(claim.url for claim in claimed)

    assert asked(NOW + HOUR - MINUTE) == []
    assert asked(NOW + HOUR) == [URL]
    assert asked(NOW + 3 * HOUR) == sorted([URL, OTHER])
