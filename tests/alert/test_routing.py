"""Which channels an alert takes: labels, severity, tags, language, time, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.alert.given import LIVE, article, rule
from worker.alert import channels_by_rule, conditions, route
from worker.alert.routing import Way
from worker.model import SEVERITIES, Place, Route, Routes, Rule

OSLO = ZoneInfo("Europe/Oslo")
SUNDAY = datetime(2026, 11, 22, 8, 41, tzinfo=UTC)  # 09:41 in Oslo
AT = Place("wirebell.yaml", 1, 1)


def way(*inner: Route, to: str = "", **conditions: Any) -> Route:
    """A route to the channels named in `to`, itself named after the first of them."""
    notify = tuple(to.split())
    name = conditions.pop("name", notify[0] if notify else "group")
    return Route(name, AT, notify=notify, routes=inner, **conditions)


def taken(*tree: Route, of: Rule | None = None, now: datetime = SUNDAY, **seen: Any) -> list[str]:
    """The channels, where the defaults name `night`."""
    found = route(of or rule("a"), article(**seen), Routes(tree, ("night",)), now)
    return list(found.channels)


def test_a_rules_own_channels_come_first() -> None:
    own = rule("a", notify=("mail", "desk"))
    found = route(own, article(), Routes((way(to="desk"),), ("night",)), SUNDAY)
    assert found == Way(("mail", "desk"), ("its own notify",))


def test_then_the_first_route_that_is_open_and_the_defaults_last() -> None:
    tree = (way(to="ukraine", labels={"desk": ("ukraine",)}), way(to="loud", severities=("high",)))
    ours = rule("a", "high", labels={"desk": "ukraine"})
    found = route(ours, article(), Routes(tree, ("night",)), SUNDAY)
    assert found == Way(("ukraine",), ("ukraine: labels desk=ukraine",))
    assert taken(*tree, of=rule("a", "high")) == ["loud"]
    other = route(rule("a", "low"), article(), Routes(tree, ("night", "night")), SUNDAY)
    assert other == Way(("night",), ("defaults.notify: no route is open to it",))
    bare = route(rule("a"), article(), Routes((), ("night",)), SUNDAY)
    assert bare == Way(("night",), ("defaults.notify",))
    assert route(rule("a"), article(), Routes(), SUNDAY).channels == ()


def test_one_that_continues_lets_the_next_be_asked_too() -> None:
    tree = (way(to="all log", goes_on=True), way(to="desk log"), way(to="never"))
    found = route(rule("a"), article(), Routes(tree, ("night",)), SUNDAY)
    assert found.channels == ("all", "log", "desk")
    assert found.why == ("all: everything", "desk: everything")
    assert taken(way(to="all", goes_on=True)) == ["all"]  # the defaults are not asked as well


def test_the_routes_inside_are_asked_first_and_take_over_its_channels() -> None:
    loud = way(to="phone", severities=("critical",))
    heirs = way(name="heirs", languages=("nb",))
    tree = way(loud, heirs, to="desk", labels={"desk": ("ukraine",)}, name="ukraine")
    ours = {"labels": {"desk": "ukraine"}}
    assert taken(tree, of=rule("a", "critical", **ours)) == ["phone"]
    assert taken(tree, of=rule("a", "low", **ours)) == ["desk"]
    routes = Routes((tree,), ())
    found = route(rule("a", "low", **ours), article(language="nb"), routes, SUNDAY)
    assert found == Way(("desk",), ("heirs: languages nb",))
    assert taken(tree, of=rule("a", "critical")) == ["night"]


def test_a_group_without_channels_passes_on_what_none_in_it_takes() -> None:
    group = way(way(to="phone", severities=("critical",)), labels={"desk": ("ukraine",)})
    ours = rule("a", "low", labels={"desk": "ukraine"})
    assert taken(group, way(to="desk"), of=ours) == ["desk"]
    assert taken(group, way(to="desk"), of=replace(ours, severity="critical")) == ["phone"]


def test_all_that_a_route_names_must_hold() -> None:
    both = way(to="desk", labels={"desk": ("ukraine", "russia"), "kind": ("war",)}, rules=("a",))
    labels = {"desk": "russia", "kind": "war"}
    assert taken(both, of=rule("a", labels=labels)) == ["desk"]
    assert taken(both, of=rule("b", labels=labels)) == ["night"]
    assert taken(both, of=rule("a", labels={"desk": "russia"})) == ["night"]
    assert taken(both, of=rule("a", labels=labels | {"desk": "x"})) == ["night"]


def test_tags_are_those_of_any_feed_that_lists_the_article() -> None:
    norway = way(to="desk", tags=("Norway",))
    other = replace(LIVE, tags=("sport", "norway"))
    assert taken(norway) == ["night"]
    assert taken(norway, sightings=(LIVE, other)) == ["desk"]
    assert taken(norway, sightings=()) == ["night"]


@pytest.mark.parametrize(
    ("language", "channel"),
    [("nb", "desk"), ("nb-NO", "desk"), ("no", "desk"), ("nn", "night"), (None, "night")],
)
def test_the_language_is_the_articles(language: str | None, channel: str) -> None:
    assert taken(way(to="desk", languages=("nb",)), language=language) == [channel]


DAY = {"hours": (8 * 60, 18 * 60), "zone": OSLO}
NIGHT = {"hours": (22 * 60, 6 * 60), "zone": OSLO}


@pytest.mark.parametrize(
    ("open_at", "now", "channel"),
    [
        (DAY, "2026-11-22T06:59", "night"),
        (DAY, "2026-11-22T07:00", "desk"),  # 08:00 in Oslo
        (DAY, "2026-11-22T16:59", "desk"),
        (DAY, "2026-11-22T17:00", "night"),
        (DAY, "2026-07-22T06:00", "desk"),  # summer time
        (NIGHT, "2026-11-22T20:59", "night"),
        (NIGHT, "2026-11-22T21:00", "desk"),
        (NIGHT, "2026-11-22T04:59", "desk"),
        (NIGHT, "2026-11-22T05:00", "night"),
        ({"days": frozenset({6})}, "2026-11-22T23:59", "desk"),
        ({"days": frozenset({6})}, "2026-11-23T00:00", "night"),
        ({"days": frozenset({6}), "zone": OSLO}, "2026-11-22T23:00", "night"),
        ({"days": frozenset({6}), **NIGHT}, "2026-11-23T04:00", "desk"),  # Sunday's night
        ({"days": frozenset({6}), **NIGHT}, "2026-11-22T04:00", "night"),  # Saturday's
        ({"days": frozenset({6}), **NIGHT}, "2026-11-22T22:00", "desk"),
        ({"hours": (8 * 60, 24 * 60)}, "2026-11-22T23:59", "desk"),
    ],
)
def test_days_and_hours_are_those_of_its_zone(
    open_at: dict[str, Any], now: str, channel: str
) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert taken(way(to="desk", **open_at), now=moment) == [channel]


def test_only_rules_that_are_configured_get_channels() -> None:
    rules = {"a": rule("a"), "b": rule("b", notify=("mail",))}
    routes = Routes((), ("night",))
    found = channels_by_rule(["b", "a", "gone"], rules, article(), routes, SUNDAY)
    assert found == {"b": ("mail",), "a": ("night",)}


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({}, "everything"),
        ({"severities": ("high", "critical")}, "severity high+"),
        ({"severities": ("critical",)}, "severity critical"),
        ({"severities": ("low", "high")}, "severity low|high"),
        ({"severities": SEVERITIES}, "severity info+"),
        ({"labels": {"desk": ("a", "b"), "x": ("y",)}}, "labels desk=a|b x=y"),
        ({"tags": ("t",), "languages": ("en", "nb")}, "tags t, languages en|nb"),
        ({"days": frozenset({4, 0})}, "days mon|fri (UTC)"),
        ({"rules": ("a",), **NIGHT}, "rules a, hours 22:00-06:00 (Europe/Oslo)"),
    ],
)
def test_what_it_asks_for_in_words(asked: dict[str, Any], words: str) -> None:
    assert conditions(way(to="desk", **asked)) == words


trees = st.recursive(
    st.just(()),
    lambda inner: st.lists(
        st.builds(
            lambda below, to, on, severities, languages: way(
                *below, to=to, goes_on=on, severities=severities, languages=languages
            ),
            inner,
            st.sampled_from(["", "desk", "mail", "desk mail"]),
            st.booleans(),
            st.sampled_from([(), ("high",), ("medium", "high", "critical")]),
            st.sampled_from([(), ("en",), ("nb",)]),
        ),
        max_size=3,
    ).map(tuple),
    max_leaves=12,
)


@given(trees, st.sampled_from(SEVERITIES), st.sampled_from(["en", "nb", None]))
def test_where_the_defaults_name_a_channel_somebody_is_always_told(
    tree: tuple[Route, ...], severity: Any, language: str | None
) -> None:
    found = route(rule("a", severity), article(language=language), Routes(tree, ("z",)), SUNDAY)
    assert found.channels
    assert found.why
    assert len(set(found.channels)) == len(found.channels)
    assert ("z" in found.channels) == found.why[0].startswith("defaults.notify")
