"""What `wirebell init` hands out works as it stands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from worker import match, settings
from worker.model import Rule
from worker.text.forms import AsWritten

ROOT = Path(__file__).resolve().parents[2]
MAIN = ROOT / "config/wirebell.yaml"


def rules() -> tuple[Rule, ...]:
    return settings.load(MAIN, env={}).rules


def test_the_starter_loads_without_a_word_of_warning() -> None:
    config = settings.load(MAIN, env={})
    assert config.warnings == ()
    assert 8 <= len(config.feeds) <= 10
    assert len({feed.language for feed in config.feeds}) >= 4
    assert [channel.type for channel in config.channels.values()] == ["console"]


def test_its_rules_pass_their_tests_in_both_languages() -> None:
    config = settings.load(MAIN, env={})
    compiled = match.compile_rules(config.rules, config.entities, AsWritten())
    assert compiled.problems == ()
    assert match.prove(config.rules, compiled.matcher) == ()
    assert [rule.id for rule in config.rules] == ["long-range-strikes", "secondary-sanctions"]


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: str(rule.id))
def test_every_rule_is_tried_both_ways_in_english_and_norwegian(rule: Rule) -> None:
    tried = {(test.language, test.match) for test in rule.tests}
    assert {(lang, way) for lang in ("en", "nb") for way in (True, False)} <= tried
    assert {query.language for query in rule.queries} == {"en", "nb"}


@pytest.mark.parametrize("name", ["wirebell.schema.json", "rules.schema.json"])
def test_the_schemas_editors_read_are_current(name: str) -> None:
    kept = json.loads((ROOT / "config/schema" / name).read_text("utf-8"))
    assert kept == json.loads(json.dumps(settings.schema()[name]))


@pytest.mark.parametrize(
    ("file", "schema"),
    [
        ("wirebell.yaml", "schema/wirebell.schema.json"),
        ("rules/long-range-strikes.yaml", "../schema/rules.schema.json"),
        ("rules/secondary-sanctions.yaml", "../schema/rules.schema.json"),
    ],
)
def test_each_file_points_editors_at_its_schema(file: str, schema: str) -> None:
    path = ROOT / "config" / file
    first = path.read_text("utf-8").splitlines()[0]
    assert first == f"# yaml-language-server: $schema={schema}"
    assert (path.parent / schema).is_file()
