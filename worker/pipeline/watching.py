"""Feeds never die silently: the operator hears of one that fails or falls silent (rule 24), and
of a channel whose receiver takes nothing.

Once when it begins and once when it is over, where `watch:` names a channel for it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from worker.alert import compose_alarm
from worker.alert.quiet import asleep
from worker.model import Alarm, ChannelHealth, FeedHealth, FeedTrouble
from worker.pipeline.delivering import alarm_about, quoted
from worker.poll.cadence import in_words
from worker.poll.silence import usual_gaps_since
from worker.text.written import without_login

if TYPE_CHECKING:
    from worker.pipeline.journey import Pipeline
    from worker.pipeline.plan import Watch

LOOK_LATER = timedelta(minutes=30)
EMPTY = "answers, but lists nothing any more"


async def watch_feeds(pipeline: Pipeline) -> None:
    """Tell what has begun to fail or to be silent since the last look, and what is over."""
    plan, store, now = pipeline.plan, pipeline.store, pipeline.clock.now()
    if (watch := plan.feed_failing) is not None and isinstance(watch.after, timedelta):
        for feed in await pipeline.in_store(store.failing_feeds, watch.after, now):
            await _tell(pipeline, FeedTrouble.FAILING, feed, _failing(feed, now), watch)
    if (watch := plan.feed_silent) is not None:
        fixed = watch.after if isinstance(watch.after, timedelta) else None
        quiet: list[int] = []
        for feed in await pipeline.in_store(store.silent_feeds, fixed, now):
            words = silence(feed, watch.after)
            if (words is None) == (feed.told_at is None):
                quiet.append(feed.id)
            else:
                await _tell(pipeline, FeedTrouble.SILENT, feed, words, watch)
        if quiet:
            await pipeline.in_store(store.look_later, quiet, now + LOOK_LATER)


async def watch_channels(pipeline: Pipeline) -> None:
    """Tell which receivers have taken nothing for too long, and which take messages again."""
    plan, store, now = pipeline.plan, pipeline.store, pipeline.clock.now()
    names = tuple(plan.channels)
    for channel in await pipeline.in_store(store.failing_channels, names, plan.alarm_after, now):
        over = channel.failing_since is None
        words = _over(channel, now) if over else _taking_nothing(channel, now)
        told = plan.alarm_channels
        alarm = alarm_about(told, channel.name, words, now, channel.failing_since)
        mark = partial(store.tell_channel, channel.name, alarm, now, over=over)
        if await pipeline.in_store(mark):
            pipeline.tell("trouble", words=alarm.reason, channel=channel.name)
            pipeline.wake("deliver")


def _taking_nothing(channel: ChannelHealth, now: datetime) -> str:
    still = in_words(now - (channel.failing_since or now))
    said = channel.last_answer.removeprefix(channel.reason)  # that alone: no answer at all
    return f"has taken nothing for {still}: {channel.reason}{quoted(said)}"


def _over(channel: ChannelHealth, now: datetime) -> str:
    since = f" {in_words(now - channel.told_at)} after you were told" if channel.told_at else ""
    return f"takes messages again{since}; what waited is on its way"


def silence(feed: FeedHealth, after: timedelta | float) -> str | None:
    """Why the feed counts as silent, in words; None where it does not.

    One that was told is held to the habits it had then: they fade while it is silent.
    """
    if not feed.enabled:
        return None
    if feed.empty_since is not None:
        return EMPTY
    if feed.newest_at is None or feed.heard_at is None:
        return None
    still = feed.heard_at - feed.newest_at  # what was not asked for is not silence
    if isinstance(after, timedelta):
        return f"nothing new for {in_words(still)}" if still > after else None
    gaps = usual_gaps_since(feed.spoke_at, feed.heard_at, as_of=feed.told_at)
    if gaps is None or gaps <= after:
        return None
    return f"nothing new for {in_words(still)}, {gaps:.1f} times its usual gap"


def _failing(feed: FeedHealth, now: datetime) -> str | None:
    if feed.failing_since is None or not feed.enabled:
        return None
    if feed.gone:
        return f"gone for good, says its server: {feed.words}"
    return f"failing for {in_words(now - feed.failing_since)}: {feed.words}"


def _no_longer(feed: FeedHealth, trouble: FeedTrouble, now: datetime) -> str:
    if not feed.enabled:
        return "is no longer watched"
    over = "works again" if trouble is FeedTrouble.FAILING else "speaks again"
    return f"{over} after {in_words(now - feed.told_at)}" if feed.told_at else over


async def _tell(
    pipeline: Pipeline,
    trouble: FeedTrouble,
    feed: FeedHealth,
    words: str | None,
    watch: Watch,
) -> None:
    """Mark it and queue the alarm in one transaction; `words` None says that it is over."""
    now = pipeline.clock.now()
    reason = f"feed {feed.name} {words or _no_longer(feed, trouble, now)}"
    write = partial(
        compose_alarm, trouble.value, name=feed.name, url=feed.url, reason=reason, now=now,
        failing_since=feed.failing_since,
    )  # fmt: skip
    sleeping = asleep(pipeline.plan.channels, watch.channels, now)
    subject = f"{trouble.value}:{feed.url}"
    alarm = Alarm(subject, trouble.value, reason, watch.channels, write, sleeping)
    if await pipeline.in_store(
        partial(pipeline.store.tell_trouble, feed.id, trouble, alarm, now, over=words is None)
    ):
        pipeline.tell("trouble", words=reason, url=without_login(feed.url))
        pipeline.wake("deliver")
