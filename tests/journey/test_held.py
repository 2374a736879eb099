"""What is held is told when its time comes: silences, nights, limits, lone origins, corrections."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.fakes import START, FakeReceivers, FakeTell, rss
from tests.journey.desk import Desk, desk_with
from worker.alert.digest import summary
from worker.model import (
    Adds,
    Channel,
    FirstPoll,
    Held,
    QuietHours,
    Rule,
    Severity,
    Silence,
    Story,
    Where,
)
from worker.pipeline import keep_promises, promises, reading
from worker.pipeline.placing import place
from worker.store import SqlStore, open_store

STRIKES = ("strikes", '"long-range strikes"')
URL = "https://news.example/rss"
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NIGHT = QuietHours(time(22), time(7), ZoneInfo("Europe/Oslo"))
LIVE = FirstPoll("alert")


def desk(store: SqlStore, channel: dict[str, Any] | None = None, **rule: Any) -> Desk:
    """One feed, one rule, one channel; `channel` and `rule` are options of theirs."""
    made = desk_with(store, rules=[STRIKES], first_poll=LIVE)
    change(made, lambda known: replace(known, **rule), **(channel or {}))
    return made


def change(made: Desk, rule: Callable[[Rule], Rule] = lambda known: known, **channel: Any) -> None:
    plan = made.pipeline.plan
    rules = {known.id: rule(known) for known in plan.rules.values()}
    channels = {"desk": replace(Channel("desk", "webhook"), **channel)}
    made.pipeline.plan = replace(plan, rules=rules, channels=channels)


async def publish(made: Desk, *names: str, wait: timedelta = HOUR, text: str = "") -> None:
    """After so long the feed lists these entries, and all that is due is done."""
    made.clock.move(wait)
    words = f"long-range strikes {text}"
    made.press.pages[URL] = rss([(name, f"Story {name}", words) for name in names])
    await made.round()


async def pass_time(made: Desk, until: datetime, step: timedelta = 10 * MINUTE) -> None:
    while made.clock.now() < until:
        made.clock.move(step)
        await made.round()


def said(made: Desk) -> list[str]:
    return [f"{type_}: {reason}" for type_, reason in messages(made)]


def messages(made: Desk) -> list[tuple[str, str]]:
    return [(got.type, data(got)["alert"]["reason"]) for got in made.receivers.got]


def data(got: Any) -> dict[str, Any]:
    found = json.loads(got.body)["data"]
    assert isinstance(found, dict)
    return found


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def why(store: SqlStore, article: int) -> list[tuple[str, str]]:
    return [(kept.verdict, kept.reason) for kept in store.decisions(article)]


def silence(made: Desk, hours: float, *, rule: str = "str*") -> Silence:
    now = made.clock.now()
    word = Silence(0, "ann", "drill", now, now + hours * HOUR, (("rule", rule),))
    return made.store.add_silence(word)


# ---- silences --------------------------------------------------------------------------------


async def test_a_silence_ends_with_a_digest_of_what_it_held(store: SqlStore) -> None:
    made = desk(store)
    silence(made, 4)
    await publish(made, "a")
    await publish(made, "a", "b")
    assert said(made) == []
    (held,) = store.list_silences(made.clock.now())
    assert (held.state, held.held) == ("active", 2)
    await pass_time(made, START + 4 * HOUR)
    assert said(made) == ["digest: the silence by ann is over (drill): 2 stories held"]
    told = data(made.receivers.got[0])["digest"]
    words = "silenced by ann until 2026-11-22T12:00:00Z: drill"
    assert told["reasons"] == [{"reason": words, "count": 2}]
    assert [item["article"]["title"] for item in told["items"]] == ["Story a", "Story b"]
    assert {item["news"] for item in told["items"]} == {"first report"}
    assert why(store, 1) == [
        ("hold", words),
        ("speak", "in a digest: the silence by ann is over (drill): 2 stories held"),
    ]
    await pass_time(made, START + 24 * HOUR, HOUR)
    assert len(made.receivers.got) == 1  # once


async def test_a_silence_that_held_nothing_says_so_when_ended_by_hand(store: SqlStore) -> None:
    made = desk(store)
    made_one = silence(made, 400)
    made.clock.move(HOUR)
    assert store.end_silence(made_one.id, made.clock.now()) is not None
    assert store.end_silence(made_one.id, made.clock.now()) is None
    await publish(made, "a", wait=MINUTE)
    assert sorted(said(made)) == [
        "alert.opened: first report",
        "digest: the silence by ann is over (drill): nothing was held",
    ]


async def test_a_silence_whose_articles_another_digest_told_says_so(store: SqlStore) -> None:
    made = desk(store)
    silence(made, 4)
    await publish(made, "a")
    longer = silence(made, 10)
    await publish(made, "a", text="more")
    assert store.end_silence(longer.id, made.clock.now()) is not None
    await pass_time(made, START + 5 * HOUR)
    assert said(made) == [
        "digest: the silence by ann is over (drill): 1 story held",
        "digest: the silence by ann is over (drill): what was held was told in another digest",
    ]


async def test_the_end_of_a_silence_wakes_nobody_at_night(store: SqlStore) -> None:
    made = desk(store, {"quiet": NIGHT})
    silence(made, 17)  # until two at night
    await publish(made, "a")
    await pass_time(made, at(23, 5, 50))
    assert said(made) == []
    await pass_time(made, at(23, 6, 10))
    assert said(made) == ["digest: the silence by ann is over (drill): 1 story held"]
    await pass_time(made, at(24, 12), HOUR)
    assert len(made.receivers.got) == 1


async def test_what_a_digest_told_opens_no_alert_again(store: SqlStore) -> None:
    made = desk(store)
    silence(made, 2)
    await publish(made, "a")
    await pass_time(made, START + 3 * HOUR)
    await publish(made, "a", text="more")
    assert [type_ for type_, _ in messages(made)] == ["digest", "alert.opened"]
    assert messages(made)[1][1] == "corrected: “more” was added"


# ---- quiet hours -----------------------------------------------------------------------------


async def test_what_the_night_held_is_told_in_the_morning(store: SqlStore) -> None:
    made = desk(store, {"quiet": NIGHT})
    made.clock.move(at(22, 21, 30) - START)
    await publish(made, "a")
    await publish(made, "a", "b")
    assert said(made) == []
    assert why(store, 1) == [("hold", "quiet hours until 2026-11-23 07:00")]
    await pass_time(made, at(23, 5, 50))
    assert said(made) == []
    await pass_time(made, at(23, 6))
    assert said(made) == ["digest: quiet hours are over: 2 stories held"]
    await publish(made, "a", "b", "c")
    assert said(made)[1:] == ["alert.opened: first report"]
    await pass_time(made, at(24, 12), HOUR)
    assert len(made.receivers.got) == 2


async def test_critical_passes_the_night(store: SqlStore) -> None:
    severity: Severity = "critical"
    made = desk(store, {"quiet": NIGHT}, severity=severity)
    made.clock.move(at(22, 23) - START)
    await publish(made, "a")
    assert said(made) == ["alert.opened: first report"]


async def test_a_night_made_longer_meanwhile_is_slept_to_its_end(store: SqlStore) -> None:
    made = desk(store, {"quiet": NIGHT})
    made.clock.move(at(22, 23) - START)
    await publish(made, "a")
    change(made, quiet=replace(NIGHT, ends=time(9)))
    await pass_time(made, at(23, 7, 50))
    assert said(made) == []
    await pass_time(made, at(23, 8))
    assert said(made) == ["digest: quiet hours are over: 1 story held"]


# ---- limits ----------------------------------------------------------------------------------


@pytest.mark.parametrize("whose", ["channel", "rule"])
async def test_what_is_over_a_limit_is_told_in_a_digest(store: SqlStore, whose: str) -> None:
    limited: dict[str, Any] = {"hourly_limit": 2}
    made = desk(store, limited) if whose == "channel" else desk(store, **limited)
    await publish(made, "a", "b", "c", "d", "e")
    assert said(made) == ["alert.opened: first report"] * 2
    reasons = [reason for article in range(1, 6) for _, reason in why(store, article)]
    assert reasons.count("over 2 an hour: in the next digest") == 3
    await pass_time(made, made.clock.now() + HOUR)
    assert said(made)[2:] == ["digest: over its limit: 3 stories held"]
    told = data(made.receivers.got[-1])["digest"]
    assert told["reasons"] == [{"reason": "over 2 an hour: in the next digest", "count": 3}]
    await publish(made, "a", "b", "c", "d", "e", "f")
    assert said(made)[3:] == ["alert.opened: first report"]


async def test_a_rule_rests_after_an_alert(store: SqlStore) -> None:
    made = desk(store, cooldown=3 * HOUR)
    await publish(made, "a")
    await publish(made, "a", "b")
    assert said(made) == ["alert.opened: first report"]
    await pass_time(made, START + 5 * HOUR)
    assert said(made)[1:] == ["digest: over its limit: 1 story held"]


# ---- a lone origin ---------------------------------------------------------------------------

TWO = Where(origins=2, wait=30 * MINUTE)


async def test_a_rule_waits_for_another_origin_and_then_speaks_anyway(store: SqlStore) -> None:
    made = desk(store, where=TWO)
    await publish(made, "a")
    held = "1 of 2 origins: waits up to 30m for another"
    assert why(store, 1) == [("hold", held)]
    await pass_time(made, made.clock.now() + 20 * MINUTE)
    assert said(made) == []
    await pass_time(made, made.clock.now() + 10 * MINUTE)
    assert said(made) == ["alert.opened: first report (waited 30m for 2 origins, found 1)"]
    assert data(made.receivers.got[0])["origin"] == {"name": "news.example", "evidence": None}
    told = data(made.receivers.got[0])
    assert told["rules"][0]["evidence"][0]["term"] == "long-range strikes"
    await pass_time(made, made.clock.now() + 5 * HOUR)
    assert len(made.receivers.got) == 1


async def test_a_wait_that_ends_in_a_silence_is_told_by_its_digest(store: SqlStore) -> None:
    made = desk(store, where=TWO)
    await publish(made, "a")
    silence(made, 3)
    await pass_time(made, made.clock.now() + 2 * HOUR)
    assert said(made) == []
    await pass_time(made, made.clock.now() + HOUR)
    assert said(made) == ["digest: the silence by ann is over (drill): 1 story held"]


async def test_what_waited_says_beside_what_it_stands(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = desk(store, where=TWO)
    opened: list[Story] = []

    def placed(*given: Any) -> tuple[Story, Adds]:
        if len(opened) == 2:  # the third article tells what the second does
            return opened[1], Adds(origins=2, new_origin="Wire")
        story, adds = place(*given)
        opened.append(story)
        return story, replace(adds, related="Fire in Oslo")

    monkeypatch.setattr(reading, "place", placed)
    await publish(made, "a")
    await pass_time(made, made.clock.now() + HOUR)
    await publish(made, "b")
    await publish(made, "c", wait=20 * MINUTE)
    assert said(made) == [
        "alert.opened: related to Fire in Oslo (waited 30m for 2 origins, found 1)",
        "alert.opened: related to Fire in Oslo",
    ]


# ---- corrections and acknowledgements --------------------------------------------------------


async def test_a_correction_says_what_changed_and_at_most_once_an_hour(store: SqlStore) -> None:
    made = desk(store)
    await publish(made, "a", text="hurt ten people")
    await publish(made, "a", text="hurt two people")
    assert said(made)[1:] == ["alert.updated: corrected: “ten” is now “two”"]
    await publish(made, "a", text="hurt three people", wait=20 * MINUTE)
    await publish(made, "a", text="killed four people", wait=20 * MINUTE)
    assert len(made.receivers.got) == 2
    assert why(store, 1)[-1] == ("hold", "corrected again within an hour: told together")
    await pass_time(made, made.clock.now() + 20 * MINUTE)
    assert said(made)[2:] == ["alert.updated: corrected: “hurt two” is now “killed four”"]
    assert [got.sequence for got in made.receivers.got] == [1, 2, 3]


async def test_an_acknowledged_story_is_told_no_further(store: SqlStore) -> None:
    made = desk(store)
    await publish(made, "a", text="hurt ten people")
    (alert,) = store.list_alerts()
    assert store.acknowledge(int(alert.id), made.clock.now()) == "desk"
    await publish(made, "a", text="hurt two people")
    assert len(made.receivers.got) == 1
    assert why(store, 1)[-1] == ("hold", "acknowledged: no more updates")
    assert store.acknowledge(int(alert.id), made.clock.now(), undo=True) == "desk"
    await publish(made, "a", text="hurt four people")
    assert said(made)[1:] == ["alert.updated: corrected: “ten” is now “four”"]


# ---- keeping promises ------------------------------------------------------------------------


async def test_a_promise_that_cannot_be_kept_stops_no_other(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = desk(store, {"quiet": NIGHT}, where=TWO)
    made.clock.move(at(22, 21) - START)
    await publish(made, "a", wait=timedelta(0))  # waits, and then for the morning
    await pass_time(made, at(23, 1))
    silence(made, 5)  # until six

    def broken(held: Sequence[Held]) -> str:
        if not held:
            raise RuntimeError("boom")
        return summary(held)

    monkeypatch.setattr(promises, "summary", broken)
    await pass_time(made, at(23, 6))
    assert said(made) == ["digest: quiet hours are over: 1 story held"]
    troubles = [str(facts["words"]) for facts in made.tell.named("trouble")]
    assert troubles == ["a promise cannot be kept: RuntimeError('boom')"]
    monkeypatch.undo()
    await pass_time(made, at(23, 6, 10))
    assert said(made)[1:] == ["digest: the silence by ann is over (drill): nothing was held"]


async def test_two_workers_say_it_once_and_a_kill_before_the_commit_loses_nothing(
    store: SqlStore, store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = desk(store, {"quiet": NIGHT})
    made.clock.move(at(22, 23) - START)
    await publish(made, "a")
    made.clock.move(at(23, 6) - made.clock.now())
    with monkeypatch.context() as patched:
        patched.setattr(promises, "compose_digest", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            promises._keep(made.pipeline, made.pipeline.plan, 1, made.clock.now())
    other_store = open_store(store_url, new_id=lambda: "msg_other")
    other = replace_pipeline(made, other_store)
    assert await keep_promises(made.pipeline)
    assert not await keep_promises(other.pipeline)
    await other.round()
    await made.round()
    assert said(made) + said(other) == ["digest: quiet hours are over: 1 story held"]
    other_store.close()


def replace_pipeline(made: Desk, store: SqlStore) -> Desk:
    receivers, tell = FakeReceivers(), FakeTell()
    pipeline = replace(
        made.pipeline, store=store, send=receivers, tell=tell, owner="other:1", _tasks={}
    )
    return Desk(made.clock, made.press, receivers, tell, pipeline, store)
