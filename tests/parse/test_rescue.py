from __future__ import annotations

import pytest

from tests.growth import grown
from worker.model import ParsedFeed
from worker.parse.feed import read
from worker.parse.rescue import declared_apart, without_half

WHOLE = b"<rss><channel><item><guid>a/10</guid></item>"


@pytest.mark.parametrize(
    "half",
    [
        b"<item><guid>a/1",
        b"<item><guid>a/1</guid><title>News</title>",
        b"<item><guid>a/1</guid></it",
        b"<item rdf:about='a/1",
    ],
)
def test_half_an_entry_at_the_end_is_none(half: bytes) -> None:
    assert without_half(WHOLE + half) == WHOLE


def test_half_an_entry_of_atom_is_none() -> None:
    whole = b"<a:feed><a:entry><a:id>a</a:id></a:entry>"
    assert without_half(whole + b"<a:entry><a:id>b") == whole


def test_half_an_entry_of_rss_1_is_none() -> None:
    """Its channel ends before the entries."""
    whole = b"<rdf:RDF><channel><title>News</title></channel><item rdf:about='a'></item>"
    assert without_half(whole + b"<item rdf:about='b'><title>Half") == whole


@pytest.mark.parametrize(
    "document",
    [
        WHOLE + b"</channel></rss>",
        WHOLE + b"<item><guid>b</guid></channel></rss>",
        WHOLE + b"<item><guid>b</guid></channel></rss>" + b"<!-- -->" * 1000,
        WHOLE,
        WHOLE + b"<item><guid>b</guid></item",
        WHOLE + b"<!-- made in 3",
        b"<rss><channel><item><guid>a</guid><item><guid>b</guid>",
        WHOLE + b"<item rdf:about='b'/>",
        b"<rss><channel><item><guid>the only one",
        b"<rss><channel>",
        b"",
    ],
)
def test_whole_entries_stay(document: bytes) -> None:
    assert without_half(document) == document


def test_the_whole_entries_of_a_document_that_breaks_off_are_read() -> None:
    found = read(WHOLE + b"<item><guid>a/1", {}, "https://news.example/rss")
    assert isinstance(found, ParsedFeed)
    assert [entry.guid for entry in found.entries] == ["a/10"]


def test_it_costs_what_its_length_does() -> None:
    assert grown(without_half, lambda n: b"<item>" * n, 200_000).startswith(b"<item>")


LONG = b" encoding='a'" * 100


@pytest.mark.parametrize(
    ("document", "parted"),
    [
        (b"<rss><?xml?></rss>", b"<rss><?xml?></rss>"),
        (b"<?xml version='1.0'?><rss/>", b"<?xml version='1.0'?>\n<rss/>"),
        (b"\n <?rss-style?><rss/>", b"\n <?rss-style?>\n<rss/>"),
        (b"<?xml" + LONG + b"?><rss/>", b"<?xml\n" + LONG + b"?><rss/>"),
    ],
)
def test_a_declaration_has_a_line_of_its_own(document: bytes, parted: bytes) -> None:
    assert declared_apart(document) == parted


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32-be"])
@pytest.mark.parametrize("before", ["<?xml{}?>", "<?xml version='1.0'?><!--{}?>-->", "<?odd{}?>"])
def test_a_line_of_many_charsets_costs_what_its_length_does(before: str, encoding: str) -> None:
    """feedparser searches it with the cube of their number: of 10,000, for days."""
    document = before.format(LONG.decode() * 100) + "<rss version='2.0'><channel><title>a</title>"
    assert isinstance(read(document.encode(encoding), {}, "https://n.example/feed"), ParsedFeed)


@pytest.mark.parametrize("content_type", ["", "application/rss", "text/html"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_article_about_charsets_says_none(content_type: str, encoding: str) -> None:
    item = "<item><title>Brød</title><description>&lt;?xml encoding='cp037'?></description></item>"
    document = f"<?xml version='1.0'?><rss version='2.0'><channel>{item}</channel></rss>"
    headers = {"content-type": content_type}
    found = read(document.encode(encoding), headers, "https://n.example/feed")
    assert isinstance(found, ParsedFeed)
    assert found.entries[0].title == "Brød"
