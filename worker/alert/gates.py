"""What keeps from being said now what else would be: silence, a lone origin, limits, the night.

Each gate answers with the words of the reason and when it will be spoken of, or None. Whoever is
held by one of them is told of it later: nothing is dropped here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from worker.alert import quiet, silence
from worker.model import Adds, Around, Article, Later, PromiseKind, Rule, Severity, Speak

HOUR = timedelta(hours=1)
DIGEST = "in the next digest"
MOST_WAIT = timedelta(days=30)  # a promise has a date, whatever was configured


@dataclass(frozen=True, slots=True)
class Gate:
    """Why something is held, and when it will be spoken of."""

    reason: str
    kind: PromiseKind
    subject: str
    due_at: datetime
    channel: str = ""

    def later(self, said: Speak, adds: Adds) -> Later:
        """The promise that goes with it, for what would have been said."""
        return Later(
            self.kind, self.subject, self.due_at, self.channel, said.severity, adds.origins,
            said.reason,
        )  # fmt: skip


def of_rule(
    rule: Rule,
    channel: str,
    article: Article,
    adds: Adds,
    around: Around,
    now: datetime,
    *,
    heard: bool,
) -> Gate | None:
    """What keeps one rule from one channel; `heard`: whether it has spoken there of the story."""
    if found := silence.holding(around.silences, rule, channel, article, around.story, now):
        return Gate(silence.words(found), "silence", str(found.id), found.ends_at)
    if not heard and wants_origins(rule, adds) and rule.id not in around.waited:
        due = now + min(rule.where.wait, MOST_WAIT)
        return Gate(_lone(rule, adds), "wait", f"{around.story}:{rule.id}", due)
    if rule.severity == "critical":
        return None
    said = [each for each in around.lately if each.channel == channel and rule.id in each.rules]
    if rule.cooldown is not None:
        until = max((each.at for each in said), default=None)
        if until is not None and now < until + rule.cooldown:
            words = f"cooldown of {in_words(rule.cooldown)}: {DIGEST}"
            return Gate(words, "limit", "", until + rule.cooldown, channel)
    within = sum(each.at > now - HOUR for each in said)
    return _over(rule.hourly_limit, within, channel, now)


def of_channel(channel: str, severity: Severity, around: Around, now: datetime) -> Gate | None:
    """What keeps anything from a channel; `critical` passes."""
    known = around.channels.get(channel)
    if known is None or severity == "critical":
        return None
    if known.quiet is not None and (until := quiet.quiet_until(known.quiet, now)) is not None:
        return Gate(quiet.words(known.quiet, until), "quiet", channel, until, channel)
    within = sum(each.channel == channel and each.at > now - HOUR for each in around.lately)
    return _over(known.hourly_limit, within, channel, now)


def of_correction(article: Article, around: Around, now: datetime) -> Gate | None:
    """A correction of one article an hour: the later ones are told together."""
    last = around.corrected_at
    if last is None or now >= last + HOUR:
        return None
    words = "corrected again within an hour: told together"
    return Gate(words, "correction", str(article.id), last + HOUR)


def wants_origins(rule: Rule, adds: Adds) -> bool:
    """Whether the rule waits for more origins than the story has."""
    return rule.where.origins > adds.origins


def waited_for(rules: Sequence[Rule], adds: Adds, around: Around) -> str:
    """What is said of those that speak although their origins never came; else nothing."""
    for rule in rules:
        if rule.id in around.waited and wants_origins(rule, adds):
            wait = in_words(rule.where.wait)
            return f" (waited {wait} for {rule.where.origins} origins, found {adds.origins})"
    return ""


def in_words(length: timedelta) -> str:
    """`30m`, `2h`, `3d`: as it would be written in a rule."""
    seconds = int(length.total_seconds())
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "m")):
        if seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def _lone(rule: Rule, adds: Adds) -> str:
    wait = in_words(rule.where.wait)
    return f"{adds.origins} of {rule.where.origins} origins: waits up to {wait} for another"


def _over(limit: int | None, within: int, channel: str, now: datetime) -> Gate | None:
    if limit is None or within < limit:
        return None
    return Gate(f"over {limit} an hour: {DIGEST}", "limit", "", now + HOUR, channel)
