"""Fetches secrets from files and the environment; they leave it only as values of Settings."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from worker.settings.fields import NOT_A_VARIABLE, VARIABLE, EnvSecret, FileSecret, SecretRef
from worker.settings.nodes import Node
from worker.settings.reading import Reading
from worker.settings.scalars import Unread

MOST_BYTES = 64_000


class Vault:
    """Where `{file: PATH}` and `{env: NAME}` are looked up, each once."""

    def __init__(self, folder: Path, env: Mapping[str, str], reading: Reading) -> None:
        self.env = dict(env)
        self._folder = folder
        self._reading = reading
        self._known: dict[tuple[str, str], str | Unread] = {}

    def open(self, ref: SecretRef | str) -> str:
        """The secret, or the text itself where text was written; raises Unread."""
        if isinstance(ref, FileSecret):
            return self._look_up("file", ref.file)
        if isinstance(ref, EnvSecret):
            return self._look_up("env", ref.env)
        return ref

    def open_node(self, node: Node) -> str | None:
        """The same for a value as written; None where it has no such shape (an error elsewhere)."""
        if isinstance(node.value, str):
            return node.value
        for kind in ("file", "env"):
            child = node.child(kind)
            if child is not None:
                readable = isinstance(child.value, str) and child.value.isprintable()
                return self._look_up(kind, child.value) if readable else None
        return None

    def _look_up(self, kind: str, name: str) -> str:
        if (kind, name) not in self._known:
            try:
                found: str | Unread = self._file(name) if kind == "file" else self._variable(name)
            except Unread as error:
                found = error
            self._known[kind, name] = found
        known = self._known[kind, name]
        if isinstance(known, Unread):
            raise Unread(known.code, known.message, known.hint)
        return known

    def _file(self, name: str) -> str:
        try:
            content = self._reading.read_bytes(self._folder / name, MOST_BYTES)
        except Unread as error:
            raise Unread("CFG020", f"the secret's file: {error.message}", error.hint) from None
        return _text(content)

    def _variable(self, name: str) -> str:
        if not VARIABLE.match(name):
            raise Unread("CFG005", NOT_A_VARIABLE)
        if name not in self.env:
            raise Unread("CFG020", "this environment variable is not set")
        if not self.env[name].strip():
            raise Unread("CFG020", "this environment variable is empty")
        return self.env[name]


def _text(content: bytes) -> str:
    """A secret file's text without the newline an editor leaves at the end."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise Unread("CFG020", "the secret's file is not UTF-8 text") from None
    text = text.removesuffix("\n").removesuffix("\r")
    if not text.strip():
        raise Unread("CFG020", "the secret's file is empty")
    return text
