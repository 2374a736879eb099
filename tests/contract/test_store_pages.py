"""Pages behind articles: queued with them, claimed under their host's row, recorded once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.contract.making import (
    DAY,
    HOUR,
    MINUTE,
    NO_GAP,
    NOW,
    SECOND,
    URL,
    entry,
    feed,
    planned,
    read_all,
    recorded,
    report,
    together,
    visit,
)
from worker.model import (
    Article,
    HostLimits,
    Page,
    PageClaim,
    PageReport,
    PageVerdict,
    Robots,
    Wanted,
)
from worker.poll.politeness import host_key
from worker.store import SqlStore, open_store

GAP = HostLimits(concurrency=1, gap=SECOND)
ROBOTS = Robots(b"User-agent: *\nAllow: /", NOW)
TEXT = "The page says more: a word of its own."


@pytest.fixture
def store(store_url: str) -> Iterator[SqlStore]:
    """An open store that knows hosts as the daemon does."""
    opened = open_store(store_url, new_id=str, host_of=host_key)
    yield opened
    opened.close()


def with_pages(store: SqlStore, *names: str, live: bool = True, **options: Any) -> None:
    """A feed with full text that brought these entries, all read."""
    store.sync_feeds([feed(fulltext=True, live=live)], NOW)
    visit(store, [entry(name, **options) for name in names])
    read_all(store)


def claim_page(store: SqlStore, now: Any = NOW, owner: str = "w1") -> PageClaim:
    (claim,) = store.claim_pages(owner, 1, NO_GAP, now)
    return claim


def ok(text: str = TEXT, *keys: int) -> PageReport:
    words = f"the page's text, {len(text)} characters"
    return PageReport(words, PageVerdict.OK, text=text, line_keys=keys)


def article(store: SqlStore, name: str = "a") -> Article:
    found = store.article(f"https://news.example/{name}")
    assert found is not None
    return found


# ---- what is queued -----------------------------------------------------------------------


def test_a_new_article_of_a_feed_with_fulltext_has_its_page_asked(store: SqlStore) -> None:
    with_pages(store, "a")
    claim = claim_page(store)
    assert (claim.url, claim.host) == ("https://news.example/a", "news.example")
    assert (claim.origin, claim.tries, claim.robots) == ("https://news.example", 0, None)
    assert claim.feed_text == "Lead a"
    assert article(store).page is None  # nothing is known yet


def test_no_page_is_asked_of_backlog_or_without_fulltext_or_a_url(store: SqlStore) -> None:
    with_pages(store, "a", live=False)
    store.sync_feeds([feed()], NOW)
    visit(store, [entry("a"), entry("b")])
    store.sync_feeds([feed(fulltext=True)], NOW)
    visit(store, [entry("a"), entry("b"), entry("c", url=None, canonical_url=None)])
    visit(store, [entry("d", url="https://", canonical_url=None)])
    read_all(store)
    assert store.claim_pages("w1", 9, NO_GAP, NOW) == []


def test_a_page_waits_until_its_article_was_read(store: SqlStore) -> None:
    store.sync_feeds([feed(fulltext=True)], NOW)
    visit(store, [entry("a")])
    assert store.claim_pages("w1", 9, NO_GAP, NOW) == []
    read_all(store)
    assert len(store.claim_pages("w1", 9, NO_GAP, NOW)) == 1
    assert store.claim_pages("w1", 0, NO_GAP, NOW) == []


def test_an_article_in_two_feeds_has_one_page(store: SqlStore) -> None:
    other = "https://other.example/rss"
    store.sync_feeds([feed(fulltext=True), feed(other, fulltext=True)], NOW)
    visit(store, [entry("a")])
    visit(store, [entry("a")], url=other)
    read_all(store)
    assert len(store.claim_pages("w1", 9, NO_GAP, NOW)) == 1


# ---- whose turn it is ---------------------------------------------------------------------


def test_a_feed_and_a_page_of_one_host_are_never_asked_at_once(store: SqlStore) -> None:
    with_pages(store, "a", "b")
    one = HostLimits(concurrency=1, gap=timedelta(0))
    (page,) = store.claim_pages("w1", 9, one, NOW)
    store.due_now(URL, NOW)
    assert store.claim_feeds("w2", 9, one, NOW) == []
    store.release([page])
    (held,) = store.claim_feeds("w2", 9, one, NOW)
    assert store.claim_pages("w1", 9, one, NOW) == []
    two = HostLimits(concurrency=2, gap=timedelta(0))
    assert len(store.claim_pages("w1", 9, two, NOW)) == 1  # beside the feed under way
    assert recorded(store, held, report(), planned(NOW), one, NOW) is not None


def test_the_gap_is_kept_between_feeds_robots_and_pages(store: SqlStore) -> None:
    with_pages(store, "a")
    (claim,) = store.claim_pages("w1", 9, GAP, NOW)
    answered = NOW + 3 * SECOND
    due = PageReport("", due_at=answered, robots=Robots(None, answered))
    assert store.record_page(claim, due, GAP, answered) is not None
    assert store.claim_pages("w1", 9, GAP, answered + SECOND / 2) == []
    store.due_now(URL, NOW)
    assert store.claim_feeds("w1", 9, GAP, answered + SECOND / 2) == []
    (page,) = store.claim_pages("w1", 9, GAP, answered + SECOND)
    assert page.robots == Robots(None, answered)
    assert store.claim_feeds("w1", 9, GAP, answered + SECOND) == []


def test_a_host_that_asked_for_patience_is_left_alone_for_pages_too(store: SqlStore) -> None:
    with_pages(store, "a")
    visit(store, None, block_host_for=HOUR)
    assert store.claim_pages("w1", 9, NO_GAP, NOW + HOUR - SECOND) == []
    claim = claim_page(store, NOW + HOUR)
    later = PageReport("answered 503", due_at=NOW + 2 * HOUR, failed=True, block_host_for=3 * HOUR)
    assert store.record_page(claim, later, NO_GAP, NOW + HOUR) == Page(None, "answered 503")
    store.due_now(URL, NOW)
    assert store.claim_feeds("w1", 9, NO_GAP, NOW + 3 * HOUR) == []
    assert claim_page(store, NOW + 4 * HOUR).tries == 1


def test_workers_claim_each_page_once_and_no_host_twice(store: SqlStore) -> None:
    store.sync_feeds([feed(fulltext=True)], NOW)
    visit(
        store,
        [entry(f"{h}-{n}", url=f"https://h{h}.example/{n}") for h in range(4) for n in (1, 2)],
    )
    read_all(store)
    claims: list[PageClaim] = []
    together(lambda n: claims.extend(store.claim_pages(f"w{n}", 9, GAP, NOW)))
    assert len({claim.host for claim in claims}) == len(claims) <= 4


# ---- leases -------------------------------------------------------------------------------


def test_a_leased_page_is_renewed_given_back_and_fenced(store: SqlStore) -> None:
    with_pages(store, "a")
    first = claim_page(store)
    store.renew([first], NOW + 20 * SECOND)
    assert store.claim_pages("w2", 9, NO_GAP, NOW + 49 * SECOND) == []
    second = claim_page(store, NOW + 50 * SECOND, "w2")
    assert store.record_page(first, ok(), NO_GAP, NOW + 51 * SECOND) is None
    assert article(store).body == "Body a"
    store.release([second])
    assert claim_page(store).lease.attempt == 3
    assert store.reclaim_all() == 1
    assert claim_page(store).lease.attempt == 4


def test_what_a_jumping_clock_left_in_the_future_is_mended(store: SqlStore) -> None:
    with_pages(store, "a")
    store.record_page(claim_page(store), PageReport("x", due_at=NOW + 9 * DAY), NO_GAP, NOW)
    assert store.bring_back(NOW) == 1
    assert claim_page(store).url.endswith("/a")


# ---- what a page brings -------------------------------------------------------------------


def test_a_pages_text_replaces_the_feeds_and_is_read_again(store: SqlStore) -> None:
    with_pages(store, "a")
    came = NOW + MINUTE
    kept = store.record_page(claim_page(store), ok(), NO_GAP, came)
    assert kept == Page(PageVerdict.OK, "the page's text, 38 characters")
    found = article(store)
    assert (found.title, found.lead, found.body) == ("Title a", "Lead a", TEXT)
    assert (found.revision, found.retrieved_at, found.page) == (2, came, kept)
    (again,) = store.claim_articles("w1", 9, came)
    assert again.article == found
    assert store.candidates(Wanted(frozenset({"word"}))) == [found.id]
    assert store.candidates(Wanted(frozenset({"body"}))) == []
    assert store.claim_pages("w1", 9, NO_GAP, came + DAY) == []


@pytest.mark.parametrize("verdict", [each for each in PageVerdict if each is not PageVerdict.OK])
def test_any_other_verdict_keeps_the_feeds_words(store: SqlStore, verdict: PageVerdict) -> None:
    with_pages(store, "a")
    store.record_page(claim_page(store), PageReport("so it is", verdict, text="no"), NO_GAP, NOW)
    found = article(store)
    assert (found.body, found.revision, found.page) == ("Body a", 1, Page(verdict, "so it is"))
    assert store.claim_articles("w1", 9, NOW) == []
    assert store.claim_pages("w1", 9, NO_GAP, NOW + DAY) == []


def test_the_very_text_of_the_feed_is_no_news(store: SqlStore) -> None:
    with_pages(store, "a")
    store.record_page(claim_page(store), ok("Body a"), NO_GAP, NOW)
    assert article(store).revision == 1
    assert store.claim_articles("w1", 9, NOW) == []


def test_an_edit_while_the_page_is_fetched_is_kept_and_the_page_asked_again(
    store: SqlStore,
) -> None:
    with_pages(store, "a")
    claim = claim_page(store)
    visit(store, [entry("a", body="The feed says otherwise.")])
    assert store.record_page(claim, ok(), NO_GAP, NOW) is not None
    assert article(store).body == "The feed says otherwise."
    read_all(store)
    assert claim_page(store).revision == 2


def test_an_edit_brings_headline_and_lead_and_the_page_is_asked_again(store: SqlStore) -> None:
    with_pages(store, "a")
    store.record_page(claim_page(store), ok(), NO_GAP, NOW)
    visit(store, [entry("a", title="Corrected", lead="A new lead", body="Short")])
    found = article(store)
    assert (found.title, found.lead, found.body) == ("Corrected", "A new lead", TEXT)
    read_all(store)
    again = claim_page(store)
    assert (again.feed_text, again.revision) == ("A new lead", 3)
    store.record_page(again, PageReport("gone", PageVerdict.UNREACHABLE), NO_GAP, NOW)
    found = article(store)
    assert found.body == TEXT
    assert found.page is not None
    assert found.page.verdict is PageVerdict.OK  # its text still stands


def test_lines_that_a_hosts_latest_pages_share_are_told(store: SqlStore) -> None:
    names = [f"n{n:02}" for n in range(24)]
    with_pages(store, *names)
    for number in range(23):
        claim = claim_page(store, NOW + number * SECOND)
        assert claim.repeated == (frozenset({7}) if number >= 3 else frozenset())
        store.record_page(claim, ok(TEXT, 7, 100 + number), NO_GAP, NOW + number * SECOND)
    with store._database.reading() as connection:
        kept = connection.exec_driver_sql("SELECT count(line_keys) FROM pages").scalar_one()
    assert kept == 20


def test_a_page_that_leads_to_another_host_waits_for_that_hosts_turn(store: SqlStore) -> None:
    with_pages(store, "a")
    away = PageReport("", due_at=NOW, failed=True, moved_to="https://www.Other.example/b?c")
    assert store.record_page(claim_page(store), away, GAP, NOW) == Page(None, "")
    (claim,) = store.claim_pages("w1", 9, GAP, NOW)  # the first host keeps its gap
    assert (claim.url, claim.host) == ("https://www.Other.example/b?c", "other.example")
    assert (claim.origin, claim.tries) == ("https://www.other.example", 1)
    busy = PageReport("answered 429", due_at=NOW + HOUR, failed=True, block_host_for=HOUR)
    store.record_page(claim, busy, GAP, NOW)
    store.due_now(URL, NOW)
    assert len(store.claim_feeds("w1", 9, GAP, NOW + SECOND)) == 1


# ---- robots.txt ---------------------------------------------------------------------------


def test_robots_txt_is_known_for_a_day_to_every_page_of_the_origin(store: SqlStore) -> None:
    with_pages(store, "a", "b")
    claim = claim_page(store)
    store.record_page(claim, PageReport("", due_at=NOW, robots=ROBOTS), NO_GAP, NOW)
    assert article(store).page is None
    both = store.claim_pages("w1", 9, NO_GAP, NOW)
    assert [page.robots for page in both] == [ROBOTS, ROBOTS]
    store.release(both)
    (old, _) = store.claim_pages("w1", 9, NO_GAP, NOW + DAY)
    assert old.robots is None
    newer = replace(ROBOTS, body=None, fetched_at=NOW + DAY)
    store.record_page(old, PageReport("", due_at=NOW, robots=newer), NO_GAP, NOW + DAY)
    assert claim_page(store, NOW + DAY).robots == newer
    store.prune(NOW - DAY, NOW - DAY, NOW + 9 * DAY)
    with store._database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM robots").scalar_one() == 0


def test_an_origin_without_an_answer_rests_with_all_its_pages(store: SqlStore) -> None:
    with_pages(store, "a", "b")
    later = PageReport(
        "robots.txt: answered 503", due_at=NOW + HOUR, failed=True, origin_rests_until=NOW + MINUTE
    )
    store.record_page(claim_page(store), later, NO_GAP, NOW)
    assert store.claim_pages("w1", 9, NO_GAP, NOW + MINUTE - SECOND) == []
    assert claim_page(store, NOW + MINUTE).tries == 0


# ---- counted, and forgotten ---------------------------------------------------------------


def test_pages_count_as_work_to_do_and_go_with_their_article(store: SqlStore) -> None:
    with_pages(store, "a")
    assert store.waiting(NOW - DAY, (), NOW) == 1
    assert store.status(NOW).next_due_at == NOW
    store.record_page(claim_page(store), PageReport("x", PageVerdict.WALL), NO_GAP, NOW)
    assert store.waiting(NOW - DAY, (), NOW) == 0
    store.prune(NOW + DAY, NOW - DAY, NOW)
    with store._database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM pages").scalar_one() == 0


def test_a_page_whose_article_went_meanwhile_is_nobodys(store: SqlStore) -> None:
    with_pages(store, "a")
    claim = claim_page(store)
    store.prune(NOW + DAY, NOW - DAY, NOW)
    assert store.record_page(claim, ok(), NO_GAP, NOW) is None


def test_claims_of_pages_go_by_their_index(store: SqlStore) -> None:
    if store.many_writers:
        pytest.skip("PostgreSQL plans by how many rows there are")
    with store._database.reading() as connection:
        plan = connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT id FROM pages WHERE due_at <= 1 ORDER BY due_at, id LIMIT 9"
        ).all()
    assert any("ix_pages_due_at" in str(step) for step in plan)
