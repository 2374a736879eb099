"""What is said: JSON lines when piped, short lines for a person, and nothing that can break."""

from __future__ import annotations

import json
import socket
from io import StringIO
from pathlib import Path

import pytest

from tests.fakes import START
from worker.daemon.journal import Journal, configure_logs
from worker.daemon.systemd import notify


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_piped_each_event_is_one_json_line_and_alerts_are_the_channels_own() -> None:
    log, events = StringIO(), StringIO()
    configure_logs(log)
    journal = Journal(events=events)
    journal("visit", url="https://a.example/", outcome="failed", words="timed out", at=START)
    journal("alert", channel="desk", reason="first report")
    journal("tick", stage="poll")
    assert [json.loads(line)["event"] for line in log.getvalue().splitlines()] == [
        "visit",
        "alert",
    ]
    assert json.loads(log.getvalue().splitlines()[0])["level"] == "warning"
    [visit] = map(json.loads, events.getvalue().splitlines())
    assert (visit["event"], visit["at"]) == ("visit", "2026-11-22T08:00:00.000Z")


@pytest.mark.parametrize(
    ("event", "facts", "line"),
    [
        ("visit", {"url": "u", "outcome": "new", "words": "2 entries: 2 new"}, "visit    u  2 ent"),
        ("visit", {"url": "u", "outcome": "not_modified", "words": "unchanged"}, ""),
        ("alert", {"title": "t", "reason": "first report"}, ""),
        ("delivery", {"channel": "desk", "state": "delivered"}, ""),
        ("delivery", {"channel": "desk", "state": "again", "words": "500"}, "delivery desk  500"),
        ("trouble", {"words": "the disk is full"}, "trouble    the disk is full"),
        ("trouble", {"words": "said \x1b]0;x\x07"}, "trouble    said \ufffd]0;x\ufffd"),
    ],
)
def test_a_terminal_gets_only_what_a_person_wants(
    event: str, facts: dict[str, object], line: str
) -> None:
    log = Terminal()
    configure_logs(log)
    Journal()(event, **facts)
    assert line in log.getvalue()
    assert bool(log.getvalue()) == bool(line)


def test_a_closed_pipe_stops_nothing_but_itself() -> None:
    configure_logs(StringIO())
    events = StringIO()
    events.close()
    heard: list[str] = []
    journal = Journal(lambda event, _facts: heard.append(event), events)
    journal("visit", url="u")
    journal("visit", url="u")
    assert heard == ["visit", "visit"]


def test_systemd_hears_a_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(str(path))
        monkeypatch.setenv("NOTIFY_SOCKET", str(path))
        notify("READY=1")
        assert line.recv(100) == b"READY=1"
    monkeypatch.delenv("NOTIFY_SOCKET")
    notify("STOPPING=1")  # nobody listens: nothing happens


def test_a_log_nobody_can_write_stops_no_event() -> None:
    log, events = StringIO(), StringIO()
    configure_logs(log)
    log.close()
    journal = Journal(events=events)
    journal("visit", url="u", error=ValueError("boom"))
    journal("visit", url="u")
    assert len(events.getvalue().splitlines()) == 2
