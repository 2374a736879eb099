"""Silences, promises, what is held, and what was acknowledged: made, found, kept, once."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import datetime

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
    read_all,
    ring,
    rung,
    speak,
    together,
    visit,
)
from tests.contract.making import body as written
from worker.model import (
    Answered,
    Article,
    Delivered,
    Evidence,
    Hold,
    Later,
    Listed,
    Promise,
    Rang,
    Silence,
)
from worker.ports import Ledger
from worker.store import SqlStore, open_store

QUIET = Later("quiet", "desk", NOW + HOUR, "desk", "high", 1, "first report")
WAIT = Later("wait", "1:r1", NOW + MINUTE)
NIGHT = Hold("quiet hours until 07:00", ("r1",), "desk", QUIET)


def silence(hours: float = 2, start: float = 0, rule: str = "r*") -> Silence:
    begins = NOW + start * HOUR
    return Silence(0, "ann", "drill", begins, begins + hours * HOUR, (("rule", rule),))


@pytest.fixture
def articles(store: SqlStore) -> list[Article]:
    """Two articles, read and found nothing in."""
    store.sync_feeds([feed()], NOW)
    visit(store, [entry("b"), entry("a")])  # newest first, as feeds are
    return read_all(store)


def hold(store: SqlStore, article: Article, decision: Hold = NIGHT, now: datetime = NOW) -> int:
    """The id of the article's story, in which this was held."""
    with store.deciding(now) as ledger:
        story = ledger.story_of(article) or ledger.open_story(
            article, f"On {article.title}", PLACED
        )
        ledger.hold(story, article, decision, now)
    return story.id


def due(store: SqlStore, now: datetime) -> list[Promise]:
    with store.deciding(now) as ledger:
        return ledger.due(9, now)


def tell(ledger: Ledger, promise: Promise, now: datetime) -> None:
    def write(alert: int, sequence: int) -> str:
        told = {"of": f"{alert} {sequence}"}
        return json.dumps({"type": "digest", "data": {"digest": told}})

    held = [each for each in ledger.held(promise) if each.channel == "desk"]
    ledger.tell_digest(promise, "desk", "it is over", held, write, now)


# ---- silences --------------------------------------------------------------------------------


def test_a_silence_holds_between_its_times_and_promises_its_end(store: SqlStore) -> None:
    first = store.add_silence(silence(2))
    second = store.add_silence(silence(1, start=3))
    assert (first.id, second.id) == (1, 2)
    assert store.active_silences(NOW) == (first,)
    assert store.active_silences(NOW + 2 * HOUR) == ()
    assert store.active_silences(NOW + 3 * HOUR) == (second,)
    states = [(view.id, view.state) for view in store.list_silences(NOW + HOUR)]
    assert states == [("2", "coming"), ("1", "active")]
    assert [view.state for view in store.list_silences(NOW + 2 * HOUR, 1)] == ["coming"]
    assert store.list_silences(NOW)[1].matchers == ("rule=r*",)
    assert store.status(NOW).next_due_at == NOW + 2 * HOUR
    assert not store.promise_due(NOW + 2 * HOUR - SECOND)
    assert store.promise_due(NOW + 2 * HOUR)
    (promise,) = due(store, NOW + 2 * HOUR)
    assert (promise.kind, promise.subject, promise.channel) == ("silence", "1", "")
    with store.deciding(NOW) as ledger:
        assert ledger.silence(1) == first
        assert ledger.silence(9) is None
        assert ledger.silences(NOW) == (first,)


def test_a_silence_is_ended_once_and_its_end_is_due_at_once(store: SqlStore) -> None:
    store.add_silence(silence(200))
    ended = store.end_silence(1, NOW + HOUR)
    assert ended is not None
    assert ended.ends_at == NOW + HOUR
    assert store.end_silence(1, NOW + HOUR) is None
    assert store.end_silence(9, NOW) is None
    assert store.promise_due(NOW + HOUR)


def test_one_that_had_not_begun_ends_without_a_word(store: SqlStore) -> None:
    store.add_silence(silence(2, start=5))
    assert store.end_silence(1, NOW) is not None
    assert not store.promise_due(NOW + DAY)
    assert [view.state for view in store.list_silences(NOW)] == ["over"]


@pytest.mark.parametrize("start", [0, 0.01])  # by the clock that ends it; another may be ahead
def test_what_is_held_as_a_silence_begins_is_told_though_it_ends_at_once(
    store: SqlStore, articles: list[Article], start: float
) -> None:
    made = store.add_silence(silence(2, start))
    later = Later("silence", "1", NOW + 2 * HOUR)
    assert store.active_silences(made.starts_at) == (made,)
    hold(store, articles[0], Hold("silenced", ("r1",), "desk", later))
    assert store.end_silence(1, NOW) is not None
    (promise,) = due(store, NOW)
    with store.deciding(NOW) as ledger:
        assert [each.channel for each in ledger.held(promise)] == ["desk"]


def test_what_a_silence_holds_is_counted_and_old_ones_are_forgotten(
    store: SqlStore, articles: list[Article]
) -> None:
    store.add_silence(silence(2))
    later = Later("silence", "1", NOW + 2 * HOUR)
    for article in articles:
        hold(store, article, Hold("silenced", ("r1",), "desk", later))
    assert store.list_silences(NOW)[0].held == 2
    late = NOW + 1000 * DAY
    assert store.prune(late, late, late).silences == 0  # its end is still to be told
    with store.deciding(late) as ledger:
        for promise in ledger.due(9, late):
            ledger.keep(promise)
    assert store.prune(late, late, late).silences == 1


# ---- promises --------------------------------------------------------------------------------


def test_what_is_held_waits_for_one_promise_each_article_once(
    store: SqlStore, articles: list[Article]
) -> None:
    for article in (articles[0], articles[1], articles[0]):
        hold(store, article, replace(NIGHT, later=replace(QUIET, due_at=NOW + 2 * HOUR)))
        hold(store, article)  # the promise that is made already keeps its time
    (promise,) = due(store, NOW + DAY)
    assert (promise.due_at, promise.article_id) == (NOW + 2 * HOUR, articles[0].id)
    with store.deciding(NOW) as ledger:
        first, second = ledger.held(promise)
    assert (first.channel, first.reason, first.news) == (
        "desk", "quiet hours until 07:00", "first report",
    )  # fmt: skip
    assert (first.severity, first.rules, first.at) == ("high", ("r1",), NOW)
    assert (first.title, first.headline, second.title) == ("Title a", "On Title a", "Title b")
    assert (first.article_id, first.url, first.story_id) == (
        articles[0].id, "https://news.example/a", 1,
    )  # fmt: skip


def test_what_several_rules_are_held_for_is_told_of_all(
    store: SqlStore, articles: list[Article]
) -> None:
    hold(store, articles[0])
    low = Hold("over 2 an hour", ("r2", "r1"), "desk", replace(QUIET, severity="low"))
    hold(store, articles[0], low)
    (promise,) = due(store, NOW + DAY)
    with store.deciding(NOW) as ledger:
        (held,) = ledger.held(promise)
    assert (held.rules, held.severity, held.reason) == (("r1", "r2"), "high", "over 2 an hour")


def test_promises_are_due_oldest_first_and_gone_when_kept(
    store: SqlStore, articles: list[Article]
) -> None:
    hold(store, articles[0])
    waits = replace(WAIT, news="related to Fire in Oslo")
    story_id = hold(store, articles[1], Hold("waits", ("r1",), "desk", waits))
    assert not store.promise_due(NOW)
    assert due(store, NOW) == []
    assert [promise.kind for promise in due(store, NOW + HOUR)] == ["wait", "quiet"]
    with store.deciding(NOW + HOUR) as ledger:
        (wait,) = ledger.due(1, NOW + HOUR)
        assert ledger.beside(story_id) == "Fire in Oslo"  # it will be decided again
        ledger.keep(wait)
        assert ledger.beside(story_id) is None
        (night,) = ledger.due(1, NOW + HOUR)
        ledger.postpone(night, NOW + 2 * HOUR)
    assert not store.promise_due(NOW + HOUR)
    with store.deciding(NOW + DAY) as ledger:
        (night,) = ledger.due(9, NOW + DAY)
        ledger.keep(night)
        assert ledger.held(night) == []
    assert not store.promise_due(NOW + DAY)


def test_a_wait_remembers_the_most_origins_it_heard_of(
    store: SqlStore, articles: list[Article]
) -> None:
    for found in (1, 3, 2):
        hold(store, articles[0], Hold("waits", ("r1",), "desk", replace(WAIT, found=found)))
    assert [promise.found for promise in due(store, NOW + HOUR)] == [3]


def test_a_channel_may_hear_of_it_later_than_the_others(
    store: SqlStore, articles: list[Article]
) -> None:
    for channel in ("desk", "night"):
        later = Later("silence", "4", NOW + HOUR)
        hold(store, articles[0], Hold("silenced", ("r1",), channel, later))
    now = NOW + HOUR
    with store.deciding(now) as ledger:
        (promise,) = ledger.due(9, now)
        ledger.defer(promise, "night", NOW + 9 * HOUR)
        assert [each.channel for each in ledger.held(promise)] == ["desk"]
        ledger.keep(promise)
    (other,) = due(store, NOW + 9 * HOUR)
    assert (other.subject, other.channel) == ("4", "night")
    with store.deciding(now) as ledger:
        ledger.defer(other, "night", NOW + DAY)  # and later still
        assert [each.channel for each in ledger.held(other)] == ["night"]
    assert [promise.due_at for promise in due(store, NOW + DAY)] == [NOW + DAY]


def test_a_digest_is_said_once_and_what_it_told_is_known(
    store: SqlStore, articles: list[Article]
) -> None:
    story_id = hold(store, articles[0])
    hold(store, articles[1], replace(NIGHT, later=replace(QUIET, severity="critical")))
    with store.deciding(NOW + HOUR) as ledger:
        (promise,) = ledger.due(9, NOW + HOUR)
        tell(ledger, promise, NOW + HOUR)
        tell(ledger, promise, NOW + HOUR)  # a digest is one alert a channel, message by message
        ledger.keep(promise)
        story = ledger.story_of(articles[0])
        assert story is not None
        (told,) = ledger.told(story)
    assert (story.id, told.sequence, told.rules, told.articles) == (
        story_id, 0, ("r1",), (articles[0].id,),
    )  # fmt: skip
    second, first = store.list_alerts()
    assert (first.type, first.sequence, second.sequence, first.id) == ("digest", 1, 2, second.id)
    assert (first.severity, second.severity) == ("critical", "info")  # loudest told, none left
    assert first.digest == {"of": f"{first.id} 1"}
    held, *said = store.decisions(articles[0].id)
    assert (held.verdict, said[0].verdict, said[0].type) == ("hold", "speak", "digest")
    assert (said[0].reason, said[0].alert_id) == ("in a digest: it is over", first.id)
    assert len(store.claim_deliveries("w1", {"desk": 9}, NOW + HOUR)) == 1  # in order


def test_a_digest_takes_the_place_of_none_before_it(
    store: SqlStore, articles: list[Article]
) -> None:
    hold(store, articles[0])
    with store.deciding(NOW + HOUR) as ledger:
        (promise,) = ledger.due(9, NOW + HOUR)
        tell(ledger, promise, NOW + HOUR)
        tell(ledger, promise, NOW + HOUR)
    named = Answered(200, "ok", handle="1732.5")  # by which a service would edit or answer it
    for sequence in (1, 2):
        (claim,) = store.claim_deliveries("w1", {"desk": 9}, NOW + HOUR)
        assert (claim.delivery.sequence, claim.delivery.earlier) == (sequence, None)
        store.settle(claim, named, Delivered(), NOW + HOUR)


def test_an_alert_after_a_digest_is_its_first_message(
    store: SqlStore, articles: list[Article]
) -> None:
    hold(store, articles[0])
    with store.deciding(NOW + HOUR) as ledger:
        (promise,) = ledger.due(9, NOW + HOUR)
        tell(ledger, promise, NOW + HOUR)
        story = ledger.story_of(articles[0])
        assert story is not None
        said = ledger.speak(story, articles[0], speak(), written, NOW + HOUR)
        (told,) = ledger.told(story)
        tell(ledger, promise, NOW + HOUR)
        assert ledger.told(story) == (told,)
    assert (said.sequence, told.sequence, told.severity) == (1, 1, "high")


def test_a_story_that_another_digest_told_is_no_first_report(
    store: SqlStore, articles: list[Article]
) -> None:
    one, other = articles
    with store.deciding(NOW) as ledger:
        story = ledger.open_story(one, "On both", PLACED)
        story = ledger.join_story(story, other, PLACED)
        ledger.hold(story, one, NIGHT, NOW)
        limit = replace(QUIET, kind="limit", subject="")
        ledger.hold(story, other, replace(NIGHT, later=limit), NOW)
    with store.deciding(NOW + HOUR) as ledger:
        first, second = ledger.due(9, NOW + HOUR)
        tell(ledger, first, NOW + HOUR)
        (held,) = ledger.held(second)
    assert (first.kind, held.news) == ("quiet", "more of a story that was told meanwhile")


def test_four_workers_keep_one_promise_once(store_url: str) -> None:
    stores = [open_store(store_url, new_id=lambda: threading.current_thread().name) for _ in "abcd"]
    stores[0].sync_feeds([feed()], NOW)
    visit(stores[0], [entry("a")])
    hold(stores[0], read_all(stores[0])[0])

    def work(number: int) -> None:
        with stores[number].deciding(NOW + HOUR) as ledger:
            for promise in ledger.due(9, NOW + HOUR):
                tell(ledger, promise, NOW + HOUR)
                ledger.keep(promise)

    together(work)
    assert len(stores[0].list_alerts()) == 1
    for store in stores:
        store.close()


def test_what_breaks_before_the_commit_leaves_the_promise(
    store: SqlStore, articles: list[Article]
) -> None:
    hold(store, articles[0])

    def work() -> None:
        with store.deciding(NOW + HOUR) as ledger:
            (promise,) = ledger.due(9, NOW + HOUR)
            tell(ledger, promise, NOW + HOUR)
            ledger.keep(promise)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work()
    assert store.list_alerts() == []
    (promise,) = due(store, NOW + HOUR)
    with store.deciding(NOW) as ledger:
        assert len(ledger.held(promise)) == 1


# ---- what was said before --------------------------------------------------------------------


def test_what_was_said_lately_counts_alerts_and_this_transactions_own(store: SqlStore) -> None:
    (said,) = rung(store)
    article = store.article(1)
    assert article is not None
    with store.deciding(NOW + HOUR) as ledger:
        assert ledger.lately(NOW - SECOND) == [Rang(NOW, "desk", ("r1",))]
        ledger.speak(said.story, article, speak("night"), written, NOW + HOUR)
        ledger.hold(said.story, article, NIGHT, NOW + HOUR)
        (promise,) = ledger.due(9, NOW + 2 * HOUR)
        tell(ledger, promise, NOW + HOUR)
        now = [Rang(NOW, "desk", ("r1",)), Rang(NOW + HOUR, "night", ("r1",))]
        assert ledger.lately(NOW - SECOND) == now
    with store.deciding(NOW + HOUR) as ledger:
        assert ledger.lately(NOW) == now[1:]


def test_the_text_as_it_was_told_last(store: SqlStore) -> None:
    rung(store)
    told = store.article(1)
    assert told is not None
    visit(store, [entry("a", body="corrected")], NOW + HOUR)
    (claim,) = store.claim_articles("w1", 9, NOW + HOUR)
    with store.deciding(NOW + HOUR) as ledger:
        assert ledger.before(told) is None  # the text it has
        before = ledger.before(claim.article)
        assert before is not None
        assert (before.title, before.lead, before.body) == ("Title a", "Lead a", "Body a")
        assert (before.same_source, before.corrected_at) == (True, None)
        story = ledger.story_of(claim.article)
        assert story is not None
        again = speak(type="alert.updated", reason="corrected: “x” was added")
        ledger.speak(story, claim.article, again, written, NOW + HOUR)
        assert ledger.before(claim.article) is None
        ledger.mark_read([claim])
    visit(store, [entry("a", body="and again")], NOW + 2 * HOUR)
    (claim,) = store.claim_articles("w1", 9, NOW + 2 * HOUR)
    with store.deciding(NOW + 2 * HOUR) as ledger:
        before = ledger.before(claim.article)
    assert before is not None
    assert (before.body, before.corrected_at) == ("corrected", NOW + HOUR)


def test_what_was_never_told_or_lost_its_earlier_text_is_no_correction(
    store: SqlStore, articles: list[Article]
) -> None:
    edited = replace(articles[0], revision=2)
    with store.deciding(NOW) as ledger:
        assert ledger.before(edited) is None
        story = ledger.open_story(articles[0], "Headline", PLACED)
        ledger.speak(story, articles[0], speak(), written, NOW)
        assert ledger.before(edited) is None  # its first text is not among the past ones


def test_matches_come_back_as_they_were_found(store: SqlStore, articles: list[Article]) -> None:
    passage = replace(hit().evidence[0], listed=(Listed("sdn", "Ivan Petrov", "4711"),))
    found = replace(hit(), evidence=(passage, Evidence("title", "Title a", (), "x")))
    with store.deciding(NOW) as ledger:
        ledger.keep_match(articles[0], found, NOW)
        assert ledger.hits(articles[0].id) == [found]
        assert ledger.article(articles[0].id) == articles[0]
        assert ledger.article(99) is None


# ---- acknowledged ----------------------------------------------------------------------------


def test_an_alert_is_acknowledged_by_one_channel(store: SqlStore) -> None:
    rung(store, ["a"], ["desk", "night"])
    ids = {alert.channel: int(alert.id) for alert in store.list_alerts()}
    assert store.acknowledge(ids["desk"], NOW + HOUR) == "desk"
    assert store.acknowledge(ids["desk"], NOW + DAY) == "desk"  # the first moment stays
    seen = {alert.channel: alert.acknowledged_at for alert in store.list_alerts()}
    assert seen == {"desk": NOW + HOUR, "night": None}
    article = store.article(1)
    assert article is not None
    with store.deciding(NOW) as ledger:
        story = ledger.story_of(article)
        assert story is not None
        assert [told.acknowledged_at for told in ledger.told(story)] == [NOW + HOUR, None]
    assert store.acknowledge(ids["desk"], NOW, undo=True) == "desk"
    assert {alert.acknowledged_at for alert in store.list_alerts()} == {None}
    assert store.acknowledge(99, NOW) is None


def test_only_alerts_about_a_story_are_acknowledged(
    store: SqlStore, articles: list[Article]
) -> None:
    hold(store, articles[0])
    with store.deciding(NOW + HOUR) as ledger:
        (promise,) = ledger.due(9, NOW + HOUR)
        tell(ledger, promise, NOW + HOUR)
    (digest,) = store.list_alerts()
    assert store.acknowledge(int(digest.id), NOW) is None
    assert ring(store, []) == []


def test_who_was_told_meanwhile_is_not_told_by_a_second_promise(
    store: SqlStore, articles: list[Article]
) -> None:
    other = replace(NIGHT, later=replace(QUIET, kind="limit"))
    for decision in (NIGHT, other):
        hold(store, articles[0], decision)
    hold(store, articles[1], other)
    with store.deciding(NOW + HOUR) as ledger:
        first, second = ledger.due(9, NOW + HOUR)
        tell(ledger, first, NOW + HOUR)
        assert [each.title for each in ledger.held(second)] == ["Title b"]
    hold(store, replace(articles[0], revision=2), other)  # its text changed: there is more to say
    with store.deciding(NOW + HOUR) as ledger:
        assert [each.title for each in ledger.held(second)] == ["Title a", "Title b"]
        news = [each.news for each in ledger.held(second)]
    assert news == ["corrected: its text has changed since it was told", "first report"]


def test_what_one_rule_told_is_still_held_of_another(
    store: SqlStore, articles: list[Article]
) -> None:
    with store.deciding(NOW) as ledger:
        story = ledger.open_story(articles[0], "Headline", PLACED)
        ledger.hold(story, articles[0], replace(NIGHT, rules=("r1", "r2")), NOW)
        ledger.speak(story, articles[0], speak(), written, NOW)
    with store.deciding(NOW + HOUR) as ledger:
        (promise,) = ledger.due(9, NOW + HOUR)
        assert [each.rules for each in ledger.held(promise)] == [("r1", "r2")]
        ledger.speak(story, articles[0], speak(rules=("r2",)), written, NOW)
        assert ledger.held(promise) == []


def test_what_was_held_of_a_story_is_listed_for_one_channel(
    store: SqlStore, articles: list[Article]
) -> None:
    story_id = hold(store, articles[0])
    hold(store, articles[0], Hold("shadow rule", ("r2",)), NOW + MINUTE)
    hold(store, articles[0], Hold("already told", ("r1",), "night"), NOW + MINUTE)
    hold(store, articles[1])
    reasons = [kept.reason for kept in store.held_of_story(story_id, "desk", 9)]
    assert reasons == ["shadow rule", "quiet hours until 07:00"]
    assert len(store.held_of_story(story_id, "desk", 1)) == 1
