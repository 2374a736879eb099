"""A rule's last days, told before and after, each once."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.fakes import rss
from tests.journey.desk import Desk, desk_with
from worker.pipeline import Watch, watch_rules
from worker.pipeline.expiring import alarms_of
from worker.store import SqlStore

DAY = timedelta(days=1)
WEEK = Watch(7 * DAY, ("ops",))


def desk(store: SqlStore, **rule: Any) -> Desk:
    made = desk_with(store, rules=[("strikes", "strikes")], channels=("desk", "ops"))
    made.press.pages["https://news.example/rss"] = rss([])
    rules = {"strikes": replace(made.pipeline.plan.rules["strikes"], **rule)}
    made.pipeline.plan = replace(made.pipeline.plan, rules=rules, rule_expiring=WEEK)
    return made


async def days(made: Desk, count: int) -> None:
    for _ in range(count * 4):
        await watch_rules(made.pipeline)
        await made.round()
        made.clock.move(DAY / 4)


async def test_the_operator_hears_a_week_before_and_when_it_is_over(store: SqlStore) -> None:
    made = desk(store, expires=date(2026, 12, 2), owner="desk")  # it is the 22nd of November
    await days(made, 20)
    told = [json.loads(got.body) for got in made.receivers.got]
    assert [(body["type"], body["data"]["alert"]["reason"]) for body in told] == [
        ("rule.expiring", "rule strikes expires on 2026-12-02, and rings until then (owner: desk)"),
        ("rule.expiring", "rule strikes expired on 2026-12-02: it rings no more (owner: desk)"),
    ]
    assert {got.channel for got in made.receivers.got} == {"ops"}
    assert [body["timestamp"][:10] for body in told] == ["2026-11-25", "2026-12-03"]
    assert told[0]["data"]["rule"]["name"] == "strikes"
    assert len(made.tell.named("trouble")) == 2


async def test_another_date_is_news(store: SqlStore) -> None:
    made = desk(store, expires=date(2026, 11, 24))
    await days(made, 1)
    rules = {"strikes": replace(made.pipeline.plan.rules["strikes"], expires=date(2026, 11, 25))}
    made.pipeline.plan = replace(made.pipeline.plan, rules=rules)
    await days(made, 1)
    assert len(made.receivers.got) == 2


@pytest.mark.parametrize(
    "rule",
    [
        {"expires": None},
        {"expires": date(2026, 12, 24)},
        {"expires": date(2026, 9, 1)},
        {"expires": date(2026, 11, 23), "enabled": False},
    ],
    ids=["never", "far ahead", "long over", "not run"],
)
async def test_what_is_no_news(store: SqlStore, rule: dict[str, Any]) -> None:
    made = desk(store, **rule)
    await days(made, 1)
    assert made.receivers.got == []


async def test_nobody_is_told_where_nobody_is_named(store: SqlStore) -> None:
    made = desk(store, expires=date(2026, 11, 23))
    made.pipeline.plan = replace(made.pipeline.plan, rule_expiring=None)
    assert alarms_of(made.pipeline.plan, made.clock.now()) == []
