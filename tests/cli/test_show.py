from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from worker.cli import show
from worker.cli.show import Column, Format

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    name: str
    count: int
    seen_at: datetime | None = None


COLUMNS: list[Column[Row]] = [
    Column("name", lambda row: row.name),
    Column("count", lambda row: str(row.count), right=True),
]


def test_piped_tables_are_whole_lines(capsys: pytest.CaptureFixture[str]) -> None:
    long = "x" * 500
    show.table([Row(long, 7), Row("北京 news\nline two", 1234), Row("", 0)], COLUMNS)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 4
    assert lines[0].split() == ["NAME", "COUNT"]
    assert lines[1].split() == [long, "7"]
    assert lines[2].startswith("北京 news line two")
    assert lines[3].startswith("-")
    assert lines[1].endswith("    7")  # right-aligned under COUNT


def test_json_lists_are_arrays_with_rfc_3339_times(capsys: pytest.CaptureFixture[str]) -> None:
    oslo = NOON.astimezone(ZoneInfo("Europe/Oslo"))
    show.listing([Row("a", 1, oslo)], COLUMNS, Format.JSON, empty="none")
    out = capsys.readouterr().out
    assert '"seen_at": "2026-11-22T12:00:00Z"' in out
    assert out.startswith("[")


def test_an_empty_list_says_what_next_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    show.listing([], COLUMNS, Format.TABLE, empty="nothing yet: do this")
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "nothing yet: do this\n"


def test_an_empty_list_is_still_json(capsys: pytest.CaptureFixture[str]) -> None:
    show.listing([], COLUMNS, Format.JSON, empty="nothing yet")
    captured = capsys.readouterr()
    assert captured.out == "[]\n"
    assert captured.err == ""


def test_hits_are_marked_even_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    show.write((("a ", ""), ("bell", "hit"), (" rang", "dim")))
    assert capsys.readouterr().out == "a **bell** rang\n"


FITTING: list[Column[str]] = [
    Column("id", str, whole=True),
    Column("url", str, spare=2),
    Column("a long title", str, spare=1),
    Column("about", str),
]


@pytest.mark.parametrize(
    ("cells", "width", "kept"),
    [
        (("12345", "https://a.example/x", "y", "words " * 9), 80, "id, url, a long title, about"),
        (("12345", "https://a.example/x", "y", "words " * 9), 47, "id, url, a long title, about"),
        (("12345", "https://a.example/x", "y", "words " * 9), 46, "id, a long title, about"),
        (("12345", "https://a.example/x", "y", "words " * 9), 32, "id, about"),
        (("12345", "https://a.example/x", "y", "words " * 9), 5, "id, about"),
        (("1" * 36, "u", "y", "words"), 59, "id, a long title, about"),
        (("1", "u", "y\nz", "北京北京"), 31, "id, url, a long title, about"),
        (("1", "u", "y", "北京北京"), 30, "id, a long title, about"),
    ],
)
def test_what_matters_most_survives_a_narrow_terminal(
    cells: tuple[str, ...], width: int, kept: str
) -> None:
    shown = [(column, [text]) for column, text in zip(FITTING, cells, strict=True)]
    assert ", ".join(column.title for column in show.fitting(shown, width)) == kept


def test_no_moment_is_nothing() -> None:
    assert show.local(None, UTC) == ""


def test_tables_speak_the_configured_time_zone() -> None:
    assert show.local(NOON, ZoneInfo("Europe/Oslo")) == "2026-11-22 13:00:00"


@pytest.mark.parametrize(
    ("limit", "terminal", "rows"), [(None, True, 50), (None, False, None), (7, True, 7)]
)
def test_rows_wanted(
    limit: int | None, *, terminal: bool, rows: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(show, "on_terminal", lambda: terminal)
    assert show.rows_wanted(limit) == rows


def test_a_terminal_gets_styles_and_no_markup(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(show, "on_terminal", lambda: True)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    show.table([Row("[red]not markup[/red]", 3)], COLUMNS)
    show.write((("found ", ""), ("it", "hit")))
    out = capsys.readouterr().out
    assert "[red]not markup[/red]" in out
    assert "\x1b[1;7mit" in out
