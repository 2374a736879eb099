"""Grouping keeps to `floors.json`: precision, F1, B-cubed F1 at least; alerts an event at most."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.quality.grouping import MIXES, area, headlines, measure
from tests.quality.stories import journey_of_seeds, unspoken
from tests.quality.twins import measure as measure_twins

CORPUS = os.environ.get("WIREBELL_CORPUS")
needs_corpus = pytest.mark.skipif(not CORPUS, reason="WIREBELL_CORPUS is unset: no stories")
FLOORS = json.loads((Path(__file__).parent / "floors.json").read_text("utf-8"))["grouping"]


@needs_corpus
@pytest.mark.parametrize("mix", MIXES)
def test_no_figure_sinks_below_its_floor(mix: str) -> None:
    found = measure(Path(CORPUS or ""), MIXES[mix], seeds=4)
    precision, f1, b_cubed, alerts = FLOORS[mix]
    assert found.precision >= precision
    assert found.f1 >= f1
    assert found.b_cubed >= b_cubed
    assert found.alerts <= alerts
    assert found.lost == 0


def test_look_alike_events_are_told_apart() -> None:
    found = measure_twins(orders=6)
    precision, f1, b_cubed, alerts = FLOORS["twins"]
    assert found.precision >= precision
    assert found.f1 >= f1
    assert found.b_cubed >= b_cubed
    assert found.alerts <= alerts


@needs_corpus
@pytest.mark.parametrize("words", [0, 15, 25])
@pytest.mark.parametrize("language", ["en", "nb"])
def test_no_story_of_headlines_swallows_many_events(language: str, words: int) -> None:
    swallowed, alerts = headlines(Path(CORPUS or ""), language, words)
    most, dearest = FLOORS["headlines"]
    assert swallowed <= most
    assert alerts <= dearest


@needs_corpus
def test_pairs_of_one_event_stand_above_pairs_of_two() -> None:
    assert area(Path(CORPUS or "")) >= FLOORS["pairs"]


@needs_corpus
def test_the_missions_articles_are_one_story_of_one_origin() -> None:
    first, second = journey_of_seeds(Path(CORPUS or ""), unrelated=40)
    assert first["data"]["story"]["id"] == second["data"]["story"]["id"]
    assert (first["type"], second["type"]) == ("alert.opened", "alert.updated")
    for body in (first, second):
        assert body["data"]["story"]["origins"] == 1
        assert body["data"]["origin"]["name"] == "Financial Times"
        assert "Financial Times" in body["data"]["origin"]["evidence"]["text"]


@needs_corpus
@pytest.mark.parametrize("titled", [False, True])
def test_no_target_of_a_statement_stays_unspoken(*, titled: bool) -> None:
    assert unspoken(Path(CORPUS or ""), 80, titled=titled) == []
