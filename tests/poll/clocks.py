"""A clock that stands still until told otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

NOW = datetime(2026, 11, 22, 8, 41, 7, tzinfo=UTC)


@dataclass
class StillClock:
    at: datetime = NOW

    def now(self) -> datetime:
        return self.at

    async def sleep(self, duration: timedelta) -> None:
        self.at += duration
