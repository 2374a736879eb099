"""A new rule reads the day before it in silence; what is unread when it comes does ring."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.fakes import rss
from tests.journey.desk import Desk, desk_with, rule
from worker.match import Matcher, compile_rules
from worker.model import Article, FirstPoll, Hit, QuietReading, Routes, Rule
from worker.pipeline import Plan, canary, quiet, read_quietly
from worker.store import SqlStore
from worker.text.forms import AsWritten

URL = "https://news.example/rss"
LIVE = FirstPoll("alert")
DAY = timedelta(hours=24)
RAID = ("raid", "Raid on the port", "")
OTHER = ("other", "A quiet day", "")


def plan_of(desk: Desk, rules: Sequence[Rule]) -> Plan:
    return replace(
        desk.pipeline.plan,
        rules={r.id: r for r in rules},
        matcher=compile_rules(rules, {}, AsWritten()).matcher,
        routes=Routes(defaults=("desk",)),
    )


async def adopt(desk: Desk, *rules: Rule) -> None:
    """What a reload does."""
    store, now = desk.store, desk.clock.now()
    plan = plan_of(desk, rules)
    store.keep_rules(rules, now)
    await desk.pipeline.adopt(plan)
    store.reopen_quiet(plan.versions, now)


async def look_back(desk: Desk) -> list[str]:
    """All quiet readings to their end; the sentences told of them."""
    while await read_quietly(desk.pipeline):
        pass
    return [str(facts["words"]) for facts in desk.tell.named("quiet")]


def desk(store: SqlStore, *items: tuple[str, str, str]) -> Desk:
    made = desk_with(store, rules=[("calm", "calm")], first_poll=LIVE)
    made.press.pages[URL] = rss(items or [RAID, OTHER])
    return made


async def test_the_canary_is_none_of_a_new_rule_s_business(store: SqlStore) -> None:
    d = desk(store)
    store.tend_canary(canary.TEXT, d.clock.now(), stuck_too=False)
    await d.round()
    await adopt(d, rule("birds", "canary"))
    (words,) = await look_back(d)
    assert words == "rule birds is new: none of 3 articles of the last 24 h matches"
    assert store.list_stories() == []


async def test_a_new_rule_says_what_it_would_have_rung_and_rings_nobody(store: SqlStore) -> None:
    d = desk(store, RAID, ("raid2", "Another raid", ""), OTHER)
    await d.round()
    d.clock.move(timedelta(hours=2))
    await adopt(d, rule("calm", "calm"), rule("raids", "raid"))
    (words,) = await look_back(d)
    assert words == (
        "rule raids is new: 2 of 3 articles of the last 24 h match; it would have rung 2 stories;"
        " nothing was sent; `wirebell why 2` shows one"
    )
    assert d.receivers.got == []
    assert store.list_deliveries() == []
    held = [d for view in store.list_articles() for d in store.decisions(int(view.id))]
    assert {(h.verdict, h.reason, h.channel, h.rules) for h in held} == {
        ("hold", "new rule: read quietly", "desk", ("raids",))
    }
    assert store.match_counts(d.clock.now()) == {"raids": 2}
    (done,) = store.quiet_readings(d.clock.now() - DAY)
    assert (done.articles, done.matches, done.stories, done.edited) == (3, 2, 2, False)
    assert done.done_at is not None
    # a second look, and a second start with the same rules, find nothing to do
    assert store.keep_rules([rule("raids", "raid")], d.clock.now()) == []
    assert len(await look_back(d)) == 1


async def test_an_edited_rule_says_so_and_counts_no_story_it_rang_already(store: SqlStore) -> None:
    d = desk_with(store, rules=[("raids", "raid")], first_poll=LIVE)
    d.press.pages[URL] = rss([RAID, OTHER])
    await d.round()
    (told,) = d.receivers.got
    await adopt(d, replace(rule("raids", "raid OR quiet"), version="v2"))
    (words,) = await look_back(d)
    assert words == (
        "rule raids has changed: 2 of 2 articles of the last 24 h match; it would have rung"
        " 1 story; nothing was sent; `wirebell why 1` shows one"
    )
    assert d.receivers.got == [told]
    reasons = [x.reason for n in (1, 2) for x in store.decisions(n)]
    assert sorted(reasons) == ["already told", "edited rule: read quietly", "first report"]


async def test_a_first_installation_says_nothing(store: SqlStore) -> None:
    d = desk(store)
    assert await look_back(d) == []
    await d.round()
    assert await look_back(d) == []
    d.clock.move(DAY + timedelta(hours=1))
    await adopt(d, rule("raids", "raid"))  # nothing came in the last 24 h
    assert await look_back(d) == []


async def test_a_rule_that_finds_nothing_says_that(store: SqlStore) -> None:
    d = desk(store)
    await d.round()
    await adopt(d, rule("floods", "flood"))
    assert await look_back(d) == ["rule floods is new: none of 2 articles of the last 24 h matches"]


async def test_silent_rules_and_backlogs_stay_what_they_are(store: SqlStore) -> None:
    d = desk_with(store, rules=[("calm", "calm")])
    d.press.pages[URL] = rss([RAID])
    await d.round()
    await adopt(d, rule("raids", "raid"), replace(rule("shy", "raid"), shadow=True))
    assert sorted(await look_back(d)) == [
        f"rule {name} is new: 1 of 1 article of the last 24 h matches; it would have rung"
        f" {stories}; nothing was sent; `wirebell why 1` shows one"
        for name, stories in (("raids", "1 story"), ("shy", "no story"))
    ]
    assert sorted(x.reason for x in store.decisions(1)) == ["backlog of a new feed", "shadow rule"]
    (feed,) = store.list_feeds(d.clock.now())
    assert feed.backlog_would_ring == 1


async def test_a_disabled_rule_reads_on_the_day_it_is_enabled(store: SqlStore) -> None:
    d = desk(store)
    await d.round()
    await adopt(d, replace(rule("raids", "raid"), enabled=False))
    assert await look_back(d) == []
    await adopt(d, rule("raids", "raid"))
    assert len(await look_back(d)) == 1


async def test_what_is_unread_when_the_rule_comes_rings(store: SqlStore) -> None:
    d = desk(store)
    while await d.pipeline.poll():
        await d.pipeline.settle_down()
    await adopt(d, rule("raids", "raid"))
    assert await look_back(d) == ["rule raids is new: nothing was read before it in the last 24 h"]
    await d.round()
    assert [x.channel for x in d.receivers.got] == ["desk"]


class Slow(Matcher):
    """A matcher that can be caught in the middle of a batch."""

    entered: threading.Event
    leave: threading.Event

    @classmethod
    def around(cls, matcher: Matcher) -> Slow:
        slow = cls.__new__(cls)
        slow.__dict__.update(matcher.__dict__)
        slow.entered, slow.leave = threading.Event(), threading.Event()
        return slow

    def read(self, article: Article) -> tuple[Hit, ...]:
        self.entered.set()
        assert self.leave.wait(30)
        return super().read(article)


async def test_a_batch_matched_by_the_old_rules_and_not_yet_decided_rings_by_the_new(
    store: SqlStore,
) -> None:
    d = desk(store)
    while await d.pipeline.poll():
        await d.pipeline.settle_down()
    slow = Slow.around(d.pipeline.plan.matcher)
    d.pipeline.plan = replace(d.pipeline.plan, matcher=slow)
    reading = asyncio.create_task(d.pipeline.read())
    await asyncio.to_thread(slow.entered.wait, 30)
    await adopt(d, rule("raids", "raid"))
    await look_back(d)  # it sees nothing read yet
    slow.leave.set()
    assert await reading == 2
    await d.round()
    assert len(d.receivers.got) == 1
    assert await look_back(d) == ["rule raids is new: nothing was read before it in the last 24 h"]


async def test_a_plan_waits_for_the_batch_that_is_being_written(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    d = desk(store)
    while await d.pipeline.poll():
        await d.pipeline.settle_down()
    entered, leave = threading.Event(), threading.Event()
    real = d.pipeline._decide_all

    def slow(plan: Plan, readings: Sequence[object]) -> int:
        entered.set()
        assert leave.wait(30)
        return real(plan, readings)  # type: ignore[arg-type]

    monkeypatch.setattr(type(d.pipeline), "_decide_all", staticmethod(slow))
    reading = asyncio.create_task(d.pipeline.read())
    await asyncio.to_thread(entered.wait, 30)
    old = d.pipeline.plan
    swap = asyncio.create_task(d.pipeline.adopt(plan_of(d, [rule("raids", "raid")])))
    for _ in range(5):
        await asyncio.sleep(0)
    assert d.pipeline.plan is old
    leave.set()
    await reading
    await swap
    store.keep_rules([rule("raids", "raid")], d.clock.now())
    assert len(await look_back(d)) == 1  # those were read without it
    assert d.receivers.got == []


async def test_every_article_is_heard_once_whenever_the_rule_comes(store: SqlStore) -> None:
    """Rung or held quietly, never both and never neither, at each step of the journey."""
    d = desk(store)
    for step in range(12):
        slug = f"raid{step}"
        d.press.pages[URL] = rss([(slug, f"Raid number {step}", "")])
        d.clock.move(timedelta(hours=1))
        new = rule(f"raids{step}", "raid")
        if step % 3 == 0:
            await adopt(d, new)
        while await d.pipeline.poll():
            await d.pipeline.settle_down()
        if step % 3 == 1:
            await adopt(d, new)
        while await d.pipeline.read():
            pass
        if step % 3 == 2:
            await adopt(d, new)
        await look_back(d)
    for number in range(1, 13):
        decisions = store.decisions(number)
        for step in range(number - 1, 12):  # rules that came with the article or after it
            (mine,) = [x for x in decisions if f"raids{step}" in x.rules]
            rang = step == number - 1 and step % 3 != 2
            assert mine.verdict == ("speak" if rang else "hold"), (number, step)


async def test_more_articles_than_a_batch_and_two_articles_of_one_story(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quiet, "QUIET_BATCH", 3)
    d = desk(store, *((f"raid{n}", f"Raid {n}", "") for n in range(7)))
    await d.round()
    await adopt(d, rule("raids", "raid"))
    assert await read_quietly(d.pipeline)
    (half,) = store.quiet_readings(d.clock.now())
    assert (half.articles, half.matches, half.done_at) == (3, 3, None)
    assert (await look_back(d))[0].startswith(
        "rule raids is new: 7 of 7 articles of the last 24 h match; it would have rung 7 stories"
    )


async def test_a_killed_reading_begins_its_batch_again_and_counts_once(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    d = desk(store)
    await d.round()
    await adopt(d, rule("raids", "raid"))
    real = quiet._record

    def killed(*_args: object) -> tuple[QuietReading, ...]:
        raise KeyboardInterrupt

    monkeypatch.setattr(quiet, "_record", killed)
    with pytest.raises(KeyboardInterrupt):
        await quiet.read_quietly(d.pipeline)
    monkeypatch.setattr(quiet, "_record", real)
    store.reclaim_all()
    d.pipeline.owner = "another life"
    store.keep_rules([rule("raids", "raid")], d.clock.now())
    (words,) = await look_back(d)
    assert words.startswith("rule raids is new: 1 of 2 articles of the last 24 h matches;")
    assert len(store.decisions(2)) == 1


async def test_an_article_with_news_meanwhile_is_left_to_its_turn(store: SqlStore) -> None:
    d = desk(store)
    await d.round()
    await adopt(d, rule("raids", "raid"))
    real = d.pipeline.plan.matcher

    claim = store.claim_quiet("test:1", d.pipeline.plan.versions, 9, d.clock.now())
    assert claim is not None
    d.press.pages[URL] = rss([("raid", "Raid on the port, corrected", ""), OTHER])
    d.clock.move(timedelta(hours=2))
    while await d.pipeline.poll():
        await d.pipeline.settle_down()
    heard = quiet._hear(real, claim)
    assert len(heard) == 1
    (done,) = quiet._record(d.pipeline, d.pipeline.plan, claim, heard)
    assert done.matches == 0
    await d.round()
    assert len(d.receivers.got) == 1


async def test_many_rules_at_once_are_told_in_few_lines(store: SqlStore) -> None:
    d = desk(store)
    await d.round()
    rules = [rule(f"r{n:02}", "raid" if n == 7 else f"word{n}") for n in range(30)]
    await adopt(d, *rules)
    words = await look_back(d)
    assert len(words) == quiet.MOST_TOLD + 1
    assert words[0].startswith("rule r07 is new: 1 of 2")
    assert words[-1] == (
        "and 10 more new rules, of which none matched; together they would have rung no story;"
        " nothing was sent; `wirebell rules list` shows each"
    )


async def test_an_article_that_breaks_matching_stops_no_other(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    d = desk(store, RAID, ("raid2", "Another raid", ""))
    await d.round()
    await adopt(d, rule("raids", "raid"))
    d.break_on("Another raid", "matching", monkeypatch)
    assert (await look_back(d))[0].startswith("rule raids is new: 1 of 2 articles")
