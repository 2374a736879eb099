"""One conditional GET, its redirects followed by hand, and its outcome in words.

Redirects are walked here and not by httpx, because each hop must drop what is not meant for the
next host: the feed's own headers, which may be credentials.
"""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import httpx

from worker.model import Ask, Failed, FailureKind, Fetched, FetchOutcome, NotModified, Stay
from worker.net import (
    Progress,
    Trouble,
    http_date,
    in_words,
    plain_headers,
    read_bounded,
    retry_after,
    watched,
    without_secrets,
)
from worker.poll.politeness import host_key
from worker.ports import Clock
from worker.text.written import one_line

ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/json;q=0.8, application/xml;q=0.8, text/xml;q=0.8, */*;q=0.5"
)
MAX_URL_CHARS = 4_096
MAX_REDIRECTS = 5
LARGE_BODIES_AT_ONCE = 2  # in memory, from their 200th kB until they are parsed
BARE_429 = timedelta(minutes=10)  # polling rule 5
REDIRECTS = {301, 302, 303, 307, 308}
PERMANENT = {301, 308}
# 226: only what is new, as our `A-IM: feed` allows (RFC 3229). A success nobody has defined is
# a 200 (RFC 9110, 15); these are defined, and promise no document.
WITHOUT_BODY = {201, 202, 204, 205, 206, 207, 208}
GATEWAYS = {502, 503, 504}  # what a proxy answers itself where it reaches nobody
SOFT_4XX = {404, 408, 425, 429}
REMARKS = {
    204: ": nothing to read",
    205: ": nothing to read",
    206: ": a part, though the whole was asked for",
    304: ": though nothing was asked conditionally",
}


@dataclass(slots=True)
class _Trail:
    """Where the asking has got to. Mutable: each redirect moves it."""

    url: httpx.URL
    headers: Mapping[str, str]  # the feed's own, until they would meet a stranger
    seen: set[httpx.URL]
    permanent: bool = True  # every redirect so far was

    @property
    def redirected(self) -> bool:
        return len(self.seen) > 1

    @property
    def moved_to(self) -> str | None:
        """Where it leads for good."""
        return str(self.url) if self.redirected and self.permanent else None


class Fetcher:
    """Implements `worker.ports.Fetch`; raises nothing but CancelledError.

    `timeout` is for the whole exchange: name, connection, redirects and body. It begins once
    one of `concurrency` places is free. The clock is read only where a server names a date to
    wait for and does not say what time it believes it is.
    """

    def __init__(
        self,
        client: httpx.AsyncClient,
        *,
        clock: Clock,
        timeout: timedelta = timedelta(seconds=20),
        max_body_bytes: int = 15_000_000,
        concurrency: int = 100,
    ) -> None:
        self._client = client
        self._clock = clock
        self._timeout_s = timeout.total_seconds()
        self._max_body_bytes = max_body_bytes
        self._places = asyncio.Semaphore(concurrency)
        self._room = asyncio.Semaphore(LARGE_BODIES_AT_ONCE)

    async def __call__(self, ask: Ask) -> FetchOutcome:
        """A body within bounds, a 304, or a failure in words."""
        url = _readable(ask.url)
        if isinstance(url, Failed):
            return replace(url, reached=None)
        bare = url.copy_with(userinfo=b"", fragment=None)
        trail = _Trail(bare, _with_login(ask.headers, url), {bare})
        async with self._places:
            started = asyncio.get_running_loop().time()
            with watched() as progress:
                outcome = await self._bounded(ask, trail, progress)
            elapsed_s = asyncio.get_running_loop().time() - started
        reached = None if progress.near else outcome.reached
        if not isinstance(outcome, Failed):
            return replace(outcome, elapsed_s=elapsed_s, reached=reached)
        if trail.redirected:
            words = f"{outcome.words} (redirected to {_shown(trail.url)})"
            outcome = replace(outcome, words=words, redirected_to=str(trail.url))
        return replace(
            outcome, wire_bytes=progress.wire_bytes, elapsed_s=elapsed_s, reached=reached
        )

    def done(self, outcome: FetchOutcome) -> None:
        """The caller holds the body no more: another large one may be read."""
        if isinstance(outcome, Fetched) and outcome.large:
            self._room.release()

    async def _bounded(self, ask: Ask, trail: _Trail, progress: Progress) -> FetchOutcome:
        try:
            async with asyncio.timeout(self._timeout_s):
                return await self._walk(ask, trail)
        except TimeoutError:
            words = f"timed out after {self._timeout_s:g} s while {progress}"
            trouble = Trouble(words, reached=progress.reached)
        except Exception as error:  # noqa: BLE001 - one bad feed must not stop the others
            trouble = in_words(error)
        if progress.at_proxy:  # which is of our own network
            words = f"the proxy cannot be reached: {trouble.words}"
            trouble = Trouble(words, FailureKind.TEMPORARY, reached=False)
        return Failed(trouble.kind, trouble.words, reached=trouble.reached)

    async def _walk(self, ask: Ask, trail: _Trail) -> FetchOutcome:
        while True:
            request = self._client.build_request("GET", trail.url, headers=_headers(ask, trail))
            response = await self._client.send(request, stream=True)
            try:
                if response.status_code not in REDIRECTS:
                    return await self._outcome(ask, trail, response)
            finally:
                await response.aclose()
            here = trail.url
            if failed := _follow(trail, response):
                return failed
            if _leaves(ask.stay, here, trail.url):
                words, status = "redirected to another host", response.status_code
                return Failed(FailureKind.SOFT, words, status, leads_to=str(trail.url))

    async def _outcome(self, ask: Ask, trail: _Trail, response: httpx.Response) -> FetchOutcome:
        """What the last answer of the chain means; `elapsed_s` is filled in later."""
        status, headers = response.status_code, plain_headers(response)
        if status == httpx.codes.NOT_MODIFIED and (ask.etag or ask.last_modified):
            return NotModified(headers, 0, 0.0, trail.moved_to, str(trail.url))
        words = f"answered {status} {one_line(response.reason_phrase)[:60]}".rstrip()
        if not httpx.codes.is_success(status) or status in WITHOUT_BODY:
            failed = self._refused(status, words, headers)
            perhaps_the_proxy = status in GATEWAYS and trail.url.scheme == "http"
            return replace(failed, reached=None) if perhaps_the_proxy else failed
        body = await read_bounded(response, self._max_body_bytes, room=self._room)
        if not body.data:  # and so it is not large
            return Failed(FailureKind.SOFT, f"{words} with an empty body", status)
        return Fetched(
            status=status,
            headers=headers,
            body=body.data,
            url=str(trail.url),
            wire_bytes=body.wire_bytes,
            elapsed_s=0.0,
            large=body.holds_room,
            moved_to=trail.moved_to,
        )

    def _refused(self, status: int, words: str, headers: Mapping[str, str]) -> Failed:
        """An answer without a usable body (polling rules 5 and 6)."""
        words += REMARKS.get(status, "")
        if status == httpx.codes.GONE:
            return Failed(FailureKind.GONE, words, status)
        if status == httpx.codes.PROXY_AUTHENTICATION_REQUIRED:  # to http://; https:// raises
            return Failed(FailureKind.SOFT, f"the proxy {words}", status, reached=False)
        wait: timedelta | None = None
        if status in {429, 503}:
            now = http_date(headers.get("date", "")) or self._clock.now()
            wait = retry_after(headers.get("retry-after"), now)
            if wait is None and status == httpx.codes.TOO_MANY_REQUESTS:
                wait = BARE_429
        hard = httpx.codes.is_client_error(status) and status not in SOFT_4XX
        return Failed(FailureKind.HARD if hard else FailureKind.SOFT, words, status, wait)


def _readable(text: str) -> httpx.URL | Failed:
    """The URL, if it can be asked at all."""
    if len(text) > MAX_URL_CHARS:
        return Failed(FailureKind.HARD, f"the URL is longer than {MAX_URL_CHARS} characters")
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, ValueError) as error:
        return Failed(FailureKind.HARD, f"not a URL: {without_secrets(str(error))[:200]}")
    if url.scheme not in {"http", "https"}:
        return Failed(FailureKind.HARD, f"not an http(s) URL: {url.scheme or text[:20]}:")
    if not url.host or not (url.port is None or 0 < url.port < 65_536):  # noqa: PLR2004 - TCP
        return Failed(FailureKind.HARD, "the URL names no host that can be asked")
    return url


def _follow(trail: _Trail, response: httpx.Response) -> Failed | None:
    """Move the trail to where a redirect points; or why not."""
    status = response.status_code
    location = _as_meant(plain_headers(response).get("location", "").strip())
    if not location:
        return Failed(FailureKind.SOFT, f"answered {status} without saying where to", status)
    if len(trail.seen) > MAX_REDIRECTS:
        return Failed(FailureKind.SOFT, f"redirected more than {MAX_REDIRECTS} times", status)
    try:
        target = _readable(str(trail.url.join(location)))
    except (httpx.InvalidURL, ValueError):
        return Failed(FailureKind.SOFT, f"answered {status} with a Location that is no URL", status)
    if isinstance(target, Failed):  # file:, gopher:, a port that is none
        words = f"redirected to what is never asked: {target.words}"
        return Failed(FailureKind.HOSTILE, words, status)
    target = target.copy_with(userinfo=b"", fragment=None)
    if target in trail.seen:
        return Failed(FailureKind.SOFT, "redirected in a circle (perhaps for a cookie)", status)
    if not _same_party(trail.url, target):
        trail.headers = {}
    trail.permanent = trail.permanent and status in PERMANENT
    trail.seen.add(target)
    trail.url = target
    return None


def _as_meant(location: str) -> str:
    """A Location with letters beyond ASCII: its bytes are UTF-8 (RFC 3987), or else Latin-1."""
    try:
        return location.encode("latin-1").decode()
    except UnicodeError:
        return location


def _same_party(here: httpx.URL, there: httpx.URL) -> bool:
    """Whether what is told to one may be told to the other: one origin, or its move to TLS."""
    if here.host != there.host:
        return False
    if (here.scheme, here.port) == (there.scheme, there.port):
        return True  # httpx drops default ports
    return (here.scheme, here.port, there.scheme, there.port) == ("http", None, "https", None)


def _leaves(stay: Stay | None, here: httpx.URL, there: httpx.URL) -> bool:
    """Whether a redirect leads to where the asking may not follow."""
    if stay == "host":
        return host_key(str(here)) != host_key(str(there))
    return stay == "origin" and not _same_party(here, there)


def _headers(ask: Ask, trail: _Trail) -> dict[bytes, bytes]:
    """What this hop is asked with. Validators are no secret and were the last hop's own word."""
    headers = {b"accept": ACCEPT.encode(), b"a-im": b"feed"}
    if ask.etag:
        headers[b"if-none-match"] = ask.etag.encode("latin-1", "replace")
    if ask.last_modified:
        headers[b"if-modified-since"] = ask.last_modified.encode("latin-1", "replace")
    headers |= {name.lower().encode(): value.encode() for name, value in trail.headers.items()}
    return headers


def _with_login(headers: Mapping[str, str], url: httpx.URL) -> Mapping[str, str]:
    """The feed's headers, with `user:password@` of its URL among them."""
    if not url.userinfo or any(name.lower() == "authorization" for name in headers):
        return headers
    login = b64encode(f"{url.username}:{url.password}".encode()).decode()
    return {**headers, "Authorization": f"Basic {login}"}


def _shown(url: httpx.URL) -> str:
    return without_secrets(str(url))[:200]
