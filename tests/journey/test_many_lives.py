"""The loops of `kill9` and `three_workers`, short enough for every run of the suite."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.journey.kill9 import database_of, kill_loop
from tests.journey.kill9_held import kill_loop as kill_held
from tests.journey.three_workers import GAP_S, together

# On PostgreSQL a killed worker's leases run out in 30 s, so a kill takes that long.
KILLS = {"sqlite": 2, "postgresql": 1}
LONG = {"sqlite": 12, "postgresql": 3}  # with --long


@pytest.mark.parametrize("engine", KILLS)
def test_kill_9_loses_nothing_and_renames_nothing(
    engine: str, tmp_path: Path, *, long: bool
) -> None:
    kills = (LONG if long else KILLS)[engine]
    with database_of(engine, tmp_path) as database:
        found = kill_loop(kills, database, tmp_path, random.Random(7), feeds=8)
    assert found.published == 8 * found.kills
    assert (found.lost, found.renamed, found.intact) == (0, 0, True)
    assert found.hits["any"] > 0


def test_three_workers_share_the_work_and_repeat_none_of_it(tmp_path: Path) -> None:
    with database_of("postgresql", tmp_path) as database:
        found = together(database, tmp_path, rounds=3, feeds=6)
    assert (found.told, found.told_twice, found.read_twice, found.met) == (18, 0, 0, 0)
    assert found.owners == 3
    assert found.shortest_gap_s >= GAP_S


def test_kill_9_keeps_every_promise_once(tmp_path: Path, *, long: bool) -> None:
    kills = 12 if long else 2
    with database_of("sqlite", tmp_path) as database:
        found = kill_held(kills, database, tmp_path, random.Random(7))
    assert (found.published, found.faults) == (6 * kills + 12, 0), found  # 12 with the last edits
    assert found.digests > 0
    assert found.updates > 0
