"""A store opened for tending: silences made and ended, alerts acknowledged, promises looked at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, literal

from worker.model import Silence, SilenceView
from worker.store import listing, promising, silences
from worker.store.columns import Moment
from worker.store.reading import Reader
from worker.store.tables import alerts
from worker.store.views import DecisionView


class Tended(Reader):
    """What people do to a store while a worker runs on it; each method one transaction."""

    def list_silences(self, now: datetime, limit: int | None = None) -> Sequence[SilenceView]:
        """Silences, the one that ends last first; `limit` None lists all."""
        with self._database.reading() as connection:
            return silences.views(connection, now, limit)

    def active_silences(self, now: datetime) -> tuple[Silence, ...]:
        """The silences that hold now."""
        with self._database.reading() as connection:
            return silences.active(connection, now)

    def add_silence(self, silence: Silence) -> Silence:
        """The silence under the id it got; its end will be announced."""
        return self._database.write(lambda c: silences.add(c, silence))

    def end_silence(self, silence_id: int, now: datetime) -> Silence | None:
        """The silence, over now; None where none of that id has still to end."""
        return self._database.write(lambda c: silences.end(c, silence_id, now))

    def acknowledge(self, alert_id: int, now: datetime, *, undo: bool = False) -> str | None:
        """The channel that hears no more of the alert's story, or with `undo` hears of it again;
        None where no alert about a story has that id. The first acknowledgement's moment stays.
        """

        def work(connection: Connection) -> str | None:
            about = (alerts.c.id == alert_id, alerts.c.story_id.is_not(None))
            since = (
                None if undo else func.coalesce(alerts.c.acknowledged_at, literal(now, Moment()))
            )
            change = alerts.update().where(*about).values(acknowledged_at=since)
            channel: str | None = connection.scalar(change.returning(alerts.c.channel))
            return channel

        return self._database.write(work)

    def held_of_story(self, story_id: int, channel: str, limit: int) -> list[DecisionView]:
        """What was held of a story from a channel (or from all), the latest first."""
        with self._database.reading() as connection:
            return listing.list_held(connection, story_id, channel, limit)

    def promise_due(self, now: datetime) -> bool:
        """Whether something that was promised is to be said by now."""
        with self._database.reading() as connection:
            return promising.is_due(connection, now)
