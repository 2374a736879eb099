"""How far the exchange of the current task has come, so that a timeout can say where it stuck.

A context variable, because the connection is opened deep inside the HTTP library, which hands
nothing of ours down; a request never leaves its task, so neither does its progress.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

LOOKING_UP = "looking up the host name"
CONNECTING = "connecting"
TO_PROXY = "connecting to the proxy"


@dataclass(slots=True)
class Progress:
    """What an exchange is doing just now. Mutable: the client writes, the caller reads."""

    doing: str = "starting"
    in_body: bool = False  # the answer's head is complete
    wire_bytes: int = 0  # of the body
    near: bool = False  # what was asked is in a network of our own, that the operator opened
    public: bool = False  # a server that is not was asked, in whichever hop

    def restart(self) -> None:
        """Forget the previous hop; called by the client for each request."""
        self.doing, self.in_body, self.wire_bytes, self.near = "starting", False, 0, False

    @property
    def reached(self) -> bool:
        """Whether any server has been connected to."""
        return self.doing not in {LOOKING_UP, CONNECTING, TO_PROXY}

    @property
    def at_proxy(self) -> bool:
        """Whether the proxy has not been connected to."""
        return self.doing == TO_PROXY

    def __str__(self) -> str:
        if not self.in_body:
            return self.doing
        return f"{self.doing} ({size_in_words(self.wire_bytes)} so far)"


_current: ContextVar[Progress | None] = ContextVar("progress", default=None)


@contextmanager
def watched() -> Iterator[Progress]:
    """Watch every request the block makes, one after the other."""
    progress = Progress()
    token = _current.set(progress)
    try:
        yield progress
    finally:
        _current.reset(token)


def current() -> Progress:
    """The progress of this task's exchange, begun here if nobody watches."""
    progress = _current.get()
    if progress is None:
        progress = Progress()
        _current.set(progress)
    return progress


def size_in_words(count: int) -> str:
    """A number of bytes for people, in powers of ten: "194 kB", "15 MB"."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= factor:
            return f"{count / factor:.3g} {unit}"
    return f"{count} bytes"
