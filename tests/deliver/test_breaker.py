from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.deliver.breaker import MOST_FAILURES, Pace, after
from worker.model import (
    Again,
    Answer,
    Answered,
    Breaker,
    Dead,
    Delivered,
    Flow,
    NoAnswer,
    Paused,
    Settlement,
)

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)

WELL = Breaker()
OK = Answered(204, "")
DOWN = NoAnswer("connection refused")
AGAIN = Again(NOW + HOUR, "connection refused")
PROBING = Breaker(Flow.PROBING, 10, NOW, NOW + 30 * SECOND)
DRAINING = Breaker(Flow.DRAINING, paced_at=NOW)


def failed(
    breaker: Breaker,
    times: int = 1,
    answer: Answer = DOWN,
    settlement: Settlement = AGAIN,
    now: datetime = NOW,
) -> Breaker:
    for _ in range(times):
        since = breaker.failing_since or now  # as the store keeps it
        breaker = after(replace(breaker, failing_since=since), answer, settlement, now)
    return breaker


# ---- after an answer ------------------------------------------------------------------------


def test_nine_failures_in_a_row_are_borne_and_the_tenth_breaks() -> None:
    nine = failed(WELL, MOST_FAILURES - 1)
    assert (nine.flow, nine.rests_until) == (Flow.CLOSED, None)
    ten = failed(nine)
    assert (ten.flow, ten.rests_until) == (Flow.PROBING, NOW + 30 * SECOND)
    between = failed(after(nine, OK, Delivered(), NOW), MOST_FAILURES - 1)
    assert between.flow is Flow.CLOSED  # they were not in a row


@pytest.mark.parametrize("settlement", [AGAIN, Dead("answered 400")])
def test_whatever_delivered_nothing_is_a_failure(settlement: Settlement) -> None:
    assert failed(WELL, 10, Answered(400, "no"), settlement).flow is Flow.PROBING


def test_a_gone_channel_rests_by_other_means() -> None:
    assert after(WELL, Answered(410, ""), Paused("answered 410"), NOW) == WELL


@pytest.mark.parametrize(
    ("down_for", "next_probe"),
    [
        (timedelta(0), 30 * SECOND),
        (10 * MINUTE, MINUTE),
        (HOUR, 5 * MINUTE),
        (24 * HOUR, 5 * MINUTE),
    ],
)
def test_probes_grow_rarer_with_the_outage(down_for: timedelta, next_probe: timedelta) -> None:
    now = NOW + down_for
    probed = failed(PROBING, now=now)
    assert (probed.flow, probed.rests_until) == (Flow.PROBING, now + next_probe)


def test_the_first_message_taken_opens_the_way_and_the_rest_goes_slowly() -> None:
    opened = after(PROBING, OK, Delivered(), NOW + MINUTE)
    assert opened == replace(DRAINING, failing_since=NOW, paced_at=NOW + MINUTE)
    assert after(opened, OK, Delivered(), NOW + MINUTE) == opened
    assert failed(opened, MOST_FAILURES).flow is Flow.PROBING


def test_a_retry_after_holds_for_the_whole_channel_up_to_a_day() -> None:
    asked = failed(WELL, answer=Answered(429, "", 2 * HOUR))
    assert (asked.flow, asked.rests_until) == (Flow.CLOSED, NOW + 2 * HOUR)
    assert failed(asked, answer=DOWN).rests_until == NOW + 2 * HOUR
    assert failed(WELL, answer=Answered(503, "", 900 * HOUR)).rests_until == NOW + 24 * HOUR
    assert after(asked, OK, Delivered(), NOW + HOUR).rests_until == NOW + 2 * HOUR
    assert after(asked, OK, Delivered(), NOW + 2 * HOUR).rests_until is None
    assert failed(PROBING, answer=Answered(503, "", HOUR)).rests_until == NOW + HOUR


# ---- how much may go ------------------------------------------------------------------------


def test_a_receiver_that_is_well_is_sent_all_there_is() -> None:
    assert not Pace().bounded
    assert Pace(MINUTE).bounded
    assert Pace().room(WELL, 16, NOW) == 16
    assert Pace().claimed(WELL, 16, NOW, left=True) == WELL


def test_a_resting_one_gets_nothing_and_then_a_single_probe() -> None:
    pace = Pace(MINUTE)
    assert pace.room(PROBING, 16, NOW) == 0
    then = NOW + 30 * SECOND
    assert (pace.room(PROBING, 16, then), pace.room(PROBING, 0, then)) == (1, 0)
    assert pace.claimed(PROBING, 0, then, left=False) == PROBING
    assert pace.claimed(PROBING, 1, then, left=True).rests_until == then + 30 * SECOND


def test_a_drain_goes_at_five_a_second_unless_a_rate_is_configured() -> None:
    assert Pace().room(DRAINING, 16, NOW + SECOND) == 5
    assert Pace(timedelta(milliseconds=100)).room(DRAINING, 16, NOW + SECOND) == 10
    assert Pace(MINUTE).room(DRAINING, 16, NOW + 59 * SECOND) == 1  # its turn was at NOW
    spent = Pace(MINUTE).claimed(DRAINING, 1, NOW + 59 * SECOND, left=True)
    assert spent.paced_at == NOW + 59 * SECOND + MINUTE
    assert Pace(MINUTE).room(spent, 16, NOW + 118 * SECOND) == 0


def test_a_drain_ends_when_nothing_is_due() -> None:
    assert Pace().claimed(DRAINING, 0, NOW, left=True).flow is Flow.DRAINING
    assert Pace().claimed(DRAINING, 3, NOW, left=False).flow is Flow.CLOSED


@given(
    st.timedeltas(timedelta(milliseconds=10), timedelta(minutes=5)),
    st.lists(st.tuples(st.timedeltas(timedelta(0), 40 * SECOND), st.integers(0, 16)), max_size=60),
)
def test_no_stretch_of_time_sees_more_than_its_rate_and_a_burst(
    gap: timedelta, claims: list[tuple[timedelta, int]]
) -> None:
    pace, breaker, now = Pace(gap), WELL, NOW
    sent: list[datetime] = []
    for wait, wanted in claims:
        now += wait
        got = pace.room(breaker, wanted, now)
        assert 0 <= got <= wanted
        breaker = pace.claimed(breaker, got, now, left=True)
        sent += [now] * got
    for first in range(len(sent)):
        for last in range(first, len(sent)):
            allowed = (sent[last] - sent[first] + SECOND) / gap + 1
            assert last - first + 1 <= allowed
