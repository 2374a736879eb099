"""Documents to articles, whole: own-words documents beside what they must become."""

from __future__ import annotations

import gzip
import json
import pickle
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.growth import grown
from worker.model import Identity, ParsedFeed, Unreadable
from worker.parse import charset
from worker.parse.feed import parse_document, prepare, read

DOCUMENTS = Path(__file__).parent.parent / "corpus" / "feeds"
URL = "https://feeds.example/all.xml"
INPUTS = sorted(path for path in DOCUMENTS.iterdir() if path.suffix != ".json")


def rss(*items: str, head: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>T</title>{head}'
        + "".join(f"<item>{item}</item>" for item in items)
        + "</channel></rss>"
    ).encode()


def parsed(body: bytes, headers: dict[str, str] | None = None, **more: Any) -> ParsedFeed:
    found = read(body, headers or {}, URL, **more)
    assert isinstance(found, ParsedFeed), found
    return found


def refused(body: bytes, headers: dict[str, str] | None = None) -> Unreadable:
    found = read(body, headers or {}, URL)
    assert isinstance(found, Unreadable), found
    return found


def shown(value: object) -> object:
    """As the expected files spell it."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("document", INPUTS, ids=lambda path: path.name)
def test_document_becomes_what_stands_beside_it(document: Path) -> None:
    expected = json.loads((DOCUMENTS / f"{document.name.split('.')[0]}.json").read_text())
    feed = parsed(document.read_bytes())
    entries = expected.pop("entries")
    if "ttl_s" in expected:
        assert feed.hints.ttl == timedelta(seconds=expected.pop("ttl_s"))
    assert {name: shown(getattr(feed, name)) for name in expected} == expected
    assert [
        {name: shown(getattr(entry, name)) for name in wanted}
        for entry, wanted in zip(feed.entries, entries, strict=True)
    ] == entries


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "an empty body"),
        (b" \r\n\x00", "an empty body"),
        (b"<!DOCTYPE html><title>News &amp; more</title>", "titled 'News & more', not a feed"),
        (b"<html><body>Moved</body></html>", "an HTML page without a title, not a feed"),
        (b'{"posts": []}', "JSON that is not a feed (its keys: posts)"),
        (b'{"po\\u0000s\\u202ets": []}', "JSON that is not a feed (its keys: posts)"),
        (b"{}", "an empty JSON object"),
        (b"[1, 2]", "a JSON list, not a feed"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": [', "broken JSON"),
        (b"[" * 100_000, "broken JSON, not a feed (nested too deep)"),
        (b"Service unavailable", "plain text, not a feed: 'Service unavailable'"),
        (b"<opml><body/></opml>", "an OPML subscription list"),
        (b"<urlset></urlset>", "a sitemap without news, not a feed"),
        (b'<?xml version="1.0"?><note/>', "an XML document <note>, not a feed"),
        (bytes(range(256)) * 4, "binary data, not a feed"),
    ],
)
def test_what_is_no_feed_is_named(body: bytes, words: str) -> None:
    assert words in refused(body).words
    assert not refused(body).hostile


def test_feed_without_entries_is_a_feed() -> None:
    assert parsed(rss()).entries == ()
    assert parsed(b'{"version": "https://jsonfeed.org/version/1", "items": []}').format == "json1"


def test_result_crosses_processes() -> None:
    feed = parsed(rss("<title>A</title><guid>1</guid>"))
    assert pickle.loads(pickle.dumps(feed)) == feed


CYRILLIC = "Міст через затоку закрито на ремонт"


@pytest.mark.parametrize(
    ("declaration", "encoding", "content_type"),
    [
        ('<?xml version="1.0" encoding="windows-1251"?>', "cp1251", ""),
        ('<?xml version="1.0" encoding="koi8-u"?>', "koi8-u", "application/xml"),
        ("", "cp1251", "text/xml; charset=windows-1251"),
        ("", "cp1251", "text/xml"),  # detected
        ("", "cp1251", "text/xml; charset=utf-8"),  # as the declared one cannot be
        ("", "utf-8", "text/xml"),
        ("", "utf-8", "application/octet-stream"),
        ('<?xml version="1.0" encoding="iso-8859-1"?>', "utf-8-sig", ""),  # the mark wins
        ("", "utf-8-sig", "text/xml; charset=iso-8859-1"),
        ('<?xml version="1.0" encoding="utf-16"?>', "utf-16", ""),
        ('<?xml version="1.0" encoding="utf-16"?>', "utf-8", "application/octet-stream"),
        ('<?xml version="1.0" encoding="windows-1251"?>', "cp1251", "text/xml; charset=iso-8859-1"),
        ('<?xml version="1.0" encoding="windows-1251"?>', "utf-8", "application/x; charset=utf-8"),
        ('<?xml version="1.0" encoding="windows-1251"?>', "utf-8", "text/xml; charset=us-ascii"),
        ("", "cp1251", "application/x; charset=windows-1251"),
        ("", "utf-16-le", "text/xml; charset=utf-8"),
        ("", "utf-16-be", "text/xml"),
        ('<?xml version="1.0" encoding="utf-8"?>', "utf-8", "text/xml; charset=no-such"),
    ],
)
def test_charset_is_settled(declaration: str, encoding: str, content_type: str) -> None:
    text = rss(f"<title>{CYRILLIC}</title>").decode().partition("?>")[2]
    headers = {"content-type": content_type} if content_type else {}
    feed = parsed((declaration + text).encode(encoding), headers)
    assert feed.entries[0].title == CYRILLIC


@pytest.mark.parametrize("content_type", ["", "application/xml", "text/xml; charset=utf-16", "x/y"])
@pytest.mark.parametrize("declared", ["utf-16", "utf-16le", "utf-32", "cp037"])
@pytest.mark.parametrize("title", ["Über die Grenze", "To the border"])
@pytest.mark.parametrize("more", ["", " ", "\n"])
def test_a_charset_that_the_first_sign_denies_is_not_believed(
    content_type: str, declared: str, title: str, more: str
) -> None:
    """Writers of UTF-16 strings declare it, and are sent as UTF-8 of even and odd length."""
    text = rss(f"<title>{title}</title>").decode().replace("UTF-8", declared) + more
    headers = {"content-type": content_type}
    assert parsed(text.encode(), headers).entries[0].title == title


@pytest.mark.parametrize("name", ["iso-8859-1", "iso-8859-15", "windows-1251", "iso-8859-2"])
@pytest.mark.parametrize(
    "body",
    [
        rss("<title>Über die Grenze</title>"),
        rss("<title>Über die Grenze</title>").replace(b"UTF-8", b"iso-8859-2"),
        '{"items": [{"id": "1", "title": "Über die Grenze", "content_text": "x"}]}'.encode(),
    ],
    ids=["rss", "declared", "json"],
)
def test_what_reads_as_utf_8_is_utf_8(name: str, body: bytes) -> None:
    headers = {"content-type": f"application/xml; charset={name}"}
    assert parsed(body, headers).entries[0].title == "Über die Grenze"


@pytest.mark.parametrize(
    ("written", "title", "link"),
    [
        ("<title>S&P 500 falls</title><link>https://n.example/?id=1&lang=en&x</link>",
         "S&P 500 falls", "https://n.example/?id=1&lang=en&x"),
        ("<title><![CDATA[AT&T: R&amp;D & more]]></title><link>https://n.example/?a&copy=1</link>",
         "AT&T: R&D & more", "https://n.example/?a&copy=1"),
    ],
)  # fmt: skip
def test_bare_ampersands_are_ampersands(written: str, title: str, link: str) -> None:
    [entry] = parsed(rss(written)).entries
    assert entry.title == title
    assert entry.url == link


@pytest.mark.parametrize("doctype", [
    '<!DOCTYPE rss SYSTEM "https://old.example/rss-0.91.dtd">',
    '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "https://old.example/rss-0.91.dtd">',
])  # fmt: skip
def test_names_of_letters_are_read_though_a_dtd_may_define_them(doctype: str) -> None:
    written = rss("<title>Pr&eacute;sident &agrave; Paris</title>")
    body = written.replace(b"<rss ", doctype.encode() + b"<rss ")
    assert parsed(body).entries[0].title == "Président à Paris"


@pytest.mark.parametrize(
    ("written", "link"),
    [
        ("<link></link><guid isPermaLink='true'>https://n.example/1</guid>", "https://n.example/1"),
        ("<guid isPermaLink='false'>https://n.example/2</guid>", "https://n.example/2"),
        ("<guid isPermaLink='false'>n.example/3</guid>", None),
    ],
)
def test_an_entry_without_a_link_is_where_its_guid_says(written: str, link: str | None) -> None:
    assert parsed(rss(f"<title>a</title>{written}")).entries[0].url == link


WARNING = "<br />\n<b>Warning</b>:  foo() expects {x} in <b>/f.php</b> on line <b>3</b><br />\n"
BEFORE = {
    "two marks": "\ufeff\ufeff",
    "blank lines": "\r\n \n",
    "a comment": "<!-- cached {1} -->",
    "a warning": WARNING,
    "a notice": "PHP Notice:  Undefined index: [a] in /f.php on line 5\n",
    "all of them": f"\ufeff\n{WARNING}{WARNING}<!-- -->\n\ufeff",
}


@pytest.mark.parametrize("before", BEFORE.values(), ids=BEFORE.keys())
@pytest.mark.parametrize("after", ["", "<!-- cached -->", WARNING])
def test_what_stands_beside_a_document_by_mistake_is_passed_over(before: str, after: str) -> None:
    news = "<urlset><url><loc>https://a.example/1</loc><news:news><news:title>Zażółć</news:title>"
    documents = (
        json.dumps({"items": [{"id": "1", "title": "Zażółć", "content_text": "x"}]}),
        f"{news}</news:news></url></urlset>",
        rss("<title>Zażółć</title>").decode(),
    )
    for document in documents:
        feed = parsed(f"{before}{document}{after}".encode())
        assert [entry.title for entry in feed.entries] == ["Zażółć"]


def test_a_declaration_behind_a_warning_is_heard() -> None:
    text = WARNING + rss("<title>Zażółć</title>").decode().replace("UTF-8", "iso-8859-2")
    assert parsed(text.encode("iso-8859-2")).entries[0].title == "Zażółć"


def test_a_json_item_without_a_url_is_where_its_id_says() -> None:
    items = [{"id": f"{start}n.example/1", "content_text": "x"} for start in ("https://", "")]
    feed = parsed(json.dumps({"items": items}).encode())
    assert [entry.url for entry in feed.entries] == ["https://n.example/1", None]


def test_a_guid_that_is_an_address_is_the_same_however_it_is_spelled() -> None:
    def key(guid: str) -> str:
        written = f"<title>a</title><guid isPermaLink='false'>{guid}</guid>"
        return parsed(rss(written)).entries[0].key

    assert key("http://n.example/1") == key("https://n.example/1/?utm_source=rss")
    assert key("https://n.example/1") != key("https://n.example/1#part")


def test_one_broken_byte_spoils_one_character() -> None:
    body = rss(f"<title>{CYRILLIC} \xff</title>").replace("\xff".encode(), b"\xff")
    assert parsed(body).entries[0].title == f"{CYRILLIC} \ufffd"


def test_headers_that_could_rebase_or_mislead_are_not_heard() -> None:
    headers = {"content-location": "https://elsewhere.example/", "content-type": "image/png"}
    feed = parsed(rss("<title>A</title><link>a.html</link>"), headers)
    assert feed.entries[0].url == "https://feeds.example/a.html"


def test_gzipped_bodies_open_within_bounds() -> None:
    body = rss("<title>A</title>")
    assert parsed(gzip.compress(body)).entries[0].title == "A"
    assert parsed(gzip.compress(gzip.compress(body))).entries[0].title == "A"
    assert parsed(gzip.compress(body + b" " * 10_000)[:-12]).entries[0].title == "A"
    nested = gzip.compress(gzip.compress(gzip.compress(body)))
    assert parsed(nested).entries[0].title == "A"
    assert refused(b"\x1f\x8bno gzip at all").words.startswith("plain text")
    for _ in range(9):
        nested = gzip.compress(nested)
    assert refused(nested).hostile
    bomb = gzip.compress(b" " * (charset.MOST_BYTES + 1))
    assert refused(bomb).hostile


@pytest.mark.parametrize(
    "body",
    [
        lambda n: b"<rss><channel>" + b"<a>" * n,
        lambda n: b"<rss><channel>" + b"<a>" * n + b"</a>" * n,
        lambda n: b"<rss><channel><item " + b" ".join(b'a%d="1"' % a for a in range(n)) + b"/>",
    ],
    ids=["nested", "nested and closed", "attributes"],
)
def test_documents_built_to_stall_are_refused_at_little_cost(body: Callable[[int], bytes]) -> None:
    assert grown(refused, body, 200_000).hostile


@pytest.mark.parametrize(
    "text",
    [
        "<![CDATA[" + "<div>" * 50_000 + "hi]]>",
        "&lt;div&gt;" * 50_000 + "hi",
        "<![CDATA[<p " + " ".join(f'a{n}="1"' for n in range(300_000)) + ">hi</p>]]>",
        "<br>" * 600 + "hi",
    ],
    ids=["nested text", "nested escaped text", "attributes in text", "unclosed breaks"],
)
def test_a_hostile_entry_does_not_reject_its_feed(text: str) -> None:
    feed = parsed(
        rss("<title>good</title>", f"<title>bad</title><description>{text}</description>")
    )
    assert [entry.title for entry in feed.entries] == ["good", "bad"]
    assert feed.entries[1].lead == "hi"


@pytest.mark.parametrize("tag", ["author", "dc:creator", "managingEditor"])
def test_an_author_built_to_stall_is_cut(tag: str) -> None:
    stalls = f"<{tag}>{'y' * 300_000}</{tag}>"
    head = stalls if tag == "managingEditor" else ""
    feed = parsed(rss("<title>good</title>", f"<title>bad</title>{stalls}", head=head))
    assert [entry.title for entry in feed.entries] == ["good", "bad"]
    assert all(len(entry.author or "") < 1_000 for entry in feed.entries)


def test_entities_open_no_file_and_do_not_explode() -> None:
    secret = b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    laughs = b'<!DOCTYPE r [<!ENTITY a "lol"><!ENTITY b "' + b"&a;" * 20 + b'">'
    laughs += b"".join(
        b'<!ENTITY %c "%s">' % (n, b"&%c;" % (n - 1) * 20) for n in range(ord("c"), ord("k"))
    )
    body = b"<rss version='2.0'><channel><item><title>t &%s; u</title></item></channel></rss>"
    assert "root:" not in repr(read(secret + body % b"x", {}, URL))
    assert len(repr(read(laughs + b"]>" + body % b"j", {}, URL))) < 20_000


def test_titles_are_bounded_and_clean() -> None:
    item = f"<title>{'x' * 2_000_000}</title>"
    assert len(parsed(rss(item)).entries[0].title) == 1_000
    odd = "<title>a\x00b\x01c\n d\u202ee&#8238;f</title>"
    assert parsed(rss(odd)).entries[0].title == "abc def"


def test_newest_entries_are_kept() -> None:
    items = [
        f"<title>{n}</title><guid>{n}</guid><pubDate>{1 + n:02} Jan 2026 00:00 GMT</pubDate>"
        for n in range(20)
    ]
    feed = parsed(rss(*items), limit=5)
    assert [entry.title for entry in feed.entries] == ["15", "16", "17", "18", "19"]
    assert feed.left_out == 15
    one_undated = parsed(rss("<title>new</title><guid>new</guid>", *items), limit=5)
    assert [entry.title for entry in one_undated.entries] == ["new", "16", "17", "18", "19"]
    undated = [f"<title>{n}</title><guid>{n}</guid>" for n in range(20)]
    assert [e.title for e in parsed(rss(*undated), limit=2).entries] == ["0", "1"]


def test_content_hash_follows_what_a_reader_sees() -> None:
    def hashed(item: str) -> str:
        return parsed(rss("<guid>1</guid>" + item)).entries[0].content_hash

    first = hashed("<title>A</title><link>https://a.example/1?utm_source=x</link>")
    assert hashed("<title>A</title><link>https://a.example/1?utm_source=y</link>") == first
    assert hashed("<title>B</title><link>https://a.example/1</link>") != first
    assert hashed("<title>A</title><link>https://a.example/2</link>") != first
    assert hashed("<title>A</title><description>d</description>") != first


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("<![CDATA[<![CDATA[Title]]]]>>", "Title"),
        ("<![CDATA[<![CDATA[Title]]]]><![CDATA[>]]>", "Title"),
        ("<![CDATA[<![CDATA[Title]]]]>", "Title"),
        ("<![CDATA[ <![CDATA[S & P]]>", "S & P"),
        ("<![CDATA[&lt;![CDATA[Title]]&gt;]]>", "Title"),
        ("&lt;![CDATA[Title]]&gt;", "Title"),
        ("&lt;![CDATA[&lt;b&gt;Bold&lt;/b&gt; R&amp;amp;D]]&gt;", "Bold R&D"),
        ("What &lt;![CDATA[x]]&gt; means", "What <![CDATA[x]]> means"),
    ],
)
def test_cdata_written_twice_is_no_part_of_a_title(written: str, title: str) -> None:
    link = "<link><![CDATA[<![CDATA[https://n.example/1]]]]>></link>"
    [entry] = parsed(rss(f"<title>{written}</title>{link}")).entries
    assert entry.title == title
    assert entry.url == "https://n.example/1"


@pytest.mark.parametrize(
    ("written", "author"),
    [
        ("name@host.international (Jane Doe)", "Jane Doe"),
        ("mailto:jane@host.xn--p1ai (Jane)", "Jane"),
        ("Jane Doe &lt;jane@host.online&gt;", "Jane Doe"),
        ("&quot;Jane Doe&quot; &lt;jane@host.news?subject=x&gt;", "Jane Doe"),
        ("a@b.example (Jane), c@d.example (Joe)", "Jane, Joe"),
        ("a@b.example (Jane) (AFP)", "Jane (AFP)"),
        ("editor@n.museum, Jane", "Jane"),
        ("jane@localhost (Jane)", "Jane"),
        ("jane@host.international", "jane@host.international"),
        ("Jane@AFP", "Jane@AFP"),
        ("Jane Doe (AFP)", "Jane Doe (AFP)"),
    ],
)
def test_an_author_is_the_name_beside_an_address(written: str, author: str) -> None:
    spaces = "xmlns:dc='http://purl.org/dc/elements/1.1/'"
    for item in (f"<author>{written}</author>", f"<dc:creator {spaces}>{written}</dc:creator>"):
        assert parsed(rss(f"<title>a</title>{item}")).entries[0].author == author


def test_a_known_strategy_is_kept() -> None:
    items = "<title>A</title><guid>1</guid><link>https://a.example/1</link>"
    by_link = parsed(rss(items), identity=Identity.LINK)
    assert by_link.identity is Identity.LINK
    assert by_link.entries[0].key != parsed(rss(items)).entries[0].key


def test_guid_that_is_no_address_is_no_link() -> None:
    feed = parsed(rss("<title>A</title><guid>12345</guid>"))
    assert feed.entries[0].url is None


def test_home_page_and_shared_links_identify_no_article() -> None:
    feed = parsed(
        rss(
            "<title>A</title><guid>1</guid><link>https://a.example/</link>",
            "<title>B</title><guid>2</guid><link>https://a.example/live</link>",
            "<title>C</title><guid>3</guid><link>https://a.example/live#c</link>",
            "<title>D</title><guid>4</guid><link>https://a.example/d</link>",
            head="<link>https://a.example</link>",
        )
    )
    canonical = [entry.canonical_url for entry in feed.entries]
    assert canonical == [None, None, None, "https://a.example/d"]


def test_home_page_as_guid_is_no_guid() -> None:
    items = [f"<title>{n}</title><guid>https://a.example/</guid>" for n in "AB"]
    feed = parsed(rss(*items, head="<link>https://a.example</link>"))
    assert feed.identity is Identity.TITLE_AND_SUMMARY
    assert len(feed.entries) == 2


NEWS = "https://news.google.com/rss/articles/CB"
OF_SOURCES = {
    "its site": (
        NEWS,
        '<source url="https://www.herald.example/">The Herald</source>',
        "herald.example",
    ),
    "its name": (NEWS, "<source> The Herald </source>", "The Herald"),
    "a site of many": (
        NEWS,
        '<source url="https://medium.com/x">The Herald</source>',
        "The Herald",
    ),
    "none": (NEWS, "", None),
    "a link to its own site": ("https://post.example/1", "<source>The Herald</source>", None),
}


@pytest.mark.parametrize("case", OF_SOURCES.values(), ids=OF_SOURCES.keys())
def test_an_entry_that_links_to_a_site_of_many_is_by_its_source(
    case: tuple[str, str, str | None],
) -> None:
    link, source, found = case
    [entry] = parsed(rss(f"<title>A</title><link>{link}</link>{source}")).entries
    assert entry.source == found


def test_prepare_leaves_alone_what_feedparser_reads_right() -> None:
    body = rss("<title>plain</title>")
    assert prepare(body, {"Content-Type": "text/xml"}) == (body, {"content-type": "text/xml"})


def test_parser_that_raises_twice_is_a_value_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def burst(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("worker.parse.feed.feedparser.parse", burst)
    with pytest.raises(ValueError, match="RuntimeError"):
        parse_document(b"<rss/>", {})
    assert "cannot read" in refused(b"<rss/>").words
