"""The banner `run` starts with: what is running, on what, and what happens next."""

from __future__ import annotations

import sys
from datetime import datetime
from importlib.metadata import version

import structlog

from worker.daemon.assembly import Parts
from worker.settings import Settings
from worker.store.views import StatusView
from worker.text.written import counted


async def print_banner(parts: Parts) -> None:
    """Write the banner to stderr: lines on a terminal, one log line when piped."""
    facts = await banner_facts(parts)
    if not sys.stderr.isatty():
        structlog.get_logger().info("started", **facts)
        return
    width = max(map(len, facts))
    for name, value in facts.items():
        sys.stderr.write(f"  {name.replace('_', ' '):<{width}}  {value}\n")
    sys.stderr.write("\n")


async def banner_facts(parts: Parts) -> dict[str, str]:
    """What the banner says, in its order."""
    now = parts.clock.now()
    status = await parts.pipeline.in_store(parts.store.status, now)
    return facts_of(parts.loaded.settings, status, parts.store.place, now)


def facts_of(settings: Settings, status: StatusView, place: str, now: datetime) -> dict[str, str]:
    """The same, of what was read; `place` is the store's."""
    resting = [channel.name for channel in status.channels if channel.paused]
    counts = status.feeds
    ill = [f"{counts[state]} {state}" for state in ("gone", "hostile") if counts.get(state)]
    listen = settings.web.listen
    facts = {
        "wirebell": version("wirebell"),
        "config": f"{settings.path} ({settings.hash[:12]})",
        "watching": f"{counted(len(settings.rules), 'rule')}, "
        f"{counted(len(settings.feeds), 'feed')}, {counted(len(settings.channels), 'channel')}",
        "database": f"{place.split(' ', 1)[1]} (schema {status.schema_revision})",
        "listening": f"http://{listen[0]}:{listen[1]}/" if listen else "off",
        "next_poll": _next_poll(settings, status.next_poll_at, now),
    }
    if resting:
        facts["paused"] = f"channels {', '.join(resting)}: see `wirebell channels list`"
    if ill:
        facts["feeds"] = f"{', '.join(ill)}: see `wirebell feeds list`"
    for number, warning in enumerate(settings.warnings, 1):
        facts[f"warning_{number}"] = warning
    return facts


def _next_poll(settings: Settings, due: datetime | None, now: datetime) -> str:
    """When a feed is asked next, in the configured zone; those asked just now have no time yet."""
    if not any(feed.enabled for feed in settings.feeds):
        return "never: no feed is watched"
    if due is None or due <= now:
        return "now"
    return f"{due.astimezone(settings.timezone):%Y-%m-%d %H:%M:%S %Z}"
