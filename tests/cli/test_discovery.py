from __future__ import annotations

import time

import pytest

from worker.cli.discovery import advertised

PAGE = "https://news.example/world/"
RSS = '<link rel="alternate" type="application/rss+xml" href="{}">'


@pytest.mark.parametrize(
    ("page", "found"),
    [
        (RSS.format("/feed.xml"), ["https://news.example/feed.xml"]),
        (RSS.format("feed"), ["https://news.example/world/feed"]),
        (RSS.format("//cdn.example/f"), ["https://cdn.example/f"]),
        (RSS.format("f?a=1&amp;b=2"), ["https://news.example/world/f?a=1&b=2"]),
        (
            "<LINK HREF='/a' TYPE='application/atom+xml; charset=utf-8' REL='alternate nofollow'/>",
            ["https://news.example/a"],
        ),
        ("<link rel=alternate type=application/feed+json href=/j>", ["https://news.example/j"]),
        ('<base href="https://other.example/x/">' + RSS.format("f"), ["https://other.example/x/f"]),
        (RSS.format("/f") * 3, ["https://news.example/f"]),
        (RSS.format("/comments/feed") + RSS.format("/feed"),
         ["https://news.example/feed", "https://news.example/comments/feed"]),
        (f"<!-- {RSS.format('/old')} -->", []),
        ('<link rel="stylesheet" href="/s.css">', []),
        ('<link rel="alternate" hreflang="nb" href="/nb">', []),
        (RSS.format("javascript:alert(1)"), []),
        (RSS.format("file:///etc/passwd"), []),
        (RSS.format("http://[bad"), []),
        (RSS.format(""), []),
        ("no markup at all", []),
    ],
)  # fmt: skip
def test_advertised(page: str, found: list[str]) -> None:
    assert advertised(page, PAGE) == found


@pytest.mark.parametrize(
    "page",
    [
        "<link " * 200_000,
        "<!--" * 200_000,
        "<link " + "a=" * 200_000,
        "<link rel=alternate " + "x='" * 200_000 + ">",
        "<link" + " " * 400_000 + ">",
    ],
)
def test_a_hostile_page_costs_no_time(page: str) -> None:
    began = time.process_time()
    assert advertised(page, PAGE) == []
    assert time.process_time() - began < 5
