"""Counts what happens, for Prometheus: one table of metrics, and what each event adds to them.

No label ever holds a URL or a text from outside; a label that takes a word from the
configuration or the code is bounded, and what comes after the bound is counted as "other".
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.exposition import choose_encoder

from worker.model import CANARY

MOST_VALUES = 500  # of one label
LONGEST_VALUE = 100  # code points
LATENCY_S = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200, 86400)
STEPS = ("published_to_seen", "seen_to_decided")
CHANNEL_STATES = ("closed", "probing", "draining", "paused")
WORK_S = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 60)


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric as documented: full name as scraped, kind, label names, meaning."""

    name: str
    kind: Literal["counter", "gauge", "histogram"]
    labels: tuple[str, ...]
    help: str
    buckets: tuple[float, ...] = ()


METRICS: tuple[Metric, ...] = (
    Metric("wirebell_build_info", "gauge", ("version",), "Always 1; the version that runs."),
    Metric("wirebell_visits_total", "counter", ("outcome",), "Polls of feeds, by how they ended."),
    Metric("wirebell_visit_seconds", "histogram", (), "How long a poll took.", WORK_S),
    Metric("wirebell_entries_total", "counter", (), "Entries listed in the feeds polled."),
    Metric("wirebell_articles_stored_total", "counter", (), "Articles stored for the first time."),
    Metric("wirebell_articles_backlog_total", "counter", (), "Of these, stored quietly."),
    Metric("wirebell_articles_read_total", "counter", ("matched",), "Articles read: yes or no."),
    Metric("wirebell_unread_articles", "gauge", (), "Articles stored and not yet read."),
    Metric("wirebell_alerts_total", "counter", ("severity", "channel"), "Decisions to speak."),
    Metric("wirebell_rule_alerts_total", "counter", ("rule",), "Decisions to speak, by rule."),
    Metric("wirebell_held_total", "counter", ("reason",), "Decisions to be silent."),
    Metric(
        "wirebell_deliveries_total", "counter", ("channel", "state"),
        "Attempts to deliver: delivered, again, dead, paused.",
    ),
    Metric("wirebell_deliveries_waiting", "gauge", ("channel",), "Deliveries not yet ended."),
    Metric(
        "wirebell_channel_state", "gauge", ("channel", "state"),
        "1 where a channel that ever failed stands: closed (well), probing, draining, paused.",
    ),
    Metric(
        "wirebell_alert_latency_seconds", "histogram", ("channel",),
        "From the decision (or the feed's answer) to the receiver's answer, where it took it.",
        LATENCY_S,
    ),
    Metric(
        "wirebell_step_seconds", "histogram", ("step",),
        "Until an alert: published_to_seen (by the publisher's clock), seen_to_decided.", LATENCY_S,
    ),
    Metric("wirebell_tick_seconds", "histogram", ("stage",), "How long a tick took.", WORK_S),
    Metric(
        "wirebell_tick_completed_timestamp_seconds", "gauge", ("stage",),
        "When a tick last completed; `time() -` this is its age.",
    ),
    Metric("wirebell_config_reloads_total", "counter", ("outcome",), "Reloads: ok or refused."),
    Metric("wirebell_config_refused", "gauge", (), "1 while the files hold a refused edit."),
    Metric(
        "wirebell_config_loaded_timestamp_seconds", "gauge", (),
        "When the configuration that runs was loaded.",
    ),
    Metric(
        "wirebell_canary_timestamp_seconds", "gauge", (), "When a canary last came through, or 0.",
    ),
    Metric("wirebell_troubles_total", "counter", (), "Things that went wrong inside."),
)  # fmt: skip


class Metrics:
    """The daemon's own registry. `observe` hears what `Tell` is told and never raises."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now  # Unix seconds
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._metrics = {metric.name: _made(metric, self._registry) for metric in METRICS}
        self._values: dict[tuple[str, str], set[str]] = {}
        self._heard: dict[str, Callable[[Mapping[str, object]], None]] = {
            "visit": self._visit,
            "article": self._article,
            "alert": self._alert,
            "held": self._held,
            "delivery": self._delivery,
            "tick": self._tick,
            "reload": self._reload,
            "trouble": self._trouble,
        }
        self._at("wirebell_build_info", version=version("wirebell")).set(1)
        self._at("wirebell_config_loaded_timestamp_seconds").set(now())

    def observe(self, event: str, facts: Mapping[str, object]) -> None:
        """Count one event; an unknown one, or a fact of a strange type, counts for nothing."""
        hear = self._heard.get(event)
        if hear is not None:
            hear(facts)

    def backlog(self, unread_articles: int, waiting: Mapping[str, int]) -> None:
        """What the store holds undone just now; `waiting` is deliveries by channel, all of them."""
        self._at("wirebell_unread_articles").set(unread_articles)
        for channel in self._values.get(("wirebell_deliveries_waiting", "channel"), set()):
            self._at("wirebell_deliveries_waiting", channel=channel).set(0)
        for channel, count in waiting.items():
            self._at("wirebell_deliveries_waiting", channel=channel).set(count)

    def channels(self, states: Mapping[str, str]) -> None:
        """What each channel lets through just now; of others, that left, nothing is so."""
        left = self._values.get(("wirebell_channel_state", "channel"), set()) - states.keys()
        for channel, state in (*((name, "") for name in left), *states.items()):
            for each in CHANNEL_STATES:
                at = self._at("wirebell_channel_state", channel=channel, state=each)
                at.set(1 if each == state else 0)

    def exposition(self, accept: str = "") -> tuple[bytes, str]:
        """All metrics as text, in the format the Accept header prefers, and its content type."""
        encode, content_type = choose_encoder(accept)
        return encode(self._registry), content_type

    def _visit(self, facts: Mapping[str, object]) -> None:
        self._at("wirebell_visits_total", outcome=facts.get("outcome")).inc()
        self._at("wirebell_visit_seconds").observe(_number(facts, "elapsed_s"))
        self._at("wirebell_entries_total").inc(_number(facts, "entries"))
        self._at("wirebell_articles_stored_total").inc(_number(facts, "new"))
        self._at("wirebell_articles_backlog_total").inc(_number(facts, "backlog"))

    def _article(self, facts: Mapping[str, object]) -> None:
        matched = "yes" if facts.get("matched") else "no"
        self._at("wirebell_articles_read_total", matched=matched).inc()

    def _alert(self, facts: Mapping[str, object]) -> None:
        self._at(
            "wirebell_alerts_total", severity=facts.get("severity"), channel=facts.get("channel")
        ).inc()
        rules = facts.get("rules")
        for rule in rules if isinstance(rules, tuple | list) else ():
            self._at("wirebell_rule_alerts_total", rule=rule).inc()

        for step in STEPS:
            if f"{step}_s" in facts:
                seconds = self._at("wirebell_step_seconds", step=step)
                seconds.observe(_number(facts, f"{step}_s"))

    def _held(self, facts: Mapping[str, object]) -> None:
        self._at("wirebell_held_total", reason=facts.get("kind") or facts.get("reason")).inc()

    def _delivery(self, facts: Mapping[str, object]) -> None:
        channel, state = facts.get("channel"), facts.get("state")
        self._at("wirebell_deliveries_total", channel=channel, state=state).inc()
        if state == "delivered" and channel == CANARY:
            self._at("wirebell_canary_timestamp_seconds").set(self._now())
        if state == "delivered" and "latency_s" in facts:
            latency = self._at("wirebell_alert_latency_seconds", channel=channel)
            latency.observe(_number(facts, "latency_s"))

    def _tick(self, facts: Mapping[str, object]) -> None:
        stage = facts.get("stage")
        self._at("wirebell_tick_seconds", stage=stage).observe(_number(facts, "elapsed_s"))
        self._at("wirebell_tick_completed_timestamp_seconds", stage=stage).set(self._now())

    def _reload(self, facts: Mapping[str, object]) -> None:
        taken = bool(facts.get("ok"))
        outcome = "ok" if taken else "refused"
        self._at("wirebell_config_reloads_total", outcome=outcome).inc()
        self._at("wirebell_config_refused").set(0 if taken else 1)
        if taken:
            self._at("wirebell_config_loaded_timestamp_seconds").set(self._now())

    def _trouble(self, _facts: Mapping[str, object]) -> None:
        self._at("wirebell_troubles_total").inc()

    def _at(self, name: str, **labels: object) -> Any:
        """The series of these label values."""
        metric = self._metrics[name]
        if not labels:
            return metric
        return metric.labels(**{key: self._bounded(name, key, v) for key, v in labels.items()})

    def _bounded(self, name: str, label: str, value: object) -> str:
        word = "none" if value is None else str(value)
        known = self._values.setdefault((name, label), set())
        if word in known:
            return word
        if len(known) >= MOST_VALUES or len(word) > LONGEST_VALUE:
            return "other"
        known.add(word)
        return word


def _made(metric: Metric, registry: CollectorRegistry) -> Counter | Gauge | Histogram:
    match metric.kind:
        case "counter":
            return Counter(metric.name, metric.help, metric.labels, registry=registry)
        case "gauge":
            return Gauge(metric.name, metric.help, metric.labels, registry=registry)
        case "histogram":
            return Histogram(
                metric.name, metric.help, metric.labels, buckets=metric.buckets, registry=registry
            )


def _number(facts: Mapping[str, object], key: str) -> float:
    """The fact as a number that a counter takes: 0 where it is missing, strange or negative."""
    value = facts.get(key)
    return max(0.0, float(value)) if isinstance(value, int | float) else 0.0
