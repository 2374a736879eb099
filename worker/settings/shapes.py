"""What may stand in the main file and in feeds.d, key by key: the source of its JSON Schema."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Tag

from worker.model import Keep
from worker.settings import database
from worker.settings.channel_shapes import ChannelShape
from worker.settings.fields import (
    After,
    Duration,
    Every,
    HeaderName,
    HeaderText,
    HeaderTextOrSecret,
    Language,
    Line,
    LineOrSecret,
    Listen,
    Name,
    Network,
    NotifyList,
    Pause,
    ProxyUrlOrSecret,
    Secret,
    Shape,
    Size,
    Version,
    WebUrl,
    WebUrlOrSecret,
    Zone,
    by_type,
    key,
)
from worker.settings.route_shapes import RouteShape


class MaxAge(Shape):
    """The first poll tells what is younger, and stores the rest quietly."""

    max_age: Duration = key(description="Younger entries are told.")


FirstPollShape = Annotated[
    Annotated[Literal["quiet", "alert"], Tag(">text")] | Annotated[MaxAge, Tag(">mapping")],
    Discriminator(
        by_type(str=">text", dict=">mapping"),
        custom_error_type="CFG004",
        custom_error_message="expected quiet, alert or {max_age: 6h}",
    ),
]


class PerHostShape(Shape):
    """How gently one host is asked."""

    concurrency: int = key(1, "Requests to one host at once.", ge=1, le=100)
    gap: Pause = key("1s", "Least time between two requests to one host; at most 1h.")


class HttpShape(Shape):
    """How Wirebell goes out to publishers and receivers."""

    user_agent: HeaderText = key("wirebell/0.1", "Say who you are: add a mailto:.")
    timeout: Duration = key("20s", "For one whole exchange.")
    max_body: Size = key("15MB", "Of one answer, after inflating.")
    concurrency: int = key(100, "Requests at once.", ge=1, le=10_000)
    per_host: PerHostShape = key(PerHostShape())
    proxy: ProxyUrlOrSecret | None = key(None, "http(s):// or socks5:// proxy.")
    ca_bundle: LineOrSecret | None = key(None, "PEM file of trusted authorities.")
    allow_private: list[Network] = key(
        [], "Networks that may be reached although they are not public."
    )


class WebShape(Shape):
    """The window people and monitors look in through."""

    listen: Listen = key("127.0.0.1:8787", "host:port, [::1]:8787 or off.")
    token: Secret | None = key(None, "Required unless only this machine listens.")
    public_url: WebUrl | None = key(None, "Where people reach it; alerts link there.")
    write: bool = key(default=False, description="Silences over HTTP too; wants a token.")


class RetentionShape(Shape):
    """How long things are kept."""

    articles: Duration = key("90d", "Texts of articles.")
    alerts: Duration = key("2y", "Alerts, matches and decisions.")


class DefaultsShape(Shape):
    """What a feed or a rule gets that says nothing itself."""

    every: Every = key("adaptive", "adaptive, or a fixed interval from 1s.")
    notify: list[Name] = key(["console"], "Channels where no rule or route names any.")
    first_poll: FirstPollShape = key("quiet", "What a new feed's backlog does.")
    language: Language = key("en", "Of a query written for no language.")


class FeedOptions(Shape):
    """What may be said of one feed, or of all feeds of an OPML file."""

    tags: list[Line] = key([], "Rules choose feeds by them: tag:NAME.")
    every: Every | None = key(None, "adaptive, or an interval.")
    at_most: Duration | None = key(None, "Longest adaptive interval.")
    language: Language | None = key(None, "Of the articles; else the feed's word.")
    first_poll: FirstPollShape | None = key(None, "What its backlog does.")
    enabled: bool = key(default=True, description="false stops polling; nothing is deleted.")
    fulltext: bool = key(default=False, description="Also read each article's page.")
    keep: Keep = key("text", "How much of a text stays, once nothing compares it any more.")
    owner: Line | None = key(None, "Publishing house: its outlets count as one.")


class FeedShape(FeedOptions):
    """One feed."""

    url: WebUrl = key(description="Address of the feed.")
    name: Line | None = key(None, "As alerts name it; else the host.")
    headers: dict[HeaderName, HeaderTextOrSecret] = key({}, "Sent with each request.")


class OpmlShape(FeedOptions):
    """All feeds of an OPML file; its categories become tags."""

    opml: Line = key(description="Path of the OPML file.")


def _feed_kind(value: object) -> str | None:
    if isinstance(value, dict):
        return ">opml" if "opml" in value else ">feed"
    return ">url" if isinstance(value, str) else None


FeedItem = Annotated[
    Annotated[WebUrl, Tag(">url")]
    | Annotated[FeedShape, Tag(">feed")]
    | Annotated[OpmlShape, Tag(">opml")],
    Discriminator(
        _feed_kind,
        custom_error_type="CFG004",
        custom_error_message="expected a URL, or a mapping with url: or opml:",
    ),
]


class SilentShape(Shape):
    """A feed that is late by its own habits."""

    after: After = key("3x", "A multiple of its usual gap, or a duration.")
    notify: NotifyList


class FailingFeedShape(Shape):
    """A feed whose visits fail."""

    after: Duration = key("6h", "How long it has failed.")
    notify: NotifyList


class FailingChannelShape(Shape):
    """A channel whose receiver does not take deliveries."""

    after: Duration = key("15m", "How long it has failed.")
    notify: NotifyList


class CanaryShape(Shape):
    """An article of Wirebell's own that must come through, so that silence is noticed."""

    every: Duration = key("5m", "How often one is let go.")
    heartbeat: WebUrlOrSecret = key(description="Asked (GET) each time one came through.")


class ExpiringRuleShape(Shape):
    """A rule whose `expires` is near, or over."""

    before: Duration = key("7d", "How long before its last day it is told.")
    notify: NotifyList


class WatchShape(Shape):
    """The daemon's own alarms; on the console unless named."""

    feed_silent: SilentShape | None = key(None, "A feed says nothing for too long.")
    feed_failing: FailingFeedShape | None = key(None, "A feed cannot be read.")
    channel_failing: FailingChannelShape | None = key(None, "A receiver takes nothing.")
    canary: CanaryShape | None = key(None, "Proves every few minutes that alerts come through.")
    rule_expiring: ExpiringRuleShape | None = key(None, "A rule is about to ring no more.")


RulePaths = Annotated[
    Annotated[Line, Tag(">text")] | Annotated[list[Line], Tag(">list")],
    Discriminator(
        by_type(str=">text", list=">list"),
        custom_error_type="CFG004",
        custom_error_message="expected a path, or a list of paths",
    ),
]


class MainFile(Shape):
    """wirebell.yaml: where feeds are, whom to tell, how to behave."""

    version: Version
    database: LineOrSecret = key(
        database.DEFAULT, "sqlite:///PATH or postgresql://...; better by environment."
    )
    timezone: Zone = key("UTC", "For display and quiet hours; storage is UTC.")
    http: HttpShape = key(HttpShape())
    web: WebShape = key(WebShape())
    rules: RulePaths = key("rules/*.yaml", "Rule files, relative to this file.")
    retention: RetentionShape = key(RetentionShape())
    defaults: DefaultsShape = key(DefaultsShape())
    feeds: list[FeedItem] = key([], "Feeds; those of feeds.d/*.yaml are added.")
    channels: dict[Name, ChannelShape] = key(
        {}, "Where alerts go; `console` is there unless you redefine it."
    )
    routes: list[RouteShape] = key(
        [], "Channels of rules without `notify`: the first open route; else `defaults.notify`."
    )
    watch: WatchShape = key(WatchShape())


class FeedsFile(Shape):
    """feeds.d/*.yaml: more feeds, as `wirebell feeds add` writes them."""

    version: Version
    feeds: list[FeedItem] = key([])
