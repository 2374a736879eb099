from __future__ import annotations

from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from tests.cli.conftest import Wirebell, World

MAIN = """\
version: 1
web: {listen: off}
defaults: {notify: [console]}
channels:
  console: {type: console}
  desk: {type: webhook, url: "http://localhost:9/hook"}
feeds: []
"""
GOOD = """\
version: 1
rules:
  - id: steel
    severity: high
    match: 'steel AND tariff'
    notify: [desk]
    tests:
      - {text: "A tariff on steel", match: true, spans: [tariff, steel]}
  - id: grain
    match: 'grain'
    shadow: true
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "a.yaml").write_text(GOOD)
    main = tmp_path / "wirebell.yaml"
    main.write_text(MAIN)
    return main


def test_a_good_configuration_shows_where_alerts_go(config: Path, wirebell: Wirebell) -> None:
    ended = wirebell("--config", config, "check")
    assert ended.code == 0
    assert "2 rules, 1 test passed, 0 feeds, 2 channels" in ended.out
    assert "steel  -> desk  (its own notify)" in ended.out
    assert "grain  -> console  (defaults.notify, shadow)" in ended.out


def test_the_report_for_machines(config: Path, wirebell: Wirebell) -> None:
    report = wirebell("--config", config, "check", "--format", "json").json
    assert report["ok"] is True
    assert report["problems"] == []
    assert report["routes"] == [
        {"rule": "steel", "severity": "high", "channels": ["desk"], "from": "rule",
         "active": True},
        {"rule": "grain", "severity": "medium", "channels": ["console"], "from": "defaults",
         "active": False},
    ]  # fmt: skip


def test_all_mistakes_in_one_run(config: Path, wirebell: Wirebell) -> None:
    config.write_text(MAIN.replace("version: 1", "version: 1\ncolour: red\nhttp: {timeout: long}"))
    ended = wirebell("--config", config, "check")
    assert ended.code == 78
    assert ended.out.count("^") >= 2
    assert f"{config}:2:1: error[CFG001] unknown key 'colour'" in ended.out
    assert "2 mistakes; nothing was started or changed" in ended.err
    report = wirebell("--config", config, "check", "--format", "json")
    assert report.code == 78
    assert report.json["ok"] is False
    assert [p["line"] for p in report.json["problems"]] == [2, 3]


def test_a_bad_query_has_its_caret(config: Path, wirebell: Wirebell) -> None:
    rules = config.parent / "rules" / "a.yaml"
    rules.write_text(GOOD.replace("'grain'", "'grain AND'"))
    ended = wirebell("--config", config, "check")
    assert ended.code == 78
    assert f"{rules}:10:" in ended.out
    assert "^" in ended.out


def test_a_failing_test_refuses_the_file(config: Path, wirebell: Wirebell) -> None:
    rules = config.parent / "rules" / "a.yaml"
    rules.write_text(GOOD.replace("A tariff on steel", "A tariff on grain"))
    ended = wirebell("--config", config, "check")
    assert ended.code == 78
    assert f"{rules}:8:" in ended.out
    assert "rule 'steel' fails its own test: should match" in ended.out


def test_the_rules_tests_alone(config: Path, wirebell: Wirebell) -> None:
    assert "1 test passes, 2 rules\n" in wirebell("--config", config, "rules", "test").out
    rules = config.parent / "rules" / "a.yaml"
    rules.write_text(GOOD.replace("A tariff on steel", "A tariff on grain"))
    failed = wirebell("--config", config, "rules", "test", "--format", "json")
    assert failed.code == 1
    assert [(r["id"], r["tests_passed"], r["tests_failed"]) for r in failed.json] == [
        ("steel", 0, 1), ("grain", 0, 0),
    ]  # fmt: skip
    assert wirebell("--config", config, "rules", "test", "grain").code == 0
    assert wirebell("--config", config, "rules", "test", "nope").code == 2
    listed = wirebell("--config", config, "rules", "list", "--format", "json").json
    assert [(rule["id"], rule["state"], rule["matches_24h"]) for rule in listed] == [
        ("steel", "broken", None), ("grain", "shadow", None),
    ]  # fmt: skip


def test_online_also_looks_up_the_heartbeat(config: Path, wirebell: Wirebell) -> None:
    config.write_text(
        MAIN.replace("localhost:9/hook", "10.0.0.1/hook")
        + "watch: {canary: {heartbeat: 'http://10.0.0.1/beat'}}\n"
    )
    ended = wirebell("--config", config, "check", "--online", "--format", "json")
    assert ended.code == 1
    found = {each["what"]: each["ok"] for each in ended.json["online"]}
    assert found == {"channel desk": False, "channel wirebell:canary": False}


def test_online_asks_each_feed_and_rings_nobody(
    fresh: World, wirebell: Wirebell, tmp_path: Path
) -> None:
    gone = fresh.feeds[0].url.rpartition("/")[0] + "/gone.rss"
    text = fresh.config.read_text("utf-8")
    text = text.replace(
        "channels:\n", "channels:\n  desk: {type: webhook, url: 'http://10.0.0.1/'}\n"
    )
    fresh.config.write_text(text + f"  - {gone}\n", "utf-8")
    ended = wirebell("--config", fresh.config, "check", "--online", "--format", "json")
    assert ended.code == 1
    told = {each["what"].split()[-1]: each for each in ended.json["online"]}
    assert told[fresh.feeds[0].url]["ok"] is True
    assert told[gone]["ok"] is False
    assert "404" in told[gone]["words"]
    assert told["desk"]["ok"] is False
    assert "; http.allow_private: [10.0.0.1/32] lets it be reached" in told["desk"]["words"]
    assert "Online" in wirebell("--config", fresh.config, "check", "--online").out


def test_online_asks_any_number_of_large_feeds(
    wirebell: Wirebell, tmp_path: Path, httpserver: HTTPServer
) -> None:
    item = "<item><title>A</title><description>" + "x" * 250_000 + "</description></item>"
    large = f"<rss version='2.0'><channel>{item}</channel></rss>"
    urls = [httpserver.url_for(f"/{n}") for n in range(3)]
    for n in range(3):
        httpserver.expect_request(f"/{n}").respond_with_data(large, content_type="text/xml")
    main = tmp_path / "wirebell.yaml"
    http = "{allow_private: [127.0.0.0/8], timeout: 60s, per_host: {gap: 0s}}"
    main.write_text(f"version: 1\nhttp: {http}\nfeeds: {urls}\n")
    online = wirebell("--config", main, "check", "--online", "--format", "json").json["online"]
    assert [each["ok"] for each in online] == [True, True, True]


def test_online_a_wrong_channel_is_told_in_its_services_own_words(
    wirebell: Wirebell, tmp_path: Path, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/api/webhooks/1/right").respond_with_json({"id": "1"})
    httpserver.expect_request("/api/webhooks/1/wrong").respond_with_json(
        {"message": "Unknown Webhook", "code": 10015}, status=404
    )
    hook = httpserver.url_for("/api/webhooks/1")
    main = tmp_path / "wirebell.yaml"
    main.write_text(
        "version: 1\nhttp: {allow_private: [127.0.0.0/8], timeout: 3s}\nchannels:\n"
        f"  right: {{type: discord, url: '{hook}/right'}}\n"
        f"  wrong: {{type: discord, url: '{hook}/wrong'}}\n"
        "  here: {type: command, argv: [cat]}\n"
        "  nowhere: {type: command, argv: [/nowhere/at/all]}\n"
        f"  flow: {{type: teams, url: '{hook}/flow'}}\n"
    )
    ended = wirebell("--config", main, "check", "--online", "--format", "json")
    assert ended.code == 1
    told = {each["what"]: (each["ok"], each["words"]) for each in ended.json["online"]}
    assert told == {
        "channel right": (True, "it is there; nothing was sent"),
        "channel wrong": (
            False,
            'answered 404: { "message": "Unknown Webhook", "code": 10015 }',
        ),
        "channel here": (True, "cat can be started"),
        "channel nowhere": (False, "/nowhere/at/all is not there, or not executable"),
        "channel flow": (True, "its address may be connected to; nothing was sent"),
    }
    assert {request.method for request, _ in httpserver.log} == {"GET"}


def test_schema(config: Path, wirebell: Wirebell) -> None:
    assert set(wirebell("schema").json) == {"wirebell.schema.json", "rules.schema.json"}
    stale = wirebell("--config", config, "schema", "--check")
    assert stale.code == 1
    assert "wirebell schema --write" in stale.err
    assert wirebell("--config", config, "schema", "--write").code == 0
    assert wirebell("--config", config, "schema", "--check").code == 0
    (config.parent / "schema" / "rules.schema.json").write_text("{}")
    assert wirebell("--config", config, "schema", "--check").code == 1


def test_init_writes_what_check_accepts_and_overwrites_nothing(
    wirebell: Wirebell, tmp_path: Path
) -> None:
    assert wirebell("init").code == 0
    assert wirebell("check").code == 0
    main = tmp_path / "config" / "wirebell.yaml"
    main.write_text("version: 1\n# mine\n")
    again = wirebell("init")
    assert again.code == 0
    assert "wrote" not in again.out
    assert main.read_text() == "version: 1\n# mine\n"
    (tmp_path / "file").write_text("")
    assert wirebell("init", "file").code == 2


def test_a_rule_written_twice_is_warned_of(config: Path, wirebell: Wirebell) -> None:
    more = "  - {id: again, match: 'TARIFF Steel', notify: [desk]}\n"
    (config.parent / "rules" / "a.yaml").write_text(GOOD + more)
    ended = wirebell("--config", config, "check")
    assert ended.code == 0
    assert "a.yaml:12:10: warning: rule 'again' asks for the same as 'steel'" in ended.out
    listed = wirebell("--config", config, "rules", "list")
    assert "warning: rule 'again' asks for the same" in listed.err
    rows = wirebell("--config", config, "rules", "list", "--format", "json").json
    assert [len(row["warnings"]) for row in rows] == [0, 0, 1]
