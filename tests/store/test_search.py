"""The question for articles with some of several words means what it says."""

from __future__ import annotations

from itertools import combinations

import pytest

from worker.store.search import some_of

WORDS = ("a", "b", "c", "d", "e", "f")
SIGNS = {"sqlite": ('"', " AND ", " OR "), "postgresql": ("'", " & ", " | ")}


@pytest.mark.parametrize("dialect", SIGNS)
def test_so_many_words_of_several_are_asked_for(dialect: str) -> None:
    quote, both, either = SIGNS[dialect]
    for several in range(1, len(WORDS) + 1):
        for least in range(1, several + 1):
            question = some_of(dialect, WORDS[:several], least)
            asked = question.replace(both, " and ").replace(either, " or ")
            asked = asked.replace(quote, "")
            for number in range(several + 1):
                for held in combinations(WORDS[:several], number):
                    answer = eval(asked, {word: word in held for word in WORDS})
                    assert answer is (number >= least), (question, held)


def test_a_word_is_looked_up_a_few_times() -> None:
    assert some_of("sqlite", WORDS, 3).count('"a"') <= 4
