"""What `check --online` asks: each feed once, politely; each channel what its service can be asked
without showing anybody anything, or else only its address.
"""

from __future__ import annotations

import asyncio
import shutil
from collections import defaultdict
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from worker.cli.asking import Asker, asker, opening
from worker.cli.session import now
from worker.daemon.outside import Network
from worker.deliver.anything import MISSING
from worker.errors import Hostile
from worker.model import NoAnswer
from worker.text.written import counted

if TYPE_CHECKING:
    from worker.deliver.send import Sender
    from worker.model import Channel, Feed
    from worker.settings import Settings


def ask_all(settings: Settings) -> list[dict[str, Any]]:
    """One finding for each enabled feed and each receiver: `what`, `ok`, `words`."""
    return asyncio.run(_ask_all(settings))


async def _ask_all(settings: Settings) -> list[dict[str, Any]]:
    by_host: defaultdict[str, list[Feed]] = defaultdict(list)
    for feed in settings.feeds:
        if feed.enabled:
            by_host[urlsplit(feed.url).netloc].append(feed)
    gap_s = settings.http.per_host.gap.total_seconds()
    with asker(settings.http) as ask:
        hosts = (_ask_host(ask, feeds, gap_s) for feeds in by_host.values())
        feeds = [finding for host in await asyncio.gather(*hosts) for finding in host]
    named = [channel for channel in settings.channels.values() if channel.type != "console"]
    if settings.canary is not None:
        from worker.pipeline.canary import channel_of  # noqa: PLC0415 - seldom needed

        named.append(channel_of(settings.canary))
    sender = Network.build(settings.http, lambda: settings.channels).send
    channels = await asyncio.gather(*(_ask_channel(sender, c, settings) for c in named))
    return [*feeds, *channels]


async def _ask_host(ask: Asker, feeds: list[Feed], gap_s: float) -> list[dict[str, Any]]:
    """One request at a time, as the daemon would."""
    findings = []
    for number, feed in enumerate(feeds):
        if number:
            await asyncio.sleep(gap_s)
        asked = await ask(feed)
        if asked.feed is None:
            words, ok = asked.words + opening(asked.words), False
        elif asked.found_on:
            words, ok = f"a page, not a feed; it advertises {asked.url}", False
        else:
            entries = counted(len(asked.feed.entries), "entry", "entries")
            words, ok = f"{entries} in {asked.elapsed_s:.1f} s", True
            if asked.moved_to:
                words += f"; moved for good to {asked.moved_to}"
        findings.append({"what": f"feed {feed.name} {feed.url}", "ok": ok, "words": words})
    return findings


async def _ask_channel(sender: Sender, channel: Channel, settings: Settings) -> dict[str, Any]:
    """What the service itself says of the channel, in its own words."""
    asked = await sender.probe(channel, now())
    if asked is None:
        if channel.url is not None:
            return await _look_up(channel, settings)
        return _here(channel)
    ok, answer = asked
    if isinstance(answer, NoAnswer):
        words = answer.words
    else:
        words = f"answered {answer.status}: {' '.join(answer.text.split())}".rstrip(": ")
        words = "it is there; nothing was sent" if ok else words
    return {"what": f"channel {channel.name}", "ok": ok, "words": words}


def _here(channel: Channel) -> dict[str, Any]:
    """Of a command, whether the program is there; Apprise's URL was understood at load."""
    ok, words = True, "its URL is understood; nothing was sent"
    if channel.type == "command":
        program = channel.options["argv"][0]
        ok = shutil.which(program) is not None
        words = f"{program} {'can be started' if ok else 'is not there, or not executable'}"
    elif find_spec("apprise") is None:
        ok, words = False, MISSING
    return {"what": f"channel {channel.name}", "ok": ok, "words": words}


async def _look_up(channel: Channel, settings: Settings) -> dict[str, Any]:
    """Whether the webhook's host exists and may be connected to; nothing is sent there."""
    from worker.net.guard import Guard  # noqa: PLC0415 - only here
    from worker.net.resolving import Resolver  # noqa: PLC0415

    host = urlsplit(channel.url or "").hostname or ""
    guard = Guard(settings.http.allow_private, Resolver())
    ok, words = True, "its address may be connected to; nothing was sent"
    try:
        if settings.http.proxy:
            guard.check_spelling(host)
            words = "to be reached through the proxy; nothing was sent"
        else:
            async with asyncio.timeout(settings.http.timeout.total_seconds()):
                await guard.addresses(host)
    except Hostile as error:
        ok, words = False, str(error) + opening(str(error))
    except TimeoutError:
        ok, words = False, "its host name could not be looked up in time"
    except OSError:
        ok, words = False, "its host name does not exist"
    return {"what": f"channel {channel.name}", "ok": ok, "words": words}
