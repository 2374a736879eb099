"""`wirebell backtest` and `articles search` on a small archive that has rung once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Wirebell, World

DRAFT = """
version: 1
rules:
  - {id: long-range-strikes, title: Draft, severity: low, match: "football"}
  - {id: silent, title: Silent, severity: low, enabled: false, match: "nothingsaysthis"}
"""


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    path = tmp_path / "draft.yaml"
    path.write_text(DRAFT, "utf-8")
    return path


def test_the_configured_rules_are_tried(rung: World, wirebell: Wirebell) -> None:
    ended = wirebell("--config", rung.config, "backtest")
    assert ended.code == 0
    assert "articles of 1 day" in ended.out
    assert "long-range-strikes  Long-range strikes on Kestria" in ended.out
    assert "**" in ended.out  # what was found, in whichever language came last
    assert "█" in ended.out


def test_the_report_for_programs(rung: World, wirebell: Wirebell) -> None:
    found = wirebell("--config", rung.config, "backtest", "--format", "json").json
    stored = wirebell("--config", rung.config, "articles", "list", "--format", "json").json
    assert found["archive"]["articles"] == len(stored)
    assert found["archive"]["candidates"] < len(stored)
    strikes = found["rules"][0]
    assert strikes["id"] == "long-range-strikes"
    assert sum(strikes["days"].values()) == strikes["matches"] == len(strikes["examples"])
    assert strikes["terms"][0].keys() == {"term", "matches", "alone", "surfaces"}
    assert strikes["examples"][0]["evidence"][0]["spans"]
    everything = wirebell("--config", rung.config, "backtest", "--all", "--format", "json").json
    assert everything["archive"]["candidates"] == len(stored)
    assert everything["rules"] == found["rules"]


def test_a_rule_file_that_is_not_configured_and_a_disabled_rule(
    rung: World, wirebell: Wirebell, draft: Path
) -> None:
    ended = wirebell("--config", rung.config, "backtest", draft, "--limit", "0")
    assert ended.code == 0
    assert "silent" in ended.out
    assert "such as" not in ended.out
    assert wirebell("--config", rung.config, "backtest", draft, "--rule", "silent").code == 1


def test_what_an_edit_gains_and_loses(rung: World, wirebell: Wirebell, draft: Path) -> None:
    kept = next((rung.config.parent / "rules").glob("*.yaml"))
    args = ("--config", rung.config, "backtest", draft, "--against", kept, "--format", "json")
    new, silent, *gone = wirebell(*args).json["rules"]
    assert new["against"]["gained"] == new["matches"] >= 1
    assert new["against"]["lost"] == new["against"]["matches"] >= 1
    assert "Football" in new["against"]["gained_examples"][0]["article"]["title"]
    assert silent["against"]["version"] is None
    assert [rule["id"] for rule in gone] == ["secondary-sanctions"]
    shown = wirebell("--config", rung.config, "backtest", draft, "--against", kept).out
    assert "GAINED" in shown
    assert "  lost        " in shown


def test_a_version_that_ran_here_is_compared_with(
    rung: World, wirebell: Wirebell, draft: Path
) -> None:
    listed = wirebell("--config", rung.config, "rules", "list", "--format", "json").json
    version = next(rule["version"] for rule in listed if rule["id"] == "long-range-strikes")
    args = ("--config", rung.config, "backtest", draft, "--against", version[:8])
    found = wirebell(*args, "--format", "json").json["rules"][0]
    assert found["against"]["version"] == version
    assert found["against"]["lost"] >= 1


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["--rule", "nope"], 2, "no rule 'nope' there"),
        (["--against", "nope.yaml"], 2, "no such file, and no rule version"),
        (["--against", "abcdef"], 2, "none of these rules ran here"),
        (["--since", "yesterday"], 2, "write a length of time"),
        (["--since", "999999w"], 2, "write a length of time"),
        (["missing.yaml"], 78, "no such file"),
    ],
)
def test_what_cannot_be_tried_is_said(
    args: list[str], code: int, words: str, rung: World, wirebell: Wirebell
) -> None:
    ended = wirebell("--config", rung.config, "backtest", *args)
    assert (ended.code, ended.out) == (code, "")
    assert words in ended.err


def test_a_rule_that_cannot_be_read_is_shown_at_its_place(
    rung: World, wirebell: Wirebell, draft: Path
) -> None:
    draft.write_text(DRAFT.replace('"football"', "'\"football'"), "utf-8")
    ended = wirebell("--config", rung.config, "backtest", draft)
    assert ended.code == 78
    assert "this quote is never closed" in ended.err


def test_a_file_without_rules_is_usage(rung: World, wirebell: Wirebell, draft: Path) -> None:
    draft.write_text("version: 1\nrules: []\n", "utf-8")
    assert wirebell("--config", rung.config, "backtest", draft).code == 2


def test_stored_articles_are_searched_newest_first(rung: World, wirebell: Wirebell) -> None:
    args = ("--config", rung.config, "articles", "search", "football OR strikes")
    found = wirebell(*args, "--format", "json")
    assert found.code == 0
    ids = [int(each["article"]["id"]) for each in found.json]
    assert ids == sorted(ids, reverse=True)
    assert len(ids) >= 2
    assert len(wirebell(*args, "--format", "json", "--limit", "1").json) == 1
    assert "**Football**" in wirebell(*args, "--since", "7d").out


def test_a_search_that_finds_nothing_and_one_that_cannot_be_read(
    rung: World, wirebell: Wirebell
) -> None:
    nothing = wirebell("--config", rung.config, "articles", "search", "nothingsaysthis")
    assert (nothing.code, nothing.out) == (1, "")
    bad = wirebell("--config", rung.config, "articles", "search", 'a OR "b')
    assert bad.code == 2
    assert '\n  a OR "b\n       ^' in bad.err


def test_what_is_to_warn_of_a_query_is_said(rung: World, wirebell: Wirebell) -> None:
    args = ("--config", rung.config, "articles", "search", "football OR strikes AND rail")
    assert "AND (also the space) binds tighter than OR" in wirebell(*args).err
    assert "no dictionary of 'zu'" in wirebell(*args, "--lang", "zu").err
    assert wirebell(*args, "--lang", "english").code == 2
