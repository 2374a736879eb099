"""What a feed's row says after a visit, as values of its columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import Row

from worker.model import DELTA, Outcome, Schedule, VisitReport
from worker.store.intake import Taken
from worker.store.learnt import kept_hints
from worker.store.storing import SEEN_SLACK

_FAILURES = frozenset({Outcome.FAILED, Outcome.NOT_A_FEED, Outcome.HOSTILE, Outcome.GONE})


def lists_all(report: VisitReport) -> bool:
    """Whether every entry that the feed lists was looked at: no part, no document of news alone.
    One without entries may be a fault, and says of none that the feed lists it no longer.
    """
    feed = report.feed
    return feed is not None and bool(feed.entries) and not feed.known and report.status != DELTA


def after_visit(
    feed: Row[Any], report: VisitReport, taken: Taken, planned: Schedule
) -> dict[str, Any]:
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
        if lists_all(report):
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
    if report.failure_weight or report.outcome in _FAILURES:
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


def elsewhere(
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
