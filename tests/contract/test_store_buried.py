"""Entries whose articles are no longer kept, while their feed lists them still."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.contract.making import (
    DAY,
    HOUR,
    MINUTE,
    NO_GAP,
    NOW,
    URL,
    digest,
    entry,
    feed,
    read_all,
    visit,
)
from worker.model import Entry
from worker.store import SqlStore

LATER = NOW + 120 * DAY
DATED = NOW - 5 * HOUR


def listed(letters: str, **options: Any) -> list[Entry]:
    return [
        entry(letter, **{"published_at": DATED + number * MINUTE, **options})
        for number, letter in enumerate(letters)
    ]


def moved(old: Entry, poll: int, **options: Any) -> Entry:
    """The entry under another key, with what it says otherwise."""
    said = {"title": old.title, "published_at": old.published_at, "lead": old.lead, **options}
    return entry(old.title[-1], **said, key=digest(f"{old.title} {poll}"))


@pytest.fixture
def fed(store: SqlStore) -> SqlStore:
    """A store that has listed five entries for long, and keeps none of them."""
    store.sync_feeds([feed(URL)], NOW)
    visit(store, listed("abcde"))
    read_all(store)
    visit(store, listed("abcde"), LATER - DAY)
    store.prune(LATER - 90 * DAY, LATER - 730 * DAY, LATER)
    assert store.list_articles() == []
    return store


@pytest.mark.parametrize(
    ("said", "new"),
    [
        ({}, 0),
        ({"published_at": None}, 0),  # the same words
        ({"url": "https://news.example/moved", "lead": "less"}, 0),  # of the same moment
        ({"published_at": None, "lead": "less"}, 1),
        ({"published_at": DATED + timedelta(seconds=1), "lead": "less"}, 1),
    ],
)
def test_under_another_key_they_are_no_news(fed: SqlStore, said: dict[str, Any], new: int) -> None:
    *others, last = listed("abcde")
    for poll in range(3):
        found = [*others, moved(last, 0 if new else poll, **said)]
        kept, _ = visit(fed, found, LATER + poll * HOUR)
        assert (kept.new, kept.revised) == (0 if poll else new, 0)
    assert len(fed.list_articles()) == new


def test_of_entries_of_one_moment_a_new_one_is_news(store: SqlStore) -> None:
    store.sync_feeds([feed(URL)], NOW)
    visit(store, listed("abc", published_at=DATED))
    read_all(store)
    visit(store, listed("abc", published_at=DATED), LATER - DAY)
    store.prune(LATER - 90 * DAY, LATER - 730 * DAY, LATER)
    assert visit(store, listed("zab", published_at=DATED), LATER)[0].new == 1


def test_what_left_the_list_long_ago_is_news_again(fed: SqlStore) -> None:
    visit(fed, listed("bcde"), LATER + 2 * DAY)
    back = moved(listed("a")[0], 0)
    assert visit(fed, [back, *listed("bcde")], LATER + 3 * DAY)[0].new == 1


@pytest.mark.parametrize(("edited", "revised"), [("a", 1), ("ab", 2), ("abc", 0), ("abcde", 0)])
def test_they_are_edited_one_by_one_but_not_all_at_once(
    fed: SqlStore, edited: str, revised: int
) -> None:
    again = [
        entry(e.title[-1], published_at=e.published_at, lead="longer words")
        if e.title[-1] in edited
        else e
        for e in listed("abcde")
    ]
    kept, _ = visit(fed, again, LATER)
    assert (kept.new, kept.revised) == (0, revised)
    assert visit(fed, again, LATER + HOUR)[0].revised == 0


def test_older_pages_know_them_by_their_words(fed: SqlStore) -> None:
    (claim,) = fed.claim_feeds("w1", 9, NO_GAP, LATER)
    old = moved(listed("a")[0], 0, published_at=None)
    assert fed.known_keys(claim.id, [old, entry("z")]) == {old.key}


def test_a_feed_that_was_empty_for_long_lists_no_news(fed: SqlStore) -> None:
    for week in range(20):
        now = LATER + week * 7 * DAY
        visit(fed, [], now)
        fed.prune(now - 90 * DAY, now - 730 * DAY, now)
    assert visit(fed, listed("abcdef"), LATER + 140 * DAY)[0].new == 1
