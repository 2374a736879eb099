"""What a feed's own troubles come to, through the whole pipeline on a fake clock."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any

import pytest

from tests.fakes import rss
from tests.journey.desk import Desk, desk_with
from worker.model import (
    Channel,
    Failed,
    FailureKind,
    Feed,
    FeedHealth,
    Fetched,
    FetchOutcome,
    QuietHours,
)
from worker.pipeline import Watch, watch_feeds
from worker.store import SqlStore
from worker.store.views import FeedView

STRIKES = ("strikes", '"long-range strikes"')
URL = "https://news.example/rss"
NEW = "https://elsewhere.example/rss"
HOUR = timedelta(hours=1)
AWAY = Failed(FailureKind.TEMPORARY, "DNS does not answer just now", reached=False)


def listed(*numbers: int, channel: str = "") -> bytes:
    body = rss([(f"n{n}", f"Story {n}", "long-range strikes") for n in numbers])
    return body.replace(b"<title>News</title>", f"<title>News</title>{channel}".encode())


def answer(body: bytes, url: str = URL, moved_to: str | None = None) -> FetchOutcome:
    headers = {"content-type": "application/rss+xml"}
    return Fetched(200, headers, body, url, len(body), 0.01, moved_to=moved_to)


async def after(desk: Desk, wait: timedelta, url: str = URL) -> FeedView:
    """The feed once it has been polled after so long."""
    desk.clock.move(wait)
    await desk.round()
    return next(feed for feed in desk.store.list_feeds(desk.clock.now()) if feed.url == url)


# ---- rule 20: entries between two polls ----------------------------------------------------


async def test_missed_entries_are_found_on_older_pages(store: SqlStore) -> None:
    desk = desk_with(store, rules=[STRIKES])
    wordpress = "<generator>https://wordpress.org/?v=6.4</generator>"
    pages = {
        "": [12, 11, 10, 9],
        "?paged=2": [9, 8, 7, 6],
        "?paged=3": [5, 4, 3, 2],
        "?paged=4": [1, 0],
    }
    desk.press.pages[URL] = listed(4, 3, channel=wordpress)
    await after(desk, HOUR)
    for query, numbers in pages.items():
        page = listed(*numbers, channel=wordpress)
        desk.press.pages[URL + query] = answer(page, URL + query)
    feed = await after(desk, 2 * HOUR)
    assert feed.outcome == "8 entries: 8 new"
    assert [ask.url for ask in desk.press.asked] == [
        URL, URL, URL + "?paged=2", URL + "?paged=3"
    ]  # fmt: skip
    titles = {article.title for article in store.list_articles(None)}
    assert titles == {f"Story {n}" for n in range(3, 13)}  # none from before the first poll
    assert len(desk.receivers.got) == 8


async def test_what_cannot_be_found_is_said_and_counted(store: SqlStore) -> None:
    desk = desk_with(store, rules=[STRIKES])
    desk.press.pages[URL] = listed(2, 1)
    await after(desk, HOUR)
    desk.press.pages[URL] = listed(9, 8)
    feed = await after(desk, 2 * HOUR)
    words = "2 entries: 2 new; none was known, so some before them were probably missed"
    assert (feed.outcome, feed.missed) == (words, 1)
    desk.press.pages[URL] = listed(10, 9)
    feed = await after(desk, 2 * HOUR)
    assert (feed.outcome, feed.missed) == ("2 entries: 1 new", 1)


async def test_older_pages_are_followed_five_deep_and_not_in_circles(store: SqlStore) -> None:
    desk = desk_with(store, rules=[STRIKES])
    wordpress = "<generator>WordPress</generator>"
    desk.press.pages[URL] = listed(1)
    await after(desk, HOUR)
    desk.press.pages[URL] = listed(100, channel=wordpress)
    for n in range(2, 9):
        url = f"{URL}?paged={n}"
        desk.press.pages[url] = answer(listed(100 - n, channel=wordpress), url)
    assert (await after(desk, 2 * HOUR)).outcome == (
        "6 entries: 6 new; none was known, so some before them were probably missed"
    )
    assert len(desk.press.asked) == 7
    desk.press.pages[URL] = listed(200, channel=wordpress)
    desk.press.pages[URL + "?paged=2"] = answer(listed(200, channel=wordpress), URL + "?paged=2")
    await after(desk, 2 * HOUR)
    assert len(desk.press.asked) == 9  # a page with nothing else ends it
    desk.press.pages[URL] = listed(300, channel=wordpress)
    desk.press.pages[URL + "?paged=2"] = Failed(FailureKind.SOFT, "answered 404", 404)
    assert (await after(desk, 2 * HOUR)).missed == 3


async def test_an_older_page_may_ask_for_the_hosts_rest(store: SqlStore) -> None:
    desk = desk_with(store, rules=[STRIKES])
    wordpress = "<generator>WordPress</generator>"
    desk.press.pages[URL] = listed(1)
    await after(desk, HOUR)
    desk.press.pages[URL] = listed(9, channel=wordpress)
    busy = Failed(FailureKind.SOFT, "answered 429", 429, retry_after=5 * HOUR)
    desk.press.pages[URL + "?paged=2"] = busy
    feed = await after(desk, 2 * HOUR)
    assert (feed.state, feed.next_due_at) == ("ok", desk.clock.now() + 5 * HOUR)
    assert feed.why.startswith("its host rests (too many requests, or Retry-After); ")
    assert desk.press.asked[-1].stay == "host"


# ---- rule 8: a feed that moves -------------------------------------------------------------


async def test_a_feed_that_moved_is_asked_at_its_new_address_and_back(store: SqlStore) -> None:
    desk = desk_with(store, rules=[STRIKES])
    desk.press.pages[URL] = answer(listed(1), NEW, moved_to=NEW)
    desk.press.pages[NEW] = answer(listed(1), NEW)
    for _ in range(4):
        feed = await after(desk, 9 * HOUR)
        assert feed.moved_to is None
    feed = await after(desk, 9 * HOUR)
    assert feed.moved_to == NEW
    assert feed.outcome == (
        f"the same bytes as last time; it has moved for good and is asked at {NEW} from now on"
    )
    await after(desk, 9 * HOUR)
    assert desk.press.asked[-1].url == NEW
    assert (desk.press.asked[-1].etag, desk.press.asked[-1].last_modified) == (None, None)
    store.sync_feeds(list(desk.pipeline.plan.feeds.values()), desk.clock.now())  # a restart
    desk.press.pages[NEW] = Failed(FailureKind.SOFT, "answered 404", 404)
    desk.press.pages[URL] = answer(listed(2, 1))
    for _ in range(3):
        assert desk.press.asked[-1].url == NEW
        feed = await after(desk, 30 * HOUR)
    assert feed.moved_to is None
    assert (await after(desk, 30 * HOUR)).outcome == "2 entries: 1 new"
    assert desk.press.asked[-1].url == URL


@pytest.mark.parametrize("visits", [5, 2])
async def test_a_feed_configured_where_it_has_moved_is_no_new_feed(
    store: SqlStore, visits: int
) -> None:
    """What it says between the last visit there and the first here is told; 2: not believed yet."""
    desk = desk_with(store, rules=[STRIKES])
    desk.press.pages[URL] = answer(listed(1), NEW, moved_to=NEW)
    desk.press.pages[NEW] = answer(listed(1), NEW)
    for _ in range(visits):
        await after(desk, 9 * HOUR)
    watch_only(desk, replace(desk.pipeline.plan.feeds[URL], url=NEW))
    desk.press.pages[NEW] = answer(listed(2, 1), NEW)
    feed = await after(desk, 9 * HOUR, NEW)
    assert (feed.outcome, feed.moved_to) == ("2 entries: 1 new", None)
    assert desk.press.asked[-1].url == NEW
    assert [each.url for each in store.list_feeds(desk.clock.now())] == [NEW]
    assert len(desk.receivers.got) == 1


async def test_new_headers_are_for_the_configured_address(store: SqlStore) -> None:
    desk = desk_with(store, rules=[STRIKES])
    desk.press.pages[URL] = answer(listed(1), NEW, moved_to=NEW)
    desk.press.pages[NEW] = answer(listed(1), NEW)
    for _ in range(5):
        await after(desk, 9 * HOUR)
    plan = desk.pipeline.plan
    feed = replace(plan.feeds[URL], headers={"Authorization": "secret"})
    store.sync_feeds([feed], desk.clock.now())
    await desk.pipeline.adopt(replace(plan, feeds={URL: feed}))
    await after(desk, 9 * HOUR)
    assert (desk.press.asked[-1].url, dict(desk.press.asked[-1].headers)) == (
        URL, {"Authorization": "secret"}
    )  # fmt: skip


# ---- rule 7: our own network ---------------------------------------------------------------


async def test_our_own_outage_is_nobodys_failure(store: SqlStore) -> None:
    urls = [f"https://{name}.example/rss" for name in "abcdef"]
    desk = desk_with(store, rules=[STRIKES], urls=urls)
    for url in urls:
        desk.press.pages[url] = answer(listed(1), url)
    await after(desk, HOUR, urls[0])
    for url in urls:
        desk.press.pages[url] = AWAY
    asked = len(desk.press.asked)
    for _ in range(180):  # three hours
        await after(desk, timedelta(minutes=1), urls[0])
    assert len(desk.press.asked) - asked <= 3 * 180 + len(urls)
    seen = {(feed.failures, feed.state) for feed in store.list_feeds(desk.clock.now())}
    assert seen == {(0, "unreached")}
    said = [str(facts["words"]) for facts in desk.tell.named("trouble")]
    assert [words for words in said if "own network" in words] == [
        "no host can be reached, so it is our own network: failures do not count until one answers"
    ]
    for url in urls:
        desk.press.pages[url] = answer(listed(2, 1), url)
    for _ in range(3):
        await after(desk, timedelta(minutes=1), urls[0])
    assert {feed.outcome for feed in store.list_feeds(desk.clock.now())} == {"2 entries: 1 new"}
    assert str(desk.tell.named("trouble")[-1]["words"]).startswith("our own network is back after")


async def test_a_server_beside_us_does_not_end_our_outage(store: SqlStore) -> None:
    urls = [f"https://{name}.example/rss" for name in "abcd"]
    beside = "http://127.0.0.1:1200/rss"
    desk = desk_with(store, rules=[STRIKES], urls=[*urls, beside])
    desk.press.pages |= {url: answer(listed(1), url) for url in urls}
    desk.press.pages[beside] = replace(answer(listed(1), beside), reached=None)
    await after(desk, HOUR, beside)
    desk.press.pages |= dict.fromkeys(urls, AWAY)
    for _ in range(90):
        await after(desk, timedelta(minutes=1), beside)
    assert {feed.failures for feed in store.list_feeds(desk.clock.now())} == {0}
    assert len(desk.tell.named("trouble")) == 1


# ---- rules 6 and 24: feeds that fail or are silent -------------------------------------------

FAILING = Watch(6 * HOUR, ("ops",))
SILENT = Watch(3.0, ("ops",))
DAY = 24 * HOUR


def watched(
    store: SqlStore, failing: Watch | None = FAILING, silent: Watch | None = SILENT
) -> Desk:
    desk = desk_with(store, rules=[STRIKES], channels=("desk", "ops"), notify=("desk",))
    desk.pipeline.plan = replace(desk.pipeline.plan, feed_failing=failing, feed_silent=silent)
    return desk


async def look(desk: Desk, wait: timedelta = timedelta(0), every: timedelta = HOUR) -> list[str]:
    """What the operator hears in so much time, with a look and a round after each step."""
    before, end = len(desk.receivers.got), desk.clock.now() + wait
    while True:
        await desk.round()
        await watch_feeds(desk.pipeline)
        await desk.round()
        if desk.clock.now() >= end:
            break
        desk.clock.move(every)
    told = desk.receivers.got[before:]
    return [
        json.loads(each.body)["data"]["alert"]["reason"] for each in told if each.channel == "ops"
    ]


async def chatter(desk: Desk, hours: int) -> None:
    """The feed says something new each hour, all under one date."""
    for _ in range(hours):
        desk.clock.move(HOUR)
        hour = int(desk.clock.now().timestamp()) // 3_600
        desk.press.pages[URL] = listed(*range(hour, hour - 20, -1))
        await desk.round()


async def test_a_feed_that_fails_is_told_once_and_once_that_it_is_over(store: SqlStore) -> None:
    desk = watched(store)
    desk.press.pages[URL] = Failed(FailureKind.SOFT, "answered 500 Server Error", 500)
    assert await look(desk, 5 * HOUR) == []
    assert await look(desk, 2 * HOUR) == [
        "feed news.example failing for 6h: answered 500 Server Error"
    ]
    assert await look(desk, 3 * DAY) == []
    told = json.loads(desk.receivers.got[-1].body)["data"]
    assert told["feed"]["url"] == URL
    assert told["feed"]["failing_since"] is not None
    desk.press.pages[URL] = listed(1)
    assert await look(desk, 13 * HOUR) == ["feed news.example works again after 3d 5h"]
    assert await look(desk, DAY) == []
    assert [got.sequence for got in desk.receivers.got if got.type == "feed.failing"] == [1, 2]


async def test_a_feed_that_fails_at_night_is_told_in_the_morning(store: SqlStore) -> None:
    desk = watched(store)
    now = desk.clock.now()
    night = QuietHours((now + HOUR).time(), (now + 10 * HOUR).time(), UTC)
    channels = {**desk.pipeline.plan.channels, "ops": Channel("ops", "webhook", quiet=night)}
    desk.pipeline.plan = replace(desk.pipeline.plan, channels=channels)
    desk.press.pages[URL] = Failed(FailureKind.SOFT, "answered 500 Server Error", 500)
    assert await look(desk, 9 * HOUR) == []
    assert len(await look(desk, 2 * HOUR)) == 1


async def test_a_feed_that_failed_and_is_gone_is_told_so_once(store: SqlStore) -> None:
    desk = watched(store)
    desk.press.pages[URL] = Failed(FailureKind.SOFT, "answered 500 Server Error", 500)
    assert len(await look(desk, 8 * HOUR)) == 1
    desk.press.pages[URL] = Failed(FailureKind.GONE, "answered 410 Gone", 410)
    assert await look(desk, DAY) == [
        "feed news.example gone for good, says its server: answered 410 Gone"
    ]
    assert await look(desk, 65 * DAY, every=12 * HOUR) == []
    desk.press.pages[URL] = listed(1)
    assert len(await look(desk, 31 * DAY, every=12 * HOUR)) == 1


async def test_a_feed_that_is_gone_is_told_at_once(store: SqlStore) -> None:
    desk = watched(store)
    desk.press.pages[URL] = Failed(FailureKind.GONE, "answered 410 Gone", 410)
    assert await look(desk) == [
        "feed news.example gone for good, says its server: answered 410 Gone"
    ]
    assert await look(desk, 2 * DAY) == []


def watch_only(desk: Desk, *feeds: Feed) -> None:
    desk.store.sync_feeds(feeds, desk.clock.now())
    desk.pipeline.plan = replace(desk.pipeline.plan, feeds={feed.url: feed for feed in feeds})


async def test_a_feed_put_back_is_asked_at_once_and_its_trouble_was_over(store: SqlStore) -> None:
    desk = watched(store)
    feed = desk.pipeline.plan.feeds[URL]
    desk.press.pages[URL] = Failed(FailureKind.GONE, "answered 410 Gone", 410)
    assert len(await look(desk)) == 1
    watch_only(desk)
    assert await look(desk, HOUR) == ["feed news.example is no longer watched"]
    watch_only(desk, feed)
    assert len(await look(desk)) == 1  # it is gone still
    watch_only(desk)
    await look(desk, HOUR)
    desk.press.pages[URL] = listed(1)
    watch_only(desk, feed)
    assert await look(desk) == []
    assert store.list_feeds(desk.clock.now())[0].state == "ok"


async def test_a_feed_that_fell_out_for_a_moment_is_told_over_once(store: SqlStore) -> None:
    desk = watched(store)
    feed = desk.pipeline.plan.feeds[URL]
    desk.press.pages[URL] = Failed(FailureKind.SOFT, "answered 500 Server Error", 500)
    assert len(await look(desk, 7 * HOUR)) == 1
    watch_only(desk)
    watch_only(desk, feed)
    assert await look(desk, 9 * HOUR) == []
    desk.press.pages[URL] = listed(1)
    assert await look(desk, 9 * HOUR) == ["feed news.example works again after 11h"]


async def test_a_feed_is_silent_by_its_own_habits_until_it_speaks(store: SqlStore) -> None:
    desk = watched(store)
    await chatter(desk, 40)
    assert await look(desk, 2 * HOUR) == []
    (words,) = await look(desk, 3 * HOUR)
    assert re.fullmatch(
        r"feed news\.example nothing new for [34]h.*, [34]\.\d times its usual gap", words
    )
    assert store.list_feeds(desk.clock.now())[0].state == "silent"
    assert await look(desk, 60 * DAY, every=6 * HOUR) == []  # nor when its habits are forgotten
    await chatter(desk, 1)
    (words,) = await look(desk)
    assert words.startswith("feed news.example speaks again after")
    assert store.list_feeds(desk.clock.now())[0].state == "ok"


async def test_those_told_to_be_silent_take_no_others_turn(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("worker.store.troubles.MOST_AT_ONCE", 1)
    desk = watched(store, silent=Watch(DAY, ("ops",)))
    other = replace(desk.pipeline.plan.feeds[URL], url=NEW, name="other")
    watch_only(desk, desk.pipeline.plan.feeds[URL], other)
    desk.press.pages |= {URL: listed(1), NEW: listed(2)}
    told = await look(desk, 30 * HOUR)
    assert sorted(words.split()[1] for words in told) == ["news.example", "other"]


async def test_a_feed_emptied_is_silent(store: SqlStore) -> None:
    desk = watched(store)
    await chatter(desk, 3)
    desk.press.pages[URL] = listed()
    told = await look(desk, 4 * HOUR)
    assert told == ["feed news.example answers, but lists nothing any more"]
    desk.press.pages[URL] = listed(1)
    assert [words[:31] for words in await look(desk, 4 * HOUR)] == [
        "feed news.example speaks again "
    ]


async def test_silence_may_be_a_duration(store: SqlStore) -> None:
    desk = watched(store, silent=Watch(DAY, ("ops",)))
    await chatter(desk, 3)
    assert await look(desk, 23 * HOUR) == []
    assert await look(desk, 2 * HOUR) == ["feed news.example nothing new for 1d 1h"]
    await chatter(desk, 1)
    assert await look(desk) == ["feed news.example speaks again after 1h"]


async def test_what_cannot_be_asked_is_not_silent_but_failing(store: SqlStore) -> None:
    desk = watched(store, failing=None)
    await chatter(desk, 40)
    desk.press.pages[URL] = Failed(FailureKind.SOFT, "answered 500 Server Error", 500)
    assert await look(desk, 2 * DAY) == []


async def test_of_two_workers_one_tells(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = watched(store)
    desk.press.pages[URL] = Failed(FailureKind.GONE, "answered 410 Gone", 410)
    await desk.round()
    real = store.failing_feeds

    def both(*args: Any) -> list[FeedHealth]:
        return [*real(*args), *real(*args)]  # as if another had looked at the same moment

    monkeypatch.setattr(store, "failing_feeds", both)
    assert len(await look(desk)) == 1


async def test_nothing_is_told_where_no_channel_is_named(store: SqlStore) -> None:
    desk = watched(store, failing=None, silent=None)
    desk.press.pages[URL] = Failed(FailureKind.GONE, "answered 410 Gone", 410)
    assert await look(desk, 2 * DAY) == []
