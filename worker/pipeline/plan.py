"""One configuration, compiled: what the three stages work by until the next reload."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

from worker.match import Matcher
from worker.model import Canary, Channel, Feed, HostLimits, Routes, Rule
from worker.text.credit import Outlets, shipped

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Watch:
    """After how long the operator hears of a feed, and where; a float counts usual gaps."""

    after: timedelta | float
    channels: tuple[str, ...]


@dataclass(frozen=True)  # without slots, which leave no place for what is computed once
class Plan:
    """One configuration, compiled; a reload swaps the whole of it at once."""

    feeds: Mapping[str, Feed]  # by URL
    rules: Mapping[str, Rule]  # by id
    matcher: Matcher
    channels: Mapping[str, Channel]
    routes: Routes
    alarm_channels: tuple[str, ...]  # who hears that a channel fails
    limits: HostLimits
    canary: Canary | None = None
    outlets: Outlets = field(default_factory=shipped)  # that may be credited
    alarm_after: timedelta = timedelta(minutes=15)  # of a channel that takes nothing
    feed_failing: Watch | None = None
    feed_silent: Watch | None = None
    rule_expiring: Watch | None = None  # `after` is how long before its last day
    concurrency: int = 100
    public_url: str | None = None
    user_agent: str = "wirebell"  # as robots.txt may call us

    @cached_property
    def looks_back(self) -> timedelta | None:
        """How far back what was said bears on what may be said; None where nothing is limited."""
        rules = self.rules.values()
        spans = [rule.cooldown for rule in rules if rule.cooldown is not None]
        if any(rule.hourly_limit is not None for rule in rules) or any(
            channel.hourly_limit is not None for channel in self.channels.values()
        ):
            spans.append(HOUR)
        return max(spans, default=None)

    @cached_property
    def versions(self) -> Mapping[str, str]:
        """The version of each rule it reads with, by rule id."""
        return {rule.id: rule.version for rule in self.rules.values() if rule.enabled}
