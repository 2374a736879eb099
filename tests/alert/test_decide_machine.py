"""Deciding as a machine against a model: days of news, silences, nights, limits, digests.

The model is the desk's memory: what each channel was told of each story, and what is promised.
Whatever happens, every answer has a reason, what may not be said is not, and nothing that was
held is lost: once all promises are kept, every channel knows every story its rules heard.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.alert import given as make
from worker.alert import decide
from worker.alert.quiet import quiet_until
from worker.alert.silence import holding
from worker.model import (
    Adds,
    Around,
    Channel,
    Hold,
    Later,
    QuietHours,
    Rang,
    Silence,
    Speak,
    Told,
    Where,
)

HOUR = timedelta(hours=1)
NIGHT = QuietHours(time(22), time(7), ZoneInfo("Europe/Oslo"))
CHANNELS = {
    "desk": Channel("desk", "webhook", quiet=NIGHT, hourly_limit=3),
    "night": Channel("night", "webhook"),
}
RULES = {
    "plain": make.rule("plain", "low"),
    "loud": make.rule("loud", "critical"),
    "often": make.rule("often", "high", cooldown=2 * HOUR, hourly_limit=2),
    "careful": make.rule("careful", where=Where(origins=2, wait=HOUR)),
}
ROUTES = {"plain": ("desk",), "loud": ("desk", "night"), "often": ("desk",), "careful": ("night",)}
STORIES = range(1, 5)
MATCHERS = [(("rule", "plain"),), (("channel", "desk"),), (("story", "2"),), (("rule", "loud"),)]
adding = st.builds(
    Adds,
    copy_of=st.none() | st.just(1),
    new_facts=st.sampled_from([(), ("42",)]),
    origins=st.integers(1, 3),
    new_origin=st.none() | st.just("FT"),
    new_language=st.none() | st.just("nb"),
)


class Desk(RuleBasedStateMachine):
    """One desk with two channels; an article has the number of the step that brought it."""

    def __init__(self) -> None:
        super().__init__()
        self.now: datetime = make.NOW
        self.step = 0
        self.told: dict[tuple[int, str], Told] = {}
        self.said: list[Rang] = []
        self.silences: list[Silence] = []
        self.promised: dict[tuple[str, str, str], datetime] = {}
        self.held: dict[tuple[str, str, str], list[tuple[int, int, Hold]]] = {}
        self.heard: set[tuple[int, str]] = set()

    @rule(
        story=st.sampled_from(STORIES),
        ids=st.sets(st.sampled_from(sorted(RULES)), min_size=1),
        adds=adding,
    )
    def read(self, story: int, ids: set[str], adds: Adds) -> None:
        self.step += 1
        self.heard |= {(story, channel) for rule_id in ids for channel in ROUTES[rule_id]}
        self._decide(story, self.step, ids, adds)

    def _decide(
        self,
        story: int,
        number: int,
        ids: set[str],
        adds: Adds,
        waited: frozenset[str] = frozenset(),
    ) -> None:
        about = make.article(id=number)
        around = Around(story, self.silences, CHANNELS, self.said, waited)
        told = [known for (of, _), known in self.told.items() if of == story]
        hits = [make.hit(rule_id) for rule_id in ids]
        found = decide(about, hits, RULES, told, ROUTES, self.now, adds, around)
        assert found
        assert all(decision.reason for decision in found)
        spoken = [decision.channel for decision in found if isinstance(decision, Speak)]
        assert len(spoken) == len(set(spoken))
        for decision in found:
            if isinstance(decision, Speak):
                self._say(story, number, decision, around)
            elif decision.later is not None:
                self._promise(story, number, decision, decision.later)

    def _say(self, story: int, number: int, speak: Speak, around: Around) -> None:
        about, channel = make.article(id=number), CHANNELS[speak.channel]
        known = self.told.get((story, speak.channel))
        assert speak.type == ("alert.updated" if known and known.sequence else "alert.opened")
        for rule_id in speak.rules:
            assert speak.channel in ROUTES[rule_id]
            assert not holding(self.silences, RULES[rule_id], speak.channel, about, story, self.now)
        if speak.severity != "critical":
            assert quiet_until(channel.quiet, self.now) is None
            hour = [each for each in around.lately if each.at > self.now - HOUR]
            mine = [each for each in hour if each.channel == speak.channel]
            assert channel.hourly_limit is None or len(mine) < channel.hourly_limit
            assert sum("often" in each.rules for each in mine) < 2 or "often" not in speak.rules
        self._know(story, speak.channel, speak.rules, number, 1)
        self.said = [*self.said, Rang(self.now, speak.channel, speak.rules)]

    def _know(
        self, story: int, channel: str, rules: tuple[str, ...], number: int, more: int
    ) -> None:
        known = self.told.get((story, channel)) or replace(
            make.told(channel, sequence=0, severity="info"), articles=()
        )
        self.told[story, channel] = replace(
            known,
            sequence=known.sequence + more,
            rules=(*known.rules, *rules),
            articles=(*known.articles, number),
        )

    def _promise(self, story: int, number: int, hold: Hold, later: Later) -> None:
        assert later.due_at > self.now
        assert hold.channel is not None
        key = (later.kind, later.subject, later.channel)
        self.promised.setdefault(key, later.due_at)
        self.held.setdefault(key, []).append((story, number, hold))

    @rule(hours=st.sampled_from([0.1, 0.5, 1, 3, 8, 24]))
    def wait(self, hours: float) -> None:
        self.now += hours * HOUR
        self._keep()

    def _keep(self) -> None:
        """A digest for each promise that is due; what waited is decided again."""
        for key, due in list(self.promised.items()):
            if due > self.now:
                continue
            del self.promised[key]
            held = self.held.pop(key)
            if key[0] == "wait":
                story, number, hold = held[0]
                rule_id = key[1].partition(":")[2]
                self._decide(story, number, {rule_id}, Adds(), frozenset({rule_id}))
                continue
            for story, number, hold in held:
                assert hold.channel is not None
                self._know(story, hold.channel, hold.rules, number, 0)

    @rule(matchers=st.sampled_from(MATCHERS), hours=st.sampled_from([1, 5, 30]))
    def silence(self, matchers: tuple[tuple[str, str], ...], hours: int) -> None:
        number = len(self.silences) + 1
        self.silences.append(
            Silence(number, "ann", "drill", self.now, self.now + hours * HOUR, matchers)  # type: ignore[arg-type]
        )

    @invariant()
    def what_is_not_told_is_promised(self) -> None:
        pending = {(story, hold.channel) for held in self.held.values() for story, _, hold in held}
        assert self.heard <= self.told.keys() | pending

    def teardown(self) -> None:
        for _ in range(20):  # one promise may lead to the next: a wait that ends in the night
            self.now += 31 * HOUR
            self._keep()
        assert not self.promised
        assert self.heard <= self.told.keys()


TestDesk = Desk.TestCase
TestDesk.settings = settings(max_examples=60, stateful_step_count=30)
