"""Alerts take their routes through the whole pipeline: by language and by the hour."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.fakes import rss
from tests.journey.desk import HERE, desk_with
from worker.model import Channel, Route, Routes
from worker.store import SqlStore

URL = "https://news.example/rss"
DAYTIME = Route("routes[0]", HERE, hours=(8 * 60, 18 * 60), notify=("desk", "log"))
NIGHT = Route("routes[1]", HERE, severities=("high", "critical"), notify=("phone",))


async def test_the_same_rule_rings_the_desk_by_day_and_the_phone_by_night(store: SqlStore) -> None:
    desk = desk_with(store, rules=[("strikes", "strikes"), ("storms", "storm")])
    plan = desk.pipeline.plan
    quiet = replace(plan.rules["storms"], severity="low")
    desk.pipeline.plan = replace(
        plan,
        rules={**plan.rules, "storms": quiet},
        channels={name: Channel(name, "webhook") for name in ("desk", "log", "phone", "rest")},
        routes=Routes((DAYTIME, NIGHT), ("rest",)),
    )
    desk.press.pages[URL] = rss([])
    await desk.round()

    async def hear(slug: str, text: str) -> list[str]:
        desk.clock.move(timedelta(hours=1))
        desk.press.pages[URL] = rss([(slug, slug, text)])
        before = len(desk.receivers.got)
        await desk.round()
        return [delivery.channel for delivery in desk.receivers.got[before:]]

    assert await hear("nine", "long-range strikes") == ["desk", "log"]
    desk.clock.move(timedelta(hours=12))
    assert await hear("ten", "more strikes") == ["phone"]
    assert await hear("eleven", "a storm") == ["rest"]
