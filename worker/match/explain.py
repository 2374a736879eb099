"""Says why a rule did or did not match an article: every clause, every condition, every span."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from worker.match.entities import Spellings
from worker.match.evaluate import Reading
from worker.match.evidence import occurrences_of
from worker.match.plan import FINDING, Clause, ClauseKind, Plan
from worker.match.ways import ways
from worker.match.wording import Tongue, spelled, words_of
from worker.model import Article, Evidence, Rule, Zone
from worker.text.fold import fold
from worker.text.forms import Forms
from worker.text.language import normal

Verdict = Literal["match", "no match", "unless", "where", "disabled"]


@dataclass(frozen=True, slots=True)
class Heard:
    """A form of a word of the rule, and why it was looked for."""

    form: str
    word: str
    why: str


@dataclass(frozen=True, slots=True)
class Found:
    """One place in the published text; offsets are code points of its zone's text.

    `heard` says why those of its words count that the rule did not write.
    """

    zone: Zone
    start: int
    end: int
    text: str
    heard: tuple[Heard, ...] = ()


@dataclass(frozen=True, slots=True)
class ClauseReport:
    """One clause of a query as written, whether it holds, and what was found for it."""

    kind: ClauseKind
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
        code = normal(article.language)
        wanted = {normal(language) for language in rule.where.languages}
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


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the forms of words and the names of entities come from."""

    forms: Forms
    entities: Mapping[str, Spellings]

    def reasons(self, clause: Clause, tongue: Tongue) -> dict[str, Heard]:
        """Why each folded form of a clause's words is looked for; not of the words as written."""
        terms: list[str] = []
        if clause.kind == "entity":
            spellings = self.entities[clause.said.removeprefix("@")]
            terms, tongue = [term.text for term in spellings.plain], spellings.tongue
        elif clause.kind == "term" and not clause.said.startswith("="):
            terms = [clause.said]
        every = [way for text in terms for way in ways(text, tongue, self.forms)]
        written = {word.folded for text in terms for word in words_of(text)}
        reasons = {
            each.folded: Heard(each.form.text, word.typed, each.form.why)
            for way in every
            for word in way
            if word.kind in {"whole", "piece"}
            for each in spelled(word, tongue, self.forms)
            if each.folded not in written
        }
        return {form: _said(heard) for form, heard in reasons.items()}


def _said(heard: Heard) -> Heard:
    """A word that the rule wrote in parts is no form of one of them."""
    return replace(heard, why="in one word") if heard.why == "as written" else heard


def report(reading: Reading, plan: Plan, sources: Sources) -> QueryReport:
    """A query with every clause judged."""
    clause = _clause_report(reading, plan, plan.root, sources)
    return QueryReport(plan.query.language, plan.query.text, clause.holds, clause)


def _clause_report(reading: Reading, plan: Plan, clause: Clause, sources: Sources) -> ClauseReport:
    return ClauseReport(
        kind=clause.kind,
        text=plan.query.text[clause.offset : clause.offset + clause.width],
        holds=reading.holds(clause),
        found=tuple(_places(reading, plan, clause, sources)) if clause.kind in FINDING else (),
        clauses=tuple(_clause_report(reading, plan, each, sources) for each in clause.children),
    )


def _places(reading: Reading, plan: Plan, clause: Clause, sources: Sources) -> Iterator[Found]:
    places = occurrences_of(reading, clause)
    reasons = sources.reasons(clause, plan.tongue) if places else {}
    for found in places:
        part = reading.page.parts[found.part]
        surface = part.text[found.start : found.end]
        heard = [reasons[word] for word in fold(surface).split() if word in reasons]
        yield Found(part.zone, found.start, found.end, surface, tuple(dict.fromkeys(heard)))
