from __future__ import annotations

from tests.match.build import article, compiled, entity, query, rule
from worker.match import RuleProblem, compile_rules
from worker.match.matcher import Size
from worker.model import Place, Query
from worker.text.forms import AsWritten


def said(problems: tuple[RuleProblem, ...]) -> list[tuple[str, int, int, int, str, str]]:
    return [
        (p.rule_id, p.place.line, p.place.column, p.width, p.severity, p.code) for p in problems
    ]


def test_all_mistakes_of_all_rules_in_one_run() -> None:
    found = compiled(
        rule('"open', rule_id="quote"),
        rule("good", rule_id="good"),
        rule("a b OR c", "(d", rule_id="two", unless="e OR"),
        rule("@rusia AND @nowhere OR @russia", rule_id="entities"),
        rule("a*", rule_id="off", enabled=False),
        entities={"russia": entity("russia", "Russia", "Mo *", "…")},
    )
    assert said(found.problems) == [
        ("@russia", 7, 15, 1, "error", "QRY015"),
        ("@russia", 7, 12, 1, "error", "QRY012"),
        ("quote", 7, 12, 1, "error", "QRY002"),
        ("two", 7, 12, 3, "warning", "QRY101"),
        ("two", 7, 12, 1, "error", "QRY003"),
        ("two", 9, 14, 2, "error", "QRY004"),
        ("entities", 7, 12, 6, "error", "QRY007"),
        ("entities", 7, 23, 8, "error", "QRY007"),
        ("entities", 7, 12, 19, "warning", "QRY101"),
        ("off", 7, 13, 1, "error", "QRY015"),
    ]
    hints = [p.hint for p in found.problems if p.code == "QRY007"]
    assert hints == [
        "did you mean '@russia'?",
        "define it under 'entities:'; for a handle write \"@nowhere\", with the quotes",
    ]
    assert [kept.id for kept in found.matcher.rules] == ["good"]
    assert [hit.rule_id for hit in found.matcher.read(article("good"))] == ["good"]


def test_mistake_in_a_block_of_several_lines() -> None:
    block = Query(
        "kyiv AND\n(strike OR\n  raid W/3 deep)",
        "en",
        ((0, Place("f.yaml", 4, 9)), (9, Place("f.yaml", 5, 9)), (20, Place("f.yaml", 6, 9))),
    )
    (problem,) = compiled(rule(block)).problems
    assert (str(problem.place), problem.width) == ("f.yaml:6:16", 3)


def test_unless_must_be_sound_too() -> None:
    found = compiled(rule("a", unless="@nobody"), rule("b", rule_id="veto", unless="NOT c"))
    assert [p.code for p in found.problems] == ["QRY007", "QRY008"]
    assert found.matcher.rules == ()


def test_a_broken_spelling_leaves_the_others() -> None:
    found = compiled(rule("@a OR @b"), entities={"a": entity("a", "x*", "why"), "b": entity("b")})
    assert [hit.rule_id for hit in found.matcher.read(article("why not"))] == ["r"]
    assert found.matcher.read(article("x")) == ()


def test_nothing_to_look_for() -> None:
    found = compile_rules([], {}, AsWritten())
    assert found.problems == ()
    assert found.matcher.read(article("any text")) == ()
    assert found.matcher.patterns == 0


def test_equal_terms_are_kept_once() -> None:
    russia = entity("russia", "Russia", "Rússia", "Kremlin")
    matcher = compiled(
        rule('"long-range strikes" AND @russia', rule_id="a", unless="title:Kremlin"),
        rule('"Long range  STRIKES" OR kremlin OR kremlin', rule_id="b"),
        entities={"russia": russia},
    ).matcher
    assert matcher.patterns == 3  # of the phrase two words side by side, also with an 's between
    assert matcher.size("a") == Size(terms=3, forms=5)
    assert matcher.size("b") == Size(terms=2, forms=4)


def test_query_places_count_code_points() -> None:
    (problem,) = compiled(rule(query("😀😀a (b", column=1))).problems
    assert problem.place.column == 5


def test_an_entity_named_by_many_rules_is_compiled_once_and_heard_by_all() -> None:
    found = compiled(
        rule("@russia", rule_id="one"),
        rule("sanctions @russia", rule_id="two"),
        entities={"russia": entity("russia", "Russia", "Kremlin")},
    )
    assert found.matcher.patterns == 3
    heard = found.matcher.read(article("Sanctions reach the Kremlin"))
    assert [hit.rule_id for hit in heard] == ["one", "two"]
