from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.text.fold import PARAGRAPH, fold
from worker.text.tokens import trace, words

ODD = st.text(
    alphabet="aéßİ'’ .\n\r\u2029йи\u0306\u0301їЯ-習ข่\u00adﬁ½😀e\u0323\u1100\u1161\u11a8ŉ\ud800"
)


@pytest.mark.parametrize(
    ("text", "word", "surface"),
    [
        ("Die Straße dort", "strasse", "Straße"),
        ("I İstanbul, ja", "istanbul", "İstanbul"),
        ("un e\u0301te\u0301!", "ete", "e\u0301te\u0301"),
        ("high ﬁnance", "finance", "ﬁnance"),
        ("x long\u00adrange y", "longrange", "long\u00adrange"),
        ("😀😀 Київ", "київ", "Київ"),
        ("сам и\u0306од", "йод", "и\u0306од"),
        ("see 習近平", "近", "近"),
        ("it is ½ now", "1 2", "½"),
        ("Putin’s plan", "s", "s"),
        ("пам’ять про", "пам'ять", "пам’ять"),
    ],
)
def test_the_way_back(text: str, word: str, surface: str) -> None:
    traced = trace(text)
    at = traced.folded.index(f" {word} ") + 1
    start, end = traced.original(at, at + len(word))
    assert text[start:end] == surface


@given(st.one_of(st.text(), ODD))
def test_tracing_folds_as_fold_does(text: str) -> None:
    traced = trace(text)
    assert traced.folded == fold(text)
    assert len(traced.starts) == len(traced.ends) == len(traced.folded)


@given(ODD)
def test_every_word_comes_from_a_stretch_that_folds_to_it(text: str) -> None:
    traced = trace(text)
    at = 1
    for word in traced.folded.split():
        start, end = traced.original(at, at + len(word))
        if word != PARAGRAPH:
            assert 0 <= start < end <= len(text)
            assert word in fold(text[start:end]).split()
        at += len(word) + 1


def test_words_leave_paragraph_marks_out() -> None:
    assert words(fold("One two.\n\nThree")) == ["one", "two", "three"]
