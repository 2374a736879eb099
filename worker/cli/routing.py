"""Where alerts would go: each rule with its channels, the tree of routes, and idle ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from worker.cli.ruling import named_by, survey_of
from worker.cli.show import SEVERITY_STYLES, Line, write
from worker.text.written import counted

if TYPE_CHECKING:
    from worker.alert.reach import Survey
    from worker.model import Route, Rule
    from worker.settings import Settings

SOURCES = {"rule": "its own notify", "routes": "by the routes", "defaults": "defaults.notify"}


def route_findings(settings: Settings) -> tuple[str, ...]:
    """Warnings with their places: routes no alert takes, rules nobody is told of, channels none
    comes to.
    """
    if not settings.rules:
        return ()
    survey = survey_of(settings)
    idle = (f"{each.place}: warning: {each.words}" for each in survey.idle)
    return (*idle, *_untold(settings, survey), *_unheard(settings, survey))


def _untold(settings: Settings, survey: Survey) -> Iterator[str]:
    for rule in settings.rules:
        if rule.enabled and not rule.shadow and not survey.by_rule[rule.id]:
            words = f"rule '{rule.id}' rings nobody: no `notify` names a channel for it"
            yield f"{rule.place}: warning: {words}"


def _unheard(settings: Settings, survey: Survey) -> Iterator[str]:
    rung = {name for channels in survey.by_rule.values() for name in channels}
    rung |= {name for alarm in settings.watch.values() for name in alarm.notify}
    for name, channel in settings.channels.items():
        if name in rung or channel.type == "console":
            continue
        _, source = settings.origins.get(f"channels.{name}.type", ("", str(settings.path)))
        words = f"channel '{name}' is never rung: no rule, route or alarm comes to it"
        yield f"{source}: warning: {words}"


def routes_as_json(settings: Settings) -> dict[str, Any]:
    """`routes`: the channels each rule may ring and who names them; `tree`: the routes."""
    survey = survey_of(settings)
    return {
        "routes": [
            {
                "rule": rule.id,
                "severity": rule.severity,
                "channels": survey.by_rule[rule.id],
                "from": named_by(rule, settings),
                "active": rule.enabled and not rule.shadow,
            }
            for rule in settings.rules
        ],
        "tree": [_as_json(way, (), survey) for way in settings.routes],
    }


def _as_json(way: Route, inherited: tuple[str, ...], survey: Survey) -> dict[str, Any]:
    from worker.alert import conditions  # noqa: PLC0415 - as late as everything else here

    channels = way.notify or inherited
    return {
        "route": way.name,
        "if": conditions(way),
        "channels": channels,
        "continue": way.goes_on,
        "rules": survey.by_route.get(way.name, []),
        "routes": [_as_json(each, channels, survey) for each in way.routes],
    }


def print_routes(settings: Settings) -> None:
    """Each rule with the channels it may ring, then the tree of routes if there is one."""
    survey = survey_of(settings)
    write()
    write((("Where alerts go", "bold"),))
    width = max(len(rule.id) for rule in settings.rules)
    for rule in settings.rules:
        write(_rule_line(rule, width, survey.by_rule[rule.id], named_by(rule, settings)))
    if settings.routes:
        write()
        write((("Routes, from the top; the first that is open is taken", "bold"),))
        _print_tree(settings.routes, (), survey, "  ")
        target = ", ".join(settings.defaults.notify) or "nowhere"
        write((("  else", ""), (f"  -> {target}", "bold"), ("  (defaults.notify)", "dim")))


def _rule_line(rule: Rule, width: int, channels: tuple[str, ...], source: str) -> Line:
    silent = "" if rule.enabled else "disabled"
    silent = silent or ("shadow" if rule.shadow else "")
    target = ", ".join(channels) or "nowhere"
    return (
        ("  ", ""),
        (f"{rule.severity:<9}", SEVERITY_STYLES[rule.severity]),
        (f"{rule.id:<{width}}", "magenta"),
        (f"  -> {target}", "bold"),
        (f"  ({SOURCES[source]}{', ' + silent if silent else ''})", "dim"),
    )


def _print_tree(
    ways: Sequence[Route], inherited: tuple[str, ...], survey: Survey, margin: str
) -> None:
    from worker.alert import conditions  # noqa: PLC0415 - as above

    for way in ways:
        channels = way.notify or inherited
        count = len(survey.by_route.get(way.name, ()))
        rules = counted(count, "rule") if count else "no rules"
        write(
            (
                (f"{margin}{conditions(way)}", ""),
                (f"  -> {', '.join(channels)}" if channels else "", "bold"),
                (f"  ({way.name}, {rules}{', continues' if way.goes_on else ''})", "dim"),
            )
        )
        _print_tree(way.routes, channels, survey, margin + "    ")
