"""Records visits whole: fence, articles, validators, schedule, host, in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, select

from worker.model import Outcome, Schedule, Tally, Visit, VisitReport
from worker.parse.known import LeftOut
from worker.ports import Recording
from worker.store import pages
from worker.store.feedrow import after_visit, elsewhere, lists_all
from worker.store.homes import known
from worker.store.intake import Listed, Taken, take_in
from worker.store.learnt import kept_move
from worker.store.rhythm import latest_moments, median_gap
from worker.store.rows import NO_LEASE, is_held
from worker.store.storing import Later
from worker.store.tables import FEED_IN_BRIEF, feeds, sightings, visits
from worker.store.turns import Answer, make_hosts, tell_hosts

VISITS_KEPT = 30
LONG_UNCHANGED = timedelta(days=7)  # of the ninety that what is not listed is remembered


@dataclass(slots=True)
class _Work:
    """A visit whose lease stands, with what its document brought."""

    recording: Recording
    feed: Row[Any]  # locked
    taken: Taken = field(default_factory=Taken)


class _Settled(NamedTuple):
    """What is to be written of a visit when all documents are taken in."""

    feed_id: int
    visit: Visit
    row: dict[str, Any]  # of the feed
    answers: list[Answer]


def record(
    connection: Connection, recordings: Sequence[Recording], host_of: Callable[[str], str]
) -> list[Visit | None]:
    """The visits as kept; None, with nothing written, where the lease was lost.

    A statement costs more than a row, so what concerns one feed alone is asked and written for
    all of them at once.
    """
    held = _held(connection, recordings)
    _take_all_in(connection, list(held.values()), host_of)
    settled = {place: _settled(connection, work, host_of) for place, work in held.items()}
    _write(connection, list(settled.values()))
    return [settled[place].visit if place in settled else None for place in range(len(recordings))]


def _held(connection: Connection, recordings: Sequence[Recording]) -> dict[int, _Work]:
    """Those whose leases stand, by place; of two of one lease the first."""
    ids = sorted({each.claim.id for each in recordings})
    rows = {row.id: row for row in connection.execute(_LOCKED, {"ids": ids})}
    held: dict[int, _Work] = {}
    for place, each in enumerate(recordings):
        row = rows.get(each.claim.id)
        if row is not None and is_held(row, each.claim.lease):
            held[place] = _Work(each, rows.pop(row.id))
    return held


def _take_all_in(
    connection: Connection, works: Sequence[_Work], host_of: Callable[[str], str]
) -> None:
    """Store what the documents bring, and have each work tell of it."""
    keys: dict[int, list[str]] = {}
    for work in works:
        report = work.recording.report
        if report.feed is not None:
            _still_listed(connection, work.feed, report)
            keys[work.feed.id] = [entry.key for entry in report.feed.entries]
    stored, later = known(connection, keys), Later()
    for work in works:
        claim, report, _, _, now = work.recording
        if report.feed is None:
            continue
        left_out = LeftOut(report.feed.known, claim.marks, report.feed.marks)
        listed = Listed(report.feed.entries, stored[work.feed.id], left_out)
        work.taken = taken = take_in(connection, work.feed, listed, later, now)
        taken.entries += report.feed.known
        taken.known += report.feed.known
        if work.feed.fulltext:
            pages.queue(connection, taken.told, host_of, now)
            pages.queue_again(connection, taken.edited, now)
    later.write(connection)


def _settled(connection: Connection, work: _Work, host_of: Callable[[str], str]) -> _Settled:
    """When the feed is due again, and what its row says now."""
    feed, taken = work.feed, work.taken
    _, report, schedule, limits, now = work.recording
    rhythm, moments = feed.median_gap, list[datetime]()
    if taken.new:
        moments = latest_moments(connection, feed.id, now)
        rhythm = median_gap(moments)
    tally = Tally(taken.entries, taken.new, taken.known, taken.revised, rhythm)
    report = _counted(report, taken)
    planned = schedule(tally)
    asked, answered = _hosts(feed, report, host_of)
    if answered != feed.host:
        make_hosts(connection, [answered])
    after: dict[str, Any] = {"move": kept_move(planned.move)}
    if planned.asked_url != feed.asked_url:
        report, where = elsewhere(feed, report, planned, host_of)
        make_hosts(connection, [where["host"]])
        after |= where
    elif _takes_its_turns(report):
        after["host"] = answered
    if moments:
        newest = max(filter(None, (feed.newest_at, moments[-1])))
        after |= {"newest_at": newest, "silence_from": newest + 2 * (rhythm or timedelta(0))}
    after |= after_visit(feed, report, taken, planned)
    after |= {"row": feed.id, **NO_LEASE, "median_gap": rhythm, "visited_at": now}
    rests = dict.fromkeys((feed.host, asked)) | {answered: report.block_host_for}
    answers = [Answer(host, limits.gap, rest, now) for host, rest in rests.items()]
    return _Settled(feed.id, _visit(feed, report, taken, planned), after, answers)


def _write(connection: Connection, settled: Sequence[_Settled]) -> None:
    """The feeds' rows, their hosts, and the visits."""
    rows: defaultdict[frozenset[str], list[dict[str, Any]]] = defaultdict(list)
    for each in settled:
        rows[frozenset(each.row)].append(each.row)  # one statement writes the same columns
    for alike in rows.values():
        connection.execute(_REWRITE, alike)
    tell_hosts(connection, [answer for each in settled for answer in each.answers])
    if settled:
        connection.execute(_APPEND, [_row(each.feed_id, each.visit) for each in settled])
        connection.execute(_FORGET, [{"feed": each.feed_id} for each in settled])


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
        lists_all(report)
        and since is not None
        and until is not None
        and until - since > LONG_UNCHANGED
    ):
        connection.execute(_SEEN, {"feed": feed.id, "since": since, "until": until})


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
_LOCKED = (  # in one order, as all workers lock them
    select(*FEED_IN_BRIEF)
    .where(feeds.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(feeds.c.id)
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
