"""Decides whether a worker is ready: its ticks complete in time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class TickState:
    """How often a stage should complete a tick, and when it last did (None: not yet)."""

    interval: timedelta
    completed_at: datetime | None = None


def ready(ticks: Mapping[str, TickState], now: datetime) -> list[str]:
    """Why the worker is not ready, a sentence a stage in name order; empty when it is.

    A tick is late after twice its interval. One completed as far in the future counts as late
    too: the clock was set back, and would hide a stage that hangs.
    """
    if not ticks:
        return ["no stage has begun yet"]
    return [words for stage, tick in sorted(ticks.items()) if (words := _late(stage, tick, now))]


def _late(stage: str, tick: TickState, now: datetime) -> str | None:
    if tick.completed_at is None:
        return f"{stage}: no tick has completed yet"
    age_s = (now - tick.completed_at).total_seconds()
    interval_s = tick.interval.total_seconds()
    if abs(age_s) <= 2 * interval_s:
        return None
    when = f"{age_s:.0f} s ago" if age_s > 0 else f"{-age_s:.0f} s in the future"
    return f"{stage}: the last tick completed {when}, one is due every {interval_s:g} s"
