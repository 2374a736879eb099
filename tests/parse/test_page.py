"""HTML to plain text, zones, and text at the border."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.growth import grown
from worker.parse import clean
from worker.parse.page import plain, zones

TABLE = {
    "plain words": "plain words",
    "a &lt; b &amp;amp; c": "a < b &amp; c",
    "3 < 5 and 7 > 2": "3 < 5 and 7 > 2",
    "<p>One</p><p>Two</p>": "One\n\nTwo",
    "One<br>two<br/><br>three": "One\ntwo\n\nthree",
    "w<b>or</b>d": "word",
    "<ul><li>a<li>b</ul>c": "a\n\nb\n\nc",
    "<table><tr><td>1<td>2<tr><td>3</table>": "1 2\n\n3",
    "<p title='a>b' onclick=\"x('>')\">t</p>": "t",
    "x<script>alert('</b>')</script>y<style>p{}</style>": "xy",
    "a<form><input value=1>sign up</form><template>no</template>b": "ab",
    "a<!-- hidden -->b": "ab",
    "<![CDATA[ <i>in</i>side ]]>": "inside",
    "caf&eacute;&nbsp;&#x2014;&#33;": "café —!",
    "<p>cut off <b>tex": "cut off tex",
    "<": "<",
    "<frameset><frame></frameset>": "",
    "a\x00b<i>c\x01</i>": "abc",
    "": "",
    "hi" + "<br>" * 2_000: "hi",  # many tags, none of them deep
}


@pytest.mark.parametrize(("markup", "expected"), TABLE.items())
def test_plain(markup: str, expected: str) -> None:
    assert plain(markup) == expected


@pytest.mark.load
@pytest.mark.parametrize(
    "markup",
    [
        lambda n: "<div>" * n + "hi",
        lambda n: "<p " + " ".join(f"a{one}=1" for one in range(n)) + ">hi</p>",
        lambda n: "<b><i>" * n + "hi",
        lambda n: "<div>" * 2_000 + "hi" + "<!" * n,
        lambda n: "<div>" * 2_000 + "hi" + "<script " * n,
        lambda n: "<b><p></b></p>" * n + "hi",
        lambda n: "hi" + "<a href=\"'" * n,
        lambda n: "hi" + " " * n * 20,
        lambda n: "hi" + "<br>" * n,
        lambda n: "<" * n * 5 + "p>hi",
    ],
    ids=range(10),
)
def test_hostile_markup_costs_what_its_length_does(markup: Callable[[int], str]) -> None:
    assert "hi" in grown(plain, markup, 100_000)


@pytest.mark.parametrize("wrap", [lambda s: s, lambda s: "<div>" * 2_000 + s], ids=["tree", "deep"])
def test_both_ways_agree_on_what_is_hidden(wrap: object) -> None:
    assert callable(wrap)
    found = plain(wrap("a<script>x</script><p>b &amp; c</p><!-- d --><style>e</style>"))
    assert found.split() == ["a", "b", "&", "c"]


@pytest.mark.parametrize(
    ("summary", "content", "expected"),
    [
        ("", "", ("", "")),
        ("Short.", "", ("Short.", "")),
        ("One.\n\nTwo.", "", ("", "One.\n\nTwo.")),
        ("x" * 1_001, "", ("", "x" * 1_001)),
        ("", "Body.", ("", "Body.")),
        ("Lead.", "Body.", ("Lead.", "Body.")),
        ("Body starts", "Body  starts\nand goes on.", ("", "Body  starts\nand goes on.")),
        ("Body starts [...]", "Body starts and goes on.", ("", "Body starts and goes on.")),
        ("Body starts …", "Body starts and goes on.", ("", "Body starts and goes on.")),
        ("Same.", "Same.", ("Same.", "")),
        ("All of it.\n\nAnd more.", "All of it.", ("", "All of it.\n\nAnd more.")),
    ],
)
def test_zones(summary: str, content: str, expected: tuple[str, str]) -> None:
    assert zones(summary, content) == expected


@given(st.text())
@example("0\n\x1f\n0")
@example("0\n \n0")
def test_border_leaves_nothing_forbidden_and_is_idempotent(value: str) -> None:
    for cleaned in (clean.text(value), clean.line(value), plain(value)):
        assert not any(
            unicodedata.category(sign) in ("Cs", "Cc") for sign in cleaned if sign not in "\n\t"
        )
        assert unicodedata.is_normalized("NFC", cleaned)
        cleaned.encode()
    assert clean.text(clean.text(value)) == clean.text(value)
    assert clean.line(clean.line(value)) == clean.line(value)
    assert "\n" not in clean.line(value)


def test_lengths_are_capped() -> None:
    assert len(clean.line("x" * 5_000)) == clean.TITLE_CHARS
    assert clean.line("x" * 5_000).endswith("…")
    assert len(clean.text("x" * 3_000_000)) == clean.TEXT_CHARS
    assert clean.line("\u202eevil\u202c \u200f") == "evil \u200f"
