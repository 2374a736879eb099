"""`check` draws the routes and says which lead nowhere; `why` says which one is taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Wirebell

MAIN = """\
version: 1
web: {listen: off}
defaults: {notify: [console]}
channels:
  desk: {type: webhook, url: "http://localhost:9/desk", secrets: []}
  phone: {type: webhook, url: "http://localhost:9/phone", secrets: []}
  attic: {type: webhook, url: "http://localhost:9/attic", secrets: []}
routes:
  - labels: {desk: trade}
    notify: [desk]
    routes:
      - {severity: high+, notify: [phone]}
      - {severity: info, notify: [phone]}
  - {tags: [norway], notify: [phone], continue: true}
  - {languages: [nb], notify: [desk]}
  - {tags: [norway], languages: [nb], notify: [attic]}
"""
RULES = """\
version: 1
rules:
  - {id: steel, severity: high, match: steel, labels: {desk: trade}}
  - {id: grain, match: grain, labels: {desk: trade}}
  - {id: oil, match: oil}
  - {id: own, match: copper, notify: [phone]}
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "a.yaml").write_text(RULES)
    main = tmp_path / "wirebell.yaml"
    main.write_text(MAIN)
    return main


def test_check_draws_the_tree_and_says_what_is_idle(config: Path, wirebell: Wirebell) -> None:
    ended = wirebell("--config", config, "check")
    assert ended.code == 0
    said = [line.rstrip() for line in ended.out.splitlines()]
    assert said[said.index("Where alerts go") :] == [
        "Where alerts go",
        "  high     steel  -> phone  (by the routes)",
        "  medium   grain  -> desk  (by the routes)",
        "  medium   oil    -> phone, desk, console  (by the routes)",
        "  medium   own    -> phone  (its own notify)",
        "",
        "Routes, from the top; the first that is open is taken",
        "  labels desk=trade  -> desk  (routes[0], 2 rules)",
        "      severity high+  -> phone  (routes[0].routes[0], 1 rule)",
        "      severity info  -> phone  (routes[0].routes[1], no rules)",
        "  tags norway  -> phone  (routes[1], 1 rule, continues)",
        "  languages nb  -> desk  (routes[2], 1 rule)",
        "  tags norway, languages nb  -> attic  (routes[3], no rules)",
        "  else  -> console  (defaults.notify)",
    ]
    idle = dict(
        line.removeprefix(str(config)).split(": warning: ") for line in said if "never" in line
    )
    nobody = "no rule without a `notify` of its own comes to it (severity info)"
    others = "routes[0] and routes[2]"
    assert idle == {
        ":13:10": f"routes[0].routes[1] is never reached: {nobody}",
        ":16:6": f"routes[3] is never reached: {others} take all that would come to it",
        ":7": "channel 'attic' is never rung: no rule, route or alarm comes to it",
    }


def test_the_tree_for_machines(config: Path, wirebell: Wirebell) -> None:
    report = wirebell("--config", config, "check", "--format", "json").json
    assert [(r["rule"], r["channels"], r["from"]) for r in report["routes"]] == [
        ("steel", ["phone"], "routes"),
        ("grain", ["desk"], "routes"),
        ("oil", ["phone", "desk", "console"], "routes"),
        ("own", ["phone"], "rule"),
    ]
    first, second, *_ = report["tree"]
    assert {key: first[key] for key in ("route", "if", "channels", "continue", "rules")} == {
        "route": "routes[0]", "if": "labels desk=trade", "channels": ["desk"], "continue": False,
        "rules": ["steel", "grain"],
    }  # fmt: skip
    assert [each["rules"] for each in first["routes"]] == [["steel"], []]
    assert second["continue"] is True
    assert len([each for each in report["warnings"] if "never" in each]) == 3


@pytest.mark.parametrize(
    ("more", "warned"),
    [
        ("", True),
        (", notify: [desk]", False),
        (", shadow: true", False),
        (", enabled: false", False),
        (", severity: high", False),
    ],
)
def test_a_rule_that_rings_nobody(
    config: Path, wirebell: Wirebell, *, more: str, warned: bool
) -> None:
    head, _, _ = MAIN.partition("routes:")
    routes = "routes: [{severity: high+, notify: [desk]}]\n"
    config.write_text(head.replace("[console]", "[]") + routes)
    rule = f"  - {{id: lone, match: tin{more}}}\n"
    (config.parent / "rules/a.yaml").write_text("version: 1\nrules:\n" + rule)
    ended = wirebell("--config", config, "check")
    assert ended.code == 0
    said = ":3:10: warning: rule 'lone' rings nobody: no `notify` names a channel for it"
    assert (said in ended.out) is warned


def test_a_wrong_name_is_shown_with_a_caret(config: Path, wirebell: Wirebell) -> None:
    config.write_text(MAIN + "  - {rules: [steal], notify: [dsek]}\n")
    ended = wirebell("--config", config, "check")
    assert ended.code == 78
    assert f"{config}:17:14: error[CFG033] no rule is called 'steal'" in ended.out
    assert "^^^^^ did you mean 'steel'?" in ended.out
    assert f"{config}:17:31: error[CFG030] no channel is called 'dsek'" in ended.out
    assert "^^^^ did you mean 'desk'?" in ended.out


def test_rules_and_channels_know_one_another(config: Path, wirebell: Wirebell) -> None:
    rules = wirebell("--config", config, "rules", "list", "--format", "json").json
    assert {rule["id"]: rule["notify"] for rule in rules}["oil"] == ["phone", "desk", "console"]
    channels = wirebell("--config", config, "channels", "list", "--format", "json").json
    assert {channel["name"]: channel["rules"] for channel in channels} == {
        "attic": [], "console": ["oil"], "desk": ["grain", "oil"],
        "phone": ["steel", "oil", "own"],
    }  # fmt: skip


def test_why_says_which_way_an_alert_takes(
    config: Path, wirebell: Wirebell, tmp_path: Path
) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_text("Steel and oil and copper\n\nPrices rise.\n")
    ended = wirebell("--config", config, "why", draft, "--lang", "nb")
    assert "  way  phone  steel: routes[0].routes[0]: severity high+" in ended.out
    assert "  way  desk  oil: routes[2]: languages nb" in ended.out
    assert "  way  phone  own: its own notify" in ended.out
    report = wirebell("--config", config, "why", draft, "--lang", "en", "--format", "json").json
    assert {each["rule"]: (each["channels"], each["why"]) for each in report["routes"]} == {
        "steel": (["phone"], ["routes[0].routes[0]: severity high+"]),
        "oil": (["console"], ["defaults.notify: no route is open to it"]),
        "own": (["phone"], ["its own notify"]),
    }
    assert {each["channel"] for each in report["would"]} == {"phone", "console"}
