"""Decides, for one article that rules matched, which channels are told and why the others are not.

A total function of values: whatever it is given, it answers, and never without a reason. What
may not speak falls away first (rules one by one, then a backlog as a whole); of what is left,
each channel hears what it has not heard about this story.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from worker.model import SEVERITIES, Article, Decision, Hit, Hold, Rule, Severity, Speak, Told

# A day ends at UTC-12 last of all: a rule hears to the end of its last day wherever its desk is.
LAST_MIDNIGHT = timedelta(hours=12)

FIRST = "first report"
UNHEARD = "no rule matches"
UNKNOWN = "rule no longer configured"
DISABLED = "rule disabled"
EXPIRED = "rule expired"
SHADOW = "shadow rule"
TOO_OLD = "too old for its rule"
BACKLOG = "backlog of a new feed"
NO_CHANNEL = "no channel named"
TOLD = "already told"


def decide(
    article: Article,
    hits: Sequence[Hit],
    rules: Mapping[str, Rule],
    told: Sequence[Told],
    routes: Mapping[str, tuple[str, ...]],
    now: datetime,
) -> tuple[Decision, ...]:
    """At least one decision: a Hold without channel for each reason that silences rules, then
    one decision a channel, in the order in which the loudest rules' routes name them.

    `routes` maps a rule id to channel names; `told` is what has been said about the story.
    Rules stand loudest first, then by id, in every decision.
    """
    heard = _loudest_first({hit.rule_id for hit in hits}, rules)
    if not heard:
        return (Hold(UNHEARD, ()),)
    silenced: dict[str, list[str]] = {}
    by_channel: dict[str, list[str]] = {}
    for rule_id in heard:
        channels = routes.get(rule_id, ())
        reason = why_silent(rules.get(rule_id), article, now) or (
            NO_CHANNEL if not channels else ""
        )
        if reason:
            silenced.setdefault(reason, []).append(rule_id)
            continue
        for channel in dict.fromkeys(channels):
            by_channel.setdefault(channel, []).append(rule_id)
    holds = tuple(Hold(reason, tuple(ids)) for reason, ids in silenced.items())
    return holds + tuple(
        _for_channel(channel, ids, rules, [t for t in told if t.channel == channel])
        for channel, ids in by_channel.items()
    )


def why_silent(rule: Rule | None, article: Article, now: datetime) -> str | None:
    """Why this rule may not speak about this article to anybody; None when it may.

    Backlog belongs to the sighting: one live sighting is enough, and so is none at all.
    """
    if rule is None:
        return UNKNOWN
    dated = article.published_at or article.first_seen_at
    sightings = article.sightings
    checks = (
        (not rule.enabled, DISABLED),
        (rule.expires is not None and (now - LAST_MIDNIGHT).date() > rule.expires, EXPIRED),
        (rule.shadow, SHADOW),
        (rule.where.max_age is not None and now - dated > rule.where.max_age, TOO_OLD),
        (bool(sightings) and all(sighting.backlog for sighting in sightings), BACKLOG),
    )
    return next((reason for silent, reason in checks if silent), None)


def loudest(severities: Iterable[Severity]) -> Severity:
    """The highest of them, `info` when there are none."""
    return max(severities, key=SEVERITIES.index, default="info")


def _for_channel(
    channel: str, ids: list[str], rules: Mapping[str, Rule], told: Sequence[Told]
) -> Decision:
    """Rules in an alert stay in it: an update's severity never falls below what was said."""
    before = {rule_id for alert in told for rule_id in alert.rules}
    fresh = [rule_id for rule_id in ids if rule_id not in before]
    severity = loudest([*(rules[i].severity for i in ids), *(alert.severity for alert in told)])
    if not told:
        return Speak(channel, "alert.opened", FIRST, severity, tuple(ids))
    if fresh:
        reason = f"also matches {', '.join(fresh)}"
        return Speak(channel, "alert.updated", reason, severity, tuple(ids))
    return Hold(TOLD, tuple(ids), channel)


def _loudest_first(ids: Iterable[str], rules: Mapping[str, Rule]) -> list[str]:
    def rank(rule_id: str) -> tuple[int, str]:
        rule = rules.get(rule_id)
        return (-SEVERITIES.index(rule.severity) if rule else 1, rule_id)

    return sorted(ids, key=rank)
