"""Several visits recorded in one transaction."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.contract.making import NO_GAP, NOW, OTHER, URL, entry, feed, planned, report
from worker.model import Schedule, Tally
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
