"""Has an index built by a process of its own: once, whoever asks, and never half.

The child writes beside the place and moves the whole file there, so a kill at any moment leaves
either an index or a scrap that the next builder sweeps away. A lock that the kernel frees makes a
second asker wait for the first one's work instead of repeating it.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Progress = Callable[[str, float], None]  # language, share done (0 to 1)

SCRAP = ".part"
NOT_WRITTEN = os.EX_IOERR  # how the child says that the disk is at fault
PROGRAM = ("-P", "-m", "worker.lexicon")  # -P: nothing of the folder it is started in


class BuildFailed(Exception):
    """No index was made; the words say why."""


def build(code: str, language: str, place: Path, progress: Progress) -> None:
    """Make the index of a language at `place`, unless another process does so meanwhile.

    `code` is the language's name in simplemma. Raises BuildFailed, OSError.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    with _alone(place.with_suffix(".lock")):
        if place.exists():
            return
        for scrap in place.parent.glob(f"{place.name}.*{SCRAP}"):
            scrap.unlink(missing_ok=True)
        progress(language, 0.0)
        _run([code, str(place)], language, progress)
        progress(language, 1.0)


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    with path.open("wb") as held:
        with contextlib.suppress(OSError):  # a file system without locks: the work is done twice
            fcntl.flock(held, fcntl.LOCK_EX)
        yield


def built(code: str, language: str, progress: Progress) -> bytes:
    """The index of a language itself, for a machine that cannot keep it. Raises BuildFailed."""
    progress(language, 0.0)
    with _child([code], text=False) as child:
        index, complaints = child.communicate()
        _judge(child, complaints.decode("utf-8", "replace"))
    progress(language, 1.0)
    return bytes(index)


def _run(arguments: list[str], language: str, progress: Progress) -> None:
    with _child(arguments, text=True) as child:
        assert child.stdout is not None  # noqa: S101 - piped below
        assert child.stderr is not None  # noqa: S101
        for line in child.stdout:
            with contextlib.suppress(ValueError):
                progress(language, min(0.99, float(line)))
        complaints = child.stderr.read()
        child.wait()
        _judge(child, complaints)


@contextlib.contextmanager
def _child(arguments: list[str], *, text: bool) -> Iterator[subprocess.Popen[Any]]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    child = subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, *PROGRAM, *arguments],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=text, env=environment,
    )  # fmt: skip
    with child:
        try:
            yield child
        finally:
            child.kill()


def _judge(child: subprocess.Popen[Any], complaints: str) -> None:
    """Raise BuildFailed or OSError with a child's last words, unless it did its work."""
    if child.returncode == -signal.SIGKILL:
        raise BuildFailed("its process was killed: too little memory?")
    lines = complaints.strip().splitlines()
    words = lines[-1] if lines else f"its process ended with {child.returncode}"
    if child.returncode == NOT_WRITTEN:
        raise OSError(words)
    if child.returncode != 0:
        raise BuildFailed(words)
