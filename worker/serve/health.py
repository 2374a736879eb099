"""Decides whether a worker is ready: its ticks complete in time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

TURN_S = 5  # a stage that has completed no tick for twice this is not ready


def ready(completed: Mapping[str, datetime | None], now: datetime) -> list[str]:
    """Why the worker is not ready, a sentence a stage in name order; empty when it is.

    `completed` says of each stage when it last completed a tick (None: not yet). One completed as
    far in the future counts as late too: the clock was set back, and would hide a stage that hangs.
    """
    return [words for stage, at in sorted(completed.items()) if (words := _late(stage, at, now))]


def _late(stage: str, completed_at: datetime | None, now: datetime) -> str | None:
    if completed_at is None:
        return f"{stage}: no tick has completed yet"
    age_s = (now - completed_at).total_seconds()
    if abs(age_s) <= 2 * TURN_S:
        return None
    when = f"{age_s:.0f} s ago" if age_s > 0 else f"{-age_s:.0f} s in the future"
    return f"{stage}: the last tick completed {when}, one is due every {TURN_S} s"
