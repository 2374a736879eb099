"""A silence out of what somebody wrote, wherever it was written: what does not hold is refused.

Every refusal is a ValueError whose text says which part is wrong, and how to write it. The command
line and the API call the parts by other names, so the names come with what was written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from worker.model import MATCHED, Matched, Silence
from worker.text.written import LENGTH, length, one_line

_LONGEST_ECHO = 60  # of what was written, in a refusal


@dataclass(frozen=True, slots=True)
class Names:
    """What the parts are called where it was written, and how a matcher is written there."""

    begins: str
    lasts: str
    until: str
    matcher: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What was written of a silence; of `lasts` and `until` there is to be one.

    `matchers` are written "rule=strike-*", "label=desk=ukraine".
    """

    matchers: Sequence[str]
    author: str
    reason: str
    begins: str | None = None
    lasts: str | None = None
    until: str | None = None


def silence_of(wish: Wish, names: Names, now: datetime, zone: tzinfo | None) -> Silence:
    """The silence, its times UTC and its id 0; begins `now` unless said otherwise.

    A time without an offset is one in `zone`; where there is none, it is refused. Raises
    ValueError with words for people.
    """
    matchers = tuple(_matcher(text) for text in wish.matchers)
    if not matchers:
        raise ValueError(f"a silence needs a matcher: {names.matcher} holds everything")
    starts_at, ends_at = _times(wish, names, now, zone)
    author, reason = _said(wish.author, "author"), _said(wish.reason, "reason")
    return Silence(0, author, reason, starts_at, ends_at, matchers)


def _matcher(text: str) -> tuple[Matched, str]:
    kind, separator, glob = one_line(text).partition("=")
    what = next((each for each in MATCHED if each == kind.strip()), None)
    if what is None or not separator:
        kinds = ", ".join(MATCHED)
        raise ValueError(f"matcher {_echo(text)}: write kind=glob; the kinds are {kinds}")
    glob = _said(glob, what)
    if what == "label" and "=" not in glob:
        raise ValueError(f"label {_echo(glob)}: write name=text, as in desk=ukraine")
    return what, glob


def _said(text: str, name: str) -> str:
    line = one_line(text).strip()
    if not line:
        raise ValueError(f"an empty {name} says nothing")
    return line


def _times(
    wish: Wish, names: Names, now: datetime, zone: tzinfo | None
) -> tuple[datetime, datetime]:
    """From when to when, UTC."""
    starts_at = now if wish.begins is None else _moment(names.begins, wish.begins, zone)
    if wish.lasts is not None and wish.until is None:
        name, text = names.lasts, wish.lasts
        ends_at = _after(starts_at, text, name)
    elif wish.until is not None and wish.lasts is None:
        name, text = names.until, wish.until
        ends_at = _moment(name, text, zone)
    else:
        either = f"either {names.lasts} 4h or {names.until} {_example(zone)}"
        raise ValueError(f"say when it ends: {either}")
    if ends_at <= max(starts_at, now):
        raise ValueError(f"{name} {_echo(text)} is over before the silence begins")
    return starts_at, ends_at


def _after(starts_at: datetime, text: str, name: str) -> datetime:
    span = length(text)
    if not span:
        raise ValueError(f"{name} {_echo(text)}: {LENGTH}")
    try:
        return starts_at + span
    except OverflowError:
        raise ValueError(f"{name} {_echo(text)} is longer than the calendar") from None


def _moment(name: str, text: str, zone: tzinfo | None) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None and zone is not None:
            moment = moment.replace(tzinfo=zone)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):  # the latter at either end of the calendar
        raise ValueError(f"{name} {_echo(text)}: write a time, such as {_example(zone)}") from None
    raise ValueError(
        f"{name} {_echo(text)}: an offset from UTC is needed, such as {_example(zone)}"
    )


def _example(zone: tzinfo | None) -> str:
    return "2026-12-01T07:00:00+01:00" if zone is None else "2026-12-01T07:00"


def _echo(text: str) -> str:
    shown = repr(one_line(text))
    return shown if len(shown) <= _LONGEST_ECHO else f"{shown[:_LONGEST_ECHO]}…"
