"""What the daemon says while it runs: logs on stderr, and events as JSON lines when piped."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Callable, Mapping, MutableMapping
from contextlib import suppress
from datetime import datetime
from typing import Any, TextIO

import structlog

from worker.text.written import clean

Observer = Callable[[str, Mapping[str, object]], None]

QUIET = {"article", "tick"}  # too many to log one by one; metrics count them
BAD_VISITS = {"failed", "not_a_feed", "hostile", "gone"}
DULL_VISITS = {"not_modified", "same_body", "nothing_new"}
RED, DIM, PLAIN = "\x1b[31m", "\x1b[2m", "\x1b[0m"


def configure_logs(stream: TextIO | None = None) -> None:
    """One JSON object a line when piped; on a terminal a short line for what a person wants."""
    stream = stream or sys.stderr
    renderer: Callable[..., Any] = structlog.processors.JSONRenderer(
        default=_plain, ensure_ascii=False
    )
    if stream.isatty():
        renderer = _short_line
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )
    logging.getLogger("apscheduler").setLevel(logging.ERROR)


class Journal:
    """The `Tell` of the daemon: one event goes to the log, the metrics and, piped, stdout."""

    def __init__(self, observe: Observer | None = None, events: TextIO | None = None) -> None:
        self._log = structlog.get_logger()
        self._observe = observe
        self._events = events

    def __call__(self, event: str, **facts: object) -> None:
        """Hear one event. Never raises: a full disk under the log stops no alert."""
        error = facts.pop("error", None)
        if self._observe is not None:
            self._observe(event, facts)
        if event not in QUIET:
            with suppress(structlog.DropEvent, OSError, ValueError):
                getattr(self._log, "warning" if _bad(event, facts) else "info")(event, **facts)
            if event != "alert":  # the console channel itself prints those, from the outbox
                self._write(event, facts)
        if isinstance(error, BaseException):
            with suppress(OSError, ValueError):
                traceback.print_exception(error, file=sys.stderr)

    def _write(self, event: str, facts: Mapping[str, object]) -> None:
        if self._events is None:
            return
        line = json.dumps({"event": event, **facts}, default=_plain, ensure_ascii=False)
        try:
            self._events.write(line + "\n")
            self._events.flush()
        except (OSError, ValueError):
            self._events = None  # nobody reads it any more


def _bad(event: str, facts: Mapping[str, object]) -> bool:
    return (
        event == "trouble"
        or (event == "visit" and facts.get("outcome") in BAD_VISITS)
        or (event == "delivery" and facts.get("state") != "delivered")
        or (event == "reload" and not facts.get("ok"))
    )


def _short_line(_logger: object, level: str, facts: MutableMapping[str, Any]) -> str:
    """One line for a person at a terminal; what only repeats the alert itself is left out."""
    event, bad = facts["event"], level == "warning"
    dull = event == "alert" or (event == "visit" and facts.get("outcome") in DULL_VISITS)
    if dull or (event == "delivery" and not bad):
        raise structlog.DropEvent
    about = facts.get("url") or facts.get("title") or facts.get("channel") or ""
    words = facts.get("words") or facts.get("reason") or ""
    backlog = f", {facts['backlog']} of them stored quietly" if facts.get("backlog") else ""
    shade = RED if bad else DIM
    line = clean(f"{event:<8} {about}  {words}{backlog}")
    return f"{shade}{facts['timestamp'][11:19]}Z {line}{PLAIN}"


def _plain(value: object) -> object:
    """What JSON does not know: times as RFC 3339 with Z, anything else as its text."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, tuple | set | frozenset):
        return list(value)
    return str(value)
