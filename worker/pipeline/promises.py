"""Keeps what was promised: silences and quiet hours that end, digests, waits and corrections.

Every promise has its due time in the store, and goes in the transaction that keeps it: nothing is
lost by a kill -9, and two workers say it once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from worker.alert import compose_digest, survey
from worker.alert.digest import severity_of, summary
from worker.alert.quiet import quiet_until
from worker.alert.silence import silenced_channels
from worker.errors import WirebellError
from worker.model import CANARY, Adds, Held, Promise
from worker.pipeline.events import Event
from worker.pipeline.plan import Plan
from worker.pipeline.reading import record_decisions
from worker.ports import Ledger

if TYPE_CHECKING:
    from worker.pipeline.journey import Pipeline

AT_ONCE = 20  # promises a transaction
AGAIN_AFTER = timedelta(minutes=5)  # one whose keeping raised
ALL_TOLD = "what was held was told in another digest"
OVER = {"quiet": "quiet hours are over", "limit": "over its limit"}


async def keep_promises(pipeline: Pipeline) -> bool:
    """Say what is due to be said by now; False when nothing is left of it."""
    now = pipeline.clock.now()
    if not await pipeline.in_store(pipeline.store.promise_due, now):
        return False
    events = await pipeline.in_store(_keep_all, pipeline, pipeline.plan, now)
    for event, facts in events:
        pipeline.tell(event, **facts)
    if any(event == "alert" for event, _ in events):
        pipeline.wake("deliver")
    return True


def _keep_all(pipeline: Pipeline, plan: Plan, now: datetime) -> list[Event]:
    """A few promises in one transaction; if one cannot be kept, each in its own."""
    try:
        return _keep(pipeline, plan, AT_ONCE, now)
    except WirebellError:
        raise
    except Exception:  # noqa: BLE001 - a bug met by one promise must not stop the others
        return [event for _ in range(AT_ONCE) for event in _keep_one(pipeline, plan, now)]


def _keep_one(pipeline: Pipeline, plan: Plan, now: datetime) -> list[Event]:
    try:
        return _keep(pipeline, plan, 1, now)
    except WirebellError:
        raise
    except Exception as error:  # noqa: BLE001 - as above
        with pipeline.store.deciding(now) as ledger:
            for promise in ledger.due(1, now):
                ledger.postpone(promise, now + AGAIN_AFTER)
        return [("trouble", {"words": f"a promise cannot be kept: {error!r}"})]


def _keep(pipeline: Pipeline, plan: Plan, most: int, now: datetime) -> list[Event]:
    events: list[Event] = []
    with pipeline.store.deciding(now) as ledger:
        for promise in ledger.due(most, now):
            if promise.kind in {"wait", "correction"}:
                events += _decide_again(ledger, plan, promise, now)
            else:
                events += _tell(ledger, plan, promise, now)
    return events


def _decide_again(ledger: Ledger, plan: Plan, promise: Promise, now: datetime) -> list[Event]:
    """Decide an article once more: its rule has waited long enough, or its last correction has
    stood for an hour.
    """
    article = None if promise.article_id is None else ledger.article(promise.article_id)
    story = None if article is None else ledger.story_of(article)
    beside = None if story is None else ledger.beside(story.id)
    ledger.keep(promise)  # now: what is held again is promised again
    if article is None or story is None:  # forgotten meanwhile
        return []
    hits = ledger.hits(article.id)
    waited: frozenset[str] = frozenset()
    if promise.kind == "wait":
        rule_id = promise.subject.partition(":")[2]
        waited = frozenset({rule_id})
        hits = [hit for hit in hits if hit.rule_id == rule_id]
    if not hits:
        return []
    adds = Adds(
        origins=max(promise.found, story.origins),
        related=beside,
        source=ledger.source_of(article),
    )
    return record_decisions(ledger, plan, article, hits, story, adds, now, waited)


def _tell(ledger: Ledger, plan: Plan, promise: Promise, now: datetime) -> list[Event]:
    """A digest for each channel it concerns, or a later one where it is quiet there by now."""
    held = ledger.held(promise)
    over, concerned = _occasion(ledger, plan, promise)
    channels = dict.fromkeys([*concerned, *(each.channel for each in held)])
    held_from = ledger.held_from(promise) if concerned else frozenset()
    events: list[Event] = []
    waiting = False
    for channel in channels:
        mine = [each for each in held if each.channel == channel]
        until = _asleep(plan, channel, mine, now)
        if until is not None:
            ledger.defer(promise, channel, until)
            waiting = waiting or promise.channel == channel
            continue
        found = summary(mine) if mine or channel not in held_from else ALL_TOLD
        events.append(_digest(ledger, plan, promise, channel, f"{over}: {found}", mine, now))
    if not waiting:
        ledger.keep(promise)
    return events


def _occasion(ledger: Ledger, plan: Plan, promise: Promise) -> tuple[str, Sequence[str]]:
    """Why there is something to say now, and which channels hear it even if nothing was held."""
    silence = ledger.silence(int(promise.subject)) if promise.kind == "silence" else None
    if silence is None:
        return OVER.get(promise.kind, "a silence is over"), ()
    words = f"the silence by {silence.author} is over ({silence.reason})"
    if promise.channel:
        return words, (promise.channel,)
    rules = (rule for rule in plan.rules.values() if rule.id != CANARY)
    reached = survey(rules, plan.routes).by_rule
    return words, silenced_channels(silence, plan.rules, reached)


def _asleep(plan: Plan, channel: str, held: Sequence[Held], now: datetime) -> datetime | None:
    """Until when the channel is not to be woken by this."""
    known = plan.channels.get(channel)
    if known is None or severity_of(held) == "critical":
        return None
    return quiet_until(known.quiet, now)


def _digest(
    ledger: Ledger, plan: Plan, promise: Promise, channel: str, reason: str,
    held: Sequence[Held], now: datetime,
) -> Event:  # fmt: skip
    write = partial(compose_digest, reason, held, now=now, public_url=plan.public_url)
    ledger.tell_digest(promise, channel, reason, held, write, now)
    rules = tuple(dict.fromkeys(rule_id for each in held for rule_id in each.rules))
    facts: dict[str, object] = {
        "channel": channel,
        "reason": reason,
        "rules": rules,
        "article": None,
        "title": "",
    }
    return "alert", facts | {"severity": severity_of(held)}
