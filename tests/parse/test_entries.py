"""Entries as content systems and hands write them, and what a careful reader takes from them."""

from __future__ import annotations

import pytest

from worker.model import Entry, ParsedFeed
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
        ("<link>javascript:void(0)</link><guid>17</guid>", None),
    ],
)
def test_the_address_of_an_entry(item: str, url: str | None) -> None:
    assert of_rss(f"<title>a</title>{item}").url == url
