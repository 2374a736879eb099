"""Finds the database of a configuration that is otherwise broken, so that health can still be told.

A bad edit must not blind `status`, which says why it was refused, nor fail `healthcheck`, or a
supervisor would restart the worker that still runs on the good version.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from worker.errors import Misconfigured

_DATABASE = re.compile(r"""(?m)^database:\s*["']?([^\s"'#]+)""")


def database_of(path: Path, env: Mapping[str, str], overrides: Mapping[str, str]) -> str:
    """The database's URL, by environment, flag and main file alone; raises Misconfigured."""
    from worker.settings.database import DEFAULT, database_url  # noqa: PLC0415 - pydantic: 150 ms
    from worker.settings.overlay import lay_over  # noqa: PLC0415
    from worker.settings.reading import Reading  # noqa: PLC0415
    from worker.settings.scalars import Unread  # noqa: PLC0415
    from worker.settings.vault import Vault  # noqa: PLC0415

    reading = Reading()
    vault = Vault(path.parent, env, reading)
    root = reading.document(path)
    try:
        if root is None:
            return database_url(_guess(path, env, overrides, DEFAULT), path.parent)
        lay_over(root, path.parent, vault, overrides, reading)
        node = root.child("database") if isinstance(root.value, dict) else None
        written = vault.open_node(node) if node is not None and node.value is not None else None
        return database_url(written or DEFAULT, path.parent)
    except Unread as error:
        raise Misconfigured(f"{path}: the database: {error.message}") from error


def _guess(path: Path, env: Mapping[str, str], overrides: Mapping[str, str], default: str) -> str:
    """What a file that is not even YAML names on its `database:` line, or what holds without."""
    try:
        text = path.read_text("utf-8", "replace")
    except OSError as error:
        raise Misconfigured(f"cannot read {path}: {error.strerror}") from error
    found = _DATABASE.search(text)
    said = overrides.get("database") or env.get("WIREBELL_DATABASE") or (found and found[1])
    return said or default
