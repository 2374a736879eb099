"""Names from lists: found as written, guarded where they are common, traced back to their entry."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.match.build import article, compiled, entity, query, rule, surfaces
from tests.match.forms import Toy
from worker.match.automaton import LARGE
from worker.match.compile import Compiler
from worker.match.entities import NameIndex
from worker.model import Entity, Listed, ListedName, NameList

NAMES = (
    ListedName("Igor Sechin", "7", "UKRAINE-13661"),
    ListedName("Sechin Igor", "7", "UKRAINE-13661"),
    ListedName("Сечін Ігор", "7"),
    ListedName("Rosneft", "8"),
    ListedName("Rosneft", "9", "SDGT"),
    ListedName("Of", "10", guarded=True),
    ListedName("Moscow Exchange"),
    ListedName("…"),
)


def listing(*names: ListedName, version: str = "v1", context: str = "sanction") -> Entity:
    return replace(
        entity("sdn", "Putin", masks=["Rosneft Arena"]),
        listed=NameList("lists/sdn.csv", version, names or NAMES),
        context=(query(context),),
    )


def listed_behind(text: str, language: str = "en") -> list[tuple[str, list[Listed]]]:
    made = compiled(rule(query("@sdn", language)), entities={"sdn": listing()}, forms=Toy())
    return [
        (surface, list(shown.listed))
        for hit in made.matcher.read(article(text))
        for shown in hit.evidence
        for surface in surfaces([shown])
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Igor Sechin", [("Igor Sechin", [Listed("sdn", "Igor Sechin", "7", "UKRAINE-13661")])]),
        ("SECHIN, Igor", [("SECHIN, Igor", [Listed("sdn", "Sechin Igor", "7", "UKRAINE-13661")])]),
        ("Ігор і Сечін", []),
        ("Putin", [("Putin", [])]),
        (
            "Rosneft’s",
            [("Rosneft", [Listed("sdn", "Rosneft", "8"), Listed("sdn", "Rosneft", "9", "SDGT")])],
        ),
        ("at Rosneft Arena", []),
        ("the Moscow Exchange", [("Moscow Exchange", [Listed("sdn", "Moscow Exchange")])]),
        ("Of no matter", []),
        ("Of sanctions", [("Of", [Listed("sdn", "Of", "10")])]),
    ],
)
def test_listed_names(text: str, found: list[tuple[str, list[Listed]]]) -> None:
    assert listed_behind(text) == found


def test_a_genitive_s_counts_where_the_rules_languages_have_one() -> None:
    assert listed_behind("Rosnefts olje") == []
    ((surface, entries),) = listed_behind("Rosnefts olje", "nb")
    assert (surface, [entry.id for entry in entries]) == ("Rosnefts", ["8", "9"])


def test_context_may_stand_in_any_part_of_the_text() -> None:
    made = compiled(rule(query("title:@sdn", "en")), entities={"sdn": listing()}, forms=Toy())
    assert made.matcher.heard(article("nothing", title="Of")) == ()
    assert made.matcher.heard(article("sanctions", title="Of")) == ("r",)


def test_a_single_everyday_word_of_a_list_is_guarded_by_the_dictionary() -> None:
    one = listing(ListedName("Exchange", "1"), ListedName("Exchange House", "2"))
    for guards, heard in ((True, ()), (False, ("r",))):
        assert one.listed is not None
        given = {"sdn": replace(one, listed=replace(one.listed, guards=guards))}
        matcher = compiled(rule(query("@sdn", "en")), entities=given, forms=Toy()).matcher
        assert matcher.heard(article("an exchange of words")) == heard
        assert matcher.heard(article("exchange house")) == ("r",)
        assert matcher.heard(article("an exchange under sanctions")) == ("r",)


def test_a_broken_context_is_reported() -> None:
    broken = listing(context="…")
    (problem,) = compiled(rule("@sdn"), entities={"sdn": broken}).problems
    assert (problem.rule_id, problem.severity, problem.code) == ("@sdn", "error", "QRY012")


def test_a_large_list_is_built_once_while_rules_change() -> None:
    names = tuple(ListedName(f"name{n} sur{n}", str(n)) for n in range(LARGE + 1))
    entities = {"sdn": listing(*names)}
    compiler, forms = Compiler(), Toy()
    for said in ("@sdn", "@sdn strike", "(@sdn OR other) strike"):
        matcher = compiler.compile([rule(said)], entities, forms).matcher
        assert matcher.heard(article("strike: Name77 Sur77")) == ("r",)
        assert matcher.heard(article("strike: Name77 Sur78")) == ()
    changed = {"sdn": listing(*names[:-1], version="v2")}
    matcher = compiler.compile([rule("@sdn")], changed, forms).matcher
    assert matcher.heard(article(f"Name{LARGE} Sur{LARGE}")) == ()
    assert matcher.heard(article("Name0 Sur0")) == ("r",)


def test_an_entry_with_an_id_is_told_once_whatever_its_spellings() -> None:
    index = NameIndex([ListedName("Al Assad", "1"), ListedName("al-Assad", "1")])
    assert [entry.text for entry in index.entries("AL ASSAD")] == ["al-Assad"]
    assert index.entries("Asad") == []


def test_an_entity_of_many_words_is_found_by_the_scan_under_a_not() -> None:
    names = [f"surname{n}" for n in range(60)]
    crowd = {"crowd": entity("crowd", *names, "ქარ", "Støre")}
    matcher = compiled(rule("strike -@crowd"), entities=crowd, forms=Toy()).matcher
    assert matcher.heard(article("strike: Surname3")) == ()
    assert matcher.heard(article("strike: ქარ")) == ()
    assert matcher.heard(article("strike: Støre")) == ()
    assert matcher.heard(article("strike: store ქართ surname")) == ("r",)
    twice = compiled(
        rule("strike -@crowd -@second"),
        entities=crowd | {"second": entity("second", *[f"other{n}" for n in range(60)])},
        forms=Toy(),
    ).matcher
    assert twice.heard(article("strike: nobody")) == ("r",)
    assert twice.heard(article("strike: other7")) == ()


def test_letters_that_share_a_byte_are_told_apart() -> None:
    for said, other in (("ქქქ", "յյյ"), ("ქქქ*", "յյյა"), ("*ქქქქქ*", "აյյյյյა")):
        matcher = compiled(rule(f"{said} OR x -{said}")).matcher
        assert matcher.heard(article(said.replace("*", ""))) == ("r",)
        assert matcher.heard(article(f"x {other}")) == ("r",)
        assert compiled(rule(said)).matcher.heard(article(other)) == ()


def test_an_entity_of_many_phrases_is_found_by_the_scan() -> None:
    names = [f"Kyiv last{n}" for n in range(12)]
    made = compiled(
        rule("@crowd", rule_id="a"),
        rule("strike -@crowd", rule_id="b"),
        entities={"crowd": entity("crowd", *names)},
        forms=Toy(),
    )
    assert made.matcher.heard(article("Kiew Last3")) == ("a",)
    assert made.matcher.heard(article("strike: last3 kyiv")) == ("b",)
    assert made.matcher.heard(article("strike: kyivs last11")) == ("a",)
