from __future__ import annotations

import dataclasses
import json

import pytest

from tests.match.build import article, compiled, entity, query, rule, sighting, surfaces
from worker.match import Explanation
from worker.match.explain import ClauseReport, Condition, Found
from worker.model import Article, Rule, Where


def explain(one: Rule, told: Article) -> Explanation:
    matcher = compiled(one, entities={"city": entity("city", "Kyiv", "Київ")}).matcher
    (explained,) = matcher.explain(told, "r")
    return explained


VERDICTS = [
    (rule("a"), "match"),
    (rule("z"), "no match"),
    (rule("z", unless="a", enabled=False), "no match"),
    (rule("a", unless="b"), "unless"),
    (rule("a", unless="b", where=Where(languages=("en",))), "unless"),
    (rule("a", unless="z", where=Where(languages=("en",))), "where"),
    (rule("a", enabled=False), "disabled"),
    (rule("a", enabled=False, where=Where(feeds=("x",))), "where"),
]


@pytest.mark.parametrize(("one", "verdict"), VERDICTS)
def test_verdict_names_the_first_obstacle(one: Rule, verdict: str) -> None:
    explained = explain(one, article("a b", language="nb", sightings=[sighting()]))
    assert (explained.rule_id, explained.rule_version) == ("r", "v1")
    assert explained.verdict == verdict
    assert bool(explained.evidence) is (verdict != "no match")


def test_every_clause_says_what_it_found() -> None:
    text = '(@city AND "deep strike") OR title:(a -b)'
    told = article("Deep strike on Kyiv, Київ", title="A b")
    (report,) = explain(rule(query(text, "en")), told).queries
    assert (report.language, report.text, report.holds) == ("en", text, True)
    either = report.clause
    assert (either.kind, either.text, either.holds) == ("or", text, True)
    both, field = either.clauses
    assert (both.kind, both.text, both.holds) == ("and", '(@city AND "deep strike")', True)
    assert both.clauses[0] == ClauseReport(
        kind="entity",
        text="@city",
        holds=True,
        found=(Found("body", 15, 19, "Kyiv"), Found("body", 21, 25, "Київ")),
        clauses=(),
    )
    assert both.clauses[1].found == (Found("body", 0, 11, "Deep strike"),)
    assert (field.kind, field.text, field.holds) == ("field", "title:(a -b)", False)
    (group,) = field.clauses
    assert [(c.kind, c.text, c.holds) for c in group.clauses] == [
        ("term", "a", True),
        ("not", "-b", False),
    ]
    assert group.clauses[1].clauses[0].found == (Found("title", 2, 3, "b"),)


def test_near_misses_are_what_was_found_of_a_query_that_failed() -> None:
    explained = explain(rule("a z -b", "c -(d -e)"), article("A b\n\nD e"))
    assert explained.verdict == "no match"
    assert explained.evidence == ()
    assert surfaces(explained.near) == ["A", "e"]


def test_where_and_unless_say_what_they_saw() -> None:
    where = Where(languages=("en", "no"), feeds=("tag:world", "NRK"))
    told = article("a", language="sv", sightings=[sighting("NRK", "https://nrk.example", "norway")])
    explained = explain(rule("a", unless="lang:sv b", where=where), told)
    assert explained.where == (
        Condition("languages", ("en", "no"), ("sv",), holds=False),
        Condition(
            "feeds",
            ("tag:world", "NRK"),
            ("NRK", "https://nrk.example", "tag:norway"),
            holds=True,
        ),
    )
    assert explained.unless is not None
    assert not explained.unless.holds
    assert [(c.kind, c.holds) for c in explained.unless.clause.clauses] == [
        ("field", True),
        ("term", False),
    ]


def test_what_is_not_known_holds() -> None:
    where = Where(languages=("en",), feeds=("NRK",))
    explained = explain(rule("a", where=where), article("a"))
    assert explained.verdict == "match"
    assert [(c.actual, c.holds) for c in explained.where] == [((), True), ((), True)]


def test_all_rules_are_explained_in_order_and_as_json() -> None:
    matcher = compiled(rule("z", rule_id="2"), rule("a", rule_id="1", enabled=False)).matcher
    explained = matcher.explain(article("a"))
    assert [(e.rule_id, e.verdict) for e in explained] == [("2", "no match"), ("1", "disabled")]
    assert json.loads(json.dumps([dataclasses.asdict(e) for e in explained]))[1]["rule_id"] == "1"
    with pytest.raises(KeyError):
        matcher.explain(article("a"), "none")
