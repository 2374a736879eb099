"""Where each value of the configuration comes from, for `config show --origin`."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from worker.settings.nodes import Node
from worker.settings.overlay import SECRETS, settable
from worker.settings.problems import shown, without_secrets
from worker.settings.scalars import spell
from worker.settings.shapes import MainFile

_MASK = "***"
URLS = ("url", "heartbeat")  # of which the host alone may be shown


def origins_of(root: Node, shape: MainFile) -> dict[str, tuple[str, str]]:
    """Dotted key -> (value as text with secrets masked, its source), in the file's order.

    The source is "default", "config/wirebell.yaml:7", "$WIREBELL_X" or "--set x".
    """
    found: dict[str, tuple[str, str]] = {}
    for key in settable():
        node = next(root.select(*key.split(".")), None)
        if node is None or (node.value is None and not node.source.is_file):
            found[key] = (spell(_default(key)), "default")
        else:
            found[key] = (_written(node, secret=key in SECRETS), node.origin)
    for name, items in (("feeds", shape.feeds), ("routes", shape.routes)):
        for node in root.select(name):
            found[name] = (f"{len(items)} written here", node.origin)
    return found | _each(root, "channels") | _each(root, "watch")


def _each(root: Node, section: str) -> dict[str, tuple[str, str]]:
    found = {}
    for holder in root.select(section):
        for name, node in (holder.value or {}).items():
            for key, value in (node.value or {}).items():
                found[f"{section}.{name}.{key}"] = (_masked(key, value), value.origin)
    return found


def _masked(key: str, node: Node) -> str:
    if key in ("secrets", "headers"):
        return f"{_MASK} ({len(node.value or ())})"
    if key in ("token", "password", "topic", "service"):
        return _MASK
    if key in URLS and isinstance(node.value, str):
        parts = urlsplit(node.value)
        return f"{parts.scheme}://{parts.hostname}/{_MASK}"
    return _written(node, secret=key in URLS)


def _written(node: Node, *, secret: bool) -> str:
    if isinstance(node.value, dict):
        if secret:
            return _MASK
        inner = (f"{k}: {_written(v, secret=False)}" for k, v in node.value.items())
        return "{" + ", ".join(inner) + "}"
    if isinstance(node.value, list):
        return "[" + ", ".join(_written(n, secret=secret) for n in node.value) + "]"
    return shown(without_secrets(spell(node.value)), 200)


def _default(key: str) -> object:
    shape: Mapping[str, object] | type = MainFile
    *sections, last = key.split(".")
    for name in sections:
        shape = shape.model_fields[name].annotation  # type: ignore[union-attr]
    return shape.model_fields[last].default  # type: ignore[union-attr]
