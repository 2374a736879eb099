"""How many of its usual gaps a feed has been silent for (polling rule 24).

A feed that speaks every ten minutes by day rests at night and over the weekend, so each hour of
the week has a usual gap of its own: the upper quartile of the gaps that lay over such an hour in
the last four weeks. The time since the last entry is added up hour by hour in these.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

HISTORY = timedelta(weeks=4)
FEWEST_GAPS = 8  # fewer tell no habit
_HOUR = timedelta(hours=1)
_SATURDAY = 5
_UPPER = 3 / 4

_Slot = tuple[bool, int]  # weekend, hour of the day (UTC)


def usual_gaps_since(
    moments: Sequence[datetime], now: datetime, as_of: datetime | None = None
) -> float | None:
    """How many usual gaps have passed since the last of `moments` (in order, none after `now`).

    The habits are those of the four weeks before `as_of`, or `now`. None where there are too few
    moments to tell what is usual. Hours that no gap of the last four weeks
    has covered count by the longest one: a feed that never spoke on a weekend may rest there.
    """
    recent = [moment for moment in moments if (as_of or now) - moment <= HISTORY]
    gaps = [(start, end) for start, end in pairwise(recent) if start < end]
    if len(gaps) < FEWEST_GAPS:
        return None
    usual = _usual(gaps)
    longest = max(end - start for start, end in gaps)
    passed, at = 0.0, recent[-1]
    while at < now:
        end = min(_next_hour(at), now)
        passed += (end - at) / usual.get(_slot(at), longest)
        at = end
    return passed


def _usual(gaps: Sequence[tuple[datetime, datetime]]) -> dict[_Slot, timedelta]:
    covering: defaultdict[_Slot, list[timedelta]] = defaultdict(list)
    for start, end in gaps:
        at = start
        while at < end:
            covering[_slot(at)].append(end - start)
            at = _next_hour(at)
    return {slot: sorted(found)[int(_UPPER * (len(found) - 1))] for slot, found in covering.items()}


def _slot(at: datetime) -> _Slot:
    return at.weekday() >= _SATURDAY, at.hour


def _next_hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0) + _HOUR
