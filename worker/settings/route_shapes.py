"""What may stand in `routes:`, key by key, and how its own kinds of value are read."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import Discriminator, Field, Tag

from worker.model import SEVERITIES, Severity
from worker.settings.channel_shapes import WEEK
from worker.settings.fields import Language, Line, NotifyList, Shape, Zone, by_type, key, kind
from worker.settings.scalars import Unread, did_you_mean

_HOURS = re.compile(r"([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)\Z")
_MIDNIGHT = 24 * 60

Minutes = tuple[int, int]


def severities(text: str) -> tuple[Severity, ...]:
    """`high` is that one, `high+` it and all that are louder."""
    name = text.removesuffix("+")
    for number, severity in enumerate(SEVERITIES):
        if severity == name:
            return SEVERITIES[number:] if text.endswith("+") else (severity,)
    raise Unread("CFG005", "not a severity", did_you_mean(name, SEVERITIES))


def hours(text: str) -> Minutes:
    """`08:00-18:00` in minutes since midnight; `22:00-06:00` goes past midnight."""
    found = _HOURS.match(text)
    if found is None:
        raise Unread("CFG006", "not hours of the day", "write from-to: 08:00-18:00, 22:00-06:00")
    start, end = (int(found[n]) * 60 + int(found[n + 1]) for n in (1, 3))
    if max(start, end) > _MIDNIGHT or start in (end, _MIDNIGHT):
        raise Unread("CFG006", "these hours never are", "from 00:00 to 24:00, and not to itself")
    return start, end


def days(text: str) -> tuple[int, ...]:
    """`mon`, or `mon-fri`, as weekday numbers from Monday, 0; `fri-mon` goes past Sunday."""
    first, dash, last = text.lower().partition("-")
    for name in (first, last) if dash else (first,):
        if name not in WEEK:
            raise Unread("CFG006", "not a day of the week", did_you_mean(name, WEEK))
    start, end = WEEK.index(first), WEEK.index(last or first)
    return tuple((start + step) % 7 for step in range((end - start) % 7 + 1))


_SEVERITY = "^(" + "|".join(SEVERITIES) + r")\+?$"
_CLOCK = "([01][0-9]|2[0-4]):[0-5][0-9]"
_DAY = "(" + "|".join(WEEK) + ")"
Loudness = Annotated[
    tuple[Severity, ...], *kind(severities, pattern=_SEVERITY, examples=["high+", "critical"])
]
Hours = Annotated[Minutes, *kind(hours, pattern=f"^{_CLOCK}-{_CLOCK}$", examples=["08:00-18:00"])]
Weekdays = Annotated[
    tuple[int, ...], *kind(days, pattern=f"^{_DAY}(-{_DAY})?$", examples=["mon-fri", "sat"])
]
LabelValues = Annotated[
    Annotated[Line, Tag(">text")] | Annotated[list[Line], Field(min_length=1), Tag(">list")],
    Discriminator(
        by_type(str=">text", list=">list"),
        custom_error_type="CFG004",
        custom_error_message="expected the value of a label, or a list of them",
    ),
]


class RouteShape(Shape):
    """One way for alerts; all conditions it names must be met."""

    labels: dict[Line, LabelValues] = key({}, "Of the rule: each with this value, or one of them.")
    severity: Loudness | None = key(None, "Of the rule: exactly this, or at least: high+.")
    tags: list[Line] = key([], "One of these tags on a feed that lists the article.")
    languages: list[Language] = key([], "The article's language is one of these.")
    rules: list[Line] = key([], "Ids of rules.")
    days: list[Weekdays] = key([], "Days of the week: mon-fri, or one by one.")
    hours: Hours | None = key(None, "Time of day: 08:00-18:00, or past midnight: 22:00-06:00.")
    timezone: Zone | None = key(None, "Of days and hours; else the main `timezone`.")
    notify: NotifyList | None = key(None, "Channels; else those of the route it stands in.")
    goes_on: bool = key(
        default=False, description="Also ask the routes after it.", alias="continue"
    )
    routes: list[RouteShape] = key([], "Asked first, once this route is open.")
