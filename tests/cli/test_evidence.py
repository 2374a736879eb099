from __future__ import annotations

from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.cli.evidence import evidence_lines, marked
from worker.model import Evidence, Listed

SPANS = st.lists(st.tuples(st.integers(-5, 40), st.integers(-5, 40)), max_size=6)


def test_spans_are_cut_out_in_order() -> None:
    assert marked("Strikes on Moscow", [[11, 17], [0, 7]]) == (
        ("Strikes", "hit"),
        (" on ", ""),
        ("Moscow", "hit"),
    )


def test_overlapping_and_touching_spans_are_one() -> None:
    assert marked("abcdef", [(0, 3), (2, 4), (4, 5)]) == (("abcde", "hit"), ("f", ""))


def test_a_passage_stays_on_its_line() -> None:
    assert marked("one\ntwo", [(4, 7)]) == (("one ", ""), ("two", "hit"))


def test_spans_outside_the_text_are_ignored() -> None:
    assert marked("abc", [(5, 9), (2, 2), (3, 1)]) == (("abc", ""),)


@given(st.text(st.characters(exclude_characters="\r\n"), max_size=30), SPANS)
def test_no_letter_is_lost_or_doubled(text: str, spans: list[tuple[int, int]]) -> None:
    assert "".join(piece for piece, _ in marked(text, spans)) == text


@pytest.mark.parametrize("as_body", [False, True])
def test_a_listed_name_is_told_below_its_passage(*, as_body: bool) -> None:
    entries = Listed("sdn", "Ivan Petrov", "4711", "UKR"), Listed("eu", "Ivan", None, None)
    passage = Evidence("body", "Ivan Petrov left", ((0, 11),), "@sdn", listed=entries)
    assert [*evidence_lines([asdict(passage) if as_body else passage])] == [
        (("  body        ", "dim"), ("Ivan Petrov", "hit"), (" left", "")),
        (("              ", ""), ("Ivan Petrov: @sdn 4711, UKR", "dim")),
        (("              ", ""), ("Ivan: @eu", "dim")),
    ]


def test_a_sentence_is_shown_once_whatever_was_found_in_it() -> None:
    text = "Ivan Petrov left Plovnik."
    evidence = [
        Evidence("title", "Ivan leaves", ((0, 4),), "ivan"),
        Evidence("body", text, ((0, 4),), "ivan"),
        Evidence("body", text, ((17, 24),), "plovnik"),
    ]
    assert [*evidence_lines(evidence, indent=4)] == [
        (("    title     ", "dim"), ("Ivan", "hit"), (" leaves", "")),
        (
            ("    body      ", "dim"),
            ("Ivan", "hit"),
            (" Petrov left ", ""),
            ("Plovnik", "hit"),
            (".", ""),
        ),
    ]
