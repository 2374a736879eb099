"""What may be said of a channel, kind by kind; building turns it into a `worker.model.Channel`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from worker.settings.fields import (
    Chat,
    Clock,
    Duration,
    HeaderName,
    HeaderTextOrSecret,
    Host,
    Line,
    LineOrSecret,
    Mailbox,
    Prose,
    Rate,
    Secret,
    Shape,
    WebUrl,
    WebUrlOrSecret,
    Zone,
    key,
)

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEK: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class QuietHoursShape(Shape):
    """When a channel is not woken; what was held is told in one digest at the end."""

    begins: Clock = key(description="Local time it begins, such as 22:00.", alias="from")
    ends: Clock = key(description="Local time it ends; the next day's if no later.", alias="to")
    days: list[Weekday] = key([*WEEK], "Days on which it begins.", min_length=1)
    zone: Zone | None = key(None, "Else the main file's.", alias="timezone")


class ChannelOptions(Shape):
    """What may be said of every channel."""

    quiet_hours: QuietHoursShape | None = key(None, "Only `critical` is told then.")
    hourly_limit: int | None = key(
        None, "Alerts an hour; the rest is told in a digest.", ge=1, le=10_000
    )


class ConsoleShape(ChannelOptions):
    """Alerts on standard output."""

    type: Literal["console"]


class ReceiverShape(ChannelOptions):
    """What every channel but the console takes."""

    retry_for: Duration = key("72h", "No attempt after this time.")
    rate: Rate | None = key(None, "No more messages than that, on average: 60/m.")
    template: Prose | None = key(None, "Jinja2: what is sent instead of our own words.")


class WebhookShape(ReceiverShape):
    """Alerts by HTTP POST, signed as Standard Webhooks has it."""

    type: Literal["webhook"]
    url: WebUrlOrSecret = key(description="Where alerts are posted: text or a secret.")
    secrets: list[Secret] = key([], "whsec_...; two while one replaces the other.")
    headers: dict[HeaderName, HeaderTextOrSecret] = key({}, "Sent with each request.")


class SlackShape(ReceiverShape):
    """Slack: an incoming webhook, or a bot's token with a channel."""

    type: Literal["slack"]
    url: WebUrlOrSecret | None = key(None, "An incoming webhook.")
    token: Secret | None = key(None, "xoxb-...: updates then go into the alert's thread.")
    channel: Line | None = key(None, "With a token: the channel's id, such as C024BE91L.")
    api: WebUrl | None = key(None, "Of another Slack than slack.com.")


class EmailShape(ReceiverShape):
    """E-mail, by SMTP over TLS."""

    type: Literal["email"]
    host: Host = key(description="The mail server.")
    port: int | None = key(None, "587, 465 or 25, by `tls`.", ge=1, le=65_535)
    tls: Literal["starttls", "implicit", "none"] = key("starttls", "How the way is encrypted.")
    username: LineOrSecret | None = key(None, "Where the server wants a login.")
    password: Secret | None = key(None, "Beside `username`.")
    sender: Mailbox = Field(alias="from", description="Desk <desk@example.org>, or an address.")
    to: Annotated[list[Mailbox], Field(min_length=1, max_length=50)] = key(
        description="Who gets it; a channel each where one must not wait for another."
    )


class NtfyShape(ReceiverShape):
    """ntfy, the public server or one's own."""

    type: Literal["ntfy"]
    topic: LineOrSecret = key(description="Whoever knows it can read it: better a secret.")
    url: WebUrl | None = key(None, "Of a server of one's own.")
    token: Secret | None = key(None, "tk_..., where the topic is protected.")


class TelegramShape(ReceiverShape):
    """A Telegram bot."""

    type: Literal["telegram"]
    token: Secret = key(description="Of the bot, from @BotFather.")
    chat: Chat = key(description="Number of the chat in quotes, or @name of a public one.")
    thread: int | None = key(None, "Number of a topic in a forum.", ge=1)
    url: WebUrl | None = key(None, "Of a Bot API server of one's own.")


class DiscordShape(ReceiverShape):
    """A Discord webhook."""

    type: Literal["discord"]
    url: WebUrlOrSecret = key(description="The webhook: text or a secret.")


class AlertmanagerShape(ReceiverShape):
    """Prometheus Alertmanager, API v2."""

    type: Literal["alertmanager"]
    url: WebUrlOrSecret = key(description="Of the server, without /api/v2.")
    headers: dict[HeaderName, HeaderTextOrSecret] = key({}, "Sent with each request.")
    resolve_after: Duration = key("4h", "An alert ends so long after it was last said.")


class TeamsShape(ReceiverShape):
    """A Microsoft Teams workflow that is started by a webhook request."""

    type: Literal["teams"]
    url: WebUrlOrSecret = key(description="The workflow's URL: text or a secret.")


class CommandShape(ReceiverShape):
    """A program of one's own; the alert is JSON on its standard input."""

    type: Literal["command"]
    argv: Annotated[list[Line], Field(min_length=1)] = key(
        description="The program and its arguments; no shell reads them."
    )
    timeout: Duration = key("15s", "Then it is killed.")


class AppriseShape(ReceiverShape):
    """Anything Apprise knows; needs the extra of that name."""

    type: Literal["apprise"]
    service: Secret = key(description="An Apprise URL.")


ChannelShape = Annotated[
    ConsoleShape
    | WebhookShape
    | SlackShape
    | EmailShape
    | NtfyShape
    | TelegramShape
    | DiscordShape
    | AlertmanagerShape
    | TeamsShape
    | CommandShape
    | AppriseShape,
    Field(discriminator="type"),
]
