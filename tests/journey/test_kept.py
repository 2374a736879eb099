"""A feed whose texts are not for keeping rings in full; days later the text is gone."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.fakes import rss
from tests.journey.desk import Desk, desk_with
from worker.model import Article, Feed, FirstPoll, Keep
from worker.store import SqlStore

URL = "https://news.example/rss"
DAY = timedelta(days=1)
TITLE = "A night at the port"
TEXT = "Ten people were hurt by long-range strikes on the port, the police said. " + 20 * (
    "Nobody could say more in the morning, when the fires were out. "
)


def desk(store: SqlStore, keep: Keep) -> Desk:
    made = desk_with(store, rules=[("strikes", '"long-range strikes"')])
    feed = Feed(URL, "news.example", first_poll=FirstPoll("alert"), keep=keep)
    made.pipeline.plan = replace(made.pipeline.plan, feeds={URL: feed})
    store.sync_feeds([feed], made.clock.now())
    return made


async def listed(made: Desk, text: str, title: str = TITLE) -> list[str]:
    """The feed lists its one entry so; what was told of it until now."""
    made.press.pages[URL] = rss([("port", title, text)])
    made.clock.move(DAY / 2)
    await made.round()
    return [json.loads(one.body)["data"]["alert"]["reason"] for one in made.receivers.got]


def days_pass(made: Desk, days: int = 9) -> Article:
    """The article, after so long."""
    for _ in range(days * 4):
        made.clock.move(DAY / 4)
        now = made.clock.now()
        made.store.prune(now - 90 * DAY, now - 700 * DAY, now)
    found = made.store.article(1)
    assert found is not None
    return found


@pytest.mark.parametrize(("keep", "left"), [("hash", 0), ("excerpt", 300), ("text", len(TEXT) - 1)])
async def test_a_text_rings_in_full_and_goes(store: SqlStore, keep: Keep, left: int) -> None:
    made = desk(store, keep)
    assert await listed(made, TEXT) == ["first report"]
    assert "long-range strikes" in str(made.receivers.got[0].body)
    assert days_pass(made, 7).body.startswith(TEXT.strip())  # while others may tell the same
    kept = days_pass(made, 2)
    assert kept.title == TITLE
    assert left - 12 <= len(kept.body) <= left


@pytest.mark.parametrize("keep", ["hash", "excerpt"])
async def test_a_clock_rings_nobody_and_a_correction_is_told(store: SqlStore, keep: Keep) -> None:
    made = desk(store, keep)
    await listed(made, f"{TEXT} Updated 10:41.")
    kept = days_pass(made)
    for hour in range(11, 15):
        assert len(await listed(made, f"{TEXT} Updated {hour}:02.")) == 1
    assert made.store.article(1) == kept
    *_, told = await listed(made, TEXT.replace("Ten", "Twelve"))
    changed = "its text has changed (how it read before is no longer stored)"
    assert told == f"corrected: {changed}"
    *_, told = await listed(made, TEXT.replace("Ten", "Two"))
    assert told == "corrected: “Twelve” is now “Two”"  # of what is whole again
    days_pass(made)
    *_, told = await listed(made, TEXT.replace("Ten", "Two"), "Another night")
    assert told == f"corrected: title “{TITLE}” is now “Another night”"
    assert len(made.receivers.got) == 4
