"""An archive in memory, for tests of the window."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from worker.serve.said import Said

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


def said(**different: Any) -> Said:
    """A message; alert 12's first unless something else is said."""
    usual: dict[str, Any] = {
        "id": "msg_1",
        "alert": "12",
        "sequence": 1,
        "channel": "desk",
        "at": NOW,
        "severity": "high",
        "title": "Strike on a refinery",
        "head": "HIGH · first report",
        "url": "https://news.example/a",
        "html": "<h2>Strike on a <mark>refinery</mark></h2>",
    }
    return Said(**usual | different)


class FakeArchive:
    """Messages in a list, newest first."""

    def __init__(self, *messages: Said) -> None:
        self.messages = messages

    async def latest(self, limit: int) -> Sequence[Said]:
        return self.messages[:limit]

    async def of_alert(self, alert: int) -> Sequence[Said]:
        return [each for each in reversed(self.messages) if each.alert == str(alert)]
