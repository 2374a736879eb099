"""What a page says of itself to machines: its title, its summary, its text, who may read it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml.html import HtmlElement

MOST_DEPTH = 20  # of nested JSON-LD; real pages stay under 6
_FALSE = frozenset({"false", "no", "0", "http://schema.org/false", "https://schema.org/false"})


@dataclass(frozen=True, slots=True)
class Declared:
    """From the head of a page and its JSON-LD (schema.org)."""

    title: str = ""
    description: str = ""
    body: str = ""  # schema.org articleBody, the longest
    free: bool | None = None  # schema.org isAccessibleForFree


def declared(tree: HtmlElement) -> Declared:
    """What this page declares; never raises for what stands in its scripts."""
    body, free = "", None
    for node in _nodes(tree):
        said = node.get("articleBody")
        if isinstance(said, str) and len(said) > len(body):
            body = said
        access = node.get("isAccessibleForFree")
        if access is not None:
            free = free is not False and str(access).strip().casefold() not in _FALSE
    metas = {
        (meta.get("property") or meta.get("name") or "").lower(): meta.get("content") or ""
        for meta in tree.iter("meta")
    }
    title = tree.findtext(".//title") or ""
    description = metas.get("og:description") or metas.get("description") or ""
    return Declared(title.strip(), description.strip(), body, free)


def _nodes(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    for script in tree.iter("script"):
        if script.get("type", "").strip().lower() != "application/ld+json":
            continue
        try:
            found = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _objects(found, MOST_DEPTH)


def _objects(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth == 0:
        return
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _objects(one, depth - 1)
