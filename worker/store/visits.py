"""Records one visit whole: fence, articles, validators, schedule, host, in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from worker.model import FeedClaim, HostLimits, Outcome, Schedule, Tally, Visit, VisitReport
from worker.store import pages
from worker.store.intake import SEEN_SLACK, Taken, take_in
from worker.store.rows import NO_LEASE
from worker.store.tables import FEED_IN_BRIEF, feeds, sightings, visits
from worker.store.turns import tell_host

VISITS_KEPT = 30
RHYTHM_OF = 40  # latest entries whose gaps tell a feed's rhythm


def record(
    connection: Connection,
    claim: FeedClaim,
    report: VisitReport,
    schedule: Callable[[Tally], Schedule],
    limits: HostLimits,
    host_of: Callable[[str], str],
    now: datetime,
) -> Visit | None:
    """The visit as kept, or None, with nothing written, if the lease was lost."""
    fence = {"row": claim.id, "by": claim.lease.owner, "fence": claim.lease.attempt}
    feed = connection.execute(_FENCED, fence).one_or_none()
    if feed is None:
        return None
    taken, rhythm = Taken(), feed.median_gap
    if report.feed is not None:
        taken = take_in(connection, feed, report.feed.entries, now)
        taken.entries += report.feed.known
        taken.known += report.feed.known
        if taken.new:
            rhythm = _rhythm(connection, feed.id, now)
        if feed.fulltext:
            pages.queue(connection, taken.told, host_of, now)
            pages.queue_again(connection, taken.edited, now)
    tally = Tally(taken.entries, taken.new, taken.known, taken.revised, rhythm)
    report = _counted(report, taken)
    planned = schedule(tally)
    after = _after(feed, report, taken, planned)
    connection.execute(
        _REWRITE, {"row": feed.id, **after, **NO_LEASE, "median_gap": rhythm, "visited_at": now}
    )
    visit = _visit(feed, report, taken, planned)
    _keep(connection, feed.id, visit)
    tell_host(connection, feed.host, report.block_host_for, limits, now)
    return visit


def _counted(report: VisitReport, taken: Taken) -> VisitReport:
    """The report with what counting added: whether anything was new, in a word and in words."""
    if report.feed is None:
        return report
    outcome = report.outcome
    if outcome is Outcome.NEW and not taken.new and not taken.revised:
        outcome = Outcome.NOTHING_NEW
    counts = (
        (taken.new, f"{taken.new} new"),
        (taken.backlog, f"{taken.backlog} stored quietly"),
        (taken.revised, f"{taken.revised} edited"),
    )
    found = ", ".join(words for count, words in counts if count) or "nothing new"
    return replace(report, outcome=outcome, words=f"{report.words}: {found}")


def _after(feed: Row[Any], report: VisitReport, taken: Taken, planned: Schedule) -> dict[str, Any]:
    """What the feed's row says after the visit."""
    values: dict[str, Any] = {
        "due_at": planned.next_due_at,
        "interval": planned.interval,
        "why": planned.why,
        "last_outcome": report.outcome.value,
        "last_words": report.words,
    }
    if not report.keep_validators:
        values |= {
            "etag": report.etag,
            "last_modified": report.last_modified,
            "body_hash": report.body_hash,
        }
    if report.validated:
        values["validated_at"] = report.at
    if report.feed is not None:
        values["identity"] = feed.identity or report.feed.identity.value
        values["entry_marks"] = report.feed.marks or None
        if not report.feed.known:  # every entry listed was looked at
            values["unlisted_before"] = report.at - SEEN_SLACK
        values["backlog_stored"] = feed.backlog_stored + taken.backlog
    if report.failure_weight or report.outcome in FAILURES:
        values["failures"] = feed.failures + 1
        values["failure_weight"] = feed.failure_weight + report.failure_weight
    else:
        values |= {"failures": 0, "failure_weight": 0.0, "last_ok_at": report.at}
        values["first_ok_at"] = feed.first_ok_at or report.at
    return values


FAILURES = frozenset({Outcome.FAILED, Outcome.NOT_A_FEED, Outcome.HOSTILE, Outcome.GONE})


def _rhythm(connection: Connection, feed_id: int, now: datetime) -> timedelta | None:
    """The median time between the feed's latest new entries, by their dates where they have
    any; None until two differ.
    """
    rows = connection.execute(
        select(sightings.c.published_at, sightings.c.first_seen_at)
        .where(sightings.c.feed_id == feed_id)
        .order_by(sightings.c.first_seen_at.desc(), sightings.c.published_at.desc())
        .limit(RHYTHM_OF)
    )
    moments = sorted({min(row.published_at or row.first_seen_at, now) for row in rows})
    gaps = [later - earlier for earlier, later in pairwise(moments)]
    return timedelta(seconds=median(gap.total_seconds() for gap in gaps)) if gaps else None


def _visit(feed: Row[Any], report: VisitReport, taken: Taken, planned: Schedule) -> Visit:
    return Visit(
        feed_url=feed.url,
        at=report.at,
        outcome=report.outcome,
        words=report.words,
        status=report.status,
        wire_bytes=report.wire_bytes,
        entries=taken.entries,
        new=taken.new,
        revised=taken.revised,
        left_out=0 if report.feed is None else report.feed.left_out,
        elapsed_s=report.elapsed_s,
        next_due_at=planned.next_due_at,
        backlog=taken.backlog,
    )


def _keep(connection: Connection, feed_id: int, visit: Visit) -> None:
    """Append the visit, and forget the one before the latest 30."""
    values = {name: getattr(visit, name) for name in Visit.__slots__ if name != "feed_url"}
    values |= {"feed_id": feed_id, "outcome": visit.outcome.value}
    connection.execute(_APPEND, values)
    connection.execute(_FORGET, {"feed": feed_id})


# Built once: putting these together anew would cost more than running them (0.6 ms a visit).
_FENCED = (
    select(*FEED_IN_BRIEF)
    .where(
        feeds.c.id == bindparam("row"),
        feeds.c.leased_by == bindparam("by"),
        feeds.c.attempt == bindparam("fence"),
    )
    .with_for_update()
)
_REWRITE = feeds.update().where(feeds.c.id == bindparam("row"))
_APPEND = visits.insert()
_OLDEST_KEPT = (
    select(visits.c.id)
    .where(visits.c.feed_id == bindparam("feed"))
    .order_by(visits.c.id.desc())
    .limit(1)
    .offset(VISITS_KEPT - 1)
    .scalar_subquery()
)
_FORGET = visits.delete().where(visits.c.feed_id == bindparam("feed"), visits.c.id < _OLDEST_KEPT)
