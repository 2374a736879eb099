"""Feeds that break the rules of feeds, polled again and again through the whole pipeline."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime

import pytest

from tests.fakes import START
from tests.journey.desk import Desk, desk_with
from worker.store import SqlStore

URL = "https://news.example/rss"
LIVE = "https://news.example/live"
STRIKES = ("strikes", '"long-range strikes"')
EDITS_TAKEN = 24


@dataclass(frozen=True)
class Item:
    """An entry as this test's publisher writes it; without a guid where it is empty."""

    number: int
    title: str = ""
    link: str = ""
    guid: str = ""
    text: str = ""
    same_date: bool = False

    def __str__(self) -> str:
        title = self.title or f"Story {self.number}"
        link = self.link or f"https://news.example/{self.number}"
        guid = f"<guid isPermaLink='false'>{self.guid}</guid>" if self.guid else ""
        date = START if self.same_date else START - timedelta(hours=90 - self.number)
        text = self.text or f"What is known of matter {self.number}."
        return (
            f"<item><title>{title}</title><link>{link}</link>{guid}"
            f"<pubDate>{format_datetime(date)}</pubDate><description>{text}</description></item>"
        )


def document(items: Sequence[Item], built: int = 0) -> bytes:
    """The items as listed, in a document built at that minute."""
    at = format_datetime(START + timedelta(minutes=built))
    inner = "".join(map(str, items))
    return (
        f"<rss version='2.0'><channel><title>News</title><lastBuildDate>{at}</lastBuildDate>"
        f"{inner}</channel></rss>"
    ).encode()


async def polled(desk: Desk, items: Sequence[Item], built: int = 0) -> str:
    """What the visit came to, in words, after the feed lists these items."""
    desk.press.pages[URL] = document(items, built)
    desk.clock.move(timedelta(hours=2))
    await desk.round()
    return desk.store.list_feeds(desk.clock.now())[0].outcome or ""


def titles(store: SqlStore) -> list[str]:
    return sorted(article.title for article in store.list_articles(None))


def revisions(store: SqlStore) -> dict[str, int]:
    """How many texts each article has had, by its latest title."""
    return {article.title: article.revisions for article in store.list_articles(None)}


def rung(desk: Desk) -> list[str]:
    """The title of every alert that was opened."""
    bodies = [json.loads(delivery.body) for delivery in desk.receivers.got]
    opened = (body for body in bodies if body["type"] == "alert.opened")
    return sorted(str(body["data"]["article"]["title"]) for body in opened)


def named(numbers: Sequence[int]) -> list[str]:
    return sorted(f"Story {number}" for number in numbers)


# ---- one link and one date for all --------------------------------------------------------------


@pytest.mark.parametrize("guid", ["", "live", LIVE], ids=["no guid", "one guid", "link as guid"])
@pytest.mark.parametrize("first", [1, 2, 8])
async def test_items_that_share_one_link_and_date_are_all_kept_apart(
    store: SqlStore, guid: str, first: int
) -> None:
    desk = desk_with(store, rules=[STRIKES])
    newest, ever = first, set[int]()
    for poll in range(20):
        listed = [
            Item(number, link=LIVE, guid=guid, same_date=True)
            for number in range(newest, max(newest - 8, 0), -1)
            if (number + poll) % 5 or newest <= 8  # some are away for a poll, and come back
        ]
        await polled(desk, listed, poll)
        ever |= {item.number for item in listed}
        assert titles(store) == named(sorted(ever))
        newest += 1 + poll % 2
    assert set(revisions(store).values()) == {1}


# ---- regenerated at every poll ------------------------------------------------------------------


async def test_a_document_built_anew_at_each_poll_brings_nothing_new(store: SqlStore) -> None:
    desk = desk_with(store, rules=[STRIKES])
    items = [Item(number, guid=f"g{number}") for number in range(12, 0, -1)]
    await polled(desk, items)
    for poll in range(1, 61):
        assert await polled(desk, items, poll) == "12 entries: nothing new"
    assert revisions(store) == dict.fromkeys(named(range(1, 13)), 1)


# ---- retitled -----------------------------------------------------------------------------------


async def test_retitled_stories_are_revisions_and_ring_no_second_time(store: SqlStore) -> None:
    desk = desk_with(store, rules=[STRIKES])

    def item(number: int, poll: int) -> Item:
        anew = number % 3 == 0 and poll > number
        title = f"Long-range strikes {number}" + (", told anew" if anew else "")
        return Item(number, title, guid=f"g{number}")

    await polled(desk, [item(0, 0)])
    for poll in range(1, 16):
        await polled(desk, [item(number, poll) for number in range(poll, max(poll - 10, 0), -1)])
    kept = revisions(store)
    anew = {f"Long-range strikes {number}, told anew" for number in (3, 6, 9, 12)}
    assert len(kept) == 16
    assert {title for title, count in kept.items() if count > 1} == anew
    assert {kept[title] for title in anew} == {2}
    assert rung(desk) == sorted(f"Long-range strikes {number}" for number in range(1, 16))
    updates = [got.body for got in desk.receivers.got if got.type == "alert.updated"]
    reasons = {json.loads(body)["data"]["alert"]["reason"] for body in updates}
    assert len(updates) == len(anew)
    assert reasons == {f"corrected: title “{title[:-11]}” is now “{title}”" for title in anew}


# ---- guids that change, and that repeat ---------------------------------------------------------


async def test_new_guids_for_old_stories_issue_nothing_anew(store: SqlStore) -> None:
    desk = desk_with(store, rules=[STRIKES])
    loud = [Item(n, f"Long-range strikes {n}", guid=f"g{n}") for n in range(10, 0, -1)]
    await polled(desk, loud[5:])
    await polled(desk, loud)
    before = titles(store)
    moved = [Item(item.number, item.title, guid=f"https://new.example/?p={item.number}")
             for item in loud]  # fmt: skip
    for poll in range(5):
        await polled(desk, moved, poll)
        assert titles(store) == before
    fresh = Item(11, "Long-range strikes 11", guid="https://new.example/?p=11")
    assert await polled(desk, [fresh, *moved[:-1]]) == "10 entries: 1 new"
    assert rung(desk) == sorted(f"Long-range strikes {number}" for number in range(6, 12))
    assert set(revisions(store).values()) == {1}


async def test_the_day_all_guids_repeat_issues_nothing_anew(store: SqlStore) -> None:
    desk = desk_with(store, rules=[STRIKES])
    usual = [Item(number, guid=f"g{number}") for number in range(10, 0, -1)]
    await polled(desk, usual)
    for poll in range(1, 4):
        broken = [Item(n, guid="g10") for n in range(10 + poll, poll, -1)]
        await polled(desk, broken, poll)
        assert titles(store) == named(range(1, 11 + poll))
    for poll in range(4, 8):
        mended = [Item(n, guid=f"g{n}") for n in range(10 + poll, poll, -1)]
        await polled(desk, mended, poll)
        assert titles(store) == named(range(1, 11 + poll))
    assert set(revisions(store).values()) == {1}


# ---- a clock in the text ------------------------------------------------------------------------


async def test_a_clock_in_the_text_is_an_edit_only_so_often(store: SqlStore) -> None:
    desk = desk_with(store, rules=[STRIKES])
    for poll in range(40):
        text = f"Long-range strikes. It is now {poll} past."
        await polled(desk, [Item(2, guid="g2"), Item(1, guid="g1", text=text)], poll)
    assert revisions(store) == {"Story 1": 1 + EDITS_TAKEN, "Story 2": 1}
    assert rung(desk) == []  # it came with the backlog
    await polled(desk, [Item(3, guid="g3"), Item(2, guid="g2")], 41)
    assert titles(store) == named([1, 2, 3])
