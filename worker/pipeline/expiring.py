"""A rule's last days: the operator hears before it rings no more, and once when it does not."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from worker.alert import compose_alarm
from worker.alert.decide import LAST_MIDNIGHT
from worker.alert.quiet import asleep
from worker.model import Alarm, Rule
from worker.pipeline.plan import Plan

if TYPE_CHECKING:
    from worker.pipeline.journey import Pipeline

REMEMBERED = timedelta(days=30)  # one that expired longer ago is no news


async def watch_rules(pipeline: Pipeline) -> None:
    """Tell what begins to expire, or has expired, and was not told."""
    plan, now = pipeline.plan, pipeline.clock.now()
    alarms = alarms_of(plan, now)
    if not alarms:
        return
    for alarm in await pipeline.in_store(_announce, pipeline, alarms, now):
        pipeline.tell("trouble", words=alarm.reason)
        pipeline.wake("deliver")


def alarms_of(plan: Plan, now: datetime) -> list[Alarm]:
    """One for each rule that runs and whose last day is near, and one where it is over."""
    watch = plan.rule_expiring
    if watch is None or not isinstance(watch.after, timedelta):
        return []
    found = []
    for rule in plan.rules.values():
        words = ending(rule, watch.after, now) if rule.enabled else None
        if words is None:
            continue
        state, reason = words
        write = partial(compose_alarm, "rule.expiring", name=rule.id, reason=reason, now=now)
        subject = f"rule.{state}:{rule.id}:{rule.expires}"
        sleeping = asleep(plan.channels, watch.channels, now)
        found.append(Alarm(subject, "rule.expiring", reason, watch.channels, write, sleeping))
    return found


def ending(rule: Rule, before: timedelta, now: datetime) -> tuple[str, str] | None:
    """Whether the rule is "expiring" or "expired", and that in words; None where it is neither.

    Its last day ends as `alert.decide` counts it.
    """
    if rule.expires is None:
        return None
    today = (now - LAST_MIDNIGHT).date()
    if rule.expires < today - REMEMBERED:
        return None
    owner = f" (owner: {rule.owner})" if rule.owner else ""
    if rule.expires < today:
        return "expired", f"rule {rule.id} expired on {rule.expires}: it rings no more{owner}"
    if rule.expires <= today + before:
        return "expiring", f"rule {rule.id} expires on {rule.expires}, and rings until then{owner}"
    return None


def _announce(pipeline: Pipeline, alarms: list[Alarm], now: datetime) -> list[Alarm]:
    """Those told now: each once, by whichever worker comes first."""
    with pipeline.store.deciding(now) as ledger:
        return [alarm for alarm in alarms if ledger.announce_once(alarm, now)]
