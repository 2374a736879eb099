from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.poll.claims import (
    CLAIM,
    DAY,
    HOUR,
    MINUTE,
    UNCHANGED,
    claim,
    failed,
    feed,
    fetched,
    minutes,
    parsed,
    plan,
)
from tests.poll.clocks import NOW
from worker.model import (
    FailureKind,
    FetchOutcome,
    Hints,
    NotModified,
    ParsedFeed,
    Tally,
    Unreadable,
)
from worker.poll.visit import judge


@pytest.mark.parametrize(
    ("kind", "failures", "weight", "delay", "why"),
    [
        (FailureKind.SOFT, 0, 0.0, 20 * MINUTE, "1st failure in a row: next try after 20m"),
        (FailureKind.SOFT, 1, 0.5, 40 * MINUTE, "2nd failure in a row: next try after 40m"),
        (FailureKind.SOFT, 2, 1.0, HOUR, "3rd failure in a row: next try after 1h"),
        (FailureKind.HARD, 0, 0.0, 40 * MINUTE, "1st failure in a row: next try after 40m"),
        (FailureKind.TEMPORARY, 0, 0.0, 10 * MINUTE, "1st failure in a row: next try after 10m"),
        (FailureKind.SOFT, 11, 5.5, 4 * HOUR, "12th failure in a row: next try after 4h"),
        (FailureKind.SOFT, 9_999, 5_000.0, DAY, "10000th failure in a row: next try after 1d"),
        (FailureKind.HOSTILE, 0, 0.0, HOUR, "1st failure in a row: next try after 1h"),
        (FailureKind.HOSTILE, 5, 1.5, 6 * HOUR, "6th failure in a row: next try after 6h"),
        (FailureKind.HOSTILE, 99, 99.0, DAY, "100th failure in a row: next try after 1d"),
        (FailureKind.GONE, 0, 0.0, 30 * DAY, "gone (410): asked once a month"),
    ],
)
def test_back_off_grows_with_the_summed_weight(
    kind: FailureKind, failures: int, weight: float, delay: timedelta, why: str
) -> None:
    by = claim(failures=failures, failure_weight=weight)
    schedule = plan(failed(kind), by=by, dice=0.0)
    assert (schedule.next_due_at - NOW, schedule.why) == (delay, why)
    assert schedule.interval == CLAIM.interval  # success goes back to it


def test_a_document_that_is_no_feed_backs_off_too() -> None:
    assert minutes(plan(fetched(), Unreadable("a page"), dice=0.0)) == 20
    assert minutes(plan(fetched(), Unreadable("a bomb", hostile=True), dice=0.0)) == 60


def test_a_single_soft_failure_of_a_configured_feed_waits_about_its_interval() -> None:
    for dice in (0.0, 0.999):
        schedule = plan(failed(), of=feed(every=5 * MINUTE), dice=dice)
        assert 4.4 < minutes(schedule) <= 5
        assert schedule.interval == 5 * MINUTE


def test_a_feed_of_every_second_backs_off_from_ten() -> None:
    schedule = plan(failed(), of=feed(every=timedelta(seconds=1)), dice=0.0)
    assert schedule.next_due_at - NOW == timedelta(seconds=10)


def test_success_resets() -> None:
    by = claim(failures=40, failure_weight=20.0)
    assert plan(by=by).interval == 20 * MINUTE
    assert minutes(plan(by=by)) == 20


@pytest.mark.parametrize(
    ("wait", "low", "high"),
    [(2 * HOUR, 120, 132), (DAY, 1440, 1440), (9 * DAY, 1440, 1440), (MINUTE, 18, 20)],
)
def test_retry_after_is_waited_out(wait: timedelta, low: float, high: float) -> None:
    for dice in (0.0, 0.5, 0.999):
        schedule = plan(failed(retry_after=wait), of=feed(every=20 * MINUTE), dice=dice)
        assert low <= minutes(schedule) <= high
    if wait == 2 * HOUR:
        assert schedule.why == "too many requests, or Retry-After: its host rests 2h"


spans = st.timedeltas(timedelta(seconds=1), 40 * DAY)
hints = st.builds(
    Hints,
    st.none() | st.timedeltas(MINUTE, 7 * DAY),
    st.none() | st.timedeltas(MINUTE, 365 * DAY),
    st.frozensets(st.integers(0, 23)),
    st.frozensets(st.integers(0, 6)),
)
outcomes = st.one_of(
    st.builds(
        failed, st.sampled_from(FailureKind), retry_after=st.none() | st.timedeltas(MINUTE, DAY)
    ),
    st.just(UNCHANGED),
    st.builds(fetched, Cache_Control=st.from_regex(r"max-age=\d{1,12}", fullmatch=True)),
    st.builds(fetched, Expires=st.text(), Date=st.text(), Age=st.text()),
)


@given(
    outcome=outcomes,
    document=st.builds(parsed, hints=hints) | st.just(Unreadable("x", hostile=True)),
    tally=st.builds(
        Tally, *[st.integers(0, 2_000)] * 4, median_gap=st.none() | st.timedeltas(timedelta(0), DAY)
    ),
    every=st.none() | spans,
    at_most=st.none() | spans,
    known=st.fixed_dictionaries(
        {
            "first": st.booleans(),
            "failures": st.integers(0, 10**6),
            "failure_weight": st.floats(0, 10**6),
            "interval": st.none() | spans,
            "due_at": st.timedeltas(-4000 * DAY, 4000 * DAY).map(NOW.__add__),
        }
    ),
    dice=st.floats(0, 1, exclude_max=True),
)
def test_never_in_the_past_never_over_a_cap(
    outcome: FetchOutcome,
    document: ParsedFeed | Unreadable,
    tally: Tally,
    every: timedelta | None,
    at_most: timedelta | None,
    known: dict[str, Any],
    dice: float,
) -> None:
    of, by = feed(every=every, at_most=at_most), replace(CLAIM, **known)
    got = document if not isinstance(outcome, NotModified) else None
    schedule = plan(outcome, got, tally, of=of, by=by, dice=dice)
    delay = schedule.next_due_at - NOW
    report = judge(outcome, got, by, NOW)
    assert delay > timedelta(0)
    assert schedule.why
    if report.failure_weight:
        assert delay <= 30 * DAY
        assert delay <= DAY or report.status == 410 or "410" in schedule.why
        if report.block_host_for is not None and "410" not in schedule.why:
            assert delay >= min(report.block_host_for, DAY)
    elif every is not None:
        assert schedule.interval == every
        assert delay <= every * 1.1 + 3 * MINUTE
    else:
        most = max(at_most or HOUR, 5 * HOUR)
        assert schedule.interval <= most
        asleep = "asleep" in schedule.why
        assert delay <= (8 * DAY if asleep else 0 * DAY) + 1.1 * most + 3 * MINUTE
        assert at_most is None or delay <= max(at_most, timedelta(seconds=0.5))
