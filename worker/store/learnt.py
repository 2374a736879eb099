"""What visits taught about a feed beside its articles, as JSON in its row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from worker.model import Hints, Move


def kept_hints(hints: Hints) -> dict[str, Any] | None:
    """The hints as they are kept; None where there are none."""
    kept = {
        "ttl_s": _seconds(hints.ttl),
        "update_s": _seconds(hints.update_every),
        "skip_hours": sorted(hints.skip_hours),
        "skip_days": sorted(hints.skip_days),
    }
    return {name: value for name, value in kept.items() if value} or None


def hints_of(kept: Mapping[str, Any] | None) -> Hints:
    """The hints as they travel."""
    if kept is None:
        return Hints()
    return Hints(
        _span(kept.get("ttl_s")),
        _span(kept.get("update_s")),
        frozenset(kept.get("skip_hours", ())),
        frozenset(kept.get("skip_days", ())),
    )


def kept_move(move: Move | None) -> dict[str, Any] | None:
    """The move as it is kept."""
    if move is None:
        return None
    return {"to": move.to, "since": move.since.isoformat(), "answers": move.answers}


def move_of(kept: Mapping[str, Any]) -> Move:
    """The move as it travels."""
    return Move(kept["to"], datetime.fromisoformat(kept["since"]), kept["answers"])


def _seconds(span: timedelta | None) -> float | None:
    return None if span is None else span.total_seconds()


def _span(seconds: float | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)
