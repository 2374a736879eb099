"""`wirebell check`: is the configuration right, and where would alerts go?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from worker.cli.routing import print_routes, route_findings, routes_as_json
from worker.cli.ruling import compile_settings, in_words, rule_findings
from worker.cli.session import settings_of
from worker.cli.show import Format, FormatOption, note, write, write_json
from worker.errors import Misconfigured
from worker.text.written import counted

if TYPE_CHECKING:
    from worker.settings import Settings

EXAMPLES = """[bold]Examples[/]
  wirebell check                     every mistake at its file, line and column; exit 78
  wirebell check --online            also ask each feed once, and each channel's service
  wirebell check --format json       for CI"""


def check(
    context: typer.Context,
    online: Annotated[
        bool,
        typer.Option("--online", help="Also ask each feed and channel once; nobody is rung."),
    ] = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """Check the configuration, run every rule's tests, show where alerts would go.

    Where there is a database, it warns of rules that heard nothing or nearly everything, and of
    rules that another one makes superfluous; in any case of routes and channels that no alert can
    reach. Nothing is sent and nothing is stored. With --online, a feed that cannot be read or a
    channel that its service refuses is a finding: exit 1.
    """
    from worker.daemon.ruling import with_query_mistakes  # noqa: PLC0415 - the automaton's import
    from worker.settings import Problems  # noqa: PLC0415 - pydantic takes its time

    try:
        settings = settings_of(context)
    except Problems as refused:
        problems = with_query_mistakes(refused)
        _refuse(problems.problems, problems.warnings, form)
        return
    ruling = compile_settings(settings)
    warnings = (*settings.warnings, *ruling.warnings)
    if ruling.mistakes:
        _refuse(ruling.mistakes, warnings, form)
    warnings += route_findings(settings) + tuple(map(in_words, rule_findings(settings)))
    findings: list[dict[str, Any]] = []
    if online:
        from worker.cli.online import ask_all  # noqa: PLC0415 - only here is the network needed

        findings = ask_all(settings)
    if form is Format.JSON:
        write_json(_report(settings, warnings, findings, asked=online))
    else:
        _print(settings, warnings, findings)
    raise typer.Exit(1 if any(not each["ok"] for each in findings) else 0)


def _refuse(problems: Any, warnings: Any, form: Format) -> None:
    from worker.settings import problems_as_json, render  # noqa: PLC0415 - as above

    if form is Format.JSON:
        write_json({"ok": False, "problems": problems_as_json(problems), "warnings": warnings})
    else:
        write(render(problems))
        note(f"\n{counted(len(problems), 'mistake')}; nothing was started or changed")
        for warning in warnings:
            note(warning)
    raise typer.Exit(Misconfigured.exit_code)


def _report(
    settings: Settings,
    warnings: tuple[str, ...],
    findings: list[dict[str, Any]],
    *,
    asked: bool,
) -> dict[str, Any]:
    report: dict[str, Any] = {
        "ok": True,
        "config": settings.path,
        "hash": settings.hash,
        "rules": len(settings.rules),
        "tests": sum(len(rule.tests) for rule in settings.rules),
        "feeds": len(settings.feeds),
        "channels": len(settings.channels),
        "warnings": warnings,
        "problems": [],
        **routes_as_json(settings),
    }
    return report | ({"online": findings} if asked else {})


def _print(
    settings: Settings,
    warnings: tuple[str, ...],
    findings: list[dict[str, Any]],
) -> None:
    tests = sum(len(rule.tests) for rule in settings.rules)
    write((("ok", "bold green"), (f"  {settings.path}  ({settings.hash[:12]})", "")))
    write(
        f"    {counted(len(settings.rules), 'rule')}, {counted(tests, 'test')} passed,"
        f" {counted(len(settings.feeds), 'feed')}, {counted(len(settings.channels), 'channel')}"
    )
    for warning in warnings:
        write(((warning, "yellow"),))
    if settings.rules:
        print_routes(settings)
    if findings:
        write()
        write((("Online", "bold"),))
    for each in findings:
        style = "green" if each["ok"] else "red"
        write(
            (
                (f"  {'ok' if each['ok'] else 'no':<4}", style),
                (f"{each['what']}: ", ""),
                (each["words"], "dim" if each["ok"] else ""),
            )
        )
