"""What to ask for the page behind an article, and what the answers mean for it.

robots.txt is asked for first, once a day an origin, as a request of its own: the page waits for
its host's gap after it. What fails is asked for up to five times in about a day (polling rule 19).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from worker.model import (
    Ask,
    Failed,
    FailureKind,
    Fetched,
    FetchOutcome,
    PageClaim,
    PageReport,
    PageText,
    PageVerdict,
    Robots,
    Unreadable,
)
from worker.poll.robots import MOST_BYTES

RETRIES = (  # after the first try, the second, ...
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=3),
    timedelta(hours=20),
)
HOPELESS = {FailureKind.HARD, FailureKind.GONE, FailureKind.HOSTILE}
NOT_FOUND, TOO_MANY, SERVER_ERROR, SUCCESS = 404, 429, 500, 200
PAGE_TYPES = {"Accept": "text/html, application/xhtml+xml;q=0.9, */*;q=0.5"}
ROBOTS_TYPES = {"Accept": "text/plain, */*;q=0.5"}


def ask_page(claim: PageClaim) -> Ask:
    """The page, without anything its feed is asked with: that is for the feed's server. Another
    host that it leads to has a robots.txt and a turn of its own.
    """
    return Ask(claim.url, PAGE_TYPES, stay="origin")


def ask_robots(claim: PageClaim) -> Ask:
    """The robots.txt of the page's origin."""
    return Ask(f"{claim.origin}/robots.txt", ROBOTS_TYPES)


def robots_read(outcome: FetchOutcome, claim: PageClaim, now: datetime) -> PageReport:
    """What came of asking for robots.txt: the page is due after it, or both are put off."""
    if isinstance(outcome, Failed) and not _none_there(outcome):
        put_off = _failed(f"robots.txt: {outcome.words}", claim, now, outcome)
        if put_off.due_at is None:
            return put_off
        # The origin's other pages need not find out for themselves.
        return replace(put_off, origin_rests_until=now + RETRIES[0])
    body = outcome.body[:MOST_BYTES] if isinstance(outcome, Fetched) else None
    return PageReport("", due_at=now, robots=Robots(body, now))


def forbidden(
    allowed: bool | Unreadable,  # noqa: FBT001 - an answer, no switch
    claim: PageClaim,
    now: datetime,
) -> PageReport | None:
    """Why the page may not be asked for; None if it may."""
    if allowed is True:
        return None
    if allowed is False:
        return PageReport("robots.txt does not allow it", PageVerdict.REFUSED)
    words = f"robots.txt cannot be read: {allowed.words}"
    return PageReport(words, PageVerdict.REFUSED) if allowed.hostile else _failed(words, claim, now)


def unanswered(outcome: FetchOutcome, claim: PageClaim, now: datetime) -> PageReport:
    """What a failure means: another try, elsewhere perhaps, or that the page cannot be had."""
    if isinstance(outcome, Failed):
        if outcome.leads_to is not None and claim.tries < len(RETRIES):
            # A try, so that hosts that lead to each other come to an end.
            return PageReport("", due_at=now, failed=True, moved_to=outcome.leads_to)
        return _failed(outcome.words, claim, now, outcome)
    return _failed("answered without a page", claim, now)


def judged(found: PageText | Unreadable, claim: PageClaim, now: datetime) -> PageReport:
    """What was read of the page. A child that ended by no fault of the page is another try."""
    if isinstance(found, PageText):
        return PageReport(found.words, found.verdict, text=found.text, line_keys=found.line_keys)
    if found.hostile:
        return PageReport(found.words, PageVerdict.EMPTY)
    return _failed(found.words, claim, now)


def _none_there(failed: Failed) -> bool:
    """Whether the answer means that there is no robots.txt (RFC 9309, 2.3.1): any 4xx, an empty
    one, redirects without end. A 429 asks for patience instead.
    """
    status = failed.status
    return (
        status is not None
        and SUCCESS <= status < SERVER_ERROR
        and status != TOO_MANY
        and failed.kind is not FailureKind.HOSTILE
    )


def _failed(
    words: str, claim: PageClaim, now: datetime, failed: Failed | None = None
) -> PageReport:
    block = None if failed is None else failed.retry_after
    hopeless = failed is not None and (failed.kind in HOPELESS or failed.status == NOT_FOUND)
    if hopeless or claim.tries >= len(RETRIES):
        tried = "" if hopeless else f", {claim.tries + 1} times"
        return PageReport(words + tried, PageVerdict.UNREACHABLE, failed=True, block_host_for=block)
    wait = max(RETRIES[claim.tries], block or timedelta(0))
    return PageReport(words, due_at=now + wait, failed=True, block_host_for=block)
