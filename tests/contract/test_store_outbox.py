"""Deliveries: claimed in order, settled once, never lost, sent again only under their own id."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.contract.making import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    SECOND,
    body,
    claim_delivery,
    claim_one,
    feed,
    rung,
    speak,
    together,
)
from worker.model import (
    Again,
    Alarm,
    Answered,
    Dead,
    Delivered,
    DeliveryClaim,
    Earlier,
    FeedTrouble,
    NoAnswer,
    Paused,
    Settled,
    Settlement,
)
from worker.store import SqlStore, open_store

OK = Answered(200, "thanks", elapsed_s=0.25)
DOWN = Answered(503, "busy")


def settle(
    store: SqlStore, claim: DeliveryClaim, settlement: Settlement, now: datetime = NOW
) -> Settled:
    answer = OK if isinstance(settlement, Delivered) else DOWN
    return store.settle(claim, answer, settlement, now)


def again(at: datetime, *, tell: bool = False) -> Again:
    return Again(at, "answered 503", tell)


def say_more(store: SqlStore, times: int = 1) -> None:
    """Further sequences of the first article's alert."""
    article = store.article(1)
    assert article is not None
    with store.deciding(NOW) as ledger:
        story = ledger.story_of(article)
        assert story is not None
        for _ in range(times):
            ledger.speak(story, article, speak(type="alert.updated"), body, NOW)


# ---- claims -------------------------------------------------------------------------------


def test_each_channel_gets_so_many_more_and_unknown_ones_wait(store: SqlStore) -> None:
    rung(store, "abcd", ["desk", "other", "gone"])
    claims = store.claim_deliveries("w1", {"desk": 3, "other": 1, "unheard": 5}, NOW)
    names = [claim.delivery.channel for claim in claims]
    assert sorted(names) == ["desk"] * 3 + ["other"]
    more = store.claim_deliveries("w1", {"desk": 3, "other": 0}, NOW)
    assert [claim.delivery.channel for claim in more] == ["desk"]


def test_claims_come_in_the_order_in_which_they_are_due(store: SqlStore) -> None:
    rung(store, "abc")
    claims = store.claim_deliveries("w1", {"desk": 9}, NOW)
    for claim, minutes in zip(claims, [3, 1, 2], strict=True):
        settle(store, claim, again(NOW + minutes * MINUTE))
    assert store.claim_deliveries("w1", {"desk": 9}, NOW) == []
    due = store.claim_deliveries("w1", {"desk": 9}, NOW + 3 * MINUTE)
    expected = [claims[1], claims[2], claims[0]]
    assert [c.delivery.id for c in due] == [c.delivery.id for c in expected]
    assert {(c.tries, c.first_tried_at) for c in due} == {(1, NOW)}


@pytest.mark.parametrize("ends", [Delivered(), Dead("gave up")])
def test_a_later_sequence_waits_for_the_earlier(store: SqlStore, ends: Settlement) -> None:
    rung(store)
    say_more(store, 2)
    first = claim_delivery(store)
    assert first.delivery.sequence == 1
    assert store.claim_deliveries("w2", {"desk": 9}, NOW) == []
    settle(store, first, again(NOW + MINUTE))
    assert store.claim_deliveries("w2", {"desk": 9}, NOW) == []  # still first in its alert
    waits = [(v.sequence, v.next_try_at, v.waits_until) for v in store.list_deliveries()]
    behind = f"{first.delivery.alert_id}.1 is delivered or dead"
    assert waits == [(3, None, behind), (2, None, behind), (1, NOW + MINUTE, None)]
    settle(store, claim_delivery(store, NOW + MINUTE), ends)
    (second,) = store.claim_deliveries("w2", {"desk": 9}, NOW)
    assert second.delivery.sequence == 2
    assert [view.waits_until for view in store.list_deliveries()][1:] == [None, None]


def test_workers_never_claim_one_delivery_twice(store_url: str) -> None:
    names = iter(range(1_000))
    stores = [open_store(store_url, new_id=lambda: f"msg_{next(names)}") for _ in range(4)]
    rung(stores[0], [str(number) for number in range(100)])
    sent: list[str] = []

    def work(number: int) -> None:
        store = stores[number]
        while claims := store.claim_deliveries(f"w{number}", {"desk": 7}, NOW):
            for claim in claims:
                assert settle(store, claim, Delivered()).kept
                sent.append(claim.delivery.id)

    together(work)
    for store in stores:
        store.close()
    assert len(sent) == len(set(sent)) == 100


# ---- settlement ---------------------------------------------------------------------------


def test_an_attempt_and_the_state_are_kept_together(store: SqlStore) -> None:
    (said,) = rung(store)
    settle(store, claim_delivery(store), again(NOW + MINUTE))
    view = store.delivery(said.delivery_id)
    assert view is not None
    assert (view.state, view.attempts, view.last_status, view.last_answer) == (
        "retrying", 1, 503, "busy",
    )  # fmt: skip
    assert view.next_try_at == NOW + MINUTE
    settle(store, claim_delivery(store, NOW + MINUTE), Delivered(), NOW + MINUTE)
    view = store.delivery(said.delivery_id)
    assert view is not None
    assert (view.state, view.attempts, view.last_status) == ("delivered", 2, 200)
    assert view.next_try_at is None
    tries = [(a.at, a.status, a.settlement, a.reason) for a in store.attempts(said.delivery_id)]
    assert tries == [
        (NOW, 503, "again", "answered 503"),
        (NOW + MINUTE, 200, "delivered", None),
    ]
    assert store.claim_deliveries("w1", {"desk": 9}, NOW + DAY) == []


def test_a_lost_lease_settles_nothing(store: SqlStore) -> None:
    (said,) = rung(store)
    slow = claim_delivery(store)
    quick = claim_delivery(store, NOW + 31 * SECOND, owner="w2")
    assert quick.delivery == slow.delivery  # the same id, byte for byte the same body
    assert settle(store, slow, Dead("late")) == Settled(kept=False)
    assert settle(store, quick, Delivered()) == Settled(kept=True)
    assert settle(store, quick, Dead("twice")) == Settled(kept=False)
    assert [a.settlement for a in store.attempts(said.delivery_id)] == ["delivered"]


def test_no_answer_is_kept_in_words(store: SqlStore) -> None:
    (said,) = rung(store)
    claim = claim_delivery(store)
    store.settle(claim, NoAnswer("connection refused\0"), again(NOW + MINUTE), NOW)
    view = store.delivery(said.delivery_id)
    assert view is not None
    assert (view.last_status, view.last_answer) == (None, "connection refused")


def test_a_gone_channel_rests_and_loses_nothing(store: SqlStore) -> None:
    rung(store, "ab", ["desk", "other"])
    claim = claim_delivery(store)
    assert settle(store, claim, Paused("410 Gone")).channel_newly_failing
    later = NOW + 100 * DAY
    assert store.claim_deliveries("w1", {"desk": 9}, later) == []
    assert len(store.claim_deliveries("w1", {"other": 9}, NOW)) == 2
    desk = {view.name: view for view in store.channel_views()}["desk"]
    assert (desk.paused, desk.reason, desk.failing_since) == (True, "410 Gone", NOW)
    assert (desk.waiting, desk.delivered, desk.dead) == (2, 0, 0)
    assert store.status(NOW).next_due_at != NOW + DAY
    stands = {view.id: view for view in store.list_deliveries(channel="desk")}
    assert {view.next_try_at for view in stands.values()} == {None}
    assert {view.waits_until for view in stands.values()} == {"desk is enabled"}
    assert store.delivery(claim.delivery.id) == stands[claim.delivery.id]

    assert store.enable_channel("desk", later)
    assert not store.enable_channel("desk", later)

    woken = store.claim_deliveries("w1", {"desk": 9}, later)
    assert len(woken) == 2
    assert {(c.tries, c.first_tried_at) for c in woken} == {(0, None)}
    tried = {view.id: view.attempts for view in store.list_deliveries(channel="desk")}
    assert tried == dict.fromkeys(stands, 0) | {claim.delivery.id: 1}  # what was made stays true
    (desk, *_) = store.channel_views()
    assert (desk.paused, desk.reason, desk.failing_since) == (False, None, None)


def test_what_is_dead_is_of_interest_until_a_person_gives_it_up(store: SqlStore) -> None:
    rung(store, "ab", ["desk"])
    for claim in store.claim_deliveries("w1", {"desk": 9}, NOW):
        settle(store, claim, Dead("answered 400"))
    counts = [(view.dead, view.unheeded) for view in store.channel_views()]
    assert counts == [(2, 2)]
    (first, _) = store.list_deliveries(state="dead")
    assert [store.give_up([first.id], None, NOW) for _ in range(2)] == [1, 0]
    counts = [(view.dead, view.unheeded) for view in store.channel_views()]
    assert counts == [(2, 1)]
    assert store.replay(channel="desk", now=NOW) == 2


def test_what_waits_is_given_up_and_stays_replayable(store: SqlStore) -> None:
    rung(store, "ab", ["desk", "old"])
    (kept, *_) = store.list_deliveries(channel="desk")
    held = store.claim_deliveries("w1", {"old": 1}, NOW)[0].delivery.id
    assert store.give_up((), "old", NOW) == 1  # one is under way
    (given,) = store.list_deliveries(state="dead")
    assert (given.channel, given.last_answer, given.next_try_at) == (
        "old", "given up by hand", None,
    )  # fmt: skip
    assert store.give_up([kept.id, given.id, held], None, NOW) == 1
    later = NOW + MINUTE  # the worker that had it is gone
    assert store.give_up([held], "desk", later) == 0
    assert store.give_up([held], None, later) == 1
    assert store.replay([given.id], now=later) == 1
    (claim,) = store.claim_deliveries("w1", {"old": 9}, later)
    assert claim.delivery.id == given.id


def test_what_is_due_next_counts_the_channels_there_are(store: SqlStore) -> None:
    rung(store, "a", ["desk"])
    every, none = store.status(NOW), store.status(NOW, ["other"])
    assert every.next_due_at == NOW
    assert none.next_due_at == none.next_poll_at == every.next_poll_at


# ---- a channel's health -------------------------------------------------------------------


def test_the_operator_hears_of_a_spell_once(store: SqlStore) -> None:
    rung(store, "abcdef")
    a, b, c, d, e, f = store.claim_deliveries("w1", {"desk": 9}, NOW)
    heard = [
        settle(store, a, again(NOW + DAY), NOW).channel_newly_failing,  # may pass by itself
        settle(store, b, again(NOW + DAY, tell=True), NOW + MINUTE).channel_newly_failing,
        settle(store, c, Dead("400"), NOW + 2 * MINUTE).channel_newly_failing,
    ]
    assert heard == [False, True, False]
    (desk,) = store.channel_views()
    assert desk.failing_since == NOW
    assert not settle(store, d, Delivered(), NOW + 3 * MINUTE).channel_newly_failing
    (desk,) = store.channel_views()
    assert desk.failing_since is None
    (well,) = store.failing_channels(["desk", "other"], HOUR, NOW + 3 * MINUTE)
    assert (well.name, well.failing_since, well.told_at) == ("desk", None, NOW + MINUTE)
    alarm = Alarm("channel:desk", "channel.failing", "well again", ("ops",), lambda *_: "{}")
    assert store.tell_channel("desk", alarm, NOW + 3 * MINUTE, over=True)
    assert not store.tell_channel("desk", alarm, NOW + 3 * MINUTE, over=True)
    assert settle(store, e, Dead("400"), NOW + 4 * MINUTE).channel_newly_failing
    assert not settle(store, f, Paused("410"), NOW + 5 * MINUTE).channel_newly_failing


def test_an_alarm_is_one_alert_a_channel_with_growing_sequence(store: SqlStore) -> None:
    made: list[tuple[int, int]] = []

    def compose(alert_id: int, sequence: int) -> str:
        made.append((alert_id, sequence))
        return f'{{"data": {{"alert": {{"id": "{alert_id}"}}}}}}'

    url, channels = "https://news.example/rss", ("ops", "console", "ops")
    store.sync_feeds([feed(url)], NOW)
    sick = claim_one(store)

    def announce(reason: str, *, over: bool) -> bool:
        alarm = Alarm(f"feed.failing:{url}", "feed.failing", reason, channels, compose)
        return store.tell_trouble(sick.id, FeedTrouble.FAILING, alarm, NOW, over=over)

    assert announce("answers 401", over=False)
    assert not announce("another worker's", over=False)
    assert announce("works again", over=True)
    assert not announce("another worker's", over=True)
    assert [sequence for _, sequence in made] == [1, 1, 2, 2]
    assert len({alert_id for alert_id, _ in made}) == 2
    views = store.list_deliveries(channel="ops")
    assert [(v.sequence, v.type) for v in views] == [(2, "feed.failing"), (1, "feed.failing")]
    alert = store.list_alerts(1)[0]
    assert (alert.story, alert.rules, alert.article, alert.reason) == (
        None, (), None, "works again",
    )  # fmt: skip


def test_the_alarm_commits_with_the_failure_that_raised_it_or_neither_does(
    store: SqlStore,
) -> None:
    rung(store, "a")
    (claim,) = store.claim_deliveries("w1", {"desk": 9}, NOW)

    def dies(*_: object) -> str:
        raise RuntimeError("killed between two lines")

    alarm = Alarm("channel:desk", "channel.failing", "gone", ("ops",), lambda *_: "{}")
    with pytest.raises(RuntimeError):
        store.settle(claim, DOWN, Paused("410"), NOW, replace(alarm, compose=dies))
    assert store.attempts(claim.delivery.id) == []
    assert store.settle(claim, DOWN, Paused("410"), NOW, alarm).channel_newly_failing
    assert [row.type for row in store.list_deliveries(channel="ops")] == ["channel.failing"]


# ---- what the service calls its messages --------------------------------------------------


def test_a_later_message_knows_what_the_service_calls_the_one_before(store: SqlStore) -> None:
    rung(store, "a")
    first = claim_delivery(store)
    assert first.delivery.earlier is None
    store.settle(first, Answered(200, "ok", handle="1732.5"), Delivered(), NOW)
    say_more(store, 2)
    second = claim_delivery(store)
    assert second.delivery.earlier == Earlier("1732.5", "high")
    store.settle(second, Answered(200, "ok", handle="1732.9"), Delivered(), NOW)
    third = claim_delivery(store)
    assert third.delivery.earlier == Earlier("1732.9", "high")
    store.settle(third, Answered(200, "ok"), Delivered(), NOW)
    store.replay([second.delivery.id], now=NOW)  # it follows the first still, not itself
    assert claim_delivery(store).delivery.earlier == Earlier("1732.5", "high")


def test_what_was_sent_otherwise_is_kept_with_the_answer(store: SqlStore) -> None:
    (said,) = rung(store)
    answer = Answered(200, "ok", note="sent without its template, which failed: x")
    store.settle(claim_delivery(store), answer, Delivered(), NOW)
    kept = store.delivery(said.delivery_id)
    assert kept is not None
    assert kept.last_answer == "sent without its template, which failed: x\nok"


def test_a_message_without_a_name_leaves_the_one_before_it(store: SqlStore) -> None:
    rung(store, "a")
    store.settle(claim_delivery(store), Answered(200, "", handle="7"), Delivered(), NOW)
    say_more(store, 2)
    store.settle(claim_delivery(store), OK, Delivered(), NOW)
    assert claim_delivery(store).delivery.earlier == Earlier("7", "high")


# ---- replay -------------------------------------------------------------------------------


def test_the_dead_are_replayed_under_their_ids_with_a_fresh_schedule(store: SqlStore) -> None:
    rung(store, "ab", ["desk", "other"])
    for claim in store.claim_deliveries("w1", {"desk": 9, "other": 1}, NOW):
        settle(store, claim, Dead("gave up"))
    dead = {view.id for view in store.list_deliveries(state="dead")}
    assert len(dead) == 3
    later = NOW + 100 * DAY
    assert store.replay(channel="nobody", now=later) == 0
    assert store.replay(since=NOW + SECOND, now=later) == 0
    assert store.replay(channel="desk", now=later) == 2
    claims = store.claim_deliveries("w1", {"desk": 9}, later)
    assert {claim.delivery.id for claim in claims} < dead
    assert {(claim.tries, claim.first_tried_at) for claim in claims} == {(0, None)}
    assert store.replay(state="dead", now=later) == 1


def test_a_delivered_one_is_sent_again_only_by_name(store: SqlStore) -> None:
    (said,) = rung(store)
    settle(store, claim_delivery(store), Delivered())
    assert store.replay(now=NOW) == 0
    assert store.replay(state="delivered", now=NOW) == 0
    assert store.replay([said.delivery_id, "msg_unknown"], now=NOW) == 1
    assert claim_delivery(store).delivery.id == said.delivery_id
    assert store.replay([said.delivery_id], now=NOW) == 0  # under way: left alone


def test_a_retrying_one_named_does_not_wait(store: SqlStore) -> None:
    (said,) = rung(store)
    settle(store, claim_delivery(store), again(NOW + DAY))
    assert store.replay([said.delivery_id], now=NOW + MINUTE) == 1
    assert claim_delivery(store, NOW + MINUTE).delivery.id == said.delivery_id


# ---- how much is still to do --------------------------------------------------------------


def test_what_still_waits_is_what_could_be_done_now(store: SqlStore) -> None:
    assert store.waiting(NOW, ["desk"], NOW) == 0
    rung(store, ["a"])
    say_more(store)  # it waits behind the first: not counted
    assert store.waiting(NOW, ["desk"], NOW) == 1
    assert store.waiting(NOW, [], NOW) == 0
    claim = claim_delivery(store)
    assert store.waiting(NOW, ["desk"], NOW) == 1  # under way
    settle(store, claim, again(NOW + timedelta(seconds=5)))
    assert store.waiting(NOW, ["desk"], NOW) == 0
    assert store.undone() == (0, {"desk": 2})
    assert store.waiting(NOW + HOUR, ["desk"], NOW) == 1  # the feed is due in an hour
