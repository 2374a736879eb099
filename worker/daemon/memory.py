"""Gives memory back to the kernel as soon as it is let go, and keeps the collector out of the way.

glibc keeps blocks of up to 32 MB for later once the first large one was freed (its mmap threshold
grows by itself, mallopt(3)). Three feeds of 14 MB then left 90 MB behind; with the threshold held
at its first value, 42 MB at the peak and nothing after.

Ten thousand phrases are a million objects that live as long as their plan and hold no cycles. Each
full collection looked at all of them: 110 to 220 ms in which nothing else ran, several a reload.
"""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

M_MMAP_THRESHOLD = -3  # malloc.h
FIRST_THRESHOLD_BYTES = 128 * 1024


def return_large_blocks() -> None:
    """Hold glibc's threshold where it begins; elsewhere nothing happens."""
    if sys.platform != "linux":
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none
    if mallopt is not None:
        mallopt(M_MMAP_THRESHOLD, FIRST_THRESHOLD_BYTES)


@contextmanager
def long_lived() -> Iterator[None]:
    """What is made in this block outlives most else, and the collector never looks at it.

    It goes when its last reference does. Only cycles in it would stay, and it has none.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()  # all there is; it costs nothing
        gc.enable()


def return_free_blocks() -> None:
    """Give back what a plan that was let go held; from a thread, for it takes some milliseconds."""
    if sys.platform != "linux":
        return
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # musl has none
    if trim is not None:
        trim(0)
