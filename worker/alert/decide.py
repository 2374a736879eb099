"""Decides, for one article that rules matched, which channels are told and why the others are not.

A total function of values: whatever it is given, it answers, and never without a reason. What
may not speak falls away first (rules one by one, then a backlog as a whole); of what is left,
each channel hears what it has not heard about this story. What would be said now, and may not, is
held with a promise to come back to it (`gates`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from worker.alert import gates
from worker.model import (
    SEVERITIES,
    Adds,
    AlertType,
    Around,
    Article,
    Decision,
    Hit,
    Hold,
    Rule,
    Severity,
    Speak,
    Told,
)

# A day ends at UTC-12 last of all: a rule hears to the end of its last day wherever its desk is.
LAST_MIDNIGHT = timedelta(hours=12)

FIRST = "first report"
RELATED = "related to "
UNHEARD = "no rule matches"
UNKNOWN = "rule no longer configured"
DISABLED = "rule disabled"
EXPIRED = "rule expired"
SHADOW = "shadow rule"
TOO_OLD = "too old for its rule"
BACKLOG = "backlog of a new feed"
NO_CHANNEL = "no channel named"
TOLD = "already told"
COPY = "copy"
NO_CHANGE = "no material change"
ACKNOWLEDGED = "acknowledged: no more updates"
CORRECTED = "corrected: "

ITS_OWN = Adds()  # an article that opens a story of its own
NOTHING_AROUND = Around()
FACTS_SHOWN = 5


def decide(
    article: Article,
    hits: Sequence[Hit],
    rules: Mapping[str, Rule],
    told: Sequence[Told],
    routes: Mapping[str, tuple[str, ...]],
    now: datetime,
    adds: Adds = ITS_OWN,
    around: Around = NOTHING_AROUND,
) -> tuple[Decision, ...]:
    """At least one decision: a Hold without channel for each reason that silences rules, then
    those of each channel, in the order in which the loudest rules' routes name them: a Hold for
    each reason that keeps some of its rules back, and at most one Speak.

    `routes` maps a rule id to channel names; `told` is what has been said about the story, `adds`
    what the article brings to it. Rules stand loudest first, then by id, in every decision.
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
        decision
        for channel, ids in by_channel.items()
        for decision in _Case(
            channel, article, rules, [t for t in told if t.channel == channel], adds, around, now
        ).decisions(ids)
    )


def why_silent(rule: Rule | None, article: Article, now: datetime) -> str | None:
    """Why this rule may not speak about this article to anybody; None when it may.

    Backlog belongs to the sighting: one live sighting is enough, and so is none at all.
    """
    if rule is None:
        return UNKNOWN
    sightings = article.sightings
    checks = (
        (not rule.enabled, DISABLED),
        (rule.expires is not None and (now - LAST_MIDNIGHT).date() > rule.expires, EXPIRED),
        (rule.shadow, SHADOW),
        (rule.where.max_age is not None and now - article.dated > rule.where.max_age, TOO_OLD),
        (bool(sightings) and all(sighting.backlog for sighting in sightings), BACKLOG),
    )
    return next((reason for silent, reason in checks if silent), None)


def loudest(severities: Iterable[Severity]) -> Severity:
    """The highest of them, `info` when there are none."""
    return max(severities, key=SEVERITIES.index, default="info")


@dataclass(frozen=True, slots=True)
class _Case:
    """One article before one channel, and what the channel has been told of its story."""

    channel: str
    article: Article
    rules: Mapping[str, Rule]
    told: Sequence[Told]
    adds: Adds
    around: Around
    now: datetime

    @property
    def before(self) -> set[str]:
        """The rules that have spoken here of the story."""
        return {rule_id for alert in self.told for rule_id in alert.rules}

    def decisions(self, ids: Sequence[str]) -> Iterator[Decision]:
        """What may not speak now is held apart, where it would have spoken at all."""
        before = self.before
        passed: list[str] = []
        held: dict[gates.Gate, list[str]] = {}
        for rule_id in ids:
            gate = gates.of_rule(
                self.rules[rule_id], self.channel, self.article, self.adds, self.around, self.now,
                heard=rule_id in before,
            )  # fmt: skip
            (passed if gate is None else held.setdefault(gate, [])).append(rule_id)
        for gate, kept in held.items():
            yield self.through(gate, self.alone(kept))
        if passed:
            said = self.alone(passed)
            gate = None
            if isinstance(said, Speak):
                gate = gates.of_channel(self.channel, said.severity, self.around, self.now)
                if gate is None and said.reason.startswith(CORRECTED):
                    gate = gates.of_correction(self.article, self.around, self.now)
            yield self.through(gate, said)

    def through(self, gate: gates.Gate | None, said: Decision) -> Decision:
        """The decision as it is, or held by the gate."""
        if gate is None or isinstance(said, Hold):
            return said
        return Hold(gate.reason, said.rules, self.channel, gate.later(said, self.adds))

    def alone(self, ids: Sequence[str]) -> Decision:
        """What would be decided if these rules alone had heard it, and nothing stood around.

        Rules in an alert stay in it: an update's severity never falls below what was said.
        """
        if any(alert.acknowledged_at for alert in self.told):
            return Hold(ACKNOWLEDGED, tuple(ids), self.channel)
        told = loudest(alert.severity for alert in self.told)
        severity = loudest([*(self.rules[i].severity for i in ids), told])
        waited = gates.waited_for([self.rules[i] for i in ids], self.adds, self.around)
        if not self.told:
            first = f"{RELATED}{self.adds.related}" if self.adds.related else FIRST
            return Speak(self.channel, "alert.opened", first + waited, severity, tuple(ids))
        fresh = [rule_id for rule_id in ids if rule_id not in self.before]
        news = _news(self.article, self.told, self.adds)
        if fresh:
            news.insert(0, f"also matches {', '.join(fresh)}{waited}")
        if not news:
            return Hold(self.nothing(), tuple(ids), self.channel)
        raised = told if fresh and severity != told else None
        if raised:
            news.append(f"severity rises to {severity}")
        # A digest alone has told of it so far: an alert of its own begins now.
        known = any(alert.sequence for alert in self.told)
        kind: AlertType = "alert.updated" if known else "alert.opened"
        return Speak(
            self.channel, kind, "; ".join(news), severity if fresh else told, tuple(ids), raised
        )

    def nothing(self) -> str:
        """Why there is nothing to tell."""
        if any(self.article.id in alert.articles for alert in self.told):
            return TOLD
        return COPY if self.adds.copy_of is not None else NO_CHANGE


def _news(article: Article, told: Sequence[Told], adds: Adds) -> list[str]:
    """What a channel that knows the story has not heard of it, most telling first."""
    if adds.corrected and any(article.id in alert.articles for alert in told):
        return [CORRECTED + "; ".join(adds.corrected)]
    if adds.copy_of is not None or any(article.id in alert.articles for alert in told):
        return []
    news = []
    if adds.new_origin is not None:
        news.append(f"another origin ({adds.origins}): {adds.new_origin}")
    if adds.new_facts:
        news.append(f"new facts in known text: {_listed(adds.new_facts)}")
    if adds.new_names:
        news.append(f"names new to the story: {_listed(adds.new_names)}")
    if adds.new_language is not None:
        news.append(f"first report in {adds.new_language}")
    return news


def _listed(words: Sequence[str]) -> str:
    more = len(words) - FACTS_SHOWN
    return ", ".join(words[:FACTS_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _loudest_first(ids: Iterable[str], rules: Mapping[str, Rule]) -> list[str]:
    def rank(rule_id: str) -> tuple[int, str]:
        rule = rules.get(rule_id)
        return (-SEVERITIES.index(rule.severity) if rule else 1, rule_id)

    return sorted(ids, key=rank)
