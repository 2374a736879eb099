"""Rows as JSON: a table of values and what they become."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from pathlib import Path

import pytest

from worker.text.jsonable import jsonable

OSLO = timezone(timedelta(hours=1))
MOMENT = datetime(2026, 11, 22, 9, 30, 5, 123456, OSLO)


class State(StrEnum):
    OPEN = "open"


@dataclass
class Row:
    name: str
    at: datetime | None
    parts: tuple[Row, ...] = ()


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (MOMENT, "2026-11-22T08:30:05Z"),
        (None, None),
        (True, True),
        (1.5, 1.5),
        (State.OPEN, "open"),
        (Path("a/b"), "a/b"),
        ({1: MOMENT}, {"1": "2026-11-22T08:30:05Z"}),
        (frozenset({"a"}), ["a"]),
        (Row("a", None, (Row("b", MOMENT),)),
         {"name": "a", "at": None, "parts": [
             {"name": "b", "at": "2026-11-22T08:30:05Z", "parts": []}]}),
        (Row, str(Row)),
    ],
)  # fmt: skip
def test_a_value_as_json_knows_it(value: object, shown: object) -> None:
    assert jsonable(value) == shown
