"""How like two articles are, within a language, across, and over time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.group.texts import BLAZE, STRIKE, STRIKE_NB, later, told
from worker.group import fingerprint
from worker.group.assign import JOIN
from worker.group.likeness import alike, linked
from worker.group.skeleton import skeleton

ONE, OTHER = fingerprint(STRIKE), fingerprint(STRIKE_NB)


def test_one_event_in_two_languages_is_far_more_alike_than_two_events() -> None:
    apart = alike(ONE, fingerprint(BLAZE)).score
    assert min(alike(ONE, ONE).score, alike(ONE, OTHER).score) > 5 * apart


def test_likeness_has_no_direction_but_for_the_names_shown() -> None:
    assert alike(ONE, OTHER).score == pytest.approx(alike(OTHER, ONE).score)
    assert "Zelenskyy" in alike(ONE, OTHER).shared
    assert "Zelenskyj" in alike(OTHER, ONE).shared


def test_near_languages_spell_names_alike_and_are_not_raised() -> None:
    danish = replace(OTHER, language="da")
    english = replace(OTHER, language="en")
    assert alike(OTHER, danish).score < alike(OTHER, english).score


SHARED = {
    "one name": ({"Belfast": 0.5}, False),
    "a name and what is derived from it": ({"Scotland": 0.45, "Scottish": 0.3}, False),
    "a name and one beside it": ({"Indonesia": 0.45, "Palu": 0.3}, True),
    "a few": ({"Indonesia": 0.3, "Palu": 0.3, "Sulawesi": 0.3}, True),
}


@pytest.mark.parametrize("language", ["en", "nb"])
@pytest.mark.parametrize(("names", "joins"), SHARED.values(), ids=SHARED.keys())
def test_names_bear_a_likeness_out_if_there_are_several(
    names: dict[str, float], language: str, *, joins: bool
) -> None:
    held = {skeleton(name): weight for name, weight in names.items()}
    surfaces = {skeleton(name): name for name in names}
    one = replace(ONE, anchors=held, surfaces=surfaces)
    other = replace(OTHER, anchors=held, surfaces=surfaces, language=language, words=one.words)
    found = alike(one, other)
    assert found.score >= JOIN
    assert (found.sure >= JOIN) == joins


TWO, THREE = {"Oslo": 0.8, "Korslund": 0.1}, {"Oslo": 0.8, "Korslund": 0.1, "Bane": 0.1}
TIES = {
    "one name and a word": ({"Oslo": 0.8}, {"cable": 0.5}, False),
    "a name, what is derived from it and a word": (
        {"Scotland": 0.7, "Scottish": 0.3}, {"cable": 0.5}, False,
    ),
    "a name, a single digit and a word": ({"Oslo": 0.8, "5": 0.1}, {"cable": 0.5}, False),
    "two names": (TWO, {}, False),
    "two names and their words": (TWO, {"oslo": 0.5, "korslu": 0.3}, False),
    "two names and what stands in every text": (TWO, {"monday": 0.5, "said": 0.3}, False),
    "two names and a word": (TWO, {"cable": 0.5}, True),
    "a name, a number and a word": ({"Oslo": 0.8, "61": 0.1}, {"cable": 0.5}, True),
    "two names, and their words alone": (TWO, {"oslo": 0.9}, False),
    "three names": (THREE, {}, True),
    "one name, and the same words": ({"Oslo": 0.8}, {"cable": 0.9}, True),
}  # fmt: skip


@pytest.mark.parametrize("triples", [20, 200])
@pytest.mark.parametrize(("names", "words", "joins"), TIES.values(), ids=TIES.keys())
def test_what_ties_a_short_text(
    names: dict[str, float], words: dict[str, float], triples: int, *, joins: bool
) -> None:
    held = {skeleton(name) or name: weight for name, weight in names.items()}
    surfaces = {skeleton(name) or name: name for name in names}
    one = replace(ONE, anchors=held, surfaces=surfaces, triples=20)
    one = replace(one, words={"police": 0.6, **words})
    other = replace(one, words={"train": 0.6, **words}, triples=triples)
    found = alike(one, other)
    assert found.score >= JOIN
    assert (found.sure >= JOIN) == joins


def test_two_names_tie_short_texts_in_two_languages() -> None:
    held = {skeleton(name): weight for name, weight in TWO.items()}
    surfaces = {skeleton(name): name for name in TWO}
    one = replace(ONE, anchors=held, surfaces=surfaces, triples=20)
    other = replace(one, language="nb")
    assert alike(one, other).sure == alike(one, other).score > 0.2


def test_a_latin_name_in_a_script_without_capitals_need_not_bear_a_likeness_out() -> None:
    names = {skeleton("NATO"): 0.3}
    surfaces = {skeleton("NATO"): "NATO"}
    for words, borne_out in ((ONE.words, False), (dict.fromkeys(("炼油", "油厂"), 0.7), True)):
        one = replace(ONE, anchors=names, surfaces=surfaces, words=words)
        found = alike(one, one)
        assert (found.sure == found.score) == borne_out


def test_time_wears_likeness_away() -> None:
    after = fingerprint(later(STRIKE_NB, timedelta(hours=72)))
    assert 0.55 < alike(ONE, after).score / alike(ONE, OTHER).score < 0.65


def test_a_story_is_as_like_as_its_closest_and_its_mean() -> None:
    far = fingerprint(BLAZE)
    found = linked(OTHER, [far, ONE])
    assert alike(OTHER, far).score < found.score < alike(OTHER, ONE).score
    assert found.shared == alike(OTHER, ONE).shared


@given(st.text(max_size=400), st.text(max_size=400), st.sampled_from(["en", "de", "uk", None]))
def test_any_texts_are_alike_to_a_part_and_the_same_way_twice(
    title: str, body: str, language: str | None
) -> None:
    found = fingerprint(told(STRIKE, 9, title=title, body=body, language=language))
    assert found == fingerprint(told(STRIKE, 9, title=title, body=body, language=language))
    assert 0.0 <= alike(found, ONE).score <= 1.0
