"""A receiver that is down for a day while a thousand messages gather, on a fake clock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from tests.contract.making import body, speak
from tests.fakes import FakeClock, rss
from tests.journey.desk import Desk, desk_with
from worker.model import Answer, Answered, Article, Delivery, FirstPoll, NoAnswer, Story
from worker.pipeline import watch_channels
from worker.pipeline.delivering import HELD, SENDING
from worker.store import SqlStore
from worker.store.views import ChannelView

SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
STORIES = {"sqlite": 60, "postgresql": 20}  # minutes of what waited, or less than one
LONG = 500  # with --long, on either engine: five thousand messages
SAID = 10  # messages a story
TICK = 5 * MINUTE  # while nothing much happens
A_MINUTE = 300  # messages, when what waited goes out
URL = "https://news.example/rss"


@dataclass
class World:
    """Receivers of which one may be down; what each took, and when."""

    clock: FakeClock
    down: bool = False
    asked_in_vain: int = 0
    took: dict[str, list[tuple[datetime, Delivery]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    async def __call__(self, delivery: Delivery, now: datetime) -> Answer:
        if self.down and delivery.channel == "desk":
            self.asked_in_vain += 1
            return NoAnswer("connection refused")
        self.took[delivery.channel].append((now, delivery))
        return Answered(204, "")


def desk_view(store: SqlStore) -> ChannelView:
    return next(view for view in store.channel_views() if view.name == "desk")


def opened(store: SqlStore, stories: int) -> tuple[Desk, World]:
    """A desk that has read as many stories, each told to two channels but not yet sent."""
    desk = desk_with(
        store,
        rules=[("strikes", '"long-range strikes"')],
        channels=["desk", "other", "console"],
        notify=["desk", "other"],
        first_poll=FirstPoll("alert"),
        alarms=["console"],
    )
    world = World(desk.clock)
    desk.pipeline.send = world
    items = [(f"n{n}", f"On long-range strikes {n}", "Text.") for n in range(stories)]
    desk.press.pages[URL] = rss(items)
    return desk, world


async def read_all(desk: Desk) -> None:
    await desk.pipeline.poll()
    await desk.pipeline.settle_down()
    while await desk.pipeline.read():
        pass


def stories_of(desk: Desk) -> list[tuple[Story, Article]]:
    """Each story with its article, in the order in which they were opened."""
    articles = list(desk.store.articles(desk.store.candidates(None)))
    with desk.store.deciding(desk.clock.now()) as ledger:
        found = [(ledger.story_of(article), article) for article in articles]
    return [(story, article) for story, article in found if story is not None]


def say_more(desk: Desk, stories: Sequence[tuple[Story, Article]]) -> None:
    """One more message of each story, for the desk alone."""
    with desk.store.deciding(now := desk.clock.now()) as ledger:
        for story, article in stories:
            ledger.speak(story, article, speak(type="alert.updated"), body, now)


async def tick(desk: Desk, wait: timedelta) -> None:
    desk.clock.move(wait)
    await watch_channels(desk.pipeline)
    while await desk.pipeline.deliver():
        await desk.pipeline.settle_down()


def told(desk: Desk) -> list[str]:
    return [row.reason for row in reversed(desk.store.list_alerts()) if row.channel == "console"]


@pytest.mark.timeout(400)  # ten thousand small transactions, where there is time
async def test_a_day_s_messages_arrive_in_order_once_each_and_slowly(
    store: SqlStore, engine_name: str, *, long: bool
) -> None:
    stories = LONG if long else STORIES[engine_name]
    desk, world = opened(store, stories)
    await read_all(desk)
    world.down, began = True, desk.clock.now()
    await tick(desk, timedelta(0))
    assert len(world.took["other"]) == stories  # it delays nobody else
    to_say = stories_of(desk) * (SAID - 1)
    share = len(to_say) * TICK // DAY + 1
    while desk.clock.now() < began + DAY:
        say_more(desk, to_say[:share])
        del to_say[:share]
        await tick(desk, TICK)
    view = desk_view(store)
    assert (view.waiting, view.dead, view.flow) == (stories * SAID, 0, "probing")
    assert world.asked_in_vain < 10 + 2 * SENDING + DAY / TICK
    assert told(desk) == ["channel desk has taken nothing for 15m: connection refused"]

    world.down = False
    back = desk.clock.now()
    while len(world.took["desk"]) < stories * SAID:
        await tick(desk, SECOND)
        assert desk.clock.now() < back + timedelta(hours=1)
    _arrived(world, back, stories)
    [over] = told(desk)[1:]
    assert over.startswith("channel desk takes messages again")
    await tick(desk, SECOND)
    assert desk_view(store).flow == "closed"


def _arrived(world: World, back: datetime, stories: int) -> None:
    """All, once each, in order within a story, no more in any minute than may be."""
    took = world.took["desk"]
    moments = [moment for moment, _ in took]
    assert moments[0] <= back + TICK  # a probe was never further away
    assert moments[-1] <= moments[0] + stories * SAID / A_MINUTE * MINUTE + 10 * SECOND
    assert len({delivery.id for _, delivery in took}) == len(took) == stories * SAID
    sequences: dict[int, list[int]] = defaultdict(list)
    for _, delivery in took:
        sequences[delivery.alert_id].append(delivery.sequence)
    assert [*sequences.values()] == [[*range(1, SAID + 1)]] * stories
    for first, moment in enumerate(moments[:-A_MINUTE]):
        assert sum(m < moment + MINUTE for m in moments[first : first + A_MINUTE + 20]) <= (
            A_MINUTE + A_MINUTE // 60
        )


async def test_a_worker_that_dies_repeats_no_more_than_it_was_sending(store: SqlStore) -> None:
    desk, world = opened(store, 100)
    await read_all(desk)
    claims = await desk.pipeline.in_store(
        store.claim_deliveries, "dead:1", {"desk": HELD, "other": 0}, desk.clock.now()
    )
    for claim in claims[:SENDING]:  # sent, and killed before any answer was kept
        await world(claim.delivery, desk.clock.now())
    await tick(desk, SECOND)
    assert len(world.took["desk"]) == SENDING + 100 - HELD
    await tick(desk, 30 * SECOND)  # its leases have run out
    ids = [delivery.id for _, delivery in world.took["desk"]]
    assert (len(set(ids)), len(ids)) == (100, 100 + SENDING)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answered(403, "no room"), 'answered 403, saying "no room"'),
        (Answered(403, "SMTP 550 no room", words="SMTP 550"), 'SMTP 550, saying "no room"'),
        (Answered(403, "exit 1", words="exit 1"), "exit 1"),
    ],
)
async def test_it_is_told_of_by_its_own_words(store: SqlStore, answer: Answer, words: str) -> None:
    desk, _ = opened(store, 1)
    desk.pipeline.send = desk.receivers
    desk.receivers.answers["desk"] = [answer] * 4
    await read_all(desk)
    await tick(desk, timedelta(0))
    view = desk_view(store)
    assert view.reason == words.partition(",")[0]
    await tick(desk, 16 * MINUTE)
    assert told(desk) == [f"channel desk is failing: {words}"]
