"""Records visits whole: fence, articles, validators, schedule, host, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from worker.model import (
    DELTA,
    FeedClaim,
    HostLimits,
    Outcome,
    Schedule,
    Tally,
    Visit,
    VisitReport,
)
from worker.parse.known import LeftOut
from worker.ports import Recording
from worker.store import pages
from worker.store.intake import Taken, take_in
from worker.store.learnt import kept_hints, kept_move
from worker.store.rhythm import latest_moments, median_gap
from worker.store.rows import NO_LEASE, fence, fenced
from worker.store.storing import SEEN_SLACK
from worker.store.tables import FEED_IN_BRIEF, feeds, sightings, visits
from worker.store.turns import make_hosts, tell_host

VISITS_KEPT = 30
LONG_UNCHANGED = timedelta(days=7)  # of the ninety that what is not listed is remembered


def record(
    connection: Connection, recordings: Sequence[Recording], host_of: Callable[[str], str]
) -> list[Visit | None]:
    """The visits as kept; None, with nothing written, where the lease was lost."""
    found = [_record(connection, *each, host_of) for each in recordings]
    both = zip(recordings, found, strict=True)
    kept = [(each.claim.id, visit) for each, visit in both if visit is not None]
    if kept:
        connection.execute(_APPEND, [_row(feed_id, visit) for feed_id, visit in kept])
        connection.execute(_FORGET, [{"feed": feed_id} for feed_id, _ in kept])
    return found


def _record(
    connection: Connection,
    claim: FeedClaim,
    report: VisitReport,
    schedule: Callable[[Tally], Schedule],
    limits: HostLimits,
    now: datetime,
    host_of: Callable[[str], str],
) -> Visit | None:
    """The visit, all but it written; None, with nothing written, if the lease was lost."""
    feed = connection.execute(_FENCED, fence(claim.id, claim.lease)).one_or_none()
    if feed is None:
        return None
    taken, rhythm, moments = Taken(), feed.median_gap, list[datetime]()
    if report.feed is not None:
        _still_listed(connection, feed, report)
        left_out = LeftOut(report.feed.known, claim.marks, report.feed.marks)
        taken = take_in(connection, feed, report.feed.entries, now, left_out)
        taken.entries += report.feed.known
        taken.known += report.feed.known
        if taken.new:
            moments = latest_moments(connection, feed.id, now)
            rhythm = median_gap(moments)
        if feed.fulltext:
            pages.queue(connection, taken.told, host_of, now)
            pages.queue_again(connection, taken.edited, now)
    tally = Tally(taken.entries, taken.new, taken.known, taken.revised, rhythm)
    report = _counted(report, taken)
    planned = schedule(tally)
    asked, answered = _hosts(feed, report, host_of)
    if answered != feed.host:
        make_hosts(connection, [answered])
    after: dict[str, Any] = {"move": kept_move(planned.move)}
    if planned.asked_url != feed.asked_url:
        report, where = _elsewhere(feed, report, planned, host_of)
        make_hosts(connection, [where["host"]])
        after |= where
    elif _takes_its_turns(report):
        after["host"] = answered
    if moments:
        newest = max(filter(None, (feed.newest_at, moments[-1])))
        after |= {"newest_at": newest, "silence_from": newest + 2 * (rhythm or timedelta(0))}
    after |= _after(feed, report, taken, planned)
    connection.execute(
        _REWRITE, {"row": feed.id, **after, **NO_LEASE, "median_gap": rhythm, "visited_at": now}
    )
    for host in sorted({feed.host, asked, answered}):  # in one order, as all workers lock them
        rest = report.block_host_for if host == answered else None
        tell_host(connection, host, rest, limits, now)
    return _visit(feed, report, taken, planned)


def _hosts(feed: Row[Any], report: VisitReport, host_of: Callable[[str], str]) -> tuple[str, str]:
    """The host that was asked, and the one that answered: where redirects led, another."""
    asked = host_of(feed.asked_url or feed.url)
    return asked, host_of(report.answered_by) if report.answered_by else asked


def _takes_its_turns(report: VisitReport) -> bool:
    """Whether the feed is asked from now on when the host that answered may be: it answered well,
    or wants to be left alone. So the feeds of many sites that one provider serves wait for each
    other, though each is redirected there.
    """
    if report.ours:
        return False
    return not report.failure_weight or report.block_host_for is not None


def _still_listed(connection: Connection, feed: Row[Any], report: VisitReport) -> None:
    """Entries are not written again while the feed answers "unchanged". Before a document says
    what it no longer lists, those of the one before were seen as late as that was confirmed.
    """
    since, until = feed.unlisted_before, feed.last_ok_at
    if (
        _lists_all(report)
        and since is not None
        and until is not None
        and until - since > LONG_UNCHANGED
    ):
        connection.execute(_SEEN, {"feed": feed.id, "since": since, "until": until})


def _lists_all(report: VisitReport) -> bool:
    """Whether every entry that the feed lists was looked at: no part, no document of news alone.
    One without entries may be a fault, and says of none that the feed lists it no longer.
    """
    feed = report.feed
    return feed is not None and bool(feed.entries) and not feed.known and report.status != DELTA


_SEEN = (
    sightings.update()
    .where(
        sightings.c.feed_id == bindparam("feed"),
        sightings.c.seen_at >= bindparam("since"),
        sightings.c.seen_at < bindparam("until"),
    )
    .values(seen_at=bindparam("until"))
)


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
    if report.missed:
        found += "; none was known, so some before them were probably missed"
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
        if taken.entries:  # a document without entries shows nothing of how they are told apart
            values["identity"] = feed.identity or report.feed.identity.value
        values["entry_marks"] = report.feed.marks or None
        if _lists_all(report):
            values["unlisted_before"] = report.at - SEEN_SLACK
        values["backlog_stored"] = feed.backlog_stored + taken.backlog
        values["hints"] = kept_hints(report.feed.hints)
        values["missed"] = feed.missed + report.missed
        emptied = not taken.entries and report.status != DELTA and feed.newest_at is not None
        values["empty_since"] = (feed.empty_since or report.at) if emptied else None
        if feed.empty_since is not None and not emptied:  # it speaks again, if with old news
            values["newest_at"] = report.at
    if not report.ours:
        values |= _counts(feed, report)
    return values


def _counts(feed: Row[Any], report: VisitReport) -> dict[str, Any]:
    """What the visit counts against the feed, or for it."""
    if report.failure_weight or report.outcome in FAILURES:
        failing: dict[str, Any] = {
            "failures": feed.failures + 1,
            "failure_weight": feed.failure_weight + report.failure_weight,
            "failing_since": feed.failing_since or report.at,
        }
        if report.outcome is Outcome.GONE and feed.last_outcome != Outcome.GONE.value:
            failing["told_failing_at"] = None  # that it is gone is told, though it failed before
        return failing
    return {
        "failures": 0,
        "failure_weight": 0.0,
        "failing_since": None,
        "last_ok_at": report.at,
        "first_ok_at": feed.first_ok_at or report.at,
    }


def _elsewhere(
    feed: Row[Any], report: VisitReport, planned: Schedule, host_of: Callable[[str], str]
) -> tuple[VisitReport, dict[str, Any]]:
    """Another address: the report without validators, which were the old one's, and the row."""
    url = planned.asked_url or feed.url
    news = "it has moved for good and is" if planned.asked_url else "where it had moved fails, so"
    words = f"{report.words}; {news} asked at {url} from now on"
    unvalidated = replace(
        report, words=words, keep_validators=False, etag=None, last_modified=None, body_hash=None
    )
    return unvalidated, {"asked_url": planned.asked_url, "host": host_of(url)}


FAILURES = frozenset({Outcome.FAILED, Outcome.NOT_A_FEED, Outcome.HOSTILE, Outcome.GONE})


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


def _row(feed_id: int, visit: Visit) -> dict[str, Any]:
    values = {name: getattr(visit, name) for name in Visit.__slots__ if name != "feed_url"}
    return values | {"feed_id": feed_id, "outcome": visit.outcome.value}


# Built once: putting these together anew would cost more than running them (0.6 ms a visit).
_FENCED = select(*FEED_IN_BRIEF).where(fenced(feeds)).with_for_update()
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
