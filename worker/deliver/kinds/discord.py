"""Discord, by a webhook: one embed; an update edits it, a rise in severity is a new message.

Everything from outside is escaped by backslashes, which Discord takes before any sign that is no
letter, digit or space; mentions are switched off as well. Limits: discord.com/developers, "Embed
limits".
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from worker.deliver.message import (
    Heard,
    Message,
    cut,
    fitted,
    in_plain_text,
    is_link,
    pieces,
    read,
    utf16,
)
from worker.deliver.payload import uncounted
from worker.deliver.request import JSON_TYPE, Meaning, Request, as_json, edits, from_json, wait_of
from worker.model import Channel, Delivery

MOST, TITLE, FOOTER, CONTENT = 4_096, 256, 500, 2_000  # characters; all of an embed: 6,000
COLOURS = {"info": 0x3B82F6, "low": 0x06B6D4, "medium": 0xEAB308, "high": 0xEF4444}
CRITICAL = 0x991B1B
MARKUP = re.compile(r"[\\`*_~|>#\[\]()<@\-]")
HANDLE = re.compile(r"[0-9]{1,25}")
UNKNOWN_MESSAGE, BAD_FORM = 10008, 50035  # Discord's own codes


def request(
    channel: Channel,
    delivery: Delivery,
    now: datetime,  # noqa: ARG001 - Discord dates messages itself
    *,
    text: str | None = None,
    rich: bool = True,
) -> Request:
    """A new message, or the last one edited."""
    message = read(delivery.body)
    body: dict[str, Any] = {"allowed_mentions": {"parse": []}}
    if text is not None:
        body |= {"content": cut(text, CONTENT, utf16), "embeds": []}
    elif rich:
        body |= {"content": "", "embeds": [fitted(message, embed, _fits)]}
    else:
        words = fitted(message, _plainly, lambda made: utf16(made) <= CONTENT)
        body |= {"content": words, "embeds": []}
    if edited := edits(delivery, HANDLE, message.severity):
        url = _url(channel, f"/messages/{edited}")
        return Request(url, as_json(body), JSON_TYPE, "PATCH")
    return Request(_url(channel, "", "wait=true"), as_json(body), JSON_TYPE)


def escape(text: str) -> str:
    """Every sign that begins some markup, behind a backslash."""
    return MARKUP.sub(r"\\\g<0>", text)


def meaning(status: int, answer: str, delivery: Delivery) -> Meaning:
    """The number of the message is kept; one that was deleted is sent anew."""
    said = from_json(answer)
    if status in range(200, 300):
        number = said.get("id")
        return Meaning(status, str(number) if number else None)
    if said.get("code") == UNKNOWN_MESSAGE and delivery.earlier is not None:
        return Meaning(status, otherwise="anew")
    if said.get("code") == BAD_FORM:
        return Meaning(status, otherwise="plain")
    # With fractions of a second, which the header may lack.
    return Meaning(status, retry_after=wait_of(said.get("retry_after")))


def probe(channel: Channel) -> Request | None:
    """The webhook says whose it is."""
    return Request(_url(channel, ""), method="GET")


def probed(status: int, answer: str) -> bool:
    """It has a number."""
    return status in range(200, 300) and "id" in from_json(answer)


def embed(message: Message) -> dict[str, Any]:
    """The message as an embed, coloured by severity."""
    lines = [f"*{escape(message.source)}*"] if message.source else []
    for rule in message.rules:
        lines += _rule(rule)
    if message.rest:
        lines += ["", f"*{message.rest}*"]
    if message.more:
        lines += ["", f"[the whole alert]({message.more})"]
    made: dict[str, Any] = {
        "title": escape(cut(message.title, TITLE, _size)),
        "color": COLOURS.get(message.severity, CRITICAL),
        "footer": {"text": cut(message.head, FOOTER, utf16)},
    }
    told = {"url": message.url, "description": "\n".join(lines).strip()}
    return made | {name: text for name, text in told.items() if text}


def _plainly(message: Message) -> str:
    """Escaped, but for our own links, which would lose their way."""
    passages = [passage for rule in message.rules for passage in rule.passages]
    entries = [entry for passage in passages for entry in passage.entries if is_link(entry)]
    links = {message.url, message.more, *entries}
    lines = in_plain_text(message).split("\n")
    return "\n".join(line if line in links else escape(line) for line in lines)


def _rule(rule: Heard) -> list[str]:
    lines = ["", f"**{escape(rule.title)}** {escape(rule.id)}"]
    for passage in rule.passages:
        words = (
            f"**{escape(text)}**" if found else escape(text) for text, found in pieces(passage)
        )
        lines.append(f"{escape(passage.zone)}: {''.join(words)}")
        lines += [e if is_link(e) else escape(e) for e in passage.entries]
    if rule.left_out:
        lines.append(f"*{uncounted(rule.left_out, 'passage')}*")
    return lines


def _fits(made: dict[str, Any]) -> bool:
    return utf16(made.get("description", "")) <= MOST


def _size(text: str) -> int:
    return utf16(escape(text))


def _url(channel: Channel, path: str, query: str = "") -> str:
    """The webhook's URL with a path behind it; its own query (`thread_id`) stays."""
    parts = urlsplit(channel.url or "")
    asked = "&".join(each for each in (parts.query, query) if each)
    return urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/") + path, asked, ""))
