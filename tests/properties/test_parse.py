"""Whatever becomes of a document on its way, its reading keeps what is promised of it."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.growth import grown
from tests.parse.marks import every_other_read
from tests.quality.fuzz import shrunk
from tests.quality.invariants import broken
from tests.quality.mutate import MUTATORS, Mutator, mutated, pack
from worker.model import Entry, Identity, ParsedFeed, Unreadable
from worker.parse.feed import read
from worker.text import language

CASES = int(os.environ.get("WIREBELL_CASES", "100"))  # 50,000 before a release
URL = "https://feeds.example/all.xml"
FOLDER = Path(__file__).parent.parent / "corpus" / "feeds"
SEEDS = [path.read_bytes() for path in sorted(FOLDER.iterdir()) if path.suffix != ".json"]


@pytest.fixture(scope="module", autouse=True)
def _language_model() -> None:
    """Loaded before the clock runs, as in the daemon's children."""
    language.preload()


@settings(max_examples=CASES)
@given(st.integers(0, 2**64))
def test_a_broken_document_keeps_every_promise(seed: int) -> None:
    body, headers = mutated(random.Random(seed), SEEDS)
    found = read(body, headers, URL)
    assert broken(found) == []
    if isinstance(found, ParsedFeed):
        assert read(body, headers, URL, found.identity) == found
        rest = every_other_read(body, headers, URL, found)
        assert rest is None or broken(rest) == []


@settings(max_examples=CASES // 3)
@given(st.binary(max_size=200), st.sampled_from(SEEDS), st.data())
def test_any_bytes_anywhere_are_survived(noise: bytes, seed: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(seed)))
    assert broken(read(noise, {}, URL)) == []
    assert broken(read(seed[:place] + noise + seed[place:], {}, URL)) == []


@pytest.mark.parametrize(
    "piece",
    [
        b"<", b"&", b"&#", b"&amp;", b"<!--", b"<![CDATA[", b"]]>", b"<a", b"<a ", b"<a>", b"</a>",
        b"<item>", b"<item/>", b"<title>", b"<br>", b"<!DOCTYPE ", b"<?xml ", b"<?", b'"', b"='",
        b"<item><title>a</title></item>", b"<a b='c'/>", b"&lt;p&gt;", b"http://", b"%41", b"\n",
        b"<link>//a/../</link>", b"1 Jan 2026 ", b"\xff", b"\x00<", b"[", b'{"items":',
        b"<pubDate>1 Jan</pubDate>", b"\xcc\x81", b"<content type='xhtml'>", b"xmlns:a='b' ",
    ],
)  # fmt: skip
@pytest.mark.parametrize("start", [b"", b"<rss><channel><item><title>", b"<feed><entry><content>"])
def test_a_piece_said_again_and_again_costs_what_its_length_does(
    start: bytes, piece: bytes
) -> None:
    found = grown(
        lambda body: read(body, {}, URL), lambda n: start + piece * (n // len(piece)), 20_000
    )
    assert broken(found) == []


@pytest.mark.parametrize(
    "mutator", [*dict.fromkeys(MUTATORS), pack], ids=lambda found: found.__name__
)
def test_every_way_to_break_a_document_does(mutator: Mutator) -> None:
    changed = [mutator(random.Random(n), SEEDS[0], SEEDS[1]) != SEEDS[0] for n in range(20)]
    assert any(changed)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (None, "a NoneType"),
        (Unreadable("a\x01b"), "words 'a\\x01b'"),
        (ParsedFeed("rss20", (Entry("x", "0" * 32, "t"),), Identity.GUID), "key x"),
        (ParsedFeed("rss20", (Entry("0" * 32, "0" * 32, "a\nb"),), Identity.GUID), "title 'a\\nb'"),
        (ParsedFeed("rss20", (Entry("0" * 32, "0" * 32, "t", url="ftp://a"),), Identity.GUID),
         "url 'ftp://a'"),
    ],
)  # fmt: skip
def test_a_broken_promise_is_seen(found: object, words: str) -> None:
    assert broken(found) == [words]


def test_what_is_found_is_made_small() -> None:
    assert shrunk(b"<rss>" * 50 + b"bad" + b"</rss>" * 50, lambda body: b"bad" in body) == b"bad"
