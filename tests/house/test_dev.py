"""`./dev` is plain sh, and says what it is asked with when asked wrongly."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEV = ROOT / "dev"
COMMANDS = ("demo", "run", "test", "check", "bench", "wirebell")


def shells() -> list[list[str]]:
    named = [["sh"], ["dash"], ["busybox", "sh"], ["bash", "--posix"]]
    return [shell for shell in named if shutil.which(shell[0])]


@pytest.mark.parametrize("shell", shells(), ids=" ".join)
def test_every_shell_at_hand_can_read_it(shell: list[str]) -> None:
    ran = subprocess.run([*shell, "-n", DEV], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_it_uses_nothing_that_only_bash_knows() -> None:
    text = DEV.read_text("utf-8")
    assert text.startswith("#!/bin/sh\n")
    assert "\nset -eu\n" in text
    bashisms = r"\[\[|\blocal\b|\bsource\b|\bfunction\b|<<<|\$'|&>|\bpipefail\b|\$\{\w+\[|=~"
    assert re.findall(bashisms, text) == []


@pytest.mark.parametrize(
    "arguments", [[], ["nonsense"], ["--help"], ["bench"], ["bench", "everything"]], ids=str
)
def test_a_wrong_word_shows_the_usage_and_installs_nothing(
    arguments: list[str], tmp_path: Path
) -> None:
    copy = tmp_path / "dev"
    shutil.copy(DEV, copy)
    ran = subprocess.run(
        ["sh", copy, *arguments], capture_output=True, text=True, check=False, timeout=30
    )
    assert (ran.returncode, ran.stdout) == (2, "")
    assert all(command in ran.stderr for command in COMMANDS)
    assert list(tmp_path.iterdir()) == [copy]


def test_without_any_python_it_says_what_it_needs(tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    for tool in ("cat", "cksum", "dirname", "mkdir"):
        found = shutil.which(tool)
        assert found
        (tools / tool).symlink_to(found)
    for name in ("dev", "pyproject.toml", "uv.lock"):
        shutil.copy(ROOT / name, tmp_path)
    shell = shutil.which("sh")
    assert shell
    ran = subprocess.run(
        [shell, tmp_path / "dev", "wirebell"],
        env={"PATH": str(tools), "HOME": str(tmp_path)},
        capture_output=True, text=True, check=False, timeout=100,
    )  # fmt: skip
    assert ran.returncode == 1
    assert "needs Python 3.11 or newer" in ran.stderr


@pytest.mark.parametrize("script", ["dev", ".ci/run"])
def test_scripts_can_be_run(script: str) -> None:
    assert os.access(ROOT / script, os.X_OK)


def test_the_submission_check_is_bash_that_bash_can_read() -> None:
    path = ROOT / ".ci/run"
    assert path.read_text("utf-8").startswith("#!/usr/bin/env bash\n")
    if shutil.which("bash"):
        subprocess.run(["bash", "-n", path], check=True)
