"""The loops of `corpus`, on all histories and as many documents as a run of the suite can bear."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.journey.corpus import documents, histories, poll_thrice, replayed

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:feedparser")

SUITE_EVERY = 10  # of the suite's 2,600 documents, one in so many: the command polls all


@pytest.fixture(scope="module")
def corpus() -> Path:
    if not (root := os.environ.get("WIREBELL_CORPUS")):
        pytest.skip("WIREBELL_CORPUS is unset: no real feeds to poll")
    return Path(root)


@pytest.mark.parametrize(("folder", "every"), [("feeds-real", 1), ("feeds-suite", SUITE_EVERY)])
def test_nothing_feedparser_finds_is_lost_and_nothing_is_stored_twice(
    corpus: Path, tmp_path: Path, folder: str, every: int
) -> None:
    held = documents(corpus / folder)[::every]
    found = poll_thrice(tmp_path, held)
    assert (found.below, found.unvisited) == ([], [])
    assert (found.again, found.regenerated) == (0, 0)
    assert found.sightings >= found.theirs > 0
    assert found.outcomes["new"] > 0


@pytest.mark.timeout(300)  # 360 polls
def test_a_history_becomes_its_articles_each_told_once(corpus: Path, tmp_path: Path) -> None:
    for number, folder in enumerate(histories(corpus)):
        place = tmp_path / str(number)
        place.mkdir()
        found = replayed(folder, place)
        assert (found.articles, found.sightings) == (found.expected, found.expected), found.name
        assert found.rang_twice == 0, found.name
        assert found.rang > found.expected / 2, found.name
        assert found.revisions >= found.expected_titles - found.expected, found.name
