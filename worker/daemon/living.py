"""Which workers live; and where cron runs `once`, whether the last run ended well and of late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from worker.text.written import ago, lasting

if TYPE_CHECKING:
    from worker.store.views import WorkerView

ALIVE = timedelta(seconds=60)  # a worker beats every 5 s; a minute of silence is no pause
LATE = 3  # so many of cron's usual gaps without a `once` are too many
SOONEST_LATE = timedelta(minutes=10)  # one run may take that long
UNKNOWN = timedelta(days=1)  # where a single `once` has ended, and cron's gap is not known


def alive(worker: WorkerView, present: datetime) -> bool:
    """Whether a worker has beaten within the last minute, and did not say that it ends."""
    return worker.ended_at is None and abs(present - worker.beat_at) < ALIVE


def state_of(worker: WorkerView, present: datetime) -> str:
    """`alive`, `gone`, `stopped`, or `once` for one that ended so."""
    if alive(worker, present):
        return "alive"
    if worker.ended_at is None:
        return "gone"
    return "once" if worker.once else "stopped"


def standing_still(workers: Sequence[WorkerView], present: datetime) -> str | None:
    """Why nobody does the work, in a sentence; None where a worker lives, or the last to be seen
    was a `once` that ended well and is not overdue. `workers` are as last seen, latest first.
    """
    if not workers:
        return "no worker has ever run on this database: start `wirebell run`"
    if any(alive(worker, present) for worker in workers):
        return None
    if past := _by_now(workers, present):
        return _overdue(past, present)
    ahead = lasting((_seen(workers[0]) - present).total_seconds())
    return f"no worker is running: the last sign of life lies {ahead} ahead: a clock was wrong"


def _overdue(workers: Sequence[WorkerView], present: datetime) -> str | None:
    """What is wrong about the latest of workers that live no more, in a sentence."""
    latest = workers[0]
    if latest.ended_at is None:
        return f"no worker is running: the last sign of life was {ago(latest.beat_at, present)}"
    ended = ago(latest.ended_at, present)
    if not latest.once:
        return f"no worker is running: the last one was stopped {ended}"
    gap = _usual_gap(workers)
    if present - latest.ended_at <= (max(LATE * gap, SOONEST_LATE) if gap else UNKNOWN):
        return None
    usual = f", and it came at least every {lasting(gap.total_seconds())}" if gap else ""
    return f"no worker is running: the last `wirebell once` ended {ended}{usual}"


def life_sign(workers: Sequence[WorkerView], present: datetime) -> str:
    """The good news of workers that do not stand still."""
    beats = [worker.beat_at for worker in workers if alive(worker, present)]
    if beats:
        return f"a worker beat {ago(min(max(beats), present), present)}"
    ended = _by_now(workers, present)[0].ended_at
    return f"the last `wirebell once` ended well {ago(ended, present)}"


def worth_showing(workers: Sequence[WorkerView], present: datetime) -> list[WorkerView]:
    """Those that live, and the latest of the others where none does."""
    live = [worker for worker in workers if alive(worker, present)]
    return live or (_by_now(workers, present) or list(workers))[:1]


def _by_now(workers: Sequence[WorkerView], present: datetime) -> list[WorkerView]:
    """Without those last seen in a time to come: their clock was wrong, or ours is."""
    return [worker for worker in workers if _seen(worker) < present + ALIVE]


def _seen(worker: WorkerView) -> datetime:
    return worker.ended_at or worker.beat_at


def _usual_gap(workers: Sequence[WorkerView]) -> timedelta | None:
    """The longest time there was between two ends of a `once`; None where fewer are known."""
    ends = [worker.ended_at for worker in workers if worker.once and worker.ended_at is not None]
    return max((later - earlier for later, earlier in pairwise(ends)), default=None)
