"""Looks for a site's feeds: asks likely addresses, politely, and keeps each feed once.

Order: the address itself, what its page names (or, where it names none, links to), the usual
addresses, what robots.txt says of sitemaps, the usual news sitemaps. What a page lists that stands
at one of these addresses ("our feeds") is asked after it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from worker.cli.asking import Asked, Visit, asker, distrusted
from worker.cli.discovery import (
    USUAL_PATHS,
    USUAL_SITEMAPS,
    advertised,
    beside,
    linked,
    sitemaps,
)
from worker.model import Entry, FailureKind, Feed, ParsedFeed

if TYPE_CHECKING:
    from worker.cli.asking import Asker
    from worker.settings.values import Http

MOST_ASKED = 15  # addresses beside the one that was given
FOR_SITEMAPS = 5  # of these, kept for robots.txt and news sitemaps
MOST_NAMED = 6  # of a page's own feeds
MOST_SITEMAPS = 3
ALIKE = 0.9  # share of common entries from which two documents are one feed
RECENT = 50  # entries a rhythm is judged by
WAIT = {429, 503}  # the host asks to be left alone


@dataclass(frozen=True, slots=True)
class Found:
    """A feed that answered, and what led to it."""

    url: str
    how: str
    asked: Asked
    feed: ParsedFeed


@dataclass(frozen=True, slots=True)
class Scouted:
    """What looking around brought; `tried` holds addresses and what they said."""

    found: tuple[Found, ...]
    named: tuple[str, ...]  # the feeds the page names, asked or not
    tried: tuple[tuple[str, str], ...]
    unreachable: str = ""  # why the site could not be asked at all


async def scout(
    feed: Feed,
    http: Http,
    *,
    say: Callable[[str], None],
    enough: int | None = None,
    instead: str | None,
) -> Scouted:
    """Look around from one address until so many feeds are found (None: all there are).

    `say` hears of each request before it is made; `instead` is looked at where the address gives
    no answer.
    """
    with asker(http) as ask:
        return await _Scout(ask, http.per_host.gap, say, enough).look(feed, instead)


def dated(feed: ParsedFeed) -> list[tuple[datetime, Entry]]:
    """The entries that have a date, newest first."""
    found = [(entry.published_at, entry) for entry in feed.entries if entry.published_at]
    return sorted(found, key=lambda each: each[0], reverse=True)


def rhythm(feed: ParsedFeed) -> timedelta | None:
    """The usual gap between two of its newest entries; None where too few dates tell."""
    moments = sorted({moment for moment, _ in dated(feed)[:RECENT]})
    gaps_s = [(later - earlier).total_seconds() for earlier, later in pairwise(moments)]
    return timedelta(seconds=median(gaps_s)) if len(gaps_s) > 1 else None


class _Scout:
    """One look around. Mutable: it remembers what it asked and what it found."""

    def __init__(
        self, ask: Asker, gap: timedelta, say: Callable[[str], None], enough: int | None
    ) -> None:
        self._ask = ask
        self._say = say
        self._gap_s = gap.total_seconds()
        self._enough = enough
        self._left = MOST_ASKED
        self._hosts: set[str] = set()
        self._seen: set[str] = set()
        self._found: list[Found] = []
        self._tried: list[tuple[str, str]] = []

    async def look(self, feed: Feed, instead: str | None = None) -> Scouted:
        first = await self._visit(feed.url, "the address given")
        if instead is not None and _unanswered(first):
            first = await self._visit(instead, "the address given")
        if first.failed is not None and (first.failed.status is None or _told_to_wait(first)):
            return Scouted((), (), tuple(self._tried), first.asked.words)
        named = advertised(first.page, first.url)
        async with aclosing(self._candidates(first, named)) as candidates:
            async for address, how in candidates:
                if self._done() or await self._candidate(address, how):
                    break
        return Scouted(tuple(self._found), tuple(named), tuple(self._tried))

    def _done(self) -> bool:
        return not self._left or (self._enough is not None and len(self._found) >= self._enough)

    async def _candidate(self, address: str, how: str) -> bool:
        """Ask one address and, where it lists feeds or sitemaps, these; whether to stop."""
        visit = await self._visit(address, how) if _folded(address) not in self._seen else None
        children, keep = _children(visit) if visit else ([], 0)
        for child in children:
            if not self._done() and self._left > keep and _folded(child) not in self._seen:
                visit = await self._visit(child, f"listed by {address}")
        return visit is not None and _told_to_wait(visit)

    async def _candidates(
        self, first: Visit, named: list[str]
    ) -> AsyncGenerator[tuple[str, str], None]:
        """Addresses to ask and what led to them, likeliest first."""
        for address in named[:MOST_NAMED]:
            yield address, "named by the page"
        for address in [] if named else linked(first.page, first.url)[:MOST_NAMED]:
            yield address, "linked from the page"
        for address in beside(first.url, USUAL_PATHS):
            if self._left > FOR_SITEMAPS:
                yield address, "a usual address"
        if self._done():
            return
        (robots,) = beside(first.url, ["/robots.txt"])
        visit = await self._visit(robots, "")
        for address in _likeliest(sitemaps(visit.page, visit.url)):
            yield address, "named in robots.txt"
        for address in beside(first.url, USUAL_SITEMAPS):
            yield address, "a usual address"

    async def _visit(self, url: str, how: str) -> Visit:
        """One request, after the pause its host is owed; a feed is kept, all else noted."""
        host = urlsplit(url).netloc.lower()
        if host in self._hosts:
            await asyncio.sleep(self._gap_s)
        self._left -= bool(self._hosts)  # the first is the person's own
        self._hosts.add(host)
        self._say(f"asking {url}")
        visit = await self._ask.visit(Feed(url, host))
        if how:
            self._tried.append((url, self._judged(visit, how)))
        self._seen |= {_folded(url), _folded(visit.url)}
        return visit

    def _judged(self, visit: Visit, how: str) -> str:
        """What a visit brought, in words; a feed that is new is kept."""
        asked = visit.asked
        if asked.feed is None:
            return asked.words
        new = Found(asked.moved_to or asked.url, how, asked, asked.feed)
        if how != "the address given" and _folded(visit.url) in self._seen:
            return "leads to one that was asked"
        for known in self._found:
            if _folded(known.url) == _folded(new.url) or _alike(known.feed, new.feed):
                return f"the same as {known.url}"
        self._found.append(new)
        return "a feed"


def _folded(url: str) -> str:
    """What two spellings of an address share: one final slash, http or https."""
    return url.partition("://")[2].partition("#")[0].rstrip("/")


def _unanswered(visit: Visit) -> bool:
    """Whether it speaks no https. Whom we refuse to connect to is refused by any scheme, and a
    certificate that proves nothing is not gone around unasked.
    """
    failed = visit.failed
    if failed is None or failed.status is not None or distrusted(visit.asked.words):
        return False
    return failed.kind is not FailureKind.HOSTILE


def _told_to_wait(visit: Visit) -> bool:
    return visit.failed is not None and visit.failed.status in WAIT


def _alike(one: ParsedFeed, other: ParsedFeed) -> bool:
    """Whether two documents list the same entries: RSS beside Atom, one address beside another."""
    ours, theirs = _listed(one), _listed(other)
    most = max(len(ours), len(theirs))
    return bool(most) and len(ours & theirs) >= ALIKE * most


def _listed(feed: ParsedFeed) -> set[str]:
    return {entry.canonical_url or entry.title for entry in feed.entries}


def _likeliest(addresses: Iterable[str]) -> list[str]:
    """Sitemaps whose address speaks of news first; of the others one may be an index of them."""
    from worker.parse.sitemap import likely_news  # noqa: PLC0415 - lxml takes its time

    return sorted(addresses, key=lambda each: not likely_news(each))[:MOST_SITEMAPS]


def _children(visit: Visit) -> tuple[list[str], int]:
    """The sitemaps of news that an index lists, or the feeds that a page does; and how many
    requests are to be left for others.
    """
    from worker.parse import sitemap  # noqa: PLC0415 - as above

    kind = sitemap.kind(visit.page)
    if not kind:
        return linked(visit.page, visit.url)[:MOST_NAMED], FOR_SITEMAPS
    named = sitemap.named(visit.page) if kind == "sitemapindex" else []
    return [each for each in named if sitemap.likely_news(each)][: MOST_SITEMAPS - 1], 0
