"""Limits on processor time that hold on a slow machine, too: what grows too fast takes many times
as long, a slow or busy machine a few.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

USUAL_S = 0.1  # what the piece of work below takes where the limits were chosen


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fail if the block takes more processor time than that, on a machine of the usual pace.

    This machine's pace is measured only where the limit was passed, and at once, so that whatever
    slows the block slows the measure.
    """
    began = time.process_time()
    yield
    spent = time.process_time() - began
    if spent >= seconds:
        slower = max(1.0, min(_piece_of_work() for _ in range(3)) / USUAL_S)
        assert spent < seconds * slower, (
            f"took {spent:.1f} s of {seconds:g} s, on a machine {slower:.1f} times slower"
        )


def _piece_of_work() -> float:
    """Processor time of some dictionaries, strings and sorting."""
    began = time.process_time()
    words = [f"word {number * 7919 % 10_007}" for number in range(40_000)]
    counted = Counter(word[-3:] for word in words)
    assert " ".join(sorted(words, key=lambda word: (counted[word[-3:]], word)))
    return time.process_time() - began
