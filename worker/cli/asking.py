"""Asks one address for a feed, by hand: fetch, read where a hostile document can be killed.

A page that is no feed is searched for the feeds it advertises, and the first is asked instead.
Looking further is `scouting`'s part.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from worker.cli.discovery import PAGE_CHARS, advertised
from worker.cli.session import config_path, session_of, settings_of
from worker.cli.show import note
from worker.errors import Misconfigured, Usage
from worker.model import Ask, Failed, Feed, Fetched, FetchOutcome, ParsedFeed, Unreadable
from worker.parse import charset

if TYPE_CHECKING:
    from worker.ports import Fetch, Parse
    from worker.settings import Settings
    from worker.settings.values import Http

# How a private network is opened, by its name.
IN_CONFIGURATION = "http.allow_private: [{}]"
BY_OPTION = "--allow-private {}"
BARE = "version: 1\nhttp: {user_agent: wirebell (feed trial by hand)}\n"  # no configuration

PrivateOption = Annotated[
    list[str] | None,
    typer.Option(
        "--allow-private", metavar="CIDR", show_default=False,
        help="Let it reach a private network: 127.0.0.0/8.",
    ),
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What asking brought: a feed, or in `words` why there is none."""

    url: str  # the feed's own, once its page has led to it
    words: str
    feed: ParsedFeed | None = None
    found_on: str | None = None  # the page that advertised it
    others: tuple[str, ...] = ()  # what else that page advertises
    moved_to: str | None = None  # where the publisher says it lives for good
    answered_at: str | None = None  # the address after redirects
    elapsed_s: float = 0.0
    wire_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Visit:
    """One request: the feed it brought, or what to look through for one."""

    asked: Asked
    url: str  # after redirects
    page: str = ""  # the text of what is no feed
    failed: Failed | None = None  # no page at all


class Asker:
    """Asks one address at a time, any number at once."""

    def __init__(self, fetch: Fetch, parse: Parse) -> None:
        self._fetch = fetch
        self._parse = parse

    async def __call__(self, feed: Feed) -> Asked:
        """What this feed says now, or the first feed its page advertises. Never raises."""
        first = await self.visit(feed)
        links = advertised(first.page, first.url)
        if not links:
            return first.asked
        found = await self.visit(replace(feed, url=links[0]))
        return replace(found.asked, found_on=feed.url, others=tuple(links[1:]))

    async def visit(self, feed: Feed) -> Visit:
        """What this very address says. Never raises."""
        outcome = await self._fetch(Ask(feed.url, feed.headers))
        try:
            return await self._read(feed, outcome)
        finally:
            self._fetch.done(outcome)

    async def _read(self, feed: Feed, outcome: FetchOutcome) -> Visit:
        if not isinstance(outcome, Fetched):
            failed = outcome if isinstance(outcome, Failed) else None
            words = failed.words if failed else "answered 304 unasked"
            asked = Asked(feed.url, words, elapsed_s=outcome.elapsed_s)
            return Visit(asked, feed.url, failed=failed)
        parsed = await self._parse(outcome.body, outcome.headers, outcome.url, None, b"")
        asked = Asked(
            feed.url,
            f"answered {outcome.status}",
            moved_to=outcome.moved_to,
            answered_at=outcome.url,
            elapsed_s=outcome.elapsed_s,
            wire_bytes=outcome.wire_bytes,
        )
        if isinstance(parsed, Unreadable):
            asked = replace(asked, words=parsed.words)
            return Visit(asked, outcome.url, "" if parsed.hostile else _text(outcome.body))
        return Visit(replace(asked, feed=parsed), outcome.url)


def _text(body: bytes) -> str:
    """The start of a page or a sitemap, where its links are."""
    try:
        return charset.decode(charset.inflate(body)[:PAGE_CHARS])
    except charset.TooLarge:
        return ""


def feed_at(url: str) -> Feed:
    """The address as typed, a bare host name meaning https; raises Usage where it is none."""
    whole = url if "://" in url else f"https://{url}"
    try:
        parts = urlsplit(whole)
        host = parts.hostname
    except ValueError:
        host = None
    if host is None or parts.scheme not in {"http", "https"}:
        raise Usage(f"{url!r} is not an http(s) address")
    return Feed(whole, host)


def going_out(context: typer.Context, opened: list[str]) -> tuple[Http, Settings | None]:
    """How to go out without a configuration: the defaults, environment and flags over them; where
    one is found, as it says.

    `opened` are private networks to let in as well; raises Usage where one is none.
    """
    from worker.settings import load_http  # noqa: PLC0415 - pydantic takes its time

    session = session_of(context)
    settings = None
    try:
        settings = settings_of(context)
    except Misconfigured:
        if session.config is not None:  # asked for by name
            raise
        if (path := config_path(context)).exists():
            note(f"{path} holds mistakes (`wirebell check`): its proxy and the like are not used")
    http = settings.http if settings else load_http(BARE, os.environ, session.overrides)
    networks: list[IPv4Network | IPv6Network] = []
    for text in opened:
        try:
            networks.append(ip_network(text))
        except ValueError:
            raise Usage(f"--allow-private {text}: write a network, as in 127.0.0.0/8") from None
    return replace(http, allow_private=(*http.allow_private, *networks)), settings


def plain_http(url: str) -> str | None:
    """The address as typed over http, where no scheme was typed: what https may not reach."""
    return None if "://" in url else f"http://{url}"


def opening(words: str, by: str = IN_CONFIGURATION) -> str:
    """What opens the private address that such words say we did not connect to, to be said behind
    them; empty for others.
    """
    if not words.startswith("refused to connect: "):
        return ""
    for word in reversed(words.replace(",", "").split()):
        with suppress(ValueError):
            return f"; {by.format(ip_network(word))} lets it be reached"
    return ""


def distrusted(words: str) -> bool:
    """Whether the words say that the host's certificate proves nothing."""
    return words.startswith("TLS certificate ")


def without_tls(words: str, command: str, instead: str | None) -> str:
    """What to do about such words, to be said behind them; empty for others, or where a scheme was
    typed.
    """
    if instead is None or not distrusted(words):
        return ""
    return (
        f"; `wirebell {command} {instead}` asks without TLS, http.ca_bundle names an authority of"
        " your own"
    )


async def ask_once(feed: Feed, http: Http) -> Asked:
    """Ask one address and be done."""
    with asker(http) as ask:
        return await ask(feed)


@contextmanager
def asker(http: Http) -> Iterator[Asker]:
    """An `Asker` that goes out as `http` says; its parser processes end with it."""
    from worker.daemon.outside import Network  # noqa: PLC0415 - only where something is asked
    from worker.poll.sandbox import Sandbox  # noqa: PLC0415 - as above

    sandbox = Sandbox()
    sandbox.start()
    try:
        yield Asker(Network.build(http, dict).fetch, sandbox)
    finally:
        sandbox.close()
