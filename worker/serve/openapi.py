"""`GET /api/v1/openapi.json`: the API as OpenAPI 3.1 describes it, made from what it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import TypeAdapter

from worker.model import SilenceView
from worker.serve.listings import FEWEST, MOST, PREFIX, USUAL, Listing
from worker.serve.silences import EXAMPLE, FIELDS, PATH

VERSION = "1"
_REFERENCE = "#/components/schemas/{model}"
_JSON = "application/json"


def document(listings: Sequence[Listing]) -> dict[str, Any]:
    """The whole of it."""
    views = {each.name: each.view for each in listings} | {"silences": SilenceView}
    rows, schemas = _schemas(views)
    paths = {PREFIX + each.name: {"get": _listing(each, rows[each.name])} for each in listings}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Wirebell", "version": VERSION},
        "paths": paths | _silences(rows["silences"]),
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"token": []}, {}],  # none where no `web.token` is configured
    }


def _schemas(views: Mapping[str, type]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The schema of each view, by list, and those they refer to."""
    mode: Literal["serialization"] = "serialization"
    asked = [(name, mode, TypeAdapter[Any](view)) for name, view in views.items()]
    found, more = TypeAdapter.json_schemas(asked, ref_template=_REFERENCE)
    return {name: schema for (name, _), schema in found.items()}, more.get("$defs", {})


def _listing(listing: Listing, row: Mapping[str, Any]) -> dict[str, Any]:
    limit = {"type": "integer", "minimum": FEWEST, "maximum": MOST, "default": USUAL}
    return {
        "summary": listing.words,
        "parameters": [{"name": "limit", "in": "query", "schema": limit}],
        "responses": {
            "200": _answer("At most `limit` of them.", _list(listing.name, row)),
            **_refusals("400", "401", "503"),
        },
    }


def _silences(row: Mapping[str, Any]) -> dict[str, Any]:
    wish = {
        "type": "object",
        "properties": {
            name: {"type": "array", "items": {"type": "string"}}
            if name == "matchers"
            else {"type": "string"}
            for name in FIELDS
        },
        "required": ["matchers", "author", "reason"],
        "additionalProperties": False,
    }
    number = {"name": "silence", "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        PATH: {
            "get": {
                "summary": "Silences, the one that ends last first.",
                "responses": {
                    "200": _answer("All of them.", _list("silences", row)),
                    **_refusals("401", "503"),
                },
            },
            "post": {
                "summary": f"Make a silence: {EXAMPLE}",
                "requestBody": {"required": True, "content": {_JSON: {"schema": wish}}},
                "responses": {
                    "201": _answer("It, under its id.", row),
                    **_refusals("400", "401", "403", "413", "415", "503"),
                },
            },
        },
        PATH + "/{silence}": {
            "delete": {
                "summary": "End a silence.",
                "parameters": [number],
                "responses": {
                    "200": _answer("It, over now.", row),
                    **_refusals("401", "403", "404", "503"),
                },
            }
        },
    }


def _list(name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    rows = {"type": "array", "items": row}
    return {"type": "object", "properties": {name: rows}, "required": [name]}


def _answer(words: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"description": words, "content": {_JSON: {"schema": schema}}}


def _refusals(*statuses: str) -> dict[str, Any]:
    said = {"type": "object", "properties": {"error": {"type": "string"}}, "required": ["error"]}
    return {status: _answer("Refused, in words.", said) for status in statuses}
