"""In the middle of an incident: what still works beside a configuration that holds mistakes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Wirebell, World

HOOK = "channels: {desk: {type: webhook, url: {env: UNSET_URL}}}\n"
BROKEN = {
    "a typo in a rule file": ("", "version: 1\nrules: [{id: x, match: y, sevrity: low}]\n"),
    "a secret that is not set": (HOOK, ""),
    "no YAML": ("feeds: [unclosed\n", ""),
}
FIRST = {
    "a typo in a rule file": "error[CFG001] unknown key 'sevrity'",
    "a secret that is not set": "error[CFG020] this environment variable is not set",
    "no YAML": "error[CFG010]",
}


@pytest.fixture(params=BROKEN)
def broken(request: pytest.FixtureRequest, rung: World, tmp_path: Path) -> tuple[Path, str]:
    """A copy of what has rung under a broken configuration, and its first mistake."""
    main, rules = BROKEN[request.param]
    shutil.copy(rung.config.parent / "wirebell.db", tmp_path)
    path = tmp_path / "wirebell.yaml"
    head = "version: 1\ndatabase: sqlite:///wirebell.db\ntimezone: Europe/Oslo\n"
    path.write_text(head + main)
    if rules:
        (tmp_path / "rules").mkdir()
        (tmp_path / "rules" / "rules.yaml").write_text(rules)
    return path, FIRST[request.param]


WORKS = [
    "alerts list",
    "alerts show 1",
    "alerts ack 1",
    "articles list",
    "articles show 1",
    "backup copy.db",
    "channels list",
    "channels enable console",
    "deliveries list",
    "deliveries latency",
    "deliveries replay {delivery}",
    "feeds list",
    "feeds show {feed}",
    "silences add --rule * --reason drill --for 4h",
    "silences list",
    "stories list",
    "why {article}",
]
REFUSES = [
    "articles search strike",
    "backtest",
    "channels test console",
    "config show",
    "feeds export",
    "rules list",
    "why 1 --rule x",
]


def test_what_needs_the_database_alone_works_and_warns(
    broken: tuple[Path, str], wirebell: Wirebell
) -> None:
    config, first = broken
    alert = wirebell("--config", config, "alerts", "list", "--format", "json").json[0]
    names = {"delivery": alert["delivery_id"], "article": alert["article"]["id"]}
    names["feed"] = alert["article"]["feed"]["url"]
    for line in WORKS:
        words = line.format(**names).split()
        ended = wirebell("--config", config, *words)
        assert ended.code == 0, (line, ended.err)
        warning, mistake, *_ = ended.err.splitlines()
        assert warning.startswith("warning: the configuration has 1 mistake (`wirebell check`")
        assert first in mistake
        assert ended.out or line.startswith("silences list"), line


def test_what_needs_the_plan_is_refused(broken: tuple[Path, str], wirebell: Wirebell) -> None:
    config, first = broken
    for line in REFUSES:
        ended = wirebell("--config", config, *line.split())
        assert (ended.code, ended.out) == (78, ""), line
        assert first in ended.err
        assert "warning: the configuration" not in ended.err


def test_the_lists_are_whole_without_the_files(
    broken: tuple[Path, str], rung: World, wirebell: Wirebell
) -> None:
    config, _ = broken
    for noun in ("alerts", "articles", "deliveries", "feeds", "stories"):
        whole, told = (
            wirebell("--config", path, noun, "list", "--format", "json").json
            for path in (rung.config, config)
        )
        assert told == whole
    (channel,) = wirebell("--config", config, "channels", "list", "--format", "json").json
    assert (channel["name"], channel["type"], channel["state"]) == ("console", "", "ok")
    head, row = wirebell("--config", config, "channels", "list").out.splitlines()
    assert (head.split()[-2], row.split()[-2]) == ("RULES", "-")  # who rings it is not known


def test_times_are_local_as_far_as_the_zone_can_be_read(
    broken: tuple[Path, str], wirebell: Wirebell
) -> None:
    config, _ = broken
    add = ("--config", config, "silences", "add", "--rule", "*", "--reason", "drill")
    made = wirebell(*add, "--until", "2099-07-01T07:00Z")
    assert made.out == "silence 1 holds rule=* until 2099-07-01 09:00:00\n"
    config.write_text(config.read_text().replace("Europe/Oslo", "Nowhere"))
    made = wirebell(*add, "--until", "2099-07-01T07:00Z")
    assert made.out == "silence 2 holds rule=* until 2099-07-01 07:00:00\n"
    assert "times in UTC" in made.err


@pytest.mark.parametrize("text", ["database: {env: UNSET}\n", "database: nonsense\n"])
def test_where_the_database_cannot_be_known_every_mistake_is_told(
    text: str, wirebell: Wirebell, tmp_path: Path
) -> None:
    main = tmp_path / "wirebell.yaml"
    main.write_text(f"version: 1\n{text}colour: red\n")
    ended = wirebell("--config", main, "alerts", "list")
    assert (ended.code, ended.out) == (78, "")
    assert "unknown key 'colour'" in ended.err
    assert "wirebell.yaml:2:" in ended.err


def test_a_database_that_is_not_there_may_be_another(wirebell: Wirebell, tmp_path: Path) -> None:
    main = tmp_path / "wirebell.yaml"
    main.write_text("version: 1\ncolour: red\n")
    ended = wirebell("--config", main, "alerts", "list")
    assert "there is no database" in ended.err
    assert "no alerts yet" not in ended.err


def test_a_query_with_a_mistake_leaves_the_record(
    rung: World, wirebell: Wirebell, tmp_path: Path
) -> None:
    (tmp_path / "wirebell.db").symlink_to(rung.config.parent / "wirebell.db")
    main = tmp_path / "wirebell.yaml"
    main.write_text("version: 1\ndatabase: sqlite:///wirebell.db\nrules: rules.yaml\n")
    (tmp_path / "rules.yaml").write_text("version: 1\nrules: [{id: x, match: '(strike'}]\n")
    alert = wirebell("--config", rung.config, "alerts", "list", "--format", "json").json[-1]
    article = alert["article"]["id"]
    ended = wirebell("--config", main, "why", article)
    assert ended.code == 0
    assert "What was decided" in ended.out
    assert "error[QRY003]" in ended.err
    told = wirebell("--config", main, "why", article, "--format", "json").json
    assert (told["rules"], told["would"]) == ([], [])
    assert told["decisions"]


@pytest.mark.parametrize("verb", ["status", "migrate", "healthcheck"])
def test_what_asks_the_database_alone_says_where_its_address_is_wrong(
    verb: str, wirebell: Wirebell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    main = tmp_path / "wirebell.yaml"
    ended = wirebell("--config", main, verb)
    assert f"there is no file {main}: `wirebell init` writes one" in ended.err + ended.out
    main.write_text("version: 1\n")
    monkeypatch.setenv("WIREBELL_DATABASE", "mysql://db/wirebell")
    ended = wirebell("--config", main, verb)
    assert "$WIREBELL_DATABASE: the database: a database Wirebell does not" in ended.err + ended.out
