"""A term in every way newsrooms write it, as people are shown them."""

from __future__ import annotations

import pytest

from tests.match.forms import Toy
from worker.match.ways import shown, ways
from worker.match.wording import Tongue


@pytest.mark.parametrize(
    ("text", "also"),
    [
        ("strike", []),
        ("US", ["U.S."]),
        ("U.S.", ["US"]),
        ("US strike", ["U.S. strike"]),
        ("MH17", ["MH-17"]),
        ("F16", ["F-16"]),
        ("F-16", ["F16"]),
        ("ceasefire", ["cease-fire"]),
        ("cease fire", ["ceasefire"]),
        ("F-16 ceasefire", ["F 16 cease-fire", "F16 ceasefire", "F16 cease-fire"]),
    ],
)
def test_the_ways_of_a_term_are_shown_as_printed(text: str, also: list[str]) -> None:
    assert [shown(way) for way in ways(text, Tongue(("en",)), Toy())[1:]] == also
