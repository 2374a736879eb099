"""The journey on one page: a feed speaks, a rule hears it, a receiver is rung.

    poll      claim due feeds, pages -> fetch -> parse -> record the visit   (one transaction)
    read      claim unread articles  -> match -> group -> decide             (one transaction)
    deliver   claim due deliveries   -> send  -> settle                      (one transaction)

Between the three stand tables, never queues in memory: a stage that dies is done again by
whoever claims its lease next. A stage wakes the next one when it commits; the tick is only the
safety net. Polls and deliveries are spawned, so nothing slow holds up a claim; grouping and
deciding are serial, or two workers would open one story twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Literal, TypeVar

from worker.errors import Transient, WirebellError
from worker.model import ArticleClaim, DeliveryClaim, FeedClaim
from worker.pipeline.delivering import Lanes, claim_due, deliver_one
from worker.pipeline.events import Event, visit_facts
from worker.pipeline.pages import claim_pages, work_on
from worker.pipeline.plan import Plan
from worker.pipeline.polling import poll_feed
from worker.pipeline.reading import Reading, match_all, record_reading
from worker.pipeline.recording import Recorder
from worker.poll.outage import PROBES, Outage
from worker.ports import Claim, Clock, Fetch, Parse, ReadPage, Send, Store, Task, Tell

T = TypeVar("T")
Stage = Literal["poll", "read", "deliver"]
STAGES: tuple[Stage, ...] = ("poll", "read", "deliver")

READ_BATCH = 50  # articles a transaction; also the most a kill -9 makes us read again
REREAD_AFTER = timedelta(minutes=5)  # an article whose reading raised


@dataclass(slots=True)
class Pipeline:
    """The three stages over one plan. `store_threads` is one thread on SQLite."""

    store: Store
    fetch: Fetch
    parse: Parse
    send: Send
    clock: Clock
    dice: Callable[[], float]
    tell: Tell
    owner: str
    plan: Plan
    store_threads: Executor
    wake: Callable[[Stage], None] = field(default=lambda _stage: None)
    reader: ReadPage | None = None  # of pages
    outage: Outage = field(default_factory=Outage)
    canary_at: datetime | None = None  # when we let one go last
    lanes: Lanes = field(default_factory=Lanes)
    record: Recorder = field(default_factory=Recorder)
    _tasks: dict[asyncio.Task[None], Task] = field(default_factory=dict)
    _reading: tuple[ArticleClaim, ...] = ()
    _deciding: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def adopt(self, plan: Plan) -> None:
        """Work by another plan: what is not decided yet will be decided by this one."""
        async with self._deciding:
            self.plan = plan

    # ---- poll ---------------------------------------------------------------------------

    async def poll(self) -> int:
        """Claim due feeds and pages and start asking for them; returns how many."""
        most = self.plan.concurrency if self.outage.began_at is None else PROBES
        asking = sum(not isinstance(claim, DeliveryClaim) for claim in self._tasks.values())
        free = most - asking
        if free <= 0:
            return 0
        claims = await self.in_store(
            self.store.claim_feeds, self.owner, free, self.plan.limits, self.clock.now()
        )
        for claim in claims:
            self._spawn(claim, self._poll_one(claim))
        pages = await claim_pages(self, free - len(claims))
        for page in pages:
            self._spawn(page, work_on(self, page))
        return len(claims) + len(pages)

    async def _poll_one(self, claim: FeedClaim) -> None:
        feed = self.plan.feeds.get(claim.url)
        if feed is None:  # left the configuration between claim and now
            await self.in_store(self.store.release, [claim])
            return
        visit = await poll_feed(self, feed, claim)
        if visit is not None:
            self.tell("visit", **visit_facts(visit))
            if visit.new or visit.revised:
                self.wake("read")

    # ---- read ---------------------------------------------------------------------------

    async def read(self) -> int:
        """Claim unread articles, match, group and decide them; returns how many."""
        if self._reading:  # the database was busy when the last pass would decide them
            await self.in_store(self.store.release, self._reading)
            self._reading = ()
        claims = await self.in_store(
            self.store.claim_articles, self.owner, READ_BATCH, self.clock.now()
        )
        if not claims:
            return 0
        self._reading = tuple(claims)
        plan = self.plan
        try:
            readings = await asyncio.to_thread(match_all, plan.matcher, claims)
            async with self._deciding:
                if plan is not self.plan:  # adopted meanwhile: its new rules shall ring for these
                    plan = self.plan
                    readings = await asyncio.to_thread(match_all, plan.matcher, claims)
                spoken = await self.in_store(self._decide_all, plan, readings)
        except Transient:
            raise  # they are kept, for the next pass to give back
        except Exception:
            self._reading = ()  # their leases run out
            raise
        self._reading = ()  # a cancelled pass keeps them, for `stop` to give back
        for reading in readings:
            self.tell("article", id=reading.claim.article.id, matched=len(reading.hits))
        if spoken:
            self.wake("deliver")
        return len(claims)

    def _decide_all(self, plan: Plan, readings: Sequence[Reading]) -> int:
        """All in one transaction; if one article cannot be decided, each in its own."""
        try:
            return self._decide(plan, readings)
        except WirebellError:
            raise
        except Exception:  # noqa: BLE001 - any bug in one article must not stop the others
            return sum(self._decide_alone(plan, reading) for reading in readings)

    def _decide_alone(self, plan: Plan, reading: Reading) -> int:
        try:
            return self._decide(plan, [reading])
        except WirebellError:
            raise
        except Exception as error:  # noqa: BLE001 - as above
            return self._decide(plan, [Reading(reading.claim, error=repr(error))])

    def _decide(self, plan: Plan, readings: Sequence[Reading]) -> int:
        now = self.clock.now()
        told: list[Event] = []
        with self.store.deciding(now) as ledger:
            held = ledger.holds([reading.claim for reading in readings])
            unmarked: list[ArticleClaim] = []
            for reading in (one for one in readings if one.claim.article.id in held):
                if reading.error is not None:
                    ledger.mark_failed(reading.claim, reading.error, now + REREAD_AFTER)
                    told.append(("trouble", {"words": f"reading failed: {reading.error}"}))
                    continue
                if reading.hits:  # its story is looked for among what is read
                    ledger.mark_read(unmarked)
                    unmarked = []
                told += record_reading(ledger, plan, reading, now)
                unmarked.append(reading.claim)
            ledger.mark_read(unmarked)
        for event, facts in told:  # only what is committed is true
            self.tell(event, **facts)
        return sum(event == "alert" for event, _ in told)

    # ---- deliver ------------------------------------------------------------------------

    async def deliver(self) -> int:
        """Claim due deliveries and start sending them; returns how many."""
        claims = await claim_due(self)
        for claim in claims:
            self._spawn(claim, deliver_one(self, claim))
        return len(claims)

    # ---- leases, errands, the end ---------------------------------------------------------

    async def renew(self) -> None:
        """Lengthen the lease of all work under way."""
        held: list[Claim] = [*self._tasks.values(), *self._reading]
        if held:
            now = self.clock.now()
            until = await self.in_store(self.store.renew, held, now)
            self.lanes.renewed(held, now, until)

    @property
    def busy(self) -> bool:
        """Whether any poll, reading or delivery is under way."""
        return bool(self._tasks or self._reading)

    async def settle_down(self) -> None:
        """Wait until every poll and delivery under way has ended."""
        while self._tasks:
            await asyncio.wait(list(self._tasks))

    async def stop(self) -> None:
        """Cancel what waits on the network and give its leases back; commit what is whole."""
        tasks = dict(self._tasks)
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(list(tasks))
        await self.record.caught_up()
        held = [*tasks.values(), *self._reading]
        self._reading = ()
        if held:  # what was committed meanwhile is no longer ours, and stays as it is
            await self.in_store(self.store.release, held)

    def _spawn(self, claim: Task, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks[task] = claim
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        claim = self._tasks.pop(task)
        more = self.lanes.ended(claim) if isinstance(claim, DeliveryClaim) else True
        if task.cancelled():
            return
        if error := task.exception():
            if isinstance(error, WirebellError):
                self.tell("trouble", words=str(error))
            else:
                self.tell("trouble", words=f"{type(error).__name__}: {error}", error=error)
            return  # the lease runs out and the work is done again, not at once in a loop
        if more:
            self.wake("deliver" if isinstance(claim, DeliveryClaim) else "poll")

    def in_store(self, call: Callable[..., T], *args: object) -> Awaitable[T]:
        """Run one store method in the store's own threads."""
        return asyncio.get_running_loop().run_in_executor(self.store_threads, partial(call, *args))
