"""The circuit breaker of one receiver: what its answers leave it to be sent, and how fast.

After ten failures in a row nothing is sent but a probe now and then; the first message it takes
opens the way for the rest, at a bounded rate. Nothing is dropped meanwhile. The state lives in
the channel's row, so that all workers share it; these functions only say what it becomes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from worker.deliver.retry import LONGEST
from worker.model import Answer, Answered, Breaker, Delivered, Flow, Paused, Settlement

MOST_FAILURES = 10  # in a row
# A probe waits a tenth of the time it has been failing: a short outage is noticed to be over
# within seconds, and one of a day costs its receiver some three hundred requests.
PROBE_SHARE = 10
SOONEST_PROBE = timedelta(seconds=30)
LATEST_PROBE = timedelta(minutes=5)
PROBE_UNDER_WAY = timedelta(seconds=30)  # then its worker is dead, and another may probe
DRAIN_GAP = timedelta(milliseconds=200)  # 300 a minute: a day of 5,000 alerts in 17 minutes
BURST = timedelta(seconds=1)  # of unused turns may be made up for: a worker ticks that often


def after(breaker: Breaker, answer: Answer, settlement: Settlement, now: datetime) -> Breaker:
    """The breaker after one attempt. A Retry-After holds for the whole channel; a channel that
    is gone (410) rests by other means.
    """
    if isinstance(settlement, Delivered):
        if breaker.flow is Flow.PROBING:
            return replace(breaker, flow=Flow.DRAINING, failures=0, rests_until=None, paced_at=now)
        asked = breaker.rests_until
        return replace(breaker, failures=0, rests_until=asked if asked and asked > now else None)
    if isinstance(settlement, Paused):
        return breaker
    failures = breaker.failures + 1
    flow = breaker.flow if failures < MOST_FAILURES else Flow.PROBING
    rests = [breaker.rests_until]
    if flow is Flow.PROBING:
        rests.append(now + _until_probe(breaker.failing_since or now, now))
    if isinstance(answer, Answered) and answer.retry_after is not None:
        rests.append(now + min(answer.retry_after, LONGEST))
    latest = max((moment for moment in rests if moment is not None), default=None)
    return replace(breaker, flow=flow, failures=failures, rests_until=latest)


def _until_probe(failing_since: datetime, now: datetime) -> timedelta:
    return min(max((now - failing_since) / PROBE_SHARE, SOONEST_PROBE), LATEST_PROBE)


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast one receiver may be sent to. `gap` is the configured time a message, on average;
    without one the rate is bounded only while it drains.
    """

    gap: timedelta | None = None

    @property
    def bounded(self) -> bool:
        """Whether the rate counts even while all is well."""
        return self.gap is not None

    def room(self, breaker: Breaker, wanted: int, now: datetime) -> int:
        """How many of `wanted` messages may go now."""
        if breaker.rests_until is not None and now < breaker.rests_until:
            return 0
        if breaker.flow is Flow.PROBING:
            return min(wanted, 1)
        gap = self._gap(breaker)
        if gap is None:
            return wanted
        turn = _turn(breaker, gap, now)
        return 0 if now < turn else min(wanted, (now - turn) // gap + 1)

    def claimed(self, breaker: Breaker, got: int, now: datetime, *, left: bool) -> Breaker:
        """The breaker once `got` messages were taken to be sent; `left` says whether more are
        due. Draining ends when none is.
        """
        if breaker.flow is Flow.PROBING:
            return replace(breaker, rests_until=now + PROBE_UNDER_WAY) if got else breaker
        gap = self._gap(breaker)
        if gap is not None and got:
            breaker = replace(breaker, paced_at=_turn(breaker, gap, now) + got * gap)
        if breaker.flow is Flow.DRAINING and not left:
            breaker = replace(breaker, flow=Flow.CLOSED)
        return breaker

    def _gap(self, breaker: Breaker) -> timedelta | None:
        return DRAIN_GAP if self.gap is None and breaker.flow is Flow.DRAINING else self.gap


def _turn(breaker: Breaker, gap: timedelta, now: datetime) -> datetime:
    """The turn of the next message; unused turns older than a burst are gone."""
    earliest = now - max(BURST - gap, timedelta(0))
    return earliest if breaker.paced_at is None else max(breaker.paced_at, earliest)
