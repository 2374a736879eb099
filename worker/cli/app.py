"""The tree of commands, in the order `wirebell --help` shows it.

Importing this module imports no database, no HTTP and no parser: `--help` answers at once, and
each command imports the rooms it calls when it runs.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated

import typer

from worker.cli import (
    alerts,
    articles,
    backtest,
    channels,
    check,
    config,
    deliveries,
    demo,
    feeds,
    health,
    init,
    rules,
    run,
    schema,
    silences,
    store,
    stories,
    trial,
    why,
)
from worker.cli.session import Session
from worker.cli.show import write
from worker.errors import Usage

START = "Start here"
RUN = "Run"
LOOK = "Look"
TEND = "Tend"

EXAMPLES = """[bold]Examples[/]
  wirebell demo                              see it ring: no network, no configuration
  wirebell try https://example.org/feed.xml '"rate cut" OR inflation'
  wirebell init && wirebell check && wirebell run
  wirebell --config /etc/wirebell/wirebell.yaml alerts list --format json

Exit codes: 0 ok, 1 findings, 2 usage, 69 cannot reach, 78 bad configuration."""

app = typer.Typer(
    name="wirebell",
    help="Read the world's news feeds; ring once per story when a watch rule hears it.",
    epilog=EXAMPLES,
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(*, asked: bool) -> None:
    if asked:
        from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

        try:
            write(f"wirebell {version('wirebell')}")
        except PackageNotFoundError:  # run from a bare source tree
            write("wirebell (not installed)")
        raise typer.Exit


@app.callback()
def before_the_verb(
    context: typer.Context,
    config_path: Annotated[
        Path | None,
        typer.Option(
            "--config", metavar="PATH", show_default=False, readable=False,
            help="The main file (default: $WIREBELL_CONFIG, else config/wirebell.yaml).",
        ),
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="KEY=VALUE", show_default=False,
            help="Override a setting for this run: --set http.timeout=5s. Repeatable.",
        ),
    ] = None,
    _asked: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Say the version."),
    ] = False,
) -> None:  # fmt: skip
    """Options of every command."""
    overrides = {}
    for each in settings or ():
        key, equals, value = each.partition("=")
        if not equals or not key.strip():
            raise Usage(f"--set {each}: write KEY=VALUE, as in --set http.timeout=5s")
        overrides[key.strip()] = value
    context.obj = Session(config_path, overrides)


app.command("demo", rich_help_panel=START, epilog=demo.EXAMPLES)(demo.demo)
app.command("init", rich_help_panel=START, epilog=init.EXAMPLES)(init.init)
app.command("check", rich_help_panel=START, epilog=check.EXAMPLES)(check.check)
app.command("try", rich_help_panel=START, epilog=trial.EXAMPLES)(trial.trial)

app.command("run", rich_help_panel=RUN, epilog=run.RUN_EXAMPLES)(run.run)
app.command("once", rich_help_panel=RUN, epilog=run.ONCE_EXAMPLES)(run.once)
app.command("migrate", rich_help_panel=RUN)(store.migrate)

app.command("status", rich_help_panel=LOOK, epilog=health.STATUS_EXAMPLES)(health.status)
app.command("why", rich_help_panel=LOOK, epilog=why.EXAMPLES)(why.why)
app.command("backtest", rich_help_panel=LOOK, epilog=backtest.EXAMPLES)(backtest.backtest)
app.add_typer(alerts.app, name="alerts", rich_help_panel=LOOK)
app.add_typer(articles.app, name="articles", rich_help_panel=LOOK)
app.add_typer(rules.app, name="rules", rich_help_panel=LOOK)

app.add_typer(feeds.app, name="feeds", rich_help_panel=TEND)
app.add_typer(channels.app, name="channels", rich_help_panel=TEND)
app.add_typer(deliveries.app, name="deliveries", rich_help_panel=TEND)
app.add_typer(stories.app, name="stories", rich_help_panel=TEND)
app.add_typer(silences.app, name="silences", rich_help_panel=TEND)
app.add_typer(config.app, name="config", rich_help_panel=TEND)
app.command("schema", rich_help_panel=TEND, epilog=schema.EXAMPLES)(schema.schema)
app.command("backup", rich_help_panel=TEND, epilog=store.BACKUP_EXAMPLES)(store.backup)
app.command("healthcheck", rich_help_panel=TEND, epilog=health.HEALTHCHECK_EXAMPLES)(
    health.healthcheck
)


@cache
def command() -> typer.core.TyperGroup:
    """The tree as it is run: made once, because typer reads every signature for it."""
    return typer.main.get_group(app)
