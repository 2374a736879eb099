"""Made-up publishers with bad habits, polled again and again: each story is news once, at once."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime

import pytest

from tests.journey.desk import Desk, desk_with
from worker.store import SqlStore

URL = "https://news.example/rss"
POLLS, WINDOW, NIGHT = 5, 4, 2
SEED = int(os.environ.get("WIREBELL_SEED", "0"))
MATTERS = ("harbour", "council", "budget", "railway", "strikes", "bridge", "schools", "courts")


@dataclass(frozen=True)
class Item:
    """A story at one poll, at its place in the list."""

    story: int
    poll: int
    place: int

    @property
    def title(self) -> str:
        words = (MATTERS[self.story * by % len(MATTERS)] for by in (1, 3, 7))
        return " ".join(f"{word}{self.story}" for word in words)

    @property
    def edited_title(self) -> str:
        return f"{self.title}, updated" if self.poll > NIGHT and self.story % 2 else self.title

    @property
    def worded(self) -> str:
        words = "-".join(re.findall(r"\w+", self.edited_title))
        return f"https://news.example/{words}-{10480 + self.story}"

    @property
    def page(self) -> str:
        return f"https://news.example/{self.story}"

    @property
    def visit(self) -> str:
        return f"{self.page}?visit={self.poll * 7919}"

    @property
    def moved(self) -> str:
        night = self.poll >= NIGHT
        return f"https://cms.example/2026/{self.story}.html" if night else self.page


@dataclass(frozen=True)
class Habit:
    """What a publisher writes as guid and link, and what else befalls the feed."""

    guid: Callable[[Item], str]
    link: Callable[[Item], str]
    dated: bool = True
    edits: bool = True
    one_date: bool = False
    breaks: bool = True  # documents break off, now and then
    title: Callable[[Item], str] = lambda item: item.title


def nothing(_item: Item) -> str:
    return ""


def place(item: Item) -> str:
    return f"item-{item.place}"


HABITS = {
    "guids are addresses": Habit(lambda i: i.page, lambda i: i.page),
    "guids are places": Habit(place, lambda i: i.page),
    "guids are places, no dates": Habit(place, lambda i: i.page, dated=False),
    "guids are places, one link": Habit(place, lambda _: f"{URL}/live", edits=False),
    "guids are places, words alone": Habit(place, nothing, dated=False, edits=False),
    "guids repeat": Habit(lambda i: f"doc-{i.story // 2}", lambda i: i.page),
    "guids change at each poll": Habit(lambda i: f"{i.story}-{i.poll}", lambda i: i.page),
    "guids and links change at each poll": Habit(lambda i: i.visit, lambda i: i.visit),
    "links change at each poll": Habit(nothing, lambda i: i.visit),
    "guids and links change one night": Habit(lambda i: i.moved, lambda i: i.moved, edits=False),
    "titles change, and guids with them": Habit(
        lambda i: i.edited_title, lambda i: i.page, breaks=False, title=lambda i: i.edited_title
    ),
    "titles change, and guids and links with them": Habit(
        lambda i: i.worded, lambda i: i.worded, breaks=False, title=lambda i: i.edited_title
    ),
    "one link, no guids": Habit(nothing, lambda _: f"{URL}/live", edits=False),
    "one link, one date": Habit(nothing, lambda _: f"{URL}/live", edits=False, one_date=True),
    "one page, one date": Habit(
        lambda i: f"doc-{i.story}", lambda _: f"{URL}/a-10485", one_date=True
    ),
}


def written(habit: Habit, item: Item, at: datetime, *, cdata: bool) -> str:
    title, text = habit.title(item), f"What is known of {item.title}"
    if habit.edits and item.poll % 3 == item.story % 3 == 0:
        text += ", and more"
    elements = {
        "title": f"<![CDATA[{title}]]>" if cdata else title,
        "link": habit.link(item),
        "guid": habit.guid(item),
        "pubDate": format_datetime(at) if habit.dated else "",
        "description": f"{text}.",
    }
    return "".join(f"<{name}>{said}</{name}>" for name, said in elements.items() if said)


class Feed:
    """A publisher's list as it changes from poll to poll."""

    def __init__(self, habit: Habit, seed: str) -> None:
        self.habit, self.dice = habit, random.Random(seed)
        self.dates: list[datetime] = []

    def document(self, poll: int, now: datetime) -> tuple[bytes, list[int]]:
        """The document of a poll, and the stories that stand in it whole."""
        # In the night of a move enough of what was listed stays to tell that it has moved.
        most = 1 if poll == NIGHT else WINDOW
        for _ in range(min(most, self.dice.choice((0, 1, 1, 2, WINDOW))) if poll else WINDOW):
            self.dates.append(now - timedelta(seconds=self.dice.randint(60, 600)))
        listed = list(range(len(self.dates)))[-WINDOW:][::-1]
        if self.dice.random() < 1 / 4:
            self.dice.shuffle(listed)
        if self.dice.random() < 1 / 9:
            listed = []
        cdata = self.dice.random() < 1 / 4
        items = [
            written(self.habit, Item(story, poll, place), self._dated(story), cdata=cdata)
            for place, story in enumerate(listed)
        ]
        head = f"<rss version='2.0'><channel><title>News</title><ttl>{poll}</ttl>"
        ends = "</item>", "</item></channel></rss>"
        broken = len(listed) > 1 and self.dice.random() < 1 / 6
        if broken and self.habit.breaks:  # within an entry
            whole = self.dice.randrange(1, len(listed))
            items, listed = [*items[:whole], items[whole][:12]], listed[:whole]
            ends = "</item>", ""
        body = f"{ends[0]}".join(f"<item>{item}" for item in items)
        return f"{head}{body}{ends[1] if items else '</channel></rss>'}".encode(), listed

    def _dated(self, story: int) -> datetime:
        return self.dates[0 if self.habit.one_date else story]


async def polled(desk: Desk, body: bytes) -> list[str]:
    """The titles of all articles after a visit to this document."""
    desk.press.pages[URL] = body
    desk.store.due_now(URL, desk.clock.now())
    while await desk.pipeline.poll():
        await desk.pipeline.settle_down()
    return sorted(article.title for article in desk.store.list_articles(None))


@pytest.mark.parametrize("name", HABITS)
async def test_each_story_is_news_once_at_its_first_poll(store: SqlStore, name: str) -> None:
    desk = desk_with(store, rules=[], urls=[URL])
    feed, told = Feed(HABITS[name], f"{name} {SEED}"), dict[int, str]()
    for poll in range(POLLS):
        desk.clock.move(timedelta(hours=1))
        body, whole = feed.document(poll, desk.clock.now())
        told |= {story: feed.habit.title(Item(story, poll, 0)) for story in whole}
        assert await polled(desk, body) == sorted(told.values()), poll
