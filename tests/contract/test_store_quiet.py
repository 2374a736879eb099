"""Quiet readings: opened once a version, claimed by one worker, moved with what they wrote."""

from __future__ import annotations

import pytest

from tests.contract.making import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    PLACED,
    SECOND,
    entry,
    feed,
    hit,
    hold,
    matches_of,
    read_all,
    together,
    visit,
)
from worker.model import Place, Query, QuietClaim, QuietReading, QuietTally, Rule
from worker.ports import Store
from worker.store import SqlStore, open_store

VERSIONS = {"r1": "v1"}


def rule(version: str = "v1", rule_id: str = "r1") -> Rule:
    place = Place("rules/a.yaml", 1, 1)
    query = Query("strike", "en", ((0, place),))
    return Rule(rule_id, "Strikes", "high", (query,), place, version, "match: strike")


@pytest.fixture
def archive(store: SqlStore) -> SqlStore:
    """Three articles, read."""
    store.sync_feeds([feed()], NOW)
    visit(store, [entry(name) for name in "cba"])
    read_all(store)
    return store


def claimed(store: SqlStore, owner: str = "w1", limit: int = 9) -> QuietClaim:
    claim = store.claim_quiet(owner, VERSIONS, limit, NOW)
    assert claim is not None
    return claim


def settle(store: SqlStore, claim: QuietClaim, matches: int = 0) -> tuple[QuietReading, ...]:
    tallies = {"r1": QuietTally(matches, matches, 2)} if matches else {}
    with store.deciding(NOW) as ledger:
        return ledger.settle_quiet(claim, tallies, NOW)


def test_a_version_is_opened_once_and_read_batch_by_batch(archive: SqlStore) -> None:
    (new,) = archive.keep_rules([rule()], NOW)
    assert (new.rule_id, new.version, new.edited) == ("r1", "v1", False)
    assert archive.keep_rules([rule()], NOW) == []
    first = claimed(archive, limit=2)
    assert [a.id for a in first.articles] == [1, 2]
    assert [s.feed_url for s in first.articles[0].sightings] == [feed().url]
    assert not first.last
    assert settle(archive, first, matches=2) == ()
    rest = claimed(archive, limit=2)
    assert ([a.id for a in rest.articles], rest.last) == ([3], True)
    (done,) = settle(archive, rest)
    assert (done.articles, done.matches, done.stories, done.example) == (3, 2, 2, 2)
    assert done.done_at == NOW
    assert archive.claim_quiet("w1", VERSIONS, 9, NOW) is None
    assert archive.quiet_readings(NOW) == [done]
    assert archive.quiet_readings(NOW + SECOND) == []
    (edit,) = archive.keep_rules([rule("v2")], NOW)
    assert edit.edited


def test_only_what_came_in_the_last_day_and_is_read(archive: SqlStore) -> None:
    later = NOW + 20 * HOUR
    visit(archive, [entry("d")], later)
    read_all(archive, later)
    visit(archive, [entry("e")], later)
    archive.keep_rules([rule()], NOW + 25 * HOUR)
    assert [a.title for a in claimed(archive).articles] == ["Title d"]


def test_nothing_is_opened_where_nothing_came(store: SqlStore) -> None:
    store.sync_feeds([feed()], NOW)
    store.keep_rules([rule()], NOW)
    visit(store, [entry("a")])
    read_all(store)
    store.keep_rules([rule("v2")], NOW + 2 * DAY)
    assert store.claim_quiet("w1", VERSIONS | {"r1": "v2"}, 9, NOW) is None
    assert store.keep_rules([], NOW) == []


def test_a_reading_of_a_version_that_runs_no_more_waits(archive: SqlStore) -> None:
    archive.keep_rules([rule()], NOW)
    assert archive.claim_quiet("w1", {"r1": "v2"}, 9, NOW) is None
    assert archive.claim_quiet("w1", {}, 9, NOW) is None
    assert claimed(archive).readings[0].version == "v1"


def test_rules_that_stand_at_one_place_read_together(archive: SqlStore) -> None:
    archive.keep_rules([rule()], NOW)
    settle(archive, claimed(archive, limit=1))
    archive.keep_rules([rule(), rule(rule_id="r2"), rule(rule_id="r3")], NOW)
    both = {"r1": "v1", "r2": "v1", "r3": "v1"}
    claim = archive.claim_quiet("w1", both, 9, NOW)
    assert claim is not None
    assert [r.rule_id for r in claim.readings] == ["r2", "r3"]
    settle(archive, claim)
    assert [r.rule_id for r in claimed(archive).readings] == ["r1"]


def test_a_claim_is_one_workers_until_it_runs_out(archive: SqlStore) -> None:
    archive.keep_rules([rule()], NOW)
    claim = claimed(archive)
    assert claimed(archive).articles == claim.articles  # its owner may ask again
    assert archive.claim_quiet("w2", VERSIONS, 9, NOW + 29 * SECOND) is None
    other = archive.claim_quiet("w2", VERSIONS, 9, NOW + 31 * SECOND)
    assert other is not None
    with archive.deciding(NOW) as ledger:
        assert ledger.holds_quiet(claim) == frozenset()
        assert ledger.holds_quiet(other) == {"r1"}
        assert ledger.settle_quiet(claim, {"r1": QuietTally(1, 1, 1)}, NOW) == ()
    (reading,) = archive.quiet_readings(NOW)
    assert (reading.matches, reading.done_at) == (0, None)
    archive.reclaim_all()
    assert claimed(archive).articles == claim.articles


def test_what_was_written_moves_with_the_place_or_not_at_all(archive: SqlStore) -> None:
    archive.keep_rules([rule()], NOW)
    claim = claimed(archive)

    def die() -> None:
        with archive.deciding(NOW) as ledger:
            ledger.keep_match(claim.articles[0], hit(), NOW)
            ledger.settle_quiet(claim, {"r1": QuietTally(1, 1, 1)}, NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        die()
    assert matches_of(archive, 1) == []
    assert claimed(archive).cursor == claim.cursor


def test_what_is_written_or_has_news_is_left_alone(archive: SqlStore) -> None:
    archive.keep_rules([rule()], NOW)
    one, two, _three = claimed(archive).articles
    with archive.deciding(NOW) as ledger:
        assert ledger.unheard(one, hit())
        ledger.keep_match(one, hit(), NOW)
        assert not ledger.unheard(one, hit())
        assert ledger.unheard(one, hit(version="v2"))
        story = ledger.open_story(one, "Headline", PLACED)
        assert not ledger.held_quietly(story, "r1", NOW)
        ledger.hold(story, one, hold("too old for its rule"), NOW)
        assert not ledger.held_quietly(story, "r1", NOW)
        ledger.hold(story, one, hold("backlog of a new feed"), NOW)
        assert ledger.held_quietly(story, "r1", NOW)
        assert not ledger.held_quietly(story, "r1", NOW + HOUR)
        ledger.hold(story, one, hold("new rule: read quietly"), NOW)
        assert ledger.held_quietly(story, "r1", NOW + HOUR)
        assert not ledger.held_quietly(story, "r2", NOW)
        assert ledger.unheard(two, hit())
    visit(archive, [entry(two.title[-1], body="edited")], NOW + HOUR)
    with archive.deciding(NOW) as ledger:
        assert not ledger.unheard(two, hit())


def test_of_workers_that_take_a_rule_at_once_one_opens_it(
    archive: SqlStore, store_url: str
) -> None:
    opened: list[int] = []

    def work(number: int) -> None:
        mine = open_store(store_url, new_id=str)
        opened.append(len(mine.keep_rules([rule()], NOW)))
        mine.close()

    together(work)
    assert sorted(opened) == [0, 0, 0, 1]
    assert len(archive.quiet_readings(NOW)) == 1


def test_a_worker_that_takes_the_rule_later_has_its_own_articles_read(archive: SqlStore) -> None:
    """Between the two, it reads on by its old rules; where it can be alone, nobody else did."""
    archive.keep_rules([rule()], NOW)
    (done,) = settle(archive, claimed(archive), matches=1)
    visit(archive, [entry("d")])
    read_all(archive)
    archive.reopen_quiet({"r1": "v2"}, NOW)
    archive.reopen_quiet(VERSIONS, NOW + 25 * HOUR)
    assert archive.claim_quiet("w2", VERSIONS, 9, NOW) is None
    archive.reopen_quiet(VERSIONS, NOW + MINUTE)
    if not archive.many_writers:
        assert archive.quiet_readings(NOW) == [done]
        return
    assert len(claimed(archive, "w2").articles) == 4
    archive.reopen_quiet(VERSIONS, NOW + MINUTE)  # in the middle: the claim is lost
    assert settle(archive, claimed(archive, "w1")) == ()  # nothing new: not told again
    archive.reopen_quiet(VERSIONS, NOW + MINUTE)
    (again,) = settle(archive, claimed(archive, "w1"), matches=1)
    assert (again.articles, again.matches) == (4, 2)


def test_it_is_forgotten_with_what_was_decided(archive: SqlStore) -> None:
    archive.keep_rules([rule()], NOW)
    later = NOW + 800 * DAY
    assert archive.prune(NOW, later - 730 * DAY, later).quiet_readings == 1


def test_the_store_keeps_the_ports_promise(store: SqlStore) -> None:
    promised: Store = store
    assert promised.claim_quiet("w1", VERSIONS, 1, NOW) is None
