"""`rules expand`: what a rule will hear."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Wirebell

MAIN = """\
version: 1
defaults: {notify: [console], language: en}
channels:
  console: {type: console}
feeds: []
"""
RULES = """\
version: 1
entities:
  zelensky: {names: [Zelensky]}
rules:
  - id: steel
    match: '("steel tariff" OR @zelensky OR ="EU" OR grain*) AND lang:en AND /ab[cd]e/'
    unless: football
  - id: health
    match: 'WHO OR Støre OR "WHO chief" OR May OR Oslo OR "May elections"'
  - id: ways
    match: '"US ceasefire" OR F-35 OR ="US"'
  - id: broken
    match: 'steel AND'
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "a.yaml").write_text(RULES)
    main = tmp_path / "wirebell.yaml"
    main.write_text(MAIN)
    return main


def test_each_term_shows_its_forms_and_why(config: Path, wirebell: Wirebell) -> None:
    ended = wirebell("--config", config, "rules", "expand", "steel")
    assert ended.code == 0
    assert "match  steel tariff  (en)" in ended.out
    assert "tariffs" in ended.out
    assert "Зеленського" in ended.out
    assert "unless  football  (en)" in ended.out
    assert "any word that begins so" in ended.out


def test_programs_get_every_form_with_its_reason(config: Path, wirebell: Wirebell) -> None:
    terms = wirebell("--config", config, "rules", "expand", "steel", "--format", "json").json
    assert [term["term"] for term in terms] == [
        "steel tariff", "Zelensky", '="EU"', "grain*", "/ab[cd]e/", "football",
    ]  # fmt: skip
    tariff = terms[0]["words"][1]
    assert tariff["word"] == "tariff"
    assert {"tariff", "tariffs"} <= {form["text"] for form in tariff["forms"]}
    assert all(form["why"] for form in tariff["forms"])
    assert terms[1]["entity"] == "zelensky"
    assert terms[2]["words"][0]["forms"] == [{"text": "EU", "why": "exactly as written"}]


def test_what_counts_in_capitals_only_and_with_one(config: Path, wirebell: Wirebell) -> None:
    told = wirebell("--config", config, "rules", "expand", "health").out
    assert "WHO: 2 forms, in capitals only" in told
    assert "WHO: 2 forms\n" in told  # in a phrase its neighbour tells
    assert "Støre: 1 form, with a capital only" in told
    assert 'May: 2 forms, in small letters too: ="May" asks for the capital\n' in told
    assert "May: 2 forms\n" in told
    assert "Oslo: 1 form\n" in told
    terms = wirebell("--config", config, "rules", "expand", "health", "--format", "json").json
    words = [word for term in terms for word in term["words"]]
    assert [word["shouted"] for word in words] == [["WHO", "WHOs"], *[[]] * 7]
    assert [word["word"] for word in words if word["small"]] == ["May"]


def test_the_ways_of_writing_a_term_are_told(config: Path, wirebell: Wirebell) -> None:
    told = wirebell("--config", config, "rules", "expand", "ways").out
    assert "  also as US cease-fire, U.S. ceasefire, U.S. cease-fire\n" in told
    terms = wirebell("--config", config, "rules", "expand", "ways", "--format", "json").json
    assert [term["also"][:1] for term in terms] == [["US cease-fire"], ["F35"], []]


def test_an_unknown_rule_and_a_broken_one_are_told_apart(config: Path, wirebell: Wirebell) -> None:
    unknown = wirebell("--config", config, "rules", "expand", "stele")
    assert unknown.code == 2
    assert "no rule 'stele'" in unknown.err
    broken = wirebell("--config", config, "rules", "expand", "broken")
    assert broken.code == 78
