from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.serve import ready

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


def tick(age_s: float) -> datetime:
    return NOW - timedelta(seconds=age_s)


CASES: dict[str, tuple[dict[str, datetime | None], list[str]]] = {
    "just completed": ({"poll": tick(0)}, []),
    "within twice its interval": ({"poll": tick(10)}, []),
    "late": (
        {"poll": tick(10.1)},
        ["poll: the last tick completed 10 s ago, one is due every 5 s"],
    ),
    "one late among others, in name order": (
        {"read": tick(60), "deliver": tick(30), "poll": tick(1)},
        [
            "deliver: the last tick completed 30 s ago, one is due every 5 s",
            "read: the last tick completed 60 s ago, one is due every 5 s",
        ],
    ),
    "not yet": ({"poll": None}, ["poll: no tick has completed yet"]),
    "the clock was set back a little": ({"poll": tick(-9)}, []),
    "the clock was set back a lot": (
        {"poll": tick(-3600)},
        ["poll: the last tick completed 3600 s in the future, one is due every 5 s"],
    ),
}


@pytest.mark.parametrize(("ticks", "reasons"), CASES.values(), ids=CASES.keys())
def test_readiness(ticks: dict[str, datetime | None], reasons: list[str]) -> None:
    assert ready(ticks, NOW) == reasons


@given(
    st.dictionaries(st.sampled_from(["poll", "read"]), st.floats(0, 100), min_size=1),
    st.floats(0, 100),
)
def test_time_alone_never_makes_it_ready(ages: dict[str, float], later_s: float) -> None:
    ticks = {stage: tick(age) for stage, age in ages.items()}
    if ready(ticks, NOW):
        assert ready(ticks, NOW + timedelta(seconds=later_s))
