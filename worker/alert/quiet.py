"""Quiet hours: until when a channel sleeps, by its own wall clock.

A wall clock that is set back shows an hour twice and one set forward leaves one out: quiet hours
begin with the first of the two, end with the last, and an hour that is left out ends where it
would have been (Python's `fold`, PEP 495).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from worker.model import Channel, QuietHours

DAY = timedelta(days=1)
MOST_DAYS = 8  # a week of days that follow each other, and one


def quiet_until(hours: QuietHours | None, now: datetime) -> datetime | None:
    """When the quiet hours end that are now, aware UTC; None outside of any.

    Hours that begin as others end are one with them.
    """
    if hours is None:
        return None
    until = None
    for _ in range(MOST_DAYS):
        ends = _end(hours, until or now)
        if ends is None:
            break
        until = ends
    return until


def asleep(
    channels: Mapping[str, Channel], names: Iterable[str], now: datetime
) -> dict[str, datetime]:
    """Which of these channels sleep, and until when each."""
    untils = {name: quiet_until(channels[name].quiet, now) for name in names if name in channels}
    return {name: until for name, until in untils.items() if until is not None}


def words(hours: QuietHours, until: datetime) -> str:
    """Why something is held, with the hour of the channel's own clock."""
    return f"quiet hours until {until.astimezone(hours.zone):%Y-%m-%d %H:%M}"


def _end(hours: QuietHours, now: datetime) -> datetime | None:
    today = now.astimezone(hours.zone).date()
    found = []
    for day in (today - DAY, today):
        if day.weekday() not in hours.days:
            continue
        last = day if hours.begins < hours.ends else day + DAY
        begins = datetime.combine(day, hours.begins, hours.zone).astimezone(UTC)
        end = datetime.combine(last, hours.ends, hours.zone)
        ends = max(end.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
        if begins <= now < ends:
            found.append(ends)
    return max(found, default=None)
