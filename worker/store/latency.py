"""How long news takes: published, seen, decided, accepted; kept with each message, told in figures.

What a median hides is in the 95th percentile; both are values that occurred (nearest rank).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from worker.model import CANARY, Article
from worker.store.tables import latencies
from worker.store.views import Figures, LatencyView

NO_TIME = timedelta(0)


def begin(
    connection: Connection, delivery_id: str, channel: str, article: Article, now: datetime
) -> None:
    """Keep the moments up to the decision to speak."""
    told_by = article.telling
    connection.execute(
        _BEGUN,
        {
            "delivery_id": delivery_id,
            "channel": channel,
            "feed": None if told_by is None else told_by.feed_url,
            "published_at": article.published_at,
            "seen_at": article.seen_at,
            "decided_at": now,
        },
    )


def accept(connection: Connection, delivery_id: str, now: datetime) -> None:
    """Keep when the receiver took it, the first time."""
    connection.execute(_ACCEPTED, {"row": delivery_id, "accepted_at": now})


def figures(
    connection: Connection, since: datetime, channel: str | None = None
) -> list[LatencyView]:
    """Of messages decided since then: each feed by URL, then each channel by name.

    What is not accepted counts for the steps that lie behind it.
    """
    chosen = select(latencies).where(latencies.c.decided_at >= since, latencies.c.channel != CANARY)
    if channel is not None:
        chosen = chosen.where(latencies.c.channel == channel)
    rows = connection.execute(chosen).all()
    return [
        *_by("feed", rows, lambda row: row.feed or ""),
        *_by("channel", rows, lambda row: row.channel),
    ]


def _by(kind: str, rows: Sequence[Row[Any]], key: Callable[[Any], str]) -> list[LatencyView]:
    grouped: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        grouped[key(row)].append(row)
    return [_view(kind, name, grouped[name]) for name in sorted(grouped)]


def _view(kind: str, name: str, rows: Sequence[Row[Any]]) -> LatencyView:
    taken = [row for row in rows if row.accepted_at is not None]
    return LatencyView(
        by=kind,
        name=name,
        deliveries=len(rows),
        not_accepted=len(rows) - len(taken),
        published_to_seen_s=_figures(
            row.seen_at - row.published_at for row in rows if row.published_at is not None
        ),
        seen_to_decided_s=_figures(row.decided_at - row.seen_at for row in rows),
        decided_to_accepted_s=_figures(row.accepted_at - row.decided_at for row in taken),
        seen_to_accepted_s=_figures(row.accepted_at - row.seen_at for row in taken),
    )


def _figures(spans: Iterable[timedelta]) -> Figures | None:
    """None where there is nothing to measure. Publishers' clocks run ahead: never below 0."""
    ordered = sorted(max(span, NO_TIME).total_seconds() for span in spans)
    if not ordered:
        return None
    return Figures(_percentile(ordered, 0.50), _percentile(ordered, 0.95))


def _percentile(ordered: Sequence[float], share: float) -> float:
    return round(ordered[math.ceil(share * len(ordered)) - 1], 3)


# Built once: every message about an article passes through these.
_BEGUN = latencies.insert()
_ACCEPTED = latencies.update().where(
    latencies.c.delivery_id == bindparam("row"), latencies.c.accepted_at.is_(None)
)
