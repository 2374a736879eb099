"""Which names would be found in texts that do not mean them."""

from __future__ import annotations

import pytest

from worker.text.everyday import is_common


@pytest.mark.parametrize(
    ("name", "common"),
    [
        ("US", True),
        ("Of", True),
        ("Ali", True),
        ("Victor", True),
        ("HORIZON", True),
        ("Rosneft", False),
        ("Li Na", True),
        ("Xi Jinping", False),
        ("1234567", True),
        ("習近平", False),
        ("…", False),
        ("Wagner Group", False),
    ],
)
def test_what_is_too_common_to_count_alone(name: str, *, common: bool) -> None:
    assert is_common(name) is common
