"""`watch: canary`: what it means, its mistakes, and that its address is not shown."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.settings.desk import RULES, Desk
from worker.model import Canary

V = "version: 1\n"
BEAT = "https://hc.example/ping/tiger7"


def test_an_address_as_text_or_secret_every_five_minutes_unless_said(tmp_path: Path) -> None:
    said = V + f"watch: {{canary: {{every: 30s, heartbeat: '{BEAT}'}}}}\n"
    desk = Desk(tmp_path, said, a=RULES)
    settings = desk.load()
    assert settings.canary == Canary(timedelta(seconds=30), BEAT)
    assert "canary" not in settings.watch
    assert settings.origins["watch.canary.heartbeat"][0] == "https://hc.example/***"
    assert "tiger7" not in repr(settings)
    desk.write("config/wirebell.yaml", V + "watch: {canary: {heartbeat: {env: BEAT}}}\n")
    assert desk.load({"BEAT": BEAT}).canary == Canary(timedelta(minutes=5), BEAT)
    assert Desk(tmp_path, V, a=RULES).load().canary is None


@pytest.mark.parametrize(
    ("canary", "column", "code", "hint"),
    [
        ("{every: 5m}", 18, "CFG003", None),
        ("{heartbeat: nowhere}", 29, "CFG007", "such as https://example.org/feed.xml"),
        ("{heartbeat: {env: NOT_SET}}", 35, "CFG020", None),
        ("{heartbaet: 'https://hc.example/1'}", 18, "CFG001", "did you mean 'heartbeat'?"),
        ("{heartbeat: 'https://hc.example/1', every: 0s}", 60, "CFG006", None),
        ("{heartbeat: 'https://hc.example/1', notify: [desk]}", 53, "CFG001", None),
    ],
)
def test_mistakes_have_their_place_and_do_not_show_the_address(
    tmp_path: Path, canary: str, column: int, code: str, hint: str | None
) -> None:
    refusal = Desk(tmp_path, V + f"watch: {{canary: {canary}}}\n", a=RULES).refusal()
    (found,) = [p for p in refusal.problems if p.code != "CFG030"]
    assert (found.place.line, found.place.column, found.code) == (2, column, code)
    assert hint is None or found.hint == hint


def test_a_mistake_beside_it_does_not_show_it(tmp_path: Path) -> None:
    said = V + f"watch: {{canary: {{heartbeat: '{BEAT}', evry: 5m}}}}\n"
    refusal = Desk(tmp_path, said, a=RULES).refusal()
    assert "tiger7" not in str(refusal)
    assert "hc.example" in str(refusal)
