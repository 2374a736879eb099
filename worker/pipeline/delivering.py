"""One delivery's way to its receiver: claimed with its neighbours, sent in its turn, settled.

A claim is a transaction, so several are leased at once; few are sent at once, so that a slow
receiver holds up itself and no other. What waits for its turn keeps its lease, and is given
back unsent where the lease ran out or the receiver has to rest.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from worker.alert import compose_alarm
from worker.deliver.breaker import Pace, after
from worker.deliver.retry import settle
from worker.model import (
    Alarm,
    Answer,
    Answered,
    Channel,
    Dead,
    Delivered,
    DeliveryClaim,
    Settlement,
)
from worker.pipeline.events import delivery_facts

if TYPE_CHECKING:
    from worker.pipeline.journey import Pipeline
    from worker.ports import Claim

SENDING = 4  # at once to one receiver; after a kill -9 these may be sent twice
HELD = 16  # of one receiver's, sending or waiting for their turn
FEW = 8  # with no more than these held, more are claimed
SAID = 200  # characters of an answer in an alarm


@dataclass(slots=True)
class Lanes:
    """What this worker holds of each channel's deliveries."""

    turns: dict[str, asyncio.Semaphore] = field(
        default_factory=lambda: defaultdict(lambda: asyncio.Semaphore(SENDING))
    )
    held: Counter[str] = field(default_factory=Counter)
    leased_until: dict[str, datetime] = field(default_factory=dict)  # by delivery id
    more: set[str] = field(default_factory=set)  # of these more may be due than is held
    shut: set[str] = field(default_factory=set)  # these rest: what is held of them goes back

    def wanted(self, channels: Collection[str]) -> dict[str, int]:
        """How many to claim, of channels of which few are held; the others have their turn when
        few are left.
        """
        few = [name for name in channels if self.held[name] <= FEW]
        self.more |= {*channels} - {*few}
        return {name: HELD - self.held[name] for name in few}

    def took(self, wanted: Mapping[str, int], claims: Iterable[DeliveryClaim]) -> None:
        """These were claimed."""
        got: Counter[str] = Counter()
        for claim in claims:
            got[claim.delivery.channel] += 1
            self.leased_until[claim.delivery.id] = claim.lease.until
        self.held += got
        self.shut -= got.keys()
        self.more -= wanted.keys()
        self.more |= {name for name, most in wanted.items() if got[name] == most}

    def renewed(self, claims: Iterable[Claim], now: datetime, until: datetime) -> None:
        """Those that stood at `now` stand until then."""
        for claim in claims:
            if isinstance(claim, DeliveryClaim) and self.ours(claim, now):
                self.leased_until[claim.delivery.id] = until

    def ours(self, claim: DeliveryClaim, now: datetime) -> bool:
        """Whether the lease stands: else another worker may be sending it."""
        until = self.leased_until.get(claim.delivery.id)
        return until is not None and now < until

    def ended(self, claim: DeliveryClaim) -> bool:
        """One is held no more; whether it is time to claim."""
        name = claim.delivery.channel
        self.held[name] -= 1
        self.leased_until.pop(claim.delivery.id, None)
        return name in self.more and self.held[name] <= FEW


async def claim_due(pipeline: Pipeline) -> list[DeliveryClaim]:
    """Due deliveries, leased, of every channel of which few are held."""
    channels, lanes = pipeline.plan.channels, pipeline.lanes
    wanted = lanes.wanted(channels)
    if not wanted:
        return []
    paces = {name: Pace(channels[name].gap) for name in wanted}
    claims = await pipeline.in_store(
        pipeline.store.claim_deliveries, pipeline.owner, wanted, pipeline.clock.now(), paces
    )
    lanes.took(wanted, claims)
    return claims


async def deliver_one(pipeline: Pipeline, claim: DeliveryClaim) -> None:
    """Send it when its turn comes, and settle it; or give it back unsent."""
    delivery, lanes = claim.delivery, pipeline.lanes
    async with lanes.turns[delivery.channel]:
        channel = pipeline.plan.channels.get(delivery.channel)  # it may have left meanwhile
        started = pipeline.clock.now()
        if channel is None or channel.name in lanes.shut or not lanes.ours(claim, started):
            await pipeline.in_store(pipeline.store.release, [claim])
            return
        answer = await pipeline.send(delivery, started)
        await _settle(pipeline, claim, channel, answer, started)


async def _settle(
    pipeline: Pipeline, claim: DeliveryClaim, channel: Channel, answer: Answer, started: datetime
) -> None:
    """Keep what became of it, of its channel's breaker, and what the operator hears of it."""
    now, lanes = pipeline.clock.now(), pipeline.lanes
    first = claim.first_tried_at or started
    settlement = settle(answer, claim.tries, first, now, channel.retry_for, pipeline.dice())
    alarm = _alarm(pipeline.plan.alarm_channels, channel.name, answer, settlement, now)
    turn = partial(after, answer=answer, settlement=settlement, now=now)
    settled = await pipeline.in_store(
        pipeline.store.settle, claim, answer, settlement, now, alarm, turn
    )
    if not settled.kept:
        return
    if settled.channel_rests:
        lanes.shut.add(channel.name)
    if settled.next_waits:
        lanes.more.add(channel.name)
    pipeline.tell("delivery", **delivery_facts(claim.delivery, answer, settlement, now))
    if settled.channel_newly_failing and alarm is not None:
        pipeline.tell("trouble", words=alarm.reason, channel=channel.name)
        pipeline.wake("deliver")


def _alarm(
    told: Iterable[str], name: str, answer: Answer, settlement: Settlement, now: datetime
) -> Alarm | None:
    """What the operator hears at once of a channel only people can mend."""
    if isinstance(settlement, Delivered):
        return None
    verb = "gave a message up" if isinstance(settlement, Dead) else "is failing"
    said = answer.text.removeprefix(answer.words) if isinstance(answer, Answered) else ""
    return alarm_about(told, name, f"{verb}: {settlement.reason}{quoted(said)}", now)


def alarm_about(
    told: Iterable[str], name: str, words: str, now: datetime, since: datetime | None = None
) -> Alarm:
    """An alarm about one channel, on every other one named for it."""
    reason = f"channel {name} {words}"
    write = partial(
        compose_alarm, "channel.failing", name=name, reason=reason, now=now, failing_since=since
    )
    others = tuple(channel for channel in told if channel != name)
    return Alarm(f"channel:{name}", "channel.failing", reason, others, write)


def quoted(answer: str) -> str:
    """The receiver's own words for the end of a sentence, where it said any; on one line."""
    line = " ".join(answer.split())
    return f', saying "{line[:SAID]}"' if line else ""
