"""The rules to compare with: an older file, or a version the archive kept when it first ran."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from worker.errors import Usage
from worker.model import Entity, Rule

if TYPE_CHECKING:
    from worker.settings import Settings
    from worker.store import SqlStore

_VERSION = re.compile("[0-9a-f]{6,32}")  # its first digits will do
# What decides what a rule matches; channels, tests and dates of an old version decide nothing now.
_KEPT = ("id", "title", "severity", "match", "unless", "where")

Rulebooks = tuple[tuple[Rule, ...], Mapping[str, Entity]]


def rules_of(files: Iterable[Path], settings: Settings) -> Rulebooks:
    """The rules of these files alone, and all entities they may name: theirs win over configured
    ones. Raises Problems with every mistake.
    """
    from worker.settings import read_rules  # noqa: PLC0415 - pydantic takes its time

    book = read_rules(*files, default_language=settings.defaults.language)
    return book.rules, {**settings.entities, **book.entities}


def older(said: str, rules: Iterable[Rule], settings: Settings, store: SqlStore) -> Rulebooks:
    """The rules meant by `--against`, of a file or of a kept version; raises Usage for neither."""
    path = Path(said)
    if path.is_file():
        return rules_of([path], settings)
    if not _VERSION.fullmatch(said):
        raise Usage(
            f"--against {said}: no such file, and no rule version (32 digits, or the first)"
        )
    found = {
        (rule.id, kept.version): kept.source
        for rule in rules
        for kept in store.rule_versions(rule.id)
        if kept.version.startswith(said)
    }
    if len({version for _, version in found}) != 1:
        many = "several versions begin so" if found else "none of these rules ran here as that"
        raise Usage(f"--against {said}: {many}; `wirebell rules list --format json` shows versions")
    rules_then: list[Rule] = []
    for (_, version), source in found.items():
        rules_then += (replace(rule, version=version) for rule in _kept_rule(source, settings))
    return tuple(rules_then), settings.entities


def _kept_rule(source: str, settings: Settings) -> tuple[Rule, ...]:
    """A rule as it was written when it was kept."""
    written = yaml.load(source, yaml.BaseLoader)  # noqa: S506 - text only, no types, no objects
    rule = {key: written[key] for key in _KEPT if key in written}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kept.yaml"
        text = yaml.safe_dump({"version": 1, "rules": [rule]}, allow_unicode=True)
        path.write_text(text, encoding="utf-8")
        return rules_of([path], settings)[0]
