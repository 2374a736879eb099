"""Entries that are edited again and again: how often that is heard."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.contract.making import DAY, HOUR, MINUTE, NOW, URL, entry, feed, read_all, visit
from worker.store import SqlStore
from worker.store.tables import articles


@pytest.fixture
def fed(store: SqlStore) -> SqlStore:
    store.sync_feeds([feed(URL)], NOW)
    return store


def test_edits_of_one_entry_are_limited(fed: SqlStore) -> None:
    revised = [
        visit(fed, [entry("clock", body=f"it is {number}")], NOW + number * MINUTE)[0].revised
        for number in range(30)
    ]
    assert revised == [0] + [1] * 24 + [0] * 5
    (article,) = read_all(fed)
    assert (article.revision, article.body) == (25, "it is 24")


def test_an_entry_edited_often_is_heard_by_the_hour_in_its_first_days(fed: SqlStore) -> None:
    def edited(words: str, at: datetime) -> int:
        return visit(fed, [entry("live", body=f"{words}, updated at {at:%H:%M}")], at)[0].revised

    for number in range(25):
        edited("nothing yet", NOW + number * MINUTE)
    told = NOW + 2 * HOUR
    assert edited("nothing yet", told) == 0  # a clock
    assert [edited("a raid", told), edited("a raid", told + HOUR)] == [1, 0]
    assert [edited("fire", told + n * MINUTE) for n in (1, 59, 60, 61)] == [0, 0, 1, 0]
    assert edited("rain", NOW + DAY) == 1
    assert edited("snow", NOW + 2 * DAY) == 0


def test_a_pages_text_is_no_edit_of_the_entry(store: SqlStore) -> None:
    store.sync_feeds([feed(URL, fulltext=True)], NOW)
    for number in range(25):
        visit(store, [entry("a", body=f"it is {number}")], NOW + number * MINUTE)
    with store._database.writing() as connection:
        connection.execute(articles.update().values(source_feed_id=None, body="of the page"))
    again = [
        visit(store, [entry("a", lead=lead, body="it is 99")], NOW + 3 * HOUR)[0].revised
        for lead in ("Lead a", "Other words")
    ]
    assert again == [0, 1]
