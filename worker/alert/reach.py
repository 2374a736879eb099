"""Finds, before anything has happened, which channels each rule may ring and which routes are idle.

A rule's labels, severity and id are known; what an article and a moment decide (tags, language,
time) is not. So each rule is led through the tree, and a route it may take closes those after it
only where their conditions include its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from worker.alert.routing import concerns, conditions
from worker.model import Place, Route, Routes, Rule

Chain = tuple[Route, ...]  # a route with those it stands in, outermost first


@dataclass(frozen=True, slots=True)
class Idle:
    """A route no alert will ever take, and why."""

    place: Place
    words: str


@dataclass(slots=True)
class Survey:
    """Where alerts may go. `by_rule` and `by_route` (by its name) hold channels and rule ids."""

    by_rule: dict[str, tuple[str, ...]] = field(default_factory=dict)
    by_route: dict[str, list[str]] = field(default_factory=dict)
    by_default: list[str] = field(default_factory=list)  # rules that may come to the defaults
    idle: tuple[Idle, ...] = ()


def survey(rules: Iterable[Rule], routes: Routes) -> Survey:
    """Where each rule's alerts may go, and the routes that none of them takes, in their order."""
    found = Survey()
    closed_by: dict[str, list[str]] = {}
    for rule in rules:
        if rule.notify:
            found.by_rule[rule.id] = rule.notify
            continue
        walk = _Walk(rule, found.by_route, closed_by)
        takes = walk.along(routes.tree, (), (), [])
        channels = [*walk.channels]
        if not any(_includes((), each) for each in takes):
            found.by_default.append(rule.id)
            channels += routes.defaults
        found.by_rule[rule.id] = tuple(dict.fromkeys(channels))
    found.idle = tuple(_idle(routes.tree, (), found.by_route, closed_by))
    return found


class _Walk:
    """One rule on its way through the tree."""

    def __init__(
        self, rule: Rule, reached: dict[str, list[str]], closed_by: dict[str, list[str]]
    ) -> None:
        self.channels: list[str] = []
        self._rule = rule
        self._reached = reached
        self._closed_by = closed_by

    def along(
        self, ways: Sequence[Route], above: Chain, inherited: tuple[str, ...], taken: list[Chain]
    ) -> list[Chain]:
        """All that takes the rule's alerts here, of those that `taken` leaves."""
        taken = [*taken]
        takes: list[Chain] = []
        for way in ways:
            chain = (*above, way)
            if not concerns(way, self._rule) or not _possible(chain):
                continue
            before = next((each for each in taken if _includes(chain, each)), None)
            if before is not None:
                self._closed_by.setdefault(way.name, []).append(before[-1].name)
                continue
            mine = self._through(way, chain, way.notify or inherited, taken)
            takes += mine
            if not way.goes_on:
                taken += mine
        return takes

    def _through(
        self, way: Route, chain: Chain, channels: tuple[str, ...], taken: list[Chain]
    ) -> list[Chain]:
        self._reached.setdefault(way.name, []).append(self._rule.id)
        inner = self.along(way.routes, chain, channels, taken)
        if not channels:
            return inner
        if not any(_includes(chain, each) for each in inner):
            self.channels += channels
        return [chain]


def _idle(
    ways: Sequence[Route],
    above: Chain,
    reached: dict[str, list[str]],
    closed_by: dict[str, list[str]],
) -> Iterator[Idle]:
    """Of an idle route's own routes nothing is said."""
    for way in ways:
        chain = (*above, way)
        if way.name in reached:
            yield from _idle(way.routes, chain, reached, closed_by)
        elif way.name in closed_by:
            closers = [*dict.fromkeys(closed_by[way.name])]
            take = "takes" if len(closers) == 1 else "take"
            why = f"{' and '.join(closers)} {take} all that would come to it"
            yield Idle(way.place, f"{way.name} is never reached: {why}")
        elif not _possible(chain):
            why = "no article is in a language that it and the routes around it want"
            yield Idle(way.place, f"{way.name} is never reached: {why}")
        else:
            why = f"no rule without a `notify` of its own comes to it ({conditions(way)})"
            yield Idle(way.place, f"{way.name} is never reached: {why}")


def _possible(chain: Chain) -> bool:
    """Whether any article can meet all conditions: it has one language, but many tags."""
    wanted = [set(way.languages) for way in chain if way.languages]
    return not wanted or bool(set.intersection(*wanted))


def _includes(narrow: Chain, wide: Chain) -> bool:
    """Whether all that meets the conditions of `narrow` meets those of `wide`, for one rule."""
    return all(
        (not way.languages or any(_languages(way, each) for each in narrow))
        and (not way.tags or any(_tags(way, each) for each in narrow))
        and (not (way.days or way.hours) or any(_times(way, each) for each in narrow))
        for way in wide
    )


def _languages(wide: Route, narrow: Route) -> bool:
    return bool(narrow.languages) and set(narrow.languages) <= set(wide.languages)


def _tags(wide: Route, narrow: Route) -> bool:
    wanted = {tag.casefold() for tag in wide.tags}
    return bool(narrow.tags) and {tag.casefold() for tag in narrow.tags} <= wanted


def _times(wide: Route, narrow: Route) -> bool:
    """Hours that differ are not compared: at worst a route is not called idle that is."""
    if (narrow.zone, narrow.hours) != (wide.zone, wide.hours):
        return False
    return not wide.days or (bool(narrow.days) and narrow.days <= wide.days)
