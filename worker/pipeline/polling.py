"""The first stage, closer up: one feed asked, its document read, the visit written down.

Two things are seen to on the way. Where nothing listed is known, entries were probably missed
between two polls, and the feed's older pages are followed (rule 20). Where no host can be
reached, it is our own network, and no feed is blamed (rule 7).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from worker.model import (
    DELTA,
    Ask,
    Entry,
    Failed,
    Feed,
    FeedClaim,
    Fetched,
    FetchOutcome,
    ParsedFeed,
    Schedule,
    Tally,
    Visit,
    VisitReport,
)
from worker.parse.dates import believed
from worker.poll.cadence import in_words, next_due
from worker.poll.moving import moved
from worker.poll.outage import Turn
from worker.poll.visit import ask_for, body_hash, judge
from worker.ports import Recording

if TYPE_CHECKING:
    from worker.pipeline.journey import Pipeline

MOST_OLDER_PAGES = 5
BEFORE_OURS = timedelta(days=1)  # before its first reading; dates are no exact measure
MOST_ENTRIES = 2_000  # of a document and its older pages together


@dataclass(frozen=True, slots=True)
class _Read:
    """A document with what its older pages added; whether entries were missed all the same, and
    how long the host wants to rest before it is asked for more.
    """

    feed: ParsedFeed
    missed: bool = False
    rest: timedelta | None = None


async def poll_feed(pipeline: Pipeline, feed: Feed, claim: FeedClaim) -> Visit | None:
    """Ask a claimed feed and record the visit; None if the lease was lost meanwhile, or it is
    redirected to another host, whose turn it waits for from now on.
    """
    fetch = pipeline.fetch  # a reload may change it meanwhile
    outcome = await fetch(ask_for(claim, feed.headers, pipeline.clock.now()))
    try:
        if isinstance(outcome, Failed) and outcome.leads_to is not None:
            limits, now = pipeline.plan.limits, pipeline.clock.now()
            await pipeline.in_store(pipeline.store.queue_at, claim, outcome.leads_to, limits, now)
            return None
        return await _record(pipeline, feed, claim, outcome)
    finally:
        fetch.done(outcome)


async def _record(
    pipeline: Pipeline, feed: Feed, claim: FeedClaim, outcome: FetchOutcome
) -> Visit | None:
    """Parse what is not known to the byte, and write the visit down."""
    parsed, missed, rest = None, False, None
    seen = body_hash(outcome.body) if isinstance(outcome, Fetched) else None
    if isinstance(outcome, Fetched) and seen != claim.body_hash:
        parsed = await pipeline.parse(
            outcome.body, outcome.headers, outcome.url, claim.identity, claim.marks
        )
    if isinstance(parsed, ParsedFeed):
        part = isinstance(outcome, Fetched) and outcome.status == DELTA
        read = _Read(parsed) if part else await _with_older(pipeline, feed, claim, parsed)
        parsed = believed(read.feed, pipeline.clock.now())
        missed, rest = read.missed, read.rest
    now = pipeline.clock.now()
    report = replace(judge(outcome, parsed, claim, now, seen), missed=missed)
    if rest is not None:
        report = replace(report, block_host_for=rest)
    report = await _blamed(pipeline, claim, outcome, report, now)
    schedule = partial(_schedule, feed, claim, report, outcome, now, pipeline.dice())
    limits = pipeline.plan.limits
    return await pipeline.record(pipeline, Recording(claim, report, schedule, limits, now))


def _schedule(
    feed: Feed,
    claim: FeedClaim,
    report: VisitReport,
    outcome: FetchOutcome,
    now: datetime,
    dice: float,
    tally: Tally,
) -> Schedule:
    planned = next_due(
        tally, feed=feed, claim=claim, report=report, outcome=outcome, now=now, dice=dice
    )
    return moved(
        planned, feed=feed, claim=claim, report=report, outcome=outcome, tally=tally, now=now
    )


# ---- entries between two polls ------------------------------------------------------------


async def _with_older(
    pipeline: Pipeline, feed: Feed, claim: FeedClaim, parsed: ParsedFeed
) -> _Read:
    """The document, with its older pages back to what is known where it lists nothing known, or
    to what is older than our first reading: a feed that spells all its guids anew lists no news.
    """
    if not claim.listed or parsed.known or not parsed.entries:
        return _Read(parsed)
    listed = parsed.entries
    if await _known(pipeline, claim, listed):
        return _Read(parsed)
    older, rest = parsed.older, None
    for _ in range(MOST_OLDER_PAGES):
        page = await _page(pipeline, feed, claim, older) if older else None
        if isinstance(page, Failed):
            rest = page.retry_after
        if not isinstance(page, ParsedFeed):
            break
        had = {entry.key for entry in listed}
        fresh = _newest_first([entry for entry in page.entries if entry.key not in had])
        known, old = await _known(pipeline, claim, fresh), _before_ours(claim, fresh)
        before = next((n for n, entry in enumerate(fresh) if entry.key in known), len(fresh))
        listed = (*listed, *(entry for entry in fresh[:before] if entry.key not in old))
        if known or 2 * len(old) > len(fresh):  # one date alone may be wrong
            return _Read(replace(parsed, entries=listed[:MOST_ENTRIES]))
        older = page.older if fresh and len(listed) < MOST_ENTRIES else None
    return _Read(replace(parsed, entries=listed[:MOST_ENTRIES]), missed=True, rest=rest)


def _newest_first(entries: list[Entry]) -> list[Entry]:
    """By date where all have one, else as listed: older pages may begin with their oldest."""
    dated = [(entry.published_at, entry) for entry in entries if entry.published_at]
    if len(dated) < len(entries):
        return entries
    return [entry for _, entry in sorted(dated, key=itemgetter(0), reverse=True)]


def _before_ours(claim: FeedClaim, entries: Sequence[Entry]) -> frozenset[str]:
    """Which of these were surely published before the feed was first read, by key."""
    if claim.since is None:
        return frozenset()
    until = claim.since - BEFORE_OURS
    return frozenset(e.key for e in entries if e.published_at and e.published_at < until)


async def _known(pipeline: Pipeline, claim: FeedClaim, entries: Sequence[Entry]) -> frozenset[str]:
    """Which of these the feed has listed before, by key."""
    return await pipeline.in_store(pipeline.store.known_keys, claim.id, entries)


async def _page(
    pipeline: Pipeline, feed: Feed, claim: FeedClaim, url: str
) -> ParsedFeed | Failed | None:
    """One older page, after the pause its host is owed (the feed's lease keeps others off it)."""
    await pipeline.clock.sleep(pipeline.plan.limits.gap)
    ours = claim.asked_url is None and urlsplit(url)[:2] == urlsplit(feed.url)[:2]
    fetch = pipeline.fetch
    outcome = await fetch(Ask(url, feed.headers if ours else {}, stay="host"))
    try:
        if not isinstance(outcome, Fetched):
            return outcome if isinstance(outcome, Failed) else None
        page = await pipeline.parse(outcome.body, outcome.headers, outcome.url, claim.identity, b"")
    finally:
        fetch.done(outcome)
    return page if isinstance(page, ParsedFeed) else None


# ---- our own network ----------------------------------------------------------------------


async def _blamed(
    pipeline: Pipeline,
    claim: FeedClaim,
    outcome: FetchOutcome,
    report: VisitReport,
    now: datetime,
) -> VisitReport:
    """The report, its failure counted against the feed only where our own network is well."""
    outage, reached = pipeline.outage, outcome.reached
    if reached is None:
        return report
    since, blamed = outage.began_at, outage.blamed
    turn = outage.hear(claim, now, reached=reached)
    if turn is Turn.BEGAN:
        pipeline.tell(
            "trouble",
            words="no host can be reached, so it is our own network: failures do not count"
            " until one answers",
        )
        await pipeline.record.caught_up()
        await pipeline.in_store(pipeline.store.forgive, blamed, now)
    elif turn is Turn.ENDED and since is not None:
        pipeline.tell("trouble", words=f"our own network is back after {in_words(now - since)}")
    if reached or outage.began_at is None:
        return report
    words = f"our own network is out: {report.words}"
    return replace(report, words=words, failure_weight=0.0, ours=True)
