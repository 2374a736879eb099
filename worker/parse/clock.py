"""The time of day and the zone in what a date string says beside its day (rule 17).

Nothing may be left over: another number beside the clock means a second date, a duration or a
version, and then no reading is safe.
"""

from __future__ import annotations

import re
from datetime import timedelta, timezone

# Offsets in minutes of the zone names feeds use. Ambiguous ones as the press means them: CST is
# Chicago, IST India, BST British Summer Time.
_ZONE_TABLE = """
-600 hst   -540 akst   -480 pst akdt   -420 mst pdt   -360 cst mdt   -300 est cdt cot pet
-240 ast edt clt   -210 nst   -180 adt brt art   -150 ndt   0 z ut utc gmt wet
60 bst west cet mez met wat   120 cest mesz mest eet cat sast   180 eest msk мск trt eat
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

_AM_PM = r"(?P<half>[ap])\.?\s?m(?![^\W\d_])"
# Not after a letter (v2.10) but the T of ISO, nor after a sign or a currency.
_START = r"(?<![\d+$€£-])(?<![a-su-z])(?:(?P<noon>上午|午前|오전|下午|午後|오후)\s?)?"
_CLOCK = re.compile(
    rf"{_START}(?P<hour>\d{{1,2}})(?:\s?h\s?|[:.])(?P<minute>\d{{2}})"
    rf"(?:[:.](?P<second>\d{{2}})(?:[.,:]\d{{1,9}})?)?(?!\d)\s?(?:{_AM_PM})?"
)
_HOUR = re.compile(rf"{_START}(?P<hour>\d{{1,2}})\s?(?:(?:h|uhr|uur)(?![^\W\d_])|{_AM_PM})")
_ZONE = re.compile(
    r"(?:\s?(?:uhr|uur|h)(?![^\W\d_]))?[.\s,(\[]*"
    r"(?:[a-z]{0,5}\s?(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?(?![\d:])"
    r"|(?P<floating>[a-z_]+/[a-z_]+|[ecmp]t(?![^\W\d_]))|(?P<name>[^\W\d_]+))?"
)
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_DIGIT = re.compile(r"\d")
_NOON = 12
_MIDNIGHT = (24, 0, 0)  # as a day's end
_LAST_CLOCK = (23, 59, 59)
_LEAP = (59, 60)  # minute and second
_WEST, _EAST = -12 * 60, 14 * 60  # the Earth's own zones
_HOUR_MINUTES = 60


def is_american(rest: str) -> bool:
    """Whether the hour is followed by am or pm."""
    return re.search(rf"\d\s?{_AM_PM}", rest) is not None


def read(rest: str) -> tuple[timedelta, timezone]:
    """Time since midnight and zone of a folded date string without its day.

    No time is midnight, no zone is UTC, and so is an unknown name. Raises `ValueError` for a time
    that does not exist, for a zone that has no fixed offset (`ET`, `Europe/Oslo`), and for
    numbers that are neither.
    """
    found = _CLOCK.search(rest) or _HOUR.search(rest)
    start, end = found.span() if found else (0, 0)
    zone, end = _zone(rest, end)
    if _DIGIT.search(_ASIDE.sub(" ", f"{rest[:start]} {rest[end:]}")):
        raise ValueError(rest)
    return (_time(found) if found else timedelta(0)), zone


def _time(found: re.Match[str]) -> timedelta:
    said = found.groupdict()
    hour, minute, second = (int(said.get(part) or 0) for part in ("hour", "minute", "second"))
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


def _zone(rest: str, start: int) -> tuple[timezone, int]:
    """The zone that stands at `start`, and where it ends: `+0100`, `+1`, `GMT+3`, `CET`."""
    found = _ZONE.match(rest, start)
    if found is None or found["floating"]:
        raise ValueError(rest)
    if not found["sign"]:
        return timezone(timedelta(minutes=_ZONES.get(found["name"] or "", 0))), found.end()
    minutes = int(found["minutes"] or 0)
    offset = int(found["hours"]) * _HOUR_MINUTES + minutes
    offset = -offset if found["sign"] == "-" else offset
    if minutes >= _HOUR_MINUTES or not _WEST <= offset <= _EAST:
        raise ValueError(rest)
    return timezone(timedelta(minutes=offset)), found.end()
