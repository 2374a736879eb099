"""A feed's own word on how often to ask it, read beside its entries (rule 4).

feedparser drops `skipHours`, and a document with nothing new never reaches it, so these few
elements are looked for in the bytes before the first entry and after the last.
"""

from __future__ import annotations

import re
from datetime import timedelta

from worker.model import Hints

_FIRST = re.compile(rb"<(?:[A-Za-z_][\w.-]{0,40}:)?(?:item|entry)[\s/>]")
_LAST = (b"</item>", b"</entry>")
# Nothing in these is an element.
_SILENT = re.compile(rb"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)", re.DOTALL)
_TTL = re.compile(rb"<ttl\s*>\s*(\d{1,6})\s*</ttl", re.IGNORECASE)
_PERIOD = re.compile(
    rb"<(?:[\w.-]{1,40}:)?updatePeriod[^<>]{0,200}>\s*([a-z]{1,9})\s*<", re.IGNORECASE
)
_FREQUENCY = re.compile(
    rb"<(?:[\w.-]{1,40}:)?updateFrequency[^<>]{0,200}>([^<>]{0,40})<", re.IGNORECASE
)
_HOURS = re.compile(rb"<skipHours\s*>(.{0,4000}?)</skipHours", re.IGNORECASE | re.DOTALL)
_DAYS = re.compile(rb"<skipDays\s*>(.{0,2000}?)</skipDays", re.IGNORECASE | re.DOTALL)
_HOUR = re.compile(rb"<hour\s*>\s*(\d{1,2})\s*</hour", re.IGNORECASE)
_DAY = re.compile(rb"<day\s*>\s*([a-z]{6,9})\s*</day", re.IGNORECASE)
_MOST_TTL = timedelta(days=7)  # longer ones are seconds taken for minutes
_PERIODS = {
    b"hourly": timedelta(hours=1),
    b"daily": timedelta(days=1),
    b"weekly": timedelta(weeks=1),
    b"monthly": timedelta(days=30),
    b"yearly": timedelta(days=365),
}
_WEEK = (b"monday", b"tuesday", b"wednesday", b"thursday", b"friday", b"saturday", b"sunday")
_HOURS_A_DAY = 24


def read(body: bytes) -> Hints:
    """What the document says of its rhythm; zeros, typos and absurd values say nothing.

    All hours or all days skipped is nobody's meaning, and is not heard.
    """
    around = _around(body.replace(b"\x00", b"") if b"\x00" in body[:64] else body)
    return Hints(_ttl(around), _update(around), _skip_hours(around), _skip_days(around))


def _around(body: bytes) -> bytes:
    """The document without its entries, comments and sections of CDATA."""
    first = _FIRST.search(body)
    if first is None:
        return _SILENT.sub(b"", body)
    last = max(body.rfind(end) for end in _LAST)
    before, after = body[: first.start()], body[last:] if last > 0 else b""
    return _SILENT.sub(b"", before) + _SILENT.sub(b"", after)


def _ttl(around: bytes) -> timedelta | None:
    found = _TTL.search(around)
    ttl = timedelta(minutes=int(found[1])) if found else timedelta()
    return ttl if timedelta() < ttl <= _MOST_TTL else None


def _update(around: bytes) -> timedelta | None:
    """RSS 1.0's syndication module: so many times a period, once where it does not say."""
    found = _PERIOD.search(around)
    period = _PERIODS.get(found[1].lower()) if found else None
    said = _FREQUENCY.search(around)
    times = said[1].strip() if said else b"1"
    if period is None or not re.fullmatch(rb"[1-9]\d{0,4}", times):
        return None
    return period / int(times)


def _skip_hours(around: bytes) -> frozenset[int]:
    """Hours of the day in GMT; 24 is midnight, as RSS 0.91 counts."""
    found = _HOURS.search(around)
    said = {int(hour) for hour in _HOUR.findall(found[1])} if found else set()
    hours = frozenset(hour % _HOURS_A_DAY for hour in said if hour <= _HOURS_A_DAY)
    return hours if len(hours) < _HOURS_A_DAY else frozenset()


def _skip_days(around: bytes) -> frozenset[int]:
    """Days of the week in GMT, Monday 0."""
    found = _DAYS.search(around)
    said = {day.lower() for day in _DAY.findall(found[1])} if found else set()
    days = frozenset(place for place, name in enumerate(_WEEK) if name in said)
    return days if len(days) < len(_WEEK) else frozenset()
