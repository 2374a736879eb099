"""The siege of `hostile`, short enough for every run of the suite."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.journey.hostile import HEALTHY, besiege

MOST_GROWN_MB = 85  # the aim is 60, and 55 is usual; on a machine busy with other tests up to 71
MOST_CHILD_MB = 512
SOME_ARE_FEEDS = ("14 MB text", "billion laughs", "quadratic entities", "xxe")


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_hostile_publishers_cost_the_others_nothing(tmp_path: Path) -> None:
    found = besiege(tmp_path, seconds=6)
    assert found.exit_code == 0
    assert (found.published, found.heard, found.repeated) == (3 * HEALTHY, 3 * HEALTHY, 0)
    assert found.trapped == 0
    assert found.grown_mb < MOST_GROWN_MB
    assert found.meter.child_mb < MOST_CHILD_MB
    assert "root:" not in found.log
    assert len(found.fared) > 40
    for attacker, words in found.fared.items():
        assert words, attacker
        outcomes = {said.partition(":")[0] for said in words}
        if attacker.startswith("redirect to"):
            assert outcomes == {"hostile"}, (attacker, words)
        elif attacker.startswith(SOME_ARE_FEEDS):
            assert outcomes <= {"new", "nothing_new", "hostile", "failed"}, (attacker, words)
        else:  # a slow machine gives up for time what it would refuse for size
            assert outcomes <= {"hostile", "failed", "not_a_feed"}, (attacker, words)
