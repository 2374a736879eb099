"""When to ask a feed again (polling rules 4, 5 and 6).

The *interval* is the feed's healthy rhythm: as configured, or adapted to how often it speaks and
to what the server asks for. The *delay* to the next visit is the interval, or after failures a
back-off that grows with their summed weight. Jitter and a phase of its own keep a feed from
marching in step with others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import blake2b

from worker.model import (
    OUR_NETWORK,
    Failed,
    Feed,
    FeedClaim,
    FetchOutcome,
    Hints,
    Outcome,
    Schedule,
    Tally,
    VisitReport,
)

UNKNOWN_RHYTHM = timedelta(minutes=15)  # until a feed has shown how often it speaks
FLOOR = timedelta(minutes=5)
# Healthy and adaptive, without an `at_most`: missing news costs more than 24 requests a day.
CAP = timedelta(hours=1)
HINT_CAP = timedelta(hours=5)  # the most a server's caching headers or ttl can ask for
BACK_OFF_CAP = timedelta(hours=24)
BACK_OFF_FLOOR = timedelta(seconds=10)  # of the step, for feeds polled every second
OUTAGE_STEP = timedelta(minutes=1)
HOSTILE_STEP = timedelta(hours=1)
GONE_EVERY = timedelta(days=30)
HOURS_A_WEEK = 7 * 24
JITTER = 0.1
LOW_OVERLAP, HIGH_OVERLAP = 1 / 3, 2 / 3  # share of known entries in a 200 (polling rule 4)
MUCH_SOONER, SOONER, LATER = 0.25, 0.5, 1.25  # none known, few, most (rules 20 and 4)
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?([0-9]+)")
_QUOTED_PAIR = re.compile(r'"[^"]*=[^"]*"')  # another directive's words about max-age
_AGE = re.compile(r"\s*([0-9]+)")
_HTTP_DATE = re.compile(
    r"[a-z]+, \d\d[ -][a-z]{3}[ -]\d{2,4} \d\d:\d\d:\d\d gmt"
    r"|[a-z]{3} [a-z]{3} [ \d]\d \d\d:\d\d:\d\d \d{4}",
    re.IGNORECASE | re.ASCII,
)
ROUND_HOUR = timedelta(minutes=30)  # intervals from here on can afford to step off the full hour


@dataclass(frozen=True, slots=True)
class _Rhythm:
    interval: timedelta
    why: str


def next_due(
    tally: Tally,
    *,
    feed: Feed,
    claim: FeedClaim,
    report: VisitReport,
    outcome: FetchOutcome,
    now: datetime,
    dice: float,
) -> Schedule:
    """When to visit `feed` next, after the visit of `report`.

    `dice` is uniform in [0, 1). The due time is always after `now`, within a day of a failure,
    within 30 days of a 410, and not before a Retry-After of up to a day has passed.
    `Schedule.interval` is the healthy rhythm without jitter; failures leave it alone, so that
    success goes back to it.
    """
    rhythm = _rhythm(feed, claim, report, outcome, tally)
    if report.ours:
        delay = OUTAGE_STEP * (1 + JITTER * dice)
        return Schedule(now + delay, rhythm.interval, f"{OUR_NETWORK} is out: tried each minute")
    if report.failure_weight == 0:
        delay = _steady(rhythm.interval, feed, claim, now, dice)
        due, why = _after(now, delay), rhythm.why
        awake = due if feed.every else _awake(_hints(claim, report), due, feed.url)
        if feed.at_most is not None:
            awake = min(awake, max(due, now + feed.at_most))
        if awake > due:
            why += f"; asleep until {awake:%a %H:%M} GMT, says the feed"
        return Schedule(awake, rhythm.interval, why)
    delay, why = _back_off(claim, report, rhythm.interval, dice)
    return Schedule(_after(now, delay), rhythm.interval, why)


def phase(url: str) -> float:
    """A feed's own place in [0, 1), the same for ever."""
    return int.from_bytes(blake2b(url.encode(), digest_size=4).digest()) / 2**32


def in_words(span: timedelta) -> str:
    """A duration in its two largest units: "1h 30m", "5m", "45s", "30d"."""
    left = max(1, round(span.total_seconds()))
    parts: list[str] = []
    for unit, size in (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)):
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count}{unit}")
    return " ".join(parts[:2])


# ---- the healthy rhythm ---------------------------------------------------------------------


def _rhythm(
    feed: Feed, claim: FeedClaim, report: VisitReport, outcome: FetchOutcome, tally: Tally
) -> _Rhythm:
    if feed.every is not None:
        return _Rhythm(feed.every, f"every {in_words(feed.every)} as configured")
    # An error's page may be fresh for a year; the feed is not.
    headers = {} if isinstance(outcome, Failed) or report.failure_weight else outcome.headers
    adapted = _adapted(feed.at_most or CAP, claim, report, headers, tally)
    asked = _asked_by_server(_hints(claim, report), headers)
    if asked is not None and asked.interval > adapted.interval:
        adapted = asked
    if feed.at_most is not None and adapted.interval > feed.at_most:
        return _Rhythm(feed.at_most, f"at most {in_words(feed.at_most)} as configured")
    return adapted


def _adapted(
    cap: timedelta,
    claim: FeedClaim,
    report: VisitReport,
    headers: Mapping[str, str],
    tally: Tally,
) -> _Rhythm:
    """Half the median gap between new entries, steered by how much of the document was known.

    A visit without a document teaches nothing: the rhythm stays what it was. What the server had
    asked for beyond that holds until it says something else.
    """
    if report.feed is None and claim.interval is not None:
        most = cap if headers.keys() & {"cache-control", "expires"} else max(cap, HINT_CAP)
        kept = min(max(claim.interval, FLOOR), most)
        return _Rhythm(kept, f"adaptive: nothing learnt, again after {in_words(kept)}")
    if tally.median_gap is None:
        return _Rhythm(UNKNOWN_RHYTHM, "adaptive: its rhythm is not known yet")
    steering = MUCH_SOONER if report.missed else _steering(tally)
    interval = tally.median_gap / 2 * steering
    gap = in_words(tally.median_gap)
    return _Rhythm(min(max(interval, FLOOR), cap), f"adaptive: new entries about every {gap}")


def _steering(tally: Tally) -> float:
    """Nearly all new: entries may be missed, sooner. Nearly all known: no hurry, later."""
    if tally.entries == 0:
        return 1.0
    overlap = tally.known / tally.entries
    if overlap < LOW_OVERLAP:
        return SOONER
    return LATER if overlap > HIGH_OVERLAP else 1.0


def _hints(claim: FeedClaim, report: VisitReport) -> Hints:
    """The feed's own word, of its last document where this visit brought none."""
    return claim.hints if report.feed is None else report.feed.hints


def _asked_by_server(hints: Hints, headers: Mapping[str, str]) -> _Rhythm | None:
    """The longest interval asked for, by caching headers or by the feed itself."""
    asked: list[_Rhythm] = []
    if fresh := freshness(headers):
        kept = min(fresh, HINT_CAP)
        asked.append(_Rhythm(kept, f"adaptive: fresh for {in_words(kept)}, says the server"))
    for said, name in ((hints.ttl, "ttl of"), (hints.update_every, "made anew every")):
        if said is not None:
            kept = min(said, HINT_CAP)
            asked.append(_Rhythm(kept, f"adaptive: {name} {in_words(kept)}, says the feed"))
    return max(asked, key=lambda rhythm: rhythm.interval, default=None)


def freshness(headers: Mapping[str, str]) -> timedelta | None:
    """How long an answer stays fresh (RFC 9111, 4.2): max-age, or Expires less Date; less Age.

    None where it does not say, says it in no valid way (5.3), or varies with what nobody knows
    (`Vary: *`, 4.1). `no-cache` is ignored: feeds carry it by habit.
    """
    if "*" in headers.get("vary", ""):
        return None
    control = _QUOTED_PAIR.sub("", headers.get("cache-control", "").lower())
    if found := _MAX_AGE.search(control):
        fresh = _seconds(found[1])
    else:
        expires, date = _http_date(headers.get("expires")), _http_date(headers.get("date"))
        if expires is None or date is None:
            return None
        fresh = expires - date
    age = _AGE.match(headers.get("age", ""))
    return max(fresh - (_seconds(age[1]) if age else timedelta(0)), timedelta(0)) or None


def _seconds(digits: str) -> timedelta:
    """Up to 30 years: nobody means more."""
    return timedelta(seconds=int(digits.lstrip("0")[:9] or "0"))


def _http_date(text: str | None) -> datetime | None:
    """One of HTTP's three forms, or None; a lenient reading would make the stale fresh."""
    if not _HTTP_DATE.fullmatch((text or "").strip()):
        return None
    try:
        at = parsedate_to_datetime(text or "")
        return at if at.tzinfo else at.replace(tzinfo=UTC)
    except ValueError:
        return None


# ---- the delay to the next visit -------------------------------------------------------------


def _steady(
    interval: timedelta, feed: Feed, claim: FeedClaim, now: datetime, dice: float
) -> timedelta:
    """The interval with jitter; the first one is shortened by the feed's phase, to spread feeds.

    A configured rhythm counts from the last due time, so that it keeps its average however long
    the visits take.
    """
    delay = interval * (1 + JITTER * (2 * dice - 1))
    if claim.first:
        delay *= (1 + phase(feed.url)) / 2
    elif feed.every is not None:
        late = now - claim.due_at
        if timedelta(0) < late < interval / 2:
            delay -= late
    delay = _off_the_hour(now, delay, feed)
    if feed.every is None and feed.at_most is not None:
        delay = min(delay, feed.at_most)
    return delay


def _off_the_hour(now: datetime, delay: timedelta, feed: Feed) -> timedelta:
    """A little later where the visit would fall on the first minute of an hour, like cron's."""
    if delay < ROUND_HOUR or (now + delay).minute != 0:
        return delay
    return delay + timedelta(minutes=1 + 2 * phase(feed.url))


def _awake(hints: Hints, due: datetime, url: str) -> datetime:
    """The first moment from `due` on in no hour and on no day the feed wants skipped.

    It falls within half an hour of the end of the sleep, at the feed's own place.
    """
    if not hints.skip_hours and not hints.skip_days:
        return due
    moment = due
    for _ in range(HOURS_A_WEEK):
        if moment.weekday() not in hints.skip_days and moment.hour not in hints.skip_hours:
            return moment
        moment = moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        moment += timedelta(minutes=1 + 29 * phase(url))
    return due  # never awake: nobody's meaning


def _back_off(
    claim: FeedClaim, report: VisitReport, interval: timedelta, dice: float
) -> tuple[timedelta, str]:
    """Two intervals for each unit of summed weight: one soft failure costs one interval."""
    if report.outcome is Outcome.GONE:
        return GONE_EVERY * (1 - JITTER * dice), "gone (410): asked once a month"
    count = claim.failures + 1
    weight = max(claim.failure_weight, 0.0) + report.failure_weight
    step = max(interval, BACK_OFF_FLOOR)
    delay = min(step * 2, BACK_OFF_CAP) * weight
    if report.outcome is Outcome.HOSTILE:
        delay = max(delay, HOSTILE_STEP * count)
    delay = min(delay, BACK_OFF_CAP) * (1 - JITTER * dice)
    why = f"{_ordinal(count)} failure in a row: next try after {in_words(delay)}"
    asked = report.block_host_for
    if asked is not None and asked >= delay:
        asked = min(asked, BACK_OFF_CAP)
        delay = min(asked * (1 + JITTER * dice), BACK_OFF_CAP)
        why = f"too many requests, or Retry-After: its host rests {in_words(asked)}"
    return delay, why


def _ordinal(count: int) -> str:
    suffix = {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")
    return f"{count}th" if count % 100 in {11, 12, 13} else f"{count}{suffix}"


def _after(now: datetime, delay: timedelta) -> datetime:
    """The moment, never now or earlier."""
    return now + max(delay, timedelta(seconds=0.5))
