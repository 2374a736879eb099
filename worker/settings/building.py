"""Turns the models of a main file without mistakes into the values of Settings."""

from __future__ import annotations

from pathlib import Path

from worker.model import Canary, HostLimits
from worker.settings.checks import CONSOLE
from worker.settings.feeds import first_poll_of
from worker.settings.fields import FileSecret
from worker.settings.shapes import (
    ExpiringRuleShape,
    FailingChannelShape,
    FailingFeedShape,
    HttpShape,
    MainFile,
    SilentShape,
    WatchShape,
    WebShape,
)
from worker.settings.values import Alarm, Defaults, Http, Web
from worker.settings.vault import Vault


def http_of(shape: HttpShape, folder: Path, vault: Vault) -> Http:
    """How Wirebell goes out, its proxy's secret opened."""
    bundle = shape.ca_bundle
    if bundle is not None:
        bundle = bundle.file if isinstance(bundle, FileSecret) else vault.open(bundle)
    return Http(
        user_agent=shape.user_agent,
        timeout=shape.timeout,
        max_body_bytes=shape.max_body,
        concurrency=shape.concurrency,
        per_host=HostLimits(shape.per_host.concurrency, shape.per_host.gap),
        proxy=None if shape.proxy is None else vault.open(shape.proxy),
        ca_bundle=None if bundle is None else (folder / bundle).absolute(),
        allow_private=tuple(shape.allow_private),
    )


def web_of(shape: WebShape, vault: Vault) -> Web:
    """Where the window listens, its token opened."""
    token = None if shape.token is None else vault.open(shape.token)
    return Web(shape.listen, token, shape.public_url, shape.write)


def defaults_of(shape: MainFile) -> Defaults:
    """What feeds and rules get that say nothing."""
    said = shape.defaults
    return Defaults(
        every=None if said.every == "adaptive" else said.every,
        notify=tuple(dict.fromkeys(said.notify)),
        first_poll=first_poll_of(said.first_poll),
        language=said.language,
    )


def canary_of(shape: WatchShape, vault: Vault) -> Canary | None:
    """The canary, if there is to be one, its heartbeat's secret opened."""
    said = shape.canary
    return None if said is None else Canary(said.every, vault.open(said.heartbeat))


def watch_of(shape: WatchShape) -> dict[str, Alarm]:
    """The daemon's own alarms by name; of what is not configured the console tells."""
    unless_said = [CONSOLE]
    silent = shape.feed_silent or SilentShape(notify=unless_said)
    feed = shape.feed_failing or FailingFeedShape(notify=unless_said)
    channel = shape.channel_failing or FailingChannelShape(notify=unless_said)
    rule = shape.rule_expiring or ExpiringRuleShape(notify=unless_said)
    named = {
        "feed_silent": (silent.after, silent.notify),
        "feed_failing": (feed.after, feed.notify),
        "channel_failing": (channel.after, channel.notify),
        "rule_expiring": (rule.before, rule.notify),
    }
    return {name: Alarm(after, tuple(dict.fromkeys(to))) for name, (after, to) in named.items()}
