"""A page behind an article: its feed's words ring at once, its own when it comes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from tests.fakes import rss
from tests.journey.desk import Desk, desk_with
from worker.model import (
    Article,
    Failed,
    FailureKind,
    Fetched,
    FetchOutcome,
    Page,
    PageText,
    PageVerdict,
    Unreadable,
)
from worker.parse.fulltext import heed
from worker.poll.politeness import host_key
from worker.poll.robots import allowed
from worker.store import SqlStore, open_store

FEED = "https://news.example/rss"
PAGE = "https://news.example/strike"
ROBOTS = "https://news.example/robots.txt"
STRIKES = ("strikes", '"long-range strikes"')
GRAIN = ("grain", '"grain corridor"')
MARKET = ("market", "Market closes early", "Nothing happened at the fish market.")
STRIKE = ("strike", "Allies weigh long-range strikes", "The allies weighed it on Monday.")
TEXT = (
    "The allies weighed it on Monday for the third time in as many weeks, officials said.",
    "Ministers also spoke of the grain corridor, which has been closed since the last storm.",
    "No decision was taken, and the talks go on in the capital on Thursday afternoon.",
    "Two diplomats said that the larger members were in favour and the smaller ones in doubt.",
)


class ReadHere:
    """The real readers, without the killable process around them."""

    async def page(
        self,
        body: bytes,
        headers: Mapping[str, str],
        url: str,
        feed_text: str,
        repeated: frozenset[int],
    ) -> PageText | Unreadable:
        return heed(body, headers, url, feed_text, repeated)

    async def may_ask(self, robots_txt: bytes, agent: str, url: str) -> bool | Unreadable:
        return allowed(robots_txt, agent, url)


@pytest.fixture
def store(store_url: str) -> Iterator[SqlStore]:
    """An open store that knows hosts as the daemon does."""
    numbers = count(1)
    opened = open_store(store_url, new_id=lambda: f"msg_{next(numbers)}", host_of=host_key)
    yield opened
    opened.close()


def html(*paragraphs: str, head: str = "") -> bytes:
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return (
        f"<!doctype html><html><head><title>{STRIKE[1]}</title>{head}</head><body><nav>Home</nav>"
        f"<article><h1>{STRIKE[1]}</h1>{body}</article></body></html>"
    ).encode()


def answer(body: bytes, url: str = PAGE, **headers: str) -> Fetched:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Fetched(200, {"content-type": "text/html", **named}, body, url, len(body), 0.1)


NOT_THERE = Failed(FailureKind.SOFT, "answered 404 Not Found", 404)


async def desk_reading(store: SqlStore, **pages: FetchOutcome) -> Desk:
    """A desk whose feed has just told the strike; `page` and `robots` are what comes behind it."""
    desk = desk_with(store, rules=[STRIKES, GRAIN])
    plan = desk.pipeline.plan
    feeds = {url: replace(feed, fulltext=True) for url, feed in plan.feeds.items()}
    await desk.pipeline.adopt(replace(plan, feeds=feeds))
    store.sync_feeds(list(feeds.values()), desk.clock.now())
    desk.pipeline.reader = ReadHere()
    desk.press.pages[ROBOTS] = pages.get("robots", NOT_THERE)
    desk.press.pages[PAGE] = pages.get("page", NOT_THERE)
    desk.press.pages[FEED] = rss([MARKET])
    await desk.round()
    desk.press.pages[FEED] = rss([STRIKE, MARKET])
    desk.clock.move(timedelta(hours=2))
    await desk.round()
    assert told(desk) == [("alert.opened", ["strikes"])]
    return desk


async def moments(desk: Desk, times: int = 3, each: timedelta = timedelta(seconds=2)) -> None:
    """Time passes, gap by gap."""
    for _ in range(times):
        desk.clock.move(each)
        await desk.round()


def told(desk: Desk) -> list[tuple[str, list[str]]]:
    bodies: list[dict[str, Any]] = [json.loads(d.body) for d in desk.receivers.got]
    return [(body["type"], [rule["id"] for rule in body["data"]["rules"]]) for body in bodies]


def asked(desk: Desk) -> list[str]:
    return [ask.url for ask in desk.press.asked if ask.url != FEED]


def article(store: SqlStore) -> Article:
    found = store.article(PAGE)
    assert found is not None
    return found


async def test_the_feeds_words_ring_at_once_and_the_pages_when_it_comes(store: SqlStore) -> None:
    desk = await desk_reading(store, page=answer(html(*TEXT)))
    assert asked(desk) == []  # the host's gap
    await moments(desk, 1)
    assert asked(desk) == [ROBOTS]
    desk.clock.move(timedelta(milliseconds=900))
    await desk.round()
    assert asked(desk) == [ROBOTS]
    await moments(desk, 1)
    assert asked(desk) == [ROBOTS, PAGE]
    assert told(desk)[1:] == [("alert.updated", ["grain", "strikes"])]
    found = article(store)
    assert found.body == "\n\n".join(TEXT)
    assert found.revision == 2
    first, second = (json.loads(d.body)["data"]["article"] for d in desk.receivers.got)
    assert "page" not in first
    assert second["page"] == {
        "verdict": "ok", "words": f"the page's text, {len(found.body)} characters"
    }  # fmt: skip
    [event] = desk.tell.named("page")
    assert (event["url"], event["verdict"]) == (PAGE, "ok")
    await moments(desk, 5, timedelta(hours=1))
    assert asked(desk) == [ROBOTS, PAGE]


async def test_behind_a_wall_the_feeds_words_stay(store: SqlStore) -> None:
    wall = html("Subscribe to read the whole story. Already a subscriber? Sign in.")
    desk = await desk_reading(store, page=answer(wall))
    await moments(desk)
    found = article(store)
    assert (found.lead, found.revision) == (STRIKE[2], 1)
    assert found.page is not None
    assert found.page.verdict is PageVerdict.WALL
    assert "pay wall" in found.page.words
    assert len(told(desk)) == 1


async def test_robots_txt_is_obeyed(store: SqlStore) -> None:
    rules = answer(b"User-agent: wirebell\nDisallow: /strike", ROBOTS)
    desk = await desk_reading(store, robots=rules, page=answer(html(*TEXT)))
    await moments(desk)
    assert asked(desk) == [ROBOTS]
    assert article(store).page == Page(PageVerdict.REFUSED, "robots.txt does not allow it")


async def test_robots_txt_may_allow_it(store: SqlStore) -> None:
    rules = answer(b"User-agent: *\nDisallow: /private", ROBOTS)
    desk = await desk_reading(store, robots=rules, page=answer(html(*TEXT)))
    await moments(desk)
    assert article(store).body == "\n\n".join(TEXT)


@pytest.mark.parametrize(
    "page",
    [
        answer(html(*TEXT), tdm_reservation="1"),
        answer(html(*TEXT, head='<meta name="tdm-reservation" content="1">')),
    ],
)
async def test_a_page_that_reserves_its_text_is_left_alone(store: SqlStore, page: Fetched) -> None:
    desk = await desk_reading(store, page=page)
    await moments(desk)
    found = article(store)
    assert found.revision == 1
    assert found.page is not None
    assert found.page.verdict is PageVerdict.REFUSED
    assert "reserves text and data mining" in found.page.words


async def test_a_page_behind_a_redirect_is_asked_as_its_own_host_allows(store: SqlStore) -> None:
    there, rules = "https://other.example/strike", "https://other.example/robots.txt"
    away = Failed(FailureKind.SOFT, "redirected", 302, leads_to=there)
    desk = await desk_reading(store, page=away)
    desk.press.pages[there] = answer(html(*TEXT), there)
    desk.press.pages[rules] = answer(b"User-agent: *\nDisallow: /strike", rules)
    await moments(desk, 5)
    assert asked(desk) == [ROBOTS, PAGE, rules]
    assert article(store).page == Page(PageVerdict.REFUSED, "robots.txt does not allow it")


async def test_a_page_of_a_host_that_asks_for_patience_waits(store: SqlStore) -> None:
    busy = Failed(FailureKind.SOFT, "answered 503", 503, retry_after=timedelta(minutes=90))
    desk = await desk_reading(store, page=busy)
    await moments(desk)
    assert asked(desk) == [ROBOTS, PAGE]
    assert article(store).page == Page(None, "answered 503")
    feeds = len(desk.press.asked)
    desk.press.pages[PAGE] = answer(html(*TEXT))
    await moments(desk, 8, timedelta(minutes=10))
    assert len(desk.press.asked) == feeds  # nor is the feed asked
    await moments(desk, 3, timedelta(minutes=10))
    assert asked(desk) == [ROBOTS, PAGE, PAGE]
    assert article(store).body == "\n\n".join(TEXT)


async def test_a_page_that_is_not_there_is_given_up_in_words(store: SqlStore) -> None:
    desk = await desk_reading(store)
    await moments(desk)
    await moments(desk, 30, timedelta(hours=1))
    assert asked(desk) == [ROBOTS, PAGE]
    assert article(store).page == Page(PageVerdict.UNREACHABLE, "answered 404 Not Found")


async def test_a_page_that_never_answers_is_asked_five_times(store: SqlStore) -> None:
    desk = await desk_reading(store, page=Failed(FailureKind.SOFT, "timed out"))
    await moments(desk, 150, timedelta(minutes=10))
    assert asked(desk).count(PAGE) == 5
    assert article(store).page == Page(PageVerdict.UNREACHABLE, "timed out, 5 times")


async def test_without_a_reader_no_page_is_asked(store: SqlStore) -> None:
    desk = await desk_reading(store, page=answer(html(*TEXT)))
    desk.pipeline.reader = None
    await moments(desk)
    assert asked(desk) == []


async def test_a_worker_that_dies_over_a_page_leaves_it_to_the_next(store: SqlStore) -> None:
    desk = await desk_reading(store, page=answer(html(*TEXT)))
    desk.clock.move(timedelta(seconds=2))
    limits = desk.pipeline.plan.limits
    assert len(store.claim_pages("killed", 9, limits, desk.clock.now())) == 1
    await moments(desk)
    assert asked(desk) == []
    await moments(desk, 3, timedelta(seconds=30))
    assert asked(desk) == [ROBOTS, PAGE]
    assert article(store).revision == 2
