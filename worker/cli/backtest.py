"""`wirebell backtest`: what rules would have heard in the stored past, and what an edit changes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from worker.cli.session import checked, now, settings_of, since
from worker.cli.show import Format, FormatOption, note
from worker.errors import Usage
from worker.text.written import counted

if TYPE_CHECKING:
    from worker.cli.past import Trial
    from worker.settings import Settings
    from worker.store import SqlStore

EXAMPLES = """[bold]Examples[/]
  wirebell backtest                                the configured rules, on the last 30 days
  wirebell backtest drafts/strikes.yaml --since 90d
  wirebell backtest config/rules/ukraine.yaml --against /tmp/ukraine.old.yaml
  wirebell backtest --rule steel --against 3f9c2a  an earlier version of it that ran here

Exit codes: 0 something was heard, 1 nothing was, 78 a rule cannot be read."""

SHOWN = 3  # examples a rule in a table
SHOWN_JSON = 20


def backtest(
    context: typer.Context,
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[RULES]...", show_default=False,
            help="Rule files, configured or not (default: the configured ones).",
        ),
    ] = None,
    since_: Annotated[
        str, typer.Option("--since", metavar="TIME", help="30d, 12h, or 2026-11-01T00:00Z.")
    ] = "30d",
    against: Annotated[
        str | None,
        typer.Option(
            metavar="OLD", show_default=False,
            help="An older rule file, or the first digits of a version that ran here.",
        ),
    ] = None,
    rule_id: Annotated[
        str | None,
        typer.Option("--rule", metavar="ID", help="Only this rule.", show_default=False),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Read every article, not only the index's candidates.")
    ] = False,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit", min=0, show_default=False,
            help=f"Examples a rule (default: {SHOWN}, in JSON {SHOWN_JSON}).",
        ),
    ] = None,
    form: FormatOption = Format.TABLE,
) -> None:  # fmt: skip
    """Show what rules would have heard in the stored articles: a count a day, examples, noise.

    Nothing is written and nobody is told; a running worker is not disturbed. Disabled and expired
    rules are tried too. `--against` shows what is gained and lost.
    """
    from worker.cli.past import either, hear, with_progress  # noqa: PLC0415 - the automaton
    from worker.cli.pastreport import Report, print_report, write_report  # noqa: PLC0415

    present = now()
    begin = since(since_, present)
    settings = settings_of(context)
    with checked(settings.database) as store:
        trial = _trial(files or [], rule_id, settings)
        old = _old(against, rule_id, trial, settings, store)
        wanted = either(trial.wanted, old.wanted if old else trial.wanted)
        archive = store.archive(begin, present)
        ids = store.candidates(None if everything else wanted, begin, present)
        articles = with_progress(store.articles(ids), len(ids), "Reading")
        kept = limit if limit is not None else (SHOWN if form is Format.TABLE else SHOWN_JSON)
        outcome = hear(articles, trial, old, settings.timezone, kept)
    report = Report(trial, old, archive, len(ids), outcome, begin, present, settings.timezone)
    if form is Format.JSON:
        write_report(report)
    else:
        print_report(report)
    raise typer.Exit(0 if any(tally.articles for tally in outcome.heard.values()) else 1)


def _trial(files: list[Path], rule_id: str | None, settings: Settings) -> Trial:
    from worker.cli.older import rules_of  # noqa: PLC0415 - YAML takes its time
    from worker.cli.past import try_rules  # noqa: PLC0415 - as above

    rules, entities = rules_of(files, settings) if files else (settings.rules, settings.entities)
    if rule_id is not None:
        rules = tuple(rule for rule in rules if rule.id == rule_id)
        if not rules:
            raise Usage(f"no rule {rule_id!r} there: `wirebell rules list` shows the configured")
    if not rules:
        raise Usage("no rules: name a rule file, or write one into rules/*.yaml")
    trial = try_rules(settings, rules, entities)
    if trial.failed_tests:
        fail = "fails" if trial.failed_tests == 1 else "fail"
        tests = counted(trial.failed_tests, "test")
        note(f"{tests} of these rules {fail}: `wirebell check` shows each")
    return trial


def _old(
    against: str | None, rule_id: str | None, trial: Trial, settings: Settings, store: SqlStore
) -> Trial | None:
    if against is None:
        return None
    from worker.cli.older import older  # noqa: PLC0415 - as above
    from worker.cli.past import try_rules  # noqa: PLC0415 - as above

    rules, entities = older(against, trial.rules.values(), settings, store)
    rules = tuple(rule for rule in rules if rule_id in {None, rule.id})
    return try_rules(settings, rules, entities)
