"""ntfy: one JSON object to the server's root; an update takes the place of what it updates.

The message is plain text. A server older than 2.16 does not know `sequence_id` and shows an
update as a message of its own. Limits: docs.ntfy.sh, "Limitations" (4,096 bytes a message); of
JSON it reads twice as much and not a byte more, so that is what is measured: `"` takes two.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from worker.deliver.message import cut, fitted, in_plain_text, read, utf8
from worker.deliver.request import JSON_TYPE, Meaning, Request, as_json, edits, follows, from_json
from worker.model import Channel, Delivery

SERVER = "https://ntfy.sh"
MOST, TITLE = 4_000, 250  # bytes, of the message as JSON
HANDLE = re.compile(r"[A-Za-z0-9_-]{1,64}")
PRIORITIES = {"info": 2, "low": 3, "medium": 3, "high": 4, "critical": 5}


def request(
    channel: Channel,
    delivery: Delivery,
    now: datetime,  # noqa: ARG001 - ntfy dates messages itself
    *,
    text: str | None = None,
    rich: bool = True,  # noqa: ARG001 - there is one form
) -> Request:
    """The title rings, the text stands below it, a tap opens the article."""
    message = read(delivery.body)
    if text is None:
        text = fitted(message, in_plain_text, lambda made: _size(made) <= MOST)
    body: dict[str, Any] = {
        "topic": channel.options["topic"],
        "title": cut(message.title, TITLE, utf8),
        "message": cut(text, MOST, _size),
        "priority": PRIORITIES.get(message.severity, 3),
        "tags": [message.severity],
    }
    if message.url:
        body["click"] = message.url
    if message.more:
        body["actions"] = [{"action": "view", "label": "The whole alert", "url": message.more}]
    if first := edits(delivery, HANDLE, message.severity):
        body["sequence_id"] = first
    return Request(_server(channel), as_json(body), JSON_TYPE | _login(channel))


def escape(text: str) -> str:
    """As it is: a message has no markup."""
    return text


def meaning(status: int, answer: str, delivery: Delivery) -> Meaning:
    """The status is HTTP's; what is updated next is the first message."""
    said = from_json(answer)
    first = said.get("sequence_id") or said.get("id") or follows(delivery, HANDLE)
    return Meaning(status, str(first) if first and status in range(200, 300) else None)


def probe(channel: Channel) -> Request | None:
    """The account behind the token, or whether the topic may be read without one."""
    if "token" in channel.options:
        return Request(f"{_server(channel)}v1/account", headers=_login(channel), method="GET")
    return Request(f"{_server(channel)}{channel.options['topic']}/auth", method="GET")


def probed(status: int, answer: str) -> bool:  # noqa: ARG001 - one signature for all
    """A wrong token is 401, a topic that is somebody else's 403."""
    return status in range(200, 300)


def _size(text: str) -> int:
    return len(as_json(text))


def _server(channel: Channel) -> str:
    return (channel.url or SERVER).rstrip("/") + "/"


def _login(channel: Channel) -> dict[str, str]:
    token = channel.options.get("token")
    return {} if token is None else {"authorization": f"Bearer {token}"}
