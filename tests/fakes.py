"""The outside world, told what to say: a clock, publishers, receivers. The database stays real."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from worker.model import (
    Answer,
    Answered,
    Ask,
    Delivery,
    Fetched,
    FetchOutcome,
    Identity,
    NotModified,
    ParsedFeed,
    Unreadable,
)
from worker.parse.feed import read

START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


class FakeClock:
    """Stands still until it is moved."""

    def __init__(self, start: datetime = START) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def move(self, duration: timedelta) -> None:
        self._now += duration

    async def sleep(self, duration: timedelta) -> None:
        self.move(duration)
        await asyncio.sleep(0)


class InlineThreads(ThreadPoolExecutor):
    """One thread for the store, as on SQLite."""

    def __init__(self) -> None:
        super().__init__(1)


@dataclass
class FakePress:
    """Publishers on no network: `pages` maps a URL to a document or to an outcome."""

    pages: dict[str, bytes | FetchOutcome] = field(default_factory=dict)
    asked: list[Ask] = field(default_factory=list)

    async def __call__(self, ask: Ask) -> FetchOutcome:
        self.asked.append(ask)
        page = self.pages[ask.url]
        if not isinstance(page, bytes):
            return page
        etag = f'"{hash(page)}"'
        if ask.etag == etag:
            return NotModified({"etag": etag}, 0, 0.01)
        headers = {"etag": etag, "content-type": "application/rss+xml"}
        return Fetched(200, headers, page, ask.url, len(page), 0.01)

    def done(self, outcome: FetchOutcome) -> None:
        """Nothing here is large."""


async def parse_here(
    body: bytes, headers: Mapping[str, str], url: str, identity: Identity | None, known: bytes
) -> ParsedFeed | Unreadable:
    """The real parser, without the killable process around it."""
    return read(body, headers, url, identity, known)


@dataclass
class FakeReceivers:
    """Receivers that take everything, unless `answers` has something else to say first."""

    answers: dict[str, list[Answer]] = field(default_factory=dict)
    got: list[Delivery] = field(default_factory=list)
    stall: Callable[[Delivery], bool] = lambda _delivery: False

    async def __call__(self, delivery: Delivery, now: datetime) -> Answer:
        self.got.append(delivery)
        if self.stall(delivery):
            await asyncio.Event().wait()
        script = self.answers.get(delivery.channel)
        return script.pop(0) if script else Answered(200, "ok")


@dataclass
class FakeTell:
    """Remembers what was told."""

    events: list[tuple[str, dict[str, object]]] = field(default_factory=list)

    def __call__(self, event: str, **facts: object) -> None:
        self.events.append((event, facts))

    def named(self, event: str) -> list[dict[str, object]]:
        return [facts for name, facts in self.events if name == event]


def rss(items: Sequence[tuple[str, str, str]], *, host: str = "news.example") -> bytes:
    """An RSS document of (slug, title, description), dated at START."""
    date = format_datetime(START)
    body = "".join(
        f"<item><title>{title}</title><link>https://{host}/{slug}</link>"
        f"<guid>https://{host}/{slug}</guid><pubDate>{date}</pubDate>"
        f"<description>{text}</description></item>"
        for slug, title, text in items
    )
    return f"<rss version='2.0'><channel><title>News</title>{body}</channel></rss>".encode()
