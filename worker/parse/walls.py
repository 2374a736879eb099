"""Is this the article, a part of it, or a page in its way?

Doubt counts against the page: the feed's own text is then kept, and nothing is lost but length.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from worker.model import PageVerdict
from worker.parse.barriers import BARRIERS, CONSENT, PAY_WALL, PURPOSES, REST
from worker.parse.blocks import END_CHARS, length
from worker.parse.chrome import LABEL_CHARS, words
from worker.parse.declared import Declared
from worker.parse.listing import Line, is_list

# A choice, checked with real pages (`tests.quality.fulltext`): of 439 articles four are held back
# for their length. An article about cookies or subscriptions is longer than a dialogue about them.
WALL_CHARS = 1_500
TINY_CHARS = 200  # under it a cue anywhere on the page is enough; trafilatura doubts below 250
FIRST_LINES = 3  # a page's title, headline and first paragraph
PURPOSES_NAMED = 3  # at least, in the first WALL_CHARS of a longer page that asks for consent
SENTENCE_CHARS = 100  # a last line that long is no label, and ends with a stop
SHARE_OF_FEED = 0.8  # the feed's own text may repeat its title and a credit line
SHARE_OF_PAGE = 0.5  # of the running text in no box: less was found than left

_HOST_NAMES = (
    "account accounts auth cmp consent cookie-consent guce id idp login myprivacy privacy-gate "
    "signin sso subscribe subscription"
)
_HOSTS = frozenset(_HOST_NAMES.split())
_PATHS = frozenset({"authwall", "captcha", "log-in", "login", "sign-in", "signin"})
_TITLE_PARTS = re.compile(r"\s+[-–—|·]\s+|[|\n]")
_QUOTED = re.compile(
    r""""[^"\n]{1,150}"|[“„][^“”„\n]{1,150}[“”]|«[^«»\n]{1,150}»|»[^«»\n]{1,150}«"""
    r"""|「[^「」\n]{1,150}」|(?<!\w)['‘‚](?=\w)[^'‘’‚\n]{1,150}['’‘](?!\w)"""
)
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
    host, path = _parted(url)
    if _HOSTS.intersection(host.split(".")[:-2]):
        return f"a wall: the page led to {host}"
    if _PATHS.intersection(path.lower().split("/")):
        return f"a wall: the page led to {host}{path}"
    said_chars = length(found.text)
    if said_chars > WALL_CHARS:
        return _asks_at_length(found.text)
    tiny = said_chars < TINY_CHARS
    heads = f"{found.declared.title}\n{found.heading}"
    text = f"{heads}\n{found.text}\n{found.shown}" if tiny else _unquoted(f"{heads}\n{found.text}")
    lines = [words(line) for line in _TITLE_PARTS.split(text) if line]
    said = " ".join(lines)
    told = len(words(heads)) + TINY_CHARS
    for name, barrier in BARRIERS.items():
        begun = barrier.opening.search if tiny else barrier.opening.match
        cue = barrier.anywhere.search(said) or _begun(begun, lines, all_of_them=tiny)
        if cue and not (name == PAY_WALL and cue.start() > told):  # else it is a start: `_lack`
            return f"{name}: '{cue[0].strip()}'"
    return None


def _asks_at_length(text: str) -> str | None:
    """Whether a long page is a dialogue about consent, which names what it is for at every turn."""
    said = words(_unquoted(text[:WALL_CHARS]))
    asks = CONSENT.search(said)
    if asks is None or PURPOSES.search(words(text[-WALL_CHARS:])) is None:
        return None
    purposes = {cue[0] for cue in PURPOSES.finditer(said)}
    return f"a cookie wall: '{asks[0].strip()}'" if len(purposes) >= PURPOSES_NAMED else None


def _unquoted(text: str) -> str:
    """The text without what stands in quotation marks: so news says what a wall says."""
    return _QUOTED.sub(" ", text)


def _begun(
    find: Callable[[str], re.Match[str] | None], lines: Sequence[str], *, all_of_them: bool
) -> re.Match[str] | None:
    """What is found in one of the lines: one of the first, or a label."""
    for number, line in enumerate(lines):
        cue = find(line)
        if cue and (all_of_them or number < FIRST_LINES or len(line) <= LABEL_CHARS):
            return cue
    return None


def _lack(found: Found, feed_text: str) -> str | None:
    chars, letters = len(found.text), length(found.text)
    short = letters < WALL_CHARS
    more = REST.search(words(" ".join(found.tail))) or (
        BARRIERS[PAY_WALL].anywhere.search(words(_unquoted(found.text))) if short else None
    )
    most = max(found.running_chars, len(found.declared.body))
    if more:
        return f"only the start of the article: '{more[0]}'"
    closed = found.declared.free is False
    reasons = {
        "a page of headlines": is_list(found.lines, found.text),
        "the text breaks off": short and _breaks_off(found.text),
        f"only {chars} characters found": letters < TINY_CHARS,
        f"{chars} characters of an article that is not free": short and closed,
        f"shorter than the feed's own text ({chars} of {len(feed_text)} characters)": (
            chars < SHARE_OF_FEED * len(feed_text)
        ),
        f"less than the page holds ({chars} of {most} characters)": (chars < SHARE_OF_PAGE * most),
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def _breaks_off(text: str) -> bool:
    """Whether it ends with dots, or in the middle of a sentence."""
    if _CUT.search(text[-END_CHARS:]):
        return True
    last = text[text.rfind("\n") + 1 :]
    word = last[last.rfind(" ") + 1 :].rstrip(",")
    return len(last) >= SENTENCE_CHARS and word.isalpha() and word.islower()


def _parted(url: str) -> tuple[str, str]:
    """Host and path."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", ""
    return parts.hostname or "", parts.path
