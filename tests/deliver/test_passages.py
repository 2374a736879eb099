"""People are shown each sentence once, with all that was found in it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.deliver.passages import LONGEST, PASSAGES, shown


def passage(text: str, *words: str, zone: str = "body", term: str = "x") -> dict[str, Any]:
    """One in which these words were found."""
    spans = [[text.index(word), text.index(word) + len(word)] for word in words]
    return {"zone": zone, "text": text, "spans": spans, "term": term}


def found(one: Any) -> list[str]:
    """What is marked in it."""
    return [one["text"][start:end] for start, end in one["spans"]]


SENTENCE = "Harlan is said to have backed long-range strikes against depots east of Varnsk."
ONE = passage(SENTENCE, "long-range strikes")
CASES = {
    "the same": (ONE, passage(SENTENCE, "Varnsk"), SENTENCE, ["long-range strikes", "Varnsk"]),
    "a part": (
        ONE, passage(f"… {SENTENCE[20:]}", "Varnsk"), SENTENCE, ["long-range strikes", "Varnsk"],
    ),
    "the whole of a part": (
        passage(f"… {SENTENCE[20:]}", "Varnsk"), ONE, SENTENCE, ["long-range strikes", "Varnsk"],
    ),
    "one goes on": (
        passage(f"… {SENTENCE[12:60]} …", "long-range strikes"),
        passage(f"… {SENTENCE[30:]} He left.", "Varnsk", "left"),
        f"… {SENTENCE[12:]} He left.",
        ["long-range strikes", "Varnsk", "left"],
    ),
    "one that is cut goes on": (
        passage(SENTENCE[:60], "backed"),
        passage(f"{SENTENCE[30:70]} …", "strikes"),
        f"{SENTENCE[:70]} …",
        ["backed", "strikes"],
    ),
    "what was found overlaps": (
        passage(SENTENCE, "long-range"), passage(SENTENCE, "range strikes"), SENTENCE,
        ["long-range strikes"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_passages_that_overlap_are_one(case: tuple[Any, Any, str, list[str]]) -> None:
    one, other, text, marked = case
    [both], left_out = shown([one, other])
    assert (both["text"], found(both), left_out) == (text, marked, 0)


APART = {
    "of two zones": passage(SENTENCE, "Varnsk", zone="lead"),
    "of other words": passage("He left Varnsk.", "Varnsk"),
    "with a few letters in common": passage(f"{SENTENCE[-10:]} He left.", "left"),
    "too long together": passage(SENTENCE[30:] + " more" * 45, "Varnsk"),
    "too long by itself": passage(SENTENCE + " more" * 60_000, "Varnsk"),
}


@pytest.mark.parametrize("other", APART.values(), ids=APART.keys())
def test_others_stay_apart(other: Any) -> None:
    assert shown([ONE, other]) == ([ONE, other], 0)


def test_list_entries_of_both_are_told_once() -> None:
    entry, more = {"id": "7"}, {"id": "8"}
    others = {"listed": [entry, more], "listed_left_out": 4}
    [both], _ = shown([{**ONE, "listed": [entry]}, {**ONE, **others}])
    assert (both["listed"], both["listed_left_out"]) == ([entry, more], 4)


def test_each_term_is_shown_before_any_is_shown_again() -> None:
    texts = [passage(f"Nothing like it: {n}", "it", term="x" if n < 4 else "y") for n in range(5)]
    kept, left_out = shown(texts)
    assert ([one["text"][-1] for one in kept], left_out) == (["0", "1", "4"], 2)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 60)), max_size=6))
def test_every_mark_stays_on_its_words(cuts: list[tuple[int, int]]) -> None:
    text = f"{SENTENCE} And the port of Dravnik burned."
    pieces = [text[low : low + size] for low, size in sorted(cuts)]
    parts = [passage(piece, piece) for piece in pieces]
    kept, left_out = shown(parts)
    assert len(kept) <= PASSAGES
    assert all(one["text"] in text and len(one["text"]) <= LONGEST for one in kept)
    if not left_out:
        told = " ".join(one["text"] for one in kept)
        assert all(piece in told for piece in pieces)
    for one in kept:
        assert all(0 <= start < end <= len(one["text"]) for start, end in one["spans"])
