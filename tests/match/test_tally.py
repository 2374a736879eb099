"""What a rule heard over many articles, counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.match.build import NOW, article, compiled, entity, rule
from worker.match.tally import Tally, every_day, sparkline, too_old
from worker.model import Wanted, Where

DAY = date(2026, 11, 22)


def heard(*texts: str, kept: int = 2) -> Tally:
    made = compiled(rule("strike OR cruiser"))
    tally = Tally(kept)
    for number, text in enumerate(texts):
        told = replace(article(text, language="en" if number else None), id=number)
        (hit,) = made.matcher.read(told)
        tally.add(told, hit, DAY + timedelta(days=number))
    return tally


def test_articles_days_languages_and_terms_are_counted() -> None:
    tally = heard("Strike! a strike", "STRIKE on a cruiser", "the cruiser")
    assert tally.articles == 3
    assert tally.days == {DAY: 1, DAY + timedelta(1): 1, DAY + timedelta(2): 1}
    assert tally.languages == {"unknown": 1, "en": 2}
    (first, cruiser), (second, strike) = tally.noisiest()
    assert (first, cruiser.articles, cruiser.alone) == ("cruiser", 2, 1)
    assert (second, strike.articles, strike.alone) == ("strike", 2, 1)
    assert strike.surfaces == {"Strike": 1, "strike": 1, "STRIKE": 1}


def test_the_latest_are_kept() -> None:
    assert [told.id for told, _ in heard("strike", "strike", "strike").latest] == [1, 2]
    assert list(heard("strike", kept=0).latest) == []


def test_days_without_a_match_count_too() -> None:
    counted = Counter({DAY: 2})
    assert every_day(DAY, DAY + timedelta(days=1), counted) == [
        (DAY, 2),
        (DAY + timedelta(days=1), 0),
    ]


@pytest.mark.parametrize(
    ("counts", "width", "line"),
    [
        ([], 9, ""),
        ([0, 0], 9, "··"),
        ([0, 1, 4, 8], 9, "·▁▄█"),
        ([1, 1, 0, 0, 2], 3, "█·█"),
    ],
)
def test_a_line_of_bars(counts: list[int], width: int, line: str) -> None:
    assert sparkline(counts, width) == line


def test_max_age_counts_from_the_day_it_was_first_seen() -> None:
    bound = rule("x", where=Where(max_age=timedelta(hours=48)))
    undated = article("x")
    fresh = replace(undated, published_at=NOW - timedelta(hours=47))
    stale = replace(undated, published_at=NOW - timedelta(hours=49))
    assert [too_old(bound, told) for told in (undated, fresh, stale)] == [False, False, True]
    assert not too_old(rule("x"), stale)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("Strike", ["strike"]),
        ('"long-range strikes"', ["strikes"]),
        ("strike AND Kestria", ["kestria"]),
        ("strike OR Kestria", ["kestria", "strike"]),
        ("strike AND NOT Kestria", ["strike"]),
        ("strike AND url:example", ["strike"]),
        ("strike OR url:example", None),
        ("tag:world", None),
        ("title:strike", ["strike"]),
        ("NOT (NOT strike)", ["strike"]),
        ("strike AND lang:en", ["strike"]),
        ("@ship", ["belfast", "cruiser"]),
        ("(strike OR raid) AND NOT (NOT a OR NOT cruiser)", ["cruiser"]),
    ],
)
def test_what_an_article_must_hold_one_of(query: str, words: list[str] | None) -> None:
    made = compiled(rule(query), entities={"ship": entity("ship", "Cruiser", "HMS Belfast")})
    wanted = made.matcher.wanted(["r"])
    assert wanted == (None if words is None else Wanted(frozenset(words)))


def test_several_rules_want_what_any_of_them_wants() -> None:
    made = compiled(rule("one", rule_id="a"), rule("two", "three", rule_id="b"))
    assert made.matcher.wanted(["a", "b"]) == Wanted(frozenset({"one", "two", "three"}))
