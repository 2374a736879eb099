"""Turns one command line into one exit code, with every failure said in a sentence."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from worker.errors import Transient, WirebellError

CTRL_C = 130  # 128 + SIGINT, as a shell says it
BROKEN_PIPE = 141  # 128 + SIGPIPE: whoever read us has gone


def invoke(args: Sequence[str]) -> int:
    """Run one command line; returns what the process should exit with.

    An error Wirebell understands is its sentence on stderr and its `exit_code`. Anything else is
    a bug: one line, and the traceback with `WIREBELL_DEBUG=1`.
    """
    sys.stdout = sys.stdout or _nowhere()  # None where it was closed before we began
    sys.stderr = sys.stderr or _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a title must not end a list in LANG=C
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _run(args)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return CTRL_C
    except BrokenPipeError:
        _forget_stdout()
        return BROKEN_PIPE
    except WirebellError as error:
        drawn = hasattr(error, "problems")  # each already says where and "error"
        return _explain(error, str(error) if drawn else f"error: {error}", error.exit_code)
    except Exception as error:  # noqa: BLE001 - a bug ends in one line, not in a page
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            _forget_stdout()
            return _explain(error, "error: the disk is full: make room", Transient.exit_code)
        hint = "this is a bug in Wirebell: run again with WIREBELL_DEBUG=1 to see the traceback"
        return _explain(error, f"internal error: {type(error).__name__}: {error}\n{hint}", 1)
    return code


def _run(args: Sequence[str]) -> int:
    from worker.cli.app import command  # noqa: PLC0415 - as late as everything else here

    stdout = sys.stdout
    try:
        command().main(args=list(args), prog_name="wirebell")
    except SystemExit as end:
        if sys.stdout is not stdout:  # typer met a closed pipe and put a deaf stream there
            raise BrokenPipeError from end
        return end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    return 0


def _explain(error: Exception, words: str, code: int) -> int:
    if os.environ.get("WIREBELL_DEBUG"):
        raise error
    print(words, file=sys.stderr)
    return code


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


def _forget_stdout() -> None:
    """Point stdout at nothing, or the interpreter complains about it while it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
