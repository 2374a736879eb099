"""Two days of the month, with all its troubles made shorter, for every run of the suite."""

from __future__ import annotations

from pathlib import Path

from tests.journey.month import run


def test_days_of_troubles_cost_no_entry_and_no_manners(tmp_path: Path, *, long: bool) -> None:
    evidence, checks = run(tmp_path, days=4 if long else 2, feeds=26 if long else 17, seed=4)
    assert [check.line for check in checks if not check.holds] == []
    answers = {request.answer.split(" ")[0] for request in evidence.requests}
    assert answers >= {"listed", "unchanged", "lost", "answered", "connecting", "DNS"}
