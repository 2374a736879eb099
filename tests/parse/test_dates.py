"""Date spellings of the press."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.model import Entry, Identity, ParsedFeed
from worker.parse.dates import believed, first, parse, plausible

MORNING = "2026-01-05T08:15:00"

SPELLINGS = {
    "Mon, 05 Jan 2026 08:15:00 GMT": MORNING,
    "Mon, 05 Jan 2026 08:15:00 +0000": MORNING,
    "5 Jan 26 03:15 EST": MORNING,
    "Mon, 05 Jan 2026 09:15:00 CET": MORNING,
    "Mon, 05 Jan 2026 11:15:00 UTC+3": MORNING,
    "Mon, 05 Jan 2026 13:45:00 IST": MORNING,
    "Mon, 05 Jan 2026 03:15:00 -0500 (EST)": MORNING,
    "Mon, 05 Jan 2026 08:15:00": MORNING,
    "Mon, 05 Jan 2026 08:15:00 XYZ": MORNING,
    "Mon Jan 05 09:15:00 CET 2026": MORNING,
    "2026-01-05T08:15:00Z": MORNING,
    "2026-01-05T09:15:00.123+01:00": MORNING,
    "2026-01-05T09:15+0100": MORNING,
    "2026-01-05T 09:15:00+01:00": MORNING,
    "2026-01-05 08:15": MORNING,
    "20260105T081500Z": MORNING,
    "20260105T09:15:00+01:00": MORNING,
    "2026/1/5 08:15": MORNING,
    "2026年1月5日 08:15": MORNING,
    "05.01.2026 08:15": MORNING,
    "5/1/2026 08:15": MORNING,
    "1/5/2026 8:15 AM": MORNING,
    "January 5th, 2026 8:15 am": MORNING,
    "Jan 5, 2026 3:15 AM EST": MORNING,
    "05-Jan-2026 08:15": MORNING,
    "5. januar 2026 kl. 08.15": MORNING,
    "måndag 5 januari 2026 08:15": MORNING,
    "5. Januar 2026, 08:15 Uhr": MORNING,
    "lun. 5 janvier 2026 à 08h15": MORNING,
    "mar, 05 ene 2026 08:15:00 +0000": MORNING,
    "5 gennaio 2026 08:15": MORNING,
    "Seg, 05 Jan 2026 08:15:00 -0000": MORNING,
    "5 de janeiro de 2026 08:15": MORNING,
    "5 января 2026, 08:15": MORNING,
    "Пн, 05 янв 2026 11:15:00 +0300": MORNING,
    "5 січня 2026 р. 08:15": MORNING,
    "5 stycznia 2026 08:15": MORNING,
    "5 Ocak 2026 08:15": MORNING,
    "1767600900": MORNING,
    "1767600900000": MORNING,
    "2026-01-05": "2026-01-05T00:00:00",
    "2026-005": "2026-01-05T00:00:00",
    "2020/1/10": "2020-01-10T00:00:00",
    "10.1.20": "2020-01-10T00:00:00",
    "31/12/2020 11:59 PM": "2020-12-31T23:59:00",
    "12/31/2020": "2020-12-31T00:00:00",
    "3 May 2025 12:30 am": "2025-05-03T00:30:00",
    "Wed, 31 Dec 2025 24:00:00 GMT": "2026-01-01T00:00:00",
    "2025-12-31T23:59:60Z": "2026-01-01T00:00:00",
}


@pytest.mark.parametrize(("raw", "expected"), SPELLINGS.items())
def test_spelling(raw: str, expected: str) -> None:
    assert parse(raw) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "yesterday",
        "08:15",
        "Thu, 01 Jan 0000 00:00:00 GMT",
        "Mon, 30 Nov -0001 00:00:00 +0000",
        "-0001-11-30T00:00:00+00:00",
        "10000-01-01",
        "9999-12-31T23:59:59-14:00",
        "0001-01-01T00:00:00+14:00",
        "1970-01-01T00:00:00Z",
        "1989-12-31",
        "2026-13-45",
        "2026-02-30",
        "2026-01-05T25:00:00Z",
        "Jan 5",
        "June 2025",
        "2025-06",
        "2025",
        "5 Jan 2026 " + "x" * 200,
    ],
)
def test_what_is_no_date_stays_none(raw: str) -> None:
    assert parse(raw) is None


def test_first_of_several() -> None:
    assert first(["", "soon", "2026-01-05", "2025-01-01"]) == datetime(2026, 1, 5, tzinfo=UTC)
    assert first([]) is None


def test_plausible() -> None:
    seen = datetime(2026, 1, 5, 8, 15, tzinfo=UTC)
    assert plausible(None, seen) is None
    assert plausible(seen - timedelta(days=900), seen) == seen - timedelta(days=900)
    assert plausible(seen + timedelta(minutes=15), seen) == seen + timedelta(minutes=15)
    assert plausible(seen + timedelta(minutes=16), seen) is None
    assert plausible(seen.replace(year=1985), seen) is None


@given(st.text(max_size=60) | st.from_regex(r"[0-9 :./T+-]{0,40}", fullmatch=True))
def test_any_text_is_survived(raw: str) -> None:
    found = parse(raw)
    assert found is None or 1990 <= found.year <= 2100


@given(st.datetimes(datetime(1991, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis wants naive bounds
def test_own_spellings_come_back(moment: datetime) -> None:
    whole = moment.replace(microsecond=0)
    assert parse(moment.isoformat()) == whole
    assert parse(moment.strftime("%a, %d %b %Y %H:%M:%S GMT")) == whole
    assert parse(str(int(whole.timestamp()))) in {whole, None}


def test_a_feed_is_believed_but_for_dates_still_to_come() -> None:
    seen = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
    entries = tuple(
        Entry(key=str(n), content_hash="", title="", published_at=at)
        for n, at in enumerate([None, seen, seen + timedelta(hours=1)])
    )
    feed = believed(ParsedFeed("rss20", entries, Identity.GUID), seen)
    assert [entry.published_at for entry in feed.entries] == [None, seen, None]


def test_an_offset_no_place_on_earth_has_leaves_no_date() -> None:
    assert parse("2026-11-22T08:00:00+9900") is None
    assert parse("2026-11-22T08:00:00+1400") is not None
