"""Channels: their secrets open, what belongs together is together, their templates work."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from worker.model import Channel, QuietHours
from worker.settings import scalars
from worker.settings.channel_shapes import (
    WEEK,
    ConsoleShape,
    EmailShape,
    QuietHoursShape,
    ReceiverShape,
)
from worker.settings.checks import CONSOLE, open_checked
from worker.settings.fields import EnvSecret, FileSecret
from worker.settings.nodes import Node
from worker.settings.problems import shown
from worker.settings.reading import Reading
from worker.settings.scalars import Unread
from worker.settings.shapes import MainFile
from worker.settings.vault import Vault

PORTS = {"starttls": 587, "implicit": 465, "none": 25}
_APART = frozenset(
    {"type", "url", "secrets", "retry_for", "rate", "quiet_hours", "hourly_limit"}
)  # have a place of their own
_BOT = re.compile(r"[0-9]{3,20}:[A-Za-z0-9_-]{20,100}\Z")
_TOPIC = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")


def channels_of(shape: MainFile, vault: Vault) -> dict[str, Channel]:
    """Channels by name, the built-in console included, their secrets opened."""
    channels = {CONSOLE: Channel(CONSOLE, "console")} if CONSOLE not in shape.channels else {}
    for name, said in shape.channels.items():
        if isinstance(said, ConsoleShape):
            channels[name] = Channel(name, said.type)
        else:
            channels[name] = _channel(name, said, vault)
        channels[name] = replace(
            channels[name],
            quiet=None if said.quiet_hours is None else _quiet(said.quiet_hours, shape.timezone),
            hourly_limit=said.hourly_limit,
        )
    return channels


def _quiet(said: QuietHoursShape, zone: ZoneInfo) -> QuietHours:
    days = frozenset(WEEK.index(day) for day in said.days)
    return QuietHours(said.begins, said.ends, said.zone or zone, days)


def _channel(name: str, said: ReceiverShape, vault: Vault) -> Channel:
    values = {
        field.alias or key: _opened(getattr(said, key), vault)
        for key, field in type(said).model_fields.items()
    }
    if isinstance(said, EmailShape):
        values["port"] = said.port or PORTS[said.tls]
    return Channel(
        name,
        values["type"],
        url=values.get("url"),
        secrets=tuple(values.get("secrets", ())),
        retry_for=said.retry_for,
        gap=said.rate,
        options={k: v for k, v in values.items() if k not in _APART and v is not None},
    )


def _opened(value: Any, vault: Vault) -> Any:
    if isinstance(value, FileSecret | EnvSecret):
        return vault.open(value)
    if isinstance(value, list):
        return [_opened(each, vault) for each in value]
    if isinstance(value, dict):
        return {name: _opened(each, vault) for name, each in value.items()}
    return value


def check_channels(root: Node, vault: Vault, reading: Reading) -> None:
    """What one key alone does not show, for every channel whose type can be read."""
    for holder in root.select("channels"):
        for name, node in (holder.value or {}).items() if isinstance(holder.value, dict) else ():
            kind = node.child("type")
            if kind is not None and isinstance(kind.value, str):
                _check(name, holder.keys[name], node, kind.value, vault, reading)
    for node in root.select("channels", "*", "quiet_hours"):
        _check_quiet(node, reading)


def _check_quiet(node: Node, reading: Reading) -> None:
    """Quiet hours end some time."""
    begins, ends, days = (node.child(name) for name in ("from", "to", "days"))
    if begins is None or ends is None or begins.value != ends.value:
        return
    named = {day.value for day in node.select("days", "*")} if days is not None else set()
    if days is None or len(named) == len(WEEK):
        hint = "name fewer `days`, or take the channel out of `notify`"
        reading.problem(ends, "CFG005", "quiet hours that never end", hint)


def _check(name: str, at: Node, node: Node, kind: str, vault: Vault, reading: Reading) -> None:
    for key, right in _secrets(kind):
        child = node.child(key)
        if child is not None and child.value is not None:
            open_checked(child, right, vault, reading)
    match kind:
        case "webhook":
            secrets = node.child("secrets")
            if not (secrets and secrets.value):
                reading.warn(at, f"channel '{shown(name)}' has no secrets: it is not signed")
        case "slack":
            _check_slack(node, at, reading)
        case "email":
            _check_login(node, at, reading)
    template = node.child("template")
    if template is not None and isinstance(template.value, str):
        _check_template(template, kind, reading)


def _secrets(kind: str) -> Iterator[tuple[str, Callable[[str], object]]]:
    """The keys that may be secrets, and what each must be when it is opened."""
    yield "token", _bot_token if kind == "telegram" else scalars.header_value
    yield "topic", _topic
    yield "password", str
    yield "username", str
    yield "service", _service


def _bot_token(text: str) -> str:
    if not _BOT.match(text):
        raise Unread("CFG020", "not a bot's token", "@BotFather gives it: 123456:ABC-DEF...")
    return text


def _topic(text: str) -> str:
    if not _TOPIC.match(text):
        raise Unread("CFG007", "not a topic: letters, digits, _ and -, at most 64")
    return text


def _service(text: str) -> str:
    from worker.deliver.anything import understands  # noqa: PLC0415 - an extra, slow to import

    if not understands(text):
        raise Unread("CFG020", "Apprise does not know such a URL", "see its list of services")
    return text


def _check_slack(node: Node, at: Node, reading: Reading) -> None:
    """A webhook, or a token and a channel."""
    url, token = node.keys.get("url"), node.keys.get("token")
    if url is None and token is None:
        hint = "add url: {env: NAME}, or token: {env: NAME} and channel: ID"
        reading.problem(at, "CFG003", "a slack channel needs a url or a token", hint)
    elif url is not None and token is not None:
        hint = "a token updates in threads; a webhook needs no channel"
        reading.problem(url, "CFG005", "either a url or a token, not both", hint)
    elif token is not None and node.child("channel") is None:
        reading.problem(at, "CFG003", "required key 'channel' is missing beside 'token'")


def _check_login(node: Node, at: Node, reading: Reading) -> None:
    """A username and its password, and neither in clear over the network."""
    name, password = node.keys.get("username"), node.keys.get("password")
    if (name is None) != (password is None):
        missing = "password" if password is None else "username"
        reading.problem(at, "CFG003", f"required key '{missing}' is missing for the login")
    tls, host = node.child("tls"), node.child("host")
    if tls is not None and tls.value == "none" and password is not None:
        here = host is not None and scalars.is_loopback(str(host.value))
        if not here:
            hint = "tls: starttls, or implicit"
            reading.problem(tls, "CFG005", "a password would go out in clear", hint)


def _check_template(node: Node, kind: str, reading: Reading) -> None:
    """It makes something of a sample alert; where it fails on an alarm, that is worth a word."""
    from worker.deliver.kinds import KINDS  # noqa: PLC0415 - only where there is a template
    from worker.deliver.sample import ALARM, ALERT  # noqa: PLC0415
    from worker.deliver.template import Broken, render  # noqa: PLC0415

    escape = KINDS[kind].escape if kind in KINDS else str
    try:
        render(node.value, escape, ALERT)
    except Broken as error:
        start, end = _line_of(node, error.line)
        message = f"the template fails on a sample alert: {error}"
        found = node.source.problem(start, end, "CFG034", message, None)
        reading.note(found)
        return
    try:
        render(node.value, escape, ALARM)
    except Broken as error:
        reading.warn(node, f"alarms and tests go out without this template: {error}")


def _line_of(node: Node, line: int | None) -> tuple[int, int]:
    """Where that line of a template stands in the file; the whole of it where nobody knows."""
    text = node.source.text
    if line is None or node.style not in ("|", ">"):
        return node.start, min(node.end, node.start + 1 if "\n" in node.value else node.end)
    at = node.start
    for _ in range(line):
        at = text.find("\n", at) + 1
    end = text.find("\n", at)
    start = at + len(text[at:end]) - len(text[at:end].lstrip())
    return start, max(end, start + 1)
