"""What is built to stall costs what its length does: growth is asserted, never a time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

Given = TypeVar("Given")
Found = TypeVar("Found")

TIMES = 8  # so many times longer is the long one
MOST = 3 * TIMES  # times as dear may it be; what grows with the square is 64 times
LITTLE_S = 0.2  # what takes less shows nothing of its growth


def grown(work: Callable[[Given], Found], made: Callable[[int], Given], size: int) -> Found:
    """What `work` finds in `made(size)`; fails if its cost grows much faster than the size.

    The short one is measured only where the long one took a while, and both again before a
    verdict: whatever else the machine does in between slows one of them.
    """
    spent, found = _timed(work, made(size))
    if spent > LITTLE_S:
        short = min(_timed(work, made(size // TIMES))[0] for _ in range(3))
        if spent > MOST * short:
            spent = min(spent, *(_timed(work, made(size))[0] for _ in range(2)))
            short = max(short, *(_timed(work, made(size // TIMES))[0] for _ in range(2)))
        assert spent <= MOST * short, f"{TIMES} times the size took {spent / short:.0f} times"
    return found


def _timed(work: Callable[[Given], Found], given: Given) -> tuple[float, Found]:
    began = time.process_time()
    found = work(given)
    return time.process_time() - began, found
