"""One run of `check` tells every mistake, in the configuration and in the queries."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from worker.cli.invoke import invoke

MAIN = """version: 1
http: {timeout: 20 parsecs}
defaults: {notfy: [desk]}
feeds:
  - ftp://example.org/rss
"""
RULES = """version: 1
rules:
  - id: one
    title: One
    severity: extreme
    match: 'strikes AND (moscow OR'
  - id: two
    title: Two
    severity: high
    match: 'NOT strikes'
    notify: [dsk]
"""


def test_a_wrong_shape_hides_no_mistake_in_a_query(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "wirebell.yaml").write_text(MAIN)
    (tmp_path / "rules" / "a.yaml").write_text(RULES)
    assert invoke(["--config", str(tmp_path / "wirebell.yaml"), "check"]) == 78
    told = capsys.readouterr().out
    assert re.findall(r"(\w+\.yaml:\d+:\d+): error", told) == [
        "wirebell.yaml:2:17",
        "wirebell.yaml:3:12",
        "wirebell.yaml:5:5",
        "a.yaml:5:15",
        "a.yaml:11:14",
        "a.yaml:6:33",
        "a.yaml:10:13",
    ]
    assert told.count("^") >= 7
