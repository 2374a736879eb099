"""Publishers of a month on no network: feeds with rhythms of their own, and what befalls them.

A feed is a list of moments at which it publishes; at any moment it lists its latest entries. What
goes wrong is a list of troubles with a beginning and an end, of one feed, of one host or of all.
"""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from urllib.parse import urlsplit

from tests.fakes import FakeClock
from worker.model import Ask, Failed, FailureKind, Fetched, FetchOutcome, NotModified
from worker.net.words import retry_after
from worker.poll.politeness import host_key

RINGS_EVERY = 20  # stories; the rule hears these
RETITLED_EVERY, RETITLED_AFTER = 3, timedelta(hours=3)
TOLD_ANEW = ", told anew"  # behind the title of one that its outlet retitled
BARE_WAIT = timedelta(minutes=10)  # of a 429 without a Retry-After, as the fetcher has it
EVERYBODY = "*"


@dataclass(frozen=True)
class Trouble:
    """What goes wrong, when, and for whom: a feed's URL, a host, or everybody."""

    what: str
    of: str
    start: datetime
    end: datetime
    to: str = ""  # of a redirect


@dataclass
class Source:
    """A feed with all it will publish."""

    url: str
    name: str
    window: int
    moments: Sequence[datetime]
    quirk: str = ""  # "regenerated", "retitles", "one link", "wordpress"
    atom: bool = False
    dated: bool = False  # validates by Last-Modified instead of an ETag
    max_age: int | None = None
    every: timedelta | None = None
    _built: tuple[object, bytes] = ((), b"")

    @property
    def host(self) -> str:
        return host_key(self.url)

    def listed(self, at: datetime, page: int = 1) -> range:
        """The numbers of the entries on a page at a moment."""
        newest = bisect_right(self.moments, at) - (page - 1) * self.window
        return range(max(0, newest - self.window), max(0, newest))

    def gone_from_list(self, number: int) -> datetime | None:
        """When the entry leaves the first page; None if it still stands there."""
        later = number + self.window
        return self.moments[later] if later < len(self.moments) else None

    def retitled(self, number: int, at: datetime) -> bool:
        old = at - self.moments[number] >= RETITLED_AFTER
        return self.quirk == "retitles" and number % RETITLED_EVERY == 0 and old

    def document(self, listed: range, at: datetime) -> tuple[str, bytes]:
        """An ETag, and the document it stands for."""
        changed = tuple(number for number in listed if self.retitled(number, at))
        built_at = format_datetime(at) if self.quirk == "regenerated" else ""
        state = (listed, changed, built_at)
        if self._built[0] != state:
            build = self._atom if self.atom else self._rss
            self._built = (state, build(listed, at, built_at).encode())
        return f'"{listed.start}-{listed.stop}-{len(changed)}{sum(changed)}"', self._built[1]

    def title(self, number: int, at: datetime) -> str:
        loud = "Allies weigh long-range strikes: " if number % RINGS_EVERY == 0 else ""
        tail = TOLD_ANEW if self.retitled(number, at) else ""
        return f"{loud}{self.name} story {number}{tail}"

    def link(self, number: int) -> str:
        home = urlsplit(self.url)
        return f"https://{home.netloc}{home.path}/{number}"

    def _rss(self, listed: range, at: datetime, built_at: str) -> str:
        items = "".join(self._item(number, at) for number in reversed(listed))
        built = f"<lastBuildDate>{built_at}</lastBuildDate>" if built_at else ""
        if self.quirk == "wordpress":
            built += "<generator>https://wordpress.org/?v=6.4</generator>"
        return (
            f"<rss version='2.0'><channel><title>{self.name}</title>{built}{items}</channel></rss>"
        )

    def _item(self, number: int, at: datetime) -> str:
        title, text = self.title(number, at), f"What {self.name} knows of matter {number}."
        if self.quirk == "one link":
            link, guid, date = f"{self.url}/live", "", self.moments[0]
        else:
            link, date = self.link(number), self.moments[number]
            guid = f"<guid>{link}</guid>"
        return (
            f"<item><title>{title}</title><link>{link}</link>{guid}"
            f"<pubDate>{format_datetime(date)}</pubDate><description>{text}</description></item>"
        )

    def _atom(self, listed: range, at: datetime, _built_at: str) -> str:
        entries = "".join(
            f"<entry><title>{self.title(number, at)}</title><link href='{self.link(number)}'/>"
            f"<id>tag:{self.name},{number}</id>"
            f"<updated>{self.moments[number].isoformat()}</updated>"
            f"<summary>What {self.name} knows of matter {number}.</summary></entry>"
            for number in reversed(listed)
        )
        head = f"<title>{self.name}</title><id>tag:{self.name}</id>"
        return f"<feed xmlns='http://www.w3.org/2005/Atom'>{head}{entries}</feed>"


@dataclass
class Request:
    """One request as the publisher saw it."""

    at: datetime
    feed: str  # its URL as configured
    asked: str
    host: str
    page: int = 1
    answer: str = "lost"  # "listed", "unchanged", or what went wrong; lost: we were killed over it
    listed: range = range(0)
    wait: timedelta | None = None  # asked for by a Retry-After, of the whole host

    @property
    def well(self) -> bool:
        return self.answer in {"listed", "unchanged"}


@dataclass
class MonthPress:
    """`worker.ports.Fetch` over all of them."""

    clock: FakeClock
    sources: Mapping[str, Source]  # by URL, former and later ones
    troubles: Sequence[Trouble]
    requests: list[Request] = field(default_factory=list)
    hanging: bool = False  # nobody answers any more: the worker is about to be killed

    async def __call__(self, ask: Ask) -> FetchOutcome:
        now = self.clock.now()
        address, _, page = ask.url.partition("?paged=")
        source = self.sources[address]
        request = Request(now, source.url, address, host_key(address), int(page or 1))
        self.requests.append(request)
        if self.hanging:
            await asyncio.Event().wait()
        trouble = self._trouble(source, address, now)
        failed = None if trouble is None else failure(trouble, now)
        if failed is not None:
            request.answer, request.wait = failed.words, failed.retry_after
            return failed
        return self._answer(source, ask, trouble, request)

    def done(self, outcome: FetchOutcome) -> None:
        """Nothing here is large."""

    def _trouble(self, source: Source, address: str, now: datetime) -> Trouble | None:
        """What goes wrong now; a moved feed's troubles are those of the address asked."""
        names = {EVERYBODY, host_key(address), address}
        current = (each for each in self.troubles if each.of in names)
        return next((each for each in current if each.start <= now < each.end), None)

    def _answer(
        self, source: Source, ask: Ask, trouble: Trouble | None, request: Request
    ) -> FetchOutcome:
        what, to = ("", "") if trouble is None else (trouble.what, trouble.to)
        request.listed = range(0) if what == "empty" else source.listed(request.at, request.page)
        etag, body = source.document(request.listed, request.at)
        headers = {"content-type": "application/xml"}
        if source.max_age is not None:
            headers["cache-control"] = f"max-age={source.max_age}"
        newest = source.moments[request.listed.stop - 1] if request.listed else request.at
        modified = format_datetime(newest, usegmt=True)
        moved_to = to if what == "moved" else None
        if source.quirk != "regenerated":
            headers |= {"last-modified": modified} if source.dated else {"etag": etag}
            same = ask.last_modified == modified if source.dated else ask.etag == etag
            if same and request.listed:
                request.answer = "unchanged"
                return NotModified(headers, 0, 0.05, moved_to)
        request.answer = "listed"
        return Fetched(200, headers, body, to or ask.url, len(body), 0.05, moved_to=moved_to)


def failure(trouble: Trouble, now: datetime) -> Failed | None:
    """What the fetcher makes of the trouble; None where the feed answers all the same."""
    plain = FAILURES.get(trouble.what)
    if plain is None or not trouble.what.startswith("429 with"):
        return plain
    until = format_datetime(now + timedelta(minutes=55), usegmt=True)
    asked = "2400" if trouble.what == "429 with seconds" else until
    return replace(plain, retry_after=retry_after(asked, now))


_SOFT = FailureKind.SOFT
FAILURES = {
    "our network": Failed(FailureKind.TEMPORARY, "DNS does not answer just now", reached=False),
    "away": Failed(_SOFT, "connecting timed out", reached=False),
    "5xx": Failed(_SOFT, "answered 502 Bad Gateway", 502),
    "404": Failed(_SOFT, "answered 404 Not Found", 404),
    "left": Failed(_SOFT, "answered 404 Not Found", 404),
    "410": Failed(FailureKind.GONE, "answered 410 Gone", 410),
    "429": Failed(_SOFT, "answered 429 Too Many Requests", 429, BARE_WAIT),
    "429 with seconds": Failed(_SOFT, "answered 429 Too Many Requests", 429),
    "429 with a date": Failed(_SOFT, "answered 429 Too Many Requests", 429),
}
