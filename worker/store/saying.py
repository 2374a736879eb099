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
    alert_id, sequence = _told(connection, message, now, messages=1)
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
            "body": write(alert_id, sequence),
        },
    )
    return alert_id, sequence


def told_of(connection: Connection, subject: str, channel: str) -> bool:
    """Whether the channel was ever told anything about the subject."""
    return connection.execute(_KNOWN, {"of": subject, "to": channel}).one_or_none() is not None


def told_by_digest(connection: Connection, held: Held, now: datetime) -> None:
    """Keep that a digest told the channel of a story: its alert, without a message of its own."""
    message = Message(
        f"story:{held.story_id}", held.channel, "digest", held.reason, held.severity, held.rules,
        held.article_id, held.story_id,
    )  # fmt: skip
    _told(connection, message, now, messages=0)


def _told(
    connection: Connection, message: Message, now: datetime, messages: int
) -> tuple[int, int]:
    """The alert's id and its sequence, with so many messages more."""
    named = {"of": message.subject, "to": message.channel}
    known = connection.execute(_KNOWN, named).one_or_none()
    told = () if message.article_id is None else (message.article_id,)
    if known is None:
        opened = {
            "subject": message.subject,
            "channel": message.channel,
            "story_id": message.story_id,
            "sequence": messages,
            "severity": message.severity,
            "rules": message.rules,
            "articles": told,
            "opened_at": now,
            "updated_at": now,
        }
        return connection.execute(_OPENED, opened).scalar_one(), messages
    sequence = known.sequence + messages
    connection.execute(
        _UPDATED,
        {
            "row": known.id,
            "sequence": sequence,
            "severity": max(known.severity, message.severity, key=SEVERITIES.index),
            "rules": _union(known.rules, message.rules),
            "articles": _union(known.articles, told),
            "updated_at": now,
        },
    )
    return known.id, sequence


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
