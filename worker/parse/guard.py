"""Documents built to stall the parser, told by their shape in a few milliseconds.

feedparser's cost grows with the square of the nesting depth and of the attributes of one element
(50,000 nested tags 58 s, 300,000 attributes over 20 s); the scan here is linear.
"""

from __future__ import annotations

import re

MOST_DEEP = 500
MOST_ATTRIBUTES = 1_000
_FEW_TAGS = 5_000  # below, even a document nested all through is parsed in a second
_LONG_TAG = re.compile(rb"<[A-Za-z][^<>]{8192,}")
_CDATA = re.compile(rb"<!\[CDATA\[.*?(?:\]\]>|\Z)", re.DOTALL)
_TAG = re.compile(
    rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)"
    rb"|<(?P<close>/?)(?P<name>[A-Za-z_][^<>\s/]*+)[^<>]*?(?P<empty>/?)>",
    re.DOTALL,
)
# HTML that stands unescaped in sloppy feeds leaves these open: they say nothing about depth.
_OFTEN_OPEN = {b"br", b"img", b"hr", b"p", b"li", b"td", b"tr", b"input", b"meta", b"link"}


def attack(body: bytes) -> str | None:
    """What makes this document hostile, as a sentence's end; None where nothing does."""
    # Markup inside CDATA is text to the feed parser, and `page` can bear it.
    if _crowded(body) and _crowded(_CDATA.sub(b"", body)):
        return f"one element with more than {MOST_ATTRIBUTES:,} attributes"
    if body.count(b"<") > _FEW_TAGS and _deepest(body) > MOST_DEEP:
        return f"elements nested more than {MOST_DEEP} deep"
    return None


def _crowded(body: bytes) -> bool:
    return any(tag[0].count(b"=") > MOST_ATTRIBUTES for tag in _LONG_TAG.finditer(body))


def _deepest(body: bytes) -> int:
    depth = deepest = 0
    for tag in _TAG.finditer(body):
        name = tag["name"]
        if name is None or tag["empty"] or name.lower() in _OFTEN_OPEN:
            continue
        depth = max(0, depth - 1) if tag["close"] else depth + 1
        deepest = max(deepest, depth)
        if deepest > MOST_DEEP:
            break
    return deepest
