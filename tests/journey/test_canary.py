"""The canary passes claim, match, decide, outbox and send; where any of them stops, so does it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.fakes import rss
from tests.journey.desk import Desk, desk_with
from worker.match import Matcher, compile_rules
from worker.model import CANARY, Answered, Canary, NoAnswer, Silence
from worker.pipeline import canary, reading, tend_canary
from worker.store import SqlStore
from worker.text.forms import AsWritten

EVERY = timedelta(minutes=5)
HEARTBEAT = "https://beat.example/ping"
URL = "https://news.example/rss"


def guarded(store: SqlStore) -> Desk:
    """A desk whose plan has a canary, as the daemon puts it there."""
    desk = desk_with(store, rules=[("strikes", "strikes"), ("everything", "canary OR sings")])
    plan = desk.pipeline.plan
    rules = {**plan.rules, CANARY: canary.RULE}
    compiled = compile_rules(list(rules.values()), {}, AsWritten())
    assert not compiled.problems
    wanted = Canary(EVERY, HEARTBEAT)
    desk.pipeline.plan = replace(
        plan,
        rules=rules,
        matcher=compiled.matcher,
        canary=wanted,
        channels={**plan.channels, CANARY: canary.channel_of(wanted)},
    )
    desk.press.pages[URL] = rss([])
    return desk


async def beats(desk: Desk, minutes: int) -> int:
    """How often the heartbeat is asked in so many minutes."""
    before = len(pinged(desk))
    for _ in range(minutes):
        desk.clock.move(timedelta(minutes=1))
        await tend_canary(desk.pipeline)
        await desk.round()
        await tend_canary(desk.pipeline)
    return len(pinged(desk)) - before


def pinged(desk: Desk) -> list[str]:
    return [delivery.id for delivery in desk.receivers.got if delivery.channel == CANARY]


async def test_the_heartbeat_beats_and_nobody_else_is_told(store: SqlStore) -> None:
    desk = guarded(store)
    assert await beats(desk, 20) == 4
    assert {delivery.channel for delivery in desk.receivers.got} == {CANARY}
    assert len(set(pinged(desk))) == 4
    assert store.list_articles() == []
    assert store.list_alerts() == []
    assert store.status(desk.clock.now()).articles == 0
    assert desk.tell.named("alert") == desk.tell.named("held") == []
    delivered = desk.tell.named("delivery")
    assert {(facts["channel"], facts["state"]) for facts in delivered} == {(CANARY, "delivered")}


async def test_real_alerts_are_none_of_its_business(store: SqlStore) -> None:
    desk = guarded(store)
    await beats(desk, 5)
    desk.press.pages[URL] = rss([("a", "Strikes", f"strikes near {canary.WORD}")])
    desk.clock.move(timedelta(hours=1))
    await desk.round()
    assert [d.channel for d in desk.receivers.got if d.channel != CANARY] == ["desk"]
    assert [rule["id"] for view in store.list_alerts() for rule in view.rules] == ["strikes"]


async def test_a_silence_of_everything_is_none_of_its_business(store: SqlStore) -> None:
    desk = guarded(store)
    now = desk.clock.now()
    over = now + timedelta(minutes=12)
    store.add_silence(Silence(0, "ann", "drill", now, over, (("rule", "*"),)))
    assert await beats(desk, 20) == 4
    told = [(delivery.channel, delivery.type) for delivery in desk.receivers.got]
    assert told.count((CANARY, "alert.opened")) == 4
    assert {each for each in told if each[1] == "digest"} == {("desk", "digest")}


@pytest.mark.parametrize("stage", ["match", "decide", "outbox", "send"])
async def test_where_the_chain_stops_so_does_the_heartbeat(
    store: SqlStore, stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = guarded(store)
    assert await beats(desk, 10) == 2

    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError("boom")

    with monkeypatch.context() as patch:
        if stage == "match":
            patch.setattr(Matcher, "read", broken)
        elif stage == "decide":
            patch.setattr(reading, "decide", broken)
        elif stage == "outbox":
            patch.setattr(type(store), "claim_deliveries", lambda *_: [])
        else:
            desk.receivers.answers[CANARY] = [NoAnswer("no route to host")] * 1000
        delivered = len(desk.tell.named("delivery"))
        await beats(desk, 20)
        after = desk.tell.named("delivery")[delivered:]
        assert "delivered" not in {facts["state"] for facts in after}
        assert store.list_articles() == []
    desk.receivers.answers.clear()
    assert await beats(desk, 11) >= 2
    assert desk.tell.named("delivery")[-1]["state"] == "delivered"
    assert store.status(desk.clock.now()).articles == 0  # those that got stuck are gone


async def test_a_canary_taken_out_of_the_configuration_is_gone(store: SqlStore) -> None:
    desk = guarded(store)
    desk.clock.move(EVERY)
    await tend_canary(desk.pipeline)
    assert store.status(desk.clock.now()).articles == 1
    desk.pipeline.plan = replace(desk.pipeline.plan, canary=None)
    await tend_canary(desk.pipeline)
    assert store.status(desk.clock.now()).articles == 0
    assert await beats(desk, 10) == 0


async def test_a_clock_that_is_set_back_starts_it_anew(store: SqlStore) -> None:
    desk = guarded(store)
    assert await beats(desk, 1) == 1
    desk.clock.move(-timedelta(days=1))
    desk.receivers.answers[CANARY] = [Answered(200, "ok")]
    assert await beats(desk, 1) == 1
