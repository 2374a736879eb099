"""Says why a rule did or did not match an article: every clause, every condition, every span."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from worker.match.evaluate import Reading
from worker.match.evidence import occurrences_of
from worker.match.plan import Clause, language_code
from worker.model import Article, Evidence, Query, Rule, Zone

Verdict = Literal["match", "no match", "unless", "where", "disabled"]


@dataclass(frozen=True, slots=True)
class Found:
    """One place in the published text; offsets are code points of its zone's text."""

    zone: Zone
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class ClauseReport:
    """One clause of a query as written, whether it holds, and what was found for it."""

    kind: str  # "term", "entity", "lang", "and", "or", "not", "field"
    text: str
    holds: bool
    found: tuple[Found, ...]
    clauses: tuple[ClauseReport, ...]


@dataclass(frozen=True, slots=True)
class QueryReport:
    """One query of a rule."""

    language: str
    text: str
    holds: bool
    clause: ClauseReport


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of `where`: what the rule wants, what the article has."""

    name: Literal["languages", "feeds"]
    wanted: tuple[str, ...]
    actual: tuple[str, ...]  # empty: not known, and then it holds
    holds: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that a rule made of an article.

    `verdict` names the first obstacle: the query ("no match"), `unless`, `where`, or the rule being
    disabled. `evidence` is what the rule would show; `near` what was found of a query that did not
    hold. `max_age` is judged later, when it is decided whether to speak.
    """

    rule_id: str
    rule_version: str
    verdict: Verdict
    queries: tuple[QueryReport, ...]
    unless: QueryReport | None
    where: tuple[Condition, ...]
    evidence: tuple[Evidence, ...]
    near: tuple[Evidence, ...]


def conditions(rule: Rule, article: Article) -> tuple[Condition, ...]:
    """The rule's conditions on language and feed; what is not known of the article holds."""
    found = []
    if rule.where.languages:
        code = language_code(article.language)
        wanted = {language_code(language) for language in rule.where.languages}
        known = (code,) if code else ()
        holds = not known or code in wanted
        found.append(Condition("languages", rule.where.languages, known, holds))
    if rule.where.feeds:
        names = tuple(dict.fromkeys(_feed_names(article)))
        folded = {name.casefold() for name in names}
        holds = not names or any(feed.casefold() in folded for feed in rule.where.feeds)
        found.append(Condition("feeds", rule.where.feeds, names, holds))
    return tuple(found)


def _feed_names(article: Article) -> Iterator[str]:
    """All that `where: feeds` may call the feeds an article was seen in."""
    for sighting in article.sightings:
        yield sighting.feed_name
        yield sighting.feed_url
        yield from (f"tag:{tag}" for tag in sighting.tags)


def report(reading: Reading, query: Query, root: Clause) -> QueryReport:
    """A query with every clause judged."""
    clause = _clause_report(reading, query.text, root)
    return QueryReport(query.language, query.text, clause.holds, clause)


def _clause_report(reading: Reading, text: str, clause: Clause) -> ClauseReport:
    places = []
    for found in occurrences_of(reading, clause):
        part = reading.parts[found.part]
        surface = part.text[found.start : found.end]
        places.append(Found(part.zone, found.start, found.end, surface))
    return ClauseReport(
        kind=clause.kind,
        text=text[clause.offset : clause.offset + clause.width],
        holds=reading.holds(clause),
        found=tuple(places),
        clauses=tuple(_clause_report(reading, text, child) for child in clause.children),
    )
