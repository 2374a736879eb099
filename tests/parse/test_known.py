"""What is cut out of a document before it is parsed, and that the rest reads as it did."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from worker.model import Hints, Identity, ParsedFeed
from worker.parse.feed import read, read_part
from worker.parse.known import LeftOut, nothing_new, skim

URL = "https://feeds.example/all.xml"


def item(number: int, *, text: str = "text", link: str | None = None, title: str = "") -> str:
    address = link or f"https://news.example/{number}"
    return (
        f"<item><guid>{address}</guid><link>{address}</link>"
        f"<title>{title or f'Title {number}'}</title><description>{text}</description></item>"
    )


def rss(*items: str, built: str = "1", root: str = "<rss version='2.0'>") -> bytes:
    body = "".join(items)
    return f"{root}<channel><title>News</title><g>{built}</g>{body}</channel></rss>".encode()


ATOM = "<feed xmlns='http://www.w3.org/2005/Atom'>{entries}</feed>"
ENTRY = (
    "<entry><id>tag:{0}</id><title>Entry {0}</title><link href='https://a.example/{0}'/></entry>"
)


def marks_of(body: bytes) -> bytes:
    found = read(body, {}, URL)
    assert isinstance(found, ParsedFeed)
    assert found.marks
    return found.marks


def titles(body: bytes, known: bytes) -> tuple[list[str], int]:
    found = read(body, {}, URL, Identity.GUID, known)
    assert isinstance(found, ParsedFeed)
    return [entry.title for entry in found.entries], found.known


def test_what_is_known_is_cut_out_and_what_is_new_is_read() -> None:
    known = marks_of(rss(item(1), item(2)))
    assert titles(rss(item(3), item(1), item(2), built="2"), known) == (["Title 3"], 2)


def test_an_edit_passes() -> None:
    known = marks_of(rss(item(1), item(2)))
    assert titles(rss(item(1, text="changed"), item(2)), known) == (["Title 1"], 1)


MEDIA = "<rss version='2.0' xmlns:media='http://search.yahoo.com/mrss/'>"
PICTURE = "<media:content><media:title>The port</media:title></media:content>"


@pytest.mark.parametrize(
    ("own", "read"),
    [
        ("<title>Dispatch {0}</title>", ["Dispatch 3"]),
        ("<title><![CDATA[ ]]></title>", ["", ""]),
        ("", ["The port", "The port"]),
    ],
)
def test_a_picture_s_title_is_a_name_where_an_entry_has_no_other(own: str, read: list[str]) -> None:
    def pictured(number: int) -> str:
        link = f"<link>https://a.example/{number}</link>"
        return f"<item>{own.format(number)}{link}{PICTURE}</item>"

    known = marks_of(rss(pictured(1), root=MEDIA))
    found = titles(rss(pictured(3), pictured(1), root=MEDIA), known)
    assert found == (read, 2 - len(read))


def test_a_regenerated_document_is_not_parsed_at_all() -> None:
    known = marks_of(rss(item(1), item(2)))
    found = skim(rss(item(1), item(2), built="2"), "", known)
    assert found is not None
    assert (found.unread, found.known, found.marks) == (0, 2, known)
    assert found.rest == rss(built="2")
    whole = read(rss(item(1), item(2), built="2"), {}, URL, Identity.GUID, known)
    assert nothing_new(found, Identity.GUID) == whole
    turned = read(rss(item(2), item(1), built="3"), {}, URL, Identity.GUID, known)
    assert isinstance(turned, ParsedFeed)
    assert (turned.entries, turned.known) == ((), 2)
    assert turned.marks != known
    assert sorted(turned.marks) == sorted(known)


def test_marks_kept_in_an_earlier_manner_are_none() -> None:
    body = rss(item(1), item(2))
    for earlier in (b"", b"\x00" + b"8 bytes." * 2, b"\x01" + b"8 bytes." * 2):
        found = skim(body, "", earlier)
        assert found is not None
        assert (found.known, found.unread, found.marks) == (0, 2, marks_of(body))


def test_more_unknown_entries_than_asked_for_are_for_another() -> None:
    known = marks_of(rss(item(1)))
    assert skim(rss(item(3), item(2), item(1)), "", known, most=1) is None
    found = skim(rss(item(2), item(1)), "", known, most=1)
    assert found is not None
    assert (found.known, found.unread) == (1, 1)


def test_an_entry_of_very_many_names_is_read_among_all_others() -> None:
    def named(names: int) -> bytes:
        ids = "".join(f"<id>{number}</id>" for number in range(names))
        return rss(item(1), f"<item>{ids}</item>")

    assert skim(named(99), "", b"") is not None
    assert skim(named(100), "", b"") is None  # and it has no title, which is a name as well
    assert skim(named(10_000), "", b"") is None  # the search ends before the last of them


def test_marks_do_not_grow_with_the_names_of_very_many_entries() -> None:
    named = "".join(f"<id>{number}</id>" for number in range(90))
    assert skim(rss(*[f"<item>{named}</item>"] * 500), "", b"") is not None
    assert skim(rss(*[f"<item>{named}</item>"] * 600), "", b"") is None


def test_a_part_reads_as_the_whole_does() -> None:
    known = marks_of(rss(item(1), item(2)))
    grown = rss(item(3, text="Grüße"), item(1), item(2))
    part = skim(grown, "", known)
    assert part is not None
    apart = read_part(part, "utf-8", {}, URL, Identity.GUID)
    assert apart == read(grown, {}, URL, Identity.GUID, known)
    assert isinstance(apart, ParsedFeed)
    assert [entry.lead for entry in apart.entries] == ["Grüße"]


def test_a_part_in_which_the_parser_sees_other_entries_is_not_read_alone() -> None:
    known = marks_of(rss(item(1)))
    stray = "<entry><title>feedparser takes this for one too</title></entry>"
    part = skim(rss(item(2), item(1), stray), "", known)
    assert part is not None
    assert read_part(part, "utf-8", {}, URL, Identity.GUID) is None


def test_atom_and_prefixed_names() -> None:
    entries = [ENTRY.format(n) for n in range(3)]
    known = marks_of(ATOM.format(entries="".join(entries[1:])).encode())
    assert titles(ATOM.format(entries="".join(entries)).encode(), known) == (["Entry 0"], 2)
    prefixed = "<a:feed xmlns:a='http://www.w3.org/2005/Atom'>" + "".join(
        f"<a:entry><a:id>{n}</a:id><a:title>T{n}</a:title></a:entry>" for n in range(2)
    )
    known = marks_of(f"{prefixed}</a:feed>".encode())
    more = prefixed + "<a:entry><a:id>9</a:id><a:title>T9</a:title></a:entry></a:feed>"
    assert titles(more.encode(), known) == (["T9"], 2)


def test_rdf_items_and_their_list() -> None:
    head = (
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
        "xmlns='http://purl.org/rss/1.0/'><channel><title>N</title><items><rdf:Seq/></items>"
        "</channel>"
    )
    items = [
        f"<item rdf:about='https://r.example/{n}'><title>R{n}</title>"
        f"<link>https://r.example/{n}</link></item>"
        for n in range(3)
    ]
    known = marks_of((head + "".join(items[1:]) + "</rdf:RDF>").encode())
    assert titles((head + "".join(items) + "</rdf:RDF>").encode(), known) == (["R0"], 2)


@pytest.mark.parametrize(
    ("before", "now", "title", "gone"),
    [
        (rss(item(1), item(2)), rss(item(2)), "Title 1", True),
        (rss(item(1), item(2)), rss(item(3), item(1)), "Title 1", False),
        (rss(item(2)), rss(item(2)), "Title 1", False),  # nothing shows that it was there
        (rss(item(1, title="A &amp; B")), rss(item(2)), "A & B", True),
        (rss(item(1, title="<![CDATA[ A & B ]]>")), rss(item(2)), "A & B", True),
        (rss(item(1, title="A &lt;b&gt;B&lt;/b&gt;")), rss(item(2)), "A B", False),
    ],
)
def test_what_is_gone_is_known_by_its_title(
    before: bytes, now: bytes, title: str, *, gone: bool
) -> None:
    assert LeftOut(1, marks_of(before), marks_of(now)).shows_gone(title) is gone


def test_what_is_gone_of_a_json_feed_is_known_too() -> None:
    items = [{"id": name, "title": f"Title {name}"} for name in "ab"]
    before, now = (
        marks_of(json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": i}).encode())
        for i in (items, items[1:])
    )
    assert LeftOut(1, before, now).shows_gone("Title a")
    assert not LeftOut(1, before, now).shows_gone("Title b")


def test_namesakes_of_a_new_entry_are_read_beside_it() -> None:
    known = marks_of(rss(item(1), item(2)))
    twin = item(1, title="Another story under the link of the first")
    found, left_out = titles(rss(twin, item(1), item(2)), known)
    assert found == ["Another story under the link of the first", "Title 1"]
    assert left_out == 1
    whole = read(rss(twin, item(1), item(2)), {}, URL, Identity.GUID)
    part = read(rss(twin, item(1), item(2)), {}, URL, Identity.GUID, known)
    assert isinstance(whole, ParsedFeed)
    assert isinstance(part, ParsedFeed)
    assert part.entries == whole.entries[:2]


@pytest.mark.parametrize(
    ("start", "ctype"),
    [
        ("<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'>", ""),
        ("<?xml version='1.0' encoding='iso-8859-1'?><rss version='2.0'>", ""),
        ("<rss version='2.0'>", "text/xml; charset=iso-8859-1"),
    ],
)
def test_another_root_or_charset_makes_everything_unknown(start: str, ctype: str) -> None:
    known = marks_of(rss(item(1)))
    found = skim(rss(item(1), root=start), ctype, known)
    assert found is not None
    assert found.known == 0


@pytest.mark.parametrize(
    "body",
    [
        rss(),
        rss("<item><title>never closed</title>"),
        rss("<item><title>one</title><item><title>in another</title></item></item>"),
        rss("<!-- <item><title>commented out</title></item> -->", item(1)),
        rss(item(1, text="<![CDATA[ </item> <b> ]]>")),
        rss(item(1)).replace(b"<rss", b"<!DOCTYPE rss [<!ENTITY x 'y'>]><rss"),
        rss(item(1)).decode().encode("utf-16"),
        b"no markup",
        rss(item(1), item(2)) + b"<!-- ",
        rss("<items/>" + item(1), *["<item/>"] * 10_001),
    ],
)  # fmt: skip
def test_a_cut_that_is_not_certain_is_not_made(body: bytes) -> None:
    assert skim(body, "", b"") is None


def test_entries_of_an_element_named_alike_are_none() -> None:
    body = rss(item(1), "<itemised>no entry</itemised>", item(2))
    found = skim(body, "", b"")
    assert found is not None
    assert found.unread == 2


def test_the_parser_has_the_last_word_on_how_many_there_are() -> None:
    stray = "<entry><title>feedparser takes this for one too</title></entry>"
    body = rss(item(1), stray)
    whole = read(body, {}, URL)
    assert isinstance(whole, ParsedFeed)
    assert (len(whole.entries), whole.marks) == (2, b"")
    known = marks_of(rss(item(1)))
    grown = read(rss(item(2), item(1), stray), {}, URL, Identity.GUID, known)
    assert isinstance(grown, ParsedFeed)
    assert (len(grown.entries), grown.known, grown.marks) == (3, 0, b"")


def test_a_document_that_is_no_xml_is_read_as_such_in_part_too() -> None:
    broken = "AT&T <b>unclosed"
    known = marks_of(rss(item(1, text=broken), item(2)))
    grown = rss(item(3, text="&nbsp;x &copy y"), item(1, text=broken), item(2))
    whole, part = read(grown, {}, URL, Identity.GUID), read(grown, {}, URL, Identity.GUID, known)
    assert isinstance(whole, ParsedFeed)
    assert isinstance(part, ParsedFeed)
    assert part.entries == whole.entries[:1]
    assert part.known == 2


def test_undeclared_charsets_are_told_by_the_whole_document() -> None:
    cyrillic = [item(n, text="Президент заявил, что переговоры начнутся завтра") for n in range(5)]
    body = rss(*cyrillic).decode().encode("cp1251")
    known = marks_of(body)
    short = item(9, text="Да", title="Я").encode("cp1251")
    grown = body.replace(b"<item>", short + b"<item>", 1)
    assert titles(grown, known) == (["Я"], 5)


def test_items_of_a_json_feed() -> None:
    def document(*numbers: int) -> bytes:
        items = [{"id": str(n), "title": f"J{n}"} for n in numbers]
        feed = {"version": "https://jsonfeed.org/version/1.1", "items": items}
        return json.dumps(feed).encode()

    known = marks_of(document(1, 2))
    assert titles(document(3, 1, 2), known) == (["J3"], 2)
    assert titles(document(1, 2), known) == ([], 2)


OTHER = "<item><description>A quiet day</description></item>"
QUAKE = "<item><pubDate>{0} Nov 2026 10:00:00 GMT</pubDate>{1}</item>"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("<description>Magnitude 4.5</description>", "<description>Magnitude 4.5</description>"),
        ("<title/><description>4.5</description>", "<description>4.5</description>"),
        ("<title>AT&amp;T falls</title>", "<title><![CDATA[AT&T falls]]></title>"),
    ],
)
def test_entries_known_by_their_words_alone_are_told_apart(first: str, second: str) -> None:
    before = read(rss(QUAKE.format("02", first), OTHER), {}, URL)
    assert isinstance(before, ParsedFeed)
    assert before.identity is Identity.TITLE_AND_SUMMARY
    grown = rss(QUAKE.format("03", second), QUAKE.format("02", first), OTHER)
    part = read(grown, {}, URL, before.identity, before.marks)
    whole = read(grown, {}, URL, before.identity)
    assert isinstance(part, ParsedFeed)
    assert isinstance(whole, ParsedFeed)
    assert part.entries[0] == whole.entries[0]
    assert part.entries[0].key not in {entry.key for entry in before.entries}


def test_a_document_of_which_something_was_left_out_is_read_whole_again() -> None:
    body = rss(*map(item, range(5)))
    short = read(body, {}, URL, limit=3)
    assert isinstance(short, ParsedFeed)
    assert (short.left_out, short.marks) == (2, b"")


def test_the_time_to_live_is_heard_where_nothing_is_new() -> None:
    ttl = "<ttl> 60 </ttl>"
    before = read(rss(ttl, item(1)), {}, URL)
    assert isinstance(before, ParsedFeed)
    again = read(rss(ttl, item(1), built="2"), {}, URL, before.identity, before.marks)
    assert isinstance(again, ParsedFeed)
    assert again.entries == ()
    assert again.hints == before.hints == Hints(ttl=timedelta(hours=1))
