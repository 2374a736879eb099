"""What the commands show of an installation that has rung, against the public contract."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from tests.cli.conftest import Wirebell, World
from worker.cli import show

KEYS = {
    "feeds": "url name tags state outcome failures entries_24h last_ok_at next_due_at interval_s"
    " why backlog_stored backlog_would_ring missed moved_to",
    "articles": "id url title language published_at first_seen_at feeds revisions",
    "alerts": "id sequence type reason story rules article",
    "deliveries": "id alert_id channel state attempts last_status last_answer next_try_at",
    "rules": "id file title severity terms forms tests_passed tests_failed matches_24h quiet",
    "channels": "name type state waiting delivered dead",
}
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@pytest.mark.parametrize("noun", KEYS)
def test_json_keys_are_the_contract(noun: str, rung: World, wirebell: Wirebell) -> None:
    ended = wirebell("--config", rung.config, noun, "list", "--format", "json")
    assert (ended.code, ended.err) == (0, "")
    rows = ended.json
    assert rows
    for row in rows:
        assert set(KEYS[noun].split()) <= set(row)
        for key, value in row.items():
            if key.endswith("_at") and value is not None:
                assert TIME.fullmatch(value), (key, value)


@pytest.mark.parametrize("noun", KEYS)
def test_a_piped_table_is_one_whole_line_a_row(
    noun: str, rung: World, wirebell: Wirebell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    table = wirebell("--config", rung.config, noun, "list")
    rows = wirebell("--config", rung.config, noun, "list", "--format", "json").json
    assert (table.code, table.err) == (0, "")
    assert len(table.out.splitlines()) == len(rows) + 1
    assert "\x1b" not in table.out
    for row in rows:
        assert str(row.get("id", row.get("name"))) in table.out


def test_a_feed_is_shown_with_its_visits(rung: World, wirebell: Wirebell) -> None:
    listed = wirebell("--config", rung.config, "feeds", "list", "--format", "json").json[0]
    for name in (listed["name"], listed["url"]):
        shown = wirebell("--config", rung.config, "feeds", "show", name, "--format", "json").json
        (visit,) = shown.pop("visits")
        assert shown == listed
        assert (visit["words"], visit["status"]) == (listed["outcome"], 200)
    printed = wirebell("--config", rung.config, "feeds", "show", listed["name"]).out
    assert printed.startswith(f"ok  {listed['name']}\n  url         {listed['url']}\n")
    assert printed.endswith(f"  {listed['outcome']}\n")
    nobody = wirebell("--config", rung.config, "feeds", "show", "nobody")
    assert (nobody.code, nobody.err.strip()) == (
        2, "error: no feed is called nobody: `wirebell feeds list` shows all"
    )  # fmt: skip


def test_a_name_of_several_feeds_is_no_name(
    wirebell: Wirebell, tmp_path: Path, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/a").respond_with_data("", status=500)
    urls = [httpserver.url_for("/a"), httpserver.url_for("/a?b")]
    main = tmp_path / "wirebell.yaml"
    feeds = ", ".join(f"{{url: '{url}', name: Sea}}" for url in urls)
    main.write_text(f"version: 1\nrules: []\nhttp: {{per_host: {{gap: 0s}}}}\nfeeds: [{feeds}]\n")
    assert wirebell("--config", main, "once").code == 0
    ended = wirebell("--config", main, "feeds", "show", "Sea")
    assert ended.code == 2
    assert "2 feeds are called Sea; name one by its URL: " in ended.err


def test_a_backlog_is_told_once(wirebell: Wirebell, tmp_path: Path, httpserver: HTTPServer) -> None:
    feed = httpserver.url_for("/rss")
    httpserver.expect_request("/rss").respond_with_data(
        "<rss version='2.0'><channel><title>Sea</title><item><title>Storm</title></item>"
        "</channel></rss>",
        content_type="text/xml",
    )
    main = tmp_path / "wirebell.yaml"
    main.write_text(
        "version: 1\nweb: {listen: off}\nhttp: {allow_private: [127.0.0.0/8]}\n"
        f"feeds: ['{feed}']\n"
    )
    assert wirebell("--config", main, "feeds", "poll", feed).code == 0
    listed = wirebell("--config", main, "feeds", "list").out
    assert "1 entry: 1 new, 1 stored quietly, 0 would have rung" in listed


SURVIVES = {
    "feeds": "state name answer",
    "articles": "id first title",
    "alerts": "id at about",
    "deliveries": "id state next",
    "rules": "id state",
    "channels": "name state waiting",
    "stories": "id updated headline",
}


@pytest.mark.parametrize("noun", SURVIVES)
def test_a_narrow_terminal_keeps_what_matters_most(
    noun: str, rung: World, wirebell: Wirebell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(show, "on_terminal", lambda: True)
    monkeypatch.setenv("COLUMNS", "60")
    ended = wirebell("--config", rung.config, noun, "list")
    titles, *lines = ended.out.splitlines()
    # What is empty in every row is left out on any terminal.
    empty = {"deliveries": {"next"}}.get(noun, set())
    assert set(SURVIVES[noun].split()) - empty <= set(titles.split())
    assert all(len(line) <= 60 for line in lines)
    dropped = ended.err.partition("no room for ")[2].partition(":")[0]
    assert (noun in {"feeds", "alerts"}) <= bool(dropped)
    monkeypatch.setenv("COLUMNS", "150")
    assert "no room" not in wirebell("--config", rung.config, noun, "list").err


@pytest.mark.parametrize("noun", KEYS)
def test_limit(noun: str, rung: World, wirebell: Wirebell) -> None:
    assert (
        len(wirebell("--config", rung.config, noun, "list", "--limit", "1").out.splitlines()) == 2
    )


@pytest.mark.parametrize("noun", ["feeds", "articles", "alerts", "deliveries", "channels", "rules"])
def test_before_the_first_poll_nothing_is_an_error(
    noun: str, fresh: World, wirebell: Wirebell
) -> None:
    table = wirebell("--config", fresh.config, noun, "list")
    assert table.code == 0
    rows = wirebell("--config", fresh.config, noun, "list", "--format", "json").json
    if noun in {"feeds", "channels", "rules"}:
        assert rows  # the configuration knows them
    else:
        assert rows == []
        assert table.out == ""
        assert " yet: " in table.err
    assert not (fresh.config.parent / "wirebell.db").exists()


def test_feeds_are_filtered(rung: World, wirebell: Wirebell) -> None:
    listed = ("--config", rung.config, "feeds", "list", "--format", "json")
    assert len(wirebell(*listed, "--tag", "demo", "--state", "ok").json) == len(rung.feeds)
    assert wirebell(*listed, "--tag", "demo", "--state", "failing").json == []
    assert wirebell(*listed, "--state", "faling").code == 2
    none = wirebell("--config", rung.config, "feeds", "list", "--tag", "no-such-tag")
    assert (none.code, none.out) == (0, "")
    assert "`wirebell feeds list` shows all" in none.err


def test_deliveries_are_filtered(rung: World, wirebell: Wirebell) -> None:
    listed = ("--config", rung.config, "deliveries", "list", "--format", "json")
    assert wirebell(*listed, "--state", "delivered", "--channel", "console").json
    assert wirebell(*listed, "--state", "dead").json == []
    assert wirebell(*listed, "--channel", "nobody").json == []
    assert wirebell(*listed, "--since", "2099-01-01").json == []
    assert wirebell(*listed, "--since", "7d").json
    ended = wirebell(*listed, "--since", "yesterday")
    assert ended.code == 2
    assert "write a length of time" in ended.err


def test_how_long_news_takes(rung: World, wirebell: Wirebell) -> None:
    asked = ("--config", rung.config, "deliveries", "latency")
    rows = wirebell(*asked, "--since", "7d", "--format", "json").json
    (console,) = [row for row in rows if row["by"] == "channel"]
    assert console["name"] == "console"
    feeds = [row for row in rows if row["by"] == "feed"]
    assert console["deliveries"] == sum(row["deliveries"] for row in feeds) > 1
    assert console["not_accepted"] == 0
    assert 0 <= console["seen_to_accepted_s"]["p50"] <= console["seen_to_accepted_s"]["p95"] < 100
    table = wirebell(*asked)
    assert table.out.splitlines()[0].split()[:3] == ["OF", "NAME", "MESSAGES"]
    assert " s / " in table.out
    assert not any(row["name"] in table.out for row in feeds)  # feeds go by their names
    none = wirebell(*asked, "--channel", "nobody")
    assert (none.code, none.out) == (0, "")
    assert "nothing was rung since 24h" in none.err


def test_an_alert_is_shown_with_its_evidence(rung: World, wirebell: Wirebell) -> None:
    listed = wirebell("--config", rung.config, "alerts", "list", "--format", "json").json
    norwegian = next(a for a in listed if a["article"]["language"] == "nb")
    shown = wirebell("--config", rung.config, "alerts", "show", norwegian["id"])
    assert shown.code == 0
    assert norwegian["article"]["title"] in shown.out
    assert re.search(r"\*\*[Ll]angtrekkende våpen\*\*", shown.out)
    assert f"{norwegian['delivery_id']}: delivered" in shown.out
    as_json = wirebell("--config", rung.config, "alerts", "show", norwegian["id"] + ".1",
                       "--format", "json")  # fmt: skip
    assert [a["id"] for a in as_json.json] == [norwegian["id"]]
    assert wirebell("--config", rung.config, "alerts", "show", "99999").code == 2


def test_an_article_is_shown_by_id_and_by_url(rung: World, wirebell: Wirebell) -> None:
    listed = wirebell("--config", rung.config, "articles", "list", "--format", "json").json
    article = next(a for a in listed if a["language"] == "nb" and "Varnsk" not in a["title"])
    by_id = wirebell("--config", rung.config, "articles", "show", article["id"])
    by_url = wirebell("--config", rung.config, "articles", "show", article["url"])
    assert by_id.code == 0
    assert by_id.out == by_url.out
    assert article["title"] in by_id.out
    as_json = wirebell("--config", rung.config, "articles", "show", article["id"],
                       "--format", "json").json  # fmt: skip
    assert as_json["article"]["title"] == article["title"]
    assert as_json["article"]["id"] == article["id"]
    assert wirebell("--config", rung.config, "articles", "show", "0").code == 2


def test_status_is_well_after_a_good_round(rung: World, wirebell: Wirebell) -> None:
    ended = wirebell("--config", rung.config, "status", "--format", "json")
    report = ended.json
    assert report["unread"] == 0
    assert report["feeds"] == {"ok": len(rung.feeds)}
    assert ended.code == (1 if report["attention"] else 0)
    assert "articles" in wirebell("--config", rung.config, "status").out


def test_settings_are_shown_with_their_origin(rung: World, wirebell: Wirebell) -> None:
    ended = wirebell("--config", rung.config, "--set", "http.timeout=7s", "config", "show",
                     "--origin", "--format", "json")  # fmt: skip
    shown = {row["key"]: (row["value"], row["origin"]) for row in ended.json}
    assert shown["http.timeout"] == ("7s", "--set http.timeout")
    assert shown["retention.articles"] == ("90d", "default")
    assert shown["web.listen"][1].startswith(str(rung.config))
    plain = wirebell("--config", rung.config, "config", "show")
    assert "SETTING" in plain.out
    assert "ORIGIN" not in plain.out


def test_backup_copies_and_never_overwrites(
    rung: World, wirebell: Wirebell, tmp_path: Path
) -> None:
    target = tmp_path / "copy.db"
    assert wirebell("--config", rung.config, "backup", target).code == 0
    assert target.read_bytes()[:15] == b"SQLite format 3"
    again = wirebell("--config", rung.config, "backup", target)
    assert again.code == 2
    assert "never overwrites" in again.err
    listed = wirebell("--config", rung.config, "--set", f"database=sqlite:///{target}",
                      "alerts", "list", "--format", "json")  # fmt: skip
    assert listed.json == wirebell(
        "--config", rung.config, "alerts", "list", "--format", "json"
    ).json  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        "alerts list --limit {}",
        "alerts show {}",
        "alerts ack {}",
        "articles show {}",
        "articles search strike --limit {}",
        "silences end {}",
        "stories show {}",
        "stories merge 1 {}",
        "stories merge {} 1",
        "stories split {}",
        "why {}",
    ],
)
def test_a_number_no_database_can_count_to(line: str, rung: World, wirebell: Wirebell) -> None:
    ended = wirebell("--config", rung.config, *line.format("9" * 25).split())
    assert (ended.code, ended.out) == (2, "")
    assert "internal error" not in ended.err
