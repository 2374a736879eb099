"""`wirebell run` and `wirebell once`: the worker, for as long as it is wanted or for one round."""

from __future__ import annotations

import asyncio

import typer

from worker.cli.session import source_of
from worker.cli.show import on_terminal

RUN_EXAMPLES = """[bold]Examples[/]
  wirebell run
  wirebell run > events.jsonl         piped: one JSON object a line, {"event": ...}
  kill -HUP PID                       read the configuration again (a changed file does it too)

SIGTERM and Ctrl-C stop it within 10 s; nothing is lost."""

ONCE_EXAMPLES = """[bold]Examples[/]
  */5 * * * *  wirebell --config /etc/wirebell/wirebell.yaml once"""


def run(context: typer.Context) -> None:
    """Poll, match and ring until stopped.

    SQLite migrates itself and takes one worker at a time; on PostgreSQL start as many as you
    like, after `wirebell migrate`. A changed configuration is checked and adopted; a bad one is
    refused and the good one keeps running.
    """
    raise typer.Exit(_work(context, once=False))


def once(context: typer.Context) -> None:
    """Poll everything due, read it, deliver what is due, and end; for cron and for trying out."""
    raise typer.Exit(_work(context, once=True))


def _work(context: typer.Context, *, once: bool) -> int:
    from worker.daemon.assembly import Options  # noqa: PLC0415 - everything there is, at last
    from worker.daemon.life import run as work  # noqa: PLC0415

    echo = not once and not on_terminal()
    return asyncio.run(work(Options(source_of(context), once=once, echo=echo)))
