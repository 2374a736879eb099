"""Subscription lists, as tolerant as people's programs are careless."""

from __future__ import annotations

import gzip
import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.growth import grown
from worker.parse import charset, clean, page
from worker.parse.opml import OpmlFeed, beginning_of_another, read, write

BOMB = gzip.compress(b" " * (charset.MOST_BYTES + 1))
A, B = "https://a.example/rss", "https://b.example/rss"


def listed(outlines: str) -> bytes:
    return f'<?xml version="1.0"?><opml version="2.0"><body>{outlines}</body></opml>'.encode()


ONE = [
    (f'<outline xmlUrl="{A}"/>', OpmlFeed(A)),
    (f"<OUTLINE XMLURL='{A}' TEXT='Å'/>", OpmlFeed(A, "Å")),
    (f'<outline type="rss" url="{A}" text="a"/>', OpmlFeed(A, "a")),
    (
        f'<outline text="Tom & Jerry" xmlUrl="{A}?a=1&b=2"/>',
        OpmlFeed(f"{A}?a=1&b=2", "Tom & Jerry"),
    ),
    (f'<outline xmlUrl="{A}?x=1&region=eu&amp;copy=2"/>', OpmlFeed(f"{A}?x=1&region=eu&copy=2")),
    (f'<outline text="&lt;b&gt;B&lt;/b&gt; caf&eacute;" xmlUrl="{A}"/>', OpmlFeed(A, "B café")),
    (f'<outline text="say "hi" now" xmlUrl="{A}" type="rss"/>', OpmlFeed(A, 'say "hi" now')),
    ('<outline xmlUrl="feed://a.example/rss"/>', OpmlFeed("http://a.example/rss")),
    (f'<outline xmlUrl="feed:{A}"/>', OpmlFeed(A)),
    (f'<outline xmlUrl="feed://{A}"/>', OpmlFeed(A)),
    (f"<outline text=Sea type=rss xmlUrl={A}?a=1&amp;b=2 />", OpmlFeed(f"{A}?a=1&b=2", "Sea")),
    (f'<outline xmlUrl={A}/><outline text="n">', OpmlFeed(A)),
    ("<outline xmlUrl=feed://a.example/rss text='Sea air'/>",
     OpmlFeed("http://a.example/rss", "Sea air")),
    (f"<outline text=”Sea” xmlUrl=”{A}”/>", OpmlFeed(A, "Sea")),
    ('<outline xmlUrl="a.example/rss"/>', OpmlFeed("http://a.example/rss")),
    (f'<!-- <outline xmlUrl="{A}"/> --><outline xmlUrl="{B}"/>', OpmlFeed(B)),
    (f'<outline type="link" url="{A}"/>', OpmlFeed(A)),
    (f'<outline text="Open"><outline xmlUrl="{A}">', OpmlFeed(A, "", ("Open",))),
]  # fmt: skip


@pytest.mark.parametrize(("outlines", "expected"), ONE)
def test_read(outlines: str, expected: OpmlFeed) -> None:
    assert read(listed(outlines)) == (expected,)


@pytest.mark.parametrize(
    "outline",
    [
        'xmlUrl="javascript:alert(1)"',
        'xmlUrl="|~/run.py"',
        'type="link" url="https://a.example/list.opml"',
        'type="include" url="https://a.example/more"',
        'text="only a folder"',
    ],
)
def test_what_is_no_feed_is_left_out(outline: str) -> None:
    assert read(listed(f"<outline {outline}/>")) == ()


@pytest.mark.parametrize(
    ("body", "beginning"),
    [
        (b"<?xml version='1.0'?><OPML version='2.0'><body/></OPML>", None),
        (gzip.compress(b"<o:opml xmlns:o='x'/>", mtime=0), None),
        (b"<!doctype html>\n<p>hello\x1b[2J", "<!doctype html> <p>hello[2J"),
        (b"[" + b"9," * 99, "[" + "9," * 29 + "…"),
        (b"", ""),
    ],
)
def test_how_something_else_begins(body: bytes, beginning: str | None) -> None:
    assert beginning_of_another(body) == beginning


def test_folders() -> None:
    nested = f'<outline text="W"><outline text="E"><outline xmlUrl="{A}"/></outline></outline>'
    assert read(listed(f'{nested}<outline xmlUrl="{B}" category="/x,y"/>')) == (
        OpmlFeed(A, "", ("W", "E")),
        OpmlFeed(B, "", ("x", "y")),
    )
    closed = f'<outline text="F"><outline xmlUrl="{A}"></outline></outline><outline xmlUrl="{B}"/>'
    assert read(listed(closed)) == (OpmlFeed(A, "", ("F",)), OpmlFeed(B))


def test_feed_listed_again_adds_its_folders() -> None:
    again = f'<outline text="G"><outline text="t" xmlUrl="{A}"/></outline>'
    found = read(listed(f'<outline text="F"><outline xmlUrl="{A}"/></outline>{again}'))
    assert found == (OpmlFeed(A, "t", ("F", "G")),)


def test_encodings() -> None:
    text = f'<?xml version="1.0" encoding="windows-1251"?><outline text="Новини" xmlUrl="{A}"/>'
    assert read(text.encode("cp1251"))[0].title == "Новини"
    assert read(text.replace("windows-1251", "utf-16").encode("utf-16"))[0].title == "Новини"
    assert read(gzip.compress(text.encode("cp1251")))[0].title == "Новини"


def test_no_entity_is_expanded() -> None:
    body = b'<!DOCTYPE o [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + listed(
        f'<outline text="&x;" xmlUrl="{A}"/>'
    )
    assert read(body) == (OpmlFeed(A, "&x;"),)


@pytest.mark.parametrize(
    "body", [b"", b"not a list", b"<outline" * 100_000, b"\x00\xff" * 50, BOMB]
)
def test_anything_else_is_an_empty_list(body: bytes) -> None:
    assert read(body) == ()


@pytest.mark.parametrize(
    "part", [b"<!--", b"<outline a", b"<outline text='a'>", b"<outline text='a' xmlUrl='", b"a" * 9]
)
def test_it_costs_what_its_length_does(part: bytes) -> None:
    assert grown(read, lambda n: b"<opml><outline " + part * n + b">", 20_000) == ()


def test_an_end_without_its_outline_ends_nothing() -> None:
    listed = b"</outline><outline text='a'><outline xmlUrl='https://a.example/'/></outline>"
    assert [feed.categories for feed in read(listed)] == [("a",)]


def test_a_comment_hides_outlines_and_an_open_one_none() -> None:
    one, two = (f"<outline xmlUrl='https://{name}.example/'/>" for name in "ab")
    assert [feed.url for feed in read(f"<!-- {one} -->{two}".encode())] == ["https://b.example/"]
    assert len(read(f"{one}<!-- {two}".encode())) == 2
    within = f"<outline text='<!--' xmlUrl='https://a.example/'/>{two}<!-- -->"
    assert len(read(within.encode())) == 2


words = st.text(max_size=20).map(lambda word: clean.line(page.plain(re.sub("[&<]", "+", word))))
subscriptions = st.lists(
    st.builds(
        lambda n, title, folders: OpmlFeed(f"https://f{n}.example/?a=1&b={n}", title, folders),
        st.integers(0, 50),
        words,
        st.lists(words.filter(bool), max_size=3, unique=True).map(tuple),
    ),
    unique_by=lambda feed: feed.url,
    max_size=6,
)


@given(subscriptions)
def test_what_is_written_is_read_back(feeds: list[OpmlFeed]) -> None:
    found = read(write(feeds))
    assert {(f.url, f.title, f.categories) for f in found} == {
        (f.url, f.title, f.categories) for f in feeds
    }


def test_real_lists() -> None:
    if not (corpus := os.environ.get("WIREBELL_CORPUS")):
        pytest.skip("WIREBELL_CORPUS is unset: no real subscription lists to read")
    bodies = [path.read_bytes() for path in Path(corpus, "opml").rglob("*") if path.is_file()]
    found = [read(body) for body in bodies]
    assert sum(map(len, found)) >= 2_728
    assert sum(bool(feed.categories) for feeds in found for feed in feeds) > 2_000
    assert all(set(read(write(feeds))) == set(feeds) for feeds in found)
