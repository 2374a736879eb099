"""Messages sent again by hand: dead letters, and what a person names."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Text, and_, or_, select, type_coerce

from worker.store.rows import NO_LEASE, free
from worker.store.tables import alerts, deliveries

BY_HAND = "given up by hand"


def replay(
    connection: Connection,
    ids: Sequence[str],
    channel: str | None,
    state: str | None,
    since: datetime | None,
    rule: str | None,
    now: datetime,
) -> int:
    """Make deliveries due again under their own ids, with a fresh schedule; how many.

    Named by id: the dead, the delivered, and those that wait for their next try. Otherwise the
    dead, or those in `state`; delivered ones are only ever sent again by name. One under way is
    left alone.
    """
    chosen: list[ColumnElement[bool]] = [free(deliveries, now)]
    if ids:
        chosen.append(deliveries.c.id.in_(ids))
        chosen.append(or_(deliveries.c.settled_at.is_not(None), deliveries.c.state == "retrying"))
    else:
        chosen.append(deliveries.c.state != "delivered")
        state = state or "dead"
    if state is not None:
        chosen.append(deliveries.c.state == state)
    if channel is not None:
        chosen.append(deliveries.c.channel == channel)
    if since is not None:
        chosen.append(deliveries.c.created_at >= since)
    if rule is not None:
        chosen.append(about(rule))
    again = deliveries.update().where(*chosen)
    return connection.execute(
        again.values(
            state="pending", due_at=now, settled_at=None, tries=0, first_tried_at=None, **NO_LEASE
        )
    ).rowcount


def give_up(connection: Connection, ids: Sequence[str], channel: str | None, now: datetime) -> int:
    """End deliveries that wait, as dead letters that may be replayed, and let go of those that are
    dead already: nobody is told of them any more. How many; one under way is left alone.
    """
    chosen: list[ColumnElement[bool]] = [
        or_(deliveries.c.settled_at.is_(None), unheeded()),
        free(deliveries, now),
    ]
    if ids:
        chosen.append(deliveries.c.id.in_(ids))
    if channel is not None:
        chosen.append(deliveries.c.channel == channel)
    ended = {"state": "dead", "settled_at": now, "last_answer": BY_HAND}
    return connection.execute(
        deliveries.update().where(*chosen).values(**ended, **NO_LEASE)
    ).rowcount


def unheeded() -> ColumnElement[bool]:
    """Dead letters that nobody has given up by hand."""
    answer = deliveries.c.last_answer
    return and_(deliveries.c.state == "dead", or_(answer.is_(None), answer != BY_HAND))


def about(rule: str) -> ColumnElement[bool]:
    """Messages of alerts in which the rule has a part."""
    named = type_coerce(alerts.c.rules, Text).contains(json.dumps(rule), autoescape=True)
    return deliveries.c.alert_id.in_(select(alerts.c.id).where(named))
