"""Rules that do no good are told so: silent, loud, repeated, covered by another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.match.build import NOW, query, rule
from worker.match.overlap import Finding, findings, meaning, plain
from worker.match.syntax import AtLeast, EntityRef, Near, Node, Or, Regex, Term
from worker.model import Rule, RuleHistory, Where

NOTHING = RuleHistory(NOW, 0, 0, {}, {}, {})


def ringing(rule_id: str, text: str = "", **options: object) -> Rule:
    made = rule(text or f"word{rule_id}", rule_id=rule_id)
    return replace(made, notify=("desk",), **options)  # type: ignore[arg-type]


def kinds(found: Iterable[Finding]) -> list[tuple[str, str]]:
    return [(each.rule.id, each.kind) for each in found]


# ---- what rules say -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("steel AND tariff", "Tariff steel"),
        ("steel OR (tariff OR iron)", "(iron OR steel) OR tariff OR steel"),
        ("steel steel", "steel"),
        ('"Long-Range strikes"', '"long range STRIKES"'),
        ("-(-steel)", "steel"),
        ("steel AND NOT title:Fußball", "NOT title:fussball steel"),
        ('="U.S." iron', 'iron AND ="U.S."'),
        ("@ship iron", "iron @ship"),
    ],
)
def test_the_same_in_other_words(one: str, other: str) -> None:
    assert meaning(rule(one)) == meaning(rule(other)) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("steel AND tariff", "steel OR tariff"),
        ('"steel tariff"', '"tariff steel"'),
        ('="Steel"', "steel"),
        ("title:steel", "lead:steel"),
        ("steel AND NOT iron", "steel AND iron"),
        ("@ship", "ship"),
    ],
)
def test_not_the_same(one: str, other: str) -> None:
    assert meaning(rule(one)) != meaning(rule(other))


def test_languages_where_and_unless_count() -> None:
    base = rule("steel")
    others = [
        rule(query("steel", "nb")),
        rule("steel", unless="iron"),
        rule("steel", where=Where(languages=("nb",))),
        rule("steel", where=Where(feeds=("tag:world",))),
        rule("steel", where=Where(max_age=timedelta(days=1))),
    ]
    assert len({meaning(each) for each in [base, *others]}) == 1 + len(others)
    assert meaning(base) == meaning(rule(query("steel", "en")))
    assert meaning(replace(base, languages=("nb",))) == meaning(others[0])
    assert meaning(rule("a OR")) is None


def term(text: str, **options: object) -> Term:
    return Term(3, 4, text, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (term("Sanction*"), term("sanction*"), True),
        (term("sanction*"), term("sanction"), False),
        (term("*sanction*"), term("sanction*"), False),
        (term("a b", slop=2), term("a b"), False),
        (Regex(0, 1, "A+"), Regex(5, 1, "A+"), True),
        (Regex(0, 1, "A+"), Regex(0, 1, "a+"), False),
        (Near(0, 1, (term("a"), term("b")), 3), Near(5, 1, (term("B"), term("A")), 3), True),
        (Near(0, 1, (term("a"), term("b")), 3), Near(0, 1, (term("a"), term("b")), 4), False),
        (
            Near(0, 1, (term("a"), term("b")), 3, ordered=True),
            Near(0, 1, (term("b"), term("a")), 3, ordered=True),
            False,
        ),
        (
            AtLeast(0, 1, (term("a"), term("b"), EntityRef(0, 1, "c")), 2),
            AtLeast(0, 1, (EntityRef(9, 1, "c"), term("b"), term("A")), 2),
            True,
        ),
        (AtLeast(0, 1, (term("a"), term("b")), 1), AtLeast(0, 1, (term("a"), term("b")), 2), False),
        (Or(0, 1, (term("a"), term("A"))), term("a"), True),
    ],
)
def test_what_nodes_mean(one: Node, other: Node, *, same: bool) -> None:
    assert (plain(one) == plain(other)) is same


def test_a_repetition_is_told_of_the_later_rule_and_nothing_else_of_it() -> None:
    rules = [ringing("a", "steel"), ringing("b", "STEEL"), ringing("c", "iron")]
    history = replace(NOTHING, live={"b": (NOW - timedelta(days=9), 900)})
    assert kinds(findings(rules, None)) == [("b", "repeats")]
    (found,) = findings(rules, history)
    assert found.words == "asks for the same as 'a' (rules.yaml:5): delete one of them"
    assert findings([rules[0], replace(rules[1], enabled=False)], history) == []


# ---- what rules heard -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "articles", "told"), [(12, 900, True), (12, 49, False), (6, 900, False)]
)
def test_a_silent_rule_is_told_after_a_while(days: int, articles: int, *, told: bool) -> None:
    history = replace(NOTHING, live={"a": (NOW - timedelta(days=days), articles)})
    found = findings([ringing("a"), ringing("b")], history)
    assert kinds(found) == ([("a", "silent")] if told else [])
    assert all("has heard nothing in 900 articles of 12 days" in each.words for each in found)


@pytest.mark.parametrize(
    ("day", "week", "span"),
    [
        ((21, 100), (21, 1000), "24 hours"),
        ((20, 100), (201, 1000), "7 days"),
        ((20, 100), (200, 1000), None),
        ((20, 20), (40, 40), None),
    ],
)
def test_a_rule_that_hears_everything(
    day: tuple[int, int], week: tuple[int, int], span: str | None
) -> None:
    history = RuleHistory(NOW, day[1], week[1], heard(a=day[0]), heard(a=week[0]), {})
    found = findings([ringing("a")], history)
    assert kinds(found) == ([("a", "loud")] if span else [])
    assert all(f"of the last {span}: narrow it" in each.words for each in found)


def heard(**counts: int) -> Mapping[str, frozenset[int]]:
    return {rule_id: frozenset(range(count)) for rule_id, count in counts.items()}


def covered(*rules: Rule, **counts: int) -> list[tuple[str, str]]:
    history = replace(NOTHING, articles_week=10_000, week=heard(**counts))
    return kinds(findings(rules, history))


def test_a_rule_whose_every_article_another_heard_is_covered() -> None:
    a, b = ringing("a"), ringing("b")
    assert covered(a, b, a=5, b=9) == [("a", "covered")]
    assert covered(a, b, a=9, b=5, gone=9) == [("b", "covered")]
    assert covered(a, b, a=4, b=9) == []
    assert covered(a, b, a=5) == []


def test_of_two_that_heard_the_same_the_later_is_told() -> None:
    assert covered(ringing("a"), ringing("b"), a=5, b=5) == [("b", "covered")]


def test_a_cover_must_ring_as_much() -> None:
    a = ringing("a", severity="high")
    assert covered(a, ringing("b"), a=5, b=9) == []  # less severe
    assert covered(ringing("a"), ringing("b", severity="high"), a=5, b=9) == [("a", "covered")]
    assert covered(ringing("a"), ringing("b", shadow=True), a=5, b=9) == []
    assert covered(ringing("a", shadow=True), ringing("b"), a=5, b=9) == []
    assert (
        covered(replace(a, severity="info", notify=("mail", "desk")), ringing("b"), a=5, b=9) == []
    )


def test_rules_without_channels_of_their_own_go_by_the_same_routes_if_labelled_alike() -> None:
    a, b = replace(ringing("a"), notify=()), replace(ringing("b"), notify=())
    assert covered(a, b, a=5, b=9) == [("a", "covered")]
    assert covered(a, replace(b, labels={"desk": "night"}), a=5, b=9) == []
    assert covered(a, ringing("b"), a=5, b=9) == []
    assert covered(ringing("a"), b, a=5, b=9) == []


def test_the_cover_is_named() -> None:
    history = replace(NOTHING, week=heard(a=5, b=9))
    (found,) = findings([ringing("a"), ringing("b")], history)
    assert found.words == (
        "heard 5 articles in the last 7 days, and 'b' heard them all and rings the same channels:"
        " delete it, or narrow 'b'"
    )
