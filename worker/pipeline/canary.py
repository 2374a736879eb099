"""The canary: every few minutes an article of our own is matched, decided, queued and sent.

What it is sent to is the heartbeat URL, so nothing has to watch whether it came through: when any
part of the chain stops, the heartbeat stops, and whoever listens to that raises the alarm.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from worker.model import CANARY, Article, Canary, Channel, Hit, Place, Query, Rule

if TYPE_CHECKING:
    from worker.pipeline.journey import Pipeline

WORD = "qvxzwirebellcanaryqvxz"  # no language has it, nor any rule but the canary's own
TEXT = f"The canary sings: {WORD}."
_HERE = Place("(built in)", 1, 1)

# Critical, so that no quiet hours and no limit hold it back.
RULE = Rule(
    id=CANARY,
    title="Canary",
    severity="critical",
    queries=(Query(f'="{WORD}"', "any", ((0, _HERE),)),),
    place=_HERE,
    version="1",
    source="",
    notify=(CANARY,),
)


def channel_of(canary: Canary) -> Channel:
    """The receiver that is the heartbeat; a canary that is late by a whole turn is given up."""
    return Channel(
        CANARY,
        "webhook",
        url=canary.heartbeat,
        retry_for=canary.every,
        options={"method": "GET"},
    )


async def tend_canary(pipeline: Pipeline) -> None:
    """Let one go where it is time, and forget one that came through, or is no longer wanted."""
    canary, now, last = pipeline.plan.canary, pipeline.clock.now(), pipeline.canary_at
    if canary is None and last is None:
        return
    due = canary is not None and (last is None or not last <= now < last + canary.every)
    tend = partial(
        pipeline.store.tend_canary, TEXT if due else None, now, stuck_too=due or canary is None
    )
    await pipeline.in_store(tend)
    if canary is None:
        pipeline.canary_at = None
    elif due:
        pipeline.canary_at = now
        pipeline.wake("read")


def is_canary(article: Article) -> bool:
    """Whether the article is ours."""
    return article.canonical_url == CANARY


def own(article: Article, hits: Sequence[Hit]) -> Sequence[Hit]:
    """The canary concerns its own rule alone, and its rule nothing else."""
    return [hit for hit in hits if (hit.rule_id == CANARY) == is_canary(article)]
