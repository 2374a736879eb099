from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.alert.given import BACKLOG, LIVE, NOW, aged, article, hit, rule, told
from worker.alert import decide
from worker.alert.decide import loudest
from worker.model import SEVERITIES, Article, Decision, Hold, Rule, Severity, Sighting, Speak, Told

DESK = {"a": ("desk",), "b": ("desk",)}


@dataclass(frozen=True)
class Case:
    expected: tuple[Decision, ...]
    rules: Sequence[Rule] = (rule("a"),)
    heard: Sequence[str] = ("a",)
    article: Article = field(default_factory=article)
    told: Sequence[Told] = ()
    routes: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: DESK)


OPENED = Speak("desk", "alert.opened", "first report", "medium", ("a",))

CASES = {
    "first report": Case((OPENED,)),
    "two channels, each once, in the order of the route": Case(
        (
            Speak("desk", "alert.opened", "first report", "medium", ("a",)),
            Speak("console", "alert.opened", "first report", "medium", ("a",)),
        ),
        routes={"a": ("desk", "console", "desk")},
    ),
    "the loudest rule stands first and gives the severity": Case(
        (Speak("desk", "alert.opened", "first report", "critical", ("b", "a")),),
        rules=(rule("a", "low"), rule("b", "critical")),
        heard=("a", "b"),
    ),
    "rules with different receivers": Case(
        (
            Speak("desk", "alert.opened", "first report", "high", ("a",)),
            Speak("night", "alert.opened", "first report", "low", ("b",)),
        ),
        rules=(rule("b", "low"), rule("a", "high")),
        heard=("b", "a"),
        routes={"a": ("desk",), "b": ("night",)},
    ),
    "already told": Case((Hold("already told", ("a",), "desk"),), told=(told("desk", "a"),)),
    "told to another channel is not told to this one": Case((OPENED,), told=(told("night", "a"),)),
    "another rule joins the alert": Case(
        (Speak("desk", "alert.updated", "also matches b", "medium", ("a", "b")),),
        rules=(rule("a"), rule("b")),
        heard=("a", "b"),
        told=(told("desk", "a"),),
    ),
    "two more rules join, loudest first": Case(
        (
            Speak(
                "desk",
                "alert.updated",
                "also matches c, b; severity rises to high",
                "high",
                ("c", "b"),
                "medium",
            ),
        ),
        rules=(rule("a"), rule("b"), rule("c", "high")),
        heard=("b", "c"),
        told=(told("desk", "a"),),
        routes={"b": ("desk",), "c": ("desk",)},
    ),
    "a louder rule not heard before is an update": Case(
        (
            Speak(
                "desk",
                "alert.updated",
                "also matches b; severity rises to critical",
                "critical",
                ("b",),
                "medium",
            ),
        ),
        rules=(rule("a"), rule("b", "critical")),
        heard=("b",),
        told=(told("desk", "a"),),
    ),
    "an update is never quieter than the alert was": Case(
        (Speak("desk", "alert.updated", "also matches b", "high", ("b",)),),
        rules=(rule("b", "info"),),
        heard=("b",),
        told=(told("desk", "a", severity="high"),),
    ),
    "a known rule that grew louder by an edit does not ring again": Case(
        (Hold("already told", ("a",), "desk"),),
        rules=(rule("a", "critical"),),
        told=(told("desk", "a", severity="low"),),
    ),
    "backlog everywhere": Case(
        (Hold("backlog of a new feed", ("a",)),), article=article(BACKLOG, BACKLOG)
    ),
    "one live sighting is enough": Case((OPENED,), article=article(BACKLOG, LIVE)),
    "no sighting at all is not a backlog": Case((OPENED,), article=article(sightings=())),
    "too old by its date": Case(
        (Hold("too old for its rule", ("a",)),),
        rules=(rule("a", where=aged(48)),),
        article=article(published_at=NOW - timedelta(hours=48, seconds=1)),
    ),
    "just young enough": Case(
        (OPENED,),
        rules=(rule("a", where=aged(48)),),
        article=article(published_at=NOW - timedelta(hours=48)),
    ),
    "undated: too old by when it was first seen": Case(
        (Hold("too old for its rule", ("a",)),),
        rules=(rule("a", where=aged(1)),),
        article=article(published_at=None, first_seen_at=NOW - timedelta(hours=2)),
    ),
    "dated in the future is young": Case(
        (OPENED,),
        rules=(rule("a", where=aged(1)),),
        article=article(published_at=NOW + timedelta(days=400)),
    ),
    "one rule finds it too old, the other speaks": Case(
        (
            Hold("too old for its rule", ("a",)),
            Speak("desk", "alert.opened", "first report", "low", ("b",)),
        ),
        rules=(rule("a", "critical", where=aged(0.01)), rule("b", "low")),
        heard=("a", "b"),
    ),
    "shadow": Case((Hold("shadow rule", ("a",)),), rules=(rule("a", shadow=True),)),
    "disabled": Case((Hold("rule disabled", ("a",)),), rules=(rule("a", enabled=False),)),
    "expired": Case(
        (Hold("rule expired", ("a",)),), rules=(rule("a", expires=date(2026, 11, 20)),)
    ),
    "still its last day somewhere on Earth": Case(
        (OPENED,), rules=(rule("a", expires=date(2026, 11, 21)),)
    ),
    "a rule that left the configuration": Case(
        (Hold("rule no longer configured", ("gone",)), OPENED), heard=("a", "gone")
    ),
    "no route": Case((Hold("no channel named", ("a",)),), routes={}),
    "an empty route": Case((Hold("no channel named", ("a",)),), routes={"a": ()}),
    "nothing heard": Case((Hold("no rule matches", ()),), heard=()),
    "two shadows are one hold": Case(
        (Hold("shadow rule", ("a", "b")),),
        rules=(rule("a", shadow=True), rule("b", shadow=True)),
        heard=("b", "a"),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_decisions(case: Case) -> None:
    hits = [hit(rule_id) for rule_id in case.heard]
    rules = {known.id: known for known in case.rules}
    assert decide(case.article, hits, rules, case.told, case.routes, NOW) == case.expected


IDS = ("a", "b", "c", "d")
CHANNELS = ("desk", "night", "console")
severities = st.sampled_from(SEVERITIES)
rules_of_any_kind = st.builds(
    lambda rule_id, severity, enabled, shadow, expires, where: rule(
        rule_id, severity, enabled=enabled, shadow=shadow, expires=expires, where=where
    ),
    st.sampled_from(IDS),
    severities,
    st.booleans(),
    st.booleans(),
    st.none() | st.dates(date(2026, 11, 18), date(2026, 11, 25)),
    st.sampled_from([aged(1), aged(1000), rule("x").where]),
)
rule_books = st.lists(rules_of_any_kind).map(lambda rules: {known.id: known for known in rules})
route_maps = st.dictionaries(
    st.sampled_from(IDS), st.lists(st.sampled_from(CHANNELS), max_size=4).map(tuple)
)
tellings = st.lists(
    st.builds(
        lambda channel, rules, severity: told(channel, *rules, severity=severity),
        st.sampled_from(CHANNELS),
        st.lists(st.sampled_from(IDS)),
        severities,
    ),
    max_size=5,
)
sightings = st.lists(st.sampled_from([LIVE, BACKLOG]), max_size=3).map(tuple)
heard_ids = st.lists(st.sampled_from((*IDS, "gone")), max_size=5)


def spoken_to(decisions: Sequence[Decision]) -> set[str]:
    return {one.channel for one in decisions if isinstance(one, Speak)}


@given(heard_ids, rule_books, tellings, route_maps, sightings)
def test_always_an_answer_never_without_a_reason(
    heard: list[str],
    rules: dict[str, Rule],
    said: list[Told],
    routes: dict[str, tuple[str, ...]],
    seen: tuple[Sighting, ...],
) -> None:
    decisions = decide(article(sightings=seen), [hit(i) for i in heard], rules, said, routes, NOW)

    assert decisions
    assert all(one.reason for one in decisions)
    by_channel = [one.channel for one in decisions if one.channel is not None]
    assert len(by_channel) == len(set(by_channel))
    assert {i for one in decisions for i in one.rules} == set(heard)
    for one in decisions:
        if isinstance(one, Speak):
            assert set(one.rules) <= rules.keys()
            assert one.severity == loudest(
                [
                    *(rules[i].severity for i in one.rules),
                    *(t.severity for t in said if t.channel == one.channel),
                ]
            )


@given(heard_ids, rule_books, tellings, tellings, route_maps)
def test_what_was_told_only_ever_silences(
    heard: list[str],
    rules: dict[str, Rule],
    said: list[Told],
    more: list[Told],
    routes: dict[str, tuple[str, ...]],
) -> None:
    hits = [hit(i) for i in heard]
    before = decide(article(), hits, rules, said, routes, NOW)
    after = decide(article(), hits, rules, [*said, *more], routes, NOW)
    assert spoken_to(after) <= spoken_to(before)


@given(heard_ids, rule_books, route_maps, sightings)
def test_a_live_sighting_is_never_held_as_backlog(
    heard: list[str],
    rules: dict[str, Rule],
    routes: dict[str, tuple[str, ...]],
    seen: tuple[Sighting, ...],
) -> None:
    hits = [hit(i) for i in heard]
    live = decide(article(*seen, LIVE), hits, rules, (), routes, NOW)
    assert all(one.reason != "backlog of a new feed" for one in live)

    quiet = decide(article(BACKLOG), hits, rules, (), routes, NOW)
    assert not spoken_to(quiet)
    held = {i for one in quiet if one.reason == "backlog of a new feed" for i in one.rules}
    ringing = {i for one in live if isinstance(one, Speak) for i in one.rules}
    assert ringing <= held  # what would have rung is what the backlog held


@given(heard_ids, rule_books, tellings, route_maps)
def test_hearing_twice_says_nothing_new(
    heard: list[str], rules: dict[str, Rule], said: list[Told], routes: dict[str, tuple[str, ...]]
) -> None:
    hits = [hit(i) for i in heard]
    first = decide(article(), hits, rules, said, routes, NOW)
    since = [told(one.channel, *one.rules) for one in first if isinstance(one, Speak)]
    again = decide(article(), hits, rules, [*said, *since], routes, NOW)
    assert not spoken_to(again)


def test_the_loudest_of_none_is_info() -> None:
    none: list[Severity] = []
    assert loudest(none) == "info"
    assert isinstance(decide(article(), [], {}, (), {}, NOW)[0], Hold)
