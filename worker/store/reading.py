"""A store opened for looking: everything the commands and pages list."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from worker.model import Article, QuietReading, RuleHistory, Visit, Wanted
from worker.store import (
    articles,
    copies,
    history,
    latency,
    listing,
    listing_said,
    quiet,
    rules,
    schema,
    search,
    standing,
    workers,
)
from worker.store.engine import Database
from worker.store.failures import where
from worker.store.views import (
    AlertView,
    ArticleView,
    AttemptView,
    ChannelView,
    DecisionView,
    DeliveryView,
    FeedView,
    LatencyView,
    MessageView,
    StatusView,
    WorkerView,
)


class SchemaState(NamedTuple):
    """The revision a database has (None: no tables yet), and the one this program needs."""

    revision: str | None
    head: str


class Reader:
    """The reading half of a store. `limit` None lists all."""

    def __init__(self, url: str, *, read_only: bool) -> None:
        self._database = Database(url, read_only=read_only)

    @property
    def many_writers(self) -> bool:
        """Whether several workers may share this database (PostgreSQL)."""
        return not self._database.sqlite

    @property
    def place(self) -> str:
        """The database as the banner names it, without its password."""
        return where(self._database.url)

    def close(self) -> None:
        """Give back every connection; the store is of no use afterwards."""
        self._database.close()

    def schema_state(self) -> SchemaState:
        """What the schema is and what it should be."""
        with self._database.reading() as connection:
            return SchemaState(schema.current(connection), schema.head())

    def check_schema(self) -> None:
        """Raise SchemaMismatch, naming the remedy, unless the schema is the one needed."""
        schema.check(self._database)

    def backup(self, path: Path) -> None:
        """A consistent copy of a SQLite database while others write; never overwrites."""
        copies.backup(self._database, path)

    def list_feeds(
        self, now: datetime, limit: int | None = None, *, called: str | None = None
    ) -> list[FeedView]:
        """Feeds, worst first; with `called`, those of this URL or name."""
        with self._database.reading() as connection:
            return listing.list_feeds(connection, now, limit, called)

    def feed_at(self, url: str, now: datetime) -> FeedView | None:
        """The feed of this URL, whatever others are called; None for an unknown one."""
        return next((each for each in self.list_feeds(now, called=url) if each.url == url), None)

    def visits(self, feed_url: str, limit: int | None = None) -> list[Visit]:
        """The latest visits of a feed (30 are kept), newest first."""
        with self._database.reading() as connection:
            return listing.list_visits(connection, feed_url, limit)

    def list_articles(self, limit: int | None = None) -> list[ArticleView]:
        """Articles, newest first."""
        with self._database.reading() as connection:
            return listing.list_articles(connection, limit)

    def article(self, id_or_url: str | int) -> Article | None:
        """One article, by id, canonical URL or URL."""
        with self._database.reading() as connection:
            return articles.find(connection, id_or_url)

    def candidates(
        self, wanted: Wanted | None, since: datetime | None = None, until: datetime | None = None
    ) -> list[int]:
        """Ids of articles first seen from `since` to before `until` that may hold what is wanted
        (None: all of them): none that does is missing, a few may be that do not. Rising.
        """
        with self._database.reading() as connection:
            return search.candidates(connection, wanted, since, until)

    def articles(self, ids: Sequence[int]) -> Iterator[Article]:
        """These articles in this order, read a few at a time; gone ones are left out."""
        return search.load(self._database, ids)

    def archive(self, since: datetime | None = None, until: datetime | None = None) -> search.Span:
        """How many articles were first seen then, and when the first and the last."""
        with self._database.reading() as connection:
            return search.span(connection, since, until)

    def decisions(self, article_id: int) -> list[DecisionView]:
        """Every decision about an article, in order."""
        with self._database.reading() as connection:
            return listing.list_decisions(connection, article_id)

    def match_counts(self, since: datetime) -> dict[str, int]:
        """How many articles each rule first heard since then, without loading a text."""
        with self._database.reading() as connection:
            return listing.match_counts(connection, since)

    def rule_history(self, rule_ids: Sequence[str], now: datetime) -> RuleHistory:
        """What these rules heard of the articles stored now."""
        with self._database.reading() as connection:
            return history.history(connection, rule_ids, now)

    def rule_versions(self, rule_id: str) -> list[rules.RuleVersion]:
        """Every version of a rule that ran here, oldest first."""
        with self._database.reading() as connection:
            return rules.versions(connection, rule_id)

    def quiet_readings(self, since: datetime) -> list[QuietReading]:
        """How new rules read what came before them: since then, or still at it; newest first."""
        with self._database.reading() as connection:
            return quiet.list_readings(connection, since)

    def list_alerts(
        self, limit: int | None = None, *, alert_id: int | None = None
    ) -> list[AlertView]:
        """Everything said, or what one alert said, newest first."""
        with self._database.reading() as connection:
            return listing_said.list_alerts(connection, limit, alert_id)

    def list_messages(
        self, limit: int | None = None, *, alert_id: int | None = None
    ) -> list[MessageView]:
        """Everything said, or what one alert said, newest first."""
        with self._database.reading() as connection:
            return listing_said.list_messages(connection, limit, alert_id)

    def list_deliveries(
        self,
        limit: int | None = None,
        *,
        alert_id: int | None = None,
        channel: str | None = None,
        state: str | None = None,
        since: datetime | None = None,
        rule: str | None = None,
    ) -> list[DeliveryView]:
        """Deliveries, newest first; `since` is about when they were made."""
        with self._database.reading() as connection:
            return listing_said.list_deliveries(
                connection,
                limit,
                alert_id=alert_id,
                channel=channel,
                state=state,
                since=since,
                rule=rule,
            )

    def latencies(self, since: datetime, *, channel: str | None = None) -> list[LatencyView]:
        """How long what was decided since then took: each feed by URL, then each channel."""
        with self._database.reading() as connection:
            return latency.figures(connection, since, channel)

    def delivery(self, delivery_id: str) -> DeliveryView | None:
        """One delivery."""
        with self._database.reading() as connection:
            found = listing_said.list_deliveries(connection, 1, delivery_id=delivery_id)
        return found[0] if found else None

    def attempts(self, delivery_id: str) -> list[AttemptView]:
        """Every try at a delivery, in order."""
        with self._database.reading() as connection:
            return listing_said.list_attempts(connection, delivery_id)

    def channel_views(self) -> list[ChannelView]:
        """Every channel something is known of, by name."""
        with self._database.reading() as connection:
            return standing.channel_views(connection)

    def workers(self) -> list[WorkerView]:
        """Workers as they last reported, latest first."""
        with self._database.reading() as connection:
            return workers.listed(connection)

    def status(self, now: datetime, sendable_to: Collection[str] | None = None) -> StatusView:
        """The whole installation in numbers; what is due next counts these channels alone."""
        with self._database.reading() as connection:
            revision = schema.current(connection)
            return standing.status(connection, revision, now, sendable_to)

    def undone(self) -> tuple[int, dict[str, int]]:
        """Unread articles, and unsettled deliveries by channel."""
        with self._database.reading() as connection:
            return standing.undone(connection)

    def waiting(self, since: datetime, channels: Sequence[str], now: datetime) -> int:
        """How much of what was due at `since` is still to do: feeds whose host may be asked at
        all, unread articles, deliveries these channels could send now.
        """
        with self._database.reading() as connection:
            return standing.waiting(connection, since, channels, now)
