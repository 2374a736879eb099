"""Rules and articles in one line each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from worker.match import Compiled, QueryError, compile_rules, parse
from worker.model import (
    Article,
    Entity,
    Evidence,
    Hit,
    Place,
    Query,
    Rule,
    RuleTest,
    Sighting,
    Where,
)
from worker.text.forms import AsWritten, Forms

NOW = datetime(2026, 11, 22, 8, 41, tzinfo=UTC)


def query(text: str, language: str = "any", line: int = 7, column: int = 12) -> Query:
    return Query(text, language, ((0, Place("rules.yaml", line, column)),))


def rule(
    *queries: str | Query,
    rule_id: str = "r",
    unless: str | None = None,
    where: Where | None = None,
    enabled: bool = True,
    shadow: bool = False,
    tests: Sequence[RuleTest] = (),
) -> Rule:
    return Rule(
        id=rule_id,
        title=rule_id,
        severity="medium",
        queries=tuple(query(q) if isinstance(q, str) else q for q in queries),
        place=Place("rules.yaml", 5, 5),
        version="v1",
        source="",
        unless=query(unless, line=9) if unless is not None else None,
        where=where or Where(),
        enabled=enabled,
        shadow=shadow,
        tests=tuple(tests),
    )


def entity(entity_id: str, *names: str, masks: Sequence[str] = ()) -> Entity:
    return Entity(entity_id, tuple(map(query, names)), tuple(map(query, masks)))


def sighting(name: str = "Wire", url: str = "https://wire.example/rss", *tags: str) -> Sighting:
    return Sighting(url, name, tags, NOW, backlog=False, source="tribune.example")


def article(
    body: str = "",
    *,
    title: str = "",
    lead: str = "",
    language: str | None = None,
    url: str | None = None,
    author: str | None = None,
    sightings: Sequence[Sighting] = (),
) -> Article:
    return Article(
        id=1,
        title=title,
        lead=lead,
        body=body,
        url=url,
        canonical_url=url,
        author=author,
        language=language,
        published_at=None,
        first_seen_at=NOW,
        revision=1,
        body_hash="",
        retrieved_at=NOW,
        sightings=tuple(sightings),
    )


def compiled(
    *rules: Rule, entities: Mapping[str, Entity] | None = None, forms: Forms | None = None
) -> Compiled:
    return compile_rules(rules, entities or {}, forms or AsWritten())


def hits(one: Rule, text: Article, *entities: Entity) -> tuple[Hit, ...]:
    found = compiled(one, entities={each.id: each for each in entities})
    assert [p for p in found.problems if p.severity == "error"] == []
    return found.matcher.read(text)


def surfaces(evidence: Sequence[Evidence]) -> list[str]:
    return [shown.text[start:end] for shown in evidence for start, end in shown.spans]


def refusal(text: str) -> QueryError | None:
    """Why a query is refused; None if it is parsed."""
    try:
        parse(text)
    except QueryError as wrong:
        return wrong
    return None
