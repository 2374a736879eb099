"""The page behind an article: asking for it, what it says, whether that is the article at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from worker.model.feeds import Lease


class PageVerdict(StrEnum):
    """What a page turned out to be; only the text of an OK page replaces the feed's."""

    OK = "ok"
    PARTIAL = "partial"  # a teaser, a list, or less than the page or the feed promises
    WALL = "wall"  # consent, payment, log-in, a check for robots, "page not found"
    EMPTY = "empty"  # no text found
    REFUSED = "refused"  # robots.txt or the page itself asks machines to leave it alone
    UNREACHABLE = "unreachable"  # it never answered with a page


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of a page and the verdict on it, with the reason in one sentence for people.

    `text` is what was found whatever the verdict; paragraphs are parted by a blank line,
    lines that a page breaks within one (`<br>`) by a newline.
    `line_keys` are 63-bit hashes of the lines the page showed, chrome included: a line that
    several pages of a host share is no news (`worker.parse.fulltext`).
    """

    verdict: PageVerdict
    text: str = field(repr=False)
    words: str
    line_keys: tuple[int, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Page:
    """What asking for an article's page has come to; without a verdict it is asked again."""

    verdict: PageVerdict | None
    words: str


@dataclass(frozen=True, slots=True)
class Robots:
    """The robots.txt of one origin; `body` None: it has none, and everything is allowed."""

    body: bytes | None = field(repr=False)
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class PageClaim:
    """A due page, leased to one worker, with what its article and its host have taught."""

    id: int
    url: str
    host: str
    origin: str  # "https://news.example", where its robots.txt stands
    lease: Lease
    due_at: datetime
    tries: int  # that failed so far
    revision: int  # of the article: another one has come when this no longer stands
    feed_text: str = field(repr=False)
    repeated: frozenset[int] = field(default=frozenset(), repr=False)  # keys of its host's chrome
    robots: Robots | None = None  # None: not asked within a day


@dataclass(frozen=True, slots=True)
class PageReport:
    """What one asking came to; either a verdict, or the moment to ask again.

    `robots` is kept for the page's origin; `origin_rests_until` puts off all its pages.
    `block_host_for` is the server's Retry-After, for everything of the host. `moved_to` is where
    the page is asked from now on.
    """

    words: str
    verdict: PageVerdict | None = None
    due_at: datetime | None = None
    failed: bool = False  # counts as a try
    text: str = field(default="", repr=False)
    line_keys: tuple[int, ...] = field(default=(), repr=False)
    robots: Robots | None = None
    origin_rests_until: datetime | None = None
    block_host_for: timedelta | None = None
    moved_to: str | None = None
