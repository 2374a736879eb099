"""Which titles may be names: a table."""

from __future__ import annotations

import pytest

from worker.group.told import is_label

LABELS = {
    "State Institute of Post and Public Services": True,
    "The State Institute": True,
    "North Way": True,
    "Spirit 2": True,
    "Works ‘iLogical’": True,
    "State institute": False,
    "institutes": False,
    "That Was Really Bad Body Language": False,
    "Institute Closes After Spring": False,
    "会议通知": False,
    "13:45": False,
    "": False,
    "…": False,
}


@pytest.mark.parametrize("title", LABELS)
def test_a_title_may_be_a_name(title: str) -> None:
    assert is_label(title, "en") is LABELS[title]
