"""Look-alike events: two of each kind (quakes, refineries, elections), three reports of each.

    python -m tests.quality.twins [--orders 8]

The reports of `twins.txt` were written for this, about events of 2025. They come ten minutes apart,
in any order, and one rule hears all of a kind.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from tests.alert.given import article
from tests.quality.grouping import APART, START, mean, words
from worker.group.trial import Score, grouped, score

REPORTS = Path(__file__).parent / "twins.txt"
Report = tuple[str, str, str]  # the event, a title, a text


@cache
def reports() -> tuple[Report, ...]:
    """All of them; an event is called by its kind, a dash and where it was."""
    found: list[Report] = []
    for block in REPORTS.read_text("utf-8").split("== ")[1:]:
        event, _, told = block.partition("\n")
        for one in told.split("\n--\n"):
            title, _, text = one.strip().partition("\n")
            found.append((event, title, text))
    return tuple(found)


def in_order(told: Sequence[Report]) -> Score:
    """How they are grouped if they come in this order."""
    articles = [
        article(
            id=number, title=title, lead="", body=text, language="en", url=None, canonical_url=None,
            published_at=START + number * APART, first_seen_at=START + number * APART,
        )
        for number, (_, title, text) in enumerate(told)
    ]  # fmt: skip
    events = {number: event for number, (event, _, _) in enumerate(told)}
    kinds = {number: event.partition("-")[0] for number, event in events.items()}
    return score(grouped(articles, kinds), events)


def measure(orders: int) -> Score:
    """The mean over so many orders."""
    return mean([in_order(_shuffled(seed)) for seed in range(orders)])


def _shuffled(seed: int) -> list[Report]:
    told = list(reports())
    random.Random(seed).shuffle(told)
    return told


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--orders", type=int, default=8)
    chosen = options.parse_args()
    print(words(measure(chosen.orders)))


if __name__ == "__main__":
    main()
