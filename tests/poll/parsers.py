"""Parsers for the sandbox's tests: each document orders a misbehaviour, inside a child."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable, Mapping

from worker.model import Entry, Identity, ParsedFeed, Unreadable


def read(
    body: bytes, headers: Mapping[str, str], url: str, identity: Identity | None, _known: bytes
) -> ParsedFeed | Unreadable:
    """Do what the document says."""
    order, _, argument = body.decode().partition(" ")
    if order in ORDERS:
        return ORDERS[order](argument)
    return ParsedFeed(headers["content-type"], (), identity or Identity.GUID, title=url)


def sleep(argument: str) -> Unreadable:
    time.sleep(float(argument))
    return Unreadable("slept")


def spin(argument: str) -> Unreadable:
    while argument != "never":
        pass
    return Unreadable("spun")


def stuck_in_c(argument: str) -> Unreadable:
    """No Python signal handler runs in here."""
    return Unreadable(str(re.match(r"(a+)+$", "a" * int(argument) + "b")))


def eat(argument: str) -> Unreadable:
    return Unreadable(f"ate {len(bytearray(int(argument) * 1_000_000))} bytes")


def die(argument: str) -> Unreadable:
    os.kill(os.getpid(), getattr(signal, argument))
    time.sleep(60)
    return Unreadable("survived")


def fail(argument: str) -> Unreadable:
    raise ValueError(argument)


def recurse(argument: str) -> Unreadable:
    return recurse(argument)


def large(argument: str) -> ParsedFeed:
    entry = Entry("0" * 32, "0" * 32, "x", body="x" * int(argument))
    return ParsedFeed("rss20", (entry,), Identity.GUID)


def pid(_argument: str) -> Unreadable:
    return Unreadable(str(os.getpid()))


ORDERS: Mapping[str, Callable[[str], ParsedFeed | Unreadable]] = {
    "sleep": sleep,
    "spin": spin,
    "stuck": stuck_in_c,
    "eat": eat,
    "die": die,
    "fail": fail,
    "recurse": recurse,
    "large": large,
    "pid": pid,
}
