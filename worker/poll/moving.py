"""Whether a feed has moved for good, and whether it has come back (polling rule 8).

A permanent redirect is believed only when it was said three times over a day, for a document that
lists what we know: hacked sites and captive portals redirect too. The address in the
configuration stays the feed's name, and is asked again when the new one fails.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from worker.model import (
    Failed,
    Feed,
    FeedClaim,
    FetchOutcome,
    Move,
    NotModified,
    Outcome,
    Schedule,
    Tally,
    VisitReport,
)

ANSWERS, OVER = 3, timedelta(hours=24)
FAILURES_BACK = 3  # in a row at the new address, until the old one is asked again
BACK_WITHIN = timedelta(hours=1)


def moved(
    planned: Schedule,
    *,
    feed: Feed,
    claim: FeedClaim,
    report: VisitReport,
    outcome: FetchOutcome,
    tally: Tally,
    now: datetime,
) -> Schedule:
    """The schedule with the address to ask from now on, and the move announced so far."""
    if isinstance(outcome, Failed):
        where = _after_failure(claim, report)
        if where != claim.asked_url and planned.next_due_at > now + BACK_WITHIN:
            why = "where it had moved fails: the address it moved from may answer at once"
            planned = replace(planned, next_due_at=now + BACK_WITHIN, why=why)
        return replace(planned, asked_url=where, move=claim.move)
    move = _announced(claim, outcome.moved_to, shares=_shares(report, tally), now=now)
    # Only a document shows that it is the feed's: anything may answer "unchanged".
    if move is None or isinstance(outcome, NotModified) or not _believed(move, feed, now):
        return replace(planned, asked_url=claim.asked_url, move=move)
    return replace(planned, asked_url=move.to, move=None)


def _announced(
    claim: FeedClaim, moved_to: str | None, *, shares: bool, now: datetime
) -> Move | None:
    if moved_to is None or not shares:
        return None
    if claim.move is None or claim.move.to != moved_to:
        return Move(moved_to, now)
    return replace(claim.move, answers=claim.move.answers + 1)


def _shares(report: VisitReport, tally: Tally) -> bool:
    """Whether the document is one we know: unchanged, or with an entry we have."""
    if report.feed is None:
        return report.outcome in {Outcome.NOT_MODIFIED, Outcome.SAME_BODY}
    return tally.known + tally.revised > 0


def _believed(move: Move, feed: Feed, now: datetime) -> bool:
    """Long and often enough; never where a login of ours would have to go along."""
    ours = bool(feed.headers) or "@" in urlsplit(feed.url).netloc
    return not ours and move.answers >= ANSWERS and now - move.since >= OVER


def _after_failure(claim: FeedClaim, report: VisitReport) -> str | None:
    if claim.asked_url is None or report.ours:
        return claim.asked_url
    lost = report.outcome is Outcome.GONE or claim.failures + 1 >= FAILURES_BACK
    return None if lost else claim.asked_url
