"""Queries are tidied where they stand; everything else stays as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Wirebell

BEFORE = """# ours
version: 1
rules:
  - id: one   # keep me
    match: 'strike   OR "raid"'
  - {id: two, match: {en: a   b, nb: "c  -d"}, unless: '"it''s"  OR f'}
  - id: three
    match: |
      (a OR b)
         c
    title: "stays   so"
  - id: four
    match: >-
      a
      # why
      b
  - id: five
    match: a OR b
"""
AFTER = """# ours
version: 1
rules:
  - id: one   # keep me
    match: 'strike OR raid'
  - {id: two, match: {en: 'a AND b', nb: 'c AND NOT d'}, unless: '"it''s" OR f'}
  - id: three
    match: |
      (a OR b) AND c
    title: "stays   so"
  - id: four
    match: >-
      a
      # why
      b
  - id: five
    match: a OR b
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    path = tmp_path / "rules.yaml"
    path.write_text(BEFORE, "utf-8")
    return path


def test_what_would_change_is_shown_and_nothing_written(rules: Path, wirebell: Wirebell) -> None:
    ended = wirebell("rules", "fmt", rules)
    assert ended.code == 1
    assert "+    match: 'strike OR raid'" in ended.out
    assert rules.read_text("utf-8") == BEFORE
    assert wirebell("rules", "fmt", rules, "--check").out.strip() == str(rules)


def test_files_are_written_once(rules: Path, wirebell: Wirebell) -> None:
    assert wirebell("rules", "fmt", rules, "--write").code == 0
    assert rules.read_text("utf-8") == AFTER
    assert wirebell("rules", "fmt", rules).code == 0
    assert sorted(path.name for path in rules.parent.iterdir()) == ["rules.yaml"]


def test_a_broken_query_is_refused_where_it_stands(rules: Path, wirebell: Wirebell) -> None:
    rules.write_text(BEFORE.replace("a OR b\n", "a NEAR b\n"), "utf-8")
    ended = wirebell("rules", "fmt", rules, "--write")
    assert ended.code == 2
    assert "rules.yaml:18" in ended.err
    assert "NEAR/5" in ended.err
