from __future__ import annotations

import pytest
from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

from worker.lexicon import build
from worker.lexicon.index import Index
from worker.lexicon.keys import applied, packed, shared
from worker.text.forms.lexicon import Ending

PAIRS = [
    ("strike", "strike"),
    ("strikes", "strike"),
    ("struck", "strike"),
    ("better", "good"),
    ("good", "good"),
    ("større", "stor"),
]


@pytest.mark.parametrize(
    ("word", "other"),
    [("strike", "struck"), ("good", "better"), ("a", "a"), ("abc", ""), ("mus", "Müse")],
)
def test_a_change_is_read_back_as_it_was_written(word: str, other: str) -> None:
    same = shared(word, other)
    key = packed("l", word, len(word) - same, other[same:])
    assert applied(word, key[len(word) + 2 :]) == other


def test_an_index_answers_what_the_pairs_say() -> None:
    index = Index.of(build.keys_of(PAIRS))
    assert sorted(index.forms("strike")) == ["strike", "strikes", "struck"]
    assert index.forms("strik") == []
    assert index.lemmas("better") == ["good"]
    assert index.lemmas("bet") == []
    assert index.twin("storre")
    assert not index.twin("stor")
    assert index.endings("ike") == []  # too few words to say anything


def test_endings_tell_how_often_words_change_so() -> None:
    regular = [f"{letter}{other}ling" for letter in "bcdfgh" for other in "aeiouy"]
    pairs = [(word, word) for word in regular] + [(f"{word}s", word) for word in regular[:18]]
    index = Index.of(build.keys_of(pairs))
    assert set(index.endings("ling")) == {Ending(0, "", 99), Ending(0, "s", 50)}
    assert index.endings("g") == index.endings("ling")


def test_the_stream_is_the_public_dictionary_word_for_word() -> None:
    public = DefaultDictionaryFactory().get_dictionary("id")
    assert dict(build.pairs_of("id")) == dict(public)
    assert build.count_of("id") == len(public)
    assert dict(build.pairs_of("fa")) == dict(DefaultDictionaryFactory().get_dictionary("fa"))
