"""`wirebell rules`: what is watched, how much it looks for, and whether its tests pass."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from worker.cli import expand, fmt
from worker.cli.ruling import compile_settings, in_words, rule_findings, survey_of
from worker.cli.session import checked, now, settings_of
from worker.cli.show import (
    SEVERITY_STYLES,
    Column,
    Format,
    FormatOption,
    LimitOption,
    listing,
    note,
    rows_wanted,
    write,
    write_json,
)
from worker.daemon.wording import looked_back, rule_state
from worker.errors import Misconfigured, Usage, WirebellError
from worker.text.written import counted

if TYPE_CHECKING:
    from worker.daemon.ruling import Ruling
    from worker.match.overlap import Finding
    from worker.model import QuietReading
    from worker.settings import Problem, Settings

app = typer.Typer(help="Watch rules, and their own tests.", no_args_is_help=True)
app.command("expand", epilog=expand.EXAMPLES)(expand.expand)
app.command("fmt", epilog=fmt.EXAMPLES)(fmt.fmt)

EXAMPLES = """[bold]Examples[/]
  wirebell rules list
  wirebell rules test
  wirebell rules test long-range-strikes"""


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule as `rules list` shows it; `matches_24h` is None where no database can say."""

    id: str
    file: str
    title: str
    severity: str
    terms: int
    forms: int
    tests_passed: int
    tests_failed: int
    matches_24h: int | None
    state: str  # "active", "disabled", "shadow", "expired", "broken"
    notify: tuple[str, ...]
    version: str
    quiet: QuietReading | None  # of this version, when it was new here
    warnings: tuple[str, ...]  # what to mend about it


STATE_STYLES = {"active": "green", "broken": "red", "expired": "yellow"}


@app.command("list", epilog=EXAMPLES)
def list_rules(
    context: typer.Context, form: FormatOption = Format.TABLE, limit: LimitOption = None
) -> None:
    """List the rules in the order of their files, with what each looks for and found."""
    settings = settings_of(context)
    ruling = compile_settings(settings)
    troubles = rule_findings(settings)
    rows = [*_rows(settings, ruling, troubles, rows_wanted(limit))]
    columns: list[Column[RuleRow]] = [
        Column("id", lambda r: r.id, "magenta", whole=True),
        Column("severity", lambda r: r.severity, lambda r: SEVERITY_STYLES[r.severity], spare=2),
        Column("state", lambda r: r.state, lambda r: STATE_STYLES.get(r.state, "dim")),
        Column("terms", lambda r: str(r.terms), right=True, spare=7),
        Column("forms", lambda r: str(r.forms), right=True, spare=8),
        Column("tests", _tests, lambda r: "red" if r.tests_failed else "", right=True, spare=6),
        Column(
            "24 h",
            lambda r: "" if r.matches_24h is None else str(r.matches_24h),
            right=True,
            spare=1,
        ),
        Column("looked back", lambda r: looked_back(r.quiet) if r.quiet else "", spare=4),
        Column("rings", lambda r: ", ".join(r.notify), spare=3),
        Column("title", lambda r: r.title, spare=5),
        Column("file", lambda r: r.file, "dim", wide=True),
    ]
    empty = "no rules: write one into rules/*.yaml beside the main file; `wirebell init` shows how"
    listing(rows, columns, form, empty=empty)
    for trouble in troubles if form is Format.TABLE else ():
        note(in_words(trouble))


def _tests(row: RuleRow) -> str:
    return f"{row.tests_passed}/{row.tests_passed + row.tests_failed}"


def _rows(
    settings: Settings, ruling: Ruling, troubles: Sequence[Finding], most: int | None
) -> Iterator[RuleRow]:
    heard, quiet = _from_store(settings)
    rung, today = survey_of(settings).by_rule, now().date()
    sizes = {rule.id: ruling.matcher.size(rule.id) for rule in ruling.matcher.rules}
    failures = Counter(rule_id for rule_id, _ in ruling.failures)
    warnings = defaultdict[str, list[str]](list)
    for trouble in troubles:
        warnings[trouble.rule.id].append(trouble.words)
    for rule in settings.rules[:most]:
        size, failed = sizes.get(rule.id), failures[rule.id]
        yield RuleRow(
            id=rule.id,
            file=rule.place.file,
            title=rule.title,
            severity=rule.severity,
            terms=size.terms if size else 0,
            forms=size.forms if size else 0,
            tests_passed=len(rule.tests) - failed,
            tests_failed=failed,
            matches_24h=None if heard is None else heard.get(rule.id, 0),
            state="broken" if size is None or failed else rule_state(rule, today),
            notify=rung[rule.id],
            version=rule.version,
            quiet=quiet.get((rule.id, rule.version)),
            warnings=tuple(warnings[rule.id]),
        )


def _from_store(
    settings: Settings,
) -> tuple[Mapping[str, int] | None, Mapping[tuple[str, str], QuietReading]]:
    """Matches of the last 24 h by rule (None where there is no database to ask yet), and how
    versions new in the last week read the day before them.
    """
    try:
        with checked(settings.database) as store:
            looks = store.quiet_readings(now() - timedelta(days=7))
            return (
                store.match_counts(now() - timedelta(hours=24)),
                {(look.rule_id, look.version): look for look in looks},
            )
    except Misconfigured:
        return None, {}
    except WirebellError as error:
        note(f"matches are not counted: {error}")
        return None, {}


@app.command("test", epilog=EXAMPLES)
def prove(
    context: typer.Context,
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Only these rules.")
    ] = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Run the rules' own tests; exit 1 when one fails, 78 when a rule cannot be read."""
    from worker.settings import Problems, render  # noqa: PLC0415 - pydantic takes its time

    settings = settings_of(context)
    known = {rule.id for rule in settings.rules}
    for unknown in set(ids or ()) - known:
        raise Usage(f"no rule {unknown!r}: `wirebell rules list` shows their ids")
    wanted = set(ids or known)
    ruling = compile_settings(settings)
    if ruling.problems:
        raise Problems(ruling.problems)
    failures = [(rule_id, problem) for rule_id, problem in ruling.failures if rule_id in wanted]
    tests = {rule.id: len(rule.tests) for rule in settings.rules if rule.id in wanted}
    if form is Format.JSON:
        write_json(_results(tests, failures))
    else:
        if failures:
            write(render(problem for _, problem in failures))
        _summarise(tests, len(failures))
    raise typer.Exit(1 if failures else 0)


def _results(
    tests: Mapping[str, int], failures: list[tuple[str, Problem]]
) -> list[dict[str, object]]:
    from worker.settings import problems_as_json  # noqa: PLC0415 - as above

    results: list[dict[str, object]] = []
    for rule_id, count in tests.items():
        failed = [problem for owner, problem in failures if owner == rule_id]
        results.append(
            {
                "id": rule_id,
                "tests_passed": count - len(failed),
                "tests_failed": len(failed),
                "failures": problems_as_json(failed),
            }
        )
    return results


def _summarise(tests: Mapping[str, int], failed: int) -> None:
    total = sum(tests.values())
    untested = [rule_id for rule_id, count in tests.items() if not count]
    style = "bold red" if failed else "bold green"
    words = counted(total, "test passes", "tests pass")
    if failed:
        words = f"{failed} of {counted(total, 'test')} {'fails' if failed == 1 else 'fail'}"
    write(((words, style), (f", {counted(len(tests), 'rule')}", "")))
    if untested:
        note(f"without a test: {', '.join(untested)}")
