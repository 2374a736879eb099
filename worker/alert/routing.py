"""Finds the channels an alert takes, and says which way it went.

A rule's own `notify` comes first, else the first open route (and those after one that goes on),
else the defaults. Inside a route its own routes are asked first; where none of them is open its
own channels are told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from worker.model import SEVERITIES, Article, Route, Routes, Rule
from worker.text.language import normal

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OWN = "its own notify"
DEFAULTS = "defaults.notify"
NONE_OPEN = "defaults.notify: no route is open to it"


@dataclass(frozen=True, slots=True)
class Way:
    """The channels one rule's alert takes, in order and each once, and why, a reason a way."""

    channels: tuple[str, ...]
    why: tuple[str, ...]


def route(rule: Rule, article: Article, routes: Routes, now: datetime) -> Way:
    """Where an alert of the rule about the article goes now; no channels where none is named."""
    if rule.notify:
        return Way(rule.notify, (OWN,))
    taken = list(_open(routes.tree, rule, article, now, ()))
    if not taken:
        return Way(_once(routes.defaults), (NONE_OPEN if routes.tree else DEFAULTS,))
    channels = _once(name for _, names in taken for name in names)
    return Way(channels, tuple(f"{each.name}: {conditions(each)}" for each, _ in taken))


def channels_by_rule(
    ids: Iterable[str], rules: Mapping[str, Rule], article: Article, routes: Routes, now: datetime
) -> dict[str, tuple[str, ...]]:
    """The channels of each rule that is configured, by rule id."""
    known = (rules[rule_id] for rule_id in ids if rule_id in rules)
    return {rule.id: route(rule, article, routes, now).channels for rule in known}


def concerns(way: Route, rule: Rule) -> bool:
    """Whether the route is ever open to the rule: its labels, its severity, its id."""
    return (
        all(rule.labels.get(label) in values for label, values in way.labels.items())
        and (not way.severities or rule.severity in way.severities)
        and (not way.rules or rule.id in way.rules)
    )


def conditions(way: Route) -> str:
    """What the route asks for, in words: "labels desk=ukraine, severity high+"."""
    parts = []
    if way.labels:
        labels = (f"{label}={'|'.join(values)}" for label, values in way.labels.items())
        parts.append(f"labels {' '.join(labels)}")
    if way.severities:
        parts.append(f"severity {_severities(way.severities)}")
    named = (("tags", way.tags), ("languages", way.languages), ("rules", way.rules))
    parts += [f"{name} {'|'.join(values)}" for name, values in named if values]
    if way.days:
        parts.append(f"days {'|'.join(DAYS[day] for day in sorted(way.days))}")
    if way.hours:
        parts.append(f"hours {_clock(way.hours[0])}-{_clock(way.hours[1])}")
    if way.days or way.hours:
        parts[-1] += f" ({way.zone})"
    return ", ".join(parts) or "everything"


def _open(
    ways: Sequence[Route], rule: Rule, article: Article, now: datetime, above: tuple[str, ...]
) -> Iterator[tuple[Route, tuple[str, ...]]]:
    """The routes an alert takes, with their channels."""
    for way in ways:
        if not (concerns(way, rule) and _admits(way, article, now)):
            continue
        channels = way.notify or above
        taken = list(_open(way.routes, rule, article, now, channels))
        if not taken and channels:
            taken = [(way, channels)]
        yield from taken
        if taken and not way.goes_on:
            return


def _admits(way: Route, article: Article, now: datetime) -> bool:
    """The conditions that only an article and a moment can meet."""
    if way.languages and normal(article.language) not in way.languages:
        return False
    if way.tags:
        seen = {tag.casefold() for sighting in article.sightings for tag in sighting.tags}
        if seen.isdisjoint(tag.casefold() for tag in way.tags):
            return False
    return _in_time(way, now)


def _in_time(way: Route, now: datetime) -> bool:
    local = now.astimezone(way.zone)
    day, minute = local.weekday(), local.hour * 60 + local.minute
    if way.hours is not None:
        start, end = way.hours
        if start < end:
            if not start <= minute < end:
                return False
        elif end <= minute < start:
            return False
        elif minute < end:
            day = (day - 1) % 7
    return not way.days or day in way.days


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _severities(allowed: Sequence[str]) -> str:
    floor = SEVERITIES.index(min(allowed, key=SEVERITIES.index))
    upwards = len(allowed) > 1 and len(allowed) == len(SEVERITIES) - floor
    return f"{SEVERITIES[floor]}+" if upwards else "|".join(allowed)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
