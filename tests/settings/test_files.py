"""Files as they are found on disks: missing, forbidden, huge, not text, changing."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from tests.settings.desk import MAIN, RULES, Desk, only
from worker.model import Place
from worker.settings import Problem, Problems, reading, render, unchanged


@pytest.mark.parametrize(
    ("content", "line", "column", "message"),
    [
        (b"version: 1\nx: \xff\n", 2, 4, "bytes that are not UTF-8"),
        ("version: 1\n".encode("utf-16"), 1, 1, "bytes that are not UTF-8"),
        (b"version: 1\nx: a\0b\n", 2, 5, "control character NUL in the file"),
        (b"version: 1\n\xef\xbb\xbfx: 1\n", 2, 1, "control character U+FEFF in the file"),
        (b"x" * 20_000_001, 1, 1, "larger than 20,000,000 bytes"),
        (b"", 1, 1, "the file is empty"),
    ],
)
def test_bytes_that_are_no_configuration(
    tmp_path: Path, content: bytes, line: int, column: int, message: str
) -> None:
    desk = Desk(tmp_path, a=RULES)
    desk.write("config/wirebell.yaml", content)
    problem = only(desk.refusal())
    assert (problem.place.line, problem.place.column) == (line, column)
    assert problem.message == message
    assert problem.code in ("CFG010", "CFG011")


def test_a_byte_order_mark_at_the_start_is_no_character(tmp_path: Path) -> None:
    desk = Desk(tmp_path, a=RULES)
    desk.write("config/wirebell.yaml", b"\xef\xbb\xbfversion: 1\nhtpt: 1\n")
    assert desk.mistakes() == [(2, 1, "CFG001", "did you mean 'http'?")]


def test_folders_pipes_and_forbidden_files(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "version: 1\nrules: [rules, pipe, shut.yaml]\n", a=RULES)
    os.mkfifo(tmp_path / "config/pipe")
    shut = desk.write("config/shut.yaml", RULES)
    shut.chmod(0)
    words = [p.message.rpartition(": ")[2] for p in desk.refusal().problems]
    assert words[:2] == ["this is a folder, not a file", "this is not a regular file"]
    if os.geteuid():
        assert words[2:] == ["permission denied"]


def test_a_symlink_is_the_file_it_names(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.write("elsewhere/r.yaml", RULES)
    (tmp_path / "config/rules").symlink_to(tmp_path / "elsewhere")
    settings = desk.load()
    assert unchanged(settings.stamps)
    (tmp_path / "elsewhere/r.yaml").write_text(RULES + "    title: New\n")
    assert not unchanged(settings.stamps)


def test_two_names_of_one_file_are_read_once(tmp_path: Path) -> None:
    main = "version: 1\nrules: [rules/a.yaml, rules/*.yaml]\n"
    assert len(Desk(tmp_path, main, a=RULES).load().rules) == 1


def test_a_pattern_that_means_half_the_disk_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_FILES", 3)
    desk = Desk(tmp_path, "version: 1\nrules: rules/*.yaml\n")
    for n in range(4):
        desk.write(f"config/rules/{n}.yaml", "version: 1\n")
    assert desk.mistakes() == [(2, 8, "CFG011", None)]


@pytest.mark.parametrize(
    ("closed", "rules"),
    [
        ("config/feeds.d", "rules/*.yaml"),
        ("config/rules", "rules/*.yaml"),
        ("config/rules/b", "rules/**/*.yaml"),
        ("config/rules/b", "[rules/*/*.yaml, rules/*.yaml]"),
    ],
)
def test_a_folder_closed_to_us_is_a_mistake_and_not_empty(
    closed: str, rules: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(tmp_path, f"version: 1\nrules: {rules}\n", a=RULES)
    desk.write("config/feeds.d/a.yaml", "version: 1\nfeeds: [https://e.org/f]\n")
    desk.write("config/rules/b/b.yaml", RULES.replace("strikes", "grain"))
    desk.load()
    listed = os.scandir

    def scandir(path: str | Path) -> object:
        if str(path).rstrip("/").endswith(closed):
            raise PermissionError(errno.EACCES, "Permission denied")
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    (problem,) = desk.refusal().problems
    assert (problem.code, problem.message) == (
        "CFG011", f"the folder '{tmp_path / closed}': permission denied",
    )  # fmt: skip


def test_rules_in_folders_below(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "version: 1\nrules: rules/**/*.yaml\n")
    desk.write("config/rules/x/y/r.yaml", RULES)
    settings = desk.load()
    assert len(settings.rules) == 1
    assert unchanged(settings.stamps)
    desk.write("config/rules/x/z.yaml", RULES)
    assert not unchanged(settings.stamps)


def test_nothing_changed(tmp_path: Path) -> None:
    settings = Desk(tmp_path, MAIN, a=RULES).load()
    assert unchanged(settings.stamps)


@pytest.mark.parametrize(
    "path",
    [
        "config/wirebell.yaml",
        "config/rules/a.yaml",
        "config/rules/new.yaml",
        "config/feeds.d/new.yaml",
        "config/feeds.opml",
        "config/token",
        "config/rules/t.txt",
    ],
)
def test_a_changed_or_new_file_is_a_change(tmp_path: Path, path: str) -> None:
    main = "version: 1\nfeeds: [{opml: feeds.opml}]\nweb: {token: {file: token}}\n"
    desk = Desk(tmp_path, main, a=RULES + "    tests: [{file: t.txt, match: true}]\n")
    for name in ("feeds.opml", "token", "rules/t.txt"):
        desk.write(f"config/{name}", "strikes")
    settings = desk.load()
    desk.write(path, "changed now")
    assert not unchanged(settings.stamps)


def test_a_deleted_file_is_a_change(tmp_path: Path) -> None:
    desk = Desk(tmp_path, MAIN, a=RULES, b="version: 1\n")
    settings = desk.load()
    (tmp_path / "config/rules/b.yaml").unlink()
    assert not unchanged(settings.stamps)


def test_an_editors_leftovers_change_nothing(tmp_path: Path) -> None:
    settings = (desk := Desk(tmp_path, MAIN, a=RULES)).load()
    for name in (".a.yaml.swp", "a.yaml~"):
        desk.write(f"config/rules/{name}", "x")
    assert unchanged(settings.stamps)


def test_a_refusal_knows_the_files_that_could_mend_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "version: 1\nrules: later.yaml\n")
    refusal = desk.refusal()
    assert unchanged(refusal.stamps)
    desk.write("config/later.yaml", RULES)
    assert not unchanged(refusal.stamps)


def test_a_problem_found_elsewhere_gets_its_line(tmp_path: Path) -> None:
    path = tmp_path / "r.yaml"
    path.write_text("version: 1\n  match: (a AND\n")
    problem = Problem(Place(str(path), 2, 10), "QRY001", "parenthesis not closed", "add )", width=6)
    assert render([problem]) == (
        f"{path}:2:10: error[QRY001] parenthesis not closed\n"
        "2 |   match: (a AND\n"
        "  |          ^^^^^^ add )"
    )
    gone = Problem(Place("/nowhere.yaml", 1, 1), "QRY001", "x")
    assert render([gone]) == "/nowhere.yaml:1:1: error[QRY001] x\n1 | \n  | ^"


def test_carets_stand_under_wide_and_tabbed_text() -> None:
    line = "\t東京: 'x"
    picture = str(Problems([Problem(Place("f", 3, 6), "CFG010", "m", None, line, 2)]))
    assert picture == "f:3:6: error[CFG010] m\n3 | \t東京: 'x\n  | \t      ^^"


def test_a_very_long_line_is_cut_around_the_caret() -> None:
    line = "a" * 5000 + "b" + "c" * 5000
    head, source, caret = str(
        Problems([Problem(Place("f", 1, 5001), "CFG010", "m", None, line, 1)])
    ).split("\n")
    assert len(source) < 500
    assert source[caret.index("^")] == "b"
    assert head == "f:1:5001: error[CFG010] m"


def test_what_would_play_with_the_terminal_is_not_printed(tmp_path: Path) -> None:
    desk = Desk(tmp_path, 'version: 1\n"\\e[31m\\x07": 1\nx: "\\u202e"\n', a=RULES)
    assert all(c.isprintable() or c == "\n" for c in str(desk.refusal()))
