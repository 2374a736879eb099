from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.alert.quiet import asleep, quiet_until, words
from worker.model import Channel, QuietHours

OSLO = ZoneInfo("Europe/Oslo")
NIGHT = QuietHours(time(22), time(7), OSLO)
WEEKEND = QuietHours(time(0), time(0), OSLO, frozenset({5, 6}))
EVENING = QuietHours(time(13), time(17, 30), ZoneInfo("Asia/Kolkata"))
SHORT = QuietHours(time(2), time(3), OSLO)  # within the hour that summer time takes or doubles
INTO_IT = QuietHours(time(22), time(2, 30), OSLO)
WITHIN_IT = QuietHours(time(2, 15), time(2, 30), OSLO)
ONE_DAY = QuietHours(time(22), time(7), OSLO, frozenset({4}))  # Friday's night

# (hours, now, until): local times are Oslo's unless said otherwise, all given in UTC
CASES = {
    "before the night": (NIGHT, "2026-11-22T20:59:59", None),
    "the night begins": (NIGHT, "2026-11-22T21:00:00", "2026-11-23T06:00:00"),
    "past midnight": (NIGHT, "2026-11-23T02:00:00", "2026-11-23T06:00:00"),
    "the night is over at its end": (NIGHT, "2026-11-23T06:00:00", None),
    "summer": (NIGHT, "2026-07-01T20:30:00", "2026-07-02T05:00:00"),
    "summer, before ten": (NIGHT, "2026-07-01T19:30:00", None),
    "the night summer time begins is an hour shorter": (
        NIGHT, "2026-03-28T21:30:00", "2026-03-29T05:00:00",
    ),
    "the night it ends is an hour longer": (NIGHT, "2026-10-24T20:30:00", "2026-10-25T06:00:00"),
    "an hour left out: not quiet before it": (SHORT, "2026-03-29T00:59:59", None),
    "an hour left out is as if it were there": (
        SHORT, "2026-03-29T01:00:00", "2026-03-29T01:00:00~",
    ),
    "hours that end in one left out end where it would have been": (
        INTO_IT, "2026-03-29T00:45:00", "2026-03-29T01:30:00",
    ),
    "hours within it as well": (WITHIN_IT, "2026-03-29T01:20:00", "2026-03-29T01:30:00"),
    "an hour that comes twice is quiet the first time": (
        SHORT, "2026-10-25T00:00:00", "2026-10-25T02:00:00",
    ),
    "and the second": (SHORT, "2026-10-25T01:59:59", "2026-10-25T02:00:00"),
    "within a day, another zone": (EVENING, "2026-11-22T08:00:00", "2026-11-22T12:00:00"),
    "and not after": (EVENING, "2026-11-22T12:00:00", None),
    "whole days that follow each other": (WEEKEND, "2026-11-20T23:00:00", "2026-11-22T23:00:00"),
    "the second of them": (WEEKEND, "2026-11-22T10:00:00", "2026-11-22T23:00:00"),
    "a weekday": (WEEKEND, "2026-11-20T22:59:59", None),
    "a night belongs to the day it begins": (
        ONE_DAY, "2026-11-21T03:00:00", "2026-11-21T06:00:00",
    ),
    "not to the day it ends": (ONE_DAY, "2026-11-20T03:00:00", None),
    "none at all": (None, "2026-11-22T23:00:00", None),
}  # fmt: skip


@pytest.mark.parametrize(("hours", "now", "until"), CASES.values(), ids=CASES.keys())
def test_until_when(hours: QuietHours | None, now: str, until: str | None) -> None:
    present = datetime.fromisoformat(now).replace(tzinfo=UTC)
    if until is None or until.endswith("~"):
        assert quiet_until(hours, present) is None
    else:
        assert quiet_until(hours, present) == datetime.fromisoformat(until).replace(tzinfo=UTC)


def test_the_reason_names_the_hour_of_the_channels_own_clock() -> None:
    until = datetime(2026, 11, 23, 6, tzinfo=UTC)
    assert words(NIGHT, until) == "quiet hours until 2026-11-23 07:00"


hours_of_any_kind = st.builds(
    QuietHours,
    st.times().map(lambda t: t.replace(second=0, microsecond=0, tzinfo=None)),
    st.times().map(lambda t: t.replace(second=0, microsecond=0, tzinfo=None)),
    st.sampled_from([OSLO, ZoneInfo("America/St_Johns"), ZoneInfo("Australia/Lord_Howe"), UTC]),
    st.frozensets(st.integers(0, 6)),
)


@given(hours_of_any_kind, st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)))  # noqa: DTZ001
def test_the_end_is_ahead_and_not_quiet_but_for_hours_without_end(
    hours: QuietHours, naive: datetime
) -> None:
    now = naive.replace(tzinfo=UTC)
    until = quiet_until(hours, now)
    if until is not None:
        assert now < until <= now + timedelta(days=9)
        endless = hours.begins == hours.ends and len(hours.days) == 7
        assert endless or quiet_until(hours, until) is None


def test_hours_that_never_end_are_looked_at_for_a_week() -> None:
    always = QuietHours(time(0), time(0), OSLO)
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    until = quiet_until(always, now)
    assert until is not None
    assert timedelta(days=7) <= until - now <= timedelta(days=8)


def test_which_channels_sleep() -> None:
    night = QuietHours(time(22), time(7), UTC)
    channels = {"desk": Channel("desk", "webhook", quiet=night), "ops": Channel("ops", "webhook")}
    late = datetime(2026, 11, 22, 23, tzinfo=UTC)
    morning = datetime(2026, 11, 23, 7, tzinfo=UTC)
    assert asleep(channels, ("desk", "ops", "gone"), late) == {"desk": morning}
    assert asleep(channels, ("desk", "ops"), morning) == {}
