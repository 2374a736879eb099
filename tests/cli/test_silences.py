"""Silences and acknowledgements as people type them."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Wirebell, World, run_apart
from worker.cli.silences import held_now
from worker.model import Silence, SilenceView
from worker.store import open_store

CONFIG = """version: 1
timezone: Europe/Oslo
database: sqlite:///wirebell.db
rules: rules.yaml
"""
RULES = "version: 1\nrules:\n  - {id: strikes, match: strike, labels: {desk: ukraine}}\n"
HOUR = timedelta(hours=1)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A small configuration, its database migrated."""
    path = tmp_path / "wirebell.yaml"
    path.write_text(CONFIG)
    (tmp_path / "rules.yaml").write_text(RULES)
    store = open_store(f"sqlite:///{tmp_path}/wirebell.db", new_id=str)
    store.migrate()
    store.close()
    return path


def test_a_silence_is_added_listed_and_ended(config: Path, wirebell: Wirebell) -> None:
    base = ("--config", config, "silences")
    made = wirebell(
        *base, "add", "--rule", "str*", "--label", "desk=ukraine", "--reason", "drill",
        "--for", "4h", "--author", "ann", "--format", "json",
    )  # fmt: skip
    assert (made.code, made.err) == (0, "")
    assert (made.json["author"], made.json["reason"]) == ("ann", "drill")
    assert made.json["matchers"] == ["rule=str*", "label=desk=ukraine"]
    starts, ends = (datetime.fromisoformat(made.json[key]) for key in ("starts_at", "ends_at"))
    assert ends - starts == 4 * HOUR
    table = wirebell(*base, "list")
    assert "rule=str*, label=desk=ukraine" in table.out
    (row,) = wirebell(*base, "list", "--format", "json").json
    assert (row["id"], row["state"], row["held"]) == ("1", "active", 0)
    ended = wirebell(*base, "end", "1")
    assert (ended.code, ended.out) == (0, "silence 1 is over: rule=str*, label=desk=ukraine\n")
    assert wirebell(*base, "list", "--format", "json").json[0]["state"] == "over"
    again = wirebell(*base, "end", "1")
    assert (again.code, "`wirebell silences list`" in again.err) == (2, True)


@pytest.mark.parametrize(
    ("after", "held", "words"), [(0, 0, "0"), (0, 3, "3"), (120, 2, "2"), (120, 0, "")]
)
def test_a_silence_that_told_what_it_held_shows_no_zero(after: int, held: int, words: str) -> None:
    begun = datetime(2026, 11, 22, 12, tzinfo=UTC)
    over = begun + timedelta(minutes=60)
    silence = Silence(1, "ann", "drill", begun, over, (("rule", "a"),))
    assert held_now(SilenceView.of(silence, held, begun + timedelta(minutes=after))) == words


def test_a_time_without_an_offset_is_local(config: Path, wirebell: Wirebell) -> None:
    made = wirebell(
        "--config", config, "silences", "add", "--channel", "*", "--reason", "night",
        "--from", "2099-07-01T22:00", "--until", "2099-07-02T07:00+00:00",
    )  # fmt: skip
    assert made.out == "silence 1 holds channel=* until 2099-07-02 09:00:00\n"
    (row,) = wirebell("--config", config, "silences", "list", "--format", "json").json
    assert (row["starts_at"], row["author"]) == ("2099-07-01T20:00:00Z", getpass.getuser())


def test_what_matches_nothing_today_is_named(config: Path, wirebell: Wirebell) -> None:
    made = wirebell(
        "--config", config, "silences", "add", "--rule", "stirke*", "--channel", "Console",
        "--reason", "x", "--for", "1h",
    )  # fmt: skip
    assert made.code == 0
    assert "no rule matches 'stirke*' today" in made.err
    assert "channel" not in made.err


MISTAKES = {
    "no matcher": (["--for", "1h"], "a silence needs a matcher"),
    "no end": (["--rule", "*"], "say when it ends"),
    "two ends": (["--rule", "*", "--for", "1h", "--until", "2099-01-01"], "say when it ends"),
    "no length": (["--rule", "*", "--for", "soon"], "write a length of time"),
    "no length at all": (["--rule", "*", "--for", "0h"], "write a length of time"),
    "no time": (["--rule", "*", "--until", "tomorrow"], "write a time, such as"),
    "over already": (["--rule", "*", "--until", "2020-01-01"], "is over before"),
    "an empty glob": (["--rule", " ", "--for", "1h"], "an empty rule says nothing"),
    "half a label": (["--label", "desk", "--for", "1h"], "write name=text"),
    "nobody": (["--rule", "*", "--for", "1h", "--author", ""], "an empty author says nothing"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_what_is_no_silence(name: str, config: Path, wirebell: Wirebell) -> None:
    arguments, words = MISTAKES[name]
    ended = wirebell("--config", config, "silences", "add", "--reason", "x", *arguments)
    assert ended.code == 2
    assert words in ended.err
    assert wirebell("--config", config, "silences", "list").out == ""


def test_a_user_without_a_name_has_to_say_one(
    config: Path, wirebell: Wirebell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody() -> str:
        raise KeyError("uid not found")

    monkeypatch.setattr(getpass, "getuser", nobody)
    ended = wirebell(
        "--config", config, "silences", "add", "--rule", "*", "--reason", "x", "--for", "1h"
    )
    assert (ended.code, "--author NAME" in ended.err) == (2, True)


def test_an_alert_is_acknowledged_and_told_again(fresh: World, wirebell: Wirebell) -> None:
    assert run_apart(["--config", fresh.config, "once"]).returncode == 0
    base = ("--config", fresh.config, "alerts")
    first = wirebell(*base, "list", "--format", "json").json[-1]
    assert first["acknowledged_at"] is None
    done = wirebell(*base, "ack", first["id"])
    assert done.out == f"alert {first['id']}: console hears no more of its story\n"
    listed = {row["id"]: row for row in wirebell(*base, "list", "--format", "json").json}
    assert listed[first["id"]]["acknowledged_at"] is not None
    assert "(acknowledged)" in wirebell(*base, "list").out
    assert "no more updates" in wirebell(*base, "show", first["id"]).out
    undone = wirebell(*base, "ack", f"{first['id']}.1", "--undo")
    assert undone.out == f"alert {first['id']}: console hears of its story again\n"
    undone = wirebell(*base, "ack", first["id"], "--undo")
    assert undone.out == (
        f"alert {first['id']} was not acknowledged: console hears of its story as before\n"
    )
    for wrong in ("999", "x"):
        assert wirebell(*base, "ack", wrong).code == 2


def test_why_says_what_is_silenced_now(fresh: World, wirebell: Wirebell) -> None:
    assert run_apart(["--config", fresh.config, "once"]).returncode == 0
    base = ("--config", fresh.config)
    rang = wirebell(*base, "alerts", "list", "--format", "json").json[-1]
    wirebell(*base, "silences", "add", "--rule", "*", "--for", "9h", "--reason", "a drill")
    shown = wirebell(*base, "why", rang["article"]["id"])
    assert "hold for console  silenced by " in shown.out
    assert ": a drill: " in shown.out
