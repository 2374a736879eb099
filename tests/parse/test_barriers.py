"""Walls that talk at length, and short news in the words of walls; `barriers.txt` is our own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.parse.html import page
from worker.model import PageVerdict
from worker.parse import barriers, consent, cues, paying
from worker.parse.cues import phrases, whole
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


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        ("page (?:is |was )?gone", "page is gone"),
        ("page (?:is |was )?gone", "page was gone"),
        ("gone(?: now| today)", "gone today"),
        ("\n    no page\n    page (?:is |was )gone\n", "page was gone"),
    ],
)
def test_a_space_beside_a_bar_in_a_group_is_read(listed: str, said: str) -> None:
    assert re.fullmatch(whole(listed), said)


def test_a_list_is_parted_at_bars_and_new_lines() -> None:
    assert phrases("\n    read on|share this\n    print\n") == ("read on", "share this", "print")


def test_no_phrase_has_a_space_about_it() -> None:
    lists = [value for room in (cues, barriers, consent, paying) for value in vars(room).values()]
    wrong = []
    for listed in (one for one in lists if isinstance(one, str) and one.startswith("\n    ")):
        depth = 0
        for one in phrases(listed):
            before, depth = depth, depth + one.count("(") - one.count(")")
            if (one[0] == " " and not before) or (one[-1] == " " and not depth):
                wrong.append(one)
        assert depth == 0
    assert wrong == []


@pytest.mark.parametrize(
    "said",
    [
        "Siden finnes dessverre ikke",
        "Siden findes desværre ikke",
        "Siden finnes ikke",
        "Seite wurde nicht gefunden",
        "Seite konnte leider nicht gefunden",
        "Seite nicht gefunden",
    ],
)
def test_a_page_that_is_gone_may_say_so_politely(said: str) -> None:
    found = extract(page(f"{said}\nVestby Post"), {}, URL)
    assert (found.verdict, found.words) == (
        PageVerdict.WALL,
        f"the page is gone: '{said.casefold()}'",
    )


def _below(headline: str, text: str, title: str) -> bytes:
    """A page with a headline, and a footer as all have one."""
    paragraphs = "".join(f"<p>{one}</p>" for one in text.split("\n"))
    return (
        f"<html><head><title>{title}</title></head><body><nav><a href=/>Home</a></nav>"
        f"<main><article><h1>{headline}</h1>{paragraphs}</article></main>"
        "<footer><p>Cookie settings</p></footer></body></html>"
    ).encode()
