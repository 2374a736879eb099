"""A rule that can never ring is told so, at the place that silences it; no other rule is."""

from __future__ import annotations

import pytest

from tests.match.build import article, compiled, entity, hits, rule

RUSSIA = entity("russia", "Russia")


def told(said: str, unless: str | None = None) -> list[tuple[str, int, int]]:
    """The warnings: their code, column and width."""
    found = compiled(rule(said, unless=unless), entities={"russia": RUSSIA})
    return [(p.code, p.place.column - 11, p.width) for p in found.problems]


@pytest.mark.parametrize(
    ("said", "column", "width"),
    [
        ("strike NOT strike", 8, 10),
        ("strike -Strike", 0, 0),  # capitals may ask for a name
        ("strike oil -strike", 12, 7),
        ('"rail strike" NOT strike', 15, 10),
        ('"Rail strike" NOT rail', 0, 0),
        ('strike NOT "rail strike"', 0, 0),
        ('"rail strikes" NOT strike', 0, 0),  # the forms are not compared
        ("(a OR b) NOT (c OR (b OR a))", 10, 19),
        ("(a OR b) NOT a", 0, 0),
        ("title:a NOT a", 9, 5),
        ("a NOT title:a", 0, 0),
        ("title:(a OR b) NOT title:(b OR a)", 16, 18),
        ("title:a NOT lead:a", 0, 0),
        ("url:a b NOT a", 0, 0),
        ('tag:"a b" c NOT tag:a', 0, 0),  # a tag is asked for as a whole
        ('author:"a b" c NOT author:a', 16, 12),
        ("a NEAR/3 (b OR c) NOT (b OR c)", 19, 12),
        ("ATLEAST/2(a OR b) NOT (a OR b)", 19, 12),
        ("ATLEAST/2(a OR b) NOT c", 0, 0),
        ('="Apple" NOT apple', 0, 0),
        ('="an apple" NOT apple', 0, 0),
        ("sanct* -sanct*", 8, 7),
        ("@russia -@russia", 9, 8),
        ("/a+b/ -/a+b/", 7, 6),
        ("/a+b/ -/a+/", 0, 0),
        ("(a b) (c -b)", 10, 2),
        ("xy OR (a -a)", 10, 2),
        ("a lang:en -lang:en", 0, 0),  # nobody may know the language
        ("a NOT (a b)", 0, 0),
    ],
)
def test_what_is_asked_for_and_excluded(said: str, column: int, width: int) -> None:
    assert told(said) == ([("QRY103", column, width)] if column else [])


@pytest.mark.parametrize(
    ("said", "column", "width"),
    [
        ("lang:en lang:nb x", 9, 7),
        ("x lang:(en nb)", 12, 2),
        ("lang:no lang:nb x", 0, 0),  # one language
        ("lang:en x lang:(en OR nb)", 0, 0),
        ("lang:(en OR nb) (lang:de x)", 18, 7),
        ("lang:(en OR nb) ((lang:de a) OR (lang:fr b))", 17, 28),
        ("lang:(en OR nb) ((lang:de a) OR b)", 0, 0),
        ("(lang:en a) OR (lang:nb b)", 0, 0),
        ("a (lang:en OR (b lang:nb lang:sv))", 26, 7),
        ("lang:en (lang:nb OR lang:sv) lang:de x", 9, 20),  # told once
        ("lang:en x -lang:nb", 0, 0),
        ("source:en source:nb x", 0, 0),  # an outlet has a name of many words, and an address
        ("tag:a tag:b x", 0, 0),
    ],
)
def test_two_languages_at_once(said: str, column: int, width: int) -> None:
    assert told(said) == ([("QRY103", column, width)] if column else [])


@pytest.mark.parametrize(
    ("said", "unless", "warned"),
    [
        ("strike", "strike OR football", True),
        ("title:strike oil", "oil", True),
        ("strike OR raid", "strike", False),
        ("strike", "football", False),
    ],
)
def test_an_unless_that_takes_away_everything(said: str, unless: str, *, warned: bool) -> None:
    assert told(said, unless) == ([("QRY103", 1, len(unless))] if warned else [])


def test_two_languages_are_told_what_to_write() -> None:
    (problem,) = compiled(rule("x lang:en (lang:no OR lang:sv)")).problems
    assert problem.hint == "write OR between them: lang:(en OR nb OR sv)"


def test_it_is_a_warning_the_rule_stays() -> None:
    one = rule("a -a")
    assert hits(one, article("a")) == ()


@pytest.mark.parametrize(
    ("said", "column", "width"),
    [
        ("the", 1, 3),
        ('sanction OR "of the"', 13, 8),
        ("sanction OR C++", 13, 3),
        ("sanction OR C#", 13, 2),
        ("7", 1, 1),
        ("猫", 0, 0),  # a word
        ("sanction C++", 0, 0),
        ("sanction the", 0, 0),
        ("WHO", 0, 0),  # asked for in capitals
        ('="the" OR title:the', 0, 0),
        ("der", 0, 0),  # small in another language
    ],
)
def test_what_every_article_holds_is_told(said: str, column: int, width: int) -> None:
    assert told(said) == ([("QRY104", column, width)] if column else [])
