"""News sitemaps, as the press writes them and as it should not."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tests.growth import grown
from tests.quality.invariants import broken
from worker.model import ParsedFeed, Unreadable
from worker.parse import sitemap
from worker.parse.feed import read

URL = "https://harbour.example/news-sitemap.xml"
SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:{}="http://www.google.com/schemas/sitemap-news/0.9"'
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def page(name: str, title: str, more: str = "", *, prefix: str = "news") -> str:
    text = (
        f"<url><loc>https://harbour.example/{name}</loc>{more}<n:news>"
        "<n:publication><n:name>Harbour Gazette</n:name><n:language>en</n:language>"
        "</n:publication><n:publication_date>2026-11-22T10:00:00+01:00</n:publication_date>"
        f"<n:title>{title}</n:title></n:news></url>"
    )
    return text.replace("n:", f"{prefix}:" if prefix else "")


def urlset(*pages: str, prefix: str = "news") -> str:
    root = f"<urlset {SITEMAP} {NEWS.format(prefix)}>"
    return f"{DECLARATION}{root}{''.join(pages)}</urlset>"


def parsed(text: str | bytes) -> ParsedFeed:
    found = read(text if isinstance(text, bytes) else text.encode(), {}, URL)
    assert isinstance(found, ParsedFeed), found
    return found


def refused(text: str) -> Unreadable:
    found = read(text.encode(), {}, URL)
    assert isinstance(found, Unreadable), found
    return found


def titles(text: str | bytes) -> list[str]:
    return [entry.title for entry in parsed(text).entries]


def test_a_news_sitemap_is_a_feed() -> None:
    feed = parsed(urlset(page("a", "Ferry fares rise"), page("b", "Quay closed")))
    assert (feed.format, feed.title, feed.language) == ("newssitemap", "Harbour Gazette", "en")
    first, _ = feed.entries
    assert (first.title, first.url, first.guid) == (
        "Ferry fares rise", "https://harbour.example/a", "https://harbour.example/a",
    )  # fmt: skip
    assert first.published_at == datetime(2026, 11, 22, 9, tzinfo=UTC)
    assert (first.language, feed.warnings) == ("en", ())


def test_the_page_date_counts_where_the_news_has_none() -> None:
    bare = "<url><loc>https://a.example/1</loc><lastmod>2026-11-21</lastmod><news:news>"
    feed = parsed(urlset(bare + "<news:title>A</news:title></news:news></url>"))
    assert feed.entries[0].published_at == datetime(2026, 11, 21, tzinfo=UTC)
    assert (feed.title, feed.language) == ("", None)


def test_each_entry_keeps_its_own_language_and_the_usual_publication_names_the_feed() -> None:
    foreign = page("c", "Havna er stengt for ferger").replace(">en<", ">no<")
    feed = parsed(urlset(foreign.replace("Gazette", "Tidende"), page("a", "A"), page("b", "B")))
    assert [entry.language for entry in feed.entries] == ["nb", "en", "en"]
    assert (feed.title, feed.language) == ("Harbour Gazette", "en")


@pytest.mark.parametrize(
    "text",
    [
        urlset(page("a", "Bridge", prefix="n"), prefix="n"),
        urlset(page("a", "Bridge", prefix="")),
        urlset(page("a", "Bridge"), prefix="other"),  # the prefix used is not declared
        urlset(page("a", "Bridge")).replace("urlset", "sm:urlset").replace("xmlns=", "xmlns:sm="),
        urlset(page("a", "Bridge")).replace("http://www.google", "https://google"),
        urlset(page("a", "Bridge").replace("<news:news>", "").replace("</news:news>", "")),
        urlset(page("a", "<![CDATA[Bridge]]>")),
        urlset(page("a", " \n Bridge\n")),
        urlset(page("a", "<b>Bri</b>dge")),
        urlset(page("a", "Bri\x01d\x00ge")),
        urlset(page("a", "Bridge", "<image:image><image:title>No</image:title></image:image>")),
        urlset(page("a", "Bridge</news:title><news:title>Again")),
        "\n<!-- <rss> made by hand -->\n" + urlset(page("a", "Bridge")),
        '<?xml-stylesheet href="s.xsl"?><!DOCTYPE urlset>' + urlset(page("a", "Bridge")),
        "Warning: cache is full\n" + urlset(page("a", "Bridge")),
        urlset(page("a", "Bridge")).removesuffix("</urlset>"),
        urlset(page("a", "Bridge")).replace("</urlset>", "</foo></urlset>"),
    ],
)  # fmt: skip
def test_writers_are_forgiven(text: str) -> None:
    assert titles(text) == ["Bridge"]
    assert parsed(text).entries[0].url == "https://harbour.example/a"


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Tom &amp; Ann", "Tom & Ann"),
        ("Tom & Ann", "Tom & Ann"),
        ("Caf&eacute; &#8217;26&#x2019; &#xD800;", "Café ’26’ \ufffd"),
        ("<![CDATA[Tom & Ann &amp; all]]>", "Tom & Ann & all"),
        ("a &lt; b &quot;c&quot;", 'a < b "c"'),
        ("&nosuch;", "&nosuch;"),
    ],
)
def test_references_in_titles(written: str, title: str) -> None:
    assert titles(urlset(page("a", written))) == [title]


def test_a_bare_ampersand_does_not_cut_an_address() -> None:
    feed = parsed(urlset(page("a?x=1&y=2&amp;copy=3", "A")))
    assert feed.entries[0].url == "https://harbour.example/a?x=1&y=2&copy=3"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_charsets(encoding: str) -> None:
    text = urlset(page("a", "Går ferja?")).replace("UTF-8", encoding.removesuffix("-sig"))
    assert titles(text.encode(encoding)) == ["Går ferja?"]
    assert titles(gzip.compress(text.encode(encoding))) == ["Går ferja?"]


def test_addresses_without_a_title_are_counted_and_no_title_is_invented() -> None:
    plain = "<url><loc>https://harbour.example/about-us</loc></url>"
    feed = parsed(urlset(page("a", "A"), page("b", ""), plain))
    assert [entry.title for entry in feed.entries] == ["A"]
    assert feed.warnings == ("2 of 3 addresses have no title and are left out",)


@pytest.mark.parametrize("between", ["", "\n", "<br />\n<b>Notice</b>: x on line <b>1</b>"])
@pytest.mark.parametrize("prefix", ["news", "n", ""])
def test_two_sitemaps_in_one_body_are_both_read(between: str, prefix: str) -> None:
    second = urlset(page("b", "Two", prefix=prefix), prefix=prefix or "news")
    assert titles(urlset(page("a", "One")) + between + second) == ["One", "Two"]


def test_an_empty_news_sitemap_is_a_feed_without_entries() -> None:
    assert parsed(urlset()).entries == ()


@pytest.mark.parametrize(
    "text",
    [
        f"<urlset {SITEMAP}><url><loc>https://a.example/</loc></url></urlset>",
        urlset("<url><loc>https://a.example/</loc></url>"),
        urlset("<url><loc>https://a.example/</loc>").removesuffix("</urlset>"),
        f"<urlset {SITEMAP}/>",
        "<urlset",
    ],
)
def test_a_sitemap_without_news_is_refused(text: str) -> None:
    assert refused(text).words == "a sitemap without news, not a feed"


def index(*addresses: str) -> str:
    listed = (f"<sitemap><loc>{each}</loc></sitemap>" for each in addresses)
    return f"{DECLARATION}<sitemapindex {SITEMAP}>{''.join(listed)}</sitemapindex>"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (index(), "an index of sitemaps, not a feed"),
        (index("javascript:alert(1)", "https://a.example/" + "x" * 400),
         "an index of sitemaps, not a feed"),
        (index("https://news.example/pages.xml", " https://news.example/news.xml?a=1&amp;b=2\n"),
         ("an index of sitemaps, not a feed; it lists https://news.example/news.xml?a=1&b=2, "
         "https://news.example/pages.xml")),
        (index(*(f"https://a.example/{n}.xml" for n in range(9)),
               "<![CDATA[https://a.example/latest.xml]]>"),
         ("an index of sitemaps, not a feed; it lists https://a.example/latest.xml, "
         "https://a.example/0.xml, https://a.example/1.xml and 7 more")),
    ],
)  # fmt: skip
def test_an_index_says_what_to_add_instead(text: str, words: str) -> None:
    assert refused(text).words == words


@pytest.mark.parametrize("text", ["", "plain", "<rss><urlset/></rss>", "<!-- <urlset> -->", "<a>"])
def test_what_is_no_sitemap(text: str) -> None:
    assert sitemap.kind(text) == ""


def test_entities_are_never_expanded() -> None:
    secret = '<!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    assert titles(secret + urlset(page("a", "t &x; u"))) == ["t &x; u"]


def test_of_a_sitemap_that_breaks_off_only_whole_pages_are_read() -> None:
    whole = urlset(page("a", "One"), page("b", "Two"))
    assert titles(whole[: whole.index("wo</news:title>")]) == ["One"]


def test_a_sitemap_nested_without_end_is_hostile() -> None:
    assert refused(urlset(page("a", "<a>" * 50_000))).hostile


@pytest.mark.load
@pytest.mark.parametrize(
    "text",
    [
        lambda n: "<!--" * n,
        lambda n: "<" * n,
        lambda n: "<urlset " * n,
        lambda n: urlset() + "</urlset>" * n,
        lambda n: "Warning: " * n + urlset(),
        lambda n: "<sitemapindex>" + "<loc " * n,
        lambda n: "<sitemapindex>" + "<loc>" * n,
        lambda n: urlset("<url><loc>" * (n // 100)),
        lambda n: urlset(page("a", "x" * n * 60)),
    ],
    ids=range(9),
)
def test_a_hostile_sitemap_costs_what_its_length_does(text: Callable[[int], str]) -> None:
    assert broken(grown(lambda told: read(told.encode(), {}, URL), text, 200_000)) == []
