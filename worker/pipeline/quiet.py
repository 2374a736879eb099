"""A new or edited rule reads what came in the last 24 h, rings nobody, and says what it would have.

What is unread when the rule goes live is not its matter: that is read in its turn, and does ring.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime

from worker import group
from worker.alert import channels_by_rule, decide
from worker.alert.decide import BACKLOG
from worker.match import Matcher
from worker.model import (
    Article,
    Fingerprint,
    Hit,
    Hold,
    QuietClaim,
    QuietReading,
    QuietTally,
    Speak,
    Story,
)
from worker.pipeline import canary
from worker.pipeline.events import Event
from worker.pipeline.journey import Pipeline
from worker.pipeline.placing import place
from worker.pipeline.plan import Plan
from worker.ports import Ledger
from worker.text.written import counted

QUIET_BATCH = 100  # articles a transaction; what a kill -9 makes a rule read again
NEW = "new rule: read quietly"
EDITED = "edited rule: read quietly"
MOST_TOLD = 20  # rules reported one by one; 10,000 may come with one file

Heard = tuple[Article, Fingerprint, tuple[Hit, ...]]


async def read_quietly(pipeline: Pipeline) -> bool:
    """One batch for the rules that are furthest behind; False when there is nothing to do."""
    plan = pipeline.plan
    claim = await pipeline.in_store(
        pipeline.store.claim_quiet,
        pipeline.owner,
        plan.versions,
        QUIET_BATCH,
        pipeline.clock.now(),
    )
    if claim is None:
        return False
    heard = await asyncio.to_thread(_hear, plan.matcher, claim)
    done = await pipeline.in_store(_record, pipeline, plan, claim, heard)
    for event, facts in reports(done):
        pipeline.tell(event, **facts)
    return True


def _hear(matcher: Matcher, claim: QuietClaim) -> list[Heard]:
    """What the claim's rules find, and the fingerprint of what they heard; an article whose reading
    raises has told so in its turn.
    """
    ids = {reading.rule_id for reading in claim.readings}
    heard: list[Heard] = []
    for article in claim.articles:
        try:
            hits = canary.own(article, matcher.read(article))
            mine = tuple(hit for hit in hits if hit.rule_id in ids)
            if mine:
                heard.append((article, group.fingerprint(article), mine))
        except Exception:  # noqa: BLE001, S112 - a bug met by one article stops no other
            continue
    return heard


def _record(
    pipeline: Pipeline, plan: Plan, claim: QuietClaim, heard: Sequence[Heard]
) -> tuple[QuietReading, ...]:
    now = pipeline.clock.now()
    with pipeline.store.deciding(now) as ledger:
        held = ledger.holds_quiet(claim)
        readings = {each.rule_id: each for each in claim.readings if each.rule_id in held}
        tallies: dict[str, QuietTally] = {}
        for article, found, hits in heard:
            for hit in hits:
                if hit.rule_id in readings and ledger.unheard(article, hit):
                    ledger.withdraw_coverage(article)
                    ledger.keep_match(article, hit, now)
                    tally = tallies.setdefault(hit.rule_id, QuietTally(example=article.id))
                    tally.matches += 1
                    story, _ = place(ledger, article, found, frozenset({hit.rule_id}), plan.outlets)
                    reading = readings[hit.rule_id]
                    tally.stories += _hold(ledger, plan, article, story, hit, reading, now)
        return ledger.settle_quiet(claim, tallies, now)


def _hold(
    ledger: Ledger,
    plan: Plan,
    article: Article,
    story: Story,
    hit: Hit,
    reading: QuietReading,
    now: datetime,
) -> bool:
    """Decide as on the day the article came, and hold it all; whether a story would have rung. One
    of a backlog would have, as its feed says too.
    """
    reason = EDITED if reading.edited else NEW
    known = ledger.held_quietly(story, hit.rule_id, reading.opened_at)
    came = article.first_seen_at
    routes = channels_by_rule([hit.rule_id], plan.rules, article, plan.routes, came)
    decisions = decide(article, [hit], plan.rules, ledger.told(story), routes, came)
    rings = [isinstance(each, Speak) or each.later is not None for each in decisions]
    for each, would_ring in zip(decisions, rings, strict=True):
        held = Hold(reason, each.rules, each.channel) if would_ring else each
        ledger.hold(story, article, held, now)
    return not known and (any(rings) or any(each.reason == BACKLOG for each in decisions))


def reports(done: Sequence[QuietReading]) -> Iterator[Event]:
    """What is told of readings that came to their end: the loudest first, the rest in one line."""
    ranked = sorted(done, key=lambda reading: (-reading.stories, -reading.matches))
    for reading in ranked[:MOST_TOLD]:
        facts = {
            "rule": reading.rule_id, "version": reading.version, "edited": reading.edited,
            "articles": reading.articles, "matches": reading.matches,
            "would_ring": reading.stories, "example": reading.example,
        }  # fmt: skip
        yield "quiet", {"words": sentence(reading), **facts}
    rest = ranked[MOST_TOLD:]
    if rest:
        yield "quiet", {"words": _summary(rest)}


def sentence(reading: QuietReading) -> str:
    """What one rule made of the last 24 h, for people."""
    state = "has changed" if reading.edited else "is new"
    if not reading.articles:
        return f"rule {reading.rule_id} {state}: nothing was read before it in the last 24 h"
    count = f"{reading.matches or 'none'} of {counted(reading.articles, 'article')}"
    verb = "match" if reading.matches > 1 else "matches"
    found = f"rule {reading.rule_id} {state}: {count} of the last 24 h {verb}"
    if reading.example is None:
        return found
    return (
        f"{found}; it would have rung {_stories(reading.stories)}; nothing was sent;"
        f" `wirebell why {reading.example}` shows one"
    )


def _summary(readings: Sequence[QuietReading]) -> str:
    heard = sum(1 for reading in readings if reading.matches)
    stories = _stories(sum(reading.stories for reading in readings))
    return (
        f"and {counted(len(readings), 'more new rule')}, of which {heard or 'none'} matched;"
        f" together they would have rung {stories}; nothing was sent;"
        " `wirebell rules list` shows each"
    )


def _stories(count: int) -> str:
    return counted(count, "story", "stories") if count else "no story"
