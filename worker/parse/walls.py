"""Is this the article, a part of it, or a page in its way?

Doubt counts against the page: the feed's own text is then kept, and nothing is lost but length.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from worker.model import PageVerdict
from worker.parse.barriers import BARRIERS, REST
from worker.parse.blocks import END_CHARS, length
from worker.parse.chrome import LABEL_CHARS, words
from worker.parse.declared import Declared
from worker.parse.listing import Line, is_list

# A choice, checked with real pages (`tests.quality.fulltext`): of 439 articles four are held back
# for their length. An article about cookies or subscriptions is longer than a dialogue about them.
WALL_CHARS = 1_500
TINY_CHARS = 200  # under it a cue anywhere on the page is enough; trafilatura doubts below 250
FIRST_LINES = 3  # a page's title, headline and first paragraph
SHARE_OF_FEED = 0.8  # the feed's own text may repeat its title and a credit line
SHARE_OF_PAGE = 0.5  # of the running text in no box: less was found than left

_HOST_NAMES = (
    "accounts auth cmp consent cookie-consent guce id idp login myprivacy privacy-gate signin sso "
    "subscribe subscription"
)
_HOSTS = frozenset(_HOST_NAMES.split())
_TITLE_PARTS = re.compile(r"\s+[-–—|·]\s+|[|\n]")
_CUT = re.compile(r"(?:…|\.\.\.|\[\W*\])\W*\Z")


@dataclass(frozen=True, slots=True)
class Found:
    """What was found on a page: its article text, and what else to judge it by."""

    text: str
    tail: Sequence[str]  # its last lines, before chrome went
    shown: str  # all the page shows
    lines: Sequence[Line]  # the same, with its links
    heading: str
    running_chars: int  # of paragraphs in no box
    declared: Declared


def judge(found: Found, url: str, feed_text: str) -> tuple[PageVerdict, str]:
    """The verdict on a page that came from `url`, and the reason in one sentence for people."""
    wall = _wall(found, url)
    if wall:
        return PageVerdict.WALL, wall
    if not found.text:
        return PageVerdict.EMPTY, "no text found on the page"
    lack = _lack(found, feed_text)
    if lack:
        return PageVerdict.PARTIAL, lack
    return PageVerdict.OK, f"the page's text, {len(found.text):,} characters"


def _wall(found: Found, url: str) -> str | None:
    labels = _host(url).split(".")[:-2]
    if _HOSTS.intersection(labels):
        return f"a wall: the page led to {_host(url)}"
    said_chars = length(found.text)
    if said_chars > WALL_CHARS:
        return None
    tiny = said_chars < TINY_CHARS
    text = found.shown if tiny else f"{found.heading}\n{found.text}"
    lines = [words(line) for line in _TITLE_PARTS.split(f"{found.declared.title}\n{text}") if line]
    said = " ".join(lines)
    for name, barrier in BARRIERS.items():
        begun = barrier.opening.search(said) if tiny else _begun(barrier.opening, lines)
        cue = barrier.anywhere.search(said) or begun
        if cue:
            return f"{name}: '{cue[0].strip()}'"
    return None


def _begun(opening: re.Pattern[str], lines: Sequence[str]) -> re.Match[str] | None:
    """What one of the lines begins with: one of the first, or a label."""
    for number, line in enumerate(lines):
        cue = opening.match(line)
        if cue and (number < FIRST_LINES or len(line) <= LABEL_CHARS):
            return cue
    return None


def _lack(found: Found, feed_text: str) -> str | None:
    chars, letters = len(found.text), length(found.text)
    more = REST.search(words(" ".join(found.tail)))
    most = max(found.running_chars, len(found.declared.body))
    if more:
        return f"only the start of the article: '{more[0]}'"
    short = letters < WALL_CHARS
    closed = found.declared.free is False
    reasons = {
        "a page of headlines": is_list(found.lines, found.text),
        "the text breaks off": short and _CUT.search(found.text[-END_CHARS:]) is not None,
        f"only {chars} characters found": letters < TINY_CHARS,
        f"{chars} characters of an article that is not free": short and closed,
        f"shorter than the feed's own text ({chars} of {len(feed_text)} characters)": (
            chars < SHARE_OF_FEED * len(feed_text)
        ),
        f"less than the page holds ({chars} of {most} characters)": (chars < SHARE_OF_PAGE * most),
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
