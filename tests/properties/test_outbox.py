"""The outbox as a state machine, held against a model that knows only its promises.

Two channels, one of them at a bounded rate, a few subjects, several workers. Whatever happens in
whatever order: exactly what the promises allow is claimed, each message ends as they say, none is
lost, and once the receivers are well all of them arrive in order.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count, product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.hurry import hurry
from tests.postgres import PostgresServer
from worker.deliver.breaker import Pace, after
from worker.deliver.retry import settle
from worker.model import Again, Answer, Answered, Delivered, DeliveryClaim, NoAnswer, Paused
from worker.store import SqlStore, open_store
from worker.store.saying import Message as Queued
from worker.store.saying import queue

START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
LEASE = 30 * SECOND
RETRY_FOR = 72 * HOUR
GAPS = {"desk": None, "slow": MINUTE}
PACES = {name: Pace(gap) for name, gap in GAPS.items()}
ANSWERS: dict[str, Answer] = {
    "taken": Answered(200, "ok"),
    "down": NoAnswer("connection refused"),
    "busy": Answered(429, "later", 2 * MINUTE),
    "refused": Answered(400, "no"),
    "gone": Answered(410, ""),
}
WAITS = (SECOND, 20 * SECOND, 31 * SECOND, 6 * MINUTE, 3 * HOUR, 25 * HOUR)
MOST_MESSAGES = 60  # then no more are made
Stores = Callable[[], AbstractContextManager[SqlStore]]


@dataclass
class Message:
    """One message as the model remembers it."""

    id: str
    channel: str
    subject: str
    sequence: int
    made_at: datetime
    due_at: datetime
    state: str = "pending"
    holder: tuple[str, int] | None = None  # worker and its attempt
    held_until: datetime = START
    tries: int = 0
    attempts: int = 0  # all there ever were
    first_tried_at: datetime | None = None
    by_hand: bool = False  # given up so, and not sent since

    @property
    def ended(self) -> bool:
        return self.state in {"delivered", "dead"}

    def fresh(self, now: datetime) -> None:
        self.due_at, self.tries, self.first_tried_at = now, 0, None


@dataclass
class Receiver:
    """A channel as the model remembers it."""

    way: str = "open"  # or "shut" (ten failures in a row), "narrow" (what waited goes out)
    in_a_row: int = 0
    failing_since: datetime | None = None
    not_before: datetime | None = None
    next_turn: datetime = START - HOUR
    paused: bool = False
    ever_failed: bool = False


class Outbox(RuleBasedStateMachine):
    """Claims, answers, time, death and mending in any order."""

    claims: Bundle[DeliveryClaim] = Bundle("claims")
    stores: Stores  # given by the test

    def __init__(self) -> None:
        super().__init__()
        self.opened = type(self).stores()
        self.store = self.opened.__enter__()
        self.now = START
        self.messages: dict[str, Message] = {}
        self.receivers = {name: Receiver() for name in GAPS}

    # ---- what may happen ------------------------------------------------------------------

    @precondition(lambda self: len(self.messages) < MOST_MESSAGES)
    @rule(
        subjects=st.sets(st.integers(0, 20), min_size=1, max_size=14),
        channels=st.sampled_from([["desk"], ["desk"], ["slow"], ["desk", "slow"]]),
        times=st.sampled_from([1, 1, 2, 5]),
    )
    def say(self, subjects: set[int], channels: list[str], times: int) -> None:
        """All at one moment, as one reading does: new subjects, or more of known ones."""
        with self.store._database.writing() as connection:
            for subject, channel, _ in product(sorted(subjects), channels, range(times)):
                name = f"msg_{len(self.messages) * 7919 % 10_007:05}"  # in no order of time
                said = Queued(f"{subject}", channel, "alert.updated", "more", severity="high")
                _, sequence = queue(connection, said, name, lambda *_: "{}", self.now)
                made = Message(name, channel, f"{subject}", sequence, self.now, self.now)
                self.messages[name] = made

    @rule(target=claims, worker=st.sampled_from(["w1", "w2"]), most=st.integers(1, 16))
    def claim(self, worker: str, most: int) -> Any:
        return multiple(*self._claimed(worker, most))

    def _claimed(self, worker: str, most: int) -> list[DeliveryClaim]:
        wanted = dict.fromkeys(GAPS, most)
        got = self.store.claim_deliveries(worker, wanted, self.now, PACES)
        expected = [m for name in sorted(GAPS) for m in self._may_claim(name, most)]
        expected.sort(key=lambda m: (m.due_at, m.id))
        assert [claim.delivery.id for claim in got] == [m.id for m in expected]
        for claim, message in zip(got, expected, strict=True):
            assert (claim.tries, claim.first_tried_at) == (message.tries, message.first_tried_at)
            message.holder, message.held_until = (worker, claim.lease.attempt), self.now + LEASE
        return got

    @rule(kind=st.sampled_from(["down", "down", "busy", "taken"]), times=st.integers(1, 4))
    def work(self, kind: str, times: int) -> None:
        """A worker goes round a few times, and hears one answer from everybody."""
        for _ in range(times):
            for claim in self._claimed("w1", 16):
                self._settle(claim, ANSWERS[kind])
            self.now += SECOND if kind == "taken" else 31 * SECOND

    @rule(claim=claims, kind=st.sampled_from([*ANSWERS]))
    def answer(self, claim: DeliveryClaim, kind: str) -> None:
        self._settle(claim, ANSWERS[kind])

    @rule(claim=claims)
    def renew(self, claim: DeliveryClaim) -> None:
        self.store.renew([claim], self.now)
        message = self.messages[claim.delivery.id]
        if self._holds(claim) and message.held_until > self.now:
            message.held_until = self.now + LEASE

    @rule(claim=claims)
    def release(self, claim: DeliveryClaim) -> None:
        self.store.release([claim])
        if self._holds(claim):
            self.messages[claim.delivery.id].holder = None

    @rule(duration=st.sampled_from(WAITS))
    def wait(self, duration: timedelta) -> None:
        self.now += duration

    @rule(data=st.data())
    def replay_by_id(self, data: st.DataObject) -> None:
        if not self.messages:
            return
        chosen = data.draw(st.sampled_from(sorted(self.messages)))
        message = self.messages[chosen]
        can = self._free(message) and (message.ended or message.state == "retrying")
        assert self.store.replay([chosen], now=self.now) == can
        if can:
            self._again(message)

    @rule(channel=st.sampled_from([*GAPS]))
    def replay_the_dead(self, channel: str) -> None:
        dead = [m for m in self.messages.values() if (m.channel, m.state) == (channel, "dead")]
        assert self.store.replay(channel=channel, now=self.now) == len(dead)
        for message in dead:
            self._again(message)

    @rule(channel=st.sampled_from([*GAPS]))
    def give_up(self, channel: str) -> None:
        unheeded = [
            m for m in self.messages.values()
            if (m.channel, m.state, m.by_hand) == (channel, "dead", False)
        ]  # fmt: skip
        chosen = unheeded + [m for m in self._open(channel) if self._free(m)]
        assert self.store.give_up((), channel, self.now) == len(chosen)
        for message in chosen:
            message.state, message.holder, message.by_hand = "dead", None, True

    @rule(channel=st.sampled_from([*GAPS]))
    def enable(self, channel: str) -> None:
        receiver = self.receivers[channel]
        shut = receiver.way == "shut" or self._asked_to_wait(receiver)
        assert self.store.enable_channel(channel, self.now) == (receiver.paused or shut)
        if receiver.paused or shut:
            receiver.way = "narrow"
        receiver.in_a_row, receiver.failing_since, receiver.not_before = 0, None, None
        receiver.paused = False
        for message in self._open(channel):
            if self._free(message):
                message.fresh(self.now)

    # ---- what must always hold ------------------------------------------------------------

    @invariant()
    def each_message_stands_as_the_model_says(self) -> None:
        stands = {
            view.id: (view.state, view.attempts, view.next_try_at)
            for view in self.store.list_deliveries()
        }
        assert stands == {
            m.id: (m.state, m.attempts, self._next_try(m)) for m in self.messages.values()
        }

    def teardown(self) -> None:
        """Whatever happened: once the receivers are well, all arrives in order."""
        try:
            self._all_arrives()
        finally:
            self.opened.__exit__(None, None, None)

    def _all_arrives(self) -> None:
        self.now += HOUR  # every lease has run out
        for channel in GAPS:
            self.enable(channel)
        while not all(message.ended for message in self.messages.values()):
            self.now += MINUTE
            got = self.store.claim_deliveries("w3", dict.fromkeys(GAPS, 99), self.now, PACES)
            assert got  # a minute is a turn for either channel, until all have arrived
            for claim in got:
                message = self.messages[claim.delivery.id]
                assert all(m.ended for m in self._earlier(message))
                message.holder = ("w3", claim.lease.attempt)
                self._settle(claim, ANSWERS["taken"])

    # ---- the model ------------------------------------------------------------------------

    def _may_claim(self, channel: str, most: int) -> list[Message]:
        receiver = self.receivers[channel]
        if receiver.paused or self._asked_to_wait(receiver):
            return []
        ready = [m for m in self._open(channel) if self._free(m) and self._in_turn(m)]
        ready.sort(key=lambda m: (m.due_at, m.id))
        if receiver.way == "shut":
            if ready:
                receiver.not_before = self.now + 30 * SECOND
            return ready[:1]
        gap = GAPS[channel] or (SECOND / 5 if receiver.way == "narrow" else None)
        if gap:
            turn = max(receiver.next_turn, self.now - max(SECOND - gap, timedelta(0)))
            most = min(most, (self.now - turn) // gap + 1) if turn <= self.now else 0
        if not most:
            return []
        taken = [m for m in ready if m.due_at <= self.now][:most]
        if gap and taken:
            receiver.next_turn = turn + len(taken) * gap
        others = [m for m in self._open(channel) if m.due_at <= self.now and m not in taken]
        if receiver.way == "narrow" and not others:
            receiver.way = "open"
        return taken

    def _settle(self, claim: DeliveryClaim, answer: Answer) -> None:
        first = claim.first_tried_at or self.now
        outcome = settle(answer, claim.tries, first, self.now, RETRY_FOR, 0.5)
        turn = partial(after, answer=answer, settlement=outcome, now=self.now)
        kept = self.store.settle(claim, answer, outcome, self.now, None, turn).kept
        assert kept == self._holds(claim)
        if not kept:
            return
        message = self.messages[claim.delivery.id]
        message.holder, message.tries, message.first_tried_at = None, message.tries + 1, first
        message.attempts, message.by_hand = message.attempts + 1, False
        receiver = self.receivers[message.channel]
        if isinstance(outcome, Delivered):
            message.state = "delivered"
            self._taken(receiver, message.channel)
            return
        receiver.failing_since = receiver.failing_since or self.now
        if isinstance(outcome, Paused):
            message.state, message.due_at, receiver.paused = "retrying", self.now, True
            return
        message.state = "retrying" if isinstance(outcome, Again) else "dead"
        message.due_at = outcome.at if isinstance(outcome, Again) else message.due_at
        self._in_vain(receiver, answer)

    def _taken(self, receiver: Receiver, channel: str) -> None:
        receiver.in_a_row, receiver.failing_since = 0, None
        if not self._asked_to_wait(receiver):
            receiver.not_before = None
        if receiver.way == "shut":
            receiver.way, receiver.not_before, receiver.next_turn = "narrow", None, self.now
            for message in self._open(channel):
                if self._free(message):
                    message.due_at = message.made_at

    def _in_vain(self, receiver: Receiver, answer: Answer) -> None:
        receiver.in_a_row += 1
        waits = [receiver.not_before] if receiver.not_before else []
        if receiver.in_a_row >= 10:
            receiver.way = "shut"
            failing = self.now - (receiver.failing_since or self.now)
            waits.append(self.now + min(max(failing / 10, 30 * SECOND), 5 * MINUTE))
        if isinstance(answer, Answered) and answer.retry_after:
            waits.append(self.now + answer.retry_after)
        receiver.not_before = max(waits, default=None)

    def _next_try(self, message: Message) -> datetime | None:
        receiver = self.receivers[message.channel]
        if message.ended or receiver.paused or not self._in_turn(message):
            return None
        if receiver.way == "shut":
            return receiver.not_before
        return max(message.due_at, receiver.not_before or START)

    def _again(self, message: Message) -> None:
        message.state, message.holder = "pending", None
        message.fresh(self.now)

    def _asked_to_wait(self, receiver: Receiver) -> bool:
        return receiver.not_before is not None and self.now < receiver.not_before

    def _open(self, channel: str) -> list[Message]:
        return [m for m in self.messages.values() if m.channel == channel and not m.ended]

    def _free(self, message: Message) -> bool:
        return message.holder is None or message.held_until <= self.now

    def _holds(self, claim: DeliveryClaim) -> bool:
        held = (claim.lease.owner, claim.lease.attempt)
        return self.messages[claim.delivery.id].holder == held

    def _in_turn(self, message: Message) -> bool:
        return all(earlier.ended for earlier in self._earlier(message))

    def _earlier(self, message: Message) -> Iterator[Message]:
        for other in self.messages.values():
            same = (other.subject, other.channel) == (message.subject, message.channel)
            if same and other.sequence < message.sequence:
                yield other


@pytest.mark.timeout(300)
def test_the_outbox_is_what_its_promises_say(
    engine_name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    numbers = count()

    @contextmanager
    def stores() -> Iterator[SqlStore]:
        if engine_name == "sqlite":
            path = tmp_path / f"{next(numbers)}.db"
            shutil.copy(request.getfixturevalue("sqlite_template"), path)
            url = f"sqlite:///{path}"
        else:
            server: PostgresServer = request.getfixturevalue("postgres_server")
            url = server.url_of(name := server.create(request.getfixturevalue("postgres_template")))
        store = hurry(open_store(url, new_id=str))
        try:
            yield store
        finally:
            store.close()
            if engine_name == "sqlite":
                path.unlink()
            else:
                server.drop(name)

    machine = type("OutboxOnEngine", (Outbox,), {"stores": staticmethod(stores)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=20 if engine_name == "sqlite" else 5,
            stateful_step_count=40,
            suppress_health_check=list(HealthCheck),
        ),
    )
