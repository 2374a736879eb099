"""A channel's circuit breaker and its pace, kept in its row and shared by all workers."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from tests.contract.making import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    SECOND,
    body,
    claim_delivery,
    rung,
    speak,
    together,
)
from worker.deliver.breaker import Pace, after
from worker.model import (
    Again,
    Alarm,
    Answer,
    Answered,
    Delivered,
    DeliveryClaim,
    Flow,
    NoAnswer,
    Paused,
    Settled,
    Settlement,
)
from worker.store import SqlStore, open_store
from worker.store.views import ChannelView

PACES = {"desk": Pace()}
SLOWLY = {"desk": Pace(MINUTE)}


def settle(
    store: SqlStore,
    claim: DeliveryClaim,
    settlement: Settlement,
    now: datetime = NOW,
    answer: Answer | None = None,
) -> Settled:
    given = answer or (Answered(204, "") if isinstance(settlement, Delivered) else NoAnswer("down"))
    turn = partial(after, answer=given, settlement=settlement, now=now)
    return store.settle(claim, given, settlement, now, None, turn)


def take(store: SqlStore, most: int, now: datetime, paces: dict[str, Pace] = PACES) -> list[str]:
    return [c.delivery.id for c in store.claim_deliveries("w1", {"desk": most}, now, paces)]


def desk(store: SqlStore) -> ChannelView:
    (view,) = store.channel_views()
    return view


def break_it(store: SqlStore, waiting: int = 5) -> None:
    """Ten messages failed at NOW, each to be tried again in a day; so many were never tried."""
    rung(store, [str(number) for number in range(10 + waiting)])
    claims = store.claim_deliveries("w1", {"desk": 10}, NOW, PACES)
    rests = [settle(store, c, Again(NOW + DAY, "down")).channel_rests for c in claims]
    assert rests == [False] * 9 + [True]


def test_ten_failures_in_a_row_shut_the_way_and_lose_nothing(store: SqlStore) -> None:
    break_it(store)
    view = desk(store)
    assert (view.flow, view.rests_until, view.waiting) == (Flow.PROBING, NOW + 30 * SECOND, 15)
    assert (view.reason, view.failing_since) == ("down", NOW)
    assert store.channel_states() == {"desk": "probing"}
    assert take(store, 9, NOW + 29 * SECOND) == []
    assert store.waiting(NOW, ["desk"], NOW + 29 * SECOND) == 0  # `once` waits for no probe
    assert store.status(NOW).next_due_at == NOW + 30 * SECOND  # though some were due before


def test_where_nothing_waits_no_probe_is_due(store: SqlStore) -> None:
    break_it(store)
    assert store.give_up((), "desk", NOW) == 15
    assert desk(store).flow is Flow.PROBING
    assert store.status(NOW).next_due_at == NOW + HOUR  # the feed's next poll


def test_one_probe_at_a_time_and_each_time_another_message(store: SqlStore) -> None:
    break_it(store)
    at = NOW + 30 * SECOND
    (first,) = store.claim_deliveries("w1", {"desk": 9}, at, PACES)
    assert store.claim_deliveries("w2", {"desk": 9}, at, PACES) == []  # it is under way
    assert first.tries == 0
    assert settle(store, first, Again(at + DAY, "down"), at).channel_rests
    (second,) = store.claim_deliveries("w2", {"desk": 9}, at + MINUTE, PACES)
    assert second.delivery.id != first.delivery.id  # one nobody can take keeps no way shut


def test_a_probe_waits_for_no_message_s_own_schedule(store: SqlStore) -> None:
    break_it(store, waiting=0)
    assert len(take(store, 9, NOW + 30 * SECOND)) == 1  # due in a day by itself


def test_a_worker_that_dies_with_the_probe_leaves_it_to_another(store: SqlStore) -> None:
    break_it(store)
    assert len(take(store, 9, NOW + 30 * SECOND)) == 1
    assert len(store.claim_deliveries("w2", {"desk": 9}, NOW + MINUTE, PACES)) == 1


def test_when_the_probe_is_taken_all_is_due_and_goes_out_in_order_slowly(store: SqlStore) -> None:
    break_it(store)
    at = NOW + 30 * SECOND
    (probe,) = store.claim_deliveries("w1", {"desk": 9}, at, PACES)
    assert not settle(store, probe, Delivered(), at).channel_rests
    assert (desk(store).flow, desk(store).failing_since) == (Flow.DRAINING, None)
    assert store.waiting(NOW, ["desk"], at) == 14
    sent: list[tuple[datetime, str]] = []
    for second in range(10):
        now = at + second * SECOND
        for claim in store.claim_deliveries("w1", {"desk": 9}, now, PACES):
            assert claim.first_tried_at in {None, NOW}  # what it was tried before still counts
            sent.append((now, claim.delivery.id))
            settle(store, claim, Delivered(), now)
    assert len({name for _, name in sent}) == len(sent) == 14
    assert max(sum(now == at + s * SECOND for now, _ in sent) for s in range(10)) == 5
    assert desk(store).flow is Flow.CLOSED


def test_a_drain_is_not_over_while_a_later_sequence_waits(store: SqlStore) -> None:
    break_it(store)
    at = NOW + 30 * SECOND
    (probe,) = store.claim_deliveries("w1", {"desk": 9}, at, PACES)
    settle(store, probe, Delivered(), at)
    assert len(take(store, 3, at)) == 1
    assert desk(store).flow is Flow.DRAINING


def test_a_retry_after_holds_for_the_whole_channel(store: SqlStore) -> None:
    rung(store, "abc")
    (claim,) = store.claim_deliveries("w1", {"desk": 1}, NOW, PACES)
    busy = Answered(429, "slow down", HOUR)
    assert settle(store, claim, Again(NOW + HOUR, "answered 429"), NOW, busy).channel_rests
    assert take(store, 9, NOW + 59 * MINUTE) == []
    assert desk(store).flow is Flow.CLOSED
    assert store.waiting(NOW, ["desk"], NOW + 59 * MINUTE) == 0
    assert len(take(store, 9, NOW + HOUR)) == 3


def test_a_configured_rate_holds_while_all_is_well(store: SqlStore) -> None:
    rung(store, "abc")
    assert [len(take(store, 9, NOW + n * 30 * SECOND, SLOWLY)) for n in range(5)] == [1, 0, 1, 0, 1]


def test_workers_together_send_no_faster_than_one(store_url: str) -> None:
    names = iter(range(1_000))
    stores = [open_store(store_url, new_id=lambda: f"msg_{next(names)}") for _ in range(4)]
    rung(stores[0], [str(number) for number in range(60)])
    pace = {"desk": Pace(timedelta(milliseconds=100))}
    got: list[int] = []

    def work(number: int) -> None:
        for _ in range(5):
            claims = stores[number].claim_deliveries(f"w{number}", {"desk": 16}, NOW, pace)
            got.append(len(claims))

    together(work)
    for store in stores:
        store.close()
    assert sum(got) == 10


def test_an_alert_s_next_message_is_told_to_wait_no_longer(store: SqlStore) -> None:
    rung(store, "a")
    article = store.article(1)
    assert article is not None

    with store.deciding(NOW) as ledger:
        story = ledger.story_of(article)
        assert story is not None
        ledger.speak(story, article, speak(type="alert.updated"), body, NOW)
    assert settle(store, claim_delivery(store), Delivered()).next_waits
    assert not settle(store, claim_delivery(store), Delivered()).next_waits


def test_the_operator_hears_of_a_long_failure_once_and_of_its_end_once(store: SqlStore) -> None:
    alarm = Alarm("channel:desk", "channel.failing", "takes nothing", ("ops",), lambda *_: "{}")
    rung(store, "ab")
    first, second = store.claim_deliveries("w1", {"desk": 9}, NOW, PACES)
    settle(store, first, Again(NOW + DAY, "answered 503"), NOW, Answered(503, "upstream"))
    quarter = 15 * MINUTE
    assert store.failing_channels(["desk"], quarter, NOW + 14 * MINUTE) == []
    assert store.failing_channels(["other"], quarter, NOW + quarter) == []
    (ill,) = store.failing_channels(["desk"], quarter, NOW + quarter)
    assert (ill.failing_since, ill.reason, ill.last_answer) == (NOW, "answered 503", "upstream")
    assert not store.tell_channel("desk", alarm, NOW + quarter, over=True)
    assert store.tell_channel("desk", alarm, NOW + quarter, over=False)
    assert not store.tell_channel("desk", alarm, NOW + quarter, over=False)
    assert store.failing_channels(["desk"], quarter, NOW + HOUR) == []
    settle(store, second, Delivered(), NOW)
    (well,) = store.failing_channels(["desk"], quarter, NOW + HOUR)
    assert (well.failing_since, well.told_at) == (None, NOW + quarter)
    assert store.tell_channel("desk", alarm, NOW + HOUR, over=True)
    assert store.failing_channels(["desk"], quarter, NOW + HOUR) == []
    assert [row.sequence for row in store.list_deliveries(channel="ops")] == [2, 1]


def test_a_channel_enabled_by_hand_drains(store: SqlStore) -> None:
    break_it(store)
    assert store.enable_channel("desk", NOW + MINUTE)
    assert desk(store).flow is Flow.DRAINING
    assert len(take(store, 99, NOW + MINUTE)) == 5
    assert not store.enable_channel("desk", NOW + MINUTE)


def test_a_gone_channel_stays_paused_whatever_its_breaker_says(store: SqlStore) -> None:
    rung(store, "abc")
    one, two = store.claim_deliveries("w1", {"desk": 2}, NOW, PACES)
    assert settle(store, one, Paused("answered 410"), NOW, Answered(410, "")).channel_rests
    settle(store, two, Delivered())  # sent before that was known
    assert store.channel_states() == {"desk": "paused"}
    assert take(store, 9, NOW + DAY) == []
    assert desk(store).reason == "answered 410"


def test_a_clock_that_jumped_leaves_no_channel_shut_for_ever(store: SqlStore) -> None:
    rung(store, "ab")
    (claim,) = store.claim_deliveries("w1", {"desk": 1}, NOW, PACES)
    wild = NOW + 1000 * DAY
    settle(store, claim, Again(wild, "answered 503"), wild, Answered(503, "", HOUR))
    assert take(store, 9, NOW) == []
    assert store.bring_back(NOW) > 0
    assert len(take(store, 9, NOW)) == 2


def test_replay_and_lists_by_rule(store: SqlStore) -> None:
    rung(store, "ab")
    for claim in store.claim_deliveries("w1", {"desk": 9}, NOW, PACES):
        settle(store, claim, Again(NOW + DAY, "down"))
    assert store.replay(rule="r", state="retrying", now=NOW) == 0  # r1 is another
    assert store.list_deliveries(rule="r") == []
    assert len(store.list_deliveries(rule="r1")) == 2
    assert store.replay(rule="r1", state="retrying", now=NOW) == 2
