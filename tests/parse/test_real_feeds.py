"""Real feeds, real suites, real poll histories: nothing feedparser finds is lost on our way."""

from __future__ import annotations

import gzip
import json
import os
import random
import re
import warnings
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest import mock
from xml.sax.saxutils import escape

import feedparser
import pytest

from tests.parse.marks import each_mark
from worker.model import Identity, ParsedFeed, Unreadable
from worker.parse import clean
from worker.parse.feed import parse_document, prepare, read

URL = "https://feeds.example/all.xml"
NAUGHTY = "hostile/minimaxir+big-list-of-naughty-strings/blns.json"
# XML cannot carry these even escaped, and feedparser reads C1 as Windows-1252.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
# An IDE's workspace file among the real feeds: feedparser takes its <entry> elements for entries.
NO_FEEDS = {"workspace.xml"}


@pytest.fixture(scope="module")
def corpus() -> Path:
    if not (root := os.environ.get("WIREBELL_CORPUS")):
        pytest.skip("WIREBELL_CORPUS is unset: no real feeds to read")
    return Path(root)


def documents(folder: Path) -> Iterator[tuple[Path, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path, path.read_bytes()


def plain_feedparser(body: bytes, headers: dict[str, str], **more: bool) -> dict[str, Any]:
    """What feedparser says with the standard library's own driver."""
    with mock.patch.object(feedparser.api, "PREFERRED_XML_PARSERS", []):
        found: dict[str, Any] = feedparser.parse(BytesIO(body), response_headers=headers, **more)
    return found


def distinct(result: dict[str, Any]) -> int:
    """feedparser's entries after de-duplication by guid, link and words."""
    names = ("id", "link", "title", "summary")
    return len({tuple(str(dict.get(e, name)) for name in names) for e in result["entries"]})


@pytest.mark.parametrize("folder", ["feeds-real", "feeds-suite"])
def test_at_least_the_entries_of_feedparser(corpus: Path, folder: str) -> None:
    fewer, ours, theirs = [], 0, 0
    for path, body in documents(corpus / folder):
        if path.name in NO_FEEDS:
            continue
        result = plain_feedparser(body, {}, sanitize_html=False, resolve_relative_uris=False)
        found = read(body, {}, URL)
        count = len(found.entries) if isinstance(found, ParsedFeed) else 0
        ours, theirs = ours + count, theirs + len(result["entries"])
        if count < distinct(result):
            fewer.append((path.name, count, distinct(result)))
    assert fewer == []
    assert ours >= theirs > 1_000


def test_a_second_reading_gives_the_same(corpus: Path) -> None:
    for _, body in documents(corpus / "feeds-real"):
        once = read(body, {}, URL)
        kept = once.identity if isinstance(once, ParsedFeed) else None
        assert read(body, {}, URL, kept) == once


@pytest.mark.parametrize("folder", ["feeds-real", "feeds-suite"])
def test_what_is_left_of_a_document_reads_as_it_did_in_the_whole(corpus: Path, folder: str) -> None:
    dice = random.Random(13)
    cut = 0
    for path, body in documents(corpus / folder):
        whole = read(body, {}, URL)
        if not isinstance(whole, ParsedFeed) or not whole.marks:
            continue
        known = [mark for mark in each_mark(whole.marks) if dice.random() < 0.8]
        part = read(body, {}, URL, whole.identity, whole.marks[:1] + b"".join(known))
        assert isinstance(part, ParsedFeed), path
        assert part.marks == whole.marks, path
        assert set(part.entries) <= set(whole.entries), path
        assert len(part.entries) + part.known >= len(whole.entries), path
        cut += part.known
    assert cut > 500


def test_odd_documents_give_articles_or_a_reason(corpus: Path) -> None:
    titled = re.compile(rb"<(?:\w+:)?(?:item|entry)\b[^>]*>.*?<(?:\w+:)?title", re.DOTALL)
    for path, body in documents(corpus / "feeds-suite" / "w3c+feedvalidator"):
        found = read(body, {}, URL)
        if isinstance(found, ParsedFeed):
            assert found.entries or not titled.search(body), path
        else:
            assert found.words, path


def expectations(corpus: Path) -> Iterator[tuple[bytes, dict[str, str], str]]:
    """(document, headers, the condition its author wrote down) of feedparser's own suite."""
    for _, body in documents(corpus / "feeds-suite" / "kurtmckee+feedparser"):
        wide = {b"\x00": "utf-16-be", b"<\x00": "utf-16-le", b"L": "cp037"}
        name = next((codec for start, codec in wide.items() if body.startswith(start)), "utf-8")
        if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
            name = "utf-16"
        if body[:3] == b"\x00\x00\x00" or body[1:4] == b"\x00\x00\x00" or b"\x00\x00" in body[:4]:
            name = (
                "utf-32"
                if body[:4] in (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")
                else ("utf-32-be" if body[0] == 0 else "utf-32-le")
            )
        text = body.decode(name, "replace")
        expect = re.search(r"Expect:\s*(.*?)\s*-->", text, re.DOTALL)
        headers = re.findall(r"^\s*Header:\s*([^:\n]+):\s*(.*?)\s*$", text, re.MULTILINE)
        if expect:
            yield body, {k.lower(): v for k, v in headers}, expect[1].replace("\n", " ")


def meets(result: dict[str, Any], condition: str) -> bool:
    try:
        return bool(eval(condition, {}, result))
    except Exception:  # noqa: BLE001 - a condition may fail in any way
        return False


def test_no_expectation_of_feedparser_is_lost_on_the_way(corpus: Path) -> None:
    lost, met = [], 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # feedparser warns about its own aliases
        for body, headers, condition in expectations(corpus):
            for options in ({}, {"sanitize_html": False, "resolve_relative_uris": False}):
                if not meets(plain_feedparser(body, headers, **options), condition):
                    continue
                met += not options
                ours = (
                    parse_document(body, headers)
                    if options
                    else plain_feedparser(*prepare(body, headers))
                )
                if not meets(ours, condition):
                    lost.append((condition, options))
    assert lost == []
    assert met >= 1_001


def test_replays_issue_each_article_once(corpus: Path) -> None:
    for expected in sorted((corpus / "feed-replay").glob("*/*/expected.tsv")):
        total = re.search(r"guid_else_link=(\d+)", expected.read_text())
        assert total is not None
        identity: Identity | None = None
        seen: set[str] = set()
        for path in sorted(expected.parent.glob("*.xml.gz")):
            found = read(gzip.decompress(path.read_bytes()), {}, URL, identity)
            if isinstance(found, ParsedFeed):
                identity = identity or found.identity
                seen |= {entry.key for entry in found.entries}
        assert len(seen) == int(total[1]), expected.parent


def test_hostile_documents_open_nothing(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("a document opened something")

    bodies = [body for _, body in documents(corpus / "hostile")]
    bodies += [
        b'<?xml version="1.0"?>\n'
        + line
        + b"<rss version='2.0'><channel><title>&xxe;</title></channel></rss>"
        for body in bodies
        for line in re.findall(rb"<!DOCTYPE[^\n]*\]>", body)
    ]
    for name in ("builtins.open", "socket.socket", "urllib.request.urlopen"):
        monkeypatch.setattr(name, forbidden)
    found = [read(body, {}, URL) for body in bodies]
    monkeypatch.undo()
    assert len(found) > 14
    assert "root:" not in repr(found)


@pytest.mark.parametrize("kind", ["atom", "json"])
def test_naughty_titles_come_through_unchanged(corpus: Path, kind: str) -> None:
    for naughty in json.loads((corpus / NAUGHTY).read_text()):
        if kind == "json":
            wanted = naughty
            item = {"id": "1", "title": naughty}
            body = json.dumps(
                {"version": "https://jsonfeed.org/version/1", "items": [item]}
            ).encode()
        else:
            wanted = UNWRITABLE.sub("", naughty)
            body = (
                '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
                f"<entry><id>1</id><title>{escape(wanted)}</title></entry></feed>"
            ).encode()
        found = read(body, {}, URL)
        assert not isinstance(found, Unreadable)
        assert found.entries[0].title == clean.line(wanted)
