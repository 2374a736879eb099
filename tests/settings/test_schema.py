from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
import yaml

from tests.settings.samples import SAMPLE, SAMPLE_RULES
from tests.settings.test_mistakes import MAIN_FILE
from tests.settings.test_rule_mistakes import RULE_FILE
from worker.settings import schema
from worker.settings.overlay import LISTS, SECRETS, settable, variable_of

FOLDER = Path(__file__).parents[2] / "config" / "schema"


class Text(yaml.SafeLoader):
    """Reads scalars as YAML 1.2 does, near enough for an editor's checks."""


Text.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in found if tag.rpartition(":")[2] in ("int", "null")]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Text.add_implicit_resolver("tag:yaml.org,2002:bool", __import__("re").compile("true|false$"), "tf")


def accepts(name: str, text: str) -> bool:
    validator = jsonschema.Draft202012Validator(schema()[name])
    return bool(validator.is_valid(yaml.load(text, Text)))


@pytest.mark.parametrize("name", ["wirebell.schema.json", "rules.schema.json"])
def test_the_schema_on_disk_is_the_one_the_models_make(name: str) -> None:
    written = (FOLDER / name).read_text(encoding="utf-8")
    made = json.dumps(schema()[name], indent=2, ensure_ascii=False) + "\n"
    assert written == made, "write it again: wirebell schema"
    jsonschema.Draft202012Validator.check_schema(json.loads(written))


def test_the_documented_files_pass_an_editors_check() -> None:
    assert accepts("wirebell.schema.json", SAMPLE)
    assert accepts("rules.schema.json", SAMPLE_RULES)


SHAPE = ("CFG001", "CFG003", "CFG004", "CFG006", "CFG021")
EXCEPT = (
    "verison",
    "101y",
    "9999999999y",
    "0s",
    "gap: 2h",
    "5GB",
    "a text, spans",
    "2027-13",
    "text: a, spans",
)


def shape_mistakes(table: list[tuple[str, int, int, str, str | None]]) -> list[str]:
    return [
        case[0]
        for case in table
        if case[3] in SHAPE
        and not any(word in case[0] for word in EXCEPT)
        and "<<" not in case[0]
        and "timeout: }" not in case[0]
        and "tests: [{match" not in case[0]
    ]


@pytest.mark.parametrize("text", shape_mistakes(MAIN_FILE))
def test_an_editor_sees_a_wrong_shape_in_the_main_file(text: str) -> None:
    assert not accepts("wirebell.schema.json", text)


@pytest.mark.parametrize("text", shape_mistakes(RULE_FILE))
def test_an_editor_sees_a_wrong_shape_in_a_rule_file(text: str) -> None:
    assert not accepts("rules.schema.json", text)


def test_every_key_is_described() -> None:
    def undescribed(node: Any, path: str) -> list[str]:
        if not isinstance(node, dict):
            return []
        found = []
        for name, inner in node.get("properties", {}).items():
            said = "description" in inner or "$ref" in inner or "const" in inner
            if not said and inner.get("default") != {}:
                found.append(f"{path}.{name}")
        for name, inner in node.get("$defs", {}).items():
            found += undescribed(inner, name)
        return found

    assert [k for name, root in schema().items() for k in undescribed(root, name)] == []


def test_the_lists_of_settable_keys_hold() -> None:
    assert set(settable()) >= SECRETS | LISTS
    assert variable_of("http.per_host.gap") == "WIREBELL_HTTP_PER_HOST_GAP"
    assert len({variable_of(key) for key in settable()}) == len(settable())
