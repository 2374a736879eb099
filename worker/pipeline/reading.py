"""Reading an article: match it, find its story, decide whether to speak, write it all down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from worker.alert import channels_by_rule, compose, decide
from worker.match import Matcher
from worker.model import Article, ArticleClaim, Hit, Hold, Speak
from worker.pipeline import canary
from worker.pipeline.events import Event
from worker.pipeline.placing import place
from worker.pipeline.plan import Plan
from worker.ports import Ledger


@dataclass(frozen=True, slots=True)
class Reading:
    """A claimed article with what the rules found in it, or why reading it failed."""

    claim: ArticleClaim
    hits: tuple[Hit, ...] = ()
    error: str | None = None


def match_all(matcher: Matcher, claims: Sequence[ArticleClaim]) -> list[Reading]:
    """One reading a claim, in order; an article that cannot be matched stops no other."""
    readings = []
    for claim in claims:
        try:
            readings.append(Reading(claim, matcher.read(claim.article)))
        except Exception as error:  # noqa: BLE001 - a bug met by one article is its own trouble
            readings.append(Reading(claim, error=repr(error)))
    return readings


def record_reading(
    ledger: Ledger, plan: Plan, article: Article, hits: Sequence[Hit], now: datetime
) -> list[Event]:
    """Write what an article's hits lead to; returns the events to tell once it is committed."""
    hits = canary.own(article, hits)
    if not hits:
        return []
    for hit in hits:
        ledger.keep_match(article, hit, now)
    story, _ = place(ledger, article, frozenset(hit.rule_id for hit in hits))
    write = partial(
        compose, article=article, hits=hits, rules=plan.rules, now=now, public_url=plan.public_url
    )
    heard = [hit.rule_id for hit in hits]
    routes = channels_by_rule(heard, plan.rules, article, plan.routes, now)
    steps = _steps(article, now)
    events: list[Event] = []
    for decision in decide(article, hits, plan.rules, ledger.told(story), routes, now):
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
                events.append(("held", facts))
    return [] if canary.is_canary(article) else events


def _steps(article: Article, now: datetime) -> dict[str, object]:
    """How long it took until here, in seconds; publishers' clocks may run ahead."""
    steps: dict[str, object] = {"seen_to_decided_s": (now - article.seen_at).total_seconds()}
    if article.published_at is not None:
        until_seen = article.seen_at - article.published_at
        steps["published_to_seen_s"] = max(0.0, until_seen.total_seconds())
    return steps
