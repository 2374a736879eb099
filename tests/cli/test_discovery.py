from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path

import pytest
import trustme
from pytest_httpserver import HTTPServer

from tests.cli.conftest import Wirebell
from tests.growth import grown
from worker.cli.discovery import advertised, linked, sitemaps

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
        ("<base target=_blank><base href=/a/><base href=/b/>" + RSS.format("f"),
         ["https://news.example/a/f"]),
        ("<base href='http://[bad'>" + RSS.format("f"), ["https://news.example/world/f"]),
        ("<base href='data:,'>" + RSS.format("f"), ["https://news.example/world/f"]),
        (RSS.format("/f") * 3, ["https://news.example/f"]),
        (RSS.format("/comments/feed") + RSS.format("/feed"),
         ["https://news.example/feed", "https://news.example/comments/feed"]),
        (RSS.format("/f").replace("<link", '<link title="News > World"'),
         ["https://news.example/f"]),
        (RSS.format("/f").replace("<link", "<link title=it's"), ["https://news.example/f"]),
        (RSS.format("feed://cdn.example/f"), ["http://cdn.example/f"]),
        (RSS.format("feed:https://cdn.example/f"), ["https://cdn.example/f"]),
        (f"<!-- {RSS.format('/old')} -->", []),
        (f"<script>let s = `{RSS.format('/old')}`</script>", []),
        ("<link rel=feed href=/f>", ["https://news.example/f"]),
        ("<link rel=alternate title=RSS href=/rss.xml>", ["https://news.example/rss.xml"]),
        ("<link rel=alternate type=text/rss+xml href=/f>", ["https://news.example/f"]),
        ("<link rel=alternate type=application/rss href=/f>", ["https://news.example/f"]),
        ("<link rel=alternate type=application/json href=/feed.json>",
         ["https://news.example/feed.json"]),
        ("<link rel=alternate type=application/json href=/wp-json/wp/v2/posts/1>", []),
        ("<link rel=alternate type=application/json+oembed href=/feed.json>", []),
        (RSS.format("/f#top") + RSS.format("/f"), ["https://news.example/f"]),
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
        lambda n: "<link " * n,
        lambda n: "<!--" * n,
        lambda n: "<link " + "a=" * n,
        lambda n: "<link rel=alternate " + "x='" * n + ">",
        lambda n: "<link" + " " * n + ">",
        lambda n: "<link '\"" * n,
        lambda n: "<link " + "'\"" * n,
        lambda n: "<script>" * n,
        lambda n: "<a x>" * n,
    ],
    ids=range(9),
)
def test_a_hostile_page_costs_what_its_length_does(page: Callable[[int], str]) -> None:
    assert grown(lambda text: advertised(text, PAGE) + linked(text, PAGE), page, 200_000) == []


def anchor(href: str) -> str:
    return f'<a class="x" href="{href}">feed</a>'


@pytest.mark.parametrize(
    "path",
    ["/rss", "/feed/", "/feeds", "/world.rss", "/atom.xml", "/x/rss.php", "/?feed=rss2",
     "/news?format=atom", "/rss/world.xml", "/index.xml", "/news-feed.json"],
)  # fmt: skip
def test_linked_feeds(path: str) -> None:
    assert linked(anchor(f"{path}#top") * 2, PAGE) == [f"https://news.example{path}"]


def test_a_link_for_feed_readers_is_a_feed_whatever_it_is_called() -> None:
    assert linked(anchor("feed://b.example/latest"), PAGE) == ["http://b.example/latest"]


@pytest.mark.parametrize(
    "link",
    [
        "<a href=https://feeds.example/world>World</a>",
        "<a href=https://rss.news.example/world>World</a>",
        "<a href=/x12>RSS</a>",
        "<a href=/x12> <img src=i.png><span>RSS feeds</span></a>",
        "<a href=/x12 title='RSS: World'><img src=i.png></a>",
        "<a href=/x12>Atom feed</a>",
    ],
)
def test_a_link_may_be_called_a_feed(link: str) -> None:
    assert len(linked(link, PAGE)) == 1


@pytest.mark.parametrize("text", ["RSS chief calls for calm after clashes", "Atomic talks", "Feed"])
def test_a_headline_is_not_called_a_feed(text: str) -> None:
    assert linked(f"<a href=/x12>{text}</a>", PAGE) == []


def test_links_count_from_the_pages_base() -> None:
    page = "<base href='https://other.example/x/'>" + anchor("rss")
    assert linked(page, PAGE) == ["https://other.example/x/rss"]


@pytest.mark.parametrize(
    "href",
    ["/feedback", "/about", "/sitemap.xml", "javascript:rss()", "mailto:rss@news.example", "",
     "/newsfeed-is-broken", "/opensearch.xml", "http://[bad/rss"],
)  # fmt: skip
def test_other_links_are_left_alone(href: str) -> None:
    assert linked(anchor(href), PAGE) == []


def test_sitemaps_in_robots() -> None:
    robots = "User-agent: *\nDisallow: /x\n sitemap:/a.xml\nSitemap: https://b.example/n.xml # n\n"
    assert sitemaps(robots + robots, PAGE) == [
        "https://news.example/a.xml", "https://b.example/n.xml",
    ]  # fmt: skip
    assert sitemaps("Disallow: /sitemap: no", PAGE) == []


def rss(title: str, *days: int) -> str:
    items = "".join(
        f"<item><title>{title} {day}</title><link>https://a.example/{title}/{day}</link>"
        f"<pubDate>{day:02} Nov 2026 08:00:00 GMT</pubDate></item>"
        for day in days
    )
    return f"<rss version='2.0'><channel><title>{title}</title>{items}</channel></rss>"


NEWS = """<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url>
<loc>https://a.example/n</loc><news:news><news:publication><news:name>All</news:name>
</news:publication><news:title>N</news:title></news:news></url></urlset>"""


@pytest.fixture
def site(httpserver: HTTPServer) -> HTTPServer:
    """Answers 404 where nothing is put."""
    httpserver.no_handler_status_code = 404
    return httpserver


@pytest.fixture
def looking(tmp_path: Path) -> Path:
    """A configuration that may ask this machine, and without pauses."""
    main = tmp_path / "wirebell.yaml"
    http = "{allow_private: [127.0.0.0/8], per_host: {gap: 0s}}"
    main.write_text(f"version: 1\nweb: {{listen: off}}\nhttp: {http}\n")
    return main


def put(site: HTTPServer, path: str, body: str, kind: str = "text/xml") -> str:
    site.expect_request(path).respond_with_data(body, content_type=kind)
    return site.url_for(path)


def asked(site: HTTPServer) -> list[str]:
    return [request.path for request, _ in site.log]


def test_every_feed_of_a_site_is_found_once(
    site: HTTPServer, looking: Path, wirebell: Wirebell
) -> None:
    put(site, "/", RSS.format("/world.rss") + RSS.format("/gone.rss") + anchor("/rss"), "text/html")
    world = put(site, "/world.rss", rss("World", 20, 21, 22, 23))
    put(site, "/feed", rss("World", 20, 21, 22, 23))
    atom = put(site, "/atom.xml", rss("Sea", 1))
    index = f"<sitemapindex><sitemap><loc>{site.url_for('/s/news.xml')}</loc></sitemap>"
    put(site, "/all.xml", index)
    news = put(site, "/s/news.xml", NEWS)
    put(site, "/robots.txt", f"Sitemap: {site.url_for('/all.xml')}", "text/plain")
    site.expect_request("/rss.xml").respond_with_data(
        "", 301, headers={"location": site.url_for("/world.rss")}
    )
    with looking.open("a") as file:
        file.write(f"feeds: ['{world}']\n")
    look = ("--config", looking, "feeds", "discover", site.url_for("/"))
    ended = wirebell(*look, "--format", "json")
    assert ended.code == 0, ended.err
    assert [(row["url"], row["format"], row["entries"], row["watched"], row["found"])
            for row in ended.json] == [
        (world, "rss20", 4, True, "named by the page"),
        (atom, "rss20", 1, False, "a usual address"),
        (news, "newssitemap", 1, False, f"listed by {site.url_for('/all.xml')}"),
    ]  # fmt: skip
    first = ended.json[0]
    assert (first["title"], first["newest_at"], first["gap_s"]) == (
        "World", "2026-11-23T08:00:00Z", 86_400,
    )  # fmt: skip
    paths = asked(site)
    assert len(paths) == len(set(paths)) + 1 <= 17  # the redirect leads to one that was asked
    shown = wirebell(*look, "--limit", "1")
    assert len(shown.out.splitlines()) == 2
    assert "at most 15 addresses, one at a time, 0 s apart" in shown.err


def test_links_count_where_the_page_names_no_feed(
    site: HTTPServer, looking: Path, wirebell: Wirebell
) -> None:
    put(site, "/", anchor("/sea.rss") + anchor("/about"), "text/html")
    sea = put(site, "/sea.rss", rss("Sea", 1, 2))
    ended = wirebell("--config", looking, "feeds", "discover", site.url_for("/"))
    assert (ended.code, len(asked(site))) == (0, 15)
    assert f"Sea    {sea}" in ended.out
    assert "`wirebell feeds add URL` watches one" in ended.err


def test_a_page_that_lists_the_feeds_is_looked_through(
    site: HTTPServer, looking: Path, wirebell: Wirebell
) -> None:
    put(site, "/", anchor("/rss"), "text/html")
    put(site, "/rss", anchor("/rss/sea.xml") + anchor("/rss/land.xml"), "text/html")
    sea = put(site, "/rss/sea.xml", rss("Sea", 1, 2))
    land = put(site, "/rss/land.xml", rss("Land", 3))
    look = ("--config", looking, "feeds", "discover", site.url_for("/"), "--format", "json")
    told = [(row["url"], row["found"]) for row in wirebell(*look).json]
    how = f"listed by {site.url_for('/rss')}"
    assert told == [(sea, how), (land, how)]


def test_no_configuration_is_needed_and_none_found_says_what_was_tried(
    site: HTTPServer, wirebell: Wirebell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("worker.cli.scouting.MOST_ASKED", 2)
    put(site, "/", "<p>hello", "text/html")
    look = ("feeds", "discover", site.url_for("/"), "--allow-private", "127.0.0.0/8")
    ended = wirebell(*look)
    assert (ended.code, ended.out) == (1, "")
    assert "no feed was found; tried:" in ended.err
    assert f"  {site.url_for('/')}: an HTML page" in ended.err
    assert wirebell(*look, "--format", "json").json == []


def test_a_site_that_cannot_be_reached(site: HTTPServer, looking: Path, wirebell: Wirebell) -> None:
    look = ("--config", looking, "feeds", "discover")
    assert wirebell(*look, "http://127.0.0.1:1/").code == 69
    private = wirebell("feeds", "discover", site.url_for("/"))
    assert private.code == 69
    assert "; --allow-private 127.0.0.1/32 lets it be reached" in private.err
    assert wirebell(*look, "ftp://a.example/").code == 2
    site.expect_request("/busy").respond_with_data("later", 429)
    ended = wirebell(*look, site.url_for("/busy"))
    assert (ended.code, asked(site)) == (69, ["/busy"])
    assert "answered 429" in ended.err


def test_nobody_who_asks_to_wait_is_asked_on(
    site: HTTPServer, looking: Path, wirebell: Wirebell
) -> None:
    site.expect_request("/rss").respond_with_data("later", 503)
    feed = put(site, "/feed", rss("Sea", 1))
    ended = wirebell("--config", looking, "feeds", "discover", site.url_for("/none"))
    assert (ended.code, asked(site)) == (0, ["/none", "/feed", "/rss"])
    assert feed in ended.out


def test_a_certificate_that_proves_nothing_is_said_and_not_gone_around(
    looking: Path, wirebell: Wirebell
) -> None:
    """Over http a word would come, too: from whoever stands in between."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    with HTTPServer(host="127.0.0.1", ssl_context=context) as stranger:
        host = f"127.0.0.1:{stranger.port}"
        found = wirebell("--config", looking, "feeds", "discover", host)
        added = wirebell("--config", looking, "feeds", "add", host)
    assert (found.code, added.code, stranger.log) == (69, 69, [])
    assert "TLS certificate" in found.err
    assert f"`wirebell feeds discover http://{host}` asks without TLS" in found.err
    assert f"`wirebell feeds add http://{host}` asks without TLS" in added.err
