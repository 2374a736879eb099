"""The archive is searched by words: what holds one is always found, whatever happened to it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from tests.contract.making import (
    DAY,
    HOUR,
    NO_GAP,
    NOW,
    OTHER,
    URL,
    entry,
    feed,
    listening,
    planned,
    read_all,
    report,
    visit,
)
from tests.contract.test_store_claim_costs import plan
from worker.model import Entry, Wanted
from worker.ports import Recording
from worker.store import SqlStore, words
from worker.text.fold import fold


@pytest.fixture
def fed(store: SqlStore) -> SqlStore:
    store.sync_feeds([feed(), feed(OTHER)], NOW)
    return store


def says(name: str, body: str, **options: object) -> Entry:
    return entry(name, title="", lead="", body=body, **options)


def holding(store: SqlStore, *alternatives: str) -> list[str]:
    """The texts of what is proposed for these words and prefixes*, sorted."""
    prefixes = frozenset(a[:-1] for a in alternatives if a.endswith("*"))
    wanted = Wanted(frozenset(a for a in alternatives if not a.endswith("*")), prefixes)
    return sorted(article.body for article in store.articles(store.candidates(wanted)))


def test_an_article_is_found_by_each_of_its_folded_words(fed: SqlStore) -> None:
    said = "Пам'ять, Ёлка; Größe o’Brien 制裁 naïve 3,5 %"
    visit(fed, [says("a", said), says("b", "something else")])
    for word in fold(said).split():
        assert holding(fed, word) == [said], word
    assert holding(fed, "ять", "памя", "elka", "groß", "제") == []


def test_a_prefix_finds_longer_words_and_itself(fed: SqlStore) -> None:
    visit(fed, [says("a", "Sanctions"), says("b", "sanction"), says("c", "санкцій")])
    assert holding(fed, "sanction*") == ["Sanctions", "sanction"]
    assert holding(fed, "санк*") == ["санкцій"]
    assert holding(fed, "anction*") == []


def test_all_three_texts_count(fed: SqlStore) -> None:
    visit(fed, [entry("a", title="Alpha", lead="Beta", body="Gamma")])
    assert all(holding(fed, word) == ["Gamma"] for word in ("alpha", "beta", "gamma"))


def test_nothing_wanted_is_found_nowhere_and_anything_everywhere(fed: SqlStore) -> None:
    visit(fed, [says("a", "one"), says("b", "")])
    assert fed.candidates(Wanted()) == []
    assert [a.body for a in fed.articles(fed.candidates(None))] == ["", "one"]


def test_words_that_mean_something_to_the_database_are_words(fed: SqlStore) -> None:
    visit(fed, [says("a", "or and not near null п'ять")])
    assert holding(fed, "or", "п'ять") == ["or and not near null п'ять"]
    for sign in ('x"y', "\\", "a:b", "(", "a b", "", "A"):
        with pytest.raises(ValueError, match="is no folded word"):
            holding(fed, sign)


def test_many_alternatives_are_asked_in_shares(fed: SqlStore) -> None:
    visit(fed, [says("a", "word1999")])
    assert holding(fed, *(f"word{n}" for n in range(2_000))) == ["word1999"]


def test_an_edit_is_found_by_its_new_words_alone(fed: SqlStore) -> None:
    visit(fed, [says("a", "cruiser sails")])
    visit(fed, [says("a", "frigate sails on")], NOW + HOUR)
    assert (holding(fed, "cruiser"), holding(fed, "frigate")) == ([], ["frigate sails on"])
    assert holding(fed, "sails") == ["frigate sails on"]


def test_a_fuller_text_of_another_feed_is_found(fed: SqlStore) -> None:
    visit(fed, [says("a", "short")])
    visit(fed, [says("a", "a much longer report")], NOW + HOUR, OTHER)
    assert (holding(fed, "short"), holding(fed, "report")) == ([], ["a much longer report"])


@pytest.mark.parametrize("stands", [False, True])
def test_texts_that_replace_each_other_in_one_transaction_leave_the_last_alone(
    store: SqlStore, *, stands: bool
) -> None:
    texts = {URL: "cruiser", OTHER: "a frigate sails", f"{OTHER}3": "a corvette sails out at noon"}
    store.sync_feeds([feed(url) for url in texts], NOW)
    claims = {claim.url: claim for claim in store.claim_feeds("w1", 3, NO_GAP, NOW)}
    brought = [
        Recording(claims[url], report([says("a", said)]), planned(NOW + DAY), NO_GAP, NOW)
        for url, said in texts.items()
    ]
    if stands:
        store.record_visits([brought.pop(0)])
    assert None not in store.record_visits(brought)
    words = ("cruiser", "frigate", "corvette", "sails")
    last = texts[f"{OTHER}3"]
    assert [holding(store, word) for word in words] == [[], [], [last], [last]]
    read_all(store)
    assert store.prune(NOW + DAY, NOW + DAY, NOW + 3 * DAY).articles == 1
    if not store.many_writers:
        with store._database.reading() as connection:
            found = "SELECT count(*) FROM article_fts WHERE article_fts MATCH :word"
            assert [connection.scalar(text(found), {"word": word}) for word in words] == [0] * 4


def test_a_pruned_article_leaves_the_index(fed: SqlStore) -> None:
    visit(fed, [says("a", "cruiser"), says("b", "cruiser too")])
    visit(fed, [says("b", "frigate")], NOW + 2 * DAY)
    read_all(fed, NOW + 2 * DAY)
    assert fed.prune(NOW + DAY, NOW, NOW + 3 * DAY).articles == 1
    assert (holding(fed, "cruiser"), holding(fed, "frigate")) == ([], ["frigate"])
    if not fed.many_writers:
        with fed._database.reading() as connection:
            found = "SELECT count(*) FROM article_fts WHERE article_fts MATCH 'cruiser'"
            assert connection.scalar(text(found)) == 0


def test_a_window_bounds_what_is_proposed_and_counted(fed: SqlStore) -> None:
    for day in range(3):
        visit(fed, [says(f"d{day}", f"day {day}")], NOW + day * DAY)
    wanted = Wanted(frozenset({"day"}))
    inside = fed.candidates(wanted, NOW + DAY, NOW + 2 * DAY)
    assert [a.body for a in fed.articles(inside)] == ["day 1"]
    assert fed.candidates(None, NOW + DAY) == fed.candidates(wanted, NOW + DAY)
    assert fed.archive().articles == 3
    span = fed.archive(NOW + DAY)
    assert (span.articles, span.oldest, span.newest) == (2, NOW + DAY, NOW + 2 * DAY)
    assert fed.archive(NOW + 9 * DAY).oldest is None


def test_what_no_word_narrows_is_found_without_reading_a_text(fed: SqlStore) -> None:
    if fed.many_writers:
        pytest.skip("PostgreSQL plans by how many rows there are")
    with listening(fed) as said:
        fed.candidates(None, NOW - DAY)
        fed.index_late()
    asked = [statement for statement in said if statement[0].startswith("SELECT")]
    with fed._database.reading() as connection:
        plans = [plan(connection, statement) for statement in asked]
    assert ["COVERING INDEX" in steps for steps in plans] == [True, True]


def test_an_article_comes_as_it_is_stored_and_a_gone_one_not_at_all(fed: SqlStore) -> None:
    visit(fed, [says("a", "one")])
    (id_,) = fed.candidates(None)
    (found,) = fed.articles([id_, id_ + 1])
    assert found == fed.article(id_)
    assert found.sightings[0].feed_url == URL


def test_too_many_words_make_an_article_everyones_candidate(
    fed: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "MOST_BYTES", 20)
    visit(fed, [says("a", "here are far too many words"), says("b", "here")])
    assert holding(fed, "absent") == ["here are far too many words"]


def test_a_word_without_end_is_found_by_its_beginning(fed: SqlStore) -> None:
    long = "ж" * 5_000
    visit(fed, [says("a", long)])
    assert holding(fed, long) == [long]
    assert holding(fed, f"{long[:100]}*") == [long]
    assert holding(fed, f"{long[:3]}*") == [long]


def test_words_of_an_older_folding_are_everyones_candidates_until_indexed_again(
    fed: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("worker.store.search.VERSION", words.VERSION - 1)
    visit(fed, [says("a", "one"), says("b", "two"), says("c", "three")])
    monkeypatch.undo()
    assert holding(fed, "one") == ["one", "three", "two"]
    visit(fed, [says("c", "edited three")], NOW + HOUR)
    assert fed.index_late() == 2
    assert fed.index_late() == 0
    assert holding(fed, "one") == ["one"]
    assert (holding(fed, "three"), holding(fed, "edited")) == (["edited three"], ["edited three"])
    read_all(fed, NOW + DAY)
    assert fed.prune(NOW + DAY, NOW, NOW + DAY).articles == 3


TEXTS = st.text(st.sampled_from("aAбБß'’- \n\0\u0301制ї9\"*"), max_size=20)


@settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=6))
def test_no_word_of_any_text_is_missed(fed: SqlStore, edits: list[tuple[str, str]]) -> None:
    """Two articles a round, each edited by the next round; every word of what stands is found."""
    for one, two in edits:
        visit(fed, [says("a", one), says("b", two)])
        for article in fed.articles(fed.candidates(None)):
            for word in fold(article.body).split():
                if word != "\x01":
                    assert article.body in holding(fed, word), word
