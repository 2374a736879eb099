from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pytest_httpserver import HTTPServer

from tests.cli.conftest import Wirebell, World

OPEN = ("--allow-private", "127.0.0.0/8")


def test_a_query_is_tried_without_any_configuration(rung: World, wirebell: Wirebell) -> None:
    query = '"long-range strikes" AND Varnsk'
    ended = wirebell("try", rung.feeds[0].url, query, *OPEN)
    assert (ended.code, ended.err) == (0, "")
    assert "3 entries: 1 hit, 0 nearly, 2 have none of it" in ended.out
    assert "Hit     “Can you reach Varnsk?”" in ended.out
    assert "**long-range strikes**" in ended.out


def test_a_language_is_one_of_iso_639(rung: World, wirebell: Wirebell) -> None:
    ended = wirebell("try", rung.feeds[0].url, "ferry", *OPEN, "--lang", "xyz")
    assert (ended.code, "not a language code" in ended.err) == (2, True)
    assert wirebell("try", rung.feeds[1].url, "avis", *OPEN, "--lang", "no").code == 0


def test_what_nearly_hit_is_shown_too(rung: World, wirebell: Wirebell) -> None:
    ended = wirebell("try", rung.feeds[0].url, 'ferry AND ="strikes"', *OPEN)
    assert ended.code == 1
    assert "3 entries: 0 hit, 2 nearly, 1 has none of it" in ended.out
    assert "Nearly  Ferry fares" in ended.out


def test_the_report_for_machines(rung: World, wirebell: Wirebell) -> None:
    ended = wirebell("try", rung.feeds[0].url, "ferry", *OPEN, "--format", "json")
    report = ended.json
    assert (report["entries"], len(report["hits"]), report["near"]) == (3, 1, [])
    (passage, *_) = report["hits"][0]["evidence"]
    start, end = passage["spans"][0]
    assert passage["text"][start:end].lower() == "ferry"


def test_a_page_leads_to_its_feed(rung: World, wirebell: Wirebell, httpserver: HTTPServer) -> None:
    link = f'<link rel="alternate" type="application/rss+xml" href="{rung.feeds[0].url}">'
    httpserver.expect_request("/").respond_with_data(link, content_type="text/html")
    ended = wirebell("try", httpserver.url_for("/"), "ferry", *OPEN)
    assert ended.code == 0
    assert f"named by {httpserver.url_for('/')}" in ended.out


def test_private_addresses_are_refused_unless_opened(rung: World, wirebell: Wirebell) -> None:
    ended = wirebell("try", rung.feeds[0].url, "ferry")
    assert (ended.code, ended.out) == (69, "")
    assert "loopback" in ended.err


@pytest.mark.parametrize("main", ["", "version: 1\ncolour: red\n"])
def test_flags_and_environment_count_without_a_configuration(
    rung: World, wirebell: Wirebell, monkeypatch: pytest.MonkeyPatch, main: str, tmp_path: Path
) -> None:
    if main:
        (tmp_path / "config").mkdir()
        (tmp_path / "config" / "wirebell.yaml").write_text(main)
    ask = ("try", rung.feeds[0].url, "ferry")
    ended = wirebell("--set", "http.allow_private=127.0.0.0/8", *ask)
    assert ended.code == 0, ended.err
    assert ("its proxy and the like are not used" in ended.err) == bool(main)
    monkeypatch.setenv("WIREBELL_HTTP_ALLOW_PRIVATE", "127.0.0.0/8")
    assert wirebell(*ask).code == 0
    refused = wirebell("--set", "http.allow_private=here", *ask)
    assert refused.code == 78
    assert "not a network" in refused.err


@pytest.mark.parametrize(
    ("query", "caret", "hint"),
    [("ferry AND", "^", ""), ("(ferry", "^", ""), ('"ferry', "^", ""), ("NOT ferry", "^", "")],
)
def test_a_bad_query_has_its_caret(query: str, caret: str, hint: str, wirebell: Wirebell) -> None:
    ended = wirebell("try", "https://a.example/f", query)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("error: the query cannot be read: ")
    assert f"\n  {query}\n" in ended.err
    assert caret in ended.err.splitlines()[-1]


@pytest.mark.parametrize(
    "url", ["ftp://a.example/f", "http://", "http://[bad", "file:///etc/passwd"]
)
def test_only_web_addresses(url: str, wirebell: Wirebell) -> None:
    ended = wirebell("try", url, "ferry")
    assert ended.code == 2
    assert "is not an http(s) address" in ended.err


def test_a_named_configuration_must_be_good(rung: World, wirebell: Wirebell) -> None:
    assert wirebell("--config", "none.yaml", "try", "a.example", "ferry").code == 78
    opened = wirebell("--config", rung.config, "try", rung.feeds[0].url, "ferry")
    assert opened.code == 0  # the demo's configuration opens loopback


def test_an_address_inside_is_refused_with_the_option_that_opens_it(wirebell: Wirebell) -> None:
    ended = wirebell("try", "http://127.0.0.1:9/feed", "ferry")
    assert ended.code == 69
    assert "; --allow-private 127.0.0.1/32 lets it be reached" in ended.err


def test_no_feed_there(wirebell: Wirebell, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_data("<p>hello", content_type="text/html")
    url = httpserver.url_for("/")
    ended = wirebell("try", url, "ferry", *OPEN)
    assert ended.code == 69
    assert f"no feed at {url}: " in ended.err
    assert urlsplit(url).hostname == "localhost"
