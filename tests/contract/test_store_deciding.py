"""Reading, deciding and saying are one transaction; the record outlives the article."""

from __future__ import annotations

import json
import threading
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.contract.making import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    OTHER,
    PLACED,
    SECOND,
    URL,
    body,
    entry,
    feed,
    hit,
    hold,
    matches_of,
    read_all,
    ring,
    rung,
    speak,
    together,
    visit,
)
from worker.model import (
    Answered,
    ArticleClaim,
    Delivered,
    Evidence,
    Hit,
    Listed,
    Place,
    Query,
    Rule,
    Speak,
    Utterance,
)
from worker.ports import Store
from worker.store import SqlStore, open_store


@pytest.fixture
def claim(store: SqlStore) -> ArticleClaim:
    """An unread article, claimed."""
    store.sync_feeds([feed(URL), feed(OTHER)], NOW)
    visit(store, [entry("a")])
    (claim,) = store.claim_articles("w1", 9, NOW)
    return claim


def test_the_store_keeps_the_ports_promise(store: SqlStore) -> None:
    promised: Store = store
    assert not promised.promise_due(NOW)


def test_a_match_keeps_the_list_entries_behind_it(store: SqlStore, claim: ArticleClaim) -> None:
    (found,) = hit().evidence
    named = replace(found, listed=(Listed("sdn", "Ivan Petrov", "4711"),))
    with store.deciding(NOW) as ledger:
        ledger.keep_match(claim.article, replace(hit(), evidence=(named,)), NOW)
    (match,) = matches_of(store, claim.article.id)
    assert match.evidence[0]["listed"] == [
        {"entity": "sdn", "name": "Ivan Petrov", "id": "4711", "program": None}
    ]


def test_match_story_alert_delivery_and_read_mark_commit_together(
    store: SqlStore, claim: ArticleClaim
) -> None:
    (said,) = ring(store, [claim])

    assert (said.sequence, said.story.headline, said.story.articles) == (1, "Headline", 1)
    assert (said.story.outlets, said.story.canonical_url) == (1, claim.article.canonical_url)
    (match,) = matches_of(store, claim.article.id)
    assert (match.rule_id, match.rule_version, match.revision) == ("r1", "v1", 1)
    assert (match.title, match.lead, match.body) == ("Title a", "Lead a", "Body a")
    assert (match.retrieved_at, match.body_hash) == (NOW, claim.article.body_hash)
    assert match.evidence == [
        {"zone": "body", "text": "a strike", "spans": [[2, 8]], "term": "strike", "start": 4}
    ]
    (delivery,) = store.list_deliveries()
    assert (delivery.id, delivery.state, delivery.attempts) == (said.delivery_id, "pending", 0)
    assert (delivery.next_try_at, delivery.created_at) == (NOW, NOW)
    (decision,) = store.decisions(claim.article.id)
    assert (decision.verdict, decision.reason, decision.channel) == (
        "speak", "first report", "desk",
    )  # fmt: skip
    assert (decision.alert_id, decision.sequence) == (str(said.alert_id), 1)
    (alert,) = store.list_alerts()
    assert (alert.id, alert.delivery_id, alert.severity) == (
        str(said.alert_id), said.delivery_id, "high",
    )  # fmt: skip
    assert alert.story == {"id": str(said.story.id), "headline": "Headline"}
    assert (alert.rules, alert.article) == (({"id": "r1"},), None)
    assert store.claim_articles("w1", 9, NOW + DAY) == []


def test_an_exception_leaves_nothing(store: SqlStore, claim: ArticleClaim) -> None:
    def break_down(_said: Utterance) -> str:
        raise ZeroDivisionError

    article = claim.article

    def read() -> None:
        with store.deciding(NOW) as ledger:
            ledger.keep_match(article, hit(), NOW)
            story = ledger.open_story(article, "Headline", PLACED)
            ledger.speak(story, article, speak(), body, NOW)
            ledger.hold(story, article, hold(), NOW)
            ledger.mark_read([claim])
            ledger.speak(story, article, speak("other"), break_down, NOW)

    with pytest.raises(ZeroDivisionError):
        read()
    assert matches_of(store, article.id) == []
    assert store.decisions(article.id) == []
    assert store.list_deliveries() == []
    assert len(store.claim_articles("w2", 9, NOW + MINUTE)) == 1


def test_a_lost_lease_is_seen_before_anything_is_written(
    store: SqlStore, claim: ArticleClaim
) -> None:
    (other,) = store.claim_articles("w2", 9, NOW + 31 * SECOND)
    with store.deciding(NOW + 32 * SECOND) as ledger:
        assert not ledger.holds([claim])
        assert ledger.holds([other])
        ledger.mark_read([claim])  # a worker that does not ask changes nothing either
    assert store.claim_articles("w3", 9, NOW + HOUR)[0].article.id == claim.article.id


def test_a_failed_reading_keeps_why_and_waits(store: SqlStore, claim: ArticleClaim) -> None:
    retry_at = NOW + 5 * MINUTE
    with store.deciding(NOW) as ledger:
        ledger.mark_failed(claim, "it raised\0", retry_at)
    (view,) = store.list_articles()
    assert (view.unread, view.read_error) == (True, "it raised")
    assert store.claim_articles("w1", 9, retry_at - SECOND) == []
    (again,) = store.claim_articles("w1", 9, retry_at)
    with store.deciding(retry_at) as ledger:
        ledger.mark_read([again])
    assert store.list_articles()[0].read_error is None


def test_news_of_an_article_does_not_wait_for_its_retry(
    store: SqlStore, claim: ArticleClaim
) -> None:
    with store.deciding(NOW) as ledger:
        ledger.mark_failed(claim, "it raised", NOW + DAY)
    visit(store, [entry("a", body="other words")])
    assert len(store.claim_articles("w1", 9, NOW)) == 1


def test_matches_are_upserted_with_what_was_seen_last(store: SqlStore, claim: ArticleClaim) -> None:
    ring(store, [claim], [])
    visit(store, [entry("a", body="an edited text")], NOW + HOUR)
    (again,) = store.claim_articles("w1", 9, NOW + HOUR)
    second = Hit("r1", "v2", "nb", (Evidence("title", "Title a", ((0, 5),), "Title"),))
    with store.deciding(NOW + HOUR) as ledger:
        ledger.keep_match(again.article, second, NOW + HOUR)
        ledger.keep_match(again.article, second, NOW + HOUR)
    (match,) = matches_of(store, claim.article.id)
    assert (match.rule_version, match.revision, match.body) == ("v2", 2, "an edited text")
    assert store.match_counts(NOW) == {"r1": 1}
    assert store.match_counts(NOW + SECOND) == {}  # it was first heard before


# ---- stories and alerts -------------------------------------------------------------------


def test_an_article_stays_in_its_story(store: SqlStore, claim: ArticleClaim) -> None:
    with store.deciding(NOW) as ledger:
        assert ledger.story_of(claim.article) is None
        story = ledger.open_story(claim.article, "Headline", PLACED)
        other = ledger.open_story(claim.article, "Another", PLACED)
        assert ledger.join_story(story, claim.article, PLACED).articles == 1
        assert other.articles == 0
        assert ledger.story_of(claim.article) == story


def test_a_canonical_url_ties_a_later_article_to_its_story(store: SqlStore) -> None:
    (said,) = rung(store)
    later = NOW + 100 * DAY
    store.prune(NOW + 91 * DAY, NOW, later)
    visit(store, [entry("a", key="another key", body="seen anew")], later)
    (claim,) = store.claim_articles("w1", 9, later)
    assert claim.article.id != 1
    with store.deciding(later) as ledger:
        story = ledger.story_of(claim.article)
        assert story is not None
        assert story.id == said.story.id
        assert ledger.join_story(story, claim.article, PLACED).articles == 2


def test_outlets_are_counted_by_owner_and_by_where_the_article_stands(store: SqlStore) -> None:
    owned = feed(OTHER, owner="Schibsted")
    store.sync_feeds([feed(URL), owned], NOW)
    elsewhere = [
        entry("b", url="https://www.one.example/b", language="en"),
        entry("c", url="https://one.example/c", language="nb"),
        entry("d", url="https://two.example/d", source="one.example"),
    ]
    visit(store, elsewhere[::-1])  # newest first, as feeds are
    visit(store, [entry("e", url="https://three.example/e", language="nb")], url=OTHER)
    first, *rest = [claim.article for claim in store.claim_articles("w1", 9, NOW)]
    with store.deciding(NOW) as ledger:
        story = ledger.open_story(first, "Headline", PLACED)
        for article in rest:
            story = ledger.join_story(story, article, PLACED)
    assert (story.articles, story.outlets, story.languages) == (4, 2, ("en", "nb"))


def test_an_alert_grows_by_sequence_and_each_channel_hears_its_own(
    store: SqlStore, claim: ArticleClaim
) -> None:
    article = claim.article
    update = Speak("desk", "alert.updated", "also matches r2", "critical", ("r2", "r1"))
    with store.deciding(NOW) as ledger:
        story = ledger.open_story(article, "Headline", PLACED)
        assert ledger.told(story) == ()
        first = ledger.speak(story, article, speak(), body, NOW)
        other = ledger.speak(story, article, speak("alpha"), body, NOW)
        second = ledger.speak(story, article, update, body, NOW + MINUTE)
        alpha, desk = ledger.told(story)
    assert (first.sequence, second.sequence, other.sequence) == (1, 2, 1)
    assert first.alert_id == second.alert_id != other.alert_id
    assert (alpha.channel, alpha.sequence) == ("alpha", 1)
    assert (desk.alert_id, desk.sequence, desk.severity) == (first.alert_id, 2, "critical")
    assert (desk.rules, desk.articles) == (("r1", "r2"), (article.id,))
    assert len({first.delivery_id, second.delivery_id, other.delivery_id}) == 3
    newest = store.list_alerts()[0]
    assert (newest.sequence, newest.type, newest.severity) == (2, "alert.updated", "critical")


def test_the_body_carries_the_ids_it_is_stored_under(store: SqlStore, claim: ArticleClaim) -> None:
    (said,) = ring(store, [claim])
    (delivery,) = store.claim_deliveries("w1", {"desk": 1}, NOW)
    sent = json.loads(delivery.delivery.body)
    assert sent["data"]["alert"] == {"id": str(said.alert_id), "sequence": 1}
    assert (delivery.delivery.id, delivery.delivery.alert_id) == (said.delivery_id, said.alert_id)


def test_deciding_is_serial_across_workers(store_url: str) -> None:
    """Four workers ask "is there a story?" at once; one opens it, the others find it."""
    stores = [open_store(store_url, new_id=str) for _ in range(4)]
    stores[0].sync_feeds([feed()], NOW)
    visit(stores[0], [entry("a")])
    (claim,) = stores[0].claim_articles("w1", 9, NOW)
    opened: list[int] = []
    inside = threading.Semaphore(1)

    def work(number: int) -> None:
        with stores[number].deciding(NOW) as ledger:
            assert inside.acquire(blocking=False), "two were deciding at once"
            if ledger.story_of(claim.article) is None:
                opened.append(ledger.open_story(claim.article, "Headline", PLACED).id)
            inside.release()

    together(work)
    for store in stores:
        store.close()
    assert len(opened) == 1


# ---- the backlog --------------------------------------------------------------------------


def test_what_a_backlog_would_have_rung_is_counted_once(store: SqlStore) -> None:
    store.sync_feeds([feed(URL, live=False), feed(OTHER)], NOW)
    visit(store, [entry("a"), entry("b")])
    for hour in range(2):  # read again after a revision: not counted again
        visit(store, [entry("a", body=f"words {hour}"), entry("b")], NOW + hour * HOUR)
        claims = store.claim_articles("w1", 9, NOW + hour * HOUR)
        with store.deciding(NOW) as ledger:
            for claim in claims:
                if claim.article.title == "Title a":
                    ledger.hold(None, claim.article, hold("backlog of a new feed"), NOW)
                    ledger.hold(None, claim.article, hold("backlog of a new feed", "desk"), NOW)
                else:
                    ledger.hold(None, claim.article, hold("too old for its rule"), NOW)
                ledger.mark_read([claim])
    rang = {v.url: (v.backlog_stored, v.backlog_would_ring) for v in store.list_feeds(NOW)}
    assert rang == {URL: (2, 1), OTHER: (0, 0)}
    (decision, *_) = store.decisions(1)
    assert (decision.verdict, decision.type, decision.alert_id) == ("hold", None, None)


# ---- the record ---------------------------------------------------------------------------


def test_matches_and_decisions_outlive_their_article(store: SqlStore) -> None:
    (said,) = rung(store)
    later = NOW + 91 * DAY
    pruned = store.prune(NOW + DAY, NOW - DAY, later)
    assert pruned.articles == 1
    assert store.article(1) is None
    assert [m.body for m in matches_of(store, 1)] == ["Body a"]
    assert [d.reason for d in store.decisions(1)] == ["first report"]
    assert store.delivery(said.delivery_id) is not None


def test_unread_articles_and_open_deliveries_are_never_pruned(store: SqlStore) -> None:
    rung(store, ["a"])
    visit(store, [entry("b")])
    late = NOW + 1000 * DAY
    store.prune(late, late, late)
    assert [view.title for view in store.list_articles()] == ["Title b"]
    assert [d.state for d in store.list_deliveries()] == ["pending"]


def test_everything_said_is_forgotten_in_its_time(store: SqlStore) -> None:
    rung(store, ["a", "b"], ["desk", "other"])
    for claim in store.claim_deliveries("w1", {"desk": 9, "other": 9}, NOW):
        store.settle(claim, Answered(200, "ok"), Delivered(), NOW)
    late = NOW + 800 * DAY
    pruned = store.prune(late - 90 * DAY, late - 730 * DAY, late)
    assert (pruned.articles, pruned.matches, pruned.decisions) == (2, 2, 4)
    assert (pruned.deliveries, pruned.alerts, pruned.stories) == (4, 4, 2)
    assert store.list_alerts() == []
    assert matches_of(store, 1) == []


def test_pruning_many_goes_in_batches(store: SqlStore) -> None:
    store.sync_feeds([feed()], NOW)
    visit(store, [entry(str(number)) for number in range(1_000)])
    read_all(store)
    assert store.prune(NOW + DAY, NOW, NOW + DAY).articles == 1_000
    assert store.status(NOW).articles == 0


def test_the_database_refuses_to_change_a_decision(store: SqlStore, claim: ArticleClaim) -> None:
    ring(store, [claim])
    with (
        pytest.raises(DBAPIError, match="append-only"),
        store._database.writing() as connection,
    ):
        connection.execute(text("UPDATE decisions SET reason = 'I never said that'"))


def test_rule_versions_are_kept_by_content_once(store: SqlStore) -> None:
    place = Place("rules/a.yaml", 1, 1)
    query = Query("strike", "en", ((0, place),))
    one = Rule("r1", "Strikes", "high", (query,), place, "v1", "match: strike")
    two = Rule("r1", "Strikes", "high", (query,), place, "v2", "match: strikes")
    store.keep_rules([one], NOW)
    store.keep_rules([one, two], NOW + HOUR)
    kept = [(v.version, v.source, v.kept_at) for v in store.rule_versions("r1")]
    assert kept == [("v1", "match: strike", NOW), ("v2", "match: strikes", NOW + HOUR)]
