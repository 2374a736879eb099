"""Prometheus Alertmanager, API v2: one alert that every update fires again.

Its labels name it: they are the same in each message of one alert, but for the severity, though
other rules hear its updates. So what it took first is kept as the message's handle. News never
resolves, so an alert ends by itself, `resolve_after` after what was said last.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from worker.deliver.message import Message, cut, fitted, in_plain_text, read, utf8
from worker.deliver.request import JSON_TYPE, Meaning, Request, as_json, from_json, own_headers
from worker.model import Channel, Delivery

MOST = 8_000  # bytes of the description
RESOLVE_AFTER = timedelta(hours=4)
OURS = {"alertname", "alert_id", "rule", "severity"}
UNNAMED = re.compile(r"[^a-zA-Z0-9_]")


def request(
    channel: Channel,
    delivery: Delivery,
    now: datetime,  # noqa: ARG001 - the alert's own time counts
    *,
    text: str | None = None,
    rich: bool = True,  # noqa: ARG001 - there is one form
) -> Request:
    """A list of one alert."""
    message = read(delivery.body)
    if text is None:
        text = fitted(message, in_plain_text, lambda made: utf8(made) <= MOST)
    ends_at = message.at + channel.options.get("resolve_after", RESOLVE_AFTER)
    alert: dict[str, Any] = {
        "labels": _labels(delivery),
        "annotations": {
            "summary": message.title,
            "description": cut(text, MOST, utf8),
            "reason": message.reason,
        },
        "startsAt": message.at.isoformat(),
        "endsAt": ends_at.isoformat(),
    }
    if link := message.more or message.url:
        alert["generatorURL"] = link
    headers = JSON_TYPE | own_headers(channel)
    return Request(f"{_server(channel)}/alerts", as_json([alert]), headers)


def escape(text: str) -> str:
    """As it is: annotations are plain text."""
    return text


def meaning(status: int, answer: str, delivery: Delivery) -> Meaning:  # noqa: ARG001 - HTTP's own
    """The status says it all; the labels name what was taken."""
    named = as_json(_labels(delivery)).decode() if status in range(200, 300) else None
    return Meaning(status, named)


def probe(channel: Channel) -> Request | None:
    """Its status page."""
    return Request(f"{_server(channel)}/status", headers=own_headers(channel), method="GET")


def probed(status: int, answer: str) -> bool:
    """It names its version."""
    return status in range(200, 300) and "versionInfo" in from_json(answer)


def _labels(delivery: Delivery) -> dict[str, str]:
    """Those the alert was first taken under, with what is its severity by now."""
    message = read(delivery.body)
    known = from_json(delivery.earlier.handle) if delivery.earlier else {}
    if known.get("alert_id") == message.alert_id:  # else another kind of channel had its name
        return {**known, "severity": message.severity}
    return _first_labels(message, from_json(delivery.body)["data"]["rules"])


def _first_labels(message: Message, rules: list[dict[str, Any]]) -> dict[str, str]:
    """Ours, and those of the rules, the first rule's where two differ; none is empty."""
    labels = {"alertname": message.kind, "alert_id": message.alert_id}
    labels["severity"] = message.severity
    if rules:
        labels["alertname"], labels["rule"] = "wirebell", rules[0]["id"]
    for rule in rules:
        for name, value in rule["labels"].items():
            known = UNNAMED.sub("_", name)
            known = known if known[:1].isalpha() or known[:1] == "_" else f"_{known}"
            if value and known not in OURS:
                labels.setdefault(known, value)
    return labels


def _server(channel: Channel) -> str:
    return f"{(channel.url or '').rstrip('/')}/api/v2"
