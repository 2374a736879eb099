"""Nearness, gaps, parts of words, patterns and counts: what is heard, and on which words."""

from __future__ import annotations

import pytest

from tests.match.build import article, compiled, entity, hits, rule, sighting, surfaces
from worker.match import evaluate
from worker.match.evaluate import Group
from worker.model import Wanted

ENTITIES = (entity("russia", "Russia", "Moscow"), entity("none"))
LONG = " ".join(f"w{n}" for n in range(60))

HEARD = [
    # NEAR: any order, so many other words between
    ("strike NEAR/2 deep", "strike one two deep", ["strike", "deep"]),
    ("strike NEAR/2 deep", "deep, one; two. Strike", ["deep", "Strike"]),
    ("strike NEAR/2 deep", "strike one two three deep", None),
    ("strike NEAR/0 deep", "deep strike", ["deep", "strike"]),
    ("strike NEAR/1 strike", "strike", None),
    ("strike NEAR/1 strike", "strike a strike", ["strike", "strike"]),
    ("strike NEAR/3 deep", "strike a deep b c d deep", ["strike", "deep"]),
    ("strike NEAR/1 deep", f"strike {LONG} strike deep {LONG} deep", ["strike", "deep"]),
    ("a NEAR/1 b", "a\n\nb", ["a", "b"]),  # a paragraph's end is no word
    ("a NEAR/0 b", "a\n\nb", ["a", "b"]),
    # ONEAR: the left one first
    ("strike ONEAR/2 deep", "strike one deep", ["strike", "deep"]),
    ("strike ONEAR/2 deep", "deep one strike", None),
    # sides
    ("(a OR b) NEAR/1 (c OR d)", "b x c", ["b", "c"]),
    ('"deep strike" NEAR/2 @russia', "a deep strike on Moscow", ["deep strike", "Moscow"]),
    ('"deep strike" NEAR/2 deep', "deep strike", None),  # one word is not near itself
    ("strike NEAR/1 /[0-9]+ km/", "strike at 300 km", ["strike", "300 km"]),
    ("@none NEAR/1 a", "a", None),
    # NEAR of a NEAR: nearness to the group
    ("a NEAR/2 b NEAR/1 c", "a x b y c", ["a", "b", "c"]),
    ("a NEAR/2 b NEAR/1 c", "a x b y z c", None),
    ("a NEAR/2 b NEAR/1 c", "a c b", ["a", "c", "b"]),
    ("a ONEAR/2 b ONEAR/1 c", "a c b", None),
    ("(a NEAR/0 b) NEAR/9 (c NEAR/0 d)", "a b then d c", ["a", "b", "d", "c"]),
    ("(a NEAR/0 b) NEAR/9 (c NEAR/0 d)", "a b then d x c", None),
    # gaps
    ('"a b c"~1', "a b x c", ["a b x c"]),
    ('"a b c"~1', "a x b x c", None),
    ('"a b c"~2', "a x b x c", ["a x b x c"]),
    ('"a b"~3', "b a", None),
    ('"a b"~3', "a\n\nb", None),
    ('"a b"~1', "a a b", ["a a b"]),
    ('"a b"~1', "a b b", ["a b"]),
    ('"a a"~1', "a", None),
    ('x NOT "a b"~2', "x a", ["x"]),
    ('"xx strikes moscows"', "yy strikes moscows", None),
    ('"strikes moscows xx"', "strikes moscows yy", None),
    ('"xx strikes moscows"', "strikes moscows", None),
    ('"strikes moscows xx"', "strikes moscows", None),
    ("x NEAR/0 /€+/", "x €€ y", ["x", "€€"]),
    ("x /€/", "x €", ["x", "€"]),
    ('"aaa* b"~1', "aaaa x b, aaa b", ["aaaa x b", "aaa b"]),
    # an English possessive is a form of its word
    ("Trump NEAR/0 tariffs", "Trump’s tariffs", ["Trump", "tariffs"]),
    ("Trump NEAR/0 tariffs", "Trump S tariffs", None),
    ("s NEAR/0 tariffs", "Trump's tariffs", ["s", "tariffs"]),
    ('"Trump tariffs"~1', "Trump's new tariffs", ["Trump's new tariffs"]),
    ('"Trump tariffs"~1', "the ’s Trump ’s new tariffs", None),
    ('"Trump’s tariffs"~1', "Trump's big new tariffs", None),
    # parts of words
    ("sanct*", "sanctions unsanctioned Sanctuary", ["sanctions", "Sanctuary"]),
    ("*sanktion*", "Wirtschaftssanktionen, Sanktion", ["Wirtschaftssanktionen", "Sanktion"]),
    ('"sanction* relief"', "sanctioned relief", ["sanctioned relief"]),
    ('"heavy sanction*"', "heavy sanctioning", ["heavy sanctioning"]),
    ('"heavy *anction*"', "heavy sanctions", ["heavy sanctions"]),
    ('"*anction* relief now"', "sanctions relief now", ["sanctions relief now"]),
    ("ქართ*", "ქართული", ["ქართული"]),
    ("*ქართულ*", "საქართულო", ["საქართულო"]),
    # patterns: as published, case counts
    ("/[A-Z]{2}-[0-9]+/", "the MH-17 and mh-18", ["MH-17"]),
    ("/(?i)mh-[0-9]+/", "the MH-17 and mh-18", ["MH-17", "mh-18"]),
    ("/€ ?[0-9]+/ OR b", "for € 300", ["€ 300"]),
    ("a /b|c/", "a dabcd", ["a", "b", "c"]),
    ("/z/", "a", None),
    # counts
    ("ATLEAST/2(a OR b OR c)", "a c", ["a", "c"]),
    ("ATLEAST/2(a OR b OR c)", "a a", None),
    ("ATLEAST/2((a b) OR c OR -d)", "c", ["c"]),
    ("x NOT ATLEAST/2(a OR b OR c)", "x a", ["x"]),
    ("x NOT ATLEAST/2(a OR b OR c)", "x a b", None),
    ("x NOT (a NEAR/1 b)", "x a and then b", ["x"]),
    ("NOT (NOT ATLEAST/2(a OR b))", "b a", ["b", "a"]),
]


@pytest.mark.parametrize(("text", "body", "found"), HEARD)
def test_heard_on(text: str, body: str, found: list[str] | None) -> None:
    heard = hits(rule(text), article(body), *ENTITIES)
    assert [surfaces(hit.evidence) for hit in heard] == ([] if found is None else [found])


def test_nearness_ends_with_the_part() -> None:
    told = article("b", title="a", lead="a x c")
    assert hits(rule("a NEAR/5 b"), told) == ()
    assert len(hits(rule("a NEAR/5 c"), told)) == 1
    assert hits(rule("title:(a NEAR/5 c)"), told) == ()
    assert len(hits(rule('lead:"a c"~1'), told)) == 1


def test_a_near_is_one_piece_of_evidence() -> None:
    (hit,) = hits(rule("strike NEAR/3 deep"), article("A deep, long strike."))
    (shown,) = hit.evidence
    assert (shown.term, surfaces([shown])) == ("strike NEAR/3 deep", ["deep", "strike"])


def test_words_too_far_apart_are_said_to_have_been_found() -> None:
    made = compiled(rule("strike NEAR/1 deep"))
    (why,) = made.matcher.explain(article("strike far from deep"))
    assert (why.verdict, surfaces(why.near)) == ("no match", ["strike", "deep"])
    near = why.queries[0].clause
    assert (near.kind, near.holds, near.found) == ("near", False, ())
    assert [[f.text for f in side.found] for side in near.clauses] == [["strike"], ["deep"]]


def test_a_pattern_is_looked_for_in_the_fields_it_is_asked_for() -> None:
    told = article("x", title="MH-17", sightings=[sighting("Wire", "https://w.example", "MH-18")])
    assert len(hits(rule("title:/MH/"), told)) == 1
    assert hits(rule("body:/MH/"), told) == ()
    assert len(hits(rule("tag:/18$/"), told)) == 1


def test_patterns_and_exact_terms_have_no_forms_to_explain() -> None:
    made = compiled(rule('/b+/ ="C"'))
    (why,) = made.matcher.explain(article("abb C"))
    assert [f.heard for part in why.queries[0].clause.clauses for f in part.found] == [(), ()]


@pytest.mark.load
def test_a_text_full_of_hits_takes_no_more_than_its_length() -> None:
    many = "a b " * 3_000
    (hit,) = hits(rule("a NEAR/2 b NEAR/2 a"), article(many))
    assert hit.evidence


def test_of_a_near_in_a_near_no_more_pairs_are_looked_at_than_can_be_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked_at, overlaps = [0], Group.overlaps

    def counted(one: Group, other: Group) -> bool:
        looked_at[0] += 1
        return overlaps(one, other)

    monkeypatch.setattr(Group, "overlaps", counted)
    monkeypatch.setattr(evaluate, "MOST_GROUPS", 2_000)
    (hit,) = hits(rule("(a NEAR/50 b) NEAR/50 a"), article("a b " * 500))
    assert hit.evidence
    assert looked_at[0] < 50_000  # of five millions


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("a NEAR/2 longer", Wanted(frozenset({"longer"}))),
        ("sanct* NEAR/2 x", Wanted(frozenset(), frozenset({"sanct"}))),
        ("*anction*", None),
        ("/a/", None),
        ('"*anction* list"', Wanted(frozenset({"list"}))),
        ("ATLEAST/2(aaaa OR bb OR cccc)", Wanted(frozenset({"aaaa", "cccc"}))),
        ("x NOT (a NEAR/2 b)", Wanted(frozenset({"x"}))),
        ("ქართ", Wanted(frozenset({"ქართ"}))),
        ("@none", Wanted()),
    ],
)
def test_what_an_index_is_asked_for(said: str, wanted: Wanted | None) -> None:
    made = compiled(rule(said), entities={each.id: each for each in ENTITIES})
    assert made.matcher.wanted(["r"]) == wanted
