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
    assert ended.code == 78
    assert "rules.yaml:18:14: error" in ended.err
    assert "NEAR/5" in ended.err


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "no such file"),
        (b"rules: [\xff]\n", "bytes that are not UTF-8"),
        (b"\t\n", "error[CFG010]"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(
    tmp_path: Path, wirebell: Wirebell, content: bytes | None, words: str
) -> None:
    path = tmp_path / "rules.yaml"
    if content is not None:
        path.write_bytes(content)
    ended = wirebell("rules", "fmt", path)
    assert ended.code == 78
    assert f"{path}:1:" in ended.err
    assert words in ended.err


def test_a_byte_order_mark_and_windows_line_ends_stay(rules: Path, wirebell: Wirebell) -> None:
    rules.write_bytes(b"\xef\xbb\xbf" + BEFORE.replace("\n", "\r\n").encode())
    assert wirebell("rules", "fmt", rules, "--write").code == 0
    written = rules.read_bytes().decode()
    assert written.startswith("\ufeff# ours\r\n")
    assert "    match: 'strike OR raid'\r\n" in written
