"""Walls that talk at length, and short news in the words of walls; `barriers.txt` is our own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.parse.html import page
from worker.model import PageVerdict
from worker.parse.fulltext import extract

URL = "https://news.example.org/port"
TOLD = Path(__file__).with_name("barriers.txt").read_text("utf-8").split("== ")[1:]
WALLS = [one.split("\n", 2)[1:] for one in TOLD if one.startswith("wall")]
NEWS = [one.split("\n", 2)[1:] for one in TOLD if one.startswith("news")]


@pytest.mark.parametrize(("title", "text"), WALLS)
def test_a_wall_may_talk_at_length(title: str, text: str) -> None:
    headline, _, below = text.strip().partition("\n")
    bare = page(text.strip(), title=title)
    under = _below(headline, below or headline, title=title)
    for shown in (bare, under):
        assert extract(shown, {}, URL).verdict is PageVerdict.WALL


@pytest.mark.parametrize(("headline", "text"), NEWS)
def test_news_in_the_words_of_a_wall_is_news(headline: str, text: str) -> None:
    found = extract(_below(headline, text.strip(), title=f"{headline} - Vestby Post"), {}, URL)
    assert (found.verdict, found.text) == (PageVerdict.OK, text.strip().replace("\n", "\n\n"))


def _below(headline: str, text: str, title: str) -> bytes:
    """A page with a headline, and a footer as all have one."""
    paragraphs = "".join(f"<p>{one}</p>" for one in text.split("\n"))
    return (
        f"<html><head><title>{title}</title></head><body><nav><a href=/>Home</a></nav>"
        f"<main><article><h1>{headline}</h1>{paragraphs}</article></main>"
        "<footer><p>Cookie settings</p></footer></body></html>"
    ).encode()
