"""What the pipeline asks of the outside world: promises, not technologies.

Every method of `Store` and `Ledger` is synchronous; each `Store` method is one transaction, and
`deciding` is one transaction for as long as its `with` block runs. All datetimes are aware UTC.
`outbox` is the part of `Store` that deliveries are sent from.
Store methods raise `StoreBusy`, `StoreFull` (try later) or `StoreCorrupt` (stop).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from worker.model import (
    Alarm,
    Answer,
    Article,
    ArticleClaim,
    Ask,
    Decision,
    Delivery,
    DeliveryClaim,
    Entry,
    FeedClaim,
    FeedHealth,
    FeedTrouble,
    FetchOutcome,
    Hit,
    HostLimits,
    Identity,
    Page,
    PageClaim,
    PageReport,
    PageText,
    ParsedFeed,
    QuietClaim,
    QuietReading,
    QuietTally,
    Schedule,
    Speak,
    Story,
    Tally,
    Told,
    Unreadable,
    Utterance,
    Visit,
    VisitReport,
)
from worker.ports.later import Promising
from worker.ports.outbox import Outbox, Pacing
from worker.ports.stories import Grouping

__all__ = [
    "Claim", "Clock", "Compose", "Fetch", "Grouping", "Ledger", "Outbox", "Pacing", "Parse",
    "Promising", "ReadPage", "Recording", "Send", "Store", "Task", "Tell",
]  # fmt: skip

Task = FeedClaim | PageClaim | DeliveryClaim  # waits on the network
Claim = Task | ArticleClaim


class Clock(Protocol):
    """The only source of `now`; tests bring their own."""

    def now(self) -> datetime:
        """The present, aware UTC."""

    async def sleep(self, duration: timedelta) -> None:
        """Return after `duration` of this clock's time."""


class Fetch(Protocol):
    """Asks a publisher once. Never raises for what the network or the server does."""

    async def __call__(self, ask: Ask) -> FetchOutcome:
        """A body within bounds, a 304, or a failure in words, within the configured deadline."""

    def done(self, outcome: FetchOutcome) -> None:
        """The body is held no more. Large ones are read a few at a time, so call it always."""


class Parse(Protocol):
    """Reads a feed document where a hostile one can be killed. Never raises for its bytes."""

    async def __call__(
        self,
        body: bytes,
        headers: Mapping[str, str],
        url: str,
        identity: Identity | None,
        known: bytes,
    ) -> ParsedFeed | Unreadable:
        """The entries, but for those of the `known` marks, or why there are none; within a few
        seconds.
        """


class ReadPage(Protocol):
    """Reads pages where a hostile one can be killed. Never raises for their bytes."""

    async def page(
        self,
        body: bytes,
        headers: Mapping[str, str],
        url: str,
        feed_text: str,
        repeated: frozenset[int],
    ) -> PageText | Unreadable:
        """The text and the verdict, or why there is none; within a few seconds."""

    async def may_ask(self, robots_txt: bytes, agent: str, url: str) -> bool | Unreadable:
        """Whether a robots.txt lets us ask for a page, or why nobody knows."""


class Send(Protocol):
    """Carries one delivery to its receiver, once. Never raises for what the receiver does."""

    async def __call__(self, delivery: Delivery, now: datetime) -> Answer:
        """What the receiver answered, within its deadline (15 s for a webhook)."""


Compose = Callable[[Utterance], str]  # the body to send, as JSON text


class Ledger(Grouping, Promising, Protocol):
    """The record of one reading transaction: nothing in it is true until it commits.

    While one is open no other worker decides (an advisory lock on PostgreSQL).
    """

    def holds(self, claims: Sequence[ArticleClaim]) -> frozenset[int]:
        """The articles of the claims whose lease still stands: write about no other."""

    def keep_match(self, article: Article, hit: Hit, now: datetime) -> None:
        """Upsert on (rule, article): version, revision, evidence, the text seen, its hash."""

    def story_of(self, article: Article) -> Story | None:
        """The story the article already belongs to, or that one canonical URL ties it to."""

    def told(self, story: Story) -> tuple[Told, ...]:
        """What each channel has been told about the story, ordered by channel."""

    def speak(
        self, story: Story, article: Article, speak: Speak, compose: Compose, now: datetime
    ) -> Utterance:
        """Decision, alert (next sequence) and outbox row together."""

    def hold(
        self, story: Story | None, article: Article, decision: Decision, now: datetime
    ) -> None:
        """Append a decision to be silent, with its reason."""

    def mark_read(self, claims: Sequence[ArticleClaim]) -> None:
        """The claimed editions are read; a newer edition stays unread."""

    def mark_failed(self, claim: ArticleClaim, words: str, retry_at: datetime) -> None:
        """Reading raised: keep why, try again at `retry_at`."""

    def holds_quiet(self, claim: QuietClaim) -> frozenset[str]:
        """The rules of the claim whose lease still stands: write for no other."""

    def unheard(self, article: Article, hit: Hit) -> bool:
        """Whether the article is still the text that was claimed, read, and without this very
        match. If not, it is read in its turn, or was; then write nothing.
        """

    def held_quietly(self, story: Story, rule_id: str, since: datetime) -> bool:
        """Whether the rule, read quietly, would have rung this story already; of a backlog, since
        then.
        """

    def settle_quiet(
        self, claim: QuietClaim, tallies: Mapping[str, QuietTally], now: datetime
    ) -> tuple[QuietReading, ...]:
        """Move the readings behind the batch; after the last, those that have news to report."""


class Recording(NamedTuple):
    """What is to be recorded of a visit; `schedule` may be asked again when a transaction is."""

    claim: FeedClaim
    report: VisitReport
    schedule: Callable[[Tally], Schedule]
    limits: HostLimits
    now: datetime


class Store(Outbox, Protocol):
    """Remembers. A claim is a lease of 30 s: renew it while the work runs."""

    @property
    def many_writers(self) -> bool:
        """Whether more than one transaction may write at a time."""

    def claim_quiet(
        self, owner: str, versions: Mapping[str, str], limit: int, now: datetime
    ) -> QuietClaim | None:
        """Quiet readings of these versions that stand at one place, with the next articles that
        are read already; None if none is to do. A lease, not renewed; its owner may claim again.
        """

    def claim_feeds(
        self, owner: str, limit: int, limits: HostLimits, now: datetime
    ) -> list[FeedClaim]:
        """Due feeds, most overdue first, never more per host than `limits` allows; a host is
        also left alone until its gap and its Retry-After have passed.
        """

    def claim_pages(
        self, owner: str, limit: int, limits: HostLimits, now: datetime
    ) -> list[PageClaim]:
        """Due pages of articles that have been read, like feeds and counted with them."""

    def claim_articles(self, owner: str, limit: int, now: datetime) -> list[ArticleClaim]:
        """Unread articles in article order."""

    def renew(self, claims: Sequence[Claim], now: datetime) -> datetime:
        """Lengthen the leases that still stand; until when these last now."""

    def release(self, claims: Sequence[Claim]) -> None:
        """Give claims back unworked: due again at once, nothing counted."""

    def queue_at(self, claim: FeedClaim, url: str, limits: HostLimits, now: datetime) -> None:
        """Give a claim back, its feed to be asked in the turn of the host that `url` names."""

    def record_visits(self, recordings: Sequence[Recording]) -> list[Visit | None]:
        """Of each visit articles, validators, counts and next due time together; None if its lease
        was lost. All are kept, or none.
        """

    def failing_feeds(self, after: timedelta, now: datetime) -> Sequence[FeedHealth]:
        """Feeds that have failed so long, or are gone, and were not told; and told ones that
        are well again, or disabled.
        """

    def silent_feeds(self, after: timedelta | None, now: datetime) -> Sequence[FeedHealth]:
        """Feeds that may be silent, with the moments they spoke; and those that were told to be
        and have spoken, are disabled, or it is time to look at again.

        With `after`, those that have said nothing for so long.
        """

    def look_later(self, feed_ids: Sequence[int], at: datetime) -> None:
        """These are not silent yet, or still: no need to look at them before."""

    def tell_trouble(
        self, feed_id: int, trouble: FeedTrouble, alarm: Alarm, now: datetime, *, over: bool
    ) -> bool:
        """Mark that it is told, or told to be over, and queue the alarm, in one transaction;
        False, and nothing written, if another worker was first.
        """

    def known_keys(self, feed_id: int, entries: Sequence[Entry]) -> frozenset[str]:
        """The keys of those entries the feed has listed before, even if under other keys."""

    def forgive(self, claims: Sequence[FeedClaim], now: datetime) -> None:
        """The visits of these claims failed for our own network: they count for nothing, and
        their feeds are due within a minute.
        """

    def record_page(
        self, claim: PageClaim, report: PageReport, limits: HostLimits, now: datetime
    ) -> Page | None:
        """Verdict and the article's new text, unread again; None if the lease was lost."""

    def deciding(self, now: datetime) -> AbstractContextManager[Ledger]:
        """One transaction in which articles are grouped and decided, serially across workers."""

    def promise_due(self, now: datetime) -> bool:
        """Whether something that was promised is to be said by now."""

    def tend_canary(self, text_: str | None, now: datetime, *, stuck_too: bool) -> None:
        """Forget a canary that came through (or any); with a text, let a new one go."""


class Tell(Protocol):
    """Hears what happened, for logs, metrics and a person at the terminal. Never raises."""

    def __call__(self, event: str, **facts: object) -> None:
        """`event` is one of the names in `worker.pipeline.EVENTS`."""
