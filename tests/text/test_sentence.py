"""Titles and initials end no sentence; everything else with a full stop may."""

from __future__ import annotations

import re

import pytest

from worker.text.sentence import ENDS, LONGEST

SENTENCE_END = re.compile(rf"(?<=[.!?…]){ENDS}\s+")


@pytest.mark.parametrize(
    "text",
    [
        "The Council has listed Dr. Malek Ali",
        "Ifølge prof. Kari Nordmann er det for sent",
        "J. K. Rowling was there",
        "The U.S. Army said so",
        "Заявив ген. Залужний",
        "She lives in St. Petersburg",
    ],
)
def test_goes_on(text: str) -> None:
    assert SENTENCE_END.split(text) == [text]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("He left. She stayed.", ["He left.", "She stayed."]),
        ("Really, Dr? No, Mr! Yes.", ["Really, Dr?", "No, Mr!", "Yes."]),
        ("A blow to Aldr. Then calm", ["A blow to Aldr.", "Then calm"]),
        ("It was 2026. Then came war", ["It was 2026.", "Then came war"]),
        ("Det sa hun. Dr. Ola gikk", ["Det sa hun.", "Dr. Ola gikk"]),
    ],
)
def test_ends(text: str, sentences: list[str]) -> None:
    assert SENTENCE_END.split(text) == sentences


def test_a_slice_of_that_many_characters_is_enough() -> None:
    assert SENTENCE_END.search("Messrs. Smith"[-LONGEST - len(" Smith") :]) is None
