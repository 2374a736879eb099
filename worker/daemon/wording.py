"""What the commands and the pages say of one thing, in the same words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from worker.text.written import ago, counted, due, lasting

if TYPE_CHECKING:
    from worker.model import QuietReading, Rule
    from worker.settings import Settings
    from worker.store.views import DeliveryView, FeedView


def answer(feed: FeedView) -> str:
    """The latest visit in words, and what a new feed's backlog held."""
    said = feed.outcome or "never asked"
    quietly = f"{feed.backlog_stored} stored quietly"
    if not feed.backlog_stored:
        return said
    # The first visit says itself what it stored.
    stored = "" if f", {quietly}" in said else f"; {quietly}"
    return f"{said}{stored}, {feed.backlog_would_ring} would have rung"


def facts_of(feed: FeedView, present: datetime) -> dict[str, str]:
    """How a feed stands, beside its name, address and state; empty texts tell nothing."""
    return {
        "moved to": feed.moved_to or "",
        "tags": ", ".join(feed.tags),
        "new in 24 h": str(feed.entries_24h),
        "failures": str(feed.failures or ""),
        "missed": f"{feed.missed} times some entries, probably" if feed.missed else "",
        "last ok": ago(feed.last_ok_at, present),
        "every": lasting(feed.interval_s) if feed.interval_s else "",
        "next": due(feed.next_due_at, present),
        "why then": feed.why,
    }


def rule_state(rule: Rule, today: date) -> str:
    """Whether a rule rings: `active`, or why it does not."""
    expired = rule.expires is not None and rule.expires < today
    states = ((not rule.enabled, "disabled"), (expired, "expired"), (rule.shadow, "shadow"))
    return next((name for holds, name in states if holds), "active")


def with_wait(delivery: DeliveryView, settings: Settings | None) -> DeliveryView:
    """The delivery; where its channel left the configuration, it says that it waits for that."""
    ended = delivery.state in {"delivered", "dead"}
    if ended or settings is None or delivery.channel in settings.channels:
        return delivery
    back = f"{delivery.channel} is in the configuration again"
    return replace(delivery, next_try_at=None, waits_until=back)


def next_try(delivery: DeliveryView, present: datetime) -> str:
    """When it is tried next, or what has to happen before; empty for one that ended."""
    if delivery.waits_until:
        return f"once {delivery.waits_until}"
    return due(delivery.next_try_at, present)


def looked_back(reading: QuietReading) -> str:
    """What a new rule found in the day before it, in a few words."""
    found = f"{reading.matches} of {counted(reading.articles, 'article')}"
    stories = counted(reading.stories, "story", "stories")
    return f"{found}, would ring {stories}" if reading.matches else found


def counts_of(counts: Mapping[str, int]) -> str:
    """The counts that are not 0: "3 ok, 1 failing"."""
    return ", ".join(f"{count:,} {state}" for state, count in counts.items() if count)
