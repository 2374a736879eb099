"""Feeds, claims and reports to vary, for the pure rooms' tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from tests.poll.clocks import NOW
from worker.model import (
    Entry,
    Failed,
    FailureKind,
    Feed,
    FeedClaim,
    Fetched,
    FetchOutcome,
    Identity,
    Lease,
    NotModified,
    ParsedFeed,
    Schedule,
    Tally,
    Unreadable,
)
from worker.poll.cadence import next_due
from worker.poll.visit import judge

URL = "https://news.example/feed"
LEASE = Lease("me", 1, NOW + timedelta(seconds=30))
CLAIM = FeedClaim(
    1, URL, "news.example", LEASE, due_at=NOW, first=False, etag='"e"',
    last_modified="Sat, 21 Nov 2026 08:00:00 GMT", body_hash="0" * 32,
    validated_at=NOW - timedelta(days=1), interval=timedelta(minutes=20),
)  # fmt: skip
FEED = Feed(URL, "news")
BODY = b"<rss/>"


def claim(**changes: Any) -> FeedClaim:
    return replace(CLAIM, **changes)


def feed(**changes: Any) -> Feed:
    return replace(FEED, **changes)


def fetched(**headers: str) -> Fetched:
    named = {name.lower().replace("_", "-"): value for name, value in headers.items()}
    return Fetched(200, named, BODY, URL, wire_bytes=6, elapsed_s=0.5)


def failed(kind: FailureKind = FailureKind.SOFT, **changes: Any) -> Failed:
    return replace(Failed(kind, "answered 500", 500), **changes)


def parsed(entries: int = 3, **changes: Any) -> ParsedFeed:
    listed = tuple(Entry(f"{n:032x}", "0" * 32, f"title {n}") for n in range(entries))
    return ParsedFeed("rss20", listed, Identity.GUID, **changes)


MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NOTHING = Tally(entries=0, new=0, known=0, revised=0)
STEADY = Tally(entries=20, new=8, known=12, revised=0, median_gap=40 * MINUTE)
UNCHANGED = NotModified({}, 0, 0.1)


def plan(
    outcome: FetchOutcome | None = None,
    document: ParsedFeed | Unreadable | None = None,
    tally: Tally = STEADY,
    *,
    of: Feed = FEED,
    by: FeedClaim = CLAIM,
    now: datetime = NOW,
    dice: float = 0.5,
) -> Schedule:
    """The schedule after a visit; by default a good one with the dice in the middle."""
    if outcome is None:
        outcome, document = fetched(), document or parsed()
    report = judge(outcome, document, by, now)
    return next_due(tally, feed=of, claim=by, report=report, outcome=outcome, now=now, dice=dice)


def minutes(schedule: Schedule) -> float:
    return (schedule.next_due_at - NOW) / MINUTE
