"""What the analyst wrote, found in what was published.

A query is read into a tree (`lexer`, `query`; what it may not say is told in `refusals`, `foreign`
and the rooms beside them), the tree into a plan over classes of word forms (`wording`, `plan`), and
what rules hang on into one automaton (`vocabulary`, `hooks`, `automaton`). An article is folded and
scanned once (`page`, `finding`); the rules it may concern are decided (`evaluate`, `matcher`),
shown (`evidence`), explained (`explain`). Rules bring their own tests (`prove`).
"""

from worker.match.compile import Compiled, Compiler, RuleProblem, compile_rules
from worker.match.explain import ClauseReport, Condition, Explanation, Found, QueryReport, Verdict
from worker.match.matcher import Matcher, Size
from worker.match.prove import TestFailure, prove
from worker.match.query import parse
from worker.match.syntax import Node, QueryError

__all__ = [
    "ClauseReport",
    "Compiled",
    "Compiler",
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
