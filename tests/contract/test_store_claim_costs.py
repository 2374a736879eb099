"""What a claim costs, in statements and query plans: it must not grow with the queue."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Connection, text

from tests.contract.making import DAY, HOUR, MINUTE, NOW, SECOND, Statement, feed, listening
from worker.model import FeedClaim, HostLimits
from worker.store import SqlStore
from worker.store.tables import hosts

GAP = HostLimits(concurrency=1, gap=SECOND)
BIG = "big.example"


def crowded(store: SqlStore, big: int, others: int = 30) -> None:
    """One host with so many due feeds before those of the others, all due at one moment."""
    crowd = [feed(f"https://{BIG}/{n}") for n in range(big)]
    store.sync_feeds(crowd, NOW)
    store.sync_feeds([*crowd, *(feed(f"https://h{n}.example/") for n in range(others))], NOW)


def block(store: SqlStore, name: str) -> None:
    with store._database.writing() as connection:
        named = hosts.update().where(hosts.c.name == name)
        connection.execute(named.values(blocked_until=NOW + DAY))


def hosts_of(claims: list[FeedClaim]) -> list[str]:
    return [claim.host for claim in claims]


@pytest.mark.parametrize("blocked", [False, True])
def test_statements_do_not_grow_with_the_due_feeds_of_one_host(
    store: SqlStore, *, blocked: bool
) -> None:
    counts = []
    for number, big in enumerate((150, 1_500)):
        crowded(store, big)
        if blocked:
            block(store, BIG)
        with listening(store) as said:
            claims = store.claim_feeds("w1", 20, GAP, NOW + (1 + number) * HOUR)
        assert len(set(hosts_of(claims))) == 20
        assert (BIG in hosts_of(claims)) is not blocked
        counts.append(len(said))
    assert counts[0] == counts[1] <= 8


def test_a_claim_sorts_no_queue_and_scans_no_table(store: SqlStore) -> None:
    crowded(store, 500)
    block(store, "h3.example")
    with listening(store) as said:
        claims = store.claim_feeds("w1", 20, GAP, NOW)
    assert BIG in hosts_of(claims)
    pages = [(words, values) for words, values in said if "LIMIT" in words][:2]
    assert all("FOR UPDATE" not in words for words, _ in pages)  # the pages of the queue
    store.release(claims)
    with store._database.reading() as connection:
        for page in pages:
            steps = plan(connection, page)
            assert "ix_feeds_queue" in steps
            assert "ix_hosts_next_allowed_at" in steps
            assert "ix_hosts_blocked_until" in steps
            for waste in ("sort", "seq scan", "scan feeds", "scan hosts", "temp b-tree"):
                assert waste not in steps.lower(), steps


def plan(connection: Connection, statement: Statement) -> str:
    """How the engine would answer, were the tables too large to be read whole."""
    words, values = statement
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        connection.execute(text("SET LOCAL enable_sort = off"))
        return _lines(connection, f"EXPLAIN {words}", values)
    return _lines(connection, f"EXPLAIN QUERY PLAN {words}", values)


def _lines(connection: Connection, words: str, values: Any) -> str:
    return "\n".join(str(row[-1]) for row in connection.exec_driver_sql(words, values))


def test_feeds_due_at_one_moment_are_read_on_in_the_order_they_were_added(store: SqlStore) -> None:
    crowded(store, 450, others=3)
    store.sync_feeds([feed(f"https://{BIG}/{n}", enabled=n >= 300) for n in range(450)], NOW)
    crowded(store, 450, others=3)
    claims = store.claim_feeds("w1", 20, GAP, NOW)
    assert hosts_of(claims) == [BIG, "h0.example", "h1.example", "h2.example"]
    assert claims[0].url == f"https://{BIG}/0"


def test_a_page_ends_between_feeds_due_at_different_moments(store: SqlStore) -> None:
    crowded(store, 250, others=2)
    for n in range(250):
        assert store.due_now(f"https://{BIG}/{n}", _earlier(n))
    assert store.due_now("https://h0.example/", NOW + MINUTE)
    assert store.due_now("https://h1.example/", NOW + SECOND)
    found = store.claim_feeds("w1", 20, GAP, NOW + HOUR)
    assert hosts_of(found) == [BIG, "h1.example", "h0.example"]


def _earlier(number: int) -> datetime:
    return NOW - (number // 10) * SECOND
