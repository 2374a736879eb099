"""How many of its usual gaps a feed has been silent for (polling rule 24).

A feed that speaks every ten minutes by day rests at night and over the weekend, so each hour of
the day, at weekends and else, has a usual gap of its own: one that only one in twenty of those
that lay over it in the last four weeks was longer than. The time since the last entry is added up
hour by hour in these.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from math import ceil

HISTORY = timedelta(weeks=4)
FEWEST_GAPS = 8  # fewer tell no habit
USUAL = 0.95  # of all gaps; a shorter share has every busy feed cry wolf once a day
SHORTEST = timedelta(minutes=20)  # no feed is asked much oftener
_HOUR = timedelta(hours=1)
_SATURDAY = 5

_Slot = tuple[bool, int]  # weekend, hour of the day (UTC)


def usual_gaps_since(
    moments: Sequence[datetime], now: datetime, as_of: datetime | None = None
) -> float | None:
    """How many usual gaps have passed since the last of `moments` (in order, none after `now`).

    The habits are those of the four weeks before `as_of`, or `now`. None where there are too few
    moments to tell what is usual. Hours of the week that were not lived through yet, in the first
    days of a feed, count for nothing: it may rest there.
    """
    recent = [moment for moment in moments if (as_of or now) - moment <= HISTORY]
    gaps = [(start, end) for start, end in pairwise(recent) if start < end]
    if len(gaps) < FEWEST_GAPS:
        return None
    usual = _usual(gaps)
    passed, at = 0.0, recent[-1]
    while at < now:
        end = min(_next_hour(at), now)
        if (gap := usual.get(_slot(at))) is not None:
            passed += (end - at) / gap
        at = end
    return passed


def _usual(gaps: Sequence[tuple[datetime, datetime]]) -> dict[_Slot, timedelta]:
    covering: defaultdict[_Slot, list[timedelta]] = defaultdict(list)
    for start, end in gaps:
        at = start
        while at < end:
            covering[_slot(at)].append(end - start)
            at = _next_hour(at)
    return {slot: _long(covering, slot) for slot in covering}


def _long(covering: Mapping[_Slot, Sequence[timedelta]], slot: _Slot) -> timedelta:
    """The usual gap of an hour; the hours beside it help where it has seen little."""
    weekend, hour = slot
    near = (hour - 1) % 24, hour, (hour + 1) % 24
    found = sorted(gap for each in near for gap in covering.get((weekend, each), ()))
    return max(found[ceil(USUAL * (len(found) - 1))], SHORTEST)


def _slot(at: datetime) -> _Slot:
    return at.weekday() >= _SATURDAY, at.hour


def _next_hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0) + _HOUR
