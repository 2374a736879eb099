"""`wirebell demo`: the whole journey on bundled feeds, with no network and no configuration."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from worker.cli.session import now
from worker.cli.show import note, on_terminal

EXAMPLES = """[bold]Examples[/]
  wirebell demo                       rings, says what to do next, runs on until Ctrl-C
  wirebell demo --once                ends after its alerts
  wirebell demo --once | jq -r 'select(.event == "alert").data.article.title'"""

BEFORE = """\
Invented outlets are served on this machine and watched by two rules: nothing leaves it, and
everything is gone when it ends.
"""
AFTER = """\

That was `wirebell run` on demonstration feeds. Your own turn:

  wirebell try URL 'your query'       what would a query find in a feed or site you know?
  wirebell init                       write a starter configuration into ./config
  wirebell check                      is it right, and where would alerts go?
  wirebell run                        ring until stopped
"""
STILL = "The demo polls on; Ctrl-C ends it."


def demo(
    once: Annotated[bool, typer.Option("--once", help="End after the alerts.")] = False,
) -> None:
    """See it ring: bundled feeds served on this machine, alerts on this screen.

    Everything goes through the very pipeline `wirebell run` uses; only the feeds are invented.
    """
    from worker.cli.demo_server import demo_config, serve_demo  # noqa: PLC0415 - only here

    note(BEFORE)
    with (
        tempfile.TemporaryDirectory(prefix="wirebell-demo-") as folder,
        serve_demo(now()) as feeds,
    ):
        code = _watch(demo_config(Path(folder), feeds), once=once)
    raise typer.Exit(code)


def _watch(config: Path, *, once: bool) -> int:
    from worker.daemon.assembly import Options  # noqa: PLC0415 - everything there is, at last
    from worker.daemon.life import run as work  # noqa: PLC0415
    from worker.daemon.reload import Source  # noqa: PLC0415

    def settled() -> None:
        note(AFTER if once else AFTER + "\n" + STILL)

    # an empty environment: WIREBELL_DATABASE must not lead a demo to somebody's records
    # without inflection: building four indexes of words would keep a newcomer waiting
    source = Source(config, inflect=False)
    options = Options(source, once=once, echo=not on_terminal(), on_settled=settled)
    return asyncio.run(work(options))
