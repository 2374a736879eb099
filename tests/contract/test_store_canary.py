"""The canary leaves nothing behind, whether it came through or got stuck, and shows in no list."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import func, select

from tests.contract.making import (
    MINUTE,
    NOW,
    SECOND,
    claim_delivery,
    entry,
    feed,
    read_all,
    ring,
    rung,
    together,
    visit,
)
from worker.model import CANARY, Answered, Delivered
from worker.store import SqlStore
from worker.store.tables import METADATA

TEXT = "It sings: qvxz."


def rows(store: SqlStore) -> dict[str, int]:
    """How many rows each table has."""
    with store._database.reading() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in METADATA.sorted_tables
        }


def let_go(store: SqlStore, at: datetime = NOW) -> None:
    store.tend_canary(TEXT, at, stuck_too=True)


def ring_out(store: SqlStore, at: datetime = NOW) -> None:
    """Read it, and queue it for its own channel."""
    (claim,) = store.claim_articles("w1", 10, at)
    assert claim.article.canonical_url == CANARY
    assert claim.article.body == TEXT
    assert claim.article.sightings == ()
    ring(store, [claim], [CANARY], at)


def arrive(store: SqlStore, at: datetime = NOW) -> None:
    claim = claim_delivery(store, at, CANARY)
    assert store.settle(claim, Answered(200, "ok"), Delivered(), at).kept


def test_one_that_came_through_is_forgotten_without_a_trace(store: SqlStore) -> None:
    rung(store)
    before = rows(store)
    let_go(store)
    ring_out(store)
    store.index_late()
    store.tend_canary(None, NOW + SECOND, stuck_too=False)
    assert rows(store)["articles"] == before["articles"] + 1  # not delivered yet
    arrive(store)
    store.tend_canary(None, NOW + SECOND, stuck_too=False)
    assert rows(store) == before
    assert len(store.list_articles()) == 1


@pytest.mark.parametrize("far", ["unread", "claimed", "read", "leased"])
def test_one_that_is_stuck_gives_way_to_the_next(store: SqlStore, far: str) -> None:
    let_go(store)
    empty = rows(store)
    if far == "claimed":
        assert store.claim_articles("w2", 10, NOW)
    elif far != "unread":
        ring_out(store)
    if far == "leased":
        claim = claim_delivery(store, NOW, CANARY)
    later = NOW + MINUTE
    let_go(store, later)
    assert rows(store) == empty
    if far == "leased":
        assert not store.settle(claim, Answered(200, "ok"), Delivered(), later).kept
    ring_out(store, later)
    arrive(store, later)


def test_one_no_longer_wanted_is_forgotten(store: SqlStore) -> None:
    store.tend_canary(None, NOW, stuck_too=True)
    before = rows(store)
    let_go(store)
    ring_out(store)
    store.tend_canary(None, NOW, stuck_too=True)
    assert rows(store) == before


def test_it_shows_in_no_list(store: SqlStore) -> None:
    let_go(store)
    assert store.list_articles() == []
    ring_out(store)
    assert store.list_alerts() == []
    assert store.list_deliveries() == []
    assert store.latencies(NOW) == []
    assert store.channel_views() == []
    store.sync_feeds([feed()], NOW)
    visit(store, [entry("a")])
    read_all(store)
    assert len(store.list_articles()) == 1


def test_workers_that_let_one_go_together_leave_one(store: SqlStore) -> None:
    together(lambda number: let_go(store, NOW + number * SECOND))
    assert rows(store)["articles"] == 1
    ring_out(store, NOW + MINUTE)
