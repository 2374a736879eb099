"""A feed's own word on its rhythm, in a feed's own spelling (rule 4)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from worker.model import Hints, ParsedFeed
from worker.parse import hints
from worker.parse.feed import read

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ITEM = "<item><guid>1</guid><ttl>7</ttl><skipHours><hour>3</hour></skipHours></item>"


def said(channel: str, after: str = "") -> Hints:
    return hints.read(f"<rss><channel>{channel}{ITEM}{after}</channel></rss>".encode())


@pytest.mark.parametrize(
    ("ttl", "minutes"),
    [("60", 60), (" 60\n", 60), ("0", 0), ("-5", 0), ("soon", 0), ("1.5", 0), ("9" * 9, 0)],
)
def test_ttl_is_sane_or_absent(ttl: str, minutes: int) -> None:
    assert said(f"<ttl>{ttl}</ttl>").ttl == (timedelta(minutes=minutes) if minutes else None)


@pytest.mark.parametrize("silent", ["<!-- {} -->", "<!-- {}", "<![CDATA[{}]]>"])
@pytest.mark.parametrize("ttl", ["<ttl>60</ttl>", "<ttl>60</ttl><!-- <item> -->"])
def test_a_comment_says_nothing(silent: str, ttl: str) -> None:
    assert said(silent.format(ttl)).ttl is None
    assert said("", silent.format(ttl)).ttl is None
    assert said("<ttl>5</ttl>" + silent.format(ttl)).ttl == timedelta(minutes=5)
    assert said("", f"<!-- x -->{ttl}").ttl == HOUR
    assert hints.read(f"<rss><channel>{silent.format(ttl)}".encode()).ttl is None


@pytest.mark.parametrize(
    ("period", "frequency", "every"),
    [
        ("hourly", "1", HOUR),
        ("Hourly ", None, HOUR),
        ("\n\tdaily\n", "4", DAY / 4),
        ("weekly", "7", DAY),
        ("monthly", "1", 30 * DAY),
        ("yearly", "1", 365 * DAY),
        ("hourly", "0", None),
        ("hourly", "1.5", None),
        ("hourly", "often", None),
        ("houly", "1", None),
        ("", "1", None),
    ],
)
def test_the_syndication_module(
    period: str, frequency: str | None, every: timedelta | None
) -> None:
    times = "" if frequency is None else f"<sy:updateFrequency>{frequency}</sy:updateFrequency>"
    assert said(f"<sy:updatePeriod>{period}</sy:updatePeriod>{times}").update_every == every


def test_frequency_alone_says_nothing() -> None:
    assert said("<sy:updateFrequency>2</sy:updateFrequency>").update_every is None


@pytest.mark.parametrize(
    ("hours", "skipped"),
    [((0, 1, 23), {0, 1, 23}), ((24,), {0}), ((25, 2), {2}), (range(24), set()), ((), set())],
)
def test_hours_to_skip(hours: tuple[int, ...], skipped: set[int]) -> None:
    listed = "".join(f"<hour>{hour}</hour>" for hour in hours)
    assert said(f"<skipHours>{listed}</skipHours>").skip_hours == skipped


def test_days_to_skip() -> None:
    days = "<skipDays><day>Saturday</day><day> sunday </day><day>Someday</day></skipDays>"
    assert said(days).skip_days == {5, 6}
    every = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    listed = "".join(f"<day>{day}</day>" for day in every)
    assert said(f"<skipDays>{listed}</skipDays>").skip_days == frozenset()


def test_what_stands_in_an_entry_is_no_hint_and_what_follows_the_last_is() -> None:
    assert said("") == Hints()
    assert said("", after="<ttl>30</ttl>").ttl == HOUR / 2
    assert hints.read(b"<rss><channel><ttl>30</ttl><item>").ttl == HOUR / 2


def test_hints_come_with_the_document_in_any_charset() -> None:
    text = f"<rss version='2.0'><channel><title>T</title><ttl>90</ttl>{ITEM}</channel></rss>"
    for encoding in ("utf-8", "utf-16"):
        feed = read(text.encode(encoding), {}, "https://a.example/feed")
        assert isinstance(feed, ParsedFeed)
        assert feed.hints == Hints(ttl=HOUR * 1.5)


def test_a_document_without_entries_hints_too() -> None:
    assert hints.read(b"<rss><channel><ttl>30</ttl></channel></rss>").ttl == HOUR / 2
