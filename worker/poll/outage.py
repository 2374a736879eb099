"""Whether it is our own network that fails, and not theirs (polling rule 7).

When most hosts of the last minute cannot be reached, and none has answered since, no feed is to
blame: nothing is counted against any, a few are asked as probes, and one answer ends it. A host
that stays away when the others are back is to blame itself, and is no evidence again.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from worker.model import FeedClaim

FEWEST = 3  # hosts; two that are down are two hosts that are down
WINDOW = timedelta(minutes=1)
PROBES = 3  # feeds under way at once while we are out
MOST_REMEMBERED = 1_000  # visits to forgive


class Turn(Enum):
    """What one visit changed."""

    BEGAN = "began"
    ENDED = "ended"


@dataclass(slots=True)
class Outage:
    """What visits say of our own network. Mutable: it hears each one, in the order they end.

    `blamed` are the visits since the last answer that were counted against their feeds: to be
    forgiven when an outage begins.
    """

    began_at: datetime | None = None
    blamed: list[FeedClaim] = field(default_factory=list)
    # By host, the one heard last at the end: reached?
    _heard: OrderedDict[str, tuple[datetime, bool]] = field(default_factory=OrderedDict)
    _away: set[str] = field(default_factory=set)  # hosts not reached since the last answer
    _suspects: set[str] = field(default_factory=set)  # hosts that fail by themselves

    def hear(self, claim: FeedClaim, now: datetime, *, reached: bool) -> Turn | None:
        """One visit's end: whether any server answered it."""
        self._heard[claim.host] = now, reached
        self._heard.move_to_end(claim.host)
        while now - self._heard[oldest := next(iter(self._heard))][0] > WINDOW:
            del self._heard[oldest]
        if reached:
            return self._answered(claim.host)
        again = claim.host in self._away  # its earlier failure may be ours already
        self._away.add(claim.host)
        if self.began_at is not None:
            return None
        self.blamed = [*self.blamed, claim][-MOST_REMEMBERED:]
        if claim.failures and not again:
            self._suspects.add(claim.host)
        if not self._is_ours():
            return None
        self.began_at = now
        return Turn.BEGAN

    def _is_ours(self) -> bool:
        away = sum(not reached for _, reached in self._heard.values())
        return len(self._away - self._suspects) >= FEWEST and 2 * away > len(self._heard)

    def _answered(self, host: str) -> Turn | None:
        ended = self.began_at is not None
        if ended:
            self._suspects |= self._away
        self._suspects.discard(host)
        self.began_at, self.blamed, self._away = None, [], set()
        return Turn.ENDED if ended else None
