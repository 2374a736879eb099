"""Claims of feeds: due order, host limits and gaps, leases, and clocks that jump."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count, pairwise

import pytest

from tests.contract.making import (
    DAY,
    HOUR,
    MINUTE,
    NO_GAP,
    NOW,
    OTHER,
    SECOND,
    URL,
    claim_delivery,
    claim_one,
    entry,
    feed,
    feed_view,
    planned,
    read_all,
    recorded,
    report,
    ring,
    rung,
    together,
    visit,
)
from worker.model import Again, Feed, HostLimits, NoAnswer
from worker.store import SqlStore, open_store
from worker.store.views import WorkerView

GAP = HostLimits(concurrency=1, gap=SECOND)


def many(hosts: int, each: int) -> list[Feed]:
    return [feed(f"https://h{h}.example/{n}") for h in range(hosts) for n in range(each)]


# ---- what is due --------------------------------------------------------------------------


def test_a_never_polled_feed_is_due_now_and_a_disabled_one_never(store: SqlStore) -> None:
    store.sync_feeds([feed(URL), feed(OTHER, enabled=False)], NOW)
    assert [(c.url, c.first, c.due_at) for c in store.claim_feeds("w1", 9, NO_GAP, NOW)] == [
        (URL, True, NOW)
    ]


def test_the_most_overdue_comes_first_and_the_limit_holds(store: SqlStore) -> None:
    store.sync_feeds([feed(f"https://{name}.example/") for name in "abc"], NOW)
    for name, due in [("a", 2), ("b", 3), ("c", 1)]:
        assert store.due_now(f"https://{name}.example/", NOW - due * HOUR)
    claims = store.claim_feeds("w1", 2, NO_GAP, NOW)
    assert [c.url for c in claims] == ["https://b.example/", "https://a.example/"]
    assert store.claim_feeds("w1", 0, NO_GAP, NOW) == []
    assert not store.due_now("https://unknown.example/", NOW)


def test_syncing_twice_changes_nothing_and_edits_take_effect(store: SqlStore) -> None:
    store.sync_feeds([feed(URL)], NOW)
    visit(store, [])  # due in an hour
    store.sync_feeds([feed(URL, name="Renamed", tags=("world",))], NOW)
    view = feed_view(store)
    assert (view.name, view.tags, view.next_due_at) == ("Renamed", ("world",), NOW + HOUR)
    store.sync_feeds([feed(URL, every=5 * MINUTE)], NOW)  # a shorter wait starts at once
    view = feed_view(store)
    assert view.next_due_at == NOW + 5 * MINUTE


# ---- leases -------------------------------------------------------------------------------


def test_a_leased_feed_is_claimed_by_nobody_else_until_it_runs_out(store: SqlStore) -> None:
    store.sync_feeds([feed()], NOW)
    first = claim_one(store)
    assert first.lease.until == NOW + 30 * SECOND
    assert store.claim_feeds("w2", 9, NO_GAP, NOW + 29 * SECOND) == []
    (second,) = store.claim_feeds("w2", 9, NO_GAP, NOW + 30 * SECOND)
    assert second.lease.attempt == first.lease.attempt + 1


def test_renewing_lengthens_what_stands_and_wakes_nothing_dead(store: SqlStore) -> None:
    store.sync_feeds([feed()], NOW)
    claim = claim_one(store)
    store.renew([claim], NOW + 20 * SECOND)
    assert store.claim_feeds("w2", 9, NO_GAP, NOW + 49 * SECOND) == []
    store.renew([claim], NOW + 51 * SECOND)  # too late: it ran out at 50 s
    assert len(store.claim_feeds("w2", 9, NO_GAP, NOW + 51 * SECOND)) == 1
    store.renew([claim], NOW + 52 * SECOND)  # another's now
    assert len(store.claim_feeds("w3", 9, NO_GAP, NOW + 81 * SECOND)) == 1


def test_released_work_is_due_again_at_once(store: SqlStore) -> None:
    rung(store)
    visit(store, [entry("b")])
    feeds = store.claim_feeds("w1", 9, NO_GAP, NOW + HOUR)
    delivery = claim_delivery(store)
    articles = store.claim_articles("w1", 9, NOW)
    assert store.claim_articles("w2", 9, NOW) == []
    assert store.claim_deliveries("w2", {"desk": 9}, NOW) == []

    store.release([*feeds, *articles, delivery])

    assert len(store.claim_articles("w2", 9, NOW)) == 1
    assert claim_delivery(store, owner="w2").tries == 0
    store.release(articles)  # twice, and late: the other worker keeps its own
    assert store.claim_articles("w3", 9, NOW) == []


def test_whoever_holds_the_lock_takes_every_lease_back(store: SqlStore) -> None:
    rung(store, ["a"])
    visit(store, [entry("b")])
    store.claim_articles("w1", 9, NOW)
    store.claim_feeds("w1", 9, NO_GAP, NOW + HOUR)
    claim_delivery(store)
    store.beat(WorkerView("w1", NOW, NOW, "0.1", "abc", None, 1, 1))  # and was killed
    store.beat(WorkerView("w0", NOW, NOW, "0.1", "abc", None, 1, 1))
    store.end_worker("w0", NOW)
    assert store.reclaim_all() == 3
    assert [worker.owner for worker in store.workers()] == ["w0"]
    assert store.reclaim_all() == 0
    assert len(store.claim_articles("w2", 9, NOW)) == 1
    assert len(store.claim_feeds("w2", 9, NO_GAP, NOW + HOUR)) == 1
    assert claim_delivery(store, owner="w2").lease.attempt == 2


# ---- politeness ---------------------------------------------------------------------------


def test_one_host_is_asked_once_per_gap(store: SqlStore) -> None:
    store.sync_feeds(many(hosts=1, each=3), NOW)
    (first,) = store.claim_feeds("w1", 9, GAP, NOW)
    assert store.claim_feeds("w2", 9, GAP, NOW + 10 * SECOND) == []  # still in flight
    done = NOW + 10 * SECOND
    recorded(store, first, report([], done), planned(done), GAP, done)
    assert store.claim_feeds("w2", 9, GAP, done + 0.9 * SECOND) == []
    (second,) = store.claim_feeds("w2", 9, GAP, done + SECOND)
    assert second.url != first.url


def test_concurrency_counts_what_is_in_flight_and_forgets_what_died(store: SqlStore) -> None:
    limits = HostLimits(concurrency=2, gap=timedelta(0))
    store.sync_feeds(many(hosts=1, each=5), NOW)
    assert len(store.claim_feeds("w1", 9, limits, NOW)) == 2
    assert store.claim_feeds("w2", 9, limits, NOW) == []
    assert len(store.claim_feeds("w2", 9, limits, NOW + 30 * SECOND)) == 2  # w1 was killed


def test_a_host_with_many_due_feeds_hides_no_other(store: SqlStore) -> None:
    crowd = [feed(f"https://big.example/{n}") for n in range(1_000)]
    store.sync_feeds([*crowd, *many(hosts=20, each=1)], NOW)
    for one in many(hosts=20, each=1):
        store.due_now(one.url, NOW + MINUTE)  # all of them behind the crowd
    hosts = Counter(c.host for c in store.claim_feeds("w1", 21, GAP, NOW + MINUTE))
    assert hosts == Counter({"big.example": 1, **{f"h{n}.example": 1 for n in range(20)}})


def test_the_host_of_a_feed_is_what_we_are_told_it_is(store_url: str) -> None:
    store = open_store(store_url, new_id=str, host_of=lambda url: "blogs")
    store.sync_feeds([feed(URL), feed(OTHER)], NOW)
    assert [c.host for c in store.claim_feeds("w1", 9, GAP, NOW)] == ["blogs"]
    store.close()


class StoryTime:
    """A clock four workers share: each look at it is 50 ms later than the one before."""

    def __init__(self) -> None:
        self._ticks = count()

    def now(self) -> datetime:
        return NOW + next(self._ticks) * timedelta(milliseconds=50)


@pytest.fixture
def four(store_url: str) -> Iterator[list[SqlStore]]:
    """Four workers' stores on one database."""
    stores = [open_store(store_url, new_id=str) for _ in range(4)]
    yield stores
    for store in stores:
        store.close()


def test_concurrent_claimers_never_meet_on_a_host(four: list[SqlStore]) -> None:
    four[0].sync_feeds(many(hosts=5, each=8), NOW)
    clock = StoryTime()
    asked: list[tuple[str, datetime, datetime]] = []
    polled: Counter[str] = Counter()

    def work(number: int) -> None:
        while len(polled) < 40:
            began = clock.now()
            assert began < NOW + HOUR, f"starved: {polled}"
            for claim in four[number].claim_feeds(f"w{number}", 3, GAP, began):
                ended = clock.now()
                plan = planned(ended + DAY)
                if recorded(four[number], claim, report([], ended), plan, GAP, ended):
                    asked.append((claim.host, began, ended))
                    polled[claim.url] += 1

    together(work)
    assert set(polled.values()) == {1}
    for host in {host for host, _, _ in asked}:
        visits = sorted((began, ended) for name, began, ended in asked if name == host)
        for (_, ended), (began, _) in pairwise(visits):
            assert began - ended >= GAP.gap, host


def test_workers_never_read_one_article_twice(four: list[SqlStore]) -> None:
    four[0].sync_feeds([feed()], NOW)
    visit(four[0], [entry(str(number)) for number in range(200)])
    read: list[int] = []

    def work(number: int) -> None:
        store = four[number]
        while claims := store.claim_articles(f"w{number}", 7, NOW):
            with store.deciding(NOW) as ledger:
                for claim in claims:
                    assert ledger.holds([claim])
                    ledger.mark_read([claim])
            read.extend(claim.article.id for claim in claims)

    together(work)
    assert sorted(read) == sorted(set(read))
    assert len(read) == 200


def test_feeds_that_bring_the_same_articles_at_once_make_them_once(four: list[SqlStore]) -> None:
    urls = [f"https://h{n}.example/" for n in range(4)]
    four[0].sync_feeds([feed(url) for url in urls], NOW)
    claims = {c.url: c for c in four[0].claim_feeds("w1", 9, NO_GAP, NOW)}
    entries = [entry(str(n)) for n in range(60)]

    def work(number: int) -> None:
        turned = entries if number % 2 else entries[::-1]
        plan = planned(NOW)
        kept = recorded(four[number], claims[urls[number]], report(turned), plan, NO_GAP, NOW)
        assert kept is not None

    together(work)
    articles = read_all(four[0])
    assert len(articles) == 60
    assert {len(article.sightings) for article in articles} == {4}


# ---- clocks that jump ---------------------------------------------------------------------


@pytest.mark.parametrize("jump", [HOUR, 3 * DAY, 400 * DAY])
def test_what_a_jumping_clock_left_in_the_future_is_brought_back(
    store: SqlStore, jump: timedelta
) -> None:
    store.sync_feeds([feed(URL), feed(OTHER)], NOW)
    ahead = NOW + jump
    visit(store, [entry("a")], ahead, block_host_for=None)
    store.claim_feeds("w1", 9, GAP, ahead)
    store.claim_articles("w1", 9, ahead)
    assert store.claim_articles("w2", 9, NOW) == []

    assert store.bring_back(NOW) > 0

    assert {c.url for c in store.claim_feeds("w2", 9, GAP, NOW)} == {URL, OTHER}
    assert len(store.claim_articles("w2", 9, NOW)) == 1
    assert store.bring_back(NOW) == 0


def test_a_delivery_put_off_by_a_jumping_clock_is_brought_back(store: SqlStore) -> None:
    rung(store)
    ahead = NOW + 400 * DAY
    claim = claim_delivery(store, ahead)
    store.settle(claim, NoAnswer("down"), Again(ahead + MINUTE, "down"), ahead)
    store.bring_back(NOW)
    assert claim_delivery(store, NOW).delivery.id == claim.delivery.id


def test_a_delivery_yet_to_be_made_is_due_now(store: SqlStore) -> None:
    ahead = NOW + 2 * HOUR
    store.sync_feeds([feed()], NOW)
    visit(store, [entry("a")])
    (said,) = ring(store, store.claim_articles("w1", 9, NOW), now=ahead)
    assert store.claim_deliveries("w1", {"desk": 9}, NOW) == []
    store.bring_back(NOW)
    assert claim_delivery(store, NOW).delivery.id == said.delivery_id


def test_what_we_planned_ourselves_is_left_alone(store: SqlStore) -> None:
    store.sync_feeds([feed()], NOW)
    visit(store, [], block_host_for=DAY)
    claims = store.claim_feeds("w1", 9, GAP, NOW + 2 * DAY)
    assert store.bring_back(NOW + 2 * DAY) == 0
    assert recorded(store, claims[0], report([]), planned(NOW + 33 * DAY), GAP, NOW + 2 * DAY)
    assert store.bring_back(NOW + 2 * DAY) == 0


def test_a_feed_that_is_to_be_asked_every_other_month_is_left_alone(store: SqlStore) -> None:
    store.sync_feeds([feed(every=60 * DAY)], NOW)
    (claim,) = store.claim_feeds("w1", 9, GAP, NOW)
    assert recorded(store, claim, report([]), planned(NOW + 60 * DAY), GAP, NOW)
    assert store.bring_back(NOW + MINUTE) == 0


def test_the_next_due_time_minds_hosts_leases_and_resting_channels(store: SqlStore) -> None:
    assert store.status(NOW).next_due_at is None
    store.sync_feeds([feed()], NOW)
    assert store.status(NOW).next_due_at == NOW
    visit(store, [], block_host_for=3 * HOUR)
    assert store.status(NOW).next_due_at == NOW + 3 * HOUR
