"""The rules compiled, for the commands, and which channels each may ring."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from worker.alert.reach import Survey
    from worker.daemon.ruling import Ruling
    from worker.match import QueryError
    from worker.model import Query, Routes, Rule
    from worker.settings import Problem, Settings


def compile_settings(settings: Settings) -> Ruling:
    """The rules of these settings, compiled and proved as the daemon does it."""
    from worker.daemon.ruling import compile_and_prove  # noqa: PLC0415 - the automaton's import

    return compile_and_prove(settings.rules, settings.entities)


def mistake(query: Query, wrong: QueryError) -> Problem:
    """What is wrong with a query, at its place in its file."""
    from worker.settings import Problem  # noqa: PLC0415 - pydantic takes its time

    place = query.place_at(wrong.offset)
    return Problem(place, wrong.code, wrong.message, wrong.hint, width=wrong.width)


def routes_in(settings: Settings) -> Routes:
    """The routes of these settings, with who is told where none is open."""
    from worker.model import Routes  # noqa: PLC0415 - as late as everything else here

    return Routes(settings.routes, settings.defaults.notify)


def survey_of(settings: Settings) -> Survey:
    """Which channels each rule may ring, by rule id, and the routes none of them takes."""
    from worker.alert import survey  # noqa: PLC0415 - as above

    return survey(settings.rules, routes_in(settings))


def named_by(rule: Rule, settings: Settings) -> str:
    """Who names the rule's channels: "rule", "routes" or "defaults"."""
    if rule.notify:
        return "rule"
    return "routes" if settings.routes else "defaults"
