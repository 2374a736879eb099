"""Addresses made absolute and folded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.parse.links import absolute, canonical, is_site

SAME = [
    ("http://www.Example.com:80/a/b/?b=2&a=1#part", "https://example.com/a/b?a=1&b=2"),
    ("https://m.news.example/1?at_medium=RSS&at_campaign=X", "https://news.example/1"),
    ("https://www.m.news.example/1", "https://news.example/1"),
    ("https://mobile.de/car", "https://mobile.de/car"),  # a name, not a device
    ("https://m.co.uk/x", "https://m.co.uk/x"),
    ("https://www.google.com/amp/s/www.news.example/a/amp/?amp=1", "https://news.example/a"),
    (
        "https://www-news-example.cdn.ampproject.org/c/s/www.news.example/a.amp.html",
        "https://news.example/a.html",
    ),
    ("https://news.example/amp/a", "https://news.example/a"),
    ("https://news.example/a?outputType=amp", "https://news.example/a"),
    ("https://news.example/a?utm_source=x&fbclid=1&id=7", "https://news.example/a?id=7"),
    ("https://news.example/a?ref=rss", "https://news.example/a"),
    ("https://news.example/a?ref=A123", "https://news.example/a?ref=A123"),
    ("https://news.example/a?id=1&amp;utm_medium=3", "https://news.example/a?id=1"),
    ("https://app.example/#!/post/1", "https://app.example#!/post/1"),
    ("https://news.example/%7euser/%e6/æ b", "https://news.example/~user/%E6/%C3%A6%20b"),
    ("https://news.example/a%2fb", "https://news.example/a%2Fb"),
    ("https://news.example/x/../a/./b", "https://news.example/a/b"),
    ("https://www.новини.example/а", "https://xn--b1amarcd.example/%D0%B0"),
    ("https://[::1]:8080/a/", "https://[::1]:8080/a"),
    ("https://user:secret@news.example/a", "https://news.example/a"),
    ("https://news.example/a/index.html", "https://news.example/a/index.html"),
    ("https://a..é.example/1", "https://a..%c3%a9.example/1"),  # no name IDNA can write
    (
        "https://www.google.com/url?rct=j&sa=t&url=https://www.news.example/a%3Fid%3D7&usg=X",
        "https://news.example/a?id=7",
    ),
    ("https://google.no/url?sa=t&amp;q=http://news.example/a&amp;usg=X", "https://news.example/a"),
    (
        "http://www.bing.com/news/apiclick.aspx?ref=Fex&tid=6&url=https%3a%2f%2fnews.example%2fa&c=1",
        "https://news.example/a",
    ),
    ("https://l.facebook.com/l.php?u=https%3A%2F%2Fnews.example%2Fa&h=A", "https://news.example/a"),
    ("https://google.com/url?q=flowers", "https://google.com/url?q=flowers"),
    ("https://news.example/a;jsessionid=0A1B.n2?id=7", "https://news.example/a?id=7"),
    ("https://news.example/(S(0123456789abcdefghijklmn))/a.aspx", "https://news.example/a.aspx"),
    ("https://news.example/a?PHPSESSID=0a1b2c&CFID=5&CFTOKEN=6", "https://news.example/a"),
    (
        "https://news.example/a?sid=0123456789abcdef0123456789abcdef&t=7",
        "https://news.example/a?t=7",
    ),
    ("https://news.example/a.php?sid=123", "https://news.example/a.php?sid=123"),
    ("javascript:alert(1)", "javascript:alert(1)"),
    ("https://[broken", "https://[broken"),
]


@pytest.mark.parametrize(("url", "expected"), SAME)
def test_canonical(url: str, expected: str) -> None:
    assert canonical(url) == expected


def test_fragments_are_kept_on_demand_but_for_tracking() -> None:
    assert canonical("https://a.example/log#v2", keep_fragment=True) == "https://a.example/log#v2"
    assert canonical("https://a.example/1#xtor=RSS-1", keep_fragment=True) == "https://a.example/1"
    assert canonical("https://a.example/1#:~:text=x", keep_fragment=True) == "https://a.example/1"


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://a.example/1", "https://a.example/1"),
        ("/1", "https://base.example/1"),
        ("1.html", "https://base.example/dir/1.html"),
        ("//cdn.example/x", "https://cdn.example/x"),
        (" https://a.example/a b\n", "https://a.example/a%20b"),
        ("https://a.example/\x00\u200b1", "https://a.example/1"),
        ("https://a.example/a-\n    b", "https://a.example/a-b"),
        ("www.a.example/1", "http://www.a.example/1"),
        ("www.html", "https://base.example/dir/www.html"),
        ("http:/a.example/1", "http://a.example/1"),
        ("http://https://a.example/1", "https://a.example/1"),
        (r"https:\\a.example\1?q=\d", r"https://a.example/1?q=\d"),
        (r"\a\1#\b", r"https://base.example/a/1#\b"),
        ("javascript:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("mailto:a@a.example", None),
        ("ftp://a.example/1", None),
        ("http:///nohost", None),
        ("https://[::1", None),
        ("https://a.example:99999/", None),
        ("", None),
        ("https://a.example/" + "x" * 2_100, None),
    ],
)
def test_absolute(link: str, expected: str | None) -> None:
    assert absolute(link, "https://base.example/dir/feed.xml") == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example", True),
        ("https://a.example/?p=1", False),
        ("https://a.example/1", False),
    ],
)
def test_is_site(url: str, expected: bool) -> None:  # noqa: FBT001 - a table's column
    assert is_site(canonical(url)) is expected


PIECES = r"""/ amp .amp .html ? & = # ! % %41 %2f a B é utm_x .. . : @ www. m. co.uk amp=1
google.com/amp/s/ ; + \ [ ]
url?q=http://a.example ;jsessionid="""
pieces = st.lists(st.sampled_from([" ", *PIECES.split()]), max_size=12)


@given(pieces.map("".join), st.booleans())
def test_canonical_is_idempotent(tail: str, keep: bool) -> None:  # noqa: FBT001 - drawn
    google = ("https://www.google.com/amp/s/", "https://google.com/url?url=")
    for head in ("https://a.example", "http://", *google):
        once = canonical(head + tail, keep_fragment=keep)
        assert canonical(once, keep_fragment=keep) == once


@given(st.text(max_size=40))
def test_any_text_is_survived(text: str) -> None:
    found = absolute(text, "https://base.example/")
    assert found is None or found.lower().startswith(("http://", "https://"))
    assert canonical(canonical(text)) == canonical(text)
