"""What people write by hand and what strangers write for them: lengths of time, text on one line.

Text from outside may hold control characters that drive a terminal, or turn a line around: they
are replaced, never obeyed.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

LENGTH = "write a length of time, such as 90m, 24h or 7d"
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_LONGEST_ID = 18  # digits; a database's integers end there
_UNSAFE = {
    **dict.fromkeys([*range(0x20), 0x7F, *range(0x80, 0xA0)], "\ufffd"),
    **dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)], "\ufffd"),  # bidi overrides
    **dict.fromkeys([0xFFFE, 0xFFFF], "\ufffd"),  # XML forbids them, and so OPML
    0x09: " ",
    0x0A: "\n",
}


def clean(text: str) -> str:
    """The text without what could drive a terminal or turn a line around."""
    return text.translate(_UNSAFE).encode("utf-8", "replace").decode()


def one_line(text: str) -> str:
    """The text as one line of a pipe."""
    return clean(" ".join(text.split()))


def without_login(url: str) -> str:
    """A URL without the user and password that may stand in it."""
    return re.sub(r"(?<=://)[^/?#]*@", "", url, count=1)


def begun(line: str, most: int) -> str:
    """A line, or as much of it as fits into `most` characters with a sign that it goes on."""
    return line if len(line) <= most else f"{line[: most - 1]}…"


def counted(count: int, one: str, many: str = "") -> str:
    """So many of something, in words: "1 rule", "1,200 stories"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def id_of(text: str) -> int | None:
    """The number that an id of ours is; None where the text is none that any could have."""
    fits = text.isascii() and text.isdecimal() and len(text) <= _LONGEST_ID
    return int(text) if fits else None


def length(text: str) -> timedelta | None:
    """A length of time ("90m", "24h", "7d"); None where the text is none."""
    found = re.fullmatch(r"(\d{1,6})\s*([smhdw])", text.strip())
    return timedelta(seconds=int(found[1]) * _UNITS[found[2]]) if found else None


def ago(moment: datetime | None, now: datetime) -> str:
    """How long since, or until, in the largest unit that fits: "3 min ago", "in 2 h"."""
    if moment is None:
        return ""
    seconds = (now - moment).total_seconds()
    span = lasting(abs(seconds))
    return f"{span} ago" if seconds >= 0 else f"in {span}"


def due(moment: datetime | None, now: datetime) -> str:
    """When something is to happen: "in 5 min", "now" once that is past; empty for never."""
    return "now" if moment is not None and moment <= now else ago(moment, now)


def lasting(seconds: float) -> str:
    """A length of time in its largest unit: "45 s", "3 min", "2 h", "5 d"."""
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * size or seconds == size:  # "90 min" tells more than "1 h"
            return f"{int(seconds // size)} {unit}"
    return f"{int(seconds)} s"
