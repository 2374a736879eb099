"""What the window shows, in memory, for its tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from worker.serve.said import Said
from worker.serve.standing import Cell, Sheet, Table

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
KNOWN = "https://news.example/rss"


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


class FakeStanding:
    """A sheet of its own for each page; one feed is known."""

    async def status(self) -> Sheet:
        return sheet("Status")

    async def feeds(self) -> Sheet:
        return sheet("Feeds")

    async def feed(self, url: str) -> Sheet | None:
        return sheet(url) if url == KNOWN else None

    async def rules(self) -> Sheet:
        return sheet("Rules")

    async def queue(self) -> Sheet:
        return sheet("Queue", tables=(Table("Waiting", ("made",), (), "nothing waits"),))


def sheet(title: str, **different: Any) -> Sheet:
    """A sheet with one row unless something else is said."""
    row = (Cell("ill", style="ill"), Cell("NRK", link="feeds?url=x"))
    usual: dict[str, Any] = {"title": title, "tables": (Table("", ("", "feed"), (row,)),)}
    return Sheet(**usual | different)
