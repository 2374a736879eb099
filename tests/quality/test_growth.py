"""The measure of growth tells a square from a line."""

from __future__ import annotations

import pytest

from tests.growth import grown


def test_what_costs_what_its_size_does_is_found() -> None:
    assert grown(lambda n: sum(one & 1 for one in range(n)), int, 6_000_000) == 3_000_000


def test_what_grows_with_the_square_fails() -> None:
    with pytest.raises(AssertionError, match=r"8 times the size took \d\d times"):
        grown(lambda n: sum(one & two & 1 for one in range(n) for two in range(n)), int, 2_400)
