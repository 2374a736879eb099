from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.poll.claims import (
    DAY,
    FEED,
    HOUR,
    MINUTE,
    NOTHING,
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
    Schedule,
    Tally,
    Unreadable,
)
from worker.poll.cadence import freshness, in_words, next_due, phase
from worker.poll.visit import judge


@pytest.mark.parametrize(
    ("known", "gap", "interval"),
    [
        (12, 40 * MINUTE, 20 * MINUTE),  # half the median gap
        (12, 4 * MINUTE, 5 * MINUTE),  # the floor
        (12, 14 * DAY, 60 * MINUTE),  # the cap: a ministry is asked hourly
        (5, 40 * MINUTE, 10 * MINUTE),  # little overlap: sooner
        (19, 40 * MINUTE, 25 * MINUTE),  # hardly anything new: later
        (20, 100 * MINUTE, 60 * MINUTE),
    ],
)
def test_adaptive_follows_the_feed(known: int, gap: timedelta, interval: timedelta) -> None:
    tally = Tally(20, 20 - known, known, 0, gap)
    schedule = plan(tally=tally)
    assert schedule.interval == interval
    assert schedule.why == f"adaptive: new entries about every {in_words(gap)}"


def test_an_unknown_rhythm_is_tried_at_a_quarter_of_an_hour() -> None:
    schedule = plan(tally=Tally(20, 20, 0, 0))
    assert schedule.interval == 15 * MINUTE
    assert schedule.why == "adaptive: its rhythm is not known yet"


@pytest.mark.parametrize("interval", [20 * MINUTE, 3 * HOUR])
def test_a_visit_without_a_document_teaches_nothing(interval: timedelta) -> None:
    schedule = plan(UNCHANGED, tally=NOTHING, by=claim(interval=interval))
    assert schedule.interval == interval
    assert schedule.why == f"adaptive: nothing learnt, again after {in_words(interval)}"


@pytest.mark.parametrize(
    ("headers", "interval"),
    [
        ({}, 3 * HOUR),  # what the server asked for once still holds
        ({"cache-control": "max-age=60"}, HOUR),  # and yields to what it says now
        ({"expires": "0"}, HOUR),
        ({"cache-control": "max-age=7200"}, 2 * HOUR),
    ],
)
def test_an_unchanged_answer_may_take_back_the_servers_wish(
    headers: dict[str, str], interval: timedelta
) -> None:
    unchanged = NotModified(headers, 0, 0.1)
    assert plan(unchanged, tally=NOTHING, by=claim(interval=3 * HOUR)).interval == interval


def test_the_page_of_an_error_says_nothing_of_the_rhythm() -> None:
    answer = fetched(Cache_Control="max-age=31536000")
    schedule = plan(answer, Unreadable("an HTML page"), NOTHING, by=claim(interval=20 * MINUTE))
    assert schedule.interval == 20 * MINUTE


def told(**hints: Any) -> ParsedFeed:
    """A document with hints on its rhythm."""
    return parsed(hints=Hints(**hints))


@pytest.mark.parametrize(
    ("outcome", "document", "interval", "why"),
    [
        (fetched(Cache_Control="public, max-age=7200"), parsed(), 2 * HOUR,
         "adaptive: fresh for 2h, says the server"),
        (fetched(Cache_Control="max-age=7200", Age="3600"), parsed(), HOUR,
         "adaptive: fresh for 1h, says the server"),
        (fetched(Cache_Control="max-age=999999"), parsed(), 5 * HOUR,
         "adaptive: fresh for 5h, says the server"),
        (fetched(Cache_Control="max-age=60"), parsed(), 20 * MINUTE, None),  # a lower bound only
        (fetched(Cache_Control="no-cache, no-store"), parsed(), 20 * MINUTE, None),
        (fetched(), told(ttl=3 * HOUR), 3 * HOUR, "adaptive: ttl of 3h, says the feed"),
        (fetched(), told(ttl=30 * DAY), 5 * HOUR, "adaptive: ttl of 5h, says the feed"),
        (fetched(), told(update_every=2 * HOUR), 2 * HOUR,
         "adaptive: made anew every 2h, says the feed"),
        (fetched(), told(ttl=2 * HOUR, update_every=HOUR), 2 * HOUR,
         "adaptive: ttl of 2h, says the feed"),
        (fetched(Cache_Control="max-age=3600"), told(ttl=2 * HOUR), 2 * HOUR,
         "adaptive: ttl of 2h, says the feed"),
        (NotModified({"cache-control": "max-age=3600"}, 0, 0.1), None, HOUR,
         "adaptive: fresh for 1h, says the server"),
    ],
)  # fmt: skip
def test_the_server_may_ask_for_more_patience(
    outcome: FetchOutcome, document: ParsedFeed | None, interval: timedelta, why: str | None
) -> None:
    schedule = plan(outcome, document)
    assert schedule.interval == interval
    assert why is None or schedule.why == why


@pytest.mark.parametrize(
    ("hours", "days", "until"),
    [
        ({NOW.hour, NOW.hour + 1}, set(), "today"),
        (set(range(24)) - {NOW.hour - 1}, set(), "tomorrow"),
        (set(), {NOW.weekday()}, "midnight"),
        ({0}, {NOW.weekday()}, "one"),
        (set(range(24)) - {3}, set(range(7)) - {NOW.weekday()}, "next week"),
    ],
)
def test_a_feed_is_not_asked_in_hours_and_days_it_wants_skipped(
    hours: set[int], days: set[int], until: str
) -> None:
    hints = Hints(skip_hours=frozenset(hours), skip_days=frozenset(days))
    schedule = plan(fetched(), parsed(hints=hints))
    due = schedule.next_due_at
    assert due.hour not in hours
    assert due.weekday() not in days
    midnight = NOW.replace(hour=0, minute=0, second=0)
    expected = {
        "today": midnight + (NOW.hour + 2) * HOUR,
        "tomorrow": midnight + DAY + (NOW.hour - 1) * HOUR,
        "midnight": midnight + DAY,
        "one": midnight + DAY + HOUR,
        "next week": midnight + 7 * DAY + 3 * HOUR,
    }[until]
    assert expected < due < expected + HOUR / 2
    assert schedule.why.endswith(f"asleep until {due:%a %H:%M} GMT, says the feed")
    by = claim(interval=20 * MINUTE, hints=hints)
    assert plan(UNCHANGED, tally=NOTHING, by=by).next_due_at == due  # remembered


def test_sleep_yields_to_the_operator_and_never_to_nonsense() -> None:
    asleep = told(skip_hours=frozenset(range(24)) - {NOW.hour - 1})
    limited = plan(fetched(), asleep, of=feed(at_most=30 * MINUTE))
    assert limited.next_due_at <= NOW + 30 * MINUTE
    fixed = plan(fetched(), asleep, of=feed(every=5 * MINUTE))
    assert fixed.next_due_at == NOW + 5 * MINUTE
    never = told(skip_hours=frozenset(range(24)))
    assert plan(fetched(), never).next_due_at < NOW + HOUR


def test_the_operators_limit_goes_before_the_servers_wish() -> None:
    schedule = plan(fetched(Cache_Control="max-age=7200"), parsed(), of=feed(at_most=30 * MINUTE))
    assert schedule.interval == 30 * MINUTE
    assert schedule.why == "at most 30m as configured"
    assert schedule.next_due_at <= NOW + 30 * MINUTE


def test_the_operator_may_allow_longer_than_an_hour() -> None:
    rare, patient = Tally(20, 8, 12, 0, 14 * DAY), feed(at_most=6 * HOUR)
    assert plan(tally=rare, of=patient).interval == 6 * HOUR
    kept = plan(UNCHANGED, tally=NOTHING, of=patient, by=claim(interval=6 * HOUR))
    assert kept.interval == 6 * HOUR


def test_a_configured_rhythm_hears_no_hints() -> None:
    outcome = fetched(Cache_Control="max-age=7200")
    schedule = plan(outcome, told(ttl=DAY), of=feed(every=5 * MINUTE, at_most=MINUTE))
    assert schedule == Schedule(NOW + 5 * MINUTE, 5 * MINUTE, "every 5m as configured")


def test_a_configured_rhythm_counts_from_when_it_was_due() -> None:
    late = claim(due_at=NOW - timedelta(seconds=20))
    assert plan(of=feed(every=5 * MINUTE), by=late).next_due_at == late.due_at + 5 * MINUTE
    overdue = claim(due_at=NOW - HOUR)  # after an outage nothing is caught up
    assert plan(of=feed(every=5 * MINUTE), by=overdue).next_due_at == NOW + 5 * MINUTE


@pytest.mark.parametrize(("dice", "share"), [(0.0, 0.9), (0.5, 1.0), (0.999999, 1.1)])
def test_jitter_is_a_tenth_either_way(dice: float, share: float) -> None:
    assert minutes(plan(dice=dice)) == pytest.approx(20 * share, rel=1e-5)
    assert plan(dice=dice).interval == 20 * MINUTE


def test_the_first_interval_is_shortened_by_the_feeds_phase() -> None:
    schedule = plan(by=claim(first=True))
    assert minutes(schedule) == pytest.approx(20 * (1 + phase(FEED.url)) / 2)


def test_phases_spread_evenly_and_stay() -> None:
    phases = [phase(f"https://news.example/{n}") for n in range(1_000)]
    assert phases == [phase(f"https://news.example/{n}") for n in range(1_000)]
    for tenth in range(10):
        assert 60 < sum(int(p * 10) == tenth for p in phases) < 140


@given(st.floats(0, 1, exclude_max=True), st.integers(0, 3599), st.integers(30, 600))
def test_no_long_interval_ends_on_the_full_hour(dice: float, second: int, length: int) -> None:
    now = NOW.replace(minute=0, second=0) + timedelta(seconds=second)
    every = feed(every=length * MINUTE)
    schedule = plan(of=every, by=claim(due_at=now), now=now, dice=dice)
    if (schedule.next_due_at - now) >= 30 * MINUTE:
        assert schedule.next_due_at.minute != 0


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=45), "45s"),
        (5 * MINUTE, "5m"),
        (90 * MINUTE, "1h 30m"),
        (DAY + 2 * HOUR + 3 * MINUTE, "1d 2h"),
        (30 * DAY, "30d"),
        (timedelta(0), "1s"),
        (timedelta(milliseconds=400), "1s"),
        (timedelta(seconds=3599.7), "1h"),
    ],
)
def test_a_span_in_words(span: timedelta, words: str) -> None:
    assert in_words(span) == words


@pytest.mark.parametrize(
    ("headers", "fresh"),
    [
        ({"cache-control": "max-age=60"}, MINUTE),
        ({"cache-control": 'max-age="60"'}, MINUTE),
        ({"cache-control": "s-maxage=60"}, None),
        ({"cache-control": "max-age=0"}, None),
        ({"cache-control": "max-age=60", "age": "60"}, None),
        ({"cache-control": "max-age=60", "age": "later"}, MINUTE),
        ({"cache-control": "max-age=-1"}, None),
        ({"expires": "Sun, 22 Nov 2026 10:00:00 GMT", "date": "Sun, 22 Nov 2026 08:00:00 GMT"},
         2 * HOUR),
        ({"expires": "Sun Nov 22 10:00:00 2026", "date": "Sunday, 22-Nov-26 08:00:00 gmt"},
         2 * HOUR),
        ({"expires": "Sun, 22 Nov 2026 10:00:00", "date": "Sun, 22 Nov 2026 08:00:00 GMT"}, None),
        ({"expires": "Sun, 22 Nov 2026 10:00:00 EST", "date": "Sun, 22 Nov 2026 08:00:00 GMT"},
         None),
        ({"expires": "Sun, 99 Nov 2026 10:00:00 GMT", "date": "Sun, 22 Nov 2026 08:00:00 GMT"},
         None),
        ({"expires": "Sun, 22 Nov 2026 10:00:00 GMT", "date": "Sun, 22 Nov 2026 08:00:00 GMT",
          "age": "3600"}, HOUR),
        ({"cache-control": "MaX-Age=60"}, MINUTE),
        ({"cache-control": 'private="x, max-age=3600", max-age=60'}, MINUTE),
        ({"cache-control": "max-age=0000000000060", "age": "0, 60"}, MINUTE),
        ({"cache-control": "max-age=3600", "age": "99999999999999"}, None),
        ({"cache-control": "max-age=3600", "vary": "Accept, *"}, None),
        ({"expires": "Sun, 22 Nov 2026 10:00:00 GMT"}, None),
        ({"expires": "0", "date": "Sun, 22 Nov 2026 08:00:00 GMT"}, None),
        ({"expires": "Sun, 22 Nov 2026 07:00:00 GMT", "date": "Sun, 22 Nov 2026 08:00:00 GMT"},
         None),
        ({}, None),
    ],
)  # fmt: skip
def test_how_long_an_answer_is_fresh(headers: dict[str, str], fresh: timedelta | None) -> None:
    assert freshness(headers) == fresh


def test_a_visit_that_would_fall_on_the_full_hour_is_put_off_a_little() -> None:
    schedule = plan(of=feed(every=79 * MINUTE))  # from 08:41:07 to 10:00:07
    assert minutes(schedule) == pytest.approx(80 + 2 * phase(FEED.url))


@pytest.mark.parametrize("dice", [0.0, 0.5, 0.999])
def test_while_our_own_network_is_out_a_feed_is_tried_each_minute(dice: float) -> None:
    """Rule 7: its rhythm is left as it was, and no failure puts it off."""
    by = claim(failures=9, failure_weight=9.0, interval=3 * HOUR)
    outcome = failed(FailureKind.TEMPORARY)
    report = replace(judge(outcome, None, by, NOW), failure_weight=0.0, ours=True)
    schedule = next_due(
        NOTHING, feed=FEED, claim=by, report=report, outcome=outcome, now=NOW, dice=dice
    )
    assert 1 <= minutes(schedule) <= 1.2
    assert (schedule.interval, schedule.why) == (
        3 * HOUR, "our own network is out: tried each minute",
    )  # fmt: skip


def test_an_empty_document_steers_nothing() -> None:
    assert plan(tally=Tally(0, 0, 0, 0, 40 * MINUTE)).interval == 20 * MINUTE
