"""Compiles the rules and runs their own tests: what a start, a reload and `check` stand on."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from worker.daemon.tongues import complaints, forms_of
from worker.lexicon import Opened
from worker.match import Compiled, Compiler, Matcher, compile_rules, prove
from worker.model import Entity, Rule
from worker.settings import Problem, Problems
from worker.text.forms import AsWritten

PROVED_AT_ONCE = 100
A_MOMENT_S = 0.001


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


def compile_and_prove(
    rules: Sequence[Rule],
    entities: Mapping[str, Entity],
    *,
    inflect: bool = True,
    compiler: Compiler | None = None,
) -> Ruling:
    """Compile every rule and prove each by its tests; raises nothing for a bad rule.

    `inflect`: words are looked for in their forms; else as they are written. A `compiler` used
    before does again only what changed.
    """
    opened = forms_of(rules) if inflect else Opened(AsWritten())
    compiled = (compiler or Compiler()).compile(rules, entities, opened.forms)
    failures = tuple(
        (
            f.rule_id,
            Problem(f.place, "TEST001", f"rule '{f.rule_id}' fails its own test: {f.message}"),
        )
        for share in _shares(rules)
        for f in prove(share, compiled.matcher)
    )
    warnings = (*_warnings(compiled), *complaints(rules, opened))
    return Ruling(compiled.matcher, _errors(compiled), failures, warnings)


def _shares(rules: Sequence[Rule]) -> Iterator[Sequence[Rule]]:
    """The rules, a few at a time, with a moment for other threads between.

    A scan lets the interpreter go for microseconds only, too short for anybody to take it: 2,500
    tests in one go held the event loop for 130 ms.
    """
    for start in range(0, len(rules), PROVED_AT_ONCE):
        yield rules[start : start + PROVED_AT_ONCE]
        time.sleep(A_MOMENT_S)


def with_query_mistakes(refused: Problems) -> Problems:
    """The refusal with the mistakes in its queries too, so that one run tells them all."""
    compiled = compile_rules(refused.rules, refused.entities, AsWritten())
    more = [problem for problem in _errors(compiled) if problem not in refused.problems]
    return Problems([*refused.problems, *more], refused.warnings, refused.stamps)


def _errors(compiled: Compiled) -> tuple[Problem, ...]:
    return tuple(
        Problem(found.place, found.code, found.message, found.hint, width=found.width)
        for found in compiled.problems
        if found.severity == "error"
    )


def _warnings(compiled: Compiled) -> tuple[str, ...]:
    return tuple(
        f"{found.place}: warning: {found.message}" + (f": {found.hint}" if found.hint else "")
        for found in compiled.problems
        if found.severity != "error"
    )
