"""The bundled feeds are ours, fresh, polite, and ring for what they should."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

import pytest

from worker import match, settings
from worker.cli.demo_server import FEEDS, OUTLETS, demo_config, serve_demo
from worker.model import Article, ParsedFeed, Sighting
from worker.parse.feed import read
from worker.text.forms import AsWritten

NOW = datetime(2026, 11, 22, 8, 41, 7, 250_000, tzinfo=UTC)
LANGUAGES = {"en", "nb", "uk", "de"}
REAL_OUTLETS = re.compile(
    r"\b(BBC|Reuters|AFP|AP News|CNN|Guardian|Financial Times|New York Times|Bloomberg|NRK|NTB|VG"
    r"|Aftenposten|Dagbladet|DW|Deutsche Welle|Tagesschau|Spiegel|dpa|Le Monde|France ?24|Politico"
    r"|Al Jazeera|Ukrainska Pravda|Українська правда|Kyiv|Ukrinform|Interfax|TASS|Newszop)\b"
)
direct = build_opener(ProxyHandler({}))  # whatever proxy the machine has, loopback needs none


def parsed() -> dict[str, ParsedFeed]:
    found = {}
    with serve_demo(NOW) as feeds:
        for feed in feeds:
            with direct.open(feed.url, timeout=10) as answer:
                headers = {name.lower(): value for name, value in answer.headers.items()}
                document = read(answer.read(), headers, feed.url, None)
            assert isinstance(document, ParsedFeed), document
            found[feed.url.rsplit("/", 1)[1]] = document
    return found


def rung(folder: Path) -> dict[str, set[str]]:
    """Rule id to the titles it rings for, over everything the demo serves."""
    with serve_demo(NOW) as feeds:
        config = settings.load(demo_config(folder, feeds), env={})
    matcher = match.compile_rules(config.rules, config.entities, AsWritten()).matcher
    found: dict[str, set[str]] = {}
    for file, feed in parsed().items():
        seen = Sighting("", file, (), NOW, backlog=False, language=OUTLETS[file][1])
        for entry in feed.entries:
            article = Article(
                id=1, title=entry.title, lead=entry.lead, body=entry.body, url=entry.url,
                canonical_url=entry.canonical_url, author=entry.author, language=seen.language,
                published_at=entry.published_at, first_seen_at=NOW, revision=1, body_hash="",
                retrieved_at=NOW, sightings=(seen,),
            )  # fmt: skip
            for rule in config.rules:
                if matcher.hit(rule.id, article):
                    found.setdefault(rule.id, set()).add(entry.title)
    return found


def test_every_bundled_file_is_served_in_all_the_languages_promised() -> None:
    assert {language for _, language in OUTLETS.values()} == LANGUAGES
    assert {path.name for path in FEEDS.iterdir()} == {*OUTLETS, "rules.yaml"}


def test_every_feed_parses_and_every_entry_is_recent() -> None:
    for file, feed in parsed().items():
        assert len(feed.entries) >= 2, file
        assert not feed.warnings, file
        for entry in feed.entries:
            assert entry.title
            assert entry.url
            assert ".example/" in entry.url  # a name reserved for nobody
            assert entry.published_at is not None
            assert timedelta() < NOW - entry.published_at < timedelta(hours=5)


def test_no_feed_speaks_in_the_name_of_a_real_outlet() -> None:
    assert not [o for o, _ in OUTLETS.values() if REAL_OUTLETS.search(o)]
    for file in OUTLETS:
        assert not REAL_OUTLETS.search((FEEDS / file).read_text("utf-8")), file


def test_the_event_rings_in_every_language_and_its_look_alikes_do_not(tmp_path: Path) -> None:
    titles = rung(tmp_path)
    strikes = " ".join(titles["long-range-strikes"])
    for word in ("Can you reach", "Avis:", "Harlan urged", "Вестмарку", "Bericht:"):
        assert word in strikes
    assert "forecast" not in strikes
    assert "Football" not in strikes
    assert len(titles["secondary-sanctions"]) == 2
    assert not any("schools" in title for title in titles["secondary-sanctions"])


def test_the_demo_rules_pass_their_own_tests(tmp_path: Path) -> None:
    with serve_demo(NOW) as feeds:
        config = settings.load(demo_config(tmp_path, feeds), env={})
    compiled = match.compile_rules(config.rules, config.entities, AsWritten())
    assert (config.warnings, compiled.problems) == ((), ())
    assert match.prove(config.rules, compiled.matcher) == ()
    assert all(rule.tests for rule in config.rules)


def test_the_demo_keeps_to_its_folder_and_to_loopback(tmp_path: Path) -> None:
    with serve_demo(NOW) as feeds:
        config = settings.load(demo_config(tmp_path, feeds), env={})
        assert [feed.url for feed in config.feeds] == [feed.url for feed in feeds]
        assert all(feed.url.startswith("http://127.0.0.1:") for feed in feeds)
    assert config.database.startswith(f"sqlite:///{tmp_path}/")
    assert config.web.listen is None
    assert all(feed.first_poll.mode == "alert" for feed in config.feeds)


def test_a_known_document_is_not_sent_twice() -> None:
    with serve_demo(NOW) as feeds:
        with direct.open(feeds[0].url, timeout=10) as answer:
            etag = answer.headers["ETag"]
        with pytest.raises(HTTPError) as refused:
            direct.open(Request(feeds[0].url, headers={"If-None-Match": etag}), timeout=10)
        refused.value.close()
        with pytest.raises(HTTPError) as missing:
            direct.open(feeds[0].url + "x", timeout=10)
        missing.value.close()
    assert (refused.value.code, refused.value.headers["ETag"]) == (304, etag)
    assert missing.value.code == 404
