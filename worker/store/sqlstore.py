"""The store itself: each method one transaction, its work done by the module it names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta

from sqlalchemy import Connection

from worker.model import (
    Alarm,
    ArticleClaim,
    Entry,
    Feed,
    FeedClaim,
    FeedHealth,
    FeedTrouble,
    HostLimits,
    Page,
    PageClaim,
    PageReport,
    QuietClaim,
    Rule,
    Visit,
)
from worker.ports import Claim, Recording
from worker.store import (
    articles,
    canary,
    feeds,
    homes,
    leases,
    outbox,
    pages,
    quiet,
    retention,
    rules,
    schema,
    search,
    troubles,
    visits,
    workers,
)
from worker.store.curating import Curated
from worker.store.ledger import SqlLedger
from worker.store.lock import decide_alone, hold_sqlite_lock
from worker.store.retention import Pruned
from worker.store.rules import NewVersion
from worker.store.sending import OutboxStore
from worker.store.tending import Tended
from worker.store.views import WorkerView


class SqlStore(OutboxStore, Tended, Curated):
    """`worker.ports.Store` on SQLite or PostgreSQL. Its methods may be called from any thread."""

    def __init__(
        self,
        url: str,
        *,
        new_id: Callable[[], str],
        read_only: bool,
        host_of: Callable[[str], str],
    ) -> None:
        super().__init__(url, new_id=new_id, read_only=read_only)
        self._host_of = host_of

    # ---- the installation ---------------------------------------------------------------

    def migrate(self) -> None:
        """Bring the schema to this program's; nothing happens when it is there."""
        schema.migrate(self._database)

    def hold_lock(self, who: str) -> AbstractContextManager[None]:
        """Be the one worker on this SQLite file for the length of a block."""
        return hold_sqlite_lock(self._database.path, who)

    def reclaim_all(self) -> int:
        """Take every lease back, for whoever holds the lock; how many there were. Workers that did
        not say they ended are forgotten: with the lock held, none of them can live.
        """

        def work(connection: Connection) -> int:
            workers.forget_killed(connection)
            return leases.reclaim_all(connection)

        return self._database.write(work)

    def bring_back(self, now: datetime) -> int:
        """Mend leases and due times a jumping clock left in the far future; how many."""
        return self._database.write(lambda c: leases.bring_back(c, now))

    def prune(self, articles_before: datetime, alerts_before: datetime, now: datetime) -> Pruned:
        """Forget what is older, in several short transactions; what is left waits its turn."""
        return retention.prune(self._database, articles_before, alerts_before, now)

    def index_late(self) -> int:
        """Have a few articles found by their words that are not yet (they were stored by an older
        Wirebell); how many. Call it until there are none.
        """
        return search.index_late(self._database)

    def beat(self, view: WorkerView) -> None:
        """Keep a worker's report of itself."""
        self._database.write(lambda c: workers.beat(c, view))

    def end_worker(self, owner: str, now: datetime) -> None:
        """Keep that a worker ended, all being well."""
        self._database.write(lambda c: workers.end(c, owner, now))

    # ---- configuration ------------------------------------------------------------------

    def sync_feeds(self, feeds_: Sequence[Feed], now: datetime) -> None:
        """Make the feed rows those of the config; a feed that left is disabled, not deleted, and
        one that is configured where it has moved keeps its row.
        """
        self._database.write(lambda c: feeds.sync(c, feeds_, self._host_of, now))

    def keep_rules(self, rules_: Sequence[Rule], now: datetime) -> list[NewVersion]:
        """Keep each version of an enabled rule by content, once; those never kept before, which
        will read the last 24 h quietly.
        """

        def work(connection: Connection) -> list[NewVersion]:
            new = rules.keep(connection, rules_, now)
            quiet.open_readings(connection, new, now)
            return new

        return self._database.write(work)

    def reopen_quiet(self, versions: Mapping[str, str], now: datetime) -> None:
        """Where other workers may have read by their old rules meanwhile, have those of these
        versions (by rule id) that are new since yesterday read once more.
        """
        if self.many_writers:
            self._database.write(lambda c: quiet.reopen(c, versions, now))

    def due_now(self, url: str, now: datetime) -> bool:
        """Have a feed polled as soon as its host allows; False if there is no such feed."""
        return self._database.write(lambda c: feeds.due_now(c, url, now))

    # ---- claims -------------------------------------------------------------------------

    def claim_feeds(
        self, owner: str, limit: int, limits: HostLimits, now: datetime
    ) -> list[FeedClaim]:
        """Due feeds, most overdue first, within what their hosts allow."""
        return self._database.write(
            lambda c: feeds.claim(c, owner, limit, limits, now, self._host_of)
        )

    def claim_pages(
        self, owner: str, limit: int, limits: HostLimits, now: datetime
    ) -> list[PageClaim]:
        """Due pages of articles that have been read, most overdue first, like feeds."""
        return self._database.write(lambda c: pages.claim(c, owner, limit, limits, now))

    def claim_articles(self, owner: str, limit: int, now: datetime) -> list[ArticleClaim]:
        """Unread articles in article order."""
        return self._database.write(lambda c: articles.claim(c, owner, limit, now))

    def claim_quiet(
        self, owner: str, versions: Mapping[str, str], limit: int, now: datetime
    ) -> QuietClaim | None:
        """Quiet readings of these versions (by rule id), with the next articles for them."""
        with self._database.reading() as connection:
            if not quiet.waiting(connection):
                return None
        return self._database.write(lambda c: quiet.claim(c, owner, versions, limit, now))

    def renew(self, claims: Sequence[Claim], now: datetime) -> datetime:
        """Lengthen the leases that still stand; until when these last now."""
        return self._database.write(lambda c: leases.renew(c, claims, now))

    def release(self, claims: Sequence[Claim]) -> None:
        """Give claims back unworked: due again at once, nothing counted."""
        self._database.write(lambda c: leases.release(c, claims))

    def queue_at(self, claim: FeedClaim, url: str, limits: HostLimits, now: datetime) -> None:
        """Give a claim back, its feed to be asked in the turn of the host that `url` names."""
        host = self._host_of(url)
        self._database.write(lambda c: feeds.queue_at(c, claim, host, limits, now))

    # ---- work done ----------------------------------------------------------------------

    def record_visits(self, recordings: Sequence[Recording]) -> list[Visit | None]:
        """Of each visit articles with their pages to ask, validators, counts and next due time
        together; None if its lease was lost. All are kept, or none.

        A `schedule` may be called again when the transaction met another and is done again.
        """
        return self._database.write(lambda c: visits.record(c, recordings, self._host_of))

    def known_keys(self, feed_id: int, entries: Sequence[Entry]) -> frozenset[str]:
        """The keys of those entries the feed has listed before, even if under other keys."""
        with self._database.reading() as connection:
            return homes.listed_before(connection, feed_id, entries)

    def failing_feeds(self, after: timedelta, now: datetime) -> list[FeedHealth]:
        """Feeds that have failed so long, or are gone, and were not told; and told ones that
        are well again.
        """
        with self._database.reading() as connection:
            return troubles.failing(connection, after, now)

    def silent_feeds(self, after: timedelta | None, now: datetime) -> list[FeedHealth]:
        """Feeds that may be silent, with the moments they spoke; and all that were told to be."""
        with self._database.reading() as connection:
            return troubles.silent(connection, after, now)

    def look_later(self, feed_ids: Sequence[int], at: datetime) -> None:
        """These are not silent yet: no need to look at them before."""
        self._database.write(lambda c: troubles.look_later(c, feed_ids, at))

    def tell_trouble(
        self, feed_id: int, trouble: FeedTrouble, alarm: Alarm, now: datetime, *, over: bool
    ) -> bool:
        """Mark that it is told, or told to be over, and queue the alarm; False if it was."""

        def work(connection: Connection) -> bool:
            first = troubles.mark(connection, feed_id, trouble, now, over=over)
            if first:
                outbox.announce(connection, alarm, self._new_id, now)
            return first

        return self._database.write(work)

    def forgive(self, claims: Sequence[FeedClaim], now: datetime) -> None:
        """Take back what the visits of these claims counted against their feeds."""
        self._database.write(lambda c: feeds.forgive(c, claims, now))

    def record_page(
        self, claim: PageClaim, report: PageReport, limits: HostLimits, now: datetime
    ) -> Page | None:
        """Verdict, the article's new text and what its host is told; None if the lease was lost."""
        return self._database.write(
            lambda c: pages.record(c, claim, report, limits, now, host_of=self._host_of)
        )

    @contextmanager
    def deciding(self, now: datetime) -> Iterator[SqlLedger]:
        """One transaction in which articles are grouped and decided, serially across workers.

        An exception in the block leaves nothing. No other write of this store may happen in it.
        """
        with self._database.writing() as connection:
            decide_alone(connection)
            yield SqlLedger(connection, self._new_id, now)

    def tend_canary(self, text_: str | None, now: datetime, *, stuck_too: bool) -> None:
        """Forget a canary that came through (or any); with a text, let a new one go."""
        self._database.write(lambda c: canary.tend(c, text_, now, stuck_too=stuck_too))
