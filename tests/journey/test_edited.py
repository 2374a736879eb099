"""The watch of `reload`, short enough for every run of the suite."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journey import reload


def test_rules_edited_under_a_flow_of_news_lose_and_repeat_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reload, "CALM_S", 0.5)
    found = reload.edited_under(tmp_path, phrases=400, edits=2, feeds=3)
    assert found.published > 20
    assert (found.lost, found.twice) == (0, 0)
    assert len(found.live_s) == len(found.read_s) == 2
