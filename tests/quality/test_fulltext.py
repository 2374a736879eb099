"""Full text of real pages keeps to `floors.json`: wanted at least, unwanted at most (per cent)."""

from __future__ import annotations

import os
from functools import cache
from html import escape
from pathlib import Path

import pytest

from tests.parse.html import PROSE
from tests.quality.fulltext import FLOORS, Tally, measure
from tests.quality.marked import Page, pages
from worker.model import PageVerdict
from worker.parse.chrome import words
from worker.parse.fulltext import extract

CORPUS = os.environ.get("WIREBELL_CORPUS")
needs_corpus = pytest.mark.skipif(not CORPUS, reason="WIREBELL_CORPUS is unset: no pages")
MOST_HELD_BACK = 0.05  # of real articles that are called a wall, a part, or empty


@cache
def tallies() -> dict[str, Tally]:
    return measure(pages(Path(CORPUS or "")))


@needs_corpus
@pytest.mark.parametrize("source", FLOORS)
def test_no_figure_sinks_below_its_floor(source: str) -> None:
    wanted, unwanted = FLOORS[source]
    found = tallies()[source]
    assert found.found_share >= wanted
    assert found.unwanted_share <= unwanted


@needs_corpus
@pytest.mark.parametrize("source", ["fundus", "trafilatura"])
def test_real_articles_are_not_held_back(source: str) -> None:
    found = tallies()[source]
    assert len(found.verdicts[PageVerdict.OK]) >= (1 - MOST_HELD_BACK) * found.pages
    assert PageVerdict.WALL not in found.verdicts


@needs_corpus
def test_pages_that_are_no_article_raise_nothing() -> None:
    paths = [path for path in Path(CORPUS or "").glob("html-not-feed/**/*") if path.is_file()]
    assert paths
    for path in paths:
        extract(path.read_bytes(), {}, "https://example.org/")


@needs_corpus
@pytest.mark.parametrize("form", ["lines", "boxes"])
def test_the_chrome_of_the_seed_never_stays(form: str) -> None:
    (path,) = (
        one for one in Path(CORPUS or "").glob("seeds/*.txt") if "Send Push" in one.read_text()
    )
    lines = [escape(line) for line in path.read_text("utf-8").split("\n") if line.strip()]
    tag = "p" if form == "lines" else "div"
    shown = "".join(f"<{tag}>{line}</{tag}>" for line in lines)
    body = f"<html><head><title>x</title></head><body><article>{shown}</article></body></html>"
    found = extract(body.encode(), {}, "https://example.org/a")
    assert found.verdict is PageVerdict.OK
    said = words(found.text)
    assert "secondary sanctions" in said
    assert not [cue for cue in ("next story", "send push", "download the app") if cue in said]


def test_a_tally_counts_what_is_missed_and_what_leaks() -> None:
    shown = "".join(f"<p>{text}</p>" for text in PROSE)
    body = f"<html><body><article>{shown}</article></body></html>".encode()
    strings = Page("a", "page", "", body, ("harbour master", "nowhere"), ("ferry", "Home"))
    whole = Page("b", "page", "", body, PROSE[:6], text="\n".join(PROSE[:6]))
    found = measure([strings, whole])
    assert found["a"].missed == [("page", "nowhere")]
    assert (found["a"].found_share, found["a"].unwanted_share) == (50, 50)
    assert found["b"].found_share == 100
    assert 45 < found["b"].unwanted_share < 55
