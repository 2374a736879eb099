"""What people are shown of what was said: alerts, messages, deliveries, attempts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, select

from worker.model import CANARY, Flow
from worker.store.replaying import about
from worker.store.tables import alerts, attempts, channels, deliveries
from worker.store.views import AlertView, AttemptView, DeliveryView, MessageView


def list_alerts(connection: Connection, limit: int | None, alert_id: int | None) -> list[AlertView]:
    """Everything said, or what one alert said, newest first; what it was about is read from the
    body that was sent.
    """
    rows = connection.execute(
        select(deliveries, alerts.c.acknowledged_at)
        .join(alerts, alerts.c.id == deliveries.c.alert_id)
        .where(_of(alert_id))
        .order_by(*_NEWEST_FIRST)
        .limit(limit)
    )
    return [_alert(row) for row in rows]


def list_messages(
    connection: Connection, limit: int | None, alert_id: int | None
) -> list[MessageView]:
    """Everything said, or what one alert said, newest first."""
    rows = connection.execute(
        select(deliveries).where(_of(alert_id)).order_by(*_NEWEST_FIRST).limit(limit)
    )
    return [
        MessageView(row.id, str(row.alert_id), row.channel, row.created_at, row.body)
        for row in rows
    ]


def list_deliveries(
    connection: Connection,
    limit: int | None,
    *,
    delivery_id: str | None = None,
    alert_id: int | None = None,
    channel: str | None = None,
    state: str | None = None,
    since: datetime | None = None,
    rule: str | None = None,
) -> list[DeliveryView]:
    """Deliveries made since then, newest first; with `rule`, of alerts it has a part in."""
    named = {"id": delivery_id, "channel": channel, "state": state}
    chosen = [deliveries.c[name] == value for name, value in named.items() if value is not None]
    if since is not None:
        chosen.append(deliveries.c.created_at >= since)
    if rule is not None:
        chosen.append(about(rule))
    made = select(func.count()).where(attempts.c.delivery_id == deliveries.c.id)
    shown: list[Any] = [c for c in deliveries.c if c.name not in {"body", "tries"}]
    shown += [channels.c.paused, channels.c.rests_until, channels.c.flow, _BEFORE.label("before")]
    rows: Iterable[Row[Any]] = connection.execute(
        select(*shown, made.scalar_subquery().label("attempts"))
        .outerjoin(channels, channels.c.name == deliveries.c.channel)
        .where(_of(alert_id), *chosen)
        .order_by(*_NEWEST_FIRST)
        .limit(limit)
    )
    return [_delivery(row) for row in rows]


def _of(alert_id: int | None) -> ColumnElement[bool]:
    """What one alert said, or all did; the canary's is nobody's."""
    said = deliveries.c.channel != CANARY
    return said if alert_id is None else and_(said, deliveries.c.alert_id == alert_id)


_FIRST = deliveries.alias("first")
_BEFORE = (  # the sequence of its alert that holds a delivery up
    select(func.min(_FIRST.c.sequence))
    .where(
        _FIRST.c.alert_id == deliveries.c.alert_id,
        _FIRST.c.channel == deliveries.c.channel,
        _FIRST.c.sequence < deliveries.c.sequence,
        _FIRST.c.settled_at.is_(None),
    )
    .scalar_subquery()
)

_NEWEST_FIRST = (
    deliveries.c.created_at.desc(),
    deliveries.c.alert_id.desc(),
    deliveries.c.sequence.desc(),
)


def list_attempts(connection: Connection, delivery_id: str) -> list[AttemptView]:
    """Every try at a delivery, in order."""
    rows = connection.execute(
        select(attempts).where(attempts.c.delivery_id == delivery_id).order_by(attempts.c.id)
    )
    names = AttemptView.__slots__
    return [AttemptView(**{name: getattr(row, name) for name in names}) for row in rows]


def _alert(row: Row[Any]) -> AlertView:
    try:
        body = json.loads(row.body)
    except ValueError:
        body = {}
    data: Mapping[str, Any] = (body.get("data") if isinstance(body, dict) else None) or {}
    return AlertView(
        id=str(row.alert_id),
        sequence=row.sequence,
        type=row.type,
        reason=row.reason,
        severity=row.severity,
        channel=row.channel,
        at=row.created_at,
        story=data.get("story"),
        rules=tuple(data.get("rules") or ()),
        article=data.get("article"),
        delivery_id=row.id,
        acknowledged_at=row.acknowledged_at,
        digest=data.get("digest"),
    )


def _delivery(row: Row[Any]) -> DeliveryView:
    return DeliveryView(
        id=row.id,
        alert_id=str(row.alert_id),
        channel=row.channel,
        sequence=row.sequence,
        type=row.type,
        state=row.state,
        attempts=row.attempts,
        last_status=row.last_status,
        last_answer=row.last_answer,
        next_try_at=_next_try(row),
        created_at=row.created_at,
        waits_until=_waits_until(row),
    )


def _waits_until(row: Row[Any]) -> str | None:
    """What has to happen before it is tried, where that has no hour."""
    if row.settled_at is not None:
        return None
    if row.paused:
        return f"{row.channel} is enabled"
    return None if row.before is None else f"{row.alert_id}.{row.before} is delivered or dead"


def _next_try(row: Row[Any]) -> datetime | None:
    """When its receiver may be asked next; a probe does not wait for a message's own schedule."""
    if row.settled_at is not None or _waits_until(row) is not None:
        return None
    due: datetime = row.due_at
    if row.rests_until is None:
        return due
    rests: datetime = row.rests_until
    return rests if row.flow == Flow.PROBING.value else max(due, rests)
