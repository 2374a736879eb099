"""What services call the messages they took: an update of an alert may edit or answer it.

A digest or an alarm is news of its own, though it goes on with those before it: edited into the
last one it would take that away, and an edit notifies nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from worker.model import Earlier
from worker.store.tables import deliveries


def earlier(connection: Connection, rows: Sequence[Row[Any]]) -> dict[str, Earlier]:
    """For each delivery that updates an alert, the last named message before it."""
    later = [row for row in rows if row.type == "alert.updated" and row.sequence > 1]
    if not later:
        return {}
    alerts = {"alerts": sorted({row.alert_id for row in later})}
    named = connection.execute(_NAMED, alerts).all()
    return {
        row.id: Earlier(was.handle, was.severity)
        for was in named  # in rising sequence: the last one stays
        for row in later
        if (was.alert_id, was.channel) == (row.alert_id, row.channel)
        and was.sequence < row.sequence
    }


_NAMED = (
    select(
        deliveries.c.alert_id,
        deliveries.c.channel,
        deliveries.c.sequence,
        deliveries.c.handle,
        deliveries.c.severity,
    )
    .where(
        deliveries.c.alert_id.in_(bindparam("alerts", expanding=True)),
        deliveries.c.handle.is_not(None),
    )
    .order_by(deliveries.c.sequence)
)
