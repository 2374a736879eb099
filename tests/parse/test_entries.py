"""Entries as content systems and hands write them, and what a careful reader takes from them."""

from __future__ import annotations

import pytest

from worker.model import Entry, ParsedFeed, Unreadable
from worker.parse.feed import read

URL = "https://feeds.example/all.xml"
SPACES = (
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    ' xmlns:yandex="http://news.yandex.ru" xmlns:turbo="http://turbo.yandex.ru"'
)


def of_rss(item: str) -> Entry:
    return only(
        f'<rss version="2.0" {SPACES}><channel><title>T</title><link>https://a.example/</link>'
        f"<item>{item}</item></channel></rss>"
    )


def only(document: str) -> Entry:
    found = read(document.encode(), {}, URL)
    assert isinstance(found, ParsedFeed), found
    assert len(found.entries) == 1
    return found.entries[0]


@pytest.mark.parametrize(
    ("item", "url"),
    [
        (
            "<link>https://www.google.com/url?sa=t&amp;url=https://b.example/1&amp;usg=X</link>",
            "https://b.example/1",
        ),
        ("<link>www.a.example/1</link>", "http://www.a.example/1"),
        ("<link>mailto:a@a.example</link><guid>https://a.example/1</guid>", "https://a.example/1"),
        (
            '<guid>17</guid><enclosure url="https://a.example/17.mp3" type="audio/mpeg"/>',
            "https://a.example/17.mp3",
        ),
        ('<guid>17</guid><enclosure url="https://a.example/17.jpg" type="image/jpeg"/>', None),
        ('<guid>17</guid><atom:link rel="replies" href="https://a.example/17/c"/>', None),
        ("<link>javascript:void(0)</link><guid>17</guid>", None),
    ],
)
def test_the_address_of_an_entry(item: str, url: str | None) -> None:
    assert of_rss(f"<title>a</title>{item}").url == url


@pytest.mark.parametrize(
    "element",
    [
        "<yandex:full-text>{}</yandex:full-text>",
        "<rambler:fulltext>{}</rambler:fulltext>",  # of no declared namespace: no XML
        "<full-text>{}</full-text>",
        "<turbo:content>{}</turbo:content>",
    ],
)
@pytest.mark.parametrize(
    "text",
    ["<![CDATA[<p>Увесь <b>текст</b></p>]]>", "&lt;p&gt;Увесь &lt;b&gt;текст&lt;/b&gt;&lt;/p&gt;"],
)
def test_the_text_made_for_portals_is_the_body(element: str, text: str) -> None:
    entry = of_rss(f"<title>a</title><description>Коротко</description>{element.format(text)}")
    assert (entry.lead, entry.body) == ("Коротко", "Увесь текст")


def test_an_episode_has_the_title_its_player_shows() -> None:
    assert of_rss("<itunes:title>One &amp; two</itunes:title>").title == "One & two"
    assert of_rss("<itunes:title>1</itunes:title><title>1: One</title>").title == "1: One"


def test_all_who_wrote_an_entry_are_its_author() -> None:
    twice = "<dc:creator>Ola Nord</dc:creator><dc:creator>Kari Vik</dc:creator>"
    assert of_rss(f"<title>a</title>{twice}").author == "Ola Nord, Kari Vik"
    same = "<author>ola@a.example (Ola Nord)</author><dc:creator>Ola Nord</dc:creator>"
    assert of_rss(f"<title>a</title>{same}").author == "Ola Nord"


@pytest.mark.parametrize(
    ("own", "author"),
    [
        ("<author><name>Ola</name></author><author><name>Kari</name></author>", "Ola, Kari"),
        ("<source><author><name>Per</name></author></source>", "Per"),
        ("", "The desk"),
    ],
)
def test_an_atom_entry_without_an_author_has_its_source_s_or_its_feed_s(
    own: str, author: str
) -> None:
    entry = only(
        '<feed xmlns="http://www.w3.org/2005/Atom"><author><name>The desk</name></author>'
        f"<entry><id>urn:1</id><title>a</title>{own}</entry></feed>"
    )
    assert entry.author == author


@pytest.mark.parametrize(
    ("feed", "own", "author"),
    [
        ('"authors": [{"name": "The desk"}]', "", "The desk"),
        ('"author": {"name": "The desk"}', "", "The desk"),
        ('"author": "The desk"', "", "The desk"),
        ('"authors": ["Ola", {"name": "Kari"}, null]', "", "Ola, Kari"),
        ('"author": {"name": "The desk"}', ', "authors": [{"name": "Ola"}]', "Ola"),
    ],
)
def test_a_json_item_without_an_author_has_its_feed_s(feed: str, own: str, author: str) -> None:
    item = f'{{"id": "1", "content_text": "a"{own}}}'
    document = f'{{"version": "https://jsonfeed.org/version/1.1", {feed}, "items": [{item}]}}'
    assert only(document).author == author


@pytest.mark.parametrize(
    "document",
    [
        '{"version": "https://jsonfeed.org/version/1", "items": [%s,],}',
        '/* made */ // by hand\n{"version": "https://jsonfeed.org/version/1", "items": [%s]}',
        '{"version": "https://jsonfeed.org/version/1", // the first\n"items": [%s /* all */, ]}',
    ],
)
def test_json_as_hands_write_it_is_read(document: str) -> None:
    entry = only(document % '{"id": "1", "url": "https://a.example/1", "title": "a, ] \\"// b"}')
    assert (entry.title, entry.url) == ('a, ] "// b', "https://a.example/1")


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be"])
def test_json_in_utf_16_needs_no_mark(charset: str) -> None:
    document = '{"items": [{"id": "1", "title": "Über", "content_text": "a"}]}'
    found = read(document.encode(charset), {}, URL)
    assert isinstance(found, ParsedFeed)
    assert [entry.title for entry in found.entries] == ["Über"]


def test_json_that_never_ends_costs_one_look() -> None:
    found = read(('{"items": ["' + '\\"/*' * 500_000).encode(), {}, URL)
    assert isinstance(found, Unreadable)


@pytest.mark.parametrize("declaration", ["", '<?xml version="1.0" encoding="iso-8859-1"?>'])
def test_a_byte_that_windows_1252_leaves_open_costs_one_letter(declaration: str) -> None:
    item = "<title>Får “nei” på Ærøya</title>".encode("cp1252") + b"<description>\x9d</description>"
    rss = declaration.encode() + b'<rss version="2.0"><channel><item>%s</item></channel></rss>'
    found = read(rss % item, {}, URL)
    assert isinstance(found, ParsedFeed)
    assert found.entries[0].title == "Får “nei” på Ærøya"


def test_utf_8_with_a_paragraph_in_latin_1_is_utf_8() -> None:
    item = "<title>Får “nei” på Ærøya i går</title><description>".encode() + b"p\xe5 \xf8ya"
    rss = b'<rss version="2.0"><channel><item>%s</description></item></channel></rss>' % item
    found = read(rss, {}, URL)
    assert isinstance(found, ParsedFeed)
    assert found.entries[0].title == "Får “nei” på Ærøya i går"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (
            "&amp;lt;p&amp;gt;R&amp;amp;amp;D up&amp;lt;/p&amp;gt;",
            "R&D up",
        ),
        ("Write &amp;lt;b&amp;gt;bold&amp;lt;/b&amp;gt; so", "Write <b>bold</b> so"),
        ("&lt;p&gt;Write &amp;lt;b&amp;gt;bold&amp;lt;/b&amp;gt;&lt;/p&gt;", "Write <b>bold</b>"),
    ],
)
def test_a_text_whose_markup_is_encoded_twice_is_decoded_twice(written: str, shown: str) -> None:
    assert of_rss(f"<title>a</title><description>{written}</description>").lead == shown


def test_a_headline_of_a_sitemap_has_no_markup() -> None:
    entry = only(
        '<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>'
        "https://a.example/1</loc><news:news><news:title><![CDATA[A <i>new</i> R&amp;D]]>"
        "</news:title></news:news></url></urlset>"
    )
    assert entry.title == "A new R&D"


def test_a_json_feed_names_its_older_items_and_an_episode_its_recording() -> None:
    attached = (
        '"attachments": [null, {"url": "https://a.example/1.mp3", "mime_type": "audio/mpeg"}]'
    )
    document = (
        '{"version": "https://jsonfeed.org/version/1.1", "next_url": "/all.json?page=2", '
        f'"items": [{{"id": "1", {attached}}}, {{"id": "2", "attachments": []}}]}}'
    )
    found = read(document.encode(), {}, "https://a.example/all.json")
    assert isinstance(found, ParsedFeed)
    assert found.older == "https://a.example/all.json?page=2"
    assert [entry.url for entry in found.entries] == ["https://a.example/1.mp3", None]


@pytest.mark.parametrize("before", ["<html><head><title>x</title></head><body>", "<HTML><body>"])
@pytest.mark.parametrize("after", ["</body></html>", ""])
@pytest.mark.parametrize("end", ["</channel></rss>", ""])
def test_a_feed_in_a_page_is_the_feed(before: str, after: str, end: str) -> None:
    item = "<item><title>a</title><link>https://a.example/1</link></item>"
    rss = f'<rss version="2.0"><channel><title>T</title><language>nb</language>{item}{end}'
    found = read(f"<!DOCTYPE html>{before}{rss}{after}".encode(), {}, URL)
    assert isinstance(found, ParsedFeed)
    assert (found.format, found.title, found.language) == ("rss20", "T", "nb")
    assert [entry.url for entry in found.entries] == ["https://a.example/1"]


def test_a_link_that_an_html_tool_emptied_is_the_address_behind_it() -> None:
    entry = of_rss("<title>a</title><link/>https://a.example/1?x=1&amp;y=2\n<guid>1</guid>")
    assert entry.url == "https://a.example/1?x=1&y=2"
