"""What runs inside a parsing child: its limits, and one document, page or robots.txt at a time.

A child reads what strangers wrote, so it may use little memory and time, and ends with its parent.
"""

from __future__ import annotations

import ctypes
import importlib
import os
import pickle
import resource
import signal
import sys
from collections.abc import Callable
from functools import cache
from multiprocessing import forkserver
from typing import Any

from worker.model import Unreadable

PR_SET_PDEATHSIG = 1  # linux/prctl.h
CPU_GRACE_S = 2  # the pool's own clock should strike first

_limits = {"result_bytes": 32_000_000}  # of this process, set by `confine`


def confine(memory_bytes: int, result_bytes: int) -> None:
    """Set the limits of this process; the first thing it does."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() == 1:  # the parent went before it could be asked
            os._exit(1)
    _let_the_server_go()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the worker
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # a handler would wait for C code to return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _lower(resource.RLIMIT_AS, memory_bytes)
    _limits.update(result_bytes=result_bytes)


def read(timeout_s: float, parser: str, *args: object) -> bytes:
    """What the parser makes of a document, pickled; an Unreadable where it makes nothing."""
    _raise_cpu_limit(timeout_s)
    try:
        packed = pickle.dumps(_load(parser)(*args), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        return pickle.dumps(Unreadable("reading it takes too much memory: given up", hostile=True))
    except Exception as error:  # noqa: BLE001 - whatever a document does to the parser
        return pickle.dumps(Unreadable(f"the parser failed on it ({type(error).__name__})"))
    if len(packed) > _limits["result_bytes"]:
        return pickle.dumps(Unreadable("what it says is too large to keep", hostile=True))
    return packed


def _let_the_server_go() -> None:
    """Close this process's end of the pipe that keeps the fork server alive: held by a child that
    hangs, it would outlive a killed worker, and so would the child.
    """
    server = forkserver._forkserver  # noqa: SLF001 - nothing public names the pipe
    held: int | None = getattr(server, "_forkserver_alive_fd", None)
    if held is not None:
        os.close(held)
        server._forkserver_alive_fd = None  # type: ignore[attr-defined] # noqa: SLF001 - as above


@cache
def _load(parser: str) -> Callable[..., Any]:
    module, _, name = parser.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return found


def _raise_cpu_limit(timeout_s: float) -> None:
    """RLIMIT_CPU counts over a process's life: allow this document its own time on top."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime + timeout_s) + 1 + CPU_GRACE_S
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if hard == resource.RLIM_INFINITY or soft <= hard:
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _lower(limit: int, value: int) -> None:
    _, hard = resource.getrlimit(limit)
    if hard == resource.RLIM_INFINITY or value <= hard:
        resource.setrlimit(limit, (value, value))
