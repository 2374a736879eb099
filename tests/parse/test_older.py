"""Where a feed's older entries are (rule 20)."""

from __future__ import annotations

import pytest

from worker.model import ParsedFeed
from worker.parse.feed import read
from worker.parse.older import address

URL = "https://news.example/feed"


@pytest.mark.parametrize(
    ("link", "generator", "url", "older"),
    [
        ("https://news.example/2026/10.xml", "", URL, "https://news.example/2026/10.xml"),
        ("/old.xml", "", URL, "https://news.example/old.xml"),
        ("https://other.example/old.xml", "", URL, None),
        (URL, "", URL, None),
        ("ftp://news.example/", "", URL, None),
        ("", "", URL, None),
        ("", "https://wordpress.org/?v=6.4", URL, URL + "?paged=2"),
        ("", "WordPress", URL + "?cat=3&paged=2", URL + "?cat=3&paged=3"),
        ("", "WordPress", URL + "?paged=x", None),
        ("", "WordPress", URL + "?paged=99999", None),
        ("", "Hugo", URL, None),
    ],
)
def test_the_document_before(link: str, generator: str, url: str, older: str | None) -> None:
    assert address(link, generator, url) == older


@pytest.mark.parametrize(
    ("links", "older"),
    [
        ('<link rel="prev-archive" href="/9.xml"/>', "https://news.example/9.xml"),
        ('<link rel="self" href="/feed"/><link rel="next" href="/p2"/>', "https://news.example/p2"),
        (
            '<link rel="next" href="/p2"/><link rel="prev-archive" href="/9.xml"/>',
            "https://news.example/9.xml",
        ),
        ('<link rel="self" href="/feed"/>', None),
        ("<generator>WordPress</generator>", URL + "?paged=2"),
    ],
)
def test_it_is_told_by_the_feed(links: str, older: str | None) -> None:
    entry = "<entry><id>1</id><title>A</title></entry>"
    text = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title>{links}{entry}</feed>"
    feed = read(text.encode(), {}, URL)
    assert isinstance(feed, ParsedFeed)
    assert feed.older == older
