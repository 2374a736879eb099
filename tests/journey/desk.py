"""A desk with one feed and its rules, run round by round on a fake clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from tests.fakes import FakeClock, FakePress, FakeReceivers, FakeTell, InlineThreads, parse_here
from worker.alert import decide
from worker.match import Matcher, compile_rules
from worker.model import (
    Article,
    Channel,
    Decision,
    Feed,
    FirstPoll,
    Hit,
    HostLimits,
    Place,
    Query,
    Routes,
    Rule,
)
from worker.pipeline import Pipeline, Plan, keep_promises, reading
from worker.store import SqlStore
from worker.text.forms import AsWritten

HERE = Place("rules.yaml", 1, 1)
QUIET = FirstPoll()


@dataclass
class Desk:
    """The pipeline with its fakes at hand."""

    clock: FakeClock
    press: FakePress
    receivers: FakeReceivers
    tell: FakeTell
    pipeline: Pipeline
    store: SqlStore

    async def round(self) -> None:
        """Poll what is due, read it, keep what is promised, deliver, until nothing is left."""
        while await self.pipeline.poll():
            await self.pipeline.settle_down()
        while await self.pipeline.read():
            pass
        while await keep_promises(self.pipeline):
            pass
        while await self.pipeline.deliver():
            await self.pipeline.settle_down()

    def break_on(self, title: str, failing: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """Make matching, or deciding, raise on the article so titled."""
        if failing == "matching":
            real = Matcher.read

            def read(matcher: Matcher, article: Article) -> tuple[Hit, ...]:
                if article.title == title:
                    raise RuntimeError("boom")
                return real(matcher, article)

            monkeypatch.setattr(Matcher, "read", read)
            return

        def breaking(article: Article, *args: Any) -> tuple[Decision, ...]:
            if article.title == title:
                raise RuntimeError("boom")
            return decide(article, *args)

        monkeypatch.setattr(reading, "decide", breaking)


def desk_with(
    store: SqlStore,
    *,
    rules: Sequence[tuple[str, str]],
    urls: Sequence[str] = ("https://news.example/rss",),
    channels: Sequence[str] = ("desk",),
    notify: Sequence[str] = (),
    first_poll: FirstPoll = QUIET,
    alarms: Sequence[str] = (),
) -> Desk:
    """A desk over an empty store; `rules` are (id, query)."""
    clock, press, receivers, tell = FakeClock(), FakePress(), FakeReceivers(), FakeTell()
    feeds = [Feed(url, url.split("/")[2], first_poll=first_poll) for url in urls]
    built = [rule(rule_id, text) for rule_id, text in rules]
    compiled = compile_rules(built, {}, AsWritten())
    assert all(each.severity == "warning" for each in compiled.problems)
    plan = Plan(
        feeds={feed.url: feed for feed in feeds},
        rules={r.id: r for r in built},
        matcher=compiled.matcher,
        channels={name: Channel(name, "webhook") for name in channels},
        routes=Routes(defaults=tuple(notify or channels)),
        alarm_channels=tuple(alarms or channels),
        limits=HostLimits(),
    )
    store.sync_feeds(feeds, clock.now())
    store.keep_rules(built, clock.now())
    pipeline = Pipeline(
        store=store,
        fetch=press,
        parse=parse_here,
        send=receivers,
        clock=clock,
        dice=lambda: 0.5,
        tell=tell,
        owner="test:1",
        plan=plan,
        store_threads=InlineThreads(),
    )
    return Desk(clock, press, receivers, tell, pipeline, store)


def rule(rule_id: str, text: str) -> Rule:
    """A rule of one query for every language."""
    return Rule(
        id=rule_id,
        title=rule_id,
        severity="high",
        queries=(Query(text, "any", ((0, HERE),)),),
        place=HERE,
        version=rule_id,
        source=text,
    )
