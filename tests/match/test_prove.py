from __future__ import annotations

import pytest

from tests.match.build import compiled, entity, rule
from worker.match import prove
from worker.model import Place, RuleTest, Where

PLACE = Place("rules.yaml", 20, 9)


def case(
    text: str, *, match: bool, title: str = "", language: str = "", spans: str = ""
) -> RuleTest:
    wanted = tuple(spans.split("|")) if spans else ()
    return RuleTest(PLACE, match, title, text, language or None, wanted)


QUERY = '"long-range strikes" AND @russia'
CASES = [
    (case("Long-range strikes on Moscow", match=True, spans="Long-range strikes|Moscow"), None),
    (case("Long-range weather", match=False), None),
    (case("on Moscow", match=True, title="Long-range strikes"), None),
    (
        case("Moscow", match=True),
        ("should match", "match", "no match; found only 'Moscow'"),
    ),
    (case("quiet", match=True), ("should match", "match", "no match; nothing was found")),
    (
        case("Football: long-range strikes on Moscow", match=True),
        ("should match", "match", "held back by 'unless'"),
    ),
    (
        case("Long-range strikes on Moscow", match=True, language="uk"),
        ("should match", "match", "held back by 'where'"),
    ),
    (case("Long-range strikes on Moscow", match=False, language="uk"), None),
    (
        case("long-range strikes, Moscow", match=False),
        ("should not match", "no match", "match: 'long-range strikes', 'Moscow'"),
    ),
    (
        case("Long-range strikes on Moscow", match=True, spans="Long-range|Moscow"),
        (
            "matches, but not on 'Long-range'",
            "'Long-range', 'Moscow'",
            "'Long-range strikes', 'Moscow'",
        ),
    ),
]


@pytest.mark.parametrize(("test", "failure"), CASES)
@pytest.mark.parametrize("enabled", [True, False])
def test_prove(test: RuleTest, failure: tuple[str, str, str] | None, *, enabled: bool) -> None:
    one = rule(
        QUERY,
        unless="football",
        where=Where(languages=("en", "nb"), feeds=("tag:world",)),
        enabled=enabled,
        tests=[test],
    )
    matcher = compiled(one, entities={"russia": entity("russia", "Moscow", "Kremlin")}).matcher
    failed = prove([one], matcher)
    told = [(f.rule_id, f.place, f.message, f.expected, f.got) for f in failed]
    assert told == ([("r", PLACE, *failure)] if failure else [])


def test_evidence_of_a_failure_is_shown() -> None:
    one = rule("a", tests=[case("a b", match=False)])
    (failed,) = prove([one], compiled(one).matcher)
    assert [e.term for e in failed.evidence] == ["a"]


def test_spans_far_down_a_long_text_count() -> None:
    text = "\n\n".join(["A word."] * 30 + ["a Word."])
    one = rule("word", tests=[case(text, match=True, spans="word|Word")])
    assert prove([one], compiled(one).matcher) == ()


def test_a_rule_that_did_not_compile_is_passed_over() -> None:
    broken = rule("a*", tests=[case("a", match=True)])
    good = rule("b", rule_id="good", tests=[case("a", match=True)])
    failed = prove([broken, good], compiled(broken, good).matcher)
    assert [f.rule_id for f in failed] == ["good"]
