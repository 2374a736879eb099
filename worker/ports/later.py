"""What the pipeline asks of the store about what is held, silenced and promised."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from worker.model import Alarm, Article, Before, Held, Hit, Promise, Rang, Silence, Write


class Promising(Protocol):
    """The half of a ledger that knows what is held, and until when."""

    def silences(self, now: datetime) -> tuple[Silence, ...]:
        """The silences that hold now."""

    def silence(self, silence_id: int) -> Silence | None:
        """A silence, over or not."""

    def lately(self, since: datetime) -> Sequence[Rang]:
        """The alerts said after this moment (as first asked for), this transaction's included."""

    def before(self, article: Article) -> Before | None:
        """The article's text as last told, where that was another than it has now."""

    def due(self, limit: int, now: datetime) -> list[Promise]:
        """Promises whose time has come, the oldest first, locked."""

    def held(self, promise: Promise) -> list[Held]:
        """What waits for it and was not told meanwhile, in the order it came, each story under its
        present headline.
        """

    def held_from(self, promise: Promise) -> frozenset[str]:
        """The channels it holds something from, though all of it was told meanwhile."""

    def beside(self, story_id: int) -> str | None:
        """What the story was related to when it began to wait for another origin: a headline."""

    def article(self, article_id: int) -> Article | None:
        """The article as it is now."""

    def hits(self, article_id: int) -> list[Hit]:
        """What rules found in it, as it was read last."""

    def tell_digest(
        self, promise: Promise, channel: str, reason: str, held_: Sequence[Held],
        write: Write, now: datetime,
    ) -> None:  # fmt: skip
        """Queue a digest for a channel. From now on it has been told of every story in it; each
        article's record says so.
        """

    def announce_once(self, alarm: Alarm, now: datetime) -> bool:
        """Queue an operator's alarm where its subject was never told; whether it was anywhere."""

    def defer(self, promise: Promise, channel: str, due_at: datetime) -> None:
        """Let one channel hear of it at another time: what is held for it goes along."""

    def postpone(self, promise: Promise, due_at: datetime) -> None:
        """Look at it again then."""

    def keep(self, promise: Promise) -> None:
        """It is kept, and with it all that waited for it."""
