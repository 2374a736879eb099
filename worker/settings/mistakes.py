"""Turns what the models refuse into mistakes at their places, in the operator's words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, TypeVar

from pydantic import ValidationError

from worker.settings.fields import Shape
from worker.settings.nodes import Node
from worker.settings.problems import shown
from worker.settings.reading import Reading
from worker.settings.scalars import did_you_mean, nearest
from worker.settings.schema import schema_of

S = TypeVar("S", bound=Shape)

_WANTED = {
    "string_type": "expected text",
    "int_type": "expected a whole number",
    "int_from_float": "expected a whole number",
    "bool_type": "expected true or false",
    "list_type": "expected a list",
    "dict_type": "expected a mapping",
    "model_type": "expected a mapping",
    "model_attributes_type": "expected a mapping",
}


def validated(shape: type[S], root: Node, reading: Reading) -> S | None:
    """The document as its model, or None with every mistake noted."""
    if not isinstance(root.value, dict):
        hint = "begin with: version: 1"
        reading.problem(root, "CFG004", "expected a mapping of settings", hint)
        return None
    # `feeds:` with every item commented out is null, and means what leaving it out means.
    data = {key: node.plain() for key, node in root.value.items() if node.value is not None}
    try:
        return shape.model_validate(data)
    except ValidationError as error:
        for mistake in error.errors(include_url=False, include_input=False):
            _note(mistake, shape, root, reading)
    return None


def _note(mistake: Any, shape: type[Shape], root: Node, reading: Reading) -> None:
    kind, loc = mistake["type"], mistake["loc"]
    context = mistake.get("ctx", {})
    wanted = loc[-1] if kind in ("missing", "extra_forbidden") else None
    node, path, key = _locate(root, loc[:-1] if wanted is not None else loc)
    match kind:
        case "missing":
            if not _misspelt(str(wanted), node, shape, path):
                message = f"required key '{wanted}' is missing"
                reading.problem(_head(node), "CFG003", message)
        case "extra_forbidden":
            _unknown_key(str(wanted), node, path, shape, reading)
        case "union_tag_invalid":
            _unknown_type(node.child("type") or node, context, reading)
        case "union_tag_not_found":
            reading.problem(_head(node), "CFG003", "required key 'type' is missing")
        case "secret_form" | "text_or_secret":
            _bad_secret(node, kind, reading)
        case _:
            code, message, advice = _plain_mistake(kind, mistake["msg"], context, node)
            reading.problem(key or node, code, message, advice)


def _plain_mistake(
    kind: str, words: str, context: Mapping[str, Any], node: Node
) -> tuple[str, str, str | None]:
    if kind.startswith("CFG"):
        return kind, words, context.get("hint")
    if kind in _WANTED:
        return "CFG004", _WANTED[kind], _type_hint(kind, node)
    if kind == "literal_error":
        allowed = re.findall(r"'([^']*)'", context["expected"])
        near = nearest(node.value, allowed) if isinstance(node.value, str) else None
        hint = f"did you mean '{near}'?" if near else None
        return "CFG005", f"expected {context['expected']}", hint
    if kind in ("too_short", "string_too_short"):
        return "CFG005", "must not be empty", None
    if "ge" in context or "le" in context:
        bound = f"at least {context['ge']}" if "ge" in context else f"at most {context['le']}"
        return "CFG005", f"must be {bound}", None
    return "CFG005", shown(words), None


def _type_hint(kind: str, node: Node) -> str | None:
    written = node.source.visible(node.start, node.end)
    if node.value is None:
        return "there is no value after the colon"
    if kind == "string_type" and not isinstance(node.value, dict | list | str):
        return f"put it in quotes: '{shown(written, 30)}'"
    if kind == "bool_type" and isinstance(node.value, str):
        folded = node.value.lower()
        if folded in ("yes", "on", "y"):
            return "did you mean true?"
        return "did you mean false?" if folded in ("no", "off", "n") else None
    if kind == "list_type" and isinstance(node.value, str | int):
        return f"write [{shown(written, 40)}]" if node.style not in ("|", ">") else None
    return None


def _unknown_key(
    name: str, node: Node, path: tuple[str, ...], shape: type[Shape], reading: Reading
) -> None:
    at = node.keys.get(name, node)
    if name == "<<":
        hint = "merge keys are not YAML 1.2: write the keys out"
        reading.problem(at, "CFG001", "unknown key '<<'", hint)
    else:
        known = _known_beside(node, path, shape) - set(node.keys)
        named = at.source.visible(at.start, at.end) if at is not node else name
        hidden = "*" in named and "*" not in name
        message = "unknown key" if hidden else f"unknown key '{shown(name)}'"
        reading.problem(at, "CFG001", message, None if hidden else did_you_mean(name, known))


def _misspelt(wanted: str, node: Node, shape: type[Shape], path: tuple[str, ...]) -> bool:
    """Whether an unknown key beside the missing one is it, and will be told so."""
    known = _known_beside(node, path, shape)
    unknown = node.keys.keys() - known
    missing = known - node.keys.keys()
    return any(nearest(key, missing) == wanted for key in unknown)


def _unknown_type(node: Node, context: Mapping[str, Any], reading: Reading) -> None:
    known = re.findall(r"'([^']*)'", context.get("expected_tags", ""))
    words = shown(str(node.value)) if isinstance(node.value, str) else None
    if words is None:
        reading.problem(node, "CFG004", "expected text", f"known: {', '.join(known)}")
    else:
        near = did_you_mean(words, known)
        reading.problem(node, "CFG005", f"unknown channel type '{words}'", near)


def _bad_secret(node: Node, kind: str, reading: Reading) -> None:
    if kind == "secret_form" and isinstance(node.value, str | int | float):
        hint = "put it in a file or the environment: {file: PATH} or {env: NAME}"
        reading.problem(node, "CFG021", "a secret written as text", hint)
        return
    text = "text, " if kind == "text_or_secret" else ""
    reading.problem(node, "CFG004", f"expected {text}{{file: PATH}} or {{env: NAME}}")


def _locate(root: Node, loc: tuple[Any, ...]) -> tuple[Node, tuple[str, ...], Node | None]:
    """The node a pydantic location means, its path without union tags, and the key if meant."""
    node, path, key = root, [], None
    for part in loc:
        if part == "[key]" and key is not None:
            return node, tuple(path), key
        child = node.child(part)
        if child is None:
            continue  # the name of a union's branch
        key = node.keys.get(str(part))
        path.append("*" if isinstance(part, int) else str(part))
        node = child
    return node, tuple(path), None


def _head(node: Node) -> Node:
    """Where to point when something is missing: a mapping's first key, else the value."""
    return next(iter(node.keys.values()), node)


def _known_beside(node: Node, path: tuple[str, ...], shape: type[Shape]) -> frozenset[str]:
    """The keys that may stand in this mapping; in a channel, those of its type."""
    kind = node.child("type")
    if path[:1] == ("channels",) and kind is not None and isinstance(kind.value, str):
        (union,) = schema_of(shape)["properties"]["channels"]["patternProperties"].values()
        reference = union["discriminator"]["mapping"].get(kind.value, "")
        found = schema_of(shape)["$defs"].get(reference.rpartition("/")[2], {})
        return frozenset(found.get("properties", ()))
    return known_keys(shape, path)


@cache
def known_keys(shape: type[Shape], path: tuple[str, ...]) -> frozenset[str]:
    """The keys the format knows at a path, whichever branch of a union applies."""
    schema = schema_of(shape)
    here = list(_branches(schema, schema))
    for part in path:
        inner = [s.get("items") if part == "*" else _property(s, part) for s in here]
        here = [b for s in inner if isinstance(s, dict) for b in _branches(s, schema)]
    return frozenset(key for s in here for key in s.get("properties", {}))


def _property(schema: Mapping[str, Any], name: str) -> Any:
    return schema.get("properties", {}).get(name, schema.get("additionalProperties"))


def _branches(schema: Mapping[str, Any], whole: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if "$ref" in schema:
        schema = whole["$defs"][schema["$ref"].rpartition("/")[2]]
    yield schema
    for word in ("anyOf", "oneOf"):
        for branch in schema.get(word, ()):
            yield from _branches(branch, whole)
