from __future__ import annotations

import os
import shlex
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.cli.conftest import Wirebell, World, command, run_apart
from worker.cli import config
from worker.cli.invoke import invoke
from worker.errors import StoreBusy

ROOT = Path(__file__).parents[2]


def test_an_unknown_command_is_usage(wirebell: Wirebell) -> None:
    ended = wirebell("ring")
    assert (ended.code, ended.out) == (2, "")
    assert "No such command 'ring'" in ended.err


def test_an_unknown_format_is_usage(wirebell: Wirebell) -> None:
    assert wirebell("rules", "list", "--format", "xml").code == 2


@pytest.mark.parametrize("limit", ["0", "-1", "many"])
def test_a_limit_is_a_positive_number(limit: str, wirebell: Wirebell) -> None:
    assert wirebell("rules", "list", "--limit", limit).code == 2


def test_set_needs_a_key_and_a_value(wirebell: Wirebell) -> None:
    ended = wirebell("--set", "http.timeout", "check")
    assert ended.code == 2
    assert "write KEY=VALUE" in ended.err


def test_the_version_is_the_answer(wirebell: Wirebell) -> None:
    ended = wirebell("--version")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("wirebell ")


def test_a_missing_configuration_names_the_remedy(wirebell: Wirebell) -> None:
    ended = wirebell("rules", "list")
    assert (ended.code, ended.out) == (78, "")
    assert "config/wirebell.yaml:1:1: error[CFG011] no such file" in ended.err
    assert "wirebell init" in ended.err
    assert "error: config" not in ended.err


def test_an_understood_error_is_one_sentence(
    wirebell: Wirebell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(_context: object) -> None:
        raise StoreBusy("the database is locked")

    monkeypatch.setattr(config, "settings_of", busy)
    ended = wirebell("config", "show")
    assert (ended.code, ended.out, ended.err) == (69, "", "error: the database is locked\n")


def test_a_bug_is_one_line_and_how_to_see_more(
    wirebell: Wirebell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_context: object) -> None:
        raise ZeroDivisionError("oops")

    monkeypatch.setattr(config, "settings_of", broken)
    ended = wirebell("config", "show")
    assert ended.code == 1
    assert ended.err.startswith("internal error: ZeroDivisionError: oops\n")
    assert "WIREBELL_DEBUG=1" in ended.err
    monkeypatch.setenv("WIREBELL_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        invoke(["config", "show"])


def test_a_main_file_closed_to_us_is_a_bad_configuration(
    rung: World, wirebell: Wirebell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(_path: Path, *_args: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "access", lambda *_: False)
    monkeypatch.setattr(Path, "open", closed)
    ended = wirebell("--config", rung.config, "config", "show")
    assert (ended.code, ended.out) == (78, "")
    assert f"{rung.config}:1:1: error[CFG011] permission denied" in ended.err
    assert "run this as the user that owns it" in ended.err


def test_ctrl_c_is_quiet(rung: World) -> None:
    process = subprocess.Popen(
        command("--config", rung.config, "why", "-"),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT,
    )  # fmt: skip
    assert process.stdin is not None
    status = Path(f"/proc/{process.pid}/wchan")
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and "pipe" not in status.read_text():
        time.sleep(0.05)  # until it waits for stdin
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, b"", b"")


@pytest.mark.parametrize("args", [["--help"], ["articles", "list"], ["why", "1", "--rule", "x"]])
def test_a_closed_pipe_is_quiet(args: list[str], rung: World) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    ended = subprocess.run(
        command("--config", rung.config, *args),
        stdout=writer, stderr=subprocess.PIPE, cwd=ROOT, check=False, timeout=60,
    )  # fmt: skip
    os.close(writer)
    if "x" in args:
        assert ended.returncode == 2  # nothing is written, so nothing breaks
    else:
        assert ended.stderr == b""
        assert ended.returncode in {141, 1}  # 1: rich, which draws the help, ends it itself


def test_an_answer_for_which_there_is_no_room_is_no_bug(rung: World) -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            command("--config", rung.config, "articles", "list"),
            stdout=full, stderr=subprocess.PIPE, cwd=ROOT, check=False, timeout=60,
        )  # fmt: skip
    assert (ended.returncode, ended.stderr) == (69, b"error: the disk is full: make room\n")


def test_an_answer_that_nobody_wants_is_no_bug(rung: World) -> None:
    line = shlex.join(command("--config", rung.config, "articles", "list"))
    ended = subprocess.run(
        ["sh", "-c", f"{line} >&-"], stderr=subprocess.PIPE, cwd=ROOT, check=False, timeout=60
    )
    assert (ended.returncode, ended.stderr) == (0, b"")


def test_text_that_the_terminal_cannot_spell_is_still_shown(rung: World) -> None:
    ended = run_apart(
        ["--config", rung.config, "articles", "list"], env={"PYTHONIOENCODING": "ascii"}
    )
    assert ended.returncode == 0, ended.stderr
    assert "Tide & Ledger" in ended.stdout
