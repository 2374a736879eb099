"""A configuration on disk, written by a test and read as the program reads it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from worker.settings import Problem, Problems, Settings, load

TODAY = date(2026, 11, 22)
KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MAIN = "version: 1\n"
RULES = """\
version: 1
rules:
  - id: strikes
    match: strikes
"""


class Desk:
    """Files under one folder: `config/wirebell.yaml` and whatever else a test writes."""

    def __init__(self, root: Path, main: str = MAIN, **rules: str) -> None:
        self.root = root
        self.path = self.write("config/wirebell.yaml", main)
        for name, text in rules.items():
            self.write(f"config/rules/{name}.yaml", text)

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def load(
        self, env: Mapping[str, str] | None = None, overrides: Mapping[str, str] | None = None
    ) -> Settings:
        return load(self.path, env or {}, overrides, today=TODAY)

    def refusal(
        self, env: Mapping[str, str] | None = None, overrides: Mapping[str, str] | None = None
    ) -> Problems:
        """What loading raises; a configuration that loads fails the test."""
        try:
            self.load(env, overrides)
        except Problems as problems:
            return problems
        raise AssertionError("this configuration was expected to be refused")

    def mistakes(
        self, env: Mapping[str, str] | None = None, overrides: Mapping[str, str] | None = None
    ) -> list[tuple[int, int, str, str | None]]:
        """(line, column, code, hint) of each mistake, in order."""
        return [
            (p.place.line, p.place.column, p.code, p.hint)
            for p in self.refusal(env, overrides).problems
        ]


def only(problems: Problems) -> Problem:
    """The one mistake there is."""
    (problem,) = problems.problems
    return problem
