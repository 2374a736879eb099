"""The figures by which grouping is tuned."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.group.texts import BLAZE, STRIKE, STRIKE_NB
from worker.group.trial import grouped, score

LABELS = {1: "a", 2: "a", 3: "b"}
FIGURES = {
    "as labelled": ([[1, 2], [3], [4]], (1.0, 1.0, 1.0, 1.0, 1.0, 0)),
    "all apart": ([[1], [2], [3], [4]], (1.0, 0.0, 0.0, 0.857, 1.5, 0)),
    "all together": ([[1, 2, 3, 4]], (1 / 6, 1.0, 2 / 7, 0.545, 1.0, 1)),
}


@pytest.mark.parametrize(("stories", "figures"), FIGURES.values(), ids=FIGURES.keys())
def test_figures(stories: list[list[int]], figures: tuple[float, ...]) -> None:
    found = score(stories, LABELS)
    values = (
        found.precision, found.recall, found.f1, found.b_cubed, found.alerts, found.lost
    )  # fmt: skip
    assert values == pytest.approx(figures, abs=0.001)


def test_without_labels_nothing_is_wrong() -> None:
    assert score([[1], [2]], {}).f1 == 1.0


def test_a_twin_event_in_the_words_of_its_outlet_is_no_copy() -> None:
    body = STRIKE.body.replace("Ukraine", "Qandahar").replace("450", "610")
    twin = replace(STRIKE, id=9, body=body)
    assert grouped([STRIKE, twin], {1: "a", 9: "a"}) == [[1], [9]]
    assert grouped([STRIKE, replace(STRIKE, id=9)], {1: "a", 9: "a"}) == [[1, 9]]


def test_articles_are_grouped_in_order_at_a_threshold() -> None:
    labels = {1: "strike", 2: "strike"}
    assert grouped([STRIKE, BLAZE, STRIKE_NB], labels) == [[1, 2], [3]]
    assert grouped([STRIKE, BLAZE, STRIKE_NB], labels, join=1.1) == [[1], [3], [2]]
