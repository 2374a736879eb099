"""The page behind an article: ask for it politely, read it, let its text be matched again.

Its feed's words are matched at once; the page comes when its host allows. One asking is one
request: robots.txt, where it is not known, and the page at its next turn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from worker.model import Fetched, PageClaim, PageReport, PageVerdict
from worker.poll.page import ask_page, ask_robots, forbidden, judged, robots_read, unanswered

if TYPE_CHECKING:
    from worker.pipeline.journey import Pipeline


async def claim_pages(pipeline: Pipeline, limit: int) -> list[PageClaim]:
    """Due pages, leased; none without something to read them with, or while we are out."""
    if limit <= 0 or pipeline.reader is None or pipeline.outage.began_at is not None:
        return []
    return await pipeline.in_store(
        pipeline.store.claim_pages, pipeline.owner, limit, pipeline.plan.limits,
        pipeline.clock.now(),
    )  # fmt: skip


async def work_on(pipeline: Pipeline, claim: PageClaim) -> None:
    """One asking for one page, written down."""
    report = await (_robots(pipeline, claim) if claim.robots is None else _page(pipeline, claim))
    now = pipeline.clock.now()
    page = await pipeline.in_store(
        pipeline.store.record_page, claim, report, pipeline.plan.limits, now
    )
    if page is None or not page.words:
        return
    pipeline.tell("page", url=claim.url, verdict=page.verdict, words=page.words)
    if page.verdict is PageVerdict.OK:
        pipeline.wake("read")


async def _robots(pipeline: Pipeline, claim: PageClaim) -> PageReport:
    fetch = pipeline.fetch  # a reload may change it meanwhile
    outcome = await fetch(ask_robots(claim))
    try:
        return robots_read(outcome, claim, pipeline.clock.now())
    finally:
        fetch.done(outcome)


async def _page(pipeline: Pipeline, claim: PageClaim) -> PageReport:
    reader, fetch = pipeline.reader, pipeline.fetch
    if reader is None or claim.robots is None:
        raise AssertionError("a page is claimed with a reader and asked after its robots.txt")
    if claim.robots.body is not None:
        allowed = await reader.may_ask(claim.robots.body, pipeline.plan.user_agent, claim.url)
        refusal = forbidden(allowed, claim, pipeline.clock.now())
        if refusal is not None:
            return refusal
    outcome = await fetch(ask_page(claim))
    try:
        if not isinstance(outcome, Fetched):
            return unanswered(outcome, claim, pipeline.clock.now())
        found = await reader.page(
            outcome.body, outcome.headers, outcome.url, claim.feed_text, claim.repeated
        )
        return judged(found, claim, pipeline.clock.now())
    finally:
        fetch.done(outcome)
