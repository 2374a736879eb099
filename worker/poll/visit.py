"""What to ask a feed for, and what its answer means for what we keep.

Validators are kept only for documents that were read: they are committed with the articles, so
a document that could not be read is asked for again in full.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha256

from worker.model import (
    Ask,
    Failed,
    FailureKind,
    FeedClaim,
    Fetched,
    FetchOutcome,
    NotModified,
    Outcome,
    ParsedFeed,
    Stay,
    Unreadable,
    VisitReport,
)
from worker.poll.politeness import host_key
from worker.text.written import counted

UNCONDITIONALLY_EVERY = timedelta(days=7)  # some servers answer "unchanged" for ever
MAX_ETAG_CHARS = 1_024
FUTURE = timedelta(days=1)  # a Last-Modified beyond is a broken clock's: never "modified since"
EPOCH_YEAR = 1971  # and one of 1970 is no date at all
_GZIP = b"\x1f\x8b"
# Bytes after the last entry, mostly and at most: writers' comments stand there.
_END, _TAIL = 100, 4_000
_ENDED = re.compile(
    rb"</\s*(?:[\w.-]+:)?(?:rss|feed|rdf|urlset|sitemapindex|html)\s*>"
    rb"|</\s*(?:[\w.-]+:)?channel\s*>(?![\s\S]*<(?:[\w.-]+:)?item\b)"  # RSS 1.0 ends it before them
    rb"|<(?:[\w.-]+:)?(?:rss|feed|rdf)\b[^<>]*/>|[}\]]\s*\Z",
    re.IGNORECASE,
)


def body_hash(body: bytes) -> str:
    """128 bits of the body as 32 hex digits. Processors that know SHA-256 take half the time of
    another hash's.
    """
    return sha256(body).hexdigest()[:32]


def should_ask_unconditionally(claim: FeedClaim, now: datetime) -> bool:
    """Whether the last whole answer is a week old, unknown, or dated by a clock that jumped."""
    seen = claim.validated_at
    return seen is None or not timedelta(0) <= now - seen < UNCONDITIONALLY_EVERY


def ask_for(claim: FeedClaim, headers: Mapping[str, str], now: datetime) -> Ask:
    """What to ask; `headers` are the feed's own, from the configuration."""
    if claim.asked_url is not None:
        url, headers = claim.asked_url, {}  # they were meant for the old address
    else:
        url = claim.url
    # One that has its host's own turn may burden no other: it waits for that one's turn first.
    stay: Stay | None = "host" if claim.host == host_key(url) else None
    if should_ask_unconditionally(claim, now):
        return Ask(url, headers, stay=stay)
    return Ask(url, headers, claim.etag, claim.last_modified, stay=stay)


def judge(
    outcome: FetchOutcome,
    parsed: ParsedFeed | Unreadable | None,
    claim: FeedClaim,
    now: datetime,
    seen: str | None = None,
) -> VisitReport:
    """The report of one visit; `seen` is the hash of the body, if there is one.

    `parsed` is None where nothing was parsed: no body, or the very bytes of last time. A document
    that was read is `Outcome.NEW`; the store, which counts, makes it `NOTHING_NEW` where it is.
    """
    if isinstance(outcome, Failed):
        return _failed(outcome, now)
    if isinstance(outcome, NotModified):
        return _unchanged(outcome, claim, now)
    if parsed is None:
        return _same_body(outcome, claim, now)
    if isinstance(parsed, Unreadable):
        return _unreadable(outcome, parsed, now)
    return _read(outcome, parsed, now, seen)


def _failed(failed: Failed, now: datetime) -> VisitReport:
    """A failure says nothing about the document: what we hold stays valid."""
    outcomes = {FailureKind.GONE: Outcome.GONE, FailureKind.HOSTILE: Outcome.HOSTILE}
    return VisitReport(
        outcomes.get(failed.kind, Outcome.FAILED),
        failed.words,
        now,
        failed.status,
        failed.wire_bytes,
        failed.elapsed_s,
        keep_validators=True,
        failure_weight=failed.kind.weight,
        block_host_for=failed.retry_after,
        answered_by=failed.redirected_to,
    )


def _unchanged(answer: NotModified, claim: FeedClaim, now: datetime) -> VisitReport:
    """A 304 may carry fresh validators; one it does not carry stays."""
    etag, last_modified = _validators(answer.headers, now)
    return VisitReport(
        Outcome.NOT_MODIFIED,
        "unchanged",
        now,
        304,
        answer.wire_bytes,
        answer.elapsed_s,
        etag=etag or claim.etag,
        last_modified=last_modified or claim.last_modified,
        body_hash=claim.body_hash,
        answered_by=answer.url,
    )


def _same_body(answer: Fetched, claim: FeedClaim, now: datetime) -> VisitReport:
    etag, last_modified = _validators_of_whole(answer, now)
    return VisitReport(
        Outcome.SAME_BODY,
        "the same bytes as last time",
        now,
        answer.status,
        answer.wire_bytes,
        answer.elapsed_s,
        etag=etag,
        last_modified=last_modified,
        body_hash=claim.body_hash,
        validated=True,
        answered_by=answer.url,
    )


def _unreadable(answer: Fetched, parsed: Unreadable, now: datetime) -> VisitReport:
    """Validators of a document nobody could read are dropped, so that it is sent again."""
    outcome, kind = Outcome.NOT_A_FEED, FailureKind.SOFT
    if parsed.hostile:
        outcome, kind = Outcome.HOSTILE, FailureKind.HOSTILE
    elif parsed.ours:
        outcome, kind = Outcome.FAILED, FailureKind.TEMPORARY
    return VisitReport(
        outcome,
        parsed.words,
        now,
        answer.status,
        answer.wire_bytes,
        answer.elapsed_s,
        failure_weight=kind.weight,
        answered_by=answer.url,
    )


def _read(answer: Fetched, feed: ParsedFeed, now: datetime, seen: str | None) -> VisitReport:
    etag, last_modified = _validators_of_whole(answer, now)
    count = len(feed.entries) + feed.known
    words = counted(count, "entry", "entries")
    if feed.left_out:
        words += f", {feed.left_out} older ones left out"
    if _breaks_off(answer.body):
        words += ", then the document breaks off"
    return VisitReport(
        Outcome.NEW if feed.entries else Outcome.NOTHING_NEW,
        words,
        now,
        answer.status,
        answer.wire_bytes,
        answer.elapsed_s,
        feed=feed,
        etag=etag,
        last_modified=last_modified,
        body_hash=seen,
        validated=True,
        answered_by=answer.url,
    )


def _breaks_off(body: bytes) -> bool:
    """Whether a document that was read has no end; of a file in gzip it cannot be seen."""
    tails = (body[-most:].replace(b"\0", b"") for most in (_END, _TAIL))
    return not body.startswith(_GZIP) and not any(map(_ENDED.search, tails))


def _validators_of_whole(answer: Fetched, now: datetime) -> tuple[str | None, str | None]:
    """None of a document that breaks off: the rest may come when it is asked for in full."""
    return (None, None) if _breaks_off(answer.body) else _validators(answer.headers, now)


def _validators(headers: Mapping[str, str], now: datetime) -> tuple[str | None, str | None]:
    """ETag and Last-Modified exactly as received, where they can be believed (polling rule 2)."""
    if headers.get("expires", "").strip() == "0":
        return None, None
    etag, last_modified = headers.get("etag", ""), headers.get("last-modified", "")
    return (
        etag if 0 < len(etag) <= MAX_ETAG_CHARS else None,
        last_modified if _believable(last_modified, now) else None,
    )


def _believable(last_modified: str, now: datetime) -> bool:
    """Whether a Last-Modified is a date that has been, and not the start of the epoch."""
    try:
        at = parsedate_to_datetime(last_modified)
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        return at.year >= EPOCH_YEAR and at <= now + FUTURE
    except (ValueError, TypeError, IndexError, OverflowError):
        return False
