"""Reading an article: match it, find its story, decide whether to speak, write it all down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from worker import group
from worker.alert import REWRITTEN, changes, channels_by_rule, compose, decide
from worker.match import Matcher
from worker.model import (
    Adds,
    Around,
    Article,
    ArticleClaim,
    Fingerprint,
    Hit,
    Hold,
    PromiseKind,
    Rang,
    Speak,
    Story,
)
from worker.pipeline import canary
from worker.pipeline.events import Event
from worker.pipeline.placing import place
from worker.pipeline.plan import Plan
from worker.ports import Ledger

# What holds something for a while, in words few enough to count by; its reason says more.
HELD: Mapping[PromiseKind, str] = {
    "silence": "silenced",
    "quiet": "quiet hours",
    "limit": "over a limit",
    "wait": "waits for another origin",
    "correction": "corrected again within an hour",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A claimed article with what the rules found in it, or why reading it failed.

    The fingerprint of one that a rule heard is made here, before the store is locked to decide.
    """

    claim: ArticleClaim
    hits: tuple[Hit, ...] = ()
    found: Fingerprint | None = None
    error: str | None = None


def match_all(matcher: Matcher, claims: Sequence[ArticleClaim]) -> list[Reading]:
    """One reading a claim, in order; an article that cannot be matched stops no other."""
    readings = []
    for claim in claims:
        try:
            hits = matcher.read(claim.article)
            found = group.fingerprint(claim.article) if hits else None
            readings.append(Reading(claim, hits, found))
        except Exception as error:  # noqa: BLE001 - a bug met by one article is its own trouble
            readings.append(Reading(claim, error=repr(error)))
    return readings


def record_reading(ledger: Ledger, plan: Plan, reading: Reading, now: datetime) -> list[Event]:
    """Write what an article's hits lead to; returns the events to tell once it is committed."""
    article = reading.claim.article
    hits = canary.own(article, reading.hits)
    if not hits or reading.found is None:
        return []
    ledger.withdraw_coverage(article)
    for hit in hits:
        ledger.keep_match(article, hit, now)
    rules = frozenset(hit.rule_id for hit in hits)
    story, adds = place(ledger, article, reading.found, rules, plan.outlets)
    return record_decisions(ledger, plan, article, hits, story, adds, now)


def record_decisions(
    ledger: Ledger,
    plan: Plan,
    article: Article,
    hits: Sequence[Hit],
    story: Story,
    adds: Adds,
    now: datetime,
    waited: frozenset[str] = frozenset(),
) -> list[Event]:
    """Decide what each channel hears of the article, and write it down; the events of it.

    `waited` are the rules whose wait for another origin is over.
    """
    told = ledger.told(story)
    silences = () if canary.is_canary(article) else ledger.silences(now)
    around = Around(story.id, silences, plan.channels, _lately(ledger, plan, now), waited)
    if not told and adds.related is None and _waits(plan, hits):
        adds = replace(adds, related=ledger.beside(story.id))
    if article.revision > 1 and any(article.id in alert.articles for alert in told):
        adds, around = _corrected(ledger, article, adds, around)
    write = partial(
        compose,
        article=article,
        hits=hits,
        rules=plan.rules,
        now=now,
        public_url=plan.public_url,
        source=adds.source,
    )
    heard = [hit.rule_id for hit in hits]
    routes = channels_by_rule(heard, plan.rules, article, plan.routes, now)
    steps = _steps(article, now)
    events: list[Event] = []
    for decision in decide(article, hits, plan.rules, told, routes, now, adds, around):
        facts: dict[str, object] = {
            "channel": decision.channel, "reason": decision.reason, "rules": decision.rules,
            "article": article.id, "title": article.title,
        }  # fmt: skip
        match decision:
            case Speak():
                ledger.speak(story, article, decision, write, now)
                events.append(("alert", facts | {"severity": decision.severity} | steps))
            case Hold():
                ledger.hold(story, article, decision, now)
                kind = decision.later and HELD[decision.later.kind]
                events.append(("held", facts | {"kind": kind or decision.reason}))
    return [] if canary.is_canary(article) else events


def _waits(plan: Plan, hits: Sequence[Hit]) -> bool:
    """Whether any of the rules waits for more origins than one."""
    rules = (plan.rules.get(hit.rule_id) for hit in hits)
    return any(rule is not None and rule.where.origins > 1 for rule in rules)


def _lately(ledger: Ledger, plan: Plan, now: datetime) -> Sequence[Rang]:
    """What was said lately; it is read only where that is limited."""
    return () if plan.looks_back is None else ledger.lately(now - plan.looks_back)


def _corrected(ledger: Ledger, article: Article, adds: Adds, around: Around) -> tuple[Adds, Around]:
    """With what changed in an article since it was told. Of a text that comes from elsewhere now,
    the page behind the feed's words or another feed, only the title is compared.
    """
    before = ledger.before(article)
    if before is None:
        return adds, around
    was, now_is = (before.lead, before.body), (article.lead, article.body)
    if not before.same_source or before.rewritten is not None:
        was = now_is
    found = changes((before.title, *was), (article.title, *now_is))
    if before.same_source and before.rewritten:
        found = (*found, REWRITTEN)
    return replace(adds, corrected=found), replace(around, corrected_at=before.corrected_at)


def _steps(article: Article, now: datetime) -> dict[str, object]:
    """How long it took until here, in seconds; publishers' clocks may run ahead."""
    steps: dict[str, object] = {"seen_to_decided_s": (now - article.seen_at).total_seconds()}
    if article.published_at is not None:
        until_seen = article.seen_at - article.published_at
        steps["published_to_seen_s"] = max(0.0, until_seen.total_seconds())
    return steps
