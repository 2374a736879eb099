"""Queues something to be said: the alert's next sequence and its delivery, together.

One alert is one subject (a story, a channel in trouble) as told to one channel.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from worker.model import SEVERITIES, Held, Severity, Write
from worker.store.tables import alerts, deliveries


@dataclass(frozen=True, slots=True)
class Message:
    """What is said, but for its body."""

    subject: str
    channel: str
    type: str
    reason: str
    severity: Severity
    rules: tuple[str, ...] = ()
    article_id: int | None = None
    story_id: int | None = None


def queue(
    connection: Connection, message: Message, delivery_id: str, write: Write, now: datetime,
    due_at: datetime | None = None,
) -> tuple[int, int]:  # fmt: skip
    """The alert's id and the sequence the message got; its delivery is due at once, or then."""
    alert_id, sequence = _next(connection, message, now)
    connection.execute(
        _QUEUED,
        {
            "id": delivery_id,
            "alert_id": alert_id,
            "channel": message.channel,
            "sequence": sequence,
            "type": message.type,
            "reason": message.reason,
            "severity": message.severity,
            "state": "pending",
            "created_at": now,
            "due_at": due_at or now,
            "tries": 0,
            "attempt": 0,
            "body": write(delivery_id, alert_id, sequence),
        },
    )
    return alert_id, sequence


def _next(connection: Connection, message: Message, now: datetime) -> tuple[int, int]:
    named = {"of": message.subject, "to": message.channel}
    known = connection.execute(_KNOWN, named).one_or_none()
    told = () if message.article_id is None else (message.article_id,)
    if known is None:
        alert_id = connection.execute(
            _OPENED,
            {
                "subject": message.subject,
                "channel": message.channel,
                "story_id": message.story_id,
                "sequence": 1,
                "severity": message.severity,
                "rules": message.rules,
                "articles": told,
                "opened_at": now,
                "updated_at": now,
            },
        ).scalar_one()
        return alert_id, 1
    connection.execute(
        _UPDATED,
        {
            "row": known.id,
            "sequence": known.sequence + 1,
            "severity": max(known.severity, message.severity, key=SEVERITIES.index),
            "rules": _union(known.rules, message.rules),
            "articles": _union(known.articles, told),
            "updated_at": now,
        },
    )
    return known.id, known.sequence + 1


def told_of(connection: Connection, subject: str, channel: str) -> bool:
    """Whether the channel was ever told anything about the subject."""
    return connection.execute(_KNOWN, {"of": subject, "to": channel}).one_or_none() is not None


def told_by_digest(connection: Connection, held: Held, now: datetime) -> None:
    """Keep that a digest told the channel of a story: its alert, without a message of its own."""
    named = {"of": f"story:{held.story_id}", "to": held.channel}
    known = connection.execute(_KNOWN, named).one_or_none()
    if known is None:
        connection.execute(
            _OPENED,
            {
                "subject": named["of"],
                "channel": held.channel,
                "story_id": held.story_id,
                "sequence": 0,
                "severity": held.severity,
                "rules": held.rules,
                "articles": (held.article_id,),
                "opened_at": now,
                "updated_at": now,
            },
        )
        return
    connection.execute(
        _UPDATED,
        {
            "row": known.id,
            "severity": max(known.severity, held.severity, key=SEVERITIES.index),
            "rules": _union(known.rules, held.rules),
            "articles": _union(known.articles, (held.article_id,)),
            "updated_at": now,
        },
    )


def _union(known: Sequence[object], added: Sequence[object]) -> list[object]:
    return list(dict.fromkeys((*known, *added)))


# Built once: putting statements together anew costs as much as running them.
_QUEUED = deliveries.insert()
_KNOWN = (
    select(alerts)
    .where(alerts.c.subject == bindparam("of"), alerts.c.channel == bindparam("to"))
    .with_for_update()
)
_OPENED = alerts.insert().returning(alerts.c.id)
_UPDATED = alerts.update().where(alerts.c.id == bindparam("row"))
