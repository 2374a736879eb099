"""A small installation that has rung once: the demo feeds, polled, read and told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from worker.cli.demo_server import DemoFeed, demo_config, serve_demo
from worker.cli.invoke import invoke


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Wirebell = Callable[..., Ended]


@pytest.fixture
def wirebell(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Wirebell:
    """Runs a command line in this process, in an empty folder and environment."""
    for name in list(os.environ):
        if name.startswith("WIREBELL_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)

    def run(*args: str | Path) -> Ended:
        capsys.readouterr()
        code = invoke([str(arg) for arg in args])
        captured = capsys.readouterr()
        return Ended(code, captured.out, captured.err)

    return run


def command(*args: str | Path) -> list[str]:
    """The same as a process of its own."""
    return [sys.executable, "-m", "worker", *map(str, args)]


def run_apart(args: Sequence[str | Path], **options: Any) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, from the source tree."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("WIREBELL_")}
    env |= {"PYTHONPATH": str(Path(__file__).parents[2])} | options.pop("env", {})
    return subprocess.run(
        command(*args), capture_output=True, text=True, env=env, timeout=400, check=False, **options
    )


@dataclass(frozen=True)
class World:
    """The installation, and the feeds it watches."""

    config: Path
    feeds: tuple[DemoFeed, ...]


@pytest.fixture(scope="session")
def rung(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Nobody changes this one: commands that write make their own."""
    folder = tmp_path_factory.mktemp("rung")
    with serve_demo(datetime.now(UTC)) as feeds:
        config = demo_config(folder, feeds, every="1h")
        ended = run_apart(["--config", config, "once"])
        assert ended.returncode == 0, ended.stderr
        yield World(config, feeds)


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[World]:
    """The same, before anything was asked; for commands that write."""
    with serve_demo(datetime.now(UTC)) as feeds:
        yield World(demo_config(tmp_path / "conf", feeds, every="1h"), feeds)
