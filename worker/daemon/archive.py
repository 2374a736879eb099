"""What the store tells the HTTP window: what was said, and what there is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from worker.daemon.wording import with_wait
from worker.deliver import hypertext, message
from worker.pipeline import Pipeline
from worker.serve.listings import Listing
from worker.serve.said import Said
from worker.settings import Settings
from worker.store import SqlStore
from worker.store.curating import StoryView
from worker.store.views import AlertView, ArticleView, DeliveryView, FeedView, MessageView

T = TypeVar("T")


class StoredArchive:
    """Implements `worker.serve.said.Archive`, by the store's own threads."""

    def __init__(self, pipeline: Pipeline, store: SqlStore) -> None:
        self._pipeline = pipeline
        self._store = store

    async def latest(self, limit: int) -> Sequence[Said]:
        """The newest messages, newest first."""
        return await self._pipeline.in_store(self._said, limit)

    async def of_alert(self, alert: int) -> Sequence[Said]:
        """All messages of one alert, in the order they were said; none for an unknown one."""
        return [*reversed(await self._pipeline.in_store(self._said, None, alert))]

    def _said(self, limit: int | None, alert: int | None = None) -> list[Said]:
        return [_shown(each) for each in self._store.list_messages(limit, alert_id=alert)]


def listings(
    settings: Callable[[], Settings], pipeline: Pipeline, store: SqlStore
) -> list[Listing]:
    """The lists of the API; each row is what `--format json` prints of it."""

    def asked(read: Callable[[int], Sequence[T]]) -> Callable[[int], Any]:
        return lambda limit: pipeline.in_store(read, limit)

    def feeds(limit: int) -> Sequence[FeedView]:
        return store.list_feeds(pipeline.clock.now(), limit)

    def deliveries(limit: int) -> Sequence[DeliveryView]:
        return [with_wait(each, settings()) for each in store.list_deliveries(limit)]

    return [
        Listing("alerts", "What was said, newest first.", AlertView, asked(store.list_alerts)),
        Listing("articles", "Articles, newest first.", ArticleView, asked(store.list_articles)),
        Listing("deliveries", "Deliveries, newest first.", DeliveryView, asked(deliveries)),
        Listing("feeds", "Feeds, worst first.", FeedView, asked(feeds)),
        Listing("stories", "Stories, latest first.", StoryView, asked(store.list_stories)),
    ]


def _shown(said: MessageView) -> Said:
    read = message.read(said.body)
    return Said(
        id=said.delivery_id,
        alert=said.alert_id,
        sequence=read.sequence,
        channel=said.channel,
        at=said.at,
        severity=read.severity,
        title=read.title,
        head=read.head,
        url=read.url,
        html=hypertext.fragment(replace(read, more=None)),  # it stands in that very place
    )
