"""Every date spelling of the press, read from the raw string; what is missing stays missing.

feedparser reads 13 of 27 real spellings right (CET as UTC, 2020/1/10 as November), so raw strings
are parsed here. No zone means UTC. A date never becomes "now" (rule 17), and none is better than
a wrong one: a month without its day, two dates, or one number too many are no date.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from worker.model import ParsedFeed
from worker.parse import clock
from worker.parse.months import MONTHS

_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_AHEAD = timedelta(minutes=15)  # a publisher's clock may run this far before ours
_MOST_CHARS = 120

_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_OTHER_LETTERS = {ord("ı"): "i", ord("ł"): "l", ord("−"): "-"}
_ACCENT = re.compile(r"(?<![а-яіи])[\u0300-\u036f]")
_THURSDAY = re.compile(r"\bčet\b")  # of Croatian, Serbian and Slovenian: no zone
_CHARACTER_CLOCK = re.compile(r"(?<=\d)\s?(?:[时時点點시]|[分분](?=\s?\d))\s?(?=\d)")

_READING = r"\d{1,3}[\s-]?min(?:ute)?s?\.?"
# How long the article takes to read.
_TO_READ = re.compile(
    rf"\s[|·•–—-]\s(?:lesezeit:?\s|reading time:?\s)?{_READING}"
    r"(?:\s(?:read|de (?:lecture|lectura|leitura)|di lettura|lesezeit|lesetid|czytania))?\Z"
    rf"|\A{_READING}\sread\s[|·•–—-]\s"
)
_MIDNIGHT_BEFORE = re.compile(r"\b00:00:00(?:\.0+)?\s(?=\d{1,2}:\d{2})")
_PICTURE = re.compile(r"\A(\d{4}):(\d{2}):(\d{2})(?=[\st]\d{2}:\d{2})")  # Exif's spelling

_EPOCH = re.compile(r"(/date\()?(\d{9,10}(?:\.\d+)?|\d{12,13})(?(1)(?:[+-]\d{4})?\)/)")
_BASIC = re.compile(r"\A(\d{4})(\d{2})(\d{2})(?!\d)")
_BASIC_TIME = re.compile(r"\A(\d{4})-?(\d{2})-?(\d{2})t?(\d{2})(\d{2})(\d{2})?(?![\d:])")
_BARE_HOUR = re.compile(r"(?<=\dt)(\d{2})(?=\Z|z|[+-]\d)")
_WEEK_DAY = re.compile(r"\A(\d{4})-?w(\d{2})-?(\d)(?!\d)")
_YEAR_DAY = re.compile(r"\A(\d{4})-?(\d{3})(?!\d)")
_YEAR_FIRST = re.compile(
    r"(?<![\d.+-])(\d{4})\s?[-/.年년]\s?(\d{1,2})\s?[-/.月월]\s?(\d{1,2})(?!\d)[.日일]?"
)
# Four numbers with dots are an address, a fourth with dashes makes a telephone.
_DAY_FIRST = re.compile(
    r"(?<![\d+v-])(?<!\d[./])(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})"
    r"(?![\d:]|[-/.]\d)"
)
_VERSION = re.compile(r"\bver(?:sion|\b)")

_MONTH = (
    rf"(?<![^\W\d_])(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})"
    r"(?![^\W\d_])(?!(?<=\d)\d)"
)
_DAY = r"(?<![\d:.])(?P<day>\d{1,2})(?:st|nd|rd|th|er|[eoa]|-?го)?(?!\d)"
_GAP = r"\.?[\s,./'-]*(?:(?:of|de|del|di|nam|m\.)\s|d['’])?"
_YEAR = r"(?<!\d)(?P<year>\d{4})(?!\d)"
# Two digits may as well be an hour or a count: only a clock may follow them.
_SHORT_YEAR = r"(?P<year>\d{4}(?!\d)|\d{2}(?=\Z|[\s,]+\d{1,2}[:.h]\d{2}))"
_CTIME = r"(?P<clock>\d{1,2}:\d{2}\S*(?:\s\S{1,9}){0,2}?)"
_NAMED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_DAY}{_GAP}{_MONTH}{_GAP}{_SHORT_YEAR}",  # 05 Jan 2026
        rf"{_MONTH}\.?[\s,./-]*{_DAY}{_GAP}{_YEAR}",  # January 5th, 2026
        rf"{_YEAR}{_GAP}{_MONTH}{_GAP}{_DAY}",  # 2026-Jan-05
        rf"{_YEAR}\.?\sgada\s{_DAY}\.?\s{_MONTH}",  # 2026. gada 5. janvāris
        rf"{_MONTH}\s{_DAY}\s{_CTIME}\s{_YEAR}",  # Jan 05 09:15:00 CET 2026
    )
)
# Not the Vietnamese thứ, which begins six days. Others' days are told by their abbreviations.
_WEEKDAY = re.compile(
    r"\b(?:(mon|tue|wed|thu|fri|sat|sun)(?:day|s|sday|nesday|rs|r|rsday|urday)?"
    r"\b(?!\s(?:hai|ba|tu|nam|sau|bay)\b)"
    r"|(lun|mar|mer|mie|jue|jeu|gio|vie|ven|sab|sam|dom|dim|seg|ter|qua|qui|sex"
    r"|man|tir|tis|ons|tor|tors|fre|lor|son|пн|вт|ср|чт|пт|сб|вс|нд|czw|sob|niedz)\b)"
)
_WEEKDAYS = {
    word: day
    for day, words in enumerate(
        (
            "mon lun seg man пн",
            "tue mar ter tir tis вт",
            "wed mer mie qua ons ср",
            "thu jue jeu gio qui tor tors чт czw",
            "fri vie ven sex fre пт",
            "sat sab sam lor сб sob",
            "sun dom dim son вс нд niedz",
        )
    )
    for word in words.split()
}
# After a day with a full stop Croatian's October and June, Czech's November; Polish sets none.
_TWO_MONTHS = {"listopad", "listopada", "lis", "lip"}
_NOT_POLISH = re.compile(
    r"\d+\.|[^\d]|.*\b(?:u|uto|utorak|sri|srijeda|cet|cetvrtak|pet|petak|sub|subota|ned|nedjelja"
    r"|ponedjeljak|u[tc]|st|ct|pa|so|ne)\b"
)
_AUSTRALIAN = re.compile(r"\d/0\d/")  # 7/03/2024, 4 pm: America pads both numbers or neither
_MONTHS_A_YEAR = 12
_MILLISECONDS = 1e11  # epochs from here on count them: in seconds this is the year 5138
_PIVOT = 70  # two digits mean 1970 to 2069
_LATELY = 20  # the two digits of the years most dates fall into, from here on

_Day = tuple[date, str]  # and the words around it


def parse(raw: str) -> datetime | None:
    """The moment a feed's date string means, aware UTC, or None: no date, or not 1990 to 2100."""
    words = _folded(raw)
    if not words:
        return None
    try:
        moment = _epoch(words) or _spelled(words)
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
    """Lower case without accents, entities, marks nobody sees and doubled spaces.

    Cyrillic й and ї keep their marks; 14时05分 becomes 14:05.
    """
    if len(raw) > _MOST_CHARS:
        return ""
    shown = html.unescape(html.unescape(raw)) if "&" in raw else raw
    plain = _UNSEEN.sub("", shown).casefold().translate(_OTHER_LETTERS)
    bare = _ACCENT.sub("", unicodedata.normalize("NFKD", _THURSDAY.sub("thu", plain)))
    words = " ".join(unicodedata.normalize("NFC", bare).split())
    return _CHARACTER_CLOCK.sub(":", words)


def _epoch(words: str) -> datetime | None:
    """Seconds or milliseconds since 1970, also as .NET writes them: its offset is for show.

    Twelve digits that would be a moment before 1990 are a day and a time.
    """
    found = _EPOCH.fullmatch(words)
    if found is None:
        return None
    count = float(found[2])
    moment = datetime.fromtimestamp(count if count < _MILLISECONDS else count / 1000, UTC)
    return moment if moment.year >= _FIRST_YEAR else None


def _spelled(words: str) -> datetime | None:
    """A day in numbers or with a month's name, and perhaps a time and a zone, in any order."""
    plain = _PICTURE.sub(r"\1-\2-\3", _MIDNIGHT_BEFORE.sub("", _TO_READ.sub("", words)))
    plain = _BASIC_TIME.sub(_with_signs, plain)
    plain = _BARE_HOUR.sub(r"\1:00", _BASIC.sub(r"\1-\2-\3", plain))
    for read in (_year_first, _counted, _named, _day_first):
        if (found := read(plain)) is not None:
            day, rest = found
            passed, zone = clock.read(rest)
            moment = datetime.combine(day, time(), zone) + passed
            return moment if _is_one(moment) else None
    return None


def _is_one(moment: datetime) -> bool:
    """Not an hour that a place's clocks go through twice, or leave out."""
    return moment.utcoffset() == moment.replace(fold=1).utcoffset()


def _with_signs(found: re.Match[str]) -> str:
    year, month, day, hour, minute, second = found.groups("00")
    return f"{year}-{month}-{day} {hour}:{minute}:{second}"


def _year_first(words: str) -> _Day | None:
    if (found := _YEAR_FIRST.search(words)) is None:
        return None
    return date(int(found[1]), int(found[2]), int(found[3])), _around(words, found)


def _counted(words: str) -> _Day | None:
    """ISO 8601's days of a week and of a year: 2026-W02-1, 2026-005."""
    if found := _WEEK_DAY.match(words):
        day = date.fromisocalendar(int(found[1]), int(found[2]), int(found[3]))
        return day, _around(words, found)
    if (found := _YEAR_DAY.match(words)) is None:
        return None
    day = date(int(found[1]), 1, 1) + timedelta(days=int(found[2]) - 1)
    return (day, _around(words, found)) if day.year == int(found[1]) else None


def _named(words: str) -> _Day | None:
    """A month's name with day and year beside it; `mar` may be Tuesday where it stands alone."""
    for pattern in _NAMED:
        if found := pattern.search(words):
            said = found.groupdict("")
            rest = _around(words, found, said.get("clock", ""))
            if said["month"] in _TWO_MONTHS and _NOT_POLISH.match(f"{found[0]} {rest}"):
                raise ValueError(words)
            return date(_full_year(said["year"]), MONTHS[said["month"]], int(said["day"])), rest
    return None


def _day_first(words: str) -> _Day | None:
    """dd.mm.yyyy; mm/dd/yyyy only where nothing else can be meant, or America shows otherwise."""
    found = _DAY_FIRST.search(words)
    if found is None or _VERSION.search(words):
        return None
    day, sign, month, year = int(found[1]), found[2], int(found[3]), found[4]
    # 26-01-05 may be this year's January as well as some January of 2005.
    if len(year) < len("2026") and sign != "." and day >= _LATELY > int(year):
        return None
    rest = _around(words, found)
    if month > _MONTHS_A_YEAR or (
        sign == "/" and day <= _MONTHS_A_YEAR and _is_american(found, _full_year(year), rest)
    ):
        day, month = month, day
    return date(_full_year(year), month, day), rest


def _is_american(found: re.Match[str], year: int, rest: str) -> bool:
    """Whether the month comes first: am or pm follows, or only so the weekday is right."""
    if clock.is_american(rest) and _AUSTRALIAN.match(found[0]) is None:
        return True
    if (said := _WEEKDAY.search(rest)) is None:
        return False
    weekday = _WEEKDAYS[said[1] or said[2]]
    month, day = int(found[1]), int(found[3])
    american, european = date(year, month, day), date(year, day, month)
    return american.weekday() == weekday != european.weekday()


def _around(words: str, found: re.Match[str], between: str = "") -> str:
    return f"{words[: found.start()]} {between} {words[found.end() :]}"


def _full_year(digits: str) -> int:
    if digits[2:]:
        return int(digits)
    return int(digits) + (2000 if int(digits) < _PIVOT else 1900)
