"""The rules compiled for the commands, or a query alone; the channels each rule may ring, and what
is wrong with it that no test shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from worker.cli.session import checked, now
from worker.cli.show import note
from worker.errors import Usage, WirebellError
from worker.model import Place, Query, Routes, Rule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from worker.alert.reach import Survey
    from worker.daemon.ruling import Ruling
    from worker.match import Matcher, QueryError
    from worker.match.overlap import Finding
    from worker.model import Entity, RuleHistory
    from worker.settings import Problem, Settings

QUERY = "query"  # the rule a query alone makes, and the file it stands in


def compile_settings(settings: Settings) -> Ruling:
    """The rules of these settings, compiled and proved as the daemon does it."""
    from worker.daemon.ruling import compile_and_prove  # noqa: PLC0415 - the automaton's import

    return compile_and_prove(settings.rules, settings.entities)


def query_matcher(query: str, language: str, entities: Mapping[str, Entity]) -> Matcher:
    """A query alone, compiled as a rule; what is to warn of is said on stderr. Raises Usage with a
    caret under its first mistake.
    """
    from worker.daemon.tongues import complaints, forms_of  # noqa: PLC0415 - dictionaries
    from worker.match import compile_rules  # noqa: PLC0415 - the automaton takes its time

    place = Place(QUERY, 1, 1)
    text = Query(query, "any", ((0, place),))
    rule = Rule(QUERY, query, "info", (text,), place, "", query, languages=(language,))
    opened = forms_of([rule])
    compiled = compile_rules([rule], entities, opened.forms)
    for problem in compiled.problems:
        if problem.place.file != QUERY:  # an entity's: `check` tells it
            continue
        caret = " " * (problem.place.column - 1) + "^" * max(1, problem.width)
        line = f"{problem.message}\n  {query}\n  {caret} {problem.hint}"
        if problem.severity == "error":
            raise Usage(f"the query cannot be read: {line}")
        note(f"warning: {line}")
    for words in complaints([rule], opened):
        note(words)
    return compiled.matcher


def language_of(said: str) -> str:
    """The language that `--lang` means, `no` being `nb`; raises Usage where it is none."""
    from worker.settings.scalars import Unread, language  # noqa: PLC0415 - pydantic takes its time

    try:
        return language(said)
    except Unread as wrong:
        raise Usage(f"--lang {said}: {wrong.message}; {wrong.hint}") from None


def mistake(query: Query, wrong: QueryError) -> Problem:
    """What is wrong with a query, at its place in its file."""
    from worker.settings import Problem  # noqa: PLC0415 - pydantic takes its time

    place = query.place_at(wrong.offset)
    return Problem(place, wrong.code, wrong.message, wrong.hint, width=wrong.width)


def routes_in(settings: Settings) -> Routes:
    """The routes of these settings, with who is told where none is open."""
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


def rule_findings(settings: Settings) -> list[Finding]:
    """What is wrong with the rules in force; without a database, what their text alone shows."""
    from worker.match.overlap import findings  # noqa: PLC0415 - as above

    today = now().date()
    rules = [rule for rule in settings.rules if rule.expires is None or rule.expires >= today]
    return findings(rules, _history(settings))


def in_words(finding: Finding) -> str:
    """The finding as one line, with the place of its rule."""
    return f"{finding.rule.place}: warning: rule '{finding.rule.id}' {finding.words}"


def _history(settings: Settings) -> RuleHistory | None:
    """None where there is no database to ask, or it cannot answer now: no mistake of a rule."""
    try:
        with checked(settings.database) as store:
            return store.rule_history([rule.id for rule in settings.rules], now())
    except WirebellError:
        return None
