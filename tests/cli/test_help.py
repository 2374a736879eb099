from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from worker.cli.app import command

ROOT = Path(__file__).parents[2]
PROMISED = """
    demo | init | run | once | check | migrate | status | healthcheck | config show | schema
    backup | try | rules list | rules test | why | feeds list | feeds add | feeds import
    rules expand | rules fmt | feeds discover | feeds show
    feeds export | feeds poll | articles list | articles show | alerts list | alerts show
    articles search | backtest
    stories list | stories show | stories merge | stories split | stories eval
    alerts ack | silences list | silences add | silences end
    deliveries list | deliveries latency | deliveries replay | deliveries abandon
    channels list | channels test | channels enable
"""
HEAVY = ("sqlalchemy", "sqlmodel", "httpx", "alembic", "feedparser", "apscheduler",
         "lxml", "uvicorn", "starlette", "ahocorasick_rs", "worker.store.sqlstore")  # fmt: skip


def commands(node: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    children = getattr(node, "commands", None)
    if children is None:
        yield name.strip(), node
        return
    for child_name, child in children.items():
        yield from commands(child, f"{name} {child_name}")


COMMANDS = dict(commands(command()))


def test_every_promised_command_is_there() -> None:
    promised = {each.strip() for line in PROMISED.splitlines() for each in line.split("|")} - {""}
    assert set(COMMANDS) == promised


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_has_help(name: str) -> None:
    node = COMMANDS[name]
    assert node.help
    assert (
        node.help.split("\n", 1)[0].rstrip().endswith((".", ",", ";", ":")) or len(node.help) > 40
    )
    for parameter in node.params:
        assert getattr(parameter, "help", None), f"{name}: {parameter.name}"


@pytest.mark.parametrize("name", [n for n in COMMANDS if n.endswith(" list")])
def test_every_list_can_be_json_and_short(name: str) -> None:
    options = {option for parameter in COMMANDS[name].params for option in parameter.opts}
    assert {"--format", "--limit"} <= options


@pytest.mark.parametrize("args", [["--help"], ["feeds", "--help"], ["try", "--help"]])
def test_help_is_light(args: list[str]) -> None:
    heavy = HEAVY if len(args) > 1 else (*HEAVY, "pydantic")  # typer's own, below the root
    code = (
        "import sys\n"
        "from worker.cli.invoke import invoke\n"
        f"assert invoke({args!r}) == 0\n"
        f"heavy = [name for name in {heavy!r} if name in sys.modules]\n"
        "sys.exit(f'imported: {heavy}' if heavy else 0)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    assert "Usage: wirebell" in ended.stdout
