from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.alert.given import STORY, article
from worker.group import Join, Open, assign, headline


def test_an_article_of_no_story_opens_one() -> None:
    assert assign(article(title="Pipeline  shut\n down"), None) == Open("Pipeline shut down")


def test_an_article_of_a_story_joins_it() -> None:
    other = replace(STORY, id=12, headline="Something else")
    assert assign(article(), other) == Join(other)


HEADLINES = {
    "title": ({"title": " Moscow \t struck "}, "Moscow struck"),
    "long title is kept whole": ({"title": "word " * 100}, ("word " * 100).strip()),
    "no title: the lead": ({"title": " \n", "lead": "A lead.", "body": "b"}, "A lead."),
    "no lead: the body": ({"title": "", "lead": "", "body": "The body."}, "The body."),
    "a long lead is cut between words": (
        {"title": "", "lead": "fifteen letters " * 20},
        "fifteen letters " * 12 + "fifteen…",
    ),
    "a long lead without spaces is cut anywhere": (
        {"title": "", "lead": "字" * 300},
        "字" * 200 + "…",
    ),
    "no text: the link": ({"title": "", "lead": "", "body": ""}, "https://press.example/a?x=1"),
    "nothing at all": ({"title": "", "lead": "", "body": "", "url": None}, "(untitled)"),
}


@pytest.mark.parametrize(("changes", "expected"), HEADLINES.values(), ids=HEADLINES.keys())
def test_headline(changes: dict[str, str], expected: str) -> None:
    assert headline(article(**changes)) == expected


@given(st.text(), st.text(), st.text())
def test_a_headline_is_one_line_and_never_empty(title: str, lead: str, body: str) -> None:
    line = headline(article(title=title, lead=lead, body=body))
    assert line
    assert len(line.splitlines()) == 1
