"""Lays the environment and the command line over the main file.

`http.timeout` is WIREBELL_HTTP_TIMEOUT, or WIREBELL_HTTP_TIMEOUT_FILE for a file that holds the
value. Lists are separated by commas; an empty variable counts as unset. A flag wins over the
environment, which wins over the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from worker.model import Place
from worker.settings.fields import Shape
from worker.settings.nodes import Node, Source
from worker.settings.problems import Problem, shown
from worker.settings.reading import Reading
from worker.settings.scalars import Unread, did_you_mean
from worker.settings.shapes import MainFile
from worker.settings.vault import Vault
from worker.settings.yaml12 import compose, resolve

PREFIX = "WIREBELL_"
# Not settings: the main file's path, where word forms are kept, whether a bug shows its traceback,
# the tests' corpus, and what Kubernetes injects for a service that is called wirebell.
_APART = re.compile(r"WIREBELL_(?:CONFIG|CACHE|DEBUG|CORPUS|TEST_\w+|SERVICE_\w+|PORT(?:_\w+)?)\Z")
SECRETS = frozenset({"database", "http.proxy", "http.ca_bundle", "web.token"})
LISTS = frozenset({"http.allow_private", "defaults.notify", "rules"})
_NOT_SETTABLE = frozenset({"version", "feeds", "channels", "routes", "watch"})


@cache
def settable() -> tuple[str, ...]:
    """The dotted key of every setting that is one value or a plain list, in the file's order."""
    return tuple(_leaves(MainFile, ""))


def _leaves(shape: type[Shape], prefix: str) -> Iterator[str]:
    for name, field in shape.model_fields.items():
        inner = field.annotation
        if not prefix and name in _NOT_SETTABLE:
            continue
        if isinstance(inner, type) and issubclass(inner, Shape):
            yield from _leaves(inner, f"{prefix}{name}.")
        else:
            yield prefix + name


def variable_of(key: str) -> str:
    """The environment variable of a dotted key."""
    return PREFIX + key.replace(".", "_").upper()


def lay_over(
    root: Node, folder: Path, vault: Vault, overrides: Mapping[str, str], reading: Reading
) -> None:
    """Replace what the environment or a flag says otherwise; `root` is changed."""
    env = {n: text for n, text in vault.env.items() if n.startswith(PREFIX) and text}
    for key in settable():
        name = variable_of(key)
        texts = [n for n in (name, f"{name}_FILE") if env.pop(n, None) is not None]
        if len(texts) > 1:
            _note(reading, name, f"both ${name} and ${name}_FILE are set", "unset one")
        elif texts:
            _put(root, key, _from_variable(key, texts[0], folder, vault, reading))
    for name in sorted(env):
        if not _APART.match(name):
            near = did_you_mean(name, [variable_of(key) for key in settable()])
            hint = f"; {near}" if near else ""
            reading.warnings.append(f"${shown(name)}: warning: names no setting{hint}")
    for key, text in overrides.items():
        if key in settable():
            _put(root, key, _from_flag(key, text, vault, reading))
        else:
            near = did_you_mean(key, settable())
            _note(reading, f"--set {shown(key)}", f"no setting is called '{shown(key)}'", near)


def _note(reading: Reading, where: str, message: str, hint: str | None = None) -> None:
    place = Place(where if where.startswith("-") else f"${where}", 1, 1)
    reading.note(Problem(place, "CFG050", message, hint, "", 0))


def _from_variable(
    key: str, name: str, folder: Path, vault: Vault, reading: Reading
) -> Node | None:
    if key in SECRETS:
        source = Source(f"${name}", "", is_file=False)
        if name == variable_of(key):
            return _reference(source, "env", name)
        return _reference(source, "file", vault.env[name])
    if name == variable_of(key):
        return _value(key, Source(f"${name}", vault.env[name], is_file=False), reading)
    try:
        content = reading.read_bytes(folder / vault.env[name], 64_000).decode("utf-8")
    except (Unread, UnicodeDecodeError) as error:
        unread = error if isinstance(error, Unread) else Unread("CFG050", "not UTF-8")
        _note(reading, name, f"the file it names: {unread.message}", unread.hint)
        return None
    text = content.removesuffix("\n").removesuffix("\r")
    return _value(key, Source(f"${name}", text, is_file=False), reading)


def _from_flag(key: str, text: str, vault: Vault, reading: Reading) -> Node | None:
    source = Source(f"--set {key}", "" if key in SECRETS else text, is_file=False)
    if key not in SECRETS:
        return _value(key, source, reading)
    name = "SET_" + variable_of(key)  # the vault is where secrets are kept out of sight
    vault.env[name] = text
    return _reference(source, "env", name)


def _reference(source: Source, kind: str, name: str) -> Node:
    inner = Node(source, 0, 0, name)
    return Node(source, 0, 0, {kind: inner}, keys={kind: Node(source, 0, 0, kind)})


def _value(key: str, source: Source, reading: Reading) -> Node | None:
    text = source.text
    if text[:1] in ("[", "{"):
        root, problems = compose(source)
        reading.note(*problems)
        return root
    if key in LISTS:
        node = Node(source, 0, len(text), [])
        for found in re.finditer(r"[^,\s](?:[^,]*[^,\s])?", text):
            node.value.append(Node(source, found.start(), found.end(), found[0]))
        return node
    return Node(source, 0, len(text), resolve(text))


def _put(root: Node, key: str, node: Node | None) -> None:
    if node is None or not isinstance(root.value, dict):
        return
    *sections, last = key.split(".")
    holder = root
    for name in sections:
        inner = holder.child(name)
        if inner is None or inner.value is None:
            inner = Node(node.source, 0, 0, {})
            holder.value[name], holder.keys[name] = inner, inner
        if not isinstance(inner.value, dict):
            return  # its wrong shape is a mistake of its own
        holder = inner
    holder.value[last] = node
    holder.keys.setdefault(last, node)
