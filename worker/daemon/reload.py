"""From settings to a compiled plan, and the safe swap of a changed configuration.

A bad edit never replaces a good plan: it is refused in words, shown in the log, the metrics and
`wirebell status`, and the last good version keeps working.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

from worker.daemon.memory import long_lived, return_free_blocks
from worker.daemon.ruling import compile_and_prove, with_query_mistakes
from worker.deliver.threads import in_thread
from worker.errors import Misconfigured
from worker.match import Compiler, Matcher
from worker.model import CANARY, Routes
from worker.pipeline import Plan, Watch, canary
from worker.ports import Clock, Tell
from worker.settings import Problems, Settings, load, unchanged
from worker.text.credit import FeedName, shipped
from worker.text.written import without_login

if TYPE_CHECKING:
    from datetime import timedelta

SHOWN = 5  # names in a sentence
AT_ONCE = ("timezone", "http", "retention", "watch", "canary")  # beside what has names of its own


@dataclass(frozen=True, slots=True)
class Source:
    """Where the configuration is read from, again and again, and how its rules are understood."""

    path: Path
    env: Mapping[str, str] = field(default_factory=dict, repr=False)
    overrides: Mapping[str, str] = field(default_factory=dict, repr=False)
    inflect: bool = True  # else words are looked for as written
    compiler: Compiler = field(default_factory=Compiler)  # for one load at a time


@dataclass(frozen=True, slots=True)
class Loaded:
    """Settings with the plan compiled from them."""

    settings: Settings
    plan: Plan


def load_plan(source: Source, today: date) -> Loaded:
    """Read, compile and prove the configuration; raises Problems with every mistake at once."""
    try:
        settings = load(source.path, source.env, source.overrides, today=today)
    except Problems as refused:
        raise with_query_mistakes(refused) from None
    rules = settings.rules if settings.canary is None else (*settings.rules, canary.RULE)
    ruling = compile_and_prove(
        rules, settings.entities, inflect=source.inflect, compiler=source.compiler
    )
    if ruling.mistakes:
        raise Problems(ruling.mistakes, settings.warnings, settings.stamps)
    return Loaded(settings, plan_of(settings, ruling.matcher))


def plan_of(settings: Settings, matcher: Matcher) -> Plan:
    """The plan a valid configuration amounts to."""
    watch = {name: Watch(alarm.after, alarm.notify) for name, alarm in settings.watch.items()}
    rules, channels = {rule.id: rule for rule in settings.rules}, dict(settings.channels)
    if settings.canary is not None:
        rules[CANARY], channels[CANARY] = canary.RULE, canary.channel_of(settings.canary)
    return Plan(
        feeds={feed.url: feed for feed in settings.feeds},
        rules=rules,
        matcher=matcher,
        channels=channels,
        routes=Routes(settings.routes, settings.defaults.notify),
        alarm_channels=watch["channel_failing"].channels,
        limits=settings.http.per_host,
        canary=settings.canary,
        outlets=shipped().with_feeds(
            FeedName(feed.url, feed.name, feed.owner) for feed in settings.feeds
        ),
        alarm_after=cast("timedelta", watch["channel_failing"].after),  # only silence counts gaps
        feed_failing=watch["feed_failing"],
        feed_silent=watch["feed_silent"],
        rule_expiring=watch["rule_expiring"],
        concurrency=settings.http.concurrency,
        public_url=settings.web.public_url,
        user_agent=settings.http.user_agent,
    )


class Reloader:
    """Watches the files and swaps the plan when a changed configuration proves good."""

    def __init__(
        self,
        source: Source,
        loaded: Loaded,
        adopt: Callable[[Loaded, Loaded], Awaitable[None]],
        tell: Tell,
        clock: Clock,
    ) -> None:
        self.source = source
        self.loaded = loaded
        self.refusal: str | None = None
        self._started = loaded.settings  # whose database and window this process has
        self._adopt = adopt  # (old, new): swaps what runs
        self._tell = tell
        self._clock = clock
        self._read: Settings | Problems = loaded.settings  # what was read last, good or bad
        self._asked = False
        self._turn = asyncio.Lock()

    def ask(self) -> None:
        """Reload at the next look, changed or not (SIGHUP)."""
        self._asked = True

    async def look(self) -> None:
        """Reload if a file changed since it was last read, or somebody asked; off the loop."""
        async with self._turn:
            if not self._asked and await asyncio.to_thread(unchanged, self._read.stamps):
                return
            self._asked = False
            try:
                # A new language's forms take half a minute, for which a stop shall not wait.
                fresh = await asyncio.wrap_future(in_thread(self._load, "reload"))
            except Problems as error:
                self._refuse(error, error)
                return
            old = self.loaded
            try:
                await self._adopt(old, fresh)
            except Misconfigured as error:  # a proxy or CA bundle is refused by its use
                self._refuse(fresh.settings, error)
                return
            self.loaded, self._read, self.refusal = fresh, fresh.settings, None
            words = describe_change(self._started, old.settings, fresh.settings)
            self._tell("reload", ok=True, words=words)
            del old
            await asyncio.to_thread(return_free_blocks)

    def _load(self) -> Loaded:
        with long_lived():
            return load_plan(self.source, self._clock.now().date())

    def _refuse(self, read: Settings | Problems, error: Misconfigured) -> None:
        self._read, self.refusal = read, str(error)
        words = f"edit refused, the last good version keeps working:\n{error}"
        self._tell("reload", ok=False, words=words)


def describe_change(started: Settings, old: Settings, new: Settings) -> str:
    """What a reload changed, and what waits for a restart as long as it does, in one sentence."""
    parts = []
    for noun, before, after in (
        ("rule", _versions(old), _versions(new)),
        ("feed", {f.url: f for f in old.feeds}, {f.url: f for f in new.feeds}),
        ("channel", dict(old.channels), dict(new.channels)),
    ):
        added = after.keys() - before.keys()
        gone = before.keys() - after.keys()
        edited = {key for key in before.keys() & after.keys() if before[key] != after[key]}
        for verb, keys in (("added", added), ("removed", gone), ("changed", edited)):
            if keys:
                named = ", ".join(map(without_login, sorted(keys)[:SHOWN]))
                parts.append(f"{noun} {verb}: {named}{_more(len(keys))}")
    if (old.routes, old.defaults.notify) != (new.routes, new.defaults.notify):
        parts.append("routes changed")
    parts += [f"{key} changed" for key in AT_ONCE if getattr(old, key) != getattr(new, key)]
    if old.web.public_url != new.web.public_url:
        parts.append("web.public_url changed")
    if started.database != new.database:
        parts.append("'database' changes at the next restart")
    if replace(started.web, public_url=None) != replace(new.web, public_url=None):
        parts.append("'web' changes at the next restart")
    return "; ".join(parts) or "nothing that matters changed"


def _versions(settings: Settings) -> dict[str, tuple[str, str]]:
    """Each rule as written, with all that decides what it matches: an entity's names too."""
    return {rule.id: (rule.source, rule.version) for rule in settings.rules}


def _more(count: int) -> str:
    return f" and {count - SHOWN} more" if count > SHOWN else ""
