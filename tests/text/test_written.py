from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.text import written

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("plain", "plain"),
        ("\x1b[31mred\x1b[0m", "\ufffd[31mred\ufffd[0m"),
        ("back\x08space\rreturn\x00", "back\ufffdspace\ufffdreturn\ufffd"),
        ("c1\x9b2J", "c1\ufffd2J"),
        ("evil\u202etxt.exe", "evil\ufffdtxt.exe"),
        ("tab\tline\nend", "tab line\nend"),
        ("Київ, Tromsø, 北京", "Київ, Tromsø, 北京"),
    ],
)
def test_nothing_printed_can_drive_a_terminal(text: str, clean: str) -> None:
    assert written.clean(text) == clean


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://u:p@e.org/f", "https://e.org/f"),
        ("https://u:p@ss@e.org", "https://e.org"),
        ("https://e.org/@f?x=a@b", "https://e.org/@f?x=a@b"),
        ("e.org", "e.org"),
    ],
)
def test_no_login_is_shown(url: str, shown: str) -> None:
    assert written.without_login(url) == shown


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 stories"), (1, "1 story"), (2, "2 stories"), (1_200, "1,200 stories")],
)
def test_counted(count: int, words: str) -> None:
    assert written.counted(count, "story", "stories") == words
    rules = words.replace("stories", "rules").replace("story", "rule")
    assert written.counted(count, "rule") == rules


@given(st.text(st.characters()))
def test_any_text_can_be_printed(text: str) -> None:
    shown = written.clean(text)
    assert "\x1b" not in shown
    assert shown.encode().decode() == shown
    assert "\n" not in written.one_line(text)


LENGTHS = {
    "90m": timedelta(minutes=90),
    " 4 h ": timedelta(hours=4),
    "2d": timedelta(days=2),
    "1w": timedelta(weeks=1),
    "30s": timedelta(seconds=30),
    "0h": timedelta(0),
    "4": None,
    "h": None,
    "-4h": None,
    "4h30m": None,
    "1234567s": None,
    "": None,
}


@pytest.mark.parametrize("text", LENGTHS)
def test_lengths_of_time(text: str) -> None:
    assert written.length(text) == LENGTHS[text]


@pytest.mark.parametrize(
    ("line", "said"), [("", ""), ("abcde", "abcde"), ("abcdef", "abcd…"), ("abcdefgh", "abcd…")]
)
def test_a_long_line_is_begun(line: str, said: str) -> None:
    assert written.begun(line, 5) == said


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s ago"),
        (119, "119 s ago"),
        (120, "2 min ago"),
        (7199, "119 min ago"),
        (7200, "2 h ago"),
        (172_800, "2 d ago"),
        (-300, "in 5 min"),
    ],
)
def test_ago(seconds: int, words: str) -> None:
    assert written.ago(NOON - timedelta(seconds=seconds), NOON) == words


def test_what_is_due_is_due_now_once_it_is_past() -> None:
    assert written.due(NOON, NOON) == written.due(NOON - timedelta(hours=3), NOON) == "now"
    assert written.due(NOON + timedelta(seconds=90), NOON) == "in 90 s"
    assert written.due(None, NOON) == written.ago(None, NOON) == ""
