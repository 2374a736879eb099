"""Answers that would make a poller lose an entry, take an old one for new, or tell a secret."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from email.utils import format_datetime

import pytest

from tests.fakes import START
from tests.journey.desk import Desk, desk_with
from worker.model import Feed, Fetched, FetchOutcome
from worker.store import SqlStore

URL = "https://news.example/rss"
PAGE_2 = "https://news.example/rss?page=2"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OLDER = f"<link xmlns='http://www.w3.org/2005/Atom' rel='next' href='{PAGE_2}'/>"


@dataclass(frozen=True)
class Item:
    """An RSS item; its date is so many hours after the start of the story."""

    title: str
    guid: str
    hours: int = 0

    def __str__(self) -> str:
        date = format_datetime(START + self.hours * HOUR)
        return (
            f"<item><title>{self.title}</title><link>https://news.example/{self.guid}</link>"
            f"<guid>{self.guid}</guid><pubDate>{date}</pubDate></item>"
        )


def numbered(*numbers: int) -> list[Item]:
    return [Item(f"Long-range strikes, day {n}", f"s{n}", n) for n in numbers]


def rss(items: Sequence[Item], head: str = "") -> bytes:
    listed = "".join(map(str, items))
    return f"<rss version='2.0'><channel>{head}{listed}</channel></rss>".encode()


def answer(body: bytes, status: int = 200, url: str = URL) -> Fetched:
    return Fetched(status, {"content-type": "application/rss+xml"}, body, url, len(body), 0.01)


@pytest.fixture
def desk(store: SqlStore) -> Desk:
    return desk_with(store, rules=[("strikes", '"long-range strikes"')])


async def polled(desk: Desk, page: bytes | FetchOutcome, after: timedelta = 2 * HOUR) -> str:
    """What the visit came to, after so long and with this answer."""
    desk.press.pages[URL] = page
    desk.clock.move(after)
    await desk.round()
    return str(desk.tell.named("visit")[-1]["words"])


def configure(desk: Desk, feed: Feed) -> None:
    desk.pipeline.plan = replace(desk.pipeline.plan, feeds={URL: feed})
    desk.store.sync_feeds([feed], desk.clock.now())


def brings_new(words: str) -> bool:
    return "new" in words.replace("nothing new", "")


def titles(desk: Desk) -> list[str]:
    return sorted(article.title for article in desk.store.list_articles(None))


def rung(desk: Desk) -> int:
    """How many alerts were opened."""
    return sum(json.loads(one.body)["type"] == "alert.opened" for one in desk.receivers.got)


@pytest.mark.parametrize(
    ("landed", "page", "told"),
    [
        (URL, PAGE_2, {"Authorization": "secret"}),
        ("https://cdn.example/feed", "https://cdn.example/feed?page=2", {}),
    ],
)
async def test_a_feeds_own_headers_go_to_its_own_server_alone(
    desk: Desk, landed: str, page: str, told: Mapping[str, str]
) -> None:
    """Rule 8: also where the older pages stand on another's."""
    feed = replace(desk.pipeline.plan.feeds[URL], headers={"Authorization": "secret"})
    configure(desk, feed)
    head = OLDER.replace(PAGE_2, page)
    desk.press.pages[page] = rss(numbered(1))
    await polled(desk, answer(rss(numbered(1), head), url=landed))
    await polled(desk, answer(rss(numbered(2), head), url=landed))
    assert [dict(ask.headers) for ask in desk.press.asked if ask.url == page] == [told]


@pytest.mark.parametrize("listed", [(9, 8, 7, 6, 5), (5, 6, 7, 8, 9)])
async def test_older_pages_are_read_back_to_what_is_known_in_either_order(
    desk: Desk, listed: Sequence[int]
) -> None:
    """Rule 20."""
    await polled(desk, rss(numbered(5, 4, 3, 2), OLDER))
    desk.press.pages[PAGE_2] = rss(numbered(*listed))
    words = await polled(desk, rss(numbered(13, 12, 11, 10), OLDER))
    assert words == "8 entries: 8 new"
    assert rung(desk) > 0


@pytest.mark.parametrize(
    ("host", "query", "word", "new"),
    [
        ("news.example", "", "day", 0),
        ("other.example", "", "day", 0),
        ("news.example", "?edition=int", "day", 0),
        ("other.example", "", "round", 3),
    ],
)
async def test_guids_spelled_anew_bring_no_old_pages(
    desk: Desk, host: str, query: str, word: str, new: int
) -> None:
    """Rules 14 and 20: older pages of a feed whose guids all changed are older than our reading."""

    def page(days: Sequence[int], host: str, query: str, guid: str, word: str = "day") -> bytes:
        listed = "".join(
            f"<item><title>Long-range strikes, {word} {n}</title><guid>{guid}{n}</guid>"
            f"<link>https://{host}/{n}{query}</link>"
            f"<pubDate>{format_datetime(START + n * DAY)}</pubDate></item>"
            for n in days
        )
        head = "<generator>https://wordpress.org/?v=6.9</generator>"
        return f"<rss version='2.0'><channel>{head}{listed}</channel></rss>".encode()

    await polled(desk, page((-1, -2, -3), "news.example", "", "old"))
    for number in range(2, 7):
        days = range(2 - 3 * number, -1 - 3 * number, -1)
        desk.press.pages[f"{URL}?paged={number}"] = page(days, host, query, "?p=", word)
    words = await polled(desk, page((-1, -2, -3), host, query, "?p=", word))
    assert words == f"3 entries: {f'{new} new' if new else 'nothing new'}"
    assert len(titles(desk)) == 3 + new


async def test_one_old_date_does_not_end_the_search(desk: Desk) -> None:
    """Rule 20: what was listed behind it would be lost."""
    await polled(desk, rss(numbered(1), OLDER))
    undated = str(Item("Long-range strikes, undated", "u")).replace("pubDate", "nothing")
    page = rss([*numbered(5), Item("Long-range strikes, dated 2025", "old", -9_999), *numbered(4)])
    desk.press.pages[PAGE_2] = page.replace(b"</channel>", undated.encode() + b"</channel>")
    words = await polled(desk, rss(numbered(13), OLDER))
    assert words.startswith("4 entries: 4 new")


async def test_a_title_that_changes_daily_is_a_revision_however_often(desk: Desk) -> None:
    """Rule 15: changes of the text alone are limited."""
    names = [f"Minister {chr(97 + n)}{chr(97 + n)} resigns" for n in range(26)]
    await polled(desk, rss([Item("The first", "first")]))
    for name in names:
        await polled(desk, rss([Item(name, "current")]))
    await polled(desk, rss([Item("On long-range strikes", "current")]))
    assert titles(desk) == ["On long-range strikes", "The first"]
    assert rung(desk) == 1
    await polled(desk, rss([Item("On 24 long-range strikes", "current")]))
    assert (await polled(desk, rss([Item("On 25 long-range strikes", "current")]))).endswith(
        "nothing new"
    )


async def test_two_servers_that_disagree_ring_a_few_times(desk: Desk) -> None:
    """Rule 15: an edit and its return are news, their next return within a day is none."""
    await polled(desk, rss([Item("The first", "first")]))
    told = []
    for hour in range(24):
        name = "On long-range strikes, 7 dead" if hour % 2 else "On long-range strikes, 70 dead"
        await polled(desk, rss([Item(name, "current")]), HOUR + timedelta(minutes=1))
        told.append(len(desk.receivers.got))
    assert told == [1, 2, 3, *[4] * 21]
    await polled(desk, rss([Item("On long-range strikes, 8 dead", "current")]))
    assert titles(desk)[0] == "On long-range strikes, 8 dead"
    await polled(desk, rss([Item("On long-range strikes, 7 dead", "current")]), DAY)
    assert titles(desk)[0] == "On long-range strikes, 7 dead"


async def test_an_id_repeated_in_a_json_feed_is_two_articles(desk: Desk) -> None:
    """As in RSS; and the first of the two is not new when it stands alone again."""

    def feed(*titles: str) -> Fetched:
        items = [
            {"id": "1", "url": f"https://news.example/{t[:1]}", "title": t, "content_text": t}
            for t in titles
        ]
        text = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items})
        return answer(text.encode())

    await polled(desk, feed("Alpha on long-range strikes"))
    two = feed("Beta on long-range strikes", "Alpha on long-range strikes")
    assert await polled(desk, two) == "2 entries: 1 new"
    assert [title[:5] for title in titles(desk)] == ["Alpha", "Beta "]
    assert not brings_new(await polled(desk, two, 2 * DAY))


async def test_a_quiet_feeds_entries_are_not_new_when_they_come_back(desk: Desk) -> None:
    """Rule 16: what "unchanged" confirmed was seen then."""
    await polled(desk, rss(numbered(1, 2, 3)))
    for _ in range(96):
        await polled(desk, desk.press.pages[URL], DAY)
    await polled(desk, rss(numbered(2, 3)), DAY)
    now = desk.clock.now()
    desk.store.prune(now - 90 * DAY, now - 90 * DAY, now)
    assert not brings_new(await polled(desk, rss(numbered(1, 2, 3)), DAY))
    assert rung(desk) == 0


async def test_what_an_answer_of_news_alone_leaves_out_is_still_listed(desk: Desk) -> None:
    """226 says what is new: nothing was missed before it, and nothing has gone."""
    await polled(desk, rss(numbered(1, 2, 3)))
    for _ in range(96):
        await polled(desk, desk.press.pages[URL], DAY)
    words = await polled(desk, answer(rss(numbered(4), OLDER), 226), DAY)
    assert words == "1 entry: 1 new"
    assert PAGE_2 not in {ask.url for ask in desk.press.asked}
    now = desk.clock.now()
    desk.store.prune(now - 90 * DAY, now - 90 * DAY, now)
    assert not brings_new(await polled(desk, rss(numbered(1, 2, 3, 4)), DAY))


async def test_a_first_document_without_entries_is_no_first_document(desk: Desk) -> None:
    """What is older than it is backlog, what is newer rings; and how entries are told apart is
    settled by the first that has any.
    """
    await polled(desk, rss([]))
    old, new = numbered(-90, 3)
    assert await polled(desk, rss([new, old])) == "2 entries: 2 new, 1 stored quietly"
    assert rung(desk) == 1


async def test_a_document_that_breaks_off_is_asked_for_again_in_full(desk: Desk) -> None:
    """Rule 2: its validators would hide the rest."""
    whole = rss(numbered(1, 2, 3))
    body = whole[: whole.index(b"<item><title>Long-range strikes, day 3")]
    words = await polled(desk, body)
    assert words.startswith("2 entries, then the document breaks off: ")
    await polled(desk, whole)
    assert desk.press.asked[-1].etag is None
    assert len(titles(desk)) == 3
    await polled(desk, whole)
    assert desk.press.asked[-1].etag is not None


async def test_half_an_entry_is_not_told_for_another(desk: Desk) -> None:
    """Half of the guid `s12` is the guid `s1`."""
    await polled(desk, rss(numbered(1)))
    whole = rss(numbered(1, 12))
    await polled(desk, whole[: whole.index(b"2</guid>")])
    assert rung(desk) == 0
    await polled(desk, whole)
    assert titles(desk) == ["Long-range strikes, day 1", "Long-range strikes, day 12"]
    assert rung(desk) == 1


def due(desk: Desk) -> timedelta:
    due_at = desk.store.list_feeds(desk.clock.now())[0].next_due_at
    assert due_at is not None
    return due_at - desk.clock.now()


async def test_a_rhythm_taken_back_is_asked_soon(desk: Desk) -> None:
    feed = desk.pipeline.plan.feeds[URL]
    configure(desk, replace(feed, every=7 * DAY))
    await polled(desk, rss(numbered(1)))
    assert due(desk) > 5 * DAY
    configure(desk, feed)
    assert due(desk) <= HOUR
    await polled(desk, rss(numbered(1)), HOUR)  # unchanged
    assert due(desk) <= HOUR
