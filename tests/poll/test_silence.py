"""Polling rule 24: how long a feed has been silent, by its own habits."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.poll.clocks import NOW
from worker.poll.silence import FEWEST_GAPS, SHORTEST, usual_gaps_since

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
MONDAY = NOW - timedelta(days=NOW.weekday()) + timedelta(weeks=1)
MIDNIGHT = MONDAY.replace(hour=0, minute=0, second=0, microsecond=0)


def office(until: datetime, *, weekends: bool = False) -> list[datetime]:
    """An entry each full hour from 8 to 18, four weeks back."""
    hours = [until - n * HOUR for n in range(28 * 24)]
    return sorted(
        at for at in hours if 8 <= at.hour <= 18 and (weekends or at.weekday() < 5) and at <= until
    )


@pytest.mark.parametrize("gap", [timedelta(minutes=30), HOUR, DAY])
@pytest.mark.parametrize("times", [0, 1, 3.5, 20])
def test_a_steady_feed_is_measured_by_its_gap(gap: timedelta, times: float) -> None:
    last = MIDNIGHT
    moments = [last - n * gap for n in range(4 * WEEK // gap)][::-1]
    assert usual_gaps_since(moments, last + times * gap, as_of=last) == pytest.approx(times)


def test_no_usual_gap_is_shorter_than_polls_are_apart() -> None:
    moments = [MIDNIGHT - n * timedelta(seconds=30) for n in range(2 * WEEK // HOUR * 120)][::-1]
    assert usual_gaps_since(moments, MIDNIGHT + HOUR) == pytest.approx(HOUR / SHORTEST)


def test_a_gap_that_comes_once_in_a_while_is_usual() -> None:
    """Hourly, but each eleventh gap is three hours long: that is no reason to cry wolf."""
    gaps = ([HOUR] * 10 + [3 * HOUR]) * 50
    moments = [MIDNIGHT - sum(gaps[:n], timedelta()) for n in range(len(gaps))][::-1]
    passed = usual_gaps_since(moments, MIDNIGHT + 6 * HOUR)
    assert passed == pytest.approx(2)


def test_nights_and_weekends_are_rest_where_they_always_were() -> None:
    friday = MIDNIGHT + 4 * DAY + 18 * HOUR
    moments = office(friday)
    saturday_noon, monday = friday + 18 * HOUR, friday + 2 * DAY + 14 * HOUR
    rested = usual_gaps_since(moments, saturday_noon)
    assert rested is not None
    assert rested < 1.5
    back_at_work = usual_gaps_since(moments, monday)
    assert back_at_work is not None
    assert back_at_work < 3
    missed_morning = usual_gaps_since(moments, monday + 4 * HOUR)
    assert missed_morning is not None
    assert missed_morning > 3


def test_a_night_is_no_rest_for_a_feed_that_speaks_at_night() -> None:
    last = MIDNIGHT + 18 * HOUR
    by_night = [last - n * HOUR for n in range(200)][::-1]
    assert usual_gaps_since(by_night, last + 10 * HOUR) == pytest.approx(10)
    by_day = usual_gaps_since(office(last, weekends=True), last + 10 * HOUR)
    assert by_day is not None
    assert by_day < 1


def test_hours_of_the_week_not_lived_through_yet_count_for_nothing() -> None:
    """A feed of one Monday: nothing tells whether it speaks at night."""
    last = MIDNIGHT + 18 * HOUR
    moments = [last - n * timedelta(minutes=30) for n in range(12)][::-1]  # since 12:30
    assert usual_gaps_since(moments, last + 12 * HOUR) == 0
    assert usual_gaps_since(moments, last + DAY) == pytest.approx(6 * HOUR / timedelta(minutes=30))


@pytest.mark.parametrize("count", range(FEWEST_GAPS + 1))
def test_few_entries_tell_no_habit(count: int) -> None:
    moments = [MIDNIGHT - n * HOUR for n in range(count)][::-1]
    assert usual_gaps_since(moments, MIDNIGHT + 9 * DAY) is None


def test_what_is_older_than_four_weeks_tells_nothing() -> None:
    moments = [MIDNIGHT - n * HOUR for n in range(100)][::-1]
    assert usual_gaps_since(moments, MIDNIGHT + 4 * 7 * DAY + HOUR) is None


def test_entries_of_one_moment_are_no_gap() -> None:
    assert usual_gaps_since([MIDNIGHT] * 50, MIDNIGHT + HOUR) is None


@given(
    st.lists(st.integers(0, 60 * 24 * 27), min_size=9, max_size=60),
    st.integers(0, 5_000),
    st.integers(0, 5_000),
)
def test_silence_only_grows(minutes: list[int], wait: int, more: int) -> None:
    """As long as the same habits are looked at."""
    moments = sorted(MIDNIGHT - timedelta(minutes=n) for n in minutes)
    first = usual_gaps_since(moments, MIDNIGHT)
    if first is None:
        return
    habits = [m for m in moments if MIDNIGHT + timedelta(minutes=wait + more) - m < 28 * DAY]
    earlier = usual_gaps_since(habits, MIDNIGHT + timedelta(minutes=wait))
    later = usual_gaps_since(habits, MIDNIGHT + timedelta(minutes=wait + more))
    assert (earlier is None) == (later is None)
    assert later is None or earlier is None or later >= earlier - 1e-9
