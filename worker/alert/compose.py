"""Writes an alert as the JSON text that every channel is given: the webhook's body.

The text is made once, in the transaction that decides, and never changes: every attempt sends
the same bytes. It holds to 20 kB: long texts are cut, then evidence, then whole rules, and what
was left out is counted. Keys stand in the order of the public contract.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from worker.alert.fit import MOST_BYTES, as_json, evidence_in, short, size
from worker.model import AlertType, Article, Hit, Rule, Severity, Sighting, Source, Story, Utterance
from worker.text.jsonable import moment
from worker.text.written import without_login

# The most bytes each text may take as JSON; together they leave half the message to the rules.
TITLE, NAME, URL, LIST, CODE = 1_000, 300, 2_000, 600, 40

SURROGATE = re.compile("[\ud800-\udfff]")


def compose(
    utterance: Utterance,
    article: Article,
    hits: Sequence[Hit],
    rules: Mapping[str, Rule],
    now: datetime,
    public_url: str | None = None,
    source: Source | None = None,
) -> str:
    """The body of `alert.opened` or `alert.updated`; of the hits, those of the rules that speak.

    Times are RFC 3339 in whole seconds with Z. An unknown or over-long URL is null.
    """
    speak = utterance.speak
    sighting = article.telling
    alert = about(utterance.alert_id, utterance.sequence, speak.reason, speak.severity, public_url)
    if speak.raised_from is not None:  # a channel that edits its messages sends a new one for it
        alert["raised_from"] = speak.raised_from
    data: dict[str, Any] = {
        "alert": alert,
        "story": _story(utterance.story),
        "rules": [],
        "article": _article(article, sighting),
    }
    if source is not None:
        data["origin"] = _origin(source)
    data["latency"] = _latency(article, now)
    heads, evidence = [], []
    for rule_id in speak.rules:
        found = [hit for hit in hits if hit.rule_id == rule_id]
        heads.append(_rule(rule_id, rules.get(rule_id), found, speak.severity))
        evidence.append([item for hit in found for item in hit.evidence])
    body = {"type": speak.type, "timestamp": moment(now), "data": data}
    data["rules"], left_out = evidence_in(heads, evidence, MOST_BYTES - size(body))
    if left_out:
        data["rules_left_out"] = left_out
    return text_of(body)


def compose_alarm(
    kind: AlertType,
    alert_id: int,
    sequence: int,
    *,
    name: str,
    reason: str,
    now: datetime,
    failing_since: datetime | None = None,
    url: str | None = None,
    public_url: str | None = None,
) -> str:
    """The body of one of the daemon's own alarms about what `name` names, or of a test.

    Keys as in an alert, but story, article and latency are null and `rules` is empty; `data`
    names the subject under "channel", "feed" or "rule".
    """
    severity: Severity = "info" if kind == "test" else "high"
    subject: dict[str, Any] = {"name": name, "reason": short(reason, TITLE)}
    subject["failing_since"] = failing_since and moment(failing_since)
    if url is not None:
        subject["url"] = address(url)
    data: dict[str, Any] = {
        "alert": about(alert_id, sequence, reason, severity, public_url),
        "story": None,
        "rules": [],
        "article": None,
        "latency": None,
        "channel" if kind == "test" else kind.partition(".")[0]: subject,
    }
    return text_of({"type": kind, "timestamp": moment(now), "data": data})


def about(
    alert_id: int, sequence: int, reason: str, severity: Severity, public_url: str | None
) -> dict[str, Any]:
    """What every message says of its alert, with a link to it where our window is public."""
    alert = {
        "id": str(alert_id),
        "sequence": sequence,
        "reason": short(reason, TITLE),
        "severity": severity,
    }
    if public_url:
        alert["url"] = f"{public_url.rstrip('/')}/alerts/{alert_id}"
    return alert


def _story(story: Story) -> dict[str, Any]:
    return {
        "id": str(story.id),
        "headline": short(story.headline, TITLE),
        "first_seen_at": moment(story.first_seen_at),
        "articles": story.articles,
        "outlets": story.outlets,
        "origins": story.origins,
        "languages": _some(story.languages),
    }


def _origin(source: Source) -> dict[str, Any]:
    """Whom the article credits for its news, with the passage; its own outlet credits itself."""
    found = source.evidence
    shown = None if found is None else {"text": short(found.text, TITLE), "spans": found.spans}
    return {"name": short(source.name, NAME), "evidence": shown}


def _rule(rule_id: str, rule: Rule | None, hits: list[Hit], severity: Severity) -> dict[str, Any]:
    """A rule without its evidence; one that left the configuration still has its id."""
    labels = dict(rule.labels) if rule else {}
    return {
        "id": rule_id,
        "title": short(rule.title if rule else rule_id, NAME),
        "severity": rule.severity if rule else severity,
        "labels": labels if size(labels) <= LIST else {},
        "version": hits[0].rule_version if hits else (rule.version if rule else ""),
        "evidence": [],
    }


def _article(article: Article, sighting: Sighting | None) -> dict[str, Any]:
    feed = sighting and {
        "name": short(sighting.feed_name, NAME),
        "url": address(sighting.feed_url),
        "tags": _some(sighting.tags),
    }
    told: dict[str, Any] = {
        "id": str(article.id),
        "url": address(article.url),
        "title": short(article.title, TITLE),
        "language": article.language and short(article.language, CODE),
        "feed": feed,
        "author": None if article.author is None else short(article.author, NAME),
        "published_at": article.published_at and moment(article.published_at),
        "first_seen_at": moment(article.first_seen_at),
    }
    if article.page is not None and article.page.verdict is not None:
        told["page"] = {
            "verdict": article.page.verdict.value, "words": short(article.page.words, NAME)
        }  # fmt: skip
    return told


def _latency(article: Article, now: datetime) -> dict[str, Any]:
    """Seconds, never negative (publishers' clocks run ahead)."""
    seen, published = article.seen_at, article.published_at
    return {
        "published_to_seen_s": None if published is None else _seconds(published, seen),
        "seen_to_alert_s": _seconds(seen, now),
    }


def _seconds(since: datetime, until: datetime) -> float:
    return max(0.0, round((until - since).total_seconds(), 1))


def address(url: str | None) -> str | None:
    """The URL without its user and password; None where it is too long to be cut honestly."""
    if url is None or size(url) > URL:
        return None
    try:
        urlsplit(url)
    except ValueError:
        return None
    return without_login(url)


def _some(texts: Sequence[str]) -> list[str]:
    """As many of the texts, in order, as fit `LIST` bytes."""
    kept = [*texts]
    while size(kept) > LIST:
        kept.pop()
    return kept


def text_of(body: dict[str, Any]) -> str:
    """JSON that encodes as UTF-8 whatever it was given: one sign replaces one lone surrogate."""
    return SURROGATE.sub("\ufffd", as_json(body))
