from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.alert.correction import changes, mark

BODY = "Ten people were hurt in the fire on Monday, the police said."
LONG = " ".join(f"word{n}" for n in range(4_000))

CASES = {
    "nothing": ("A title", "A title", BODY, BODY, ()),
    "case, punctuation, spaces": ("A title", "A  Title!", BODY, f"«{BODY.upper()}»", ()),
    "a clock time": ("A", "A", f"{BODY} Updated 10:41", f"{BODY} Updated 11:02:30", ()),
    "a clock time with a full stop": (
        "A", "A", f"{BODY} Oppdatert 14.30, 29.11.2026 kl. 9.05, um 8.10 Uhr",
        f"{BODY} Oppdatert 15.10, 29.11.2026 kl. 9.50, um 8.15 Uhr", (),
    ),
    "a clock time behind a date": ("A", "A", f"{BODY} 29.11 14.30", f"{BODY} 29.11 15.00", ()),
    "a price": (
        "A", "A", "It costs $12.50 now.", "It costs $11.25 now.", ("“$12.50” is now “$11.25”",),
    ),
    "a rate": (
        "Rate of 3.25 percent", "Rate of 3.75 percent", BODY, BODY,
        ("title “Rate of 3.25 percent” is now “Rate of 3.75 percent”",),
    ),
    "a title": ("Ten hurt", "Two dead", BODY, BODY, ("title “Ten hurt” is now “Two dead”",)),
    "a word": (
        "A", "A", BODY, BODY.replace("Ten", "Twelve"), ("“Ten” is now “Twelve”",),
    ),
    "words taken out": (
        "A", "A", BODY, BODY.replace(" on Monday,", ""), ("“on Monday,” was taken out",),
    ),
    "words added": ("A", "A", BODY, BODY + " One died.", ("“One died.” was added",)),
    "a text that was none": ("A", "A", "", "One died.", ("“One died.” was added",)),
    "more than three": (
        "A", "A", "a 1 b 2 c 3 d 4 e 5 f", "a x b y c z d v e w f",
        ("“1” is now “x”", "“2” is now “y”", "“3” is now “z”", "and 2 more changes"),
    ),
    "a long passage": (
        "A", "A", "a z", f"a {' '.join('bcdefghijklmnop')} z",
        ("“b c d e f g h i j k l m …” (15 words) was added",),
    ),
    "a title too long to be quoted whole": (
        "A", "b" * 200, "", "", (f"title “A” is now “{'b' * 159}…”",),
    ),
    "written anew": (
        "A", "A", LONG, "nothing of it",
        ("4,000 words of the text were written anew (3 now)",),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("a", "b", "c", "d", "expected"), CASES.values(), ids=CASES.keys())
def test_changes(a: str, b: str, c: str, d: str, expected: tuple[str, ...]) -> None:
    assert changes((a, "", c), (b, "", d)) == expected
    assert changes((a, c, c), (b, d, d)) == expected  # a lead that is the body's beginning


WORDS = ["a", "b", "c", "—", "10:30", "10.30", "kl.", "D."]
words = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)


@given(words, words)
def test_a_text_is_no_change_of_itself_and_a_change_has_words(one: str, other: str) -> None:
    assert changes((one, one, one), (one, one, one)) == ()
    found = changes(("", one, ""), ("", other, ""))
    assert all(found)
    assert bool(found) == bool(changes(("", other, ""), ("", one, "")))
    assert bool(found) == (mark(one) != mark(other))
