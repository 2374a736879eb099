"""JSON Schemas of the files an operator writes, so that an editor completes and checks them."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from worker.settings.fields import Shape
from worker.settings.rule_shapes import RulesFile
from worker.settings.shapes import MainFile

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _Plain(GenerateJsonSchema):
    """pydantic's schema without the titles it makes up, defaults as the operator writes them."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 - overridden
        return False

    def encode_default(self, dft: Any) -> Any:
        if isinstance(dft, Shape):
            return {}
        return super().encode_default(dft)


@cache
def schema_of(shape: type[Shape]) -> dict[str, Any]:
    """The JSON Schema of one kind of file."""
    found = shape.model_json_schema(schema_generator=_Plain)
    return {"$schema": _DIALECT, **found}


def schema() -> dict[str, dict[str, Any]]:
    """File name to JSON Schema: the main file and the rule files, in a stable order."""
    named = {"wirebell.schema.json": MainFile, "rules.schema.json": RulesFile}
    return {name: deepcopy(schema_of(shape)) for name, shape in named.items()}
