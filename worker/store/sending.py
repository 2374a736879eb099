"""The outbox's part of the store: each method one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from worker.model import Alarm, Answer, ChannelHealth, DeliveryClaim, Settled, Settlement
from worker.ports import Pacing
from worker.store import outbox, receivers, replaying
from worker.store.reading import Reader


class OutboxStore(Reader):
    """`worker.ports.Outbox` on SQLite or PostgreSQL."""

    def __init__(self, url: str, *, new_id: Callable[[], str], read_only: bool) -> None:
        super().__init__(url, read_only=read_only)
        self._new_id = new_id

    def claim_deliveries(
        self,
        owner: str,
        per_channel: Mapping[str, int],
        now: datetime,
        paces: Mapping[str, Pacing] = {},
    ) -> list[DeliveryClaim]:
        """Due deliveries, at most so many for each named channel and no more than its pace and
        breaker allow, in order of due time.
        """
        return self._database.write(lambda c: outbox.claim(c, owner, per_channel, now, paces))

    def settle(
        self,
        claim: DeliveryClaim,
        answer: Answer,
        settlement: Settlement,
        now: datetime,
        alarm: Alarm | None = None,
        turn: receivers.Turn | None = None,
    ) -> Settled:
        """Attempt and new state together, with the alarm where a spell of failing begins that
        only people can mend; `turn` says what becomes of the channel's breaker.
        """

        def work(connection: Connection) -> Settled:
            settled = outbox.settle(connection, claim, answer, settlement, now, turn)
            if settled.channel_newly_failing and alarm is not None:
                outbox.announce(connection, alarm, self._new_id, now)
            return settled

        return self._database.write(work)

    def failing_channels(
        self, names: Sequence[str], after: timedelta, now: datetime
    ) -> list[ChannelHealth]:
        """Those of the channels that have failed so long and were not told; and told ones that
        are well again.
        """
        with self._database.reading() as connection:
            return receivers.failing(connection, names, after, now)

    def tell_channel(self, name: str, alarm: Alarm, now: datetime, *, over: bool) -> bool:
        """Mark that it is told, or told to be over, and queue the alarm; False if it was."""

        def work(connection: Connection) -> bool:
            first = receivers.mark(connection, name, now, over=over)
            if first:
                outbox.announce(connection, alarm, self._new_id, now)
            return first

        return self._database.write(work)

    def replay(
        self,
        ids: Sequence[str] | None = None,
        *,
        channel: str | None = None,
        state: str | None = None,
        since: datetime | None = None,
        rule: str | None = None,
        now: datetime,
    ) -> int:
        """Make dead deliveries (named ones also when delivered) due again under their own ids,
        with a fresh schedule; how many.
        """
        return self._database.write(
            lambda c: replaying.replay(c, ids or (), channel, state, since, rule, now)
        )

    def give_up(self, ids: Sequence[str], channel: str | None, now: datetime) -> int:
        """End deliveries that wait (these, of this channel) as dead letters, and let go of those
        that are; how many.
        """
        return self._database.write(lambda c: replaying.give_up(c, ids, channel, now))

    def enable_channel(self, name: str, now: datetime) -> bool:
        """End a channel's rest: what waits for it is due now. False if it was not resting."""
        return self._database.write(lambda c: receivers.enable(c, name, now))

    def channel_states(self) -> dict[str, str]:
        """What each channel that ever failed lets through: a `Flow`, or `paused`."""
        with self._database.reading() as connection:
            return receivers.states(connection)
