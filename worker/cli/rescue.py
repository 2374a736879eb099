"""Finds the database and the time zone of a configuration that is otherwise broken.

A bad edit must not blind `status`, which says why it was refused, nor fail `healthcheck`, or a
supervisor would restart the worker that still runs on the good version. And whoever is in the
middle of an incident must still be able to read alerts, to silence and to back up.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from worker.errors import Misconfigured

if TYPE_CHECKING:
    from worker.settings.nodes import Node
    from worker.settings.vault import Vault

_LINE = re.compile(r"""(?m)^(database|timezone):\s*["']?([^\s"'#]+)""")


def database_of(path: Path, env: Mapping[str, str], overrides: Mapping[str, str]) -> str:
    """The database's URL, by environment, flag and main file alone; raises Misconfigured."""
    from worker.settings.database import DEFAULT, database_url  # noqa: PLC0415 - pydantic: 150 ms
    from worker.settings.scalars import Unread  # noqa: PLC0415

    root, vault = _root(path, env, overrides)
    node = root.child("database")
    try:
        written = vault.open_node(node) if node is not None and node.value is not None else None
        return database_url(written or DEFAULT, path.parent)
    except Unread as error:
        where = path if node is None else node.origin
        cure = f"; {error.hint}" if error.hint else ""
        raise Misconfigured(f"{where}: the database: {error.message}{cure}") from error


def timezone_of(path: Path, env: Mapping[str, str], overrides: Mapping[str, str]) -> tzinfo | None:
    """The zone times are shown in, by the same; None where what is written is none."""
    from worker.settings.scalars import Unread, timezone  # noqa: PLC0415 - as above

    node = _root(path, env, overrides)[0].child("timezone")
    try:
        return timezone("UTC" if node is None or node.value is None else str(node.value))
    except Unread:
        return None


def _root(path: Path, env: Mapping[str, str], overrides: Mapping[str, str]) -> tuple[Node, Vault]:
    """The main file as far as it can be read, with environment and flags laid over it."""
    from worker.settings.overlay import lay_over  # noqa: PLC0415 - as above
    from worker.settings.reading import Reading  # noqa: PLC0415
    from worker.settings.vault import Vault  # noqa: PLC0415

    reading = Reading()
    vault = Vault(path.parent, env, reading)
    root = reading.document(path)
    if root is None or not isinstance(root.value, dict):
        root = _lines(path)
    lay_over(root, path.parent, vault, overrides, reading)
    return root, vault


def _lines(path: Path) -> Node:
    """What a file that is not even YAML says on the lines that matter here."""
    from worker.settings.loading import NO_MAIN_FILE  # noqa: PLC0415 - as above
    from worker.settings.nodes import Node, Source  # noqa: PLC0415

    try:
        text = path.read_text("utf-8", "replace")
    except FileNotFoundError as error:
        raise Misconfigured(f"there is no file {path}: {NO_MAIN_FILE}") from error
    except OSError as error:
        raise Misconfigured(f"cannot read {path}: {error.strerror}") from error
    source = Source(str(path), text)
    found = {m[1]: Node(source, *m.span(2), m[2]) for m in _LINE.finditer(text)}
    return Node(source, 0, 0, found, keys=dict(found))
