"""A feed whose list grows longer: what stands beneath was never news."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.contract.making import DAY, HOUR, NOW, URL, entry, feed, visit
from worker.model import Entry, FirstPoll, Identity, ParsedFeed
from worker.store import SqlStore

QUIET = FirstPoll("quiet")


def listed(numbers: range, **options: Any) -> list[Entry]:
    """Entries by their age in days."""
    return [entry(f"n{n}", **{"published_at": NOW - n * DAY, **options}) for n in numbers]


def told(store: SqlStore, entries: list[Entry], at: datetime, **options: Any) -> int:
    kept, _ = visit(store, entries, at, **options)
    return kept.new - kept.backlog


def fed(store: SqlStore, first_poll: FirstPoll = QUIET, *, seen: int = 6) -> SqlStore:
    store.sync_feeds([feed(URL, first_poll=first_poll)], NOW)
    visit(store, listed(range(1, 1 + seen)))
    visit(store, None, NOW + HOUR)  # unchanged
    return store


@pytest.mark.parametrize(
    ("first_poll", "seen", "until", "old"),
    [
        (QUIET, 6, 50, 0),
        (QUIET, 6, 11, 4),  # a few may be late
        (QUIET, 4, 50, 45),
        (FirstPoll("alert"), 6, 50, 43),
        (FirstPoll("quiet", 20 * DAY), 6, 50, 13),
    ],
)
def test_what_a_longer_list_has_beneath_is_a_backlog(
    store: SqlStore, first_poll: FirstPoll, seen: int, until: int, old: int
) -> None:
    longer = listed(range(until))
    assert told(fed(store, first_poll, seen=seen), longer, NOW + 2 * HOUR) == 1 + old
    assert told(store, longer, NOW + 3 * HOUR) == 0


def test_what_stands_among_what_was_listed_is_news(store: SqlStore) -> None:
    between = [
        entry(f"b{n}", published_at=NOW - n * DAY + timedelta(minutes=n)) for n in range(1, 7)
    ]
    listed_now = [*listed(range(1, 7)), *between, *listed(range(7, 20))]
    assert told(fed(store), listed_now, NOW + 2 * HOUR) == len(between)


def test_where_something_has_left_the_list_it_has_not_grown(store: SqlStore) -> None:
    assert told(fed(store), listed(range(2, 30)), NOW + 2 * HOUR) == 23


def test_known_entries_that_were_not_read_again_are_listed_still(store: SqlStore) -> None:
    parsed = ParsedFeed("rss20", tuple(listed(range(7, 20))), Identity.GUID, known=6)
    assert told(fed(store), [], NOW + 2 * HOUR, feed=parsed) == 0


def test_of_a_feed_without_dates_nothing_is_old(store: SqlStore) -> None:
    store.sync_feeds([feed(URL, first_poll=QUIET)], NOW)
    visit(store, listed(range(1, 7), published_at=None))
    longer = [*listed(range(1, 7), published_at=None), *listed(range(7, 20))]
    assert told(store, longer, NOW + HOUR) == 13
