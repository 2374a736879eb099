"""The time of day and the zone in what a date string says beside its day (rule 17).

Nothing may be left over: another number beside the clock means a second date, a duration or a
version, and then no reading is safe.
"""

from __future__ import annotations

import functools
import re
from datetime import UTC, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, available_timezones

# Offsets in minutes of the zone names feeds use. Ambiguous ones as the press means them: CST is
# Chicago, IST India, BST British Summer Time.
_ZONE_TABLE = """
-600 hst   -540 akst   -480 pst akdt   -420 mst pdt   -360 cst mdt   -300 est cdt cot pet ect
-240 ast edt clt bot vet   -210 nst   -180 adt brt art clst uyt   -150 ndt   -120 brst
0 z ut utc gmt wet   60 bst west cet mez met wat   120 cest mesz mest eet cat sast
180 eest msk мск trt eat idt   210 irst   240 gst msd samt azt get   270 irdt aft
300 pkt yekt uzt tmt   330 ist   345 npt   360 bdt omst kgt   390 mmt   420 wib ict krat novt
480 hkt sgt myt pht awst wita irkt   540 jst kst wit yakt   570 acst   600 aest vlat chst
630 acdt   660 aedt magt   720 nzst fjt pett   780 nzdt
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
# Zones without their season.
_PLACES = {
    "aet": "Australia/Sydney",
    "et": "America/New_York",
    "ct": "America/Chicago",
    "mt": "America/Denver",
    "pt": "America/Los_Angeles",
}

_AM_PM = (
    r"(?P<half>[ap])\.?\s?m(?:(?![^\W\d_])|(?=(?:[ecmp][sd]?t|gmt|utc|ist|cest|bst)(?![^\W\d_])))"
)
# Not after a letter (v2.10) but the T of ISO, nor after a sign or a currency.
_START = r"(?<![\d+$€£-])(?<![a-su-z])(?:(?P<noon>上午|午前|오전|下午|午後|오후)\s?)?"
_CLOCK = re.compile(
    rf"{_START}(?P<hour>\d{{1,2}})"
    r"(?::(?P<minute>\d{1,2}):(?P<second>\d{1,2})(?:[.,:]\d{1,9})?"
    r"|(?:\s?h(?:eures?)?\s?|[:.])(?P<minute_>\d{2})(?:[:.](?P<second_>\d{2})(?:[.,:]\d{1,9})?)?)"
    rf"(?!\d)\s?(?:{_AM_PM})?"
)
# Not 3時間 (three hours), nor 3時半 (half past).
_HOUR = re.compile(
    rf"{_START}(?P<hour>\d{{1,2}})\s?"
    rf"(?:(?:h|uhr|uur)(?![^\W\d_])|[时時点點시](?!\s?[\d半반間间간])|{_AM_PM})"
)
_ZONE = re.compile(
    r"(?:\s?(?:uhr|uur|h)(?![^\W\d_]))?[.:\s,(\[]*"
    r"(?:(?P<prefix>[a-zа-я]{0,5})\s?(?P<sign>[+-])(?!0\d\d(?!\d))(?P<hours>\d{1,2})"
    r":?(?P<minutes>\d{2})?(?::00)?(?![\d:])"
    r"|(?P<place>[a-z_]+(?:/[a-z_-]+)+|(?:ae|[ecmp])t(?=[\s,)\]]*\Z))"
    r"|(?P<floating>[ecmp]t(?![^\W\d_]))|(?P<name>[^\W\d_]+))?"
)
# Zones in another place than behind the time, as far as no other word is spelled so.
_ELSEWHERE = re.compile(
    r"\b(?:(?:gmt|utc)\s?[+-]\d|(?:standard|daylight|summer) time\b|по моск"
    r"|(?:africa|america|asia|australia|europe|pacific)/[a-z]"
    r"|(?:cet|cest|mez|mesz|msk|мск|eet|eest|bst|edt|cdt|mdt|pst|pdt|jst|kst|hkt|sgt|aest|aedt)\b)"
    r"|北京时间"
)
# The second half of the day, behind and before its time, as no other zone or word is spelled.
_OTHER_HALF = re.compile(
    r"\s?(?:ch|ptg|os|em|e pasdites|μ\.?\s?μ\.?|م|مساء\w*|de la (?:tarde|noche)|da (?:tarde|noite)"
    r"|di sera|del pomeriggio|de la tarda|del vespre|petang|sore|malam|odpoledne|odpoludnia|vecer"
    r"|popodne|popoldne|navecer|следобед|вечерта|[ap]m[a-z]{1,4})(?![^\W\d_])"
)
# The first half; only at 12 does it make a difference.
_MORNING = re.compile(
    r"\s?(?:sa|oo|pg|e paradites|π\.?\s?μ\.?|ص|صباح\w*|de la (?:madrugada|manana|nit)"
    r"|da (?:madrugada|manha)|di notte|pagi)(?![^\W\d_])"
)
_NOON_IN_WORDS = re.compile(r"\bnoon\b")
_HALF_BEFORE = re.compile(r"(?:晚上|傍晚|中午|夜|\bdu\.|\bdelutan|\beste)\s?\Z")
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_AMERICAN = re.compile(
    r"\d\s?[ap]\.?m(?![^\W\d_])(?!\.?\s*\(?(?:ist|a[ew]st|aedt|nz[sd]t|sgt|hkt|myt|pkt|gst|bst|sast"
    r"|ces?t|eest|eet|msk)\b)|:\d\d\s\(?(?:[cemp][sd]?t|ak[sd]t|hst)(?![^\W\d_])"
)
_DIGIT = re.compile(r"\d")
_NOON = 12
_MIDNIGHT = (24, 0, 0)  # as a day's end
_LAST_CLOCK = (23, 59, 59)
_LEAP = (59, 60)  # minute and second
_WEST, _EAST = -12 * 60, 14 * 60  # the Earth's own zones
_HOUR_MINUTES = 60


def is_american(rest: str) -> bool:
    """Whether the time is followed by am or pm as America spells it, and by no zone elsewhere, or
    by one of America's zones.
    """
    return _AMERICAN.search(rest) is not None


def read(rest: str) -> tuple[timedelta, tzinfo]:
    """Time since midnight and zone of a folded date string without its day.

    No time is midnight, no zone is UTC, and so is an unknown name behind the time. Raises
    `ValueError` for a time that does not exist, for half a day named as it is not read here
    (`4:20 CH`), for a place that has no zone or a zone that stands elsewhere, and for numbers
    that are neither.
    """
    found = _CLOCK.search(rest) or _HOUR.search(rest)
    start, end = found.span() if found else (0, 0)
    if _is_otherwise_halved(rest, found):
        raise ValueError(rest)
    zone, behind = _zone(rest, end)
    beside = f"{rest[:start]} {rest[behind:]}"
    if _DIGIT.search(_ASIDE.sub(" ", beside)) or (
        zone is None and _ELSEWHERE.search(f"{rest[:start]} {rest[end:]}")
    ):
        raise ValueError(rest)
    return (_time(found) if found else timedelta(0)), zone or UTC


def _is_otherwise_halved(rest: str, found: re.Match[str] | None) -> bool:
    """Whether a word says which half of the day is meant that is not read here."""
    if found is None:
        return _NOON_IN_WORDS.search(rest) is not None
    hour = int(found["hour"])
    if hour == _NOON and _MORNING.match(rest, found.end()):
        return True
    said = _OTHER_HALF.match(rest, found.end()) or _HALF_BEFORE.search(rest[: found.start()])
    return said is not None and hour <= _NOON


def _time(found: re.Match[str]) -> timedelta:
    said = found.groupdict()
    hour, minute, second = (
        int(said.get(part) or said.get(f"{part}_") or 0) for part in ("hour", "minute", "second")
    )
    half = (
        "p" if said["noon"] in {"下午", "午後", "오후"} else "a" if said["noon"] else said["half"]
    )
    if half == "a" and hour > _NOON:
        raise ValueError(found[0])
    if half and hour <= _NOON:
        hour = hour % _NOON + (_NOON if half == "p" else 0)
    clock = (hour, minute, second)
    wrong = any(said > most for said, most in zip(clock, _LAST_CLOCK, strict=True))
    if wrong and clock != _MIDNIGHT and (hour >= _MIDNIGHT[0] or clock[1:] != _LEAP):
        raise ValueError(found[0])
    return timedelta(hours=hour, minutes=minute, seconds=second)


def _zone(rest: str, start: int) -> tuple[tzinfo | None, int]:
    """The zone at `start`, and where it ends: `+0100`, `+1`, `GMT+3`, `CET`, `Europe/Oslo`."""
    found = _ZONE.match(rest, start)
    if found is None or found["floating"]:  # `et` is French for and
        raise ValueError(rest)
    if place := found["place"]:
        return _zone_of(place), found.end()
    named = _ZONES.get(found["prefix"] or found["name"] or "")
    if not found["sign"]:
        end = found.end()
        return (None if named is None else timezone(timedelta(minutes=named))), end
    minutes = int(found["minutes"] or 0)
    offset = int(found["hours"]) * _HOUR_MINUTES + minutes
    offset = -offset if found["sign"] == "-" else offset
    if minutes >= _HOUR_MINUTES or not _WEST <= offset <= _EAST or (named or offset) != offset:
        raise ValueError(rest)  # MSK+2 counts from Moscow
    return timezone(timedelta(minutes=offset)), found.end()


def _zone_of(place: str) -> ZoneInfo:
    """The zone of a folded place as the time zone database names it, or of `ET`."""
    if (key := _PLACES.get(place) or _keys().get(place)) is None:
        raise ValueError(place)
    return ZoneInfo(key)


@functools.cache
def _keys() -> dict[str, str]:
    return {key.casefold(): key for key in available_timezones()}
