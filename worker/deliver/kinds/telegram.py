"""Telegram's Bot API: text with entities beside it, so that no sign in a title is markup.

Offsets and lengths of entities, and the limit of 4,096, are in UTF-16 units (core.telegram.org,
"MessageEntity"). Updates answer the alert's first message.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from html import escape as html_escape
from typing import Any

from worker.deliver.message import (
    Message,
    cut,
    fitted,
    in_plain_text,
    pieces,
    read,
    utf16,
)
from worker.deliver.payload import uncounted
from worker.deliver.request import (
    JSON_TYPE,
    Meaning,
    Request,
    as_json,
    follows,
    from_json,
    inner,
    wait_of,
)
from worker.model import Channel, Delivery

API = "https://api.telegram.org"
MOST = 4_096  # UTF-16 units
MOST_ENTITIES = 100  # Telegram ignores what is beyond
HANDLE = re.compile(r"[0-9]{1,18}")
FORM = ("can't parse entities", "message is too long", "text is empty", "entity")


@dataclass
class Written:
    """Text under way, with its entities."""

    text: str = ""
    entities: list[dict[str, Any]] = field(default_factory=list)

    def add(self, text: str, kind: str | None = None, **more: str) -> None:
        """Append the text, as an entity of this kind where one is named."""
        if kind is not None:
            place = {"type": kind, "offset": utf16(self.text), "length": utf16(text)}
            self.entities.append(place | more)
        self.text += text


def request(
    channel: Channel,
    delivery: Delivery,
    now: datetime,  # noqa: ARG001 - Telegram dates messages itself
    *,
    text: str | None = None,
    rich: bool = True,
) -> Request:
    """One message without a preview of what it links to."""
    message = read(delivery.body)
    body: dict[str, Any] = {"chat_id": channel.options["chat"]}
    if "thread" in channel.options:
        body["message_thread_id"] = channel.options["thread"]
    if text is not None:
        body |= {"text": cut(text, MOST, utf16), "parse_mode": "HTML"}
    elif rich:
        made = fitted(message, written, _fits)
        body |= {"text": made.text, "entities": made.entities[:MOST_ENTITIES]}
    else:
        body["text"] = fitted(message, in_plain_text, lambda made: utf16(made) <= MOST)
    body["link_preview_options"] = {"is_disabled": True}
    if first := follows(delivery, HANDLE):
        body["reply_parameters"] = {"message_id": int(first), "allow_sending_without_reply": True}
    return Request(_method(channel, "sendMessage"), as_json(body), JSON_TYPE)


def escape(text: str) -> str:
    """For the HTML that a template writes."""
    return html_escape(text, quote=True)


def meaning(status: int, answer: str, delivery: Delivery) -> Meaning:
    """400 is also said of a chat that does not exist, which a person can mend: 403 then."""
    said = from_json(answer)
    if status in range(200, 300):
        first = follows(delivery, HANDLE) or inner(said, "result").get("message_id")
        return Meaning(status, str(first) if first else None)
    words = str(said.get("description", "")).lower()
    if status == 400 and any(each in words for each in FORM):  # noqa: PLR2004 - HTTP's own
        return Meaning(400, otherwise="plain")
    asked = wait_of(inner(said, "parameters").get("retry_after"))
    return Meaning(403 if status == 400 else status, retry_after=asked)  # noqa: PLR2004


def probe(channel: Channel) -> Request | None:
    """Whether the bot sees the chat."""
    body = as_json({"chat_id": channel.options["chat"]})
    return Request(_method(channel, "getChat"), body, JSON_TYPE)


def probed(status: int, answer: str) -> bool:
    """`ok` beside 200."""
    return status in range(200, 300) and from_json(answer).get("ok") is True


def written(message: Message) -> Written:
    """The message with its entities, in the order of the console's."""
    made = Written()
    if message.url:
        made.add(message.title, "text_link", url=message.url)
    else:
        made.add(message.title, "bold")
    made.add(f"\n{message.head}")
    if message.source:
        made.add("\n")
        made.add(message.source, "italic")
    for rule in message.rules:
        made.add("\n\n")
        made.add(rule.title, "bold")
        made.add(f"  {rule.id}")
        for passage in rule.passages:
            made.add(f"\n{passage.zone}: ")
            for text, found in pieces(passage):
                made.add(text, "bold" if found else None)
            for entry in passage.entries:
                made.add(f"\n{entry}")
        if rule.left_out:
            made.add(f"\n{uncounted(rule.left_out, 'passage')}")
    if message.rest:
        made.add(f"\n\n{message.rest}")
    if message.more:
        made.add("\n\n")
        made.add("the whole alert", "text_link", url=message.more)
    return made


def _fits(made: Written) -> bool:
    return utf16(made.text) <= MOST


def _method(channel: Channel, name: str) -> str:
    return f"{(channel.url or API).rstrip('/')}/bot{channel.options['token']}/{name}"
