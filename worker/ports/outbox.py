"""What the pipeline asks of the store where messages wait for their receivers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from worker.model import (
    Alarm,
    Answer,
    Breaker,
    ChannelHealth,
    DeliveryClaim,
    Settled,
    Settlement,
)


class Pacing(Protocol):
    """How fast one receiver may be sent to: a pure decision, made in the claim's transaction."""

    @property
    def bounded(self) -> bool:
        """Whether its rate counts even while all is well."""

    def room(self, breaker: Breaker, wanted: int, now: datetime) -> int:
        """How many of `wanted` messages may go now."""

    def claimed(self, breaker: Breaker, got: int, now: datetime, *, left: bool) -> Breaker:
        """The breaker once so many were claimed; `left` says whether more are due."""


class Outbox(Protocol):
    """Deliveries and the health of their channels, shared by all workers."""

    def claim_deliveries(
        self,
        owner: str,
        per_channel: Mapping[str, int],
        now: datetime,
        paces: Mapping[str, Pacing] = {},
    ) -> list[DeliveryClaim]:
        """Due deliveries, at most so many more per named channel; a later sequence of an alert
        waits for the earlier ones; paused channels rest. In order of due time.

        A channel with a pace gets no more than its breaker lets through: where that is a probe,
        the delivery due next, due or not.
        """

    def settle(
        self,
        claim: DeliveryClaim,
        answer: Answer,
        settlement: Settlement,
        now: datetime,
        alarm: Alarm | None = None,
        turn: Callable[[Breaker], Breaker] | None = None,
    ) -> Settled:
        """Attempt and new state together, and the alarm with them where a spell of failing that
        only people can mend begins: it is announced once a spell, so it may not get lost.

        `turn` says what becomes of the channel's breaker; it may be called again when the
        transaction met another. When it opens the way again, all that waits is due.
        """

    def failing_channels(
        self, names: Sequence[str], after: timedelta, now: datetime
    ) -> Sequence[ChannelHealth]:
        """Those of the named channels that have failed so long and were not told; and told ones
        that are well again.
        """

    def tell_channel(self, name: str, alarm: Alarm, now: datetime, *, over: bool) -> bool:
        """Mark that it is told, or told to be over, and queue the alarm, in one transaction;
        False, and nothing written, if another worker was first.
        """
