"""Compiles the rules and runs their own tests: what `check`, `rules` and `why` stand on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from worker.match import Matcher
    from worker.model import Rule
    from worker.settings import Problem, Settings


@dataclass(frozen=True, slots=True)
class Ruling:
    """The compiled rules with every mistake in them.

    `failures` are tests a rule does not pass, by rule id; `warnings` are sentences with places.
    """

    matcher: Matcher
    problems: tuple[Problem, ...]
    failures: tuple[tuple[str, Problem], ...]
    warnings: tuple[str, ...]

    @property
    def mistakes(self) -> list[Problem]:
        """All that refuses the configuration, in reading order."""
        return [*self.problems, *(problem for _, problem in self.failures)]


def compile_settings(settings: Settings) -> Ruling:
    """Compile every rule and prove each by its tests; raises nothing for a bad rule."""
    from worker.match import compile_rules, prove  # noqa: PLC0415 - the automaton takes its time
    from worker.settings import Problem  # noqa: PLC0415

    compiled = compile_rules(settings.rules, settings.entities)
    problems = []
    warnings = []
    for found in compiled.problems:
        place = found.place
        if found.severity == "error":
            problems.append(
                Problem(place, found.code, found.message, found.hint, width=found.width)
            )
        else:
            words = f"{place.file}:{place.line}:{place.column}: warning: {found.message}"
            warnings.append(f"{words}: {found.hint}" if found.hint else words)
    failures = [
        (
            f.rule_id,
            Problem(f.place, "TEST001", f"rule '{f.rule_id}' fails its own test: {f.message}"),
        )
        for f in prove(settings.rules, compiled.matcher)
    ]
    return Ruling(compiled.matcher, tuple(problems), tuple(failures), tuple(warnings))


_OWN_NOTIFY = re.compile(r"(?m)^[\"']?notify[\"']?\s*:|[{,]\s*[\"']?notify[\"']?\s*:")


def routes_of(rule: Rule, settings: Settings) -> tuple[tuple[str, ...], str]:
    """The channels a rule rings, and where that was said: "rule" or "defaults".

    Settings have filled `notify` in already; who said it stands in the rule as written.
    """
    own = _OWN_NOTIFY.search(rule.source)
    return rule.notify or settings.defaults.notify, "rule" if own else "defaults"
