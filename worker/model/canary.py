"""The canary: an article of our own that must come through, or the heartbeat stops."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

# Its rule, its channel, and the canonical URL of its article: no id, name or address that an
# operator can write or a feed can list.
CANARY = "wirebell:canary"


@dataclass(frozen=True, slots=True)
class Canary:
    """How often one is let go, and the address that is asked when it came through."""

    every: timedelta
    heartbeat: str = field(repr=False)
