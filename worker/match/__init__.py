"""What the analyst wrote, found in what was published.

A query is read into a tree (`query`), the tree into a plan over classes of patterns (`plan`), all
patterns into one automaton (`automaton`). An article is scanned once (`evaluate`); the rules that
hang on what occurred are decided (`matcher`), shown (`evidence`), explained (`explain`). Rules
bring their own tests (`prove`).
"""

from worker.match.compile import Compiled, RuleProblem, compile_rules
from worker.match.explain import ClauseReport, Condition, Explanation, Found, QueryReport, Verdict
from worker.match.matcher import Matcher, Size
from worker.match.prove import TestFailure, prove
from worker.match.query import parse
from worker.match.syntax import Node, QueryError

__all__ = [
    "ClauseReport",
    "Compiled",
    "Condition",
    "Explanation",
    "Found",
    "Matcher",
    "Node",
    "QueryError",
    "QueryReport",
    "RuleProblem",
    "Size",
    "TestFailure",
    "Verdict",
    "compile_rules",
    "parse",
    "prove",
]
