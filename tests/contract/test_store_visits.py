from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Any

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
    claim_one,
    digest,
    entry,
    feed,
    feed_view,
    listening,
    planned,
    read_all,
    recorded,
    report,
    visit,
)
from worker.model import (
    Feed,
    FeedClaim,
    FirstPoll,
    Identity,
    Outcome,
    ParsedFeed,
    Tally,
)
from worker.store import SqlStore, storing
from worker.store.storing import standing
from worker.store.tables import articles


@pytest.fixture
def fed(store: SqlStore) -> SqlStore:
    """A store that follows two feeds, news of both told at once."""
    store.sync_feeds([feed(URL), feed(OTHER)], NOW)
    return store


def test_a_visit_stores_articles_validators_and_schedule_together(fed: SqlStore) -> None:
    said: dict[str, Any] = {
        "etag": '"v1"',
        "last_modified": "Sun, 22 Nov 2026 08:00:00 GMT",
        "body_hash": "h1",
    }
    kept, tally = visit(fed, [entry("b"), entry("a")], **said)

    assert (kept.entries, kept.new, kept.revised, kept.outcome) == (2, 2, 0, Outcome.NEW)
    assert kept.next_due_at == NOW + HOUR
    assert tally == Tally(entries=2, new=2, known=0, revised=0, median_gap=None)
    assert [a.title for a in reversed(fed.list_articles())] == ["Title a", "Title b"]
    again = claim_one(fed, NOW + HOUR)
    claims = {c.url: c for c in [again, *fed.claim_feeds("w1", 9, NO_GAP, NOW + HOUR)]}
    mine = claims[URL]
    assert (mine.etag, mine.last_modified, mine.body_hash) == tuple(said.values())
    assert (mine.first, mine.identity, mine.interval) == (False, Identity.GUID, HOUR)
    assert mine.validated_at == NOW


def test_a_lost_lease_writes_nothing(fed: SqlStore) -> None:
    slow = claim_one(fed)
    late = NOW + 31 * SECOND
    taken = [c for c in fed.claim_feeds("w2", 9, NO_GAP, late) if c.id == slow.id]
    assert [c.lease.attempt for c in taken] == [slow.lease.attempt + 1]

    lost = recorded(fed, slow, report([entry("a")], late), planned(late), NO_GAP, late)

    assert lost is None
    assert fed.list_articles() == []
    assert fed.visits(slow.url) == []


def test_a_lease_that_ran_out_but_was_not_taken_still_counts(fed: SqlStore) -> None:
    claim = claim_one(fed)
    late = NOW + HOUR
    kept = recorded(fed, claim, report([entry("a")], late), planned(late), NO_GAP, late)
    assert kept is not None
    assert kept.new == 1


def test_a_raising_schedule_leaves_nothing(fed: SqlStore) -> None:
    claim = claim_one(fed)

    def schedule(_tally: Tally) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        recorded(fed, claim, report([entry("a")]), schedule, NO_GAP, NOW)
    assert fed.list_articles() == []
    assert recorded(fed, claim, report([entry("a")]), planned(NOW), NO_GAP, NOW)


def test_the_same_document_twice_stores_nothing(fed: SqlStore) -> None:
    entries = [entry(str(number)) for number in range(50)]
    visit(fed, entries)
    kept, tally = visit(fed, entries, NOW + HOUR)
    assert (kept.new, kept.revised, kept.outcome) == (0, 0, Outcome.NOTHING_NEW)
    assert (tally.known, tally.entries) == (50, 50)
    assert len(fed.list_articles()) == 50


def test_entries_that_repeat_a_key_are_one(fed: SqlStore) -> None:
    kept, _ = visit(fed, [entry("a", "First in the document"), entry("a", "Second")])
    assert kept.new == 1
    assert [a.title for a in fed.list_articles()] == ["First in the document"]


def test_articles_are_numbered_in_the_order_they_were_published(fed: SqlStore) -> None:
    dated = [entry(n, published_at=NOW - age * HOUR) for n, age in [("b", 2), ("c", 1), ("a", 3)]]
    visit(fed, [entry("undated"), *dated])
    claims = fed.claim_articles("w1", 10, NOW)
    assert [c.article.title for c in claims] == [
        "Title a", "Title b", "Title c", "Title undated",
    ]  # fmt: skip


def test_the_rhythm_is_the_median_gap_between_entries(fed: SqlStore) -> None:
    hours = [0, 1, 2, 4, 24]
    _, tally = visit(fed, [entry(str(h), published_at=NOW - h * HOUR) for h in hours])
    assert tally.median_gap == 1.5 * HOUR
    _, again = visit(fed, None, NOW + HOUR, outcome=Outcome.NOT_MODIFIED)
    assert again.median_gap == 1.5 * HOUR


# ---- validators ---------------------------------------------------------------------------


def test_validators_can_be_kept_or_cleared(fed: SqlStore) -> None:
    visit(fed, [], etag="one", body_hash="h")
    visit(fed, None, etag="ignored", keep_validators=True, outcome=Outcome.FAILED, validated=False)
    assert _claims(fed)[URL].etag == "one"
    visit(fed, [], etag=None, body_hash=None)
    assert (_claims(fed)[URL].etag, _claims(fed)[URL].body_hash) == (None, None)


def test_other_headers_void_the_validators(fed: SqlStore) -> None:
    visit(fed, [], etag="one", last_modified="x", body_hash="h")
    fed.sync_feeds([feed(URL, headers={"Authorization": "new"})], NOW)
    mine = _claims(fed)[URL]
    assert (mine.etag, mine.last_modified, mine.body_hash, mine.validated_at) == (None,) * 4


def test_failures_are_counted_and_a_success_resets_them(fed: SqlStore) -> None:
    failed: dict[str, Any] = {"outcome": Outcome.FAILED, "words": "no answer", "validated": False}
    visit(fed, None, failure_weight=0.5, **failed)
    visit(fed, None, failure_weight=1.0, **failed)
    mine = _claims(fed)[URL]
    assert (mine.failures, mine.failure_weight, mine.first) == (2, 1.5, True)
    view = feed_view(fed)
    assert (view.state, view.failures, view.outcome, view.last_ok_at) == (
        "failing", 2, "no answer", None,
    )  # fmt: skip
    views = fed.list_feeds(NOW)
    assert [v.url for v in views] == [URL, OTHER]  # worst first
    for called in (OTHER, views[1].name):
        assert fed.list_feeds(NOW, called=called) == views[1:]
    visit(fed, [])
    mine = _claims(fed)[URL]
    assert (mine.failures, mine.failure_weight) == (0, 0.0)


def test_what_our_own_network_failed_is_taken_back_whole(fed: SqlStore) -> None:
    failed = report(None, outcome=Outcome.FAILED, validated=False, failure_weight=0.25)
    claims = []
    for _ in range(2):  # the second claim counts the first failure already
        assert fed.due_now(URL, NOW)
        claims += [c for c in fed.claim_feeds("w1", 9, NO_GAP, NOW) if c.url == URL]
        assert recorded(fed, claims[-1], failed, planned(NOW), NO_GAP, NOW) is not None
    assert [claim.failures for claim in claims] == [0, 1]
    fed.forgive(claims, NOW)
    view = feed_view(fed)
    assert (view.failures, view.next_due_at) == (0, NOW + MINUTE)


def test_what_failed_before_a_restart_in_our_outage_is_taken_back_too(fed: SqlStore) -> None:
    failed: dict[str, Any] = {"outcome": Outcome.FAILED, "validated": False, "failure_weight": 1.0}
    visit(fed, None, NOW, url=OTHER, **failed)
    visit(fed, [], NOW + MINUTE)  # one answers
    visit(fed, None, NOW + 2 * MINUTE, **failed)
    fed.forgive([], NOW + 3 * MINUTE)
    health = {view.url: (view.failures, view.next_due_at) for view in fed.list_feeds(NOW)}
    assert health[URL] == (0, NOW + 4 * MINUTE)
    assert health[OTHER][0] == 1  # it failed while another answered


def test_thirty_visits_are_kept(fed: SqlStore) -> None:
    for number in range(33):
        visit(fed, None, NOW + number * SECOND, words=f"visit {number}")
    visit(fed, None, url=OTHER, words="another feed's")
    kept = fed.visits(URL)
    assert len(kept) == 30
    assert (kept[0].words, kept[-1].words) == ("visit 32", "visit 3")
    assert [v.words for v in fed.visits(URL, 2)] == ["visit 32", "visit 31"]


# ---- one article, several feeds -----------------------------------------------------------


def test_one_canonical_url_in_two_feeds_is_one_article(fed: SqlStore) -> None:
    visit(fed, [entry("a")])
    (first,) = read_all(fed)
    kept, _ = visit(fed, [entry("a", key=digest("theirs"))], NOW + MINUTE, OTHER)

    assert kept.new == 1
    (second,) = read_all(fed, NOW + MINUTE)  # a new sighting is read again
    assert second.id == first.id
    assert [s.feed_url for s in second.sightings] == [URL, OTHER]
    assert second.revision == 1


@pytest.mark.parametrize(
    ("theirs", "stands", "revision"),
    [("short", "Body a", 1), ("a much fuller body than the first feed had", None, 2)],
)
def test_the_fullest_text_wins(
    fed: SqlStore, theirs: str, stands: str | None, revision: int
) -> None:
    visit(fed, [entry("a")])
    visit(fed, [entry("a", lead="", body=theirs)], url=OTHER)
    (article,) = read_all(fed)
    assert article.body == (stands or theirs)
    assert article.revision == revision


def test_a_shorter_edit_elsewhere_brings_its_headline_and_keeps_the_fuller_text(
    fed: SqlStore,
) -> None:
    visit(fed, [entry("a", body="the full text of the matter")])
    visit(fed, [entry("a", lead="", body="brief")], url=OTHER)
    visit(fed, [entry("a", "News in the headline", lead="", body="brief 2")], url=OTHER)
    (article,) = read_all(fed)
    assert (article.title, article.body) == ("News in the headline", "the full text of the matter")


def test_another_key_with_the_same_title_is_the_same_article(fed: SqlStore) -> None:
    visit(fed, [entry("a", "The Title")])
    read_all(fed)
    for number in range(5):  # a feed with a new guid at every poll
        renamed = entry("a", " THE  title", key=digest(f"guid {number}"))
        renamed = dataclasses.replace(renamed, content_hash=entry("a", "The Title").content_hash)
        kept, tally = visit(fed, [renamed], NOW + number * MINUTE)
        assert (kept.new, kept.revised, tally.known) == (0, 0, 1)
    assert len(fed.list_articles()) == 1
    assert fed.claim_articles("w1", 9, NOW) == []
    found = fed.article(1)
    assert found is not None
    assert len(found.sightings) == 1


def test_another_key_listed_beside_the_first_is_one_more_sighting(fed: SqlStore) -> None:
    visit(fed, [entry("a")])
    both = [entry("a"), entry("a", key=digest("twin"))]
    assert visit(fed, both)[0].new == 0
    assert visit(fed, both)[1].known == 2
    assert len(fed.list_articles()) == 1


def test_another_title_under_the_same_url_is_news(fed: SqlStore) -> None:
    visit(fed, [entry("a", "Morning ticker")])
    ticker = entry("a", "Evening ticker", key=digest("evening"))
    kept, _ = visit(fed, [ticker])
    assert kept.new == 1
    evening, morning = fed.list_articles()
    assert (evening.title, morning.title) == ("Evening ticker", "Morning ticker")
    found = [fed.article(view.id) for view in (evening, morning)]
    assert [a.canonical_url for a in found if a] == [None, "https://news.example/a"]
    assert visit(fed, [ticker])[0].new == 0


def test_two_titles_under_one_url_in_one_document_are_two_articles(fed: SqlStore) -> None:
    url = "https://news.example/live"
    kept, _ = visit(fed, [entry("a", canonical_url=url), entry("b", canonical_url=url)])
    assert kept.new == 2
    assert len(fed.list_articles()) == 2


def test_an_endless_canonical_url_identifies_nothing_and_stores(fed: SqlStore) -> None:
    url = "https://news.example/?" + "é" * 5_000
    visit(fed, [entry("a", canonical_url=url, url=url)])
    visit(fed, [entry("a", canonical_url=url, url=url)], url=OTHER)
    assert len(fed.list_articles()) == 2


# ---- edits --------------------------------------------------------------------------------


def test_an_edit_is_a_revision_read_again_never_a_new_article(fed: SqlStore) -> None:
    visit(fed, [entry("a", body="first words")])
    (before,) = read_all(fed)
    later = NOW + HOUR
    kept, tally = visit(fed, [entry("a", body="other")], later)  # shorter: a correction

    assert (kept.new, kept.revised, kept.outcome) == (0, 1, Outcome.NEW)
    assert (tally.new, tally.revised) == (0, 1)
    (after,) = read_all(fed, later)
    assert (after.id, after.revision, after.body) == (before.id, 2, "other")
    assert (after.retrieved_at, after.first_seen_at) == (later, NOW)
    assert after.body_hash != before.body_hash


def test_an_article_deleted_under_its_editor_has_the_visit_done_again(
    fed: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit(fed, [entry("a", body="first words")])
    looks: list[Any] = []

    def deleted_once(connection: Any, ids: Any) -> list[Any]:
        looks.append(ids)
        return standing(connection, ids) if len(looks) > 1 else []

    monkeypatch.setattr(storing, "standing", deleted_once)
    kept, _ = visit(fed, [entry("a", body="other")], NOW + HOUR)
    assert (len(looks), kept.revised, kept.outcome) == (2, 1, Outcome.NEW)


def test_a_sighting_that_arrives_during_reading_stays_unread(fed: SqlStore) -> None:
    visit(fed, [entry("a")])
    (claim,) = fed.claim_articles("w1", 9, NOW)
    visit(fed, [entry("a")], url=OTHER)  # while it is being read
    with fed.deciding(NOW) as ledger:
        assert ledger.holds([claim])
        ledger.mark_read([claim])
    (again,) = fed.claim_articles("w1", 9, NOW)
    assert again.edition == claim.edition + 1
    assert len(again.article.sightings) == 2


# ---- the first poll -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first_poll", "quiet"),
    [
        (FirstPoll("quiet"), ["new", "old", "undated"]),
        (FirstPoll("alert"), []),
        (FirstPoll("quiet", 6 * HOUR), ["old", "undated"]),
    ],
)
def test_the_backlog_of_a_first_poll(
    store: SqlStore, first_poll: FirstPoll, quiet: list[str]
) -> None:
    store.sync_feeds([Feed(URL, "News", first_poll=first_poll)], NOW)
    backlog = [
        entry("new", published_at=NOW - HOUR),
        entry("old", published_at=NOW - 7 * HOUR),
        entry("undated"),
    ]
    kept, _ = visit(store, backlog)
    assert kept.backlog == len(quiet)
    flagged = {a.title: a.sightings[0].backlog for a in read_all(store)}
    assert sorted(title for title, is_backlog in flagged.items() if is_backlog) == [
        f"Title {name}" for name in quiet
    ]
    assert visit(store, [entry("later")], NOW + HOUR)[0].backlog == 0
    view = feed_view(store)
    assert view.backlog_stored == len(quiet)


def test_a_failed_first_visit_leaves_the_backlog_for_the_next(store: SqlStore) -> None:
    store.sync_feeds([feed(live=False)], NOW)
    visit(store, None, outcome=Outcome.FAILED, failure_weight=0.5)
    assert visit(store, [entry("a")])[0].backlog == 1


def test_a_feed_enabled_again_has_no_backlog(store: SqlStore) -> None:
    store.sync_feeds([feed(live=False)], NOW)
    visit(store, [entry("a")])
    store.sync_feeds([], NOW)
    assert store.claim_feeds("w1", 9, NO_GAP, NOW + DAY) == []
    assert [v.state for v in store.list_feeds(NOW)] == ["disabled"]
    store.sync_feeds([feed(live=False)], NOW + DAY)
    assert visit(store, [entry("b")], NOW + DAY)[0].backlog == 0


def test_an_article_in_anothers_backlog_is_not_read_again(store: SqlStore) -> None:
    """Unless it tells more: a rule that came later would ring for what is old."""
    store.sync_feeds([feed(), feed(OTHER, live=False)], NOW)
    visit(store, [entry("a"), entry("b")])
    read_all(store)
    visit(store, [entry("a"), entry("b", body="a text that is longer than the other")], url=OTHER)
    assert [claim.article.title for claim in store.claim_articles("w2", 9, NOW + DAY)] == [
        "Title b"
    ]


def test_a_backlog_merged_with_a_live_sighting_keeps_both(store: SqlStore) -> None:
    store.sync_feeds([feed(live=False), feed(OTHER)], NOW)
    visit(store, [entry("a")])
    visit(store, [entry("a")], url=OTHER)
    (article,) = read_all(store)
    assert [(s.feed_url, s.backlog) for s in article.sightings] == [(URL, True), (OTHER, False)]


# ---- tombstones ---------------------------------------------------------------------------


def test_a_pruned_article_is_not_new_while_its_feed_lists_it(fed: SqlStore) -> None:
    entries = [entry("evergreen"), entry("gone")]
    visit(fed, entries)
    read_all(fed)
    for day in range(1, 120):  # unchanged, then answered "not modified"
        listed = entries[:1] if day < 60 else None
        visit(fed, listed, NOW + day * DAY)
    later = NOW + 120 * DAY
    fed.prune(later - 90 * DAY, later - 730 * DAY, later)
    assert fed.list_articles() == []

    kept, _ = visit(fed, entries[:1], later)
    assert (kept.new, fed.list_articles()) == (0, [])
    kept, _ = visit(fed, entries, later)  # the other had left its feed long ago
    assert kept.new == 1


def test_a_pruned_article_that_is_edited_is_read_again(fed: SqlStore) -> None:
    visit(fed, [entry("a")])
    read_all(fed)
    later = NOW + 120 * DAY
    visit(fed, [entry("a")], later - DAY)
    fed.prune(later - 90 * DAY, later - 730 * DAY, later)
    kept, _ = visit(fed, [entry("a", body="something happened after all")], later)
    assert (kept.new, kept.revised) == (0, 1)
    assert [a.body for a in read_all(fed, later)] == ["something happened after all"]


def test_an_article_that_is_edited_while_others_are_pruned_stays(fed: SqlStore) -> None:
    visit(fed, [entry("a")])
    read_all(fed)
    later = NOW + 120 * DAY
    with fed._database.writing() as connection:
        connection.execute(articles.update().values(edition=2))
        if not fed._database.sqlite:  # there a writer waits for its turn
            assert fed.prune(later - 90 * DAY, later - 730 * DAY, later).articles == 0
    assert fed.prune(later - 90 * DAY, later - 730 * DAY, later).articles == 0
    assert len(read_all(fed, later)) == 1


# ---- costs --------------------------------------------------------------------------------


@pytest.mark.parametrize("many", [200, 2_000])
def test_an_entry_costs_one_statement_at_most(fed: SqlStore, many: int) -> None:
    entries = [entry(str(number)) for number in range(many)]
    claims = {c.url: c for c in fed.claim_feeds("w1", 9, NO_GAP, NOW)}
    with listening(fed) as statements:
        kept = recorded(fed, claims[URL], report(entries), planned(NOW), NO_GAP, NOW)
    assert kept is not None
    assert kept.new == many
    # One a statement on SQLite, where a statement is a call and not a journey.
    assert len(statements) < 20 + (many * 1.1 if fed._database.sqlite else many / 25)


def test_text_no_database_takes_is_stored_without_it(fed: SqlStore) -> None:
    visit(fed, [entry("a", "NUL\0 and \ud800 surrogate")])
    assert [a.title for a in fed.list_articles()] == ["NUL and ? surrogate"]


def _claims(store: SqlStore) -> dict[str, FeedClaim]:
    """What a claim of each feed would say; given back at once."""
    later = NOW + timedelta(days=400)
    claims = store.claim_feeds("w1", 9, NO_GAP, later)
    store.release(claims)
    return {c.url: c for c in claims}


def test_what_was_read_is_left_out_until_a_day_has_passed(fed: SqlStore) -> None:
    marks = b"\x00" + b"m" * 8
    listed = ParsedFeed("rss20", (entry("one"),), Identity.GUID, marks=marks)
    visit(fed, (), feed=listed)
    for hours, known in ((1, marks), (20, marks), (30, b"")):
        now = NOW + timedelta(hours=hours)
        assert fed.due_now(URL, now)
        claims = fed.claim_feeds("w1", 9, NO_GAP, now)
        assert [claim.marks for claim in claims if claim.url == URL] == [known]
        fed.release(claims)
        unchanged = dataclasses.replace(listed, entries=(), known=1)
        kept, tally = visit(fed, (), now, feed=unchanged)
        assert (kept.entries, kept.new, kept.outcome) == (1, 0, Outcome.NOTHING_NEW)
        assert (tally.entries, tally.known) == (1, 1)
