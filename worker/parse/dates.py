"""Every date spelling of the press, read from the raw string; what is missing stays missing.

feedparser reads 13 of 27 real spellings right (CET as UTC, 2020/1/10 as November), so raw strings
are parsed here. No zone means UTC. A date never becomes "now" (rule 17).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from worker.model import ParsedFeed
from worker.parse.months import MONTHS

_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_AHEAD = timedelta(minutes=15)  # a publisher's clock may run this far before ours
_MOST_CHARS = 120

# Offsets in minutes of the zone names feeds use. Ambiguous ones as the press means them: CST is
# Chicago, IST India, BST British Summer Time.
_ZONE_TABLE = """
-600 hst   -540 akst   -480 pst akdt   -420 mst pdt   -360 cst mdt   -300 est cdt cot pet
-240 ast edt clt   -210 nst   -180 adt brt art   -150 ndt   0 z ut utc gmt wet
60 bst west cet mez met wat   120 cest mesz mest eet cat sast   180 eest msk trt eat
240 gst msd   300 pkt   330 ist   345 npt   360 bdt   420 wib   480 hkt sgt myt pht awst
540 jst kst   570 acst   600 aest   630 acdt   660 aedt   720 nzst   780 nzdt
"""


def _zones() -> dict[str, int]:
    """Offset in minutes by zone name: in the table, names follow their offset."""
    found: dict[str, int] = {}
    offset = 0
    for word in _ZONE_TABLE.split():
        if word.lstrip("-").isdigit():
            offset = int(word)
        else:
            found[word] = offset
    return found


_ZONES = _zones()

_EPOCH = re.compile(r"\d{9,10}(?:\.\d+)?|\d{12,13}")
_TIME = r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2}))(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?"
_CLOCK = re.compile(rf"(?<![\d+-]){_TIME}\s*(?P<half>[ap]\.?m\b)?(?P<rest>.*)", re.IGNORECASE)
_OFFSET = re.compile(r"(?P<sign>[+-])\s?(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})([-/.年])\s?(\d{1,2})(?:[-/.月]\s?(\d{1,2}))?(?!\d)")
_ISO = re.compile(
    r"\A(\d{4})-?(\d{2})-?(\d{2})(?:[T ](\d{2}):?(\d{2})(?::?(\d{2}))?(?:[.,]\d+)?)?"
    r"(?P<rest>\D.*)?\Z"
)
_ORDINAL_DAY = re.compile(r"\A(\d{4})-?(\d{3})(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?[-/.]\s?(\d{4}|\d{2})(?![\d:])")
_WORD = re.compile(r"[^\W\d_]+")
_DAY = re.compile(r"(?<![\d:.])(\d{1,2})(?!\d)")
_YEAR = re.compile(r"(?<![\d:.])(\d{4})(?!\d)")
_LONE_YEAR = re.compile(r"\A(\d{4})\Z")
_NOON = 12
_MONTHS_A_YEAR = 12
_LAST_CLOCK = (24, 59, 60)  # midnight at a day's end, and a leap second
_MILLISECONDS = 1e11  # epochs from here on count them: in seconds this is the year 5138
_PIVOT = 70  # two digits mean 1970 to 2069


def parse(raw: str) -> datetime | None:
    """The moment a feed's date string means, aware UTC, or None: no date, or not 1990 to 2100."""
    words = _folded(raw)
    if not words:
        return None
    try:
        moment = _epoch(words) or _iso(words) or _spelled(words)
        found = moment.astimezone(UTC) if moment else None
    except (ValueError, OverflowError):
        return None
    return found if found and _FIRST_YEAR <= found.year <= _LAST_YEAR else None


def first(raws: Iterable[str]) -> datetime | None:
    """The first of these strings that is a date."""
    return next((found for raw in raws if (found := parse(raw))), None)


def plausible(published: datetime | None, first_seen: datetime) -> datetime | None:
    """`published` unless it lies more than 15 min after we saw the entry: then it is suspect."""
    if published is None or published > first_seen + _AHEAD or published.year < _FIRST_YEAR:
        return None
    return published


def believed(feed: ParsedFeed, seen_at: datetime) -> ParsedFeed:
    """The feed as seen at that moment: its entries without the dates that cannot be true."""
    entries = tuple(
        replace(entry, published_at=plausible(entry.published_at, seen_at))
        for entry in feed.entries
    )
    return replace(feed, entries=entries)


def _folded(raw: str) -> str:
    """Lower case without accents or doubled spaces; Cyrillic й and ї keep their marks."""
    if len(raw) > _MOST_CHARS:
        return ""
    folded = unicodedata.normalize("NFKD", raw.casefold().replace("ı", "i").replace("ł", "l"))
    bare = re.sub(r"(?<![а-яіи])[\u0300-\u036f]", "", folded)
    return " ".join(unicodedata.normalize("NFC", bare).split())


def _epoch(words: str) -> datetime | None:
    if not _EPOCH.fullmatch(words):
        return None
    seconds = float(words)
    return datetime.fromtimestamp(seconds if seconds < _MILLISECONDS else seconds / 1000, UTC)


def _iso(words: str) -> datetime | None:
    """ISO 8601, with or without its signs, day-of-year (2026-031), or a year alone."""
    found = _ISO.match(words.upper())
    if found and (found[4] or not _CLOCK.search(found["rest"] or "")):
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
        zone = _zone((found["rest"] or "").casefold())
        return _moment(year, month, day, (hour, minute, second), zone)
    if (found := _ORDINAL_DAY.match(words)) and not _YEAR_FIRST.match(words):
        start = _moment(int(found[1]), 1, 1, *_clock(words[found.end() :]))
        return start + timedelta(days=int(found[2]) - 1)
    if found := _LONE_YEAR.match(words):
        return _moment(int(found[1]), 1, 1, (0, 0, 0), UTC)
    return None


def _spelled(words: str) -> datetime | None:
    """A day in numbers or with a month's name, and perhaps a time and a zone, in any order."""
    for read in (_year_first, _day_first, _named):
        if (found := read(words)) is not None:
            year, month, day, rest = found
            return _moment(year, month, day, *_clock(rest))
    return None


def _year_first(words: str) -> tuple[int, int, int, str] | None:
    if (found := _YEAR_FIRST.search(words)) is None:
        return None
    rest = words[: found.start()] + " " + words[found.end() :].lstrip("日t")
    return int(found[1]), int(found[3]), int(found[4] or 1), rest


def _day_first(words: str) -> tuple[int, int, int, str] | None:
    """dd.mm.yyyy; mm/dd/yyyy only where nothing else can be meant, or beside an American am/pm."""
    if (found := _DAY_FIRST.search(words)) is None:
        return None
    day, month = int(found[1]), int(found[3])
    rest = words[: found.start()] + " " + words[found.end() :]
    american = found[2] == "/" and re.search(r"\d\s*[ap]\.?m\b", rest)
    if month > _MONTHS_A_YEAR or (american and day <= _MONTHS_A_YEAR):
        day, month = month, day
    return _full_year(found[4]), month, day, rest


def _named(words: str) -> tuple[int, int, int, str] | None:
    """A month's name with day and year around it: `Sat, 05 Jan 2026`, `January 5th, 2026`."""
    # The last name: `mar` is Tuesday before it is March in "mar, 05 ene 2026".
    months = [m for w in _WORD.finditer(words) if (m := MONTHS.get(w[0]))]
    if not months:
        return None
    clock = _CLOCK.search(words)
    date = words
    if clock:
        date = words[: clock.start()] + " " + _OFFSET.sub(" ", clock["rest"])
    days, years = _DAY.findall(date), _YEAR.findall(date)
    if not years and not days[1:]:
        return None
    day, year = int(days[0]) if days else 1, years[0] if years else days[-1]
    return _full_year(year), months[-1], day, clock[0] if clock else ""


def _clock(rest: str) -> tuple[tuple[int, int, int], timezone]:
    found = _CLOCK.search(rest)
    if found is None:
        return (0, 0, 0), _zone(rest)
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    if found["half"] and hour <= _NOON:
        hour = hour % _NOON + (_NOON if found["half"].startswith("p") else 0)
    return (hour, minute, second), _zone(found["rest"])


def _zone(rest: str) -> timezone:
    """`+0100`, `+1`, `GMT+3`, `CET`; an unknown name means UTC."""
    if found := _OFFSET.search(rest):
        minutes = int(found["hours"]) * 60 + int(found["minutes"] or 0)
        if minutes < 24 * 60:
            return timezone(timedelta(minutes=-minutes if found["sign"] == "-" else minutes))
    named = next((z for w in _WORD.finditer(rest) if (z := _ZONES.get(w[0])) is not None), 0)
    return timezone(timedelta(minutes=named))


def _moment(
    year: int, month: int, day: int, clock: tuple[int, int, int], zone: timezone
) -> datetime:
    """Raises `ValueError` for a day that does not exist; 24:00 and leap seconds roll over."""
    hour, minute, second = clock
    if any(said > most for said, most in zip(clock, _LAST_CLOCK, strict=True)):
        raise ValueError(clock)
    start = datetime(year, month, day, tzinfo=zone)
    return start + timedelta(hours=hour, minutes=minute, seconds=second)


def _full_year(digits: str) -> int:
    if digits[2:]:
        return int(digits)
    return int(digits) + (2000 if int(digits) < _PIVOT else 1900)
