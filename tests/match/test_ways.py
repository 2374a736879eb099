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
        ("1600", ["1 600"]),
        ("1,600 men", ["1600 men"]),
        ("10 000 000", ["10000000"]),
        ("1,60", []),
        ("1-600", []),
        ("0,600", []),
        ("160", []),
        ("0160", []),
        ("F-16 ceasefire", ["F 16 cease-fire", "F16 ceasefire", "F16 cease-fire"]),
    ],
)
def test_the_ways_of_a_term_are_shown_as_printed(text: str, also: list[str]) -> None:
    assert [shown(way) for way in ways(text, Tongue(("en",)), Toy())[1:]] == also
