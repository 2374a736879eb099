"""Runs the tests that rules bring along, against the very matcher that will read the news."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from worker.match.matcher import Matcher
from worker.model import Article, Evidence, Hit, Place, Rule, RuleTest

_SOME_DAY = datetime(2000, 1, 1, tzinfo=UTC)  # no test depends on a date


@dataclass(frozen=True, slots=True)
class TestFailure:
    """One test that did not come out as its rule says; `expected` and `got` are for people."""

    rule_id: str
    place: Place
    message: str
    expected: str
    got: str
    evidence: tuple[Evidence, ...]


def prove(rules: Iterable[Rule], matcher: Matcher) -> tuple[TestFailure, ...]:
    """The tests that fail, in the order written; empty if all hold.

    A disabled rule is tested as if it were enabled: the tests are about its query. A rule that is
    not in the matcher (its mistakes are already reported) is passed over. `unless` and
    `where.languages` count; `where.feeds` does not, for a test has no feed.
    """
    known = {rule.id for rule in matcher.rules}
    return tuple(
        failure
        for rule in rules
        if rule.id in known
        for test in rule.tests
        if (failure := _failure(rule.id, test, matcher)) is not None
    )


def _failure(rule_id: str, test: RuleTest, matcher: Matcher) -> TestFailure | None:
    article = _article(test)
    hit = matcher.hit(rule_id, article, passages=None)
    evidence = hit.evidence if hit else ()
    if (hit is not None) is not test.match:
        wanted, came = ("match", "no match") if test.match else ("no match", "match")
        message = f"should {'' if test.match else 'not '}match"
        got = _why_not(rule_id, article, matcher) if hit is None else f"{came}: {_quoted(hit)}"
        return TestFailure(rule_id, test.place, message, wanted, got, evidence)
    surfaces = _surfaces(evidence)
    missing = [span for span in test.spans if span not in surfaces]
    if hit is None or not missing:
        return None
    message = f"matches, but not on {', '.join(map(repr, missing))}"
    expected = ", ".join(map(repr, test.spans))
    return TestFailure(rule_id, test.place, message, expected, _quoted(hit), evidence)


def _surfaces(evidence: tuple[Evidence, ...]) -> list[str]:
    found = (shown.text[start:end] for shown in evidence for start, end in shown.spans)
    return list(dict.fromkeys(found))


def _quoted(hit: Hit) -> str:
    return ", ".join(map(repr, _surfaces(hit.evidence)))


def _why_not(rule_id: str, article: Article, matcher: Matcher) -> str:
    """The verdict in words, with what was found all the same."""
    (explained,) = matcher.explain(article, rule_id)
    if explained.verdict != "no match":
        return f"held back by '{explained.verdict}'"
    near = ", ".join(map(repr, _surfaces(explained.near)))
    return f"no match; found only {near}" if near else "no match; nothing was found"


def _article(test: RuleTest) -> Article:
    return Article(
        id=0,
        title=test.title,
        lead="",
        body=test.text,
        url=None,
        canonical_url=None,
        author=None,
        language=test.language,
        published_at=None,
        first_seen_at=_SOME_DAY,
        revision=1,
        body_hash="",
        retrieved_at=_SOME_DAY,
    )
