"""Before anything has happened: which channels each rule may ring, and which routes are idle."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.alert.given import LIVE, NOW, article, rule
from tests.alert.test_routing import trees, way
from worker.alert import route, survey
from worker.model import SEVERITIES, Route, Routes

OSLO = ZoneInfo("Europe/Oslo")
WORK = {"days": frozenset(range(5)), "hours": (480, 1080)}


def idle(*tree: Route) -> list[str]:
    """Names of the idle routes, for a rule `a` of each severity on the desk ukraine."""
    rules = [rule(f"a{n}", s, labels={"desk": "ukraine"}) for n, s in enumerate(SEVERITIES)]
    return [each.words.split()[0] for each in survey(rules, Routes(tree, ("night",))).idle]


def test_each_rule_with_all_channels_it_may_ring() -> None:
    tree = (
        way(to="phone", severities=("critical",), goes_on=True),
        way(to="norway", languages=("nb",)),
        way(to="desk", labels={"desk": ("ukraine",)}),
    )
    rules = [
        rule("own", notify=("mail",)),
        rule("loud", "critical"),
        rule("ours", labels={"desk": "ukraine"}),
    ]
    found = survey(rules, Routes(tree, ("night",)))
    assert found.by_rule == {
        "own": ("mail",),
        "loud": ("phone", "norway"),  # the phone takes it whatever the article
        "ours": ("norway", "desk"),
    }
    assert found.by_route == {"phone": ["loud"], "norway": ["loud", "ours"], "desk": ["ours"]}
    assert found.by_default == []
    assert found.idle == ()
    assert survey(rules[1:2], Routes(tree[1:], ("night",))).by_default == ["loud"]
    assert survey(rules[1:2], Routes((), ("night",))).by_rule == {"loud": ("night",)}


def test_a_route_behind_one_that_takes_everything_is_idle_and_says_why() -> None:
    tree = (way(to="all"), way(way(to="inside"), to="desk", languages=("nb",)))
    (found,) = survey([rule("a")], Routes(tree, ())).idle
    assert found.words == "desk is never reached: all takes all that would come to it"
    assert idle(way(to="all", goes_on=True), way(to="desk")) == []


def test_a_route_no_rule_comes_to_is_idle() -> None:
    tree = (way(to="desk", labels={"desk": ("norway",)}), way(to="one", rules=("b",)))
    rules = [rule("a"), rule("b", notify=("mail",))]
    assert [each.words for each in survey(rules, Routes(tree, ())).idle] == [
        f"{name} is never reached: no rule without a `notify` of its own comes to it ({asked})"
        for name, asked in (("desk", "labels desk=norway"), ("one", "rules b"))
    ]


@pytest.mark.parametrize(
    ("wide", "narrow", "closed"),
    [
        ({}, {"tags": ("x",)}, True),
        ({"tags": ("x", "y")}, {"tags": ("X",)}, True),
        ({"tags": ("x",)}, {"tags": ("x", "y")}, False),
        ({"tags": ("x",)}, {}, False),
        ({"languages": ("en", "nb")}, {"languages": ("nb",)}, True),
        ({"languages": ("nb",)}, {"languages": ("en", "nb")}, False),
        ({"languages": ("nb",)}, {"tags": ("x",)}, False),
        (WORK, WORK, True),
        (WORK, {**WORK, "days": frozenset({0})}, True),
        (WORK, {"hours": (480, 1080)}, False),
        (WORK, {**WORK, "zone": OSLO}, False),
        ({"hours": (480, 1080)}, WORK, True),
        ({"hours": (480, 1080)}, {"hours": (540, 600)}, False),  # not compared
        ({"severities": ("high",)}, {"severities": ("high",), "tags": ("x",)}, True),
        ({"severities": ("high",)}, {"severities": ("high", "critical")}, False),
    ],
)
def test_one_route_closes_another_where_it_takes_all_of_it(
    wide: dict[str, Any], narrow: dict[str, Any], *, closed: bool
) -> None:
    assert idle(way(to="wide", **wide), way(to="narrow", **narrow)) == ["narrow"] * closed
    # conditions of the routes around count as its own
    around = way(way(to="narrow"), name="around", **narrow)
    assert idle(way(to="wide", **wide), around) == ["around"] * closed


def test_a_group_takes_what_its_routes_take() -> None:
    group = way(way(to="desk", languages=("nb",), goes_on=True))
    assert idle(group, way(to="late", languages=("nb",))) == ["late"]
    assert idle(group, way(to="late")) == []
    passing = way(way(to="desk", languages=("nb",)), goes_on=True)
    assert idle(passing, way(to="late", languages=("nb",))) == []


def test_a_route_whose_channels_its_routes_take_over_is_open_but_rings_nobody() -> None:
    tree = (way(way(to="inner"), to="outer"),)
    found = survey([rule("a")], Routes(tree, ()))
    assert found.by_rule == {"a": ("inner",)}
    assert found.idle == ()


def test_an_article_has_one_language() -> None:
    tree = way(way(to="desk", languages=("nb",)), languages=("en",), name="english", to="x")
    assert idle(tree) == ["desk"]
    (found,) = survey([rule("a")], Routes((tree,), ())).idle
    assert "no article is in a language that it and the routes around it want" in found.words


@given(
    trees,
    st.sampled_from(SEVERITIES),
    st.sampled_from(["en", "nb", "de", None]),
    st.integers(0, 24 * 7),
)
def test_no_alert_ever_takes_a_way_that_was_not_foreseen(
    tree: tuple[Route, ...], severity: Any, language: str | None, hour: int
) -> None:
    routes = Routes(_named(tree), ("z",))
    one = rule("a", severity)
    found = survey([one], routes)
    seen = article(LIVE, language=language)
    way_taken = route(one, seen, routes, NOW + timedelta(hours=hour))
    assert set(way_taken.channels) <= set(found.by_rule["a"])
    idle_ones = {each.words.split()[0] for each in found.idle}
    assert idle_ones.isdisjoint(words.split(":")[0] for words in way_taken.why)


def _named(tree: tuple[Route, ...], above: str = "") -> tuple[Route, ...]:
    return tuple(
        Route(
            f"{above}{n}", each.place, severities=each.severities, languages=each.languages,
            notify=each.notify, goes_on=each.goes_on, routes=_named(each.routes, f"{above}{n}."),
        )
        for n, each in enumerate(tree)
    )  # fmt: skip
