"""Folding by bytes says what folding by characters says, and leads back to the same places."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.text.fold import PARAGRAPH, fold
from worker.text.letters import BETWEEN, decode, encode, fold_parts, folded_parts, shares
from worker.text.origins import Origins, origins
from worker.text.tokens import trace

TEXTS = [
    "",
    " \n\n ",
    "Long-range strikes, on Moscow!",
    "One.\n\n Two\n  \n\t\nthree\u2029four\nfive",
    "\n\nedge\n\n",
    "Ærø, Œuvre, Straße, Þór",
    "so\u00adft hy\u200bphens and l’Ukraine’s пам’ять 'quoted' об'єкт",
    "Ёлка, Київ, ґанок, Αθήνα, שלום, العربية, پرچم",
    "習近平 met Erdoğan, Vučić, Wałęsa in İstanbul",
    "cafe\u0301 й и\u0306 за́мок ﬁn ½ ① x²",
    "ქართული հայերեն हिन्दी ə",
    "no\uffffcharacter, a lone \ud800 surrogate and \U0001f600 or \U00010450",
]
tricky = "aAå \n\t'’жЖ-æßÞœ.\u00ad\u0301\u2029\uffff\u00a0їйe中ﬁ½١ქ"
texts = st.text(st.one_of(st.sampled_from(tricky), st.characters()))


def _the_slow_way(text: str) -> list[tuple[int, int, int]]:
    slow = trace(text)
    letters = [n for n, letter in enumerate(slow.folded) if letter not in f" {PARAGRAPH}"]
    return [(n, slow.starts[n], slow.ends[n]) for n in letters]


def _places(found: Origins) -> list[tuple[int, int, int]]:
    rows = zip(found.places, found.starts, found.ends, strict=True)
    return [(int(place), int(start), int(end)) for place, start, end in rows]


def test_parts_fold_as_each_does() -> None:
    assert fold_parts(TEXTS) == BETWEEN.join(encode(fold(text)) for text in TEXTS)
    assert folded_parts(TEXTS) == BETWEEN.decode().join(map(fold, TEXTS))
    assert fold_parts(["One, two", "", "Three"]) == b" one two \n \n three "


def test_a_huge_text_folds_as_a_small_one_does() -> None:
    huge = "Ærø,  and\n\nmore … " * 20_000
    assert fold_parts([huge, "x"]) == encode(fold(huge)) + BETWEEN + b" x "
    assert fold("a \n b  " * 100_000) == " " + "a b " * 100_000


@pytest.mark.parametrize("text", TEXTS)
def test_origins_are_those_of_the_slow_trace(text: str) -> None:
    assert fold_parts([text]) == encode(fold(text))
    assert folded_parts([text]) == fold(text)
    assert _places(origins(text)) == _the_slow_way(text)


@settings(max_examples=300)
@given(st.lists(texts, max_size=3))
def test_any_texts_fold_the_same_both_ways(found: list[str]) -> None:
    if found:
        assert fold_parts(found) == BETWEEN.join(encode(fold(text)) for text in found)
        assert folded_parts(found) == BETWEEN.decode().join(map(fold, found))
    for text in found:
        assert _places(origins(text)) == _the_slow_way(text)


def test_letters_with_a_byte_of_their_own_can_be_read_back() -> None:
    folded = fold("Straße Київ Αθήνα שלום العربية 42")
    assert decode(encode(folded)) == folded
    assert not shares(encode(folded))


def test_letters_of_other_scripts_share_bytes_but_not_with_the_common_ones() -> None:
    georgian, common = encode("ქართული"), encode("abcжзиαβγשלوا09")
    assert shares(georgian)
    assert not set(georgian) & set(common)


def test_published_characters_lead_to_the_letters_they_hold() -> None:
    found = origins("so, €5 – naïve ½!")
    assert found.folded(4, 6) == (4, 5)  # "€5": the 5
    assert found.folded(7, 8) == (6, 6)  # "–": before the next word
    assert found.folded(9, 14) == (6, 11)
    assert found.original(6, 11) == (9, 14)
    assert found.folded(16, 17) == (-1, -1)  # nothing follows


def test_a_question_for_one_place_looks_at_few_of_them() -> None:
    """Numbers of another kind would have numpy convert all places, at each question."""
    found = origins("a " * 100_000)
    tracemalloc.start()
    try:
        assert found.original(199_999, 200_000) == (199_998, 199_999)
        assert found.folded(199_998, 199_999) == (199_999, 200_000)
        assert tracemalloc.get_traced_memory()[1] < 10_000
    finally:
        tracemalloc.stop()
