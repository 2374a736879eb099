"""What a person should look at, in sentences: why no work is done, and what is amiss beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from worker.daemon.living import alive, standing_still
from worker.text.written import ago, counted, due, lasting

if TYPE_CHECKING:
    from worker.settings import Settings
    from worker.store.views import ChannelView, StatusView

STUCK = timedelta(minutes=10)  # so long nobody waits for a turn to be read
STUCK_UNREAD = 100  # fewer may be revisions of old articles, or ones whose reading fails


def ailing(view: StatusView, present: datetime) -> list[str]:
    """Why no worker does its work, in sentences; empty when one does."""
    still = standing_still(view.workers, present)
    reasons = [still] if still else []
    oldest = view.oldest_unread_at
    if view.unread >= STUCK_UNREAD and oldest and present - oldest > STUCK:
        since = ago(oldest, present)
        reasons.append(f"{view.unread} articles wait to be read, the oldest came {since}")
    return reasons


def needs_attention(view: StatusView, settings: Settings | None, present: datetime) -> list[str]:
    """What a person should look at while the work goes on, in sentences."""
    found = []
    for worker in view.workers:
        if not alive(worker, present):
            continue
        if worker.config_error:
            found.append(
                f"worker {worker.owner} refused an edit and runs on with the version before:\n"
                + worker.config_error
            )
        elif settings is not None and worker.config_hash != settings.hash:
            found.append(f"worker {worker.owner} runs another configuration than these files")
    removed = removed_channels(view, settings)
    for channel in view.channels:
        words = _left_waiting(channel) if channel in removed else _channel_trouble(channel, present)
        found += [words] if words else []
    if words := _given_up([channel for channel in view.channels if channel not in removed]):
        found.append(words)
    if bad := sum(view.feeds.get(state, 0) for state in ("failing", "hostile", "gone")):
        many = counted(bad, "feed is", "feeds are")
        found.append(f"{many} failing: `wirebell feeds list` shows them first")
    if unreached := view.feeds.get("unreached", 0):
        many = counted(unreached, "feed")
        found.append(f"our own network or proxy is out: {many} could not be reached, nor any other")
    if silent := view.feeds.get("silent", 0):
        many = counted(silent, "feed is", "feeds are")
        found.append(f"{many} silent: `wirebell feeds list --state silent`")
    return found


def removed_channels(view: StatusView, settings: Settings | None) -> list[ChannelView]:
    """Channels that left the configuration, and of which messages are known still."""
    if settings is None:
        return []
    return [channel for channel in view.channels if channel.name not in settings.channels]


def _given_up(channels: Sequence[ChannelView]) -> str | None:
    """Of dead letters that nobody has ended by hand; the others are counted beside them."""
    dead = sum(channel.unheeded for channel in channels)
    if not dead:
        return None
    many, them = counted(dead, "delivery was", "deliveries were"), "it" if dead == 1 else "them"
    by_hand = sum(channel.dead for channel in channels) - dead
    others = f" ({by_hand:,} more by hand)" if by_hand else ""
    return (
        f"{many} given up{others}: `wirebell deliveries list --state dead` shows {them};"
        " then `replay`, or `abandon`"
    )


def _left_waiting(channel: ChannelView) -> str | None:
    if not channel.waiting:
        return None
    many = counted(channel.waiting, "delivery waits", "deliveries wait")
    return (
        f"{many} for channel {channel.name}, which is not in the configuration: put it back, or"
        f" `wirebell deliveries abandon --channel {channel.name}`"
    )


def _channel_trouble(channel: ChannelView, present: datetime) -> str | None:
    reason = channel.reason or f"see `wirebell deliveries list --channel {channel.name}`"
    if channel.paused:
        return f"channel {channel.name} rests ({reason}): `wirebell channels enable {channel.name}`"
    if channel.flow == "probing" and channel.failing_since:
        spell = lasting((present - channel.failing_since).total_seconds())
        probe = "nothing waits, so the next message will be the probe"
        if channel.waiting:
            many = counted(channel.waiting, "message waits", "wait")
            probe = f"{many}, the next probe is {due(channel.rests_until, present)}"
        return f"channel {channel.name} has taken nothing for {spell} ({reason}); {probe}"
    if channel.flow == "draining":
        return f"channel {channel.name} takes messages again: {channel.waiting:,} are on their way"
    if channel.failing_since:
        return (
            f"channel {channel.name} began to fail {ago(channel.failing_since, present)}: {reason}"
        )
    return None
