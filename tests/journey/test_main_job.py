"""A feed speaks, a rule hears it, a receiver is rung: the whole journey on a fake clock."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from tests.fakes import rss
from tests.journey.desk import Desk, desk_with
from worker.errors import StoreBusy
from worker.model import Answered, Failed, FailureKind, FirstPoll, NoAnswer
from worker.store import SqlStore

STRIKES = ("strikes", '"long-range strikes" OR "langtrekkende våpen"')
SANCTIONS = ("sanctions", '"secondary sanctions"')
QUIET_NEWS = ("market", "Market closes early", "Nothing happened at the fish market.")
STRIKE_NEWS = ("strike", "Allies weigh long-range strikes", "The allies weighed it on Monday.")
SANCTION_NEWS = ("sanction", "Buyers fear secondary sanctions", "Oil buyers wait.")


async def polled(desk: Desk, items: Sequence[tuple[str, str, str]]) -> list[str]:
    """The headlines told after the feed lists `items` and is due again."""
    before = len(desk.receivers.got)
    desk.press.pages["https://news.example/rss"] = rss(items)
    desk.clock.move(timedelta(hours=2))
    await desk.round()
    return [json.loads(d.body)["data"]["article"]["title"] for d in desk.receivers.got[before:]]


async def test_a_new_entry_rings_once_and_never_again(store: SqlStore) -> None:
    desk = desk_with(store, rules=[STRIKES])
    assert await polled(desk, [QUIET_NEWS]) == []
    assert await polled(desk, [STRIKE_NEWS, QUIET_NEWS]) == [STRIKE_NEWS[1]]
    assert await polled(desk, [STRIKE_NEWS, QUIET_NEWS]) == []
    body = json.loads(desk.receivers.got[0].body)
    assert body["type"] == "alert.opened"
    assert body["data"]["alert"]["reason"] == "first report"
    evidence = body["data"]["rules"][0]["evidence"][0]
    assert [evidence["text"][a:b] for a, b in evidence["spans"]] == ["long-range strikes"]


async def test_the_backlog_of_a_new_feed_is_stored_and_held(store: SqlStore) -> None:
    desk = desk_with(store, rules=[STRIKES])
    assert await polled(desk, [STRIKE_NEWS, QUIET_NEWS]) == []
    feed = store.list_feeds(desk.clock.now())[0]
    assert (feed.backlog_stored, feed.backlog_would_ring) == (2, 1)
    [article] = [a for a in store.list_articles(10) if a.title == STRIKE_NEWS[1]]
    assert [d.reason for d in store.decisions(int(article.id))] == ["backlog of a new feed"]


async def test_first_poll_alert_tells_the_backlog(store: SqlStore) -> None:
    desk = desk_with(store, rules=[STRIKES], first_poll=FirstPoll("alert"))
    assert await polled(desk, [STRIKE_NEWS, QUIET_NEWS]) == [STRIKE_NEWS[1]]


async def test_another_feeds_live_sighting_tells_what_a_backlog_held(store: SqlStore) -> None:
    desk = desk_with(
        store, rules=[STRIKES], urls=["https://news.example/rss", "https://b.example/rss"]
    )
    desk.press.pages["https://b.example/rss"] = rss([QUIET_NEWS], host="b.example")
    assert await polled(desk, [STRIKE_NEWS]) == []
    desk.press.pages["https://b.example/rss"] = rss([STRIKE_NEWS])  # the same canonical URL
    assert await polled(desk, [STRIKE_NEWS]) == [STRIKE_NEWS[1]]


async def test_each_rule_rings_on_its_own_article(store: SqlStore) -> None:
    desk = desk_with(store, rules=[STRIKES, SANCTIONS])
    await polled(desk, [QUIET_NEWS])
    told = await polled(desk, [STRIKE_NEWS, SANCTION_NEWS, QUIET_NEWS])
    assert told == [SANCTION_NEWS[1], STRIKE_NEWS[1]]  # a feed lists its newest first


async def test_an_edit_that_makes_another_rule_match_is_an_update(store: SqlStore) -> None:
    desk = desk_with(store, rules=[STRIKES, SANCTIONS])
    await polled(desk, [QUIET_NEWS])
    await polled(desk, [STRIKE_NEWS, QUIET_NEWS])
    edited = (STRIKE_NEWS[0], STRIKE_NEWS[1], "They also weighed secondary sanctions.")
    assert await polled(desk, [edited, QUIET_NEWS]) == [STRIKE_NEWS[1]]
    first, second = desk.receivers.got
    assert second.alert_id == first.alert_id
    assert (first.sequence, second.sequence) == (1, 2)
    assert second.type == "alert.updated"


async def test_a_failing_feed_disturbs_no_other(store: SqlStore) -> None:
    desk = desk_with(
        store, rules=[STRIKES], urls=["https://news.example/rss", "https://b.example/rss"]
    )
    desk.press.pages["https://b.example/rss"] = Failed(FailureKind.SOFT, "connection refused")
    await polled(desk, [QUIET_NEWS])
    assert await polled(desk, [STRIKE_NEWS, QUIET_NEWS]) == [STRIKE_NEWS[1]]
    [broken] = [f for f in store.list_feeds(desk.clock.now()) if f.url == "https://b.example/rss"]
    assert (broken.state, broken.outcome) == ("failing", "connection refused")
    assert broken.failures >= 1
    assert broken.next_due_at is not None


async def test_not_a_feed_is_a_visit_in_words(store: SqlStore) -> None:
    desk = desk_with(store, rules=[STRIKES])
    desk.press.pages["https://news.example/rss"] = b"<!doctype html><title>Shop</title><p>Hi"
    await desk.round()
    [visit] = store.visits("https://news.example/rss", 10)
    assert visit.outcome == "not_a_feed"
    assert "HTML" in visit.words


async def test_a_receiver_that_is_down_gets_its_alert_later_with_the_same_id(
    store: SqlStore,
) -> None:
    desk = desk_with(store, rules=[STRIKES])
    desk.receivers.answers["desk"] = [NoAnswer("connection refused"), Answered(503, "later")]
    await polled(desk, [QUIET_NEWS])
    await polled(desk, [STRIKE_NEWS, QUIET_NEWS])
    for _ in range(4):
        desk.clock.move(timedelta(minutes=10))
        await desk.round()
    assert len(desk.receivers.got) == 3
    assert len({d.id for d in desk.receivers.got}) == 1
    assert len({d.body for d in desk.receivers.got}) == 1
    [row] = store.list_deliveries(10)
    assert (row.state, row.attempts) == ("delivered", 3)


async def test_a_receiver_that_is_gone_pauses_its_channel_and_another_hears_of_it(
    store: SqlStore,
) -> None:
    desk = desk_with(store, rules=[STRIKES], channels=["desk", "office"], notify=["desk"])
    desk.receivers.answers["desk"] = [Answered(410, "gone")]
    await polled(desk, [QUIET_NEWS])
    desk.press.pages["https://news.example/rss"] = rss([STRIKE_NEWS])
    desk.clock.move(timedelta(hours=2))
    await desk.round()
    alarm = desk.receivers.got[-1]
    assert (alarm.channel, alarm.type) == ("office", "channel.failing")
    assert "desk" in alarm.body
    store.enable_channel("desk", desk.clock.now())
    await desk.round()
    assert [d.channel for d in desk.receivers.got] == ["desk", "office", "desk"]


async def test_a_busy_database_delays_an_alert_no_longer_than_it_is_busy(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_with(store, rules=[STRIKES], first_poll=FirstPoll("alert"))

    def busy(_now: datetime) -> None:
        raise StoreBusy("another process writes")

    with monkeypatch.context() as patched:
        patched.setattr(store, "deciding", busy)
        with pytest.raises(StoreBusy):
            await polled(desk, [STRIKE_NEWS])
    assert desk.receivers.got == []
    await desk.round()  # at the same moment: the lease has not run out
    assert len(desk.receivers.got) == 1


@pytest.mark.parametrize("failing", ["matching", "deciding"])
async def test_an_article_that_breaks_the_reader_stops_no_other(
    store: SqlStore, failing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_with(store, rules=[STRIKES, SANCTIONS])
    await polled(desk, [QUIET_NEWS])
    desk.break_on(SANCTION_NEWS[1], failing, monkeypatch)
    assert await polled(desk, [SANCTION_NEWS, STRIKE_NEWS]) == [STRIKE_NEWS[1]]
    [broken] = [a for a in store.list_articles(10) if a.title == SANCTION_NEWS[1]]
    assert broken.unread
    assert "boom" in (broken.read_error or "")
    monkeypatch.undo()
    assert await polled(desk, [SANCTION_NEWS, STRIKE_NEWS]) == [SANCTION_NEWS[1]]
