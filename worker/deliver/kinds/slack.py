"""Slack, by an incoming webhook or by a bot's token; with a token, updates go into the thread.

Rich text elements carry plain text, so that nothing in a title is markup; only the fallback text
needs an escape. Limits: docs.slack.dev, "Formatting message text" and "Rich text block".
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

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
from worker.deliver.request import JSON_TYPE, Meaning, Request, as_json, edits, follows, from_json
from worker.model import Channel, Delivery

API = "https://slack.com/api"
MOST = 3_000  # characters of one text object; the rich text block names no limit of its own
HANDLE = re.compile(r"[0-9]{1,20}\.[0-9]{1,10}")
LATER = {"fatal_error", "internal_error", "request_timeout", "service_unavailable"}
FULL = {"ratelimited", "rate_limited", "message_limit_exceeded"}
BODY = {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "invalid_payload"}
WORDS = {"msg_too_long", "no_text"}
EMPTY = {"no_text", "invalid_payload", "missing_text_or_fallback_or_attachments"}
KEY = {"account_inactive", "invalid_auth", "not_authed", "token_expired", "token_revoked"}
NO_THREAD = {"thread_not_found", "cannot_reply_to_message", "message_not_found"}


def request(
    channel: Channel,
    delivery: Delivery,
    now: datetime,  # noqa: ARG001 - Slack dates messages itself
    *,
    text: str | None = None,
    rich: bool = True,
) -> Request:
    """One message; the text beside the blocks is what notifications show."""
    message = read(delivery.body)
    body: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False}
    if text is not None:
        body["text"] = cut(text, MOST)
    else:
        words = f"{message.head}: {message.title}" if rich else _plainly(message)
        body |= {"text": escape(words), "mrkdwn": False}
        if rich:
            body["blocks"] = blocks(message)
    token = channel.options.get("token")
    if token is None:
        return Request(channel.url or "", as_json(body), JSON_TYPE)
    if root := follows(delivery, HANDLE):
        body["thread_ts"] = root
        if edits(delivery, HANDLE, message.severity) is None:  # it rose: all are to hear of it
            body["reply_broadcast"] = True
    body["channel"] = channel.options["channel"]
    head = {"content-type": "application/json; charset=utf-8", "authorization": f"Bearer {token}"}
    return Request(f"{_api(channel)}/chat.postMessage", as_json(body), head)


def escape(text: str) -> str:
    """The three signs Slack reads as markup of its own, links and mentions among it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def meaning(status: int, answer: str, delivery: Delivery) -> Meaning:
    """A webhook answers with a status, the API with `ok` and a word under the status 200."""
    said = from_json(answer)
    word = said.get("error") if said.get("ok") is False else answer.strip()
    if said.get("ok") is True or (status in range(200, 300) and said.get("ok") is None):
        root = follows(delivery, HANDLE) or said.get("ts")
        return Meaning(status, str(root) if root else None)
    if word in BODY:
        return Meaning(400, otherwise="plain")
    if word in NO_THREAD and delivery.earlier is not None:
        return Meaning(404, otherwise="anew")
    if status not in range(200, 300):
        return Meaning(status)
    return Meaning(_as_status(str(word)))


def probe(channel: Channel) -> Request | None:
    """The API is asked who we are; a webhook is posted a message without a text."""
    token = channel.options.get("token")
    if token is None:
        return Request(channel.url or "", b"{}", JSON_TYPE)
    head = {"authorization": f"Bearer {token}"}
    return Request(f"{_api(channel)}/auth.test", b"", head)


def probed(status: int, answer: str) -> bool:
    """A webhook that is right says that the text is missing."""
    return from_json(answer).get("ok") is True or (
        status >= 400 and answer.strip() in EMPTY  # noqa: PLR2004 - HTTP's own
    )


def blocks(message: Message) -> list[dict[str, Any]]:
    """The message as one block of rich text."""
    return fitted(message, _blocks, lambda made: _length(made) <= MOST)


def _api(channel: Channel) -> str:
    return str(channel.options.get("api", API)).rstrip("/")


def _plainly(message: Message) -> str:
    return fitted(message, in_plain_text, lambda made: utf16(escape(made)) <= MOST)


def _blocks(message: Message) -> list[dict[str, Any]]:
    head = [
        _text(message.title, "bold") if message.url is None else _link(message.title, message.url),
        _text(f"\n{message.head}"),
    ]
    if message.source:
        head.append(_text(f"\n{message.source}", "italic"))
    elements = [_section(head)]
    for rule in message.rules:
        elements += _rule(rule)
    if message.rest:
        elements.append(_section([_text(message.rest, "italic")]))
    if message.more:
        elements.append(_section([_link("the whole alert", message.more)]))
    return [{"type": "rich_text", "elements": elements}]


def _rule(rule: Heard) -> list[dict[str, Any]]:
    made = [_section([_text(rule.title, "bold"), _text(f"  {rule.id}")])]
    for passage in rule.passages:
        words = [_text(f"{passage.zone}: ", "italic")]
        words += [_text(text, "bold" if found else None) for text, found in pieces(passage)]
        for entry in passage.entries:
            if is_link(entry):
                words += [_text("\n"), _link(entry, entry)]
            else:
                words.append(_text(f"\n{entry}", "italic"))
        made.append({"type": "rich_text_quote", "elements": words})
    if rule.left_out:
        made.append(_section([_text(uncounted(rule.left_out, "passage"), "italic")]))
    return made


def _section(elements: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "rich_text_section", "elements": elements}


def _text(text: str, style: str | None = None) -> dict[str, Any]:
    made: dict[str, Any] = {"type": "text", "text": text}
    return made | ({"style": {style: True}} if style else {})


def _link(text: str, url: str) -> dict[str, Any]:
    return {"type": "link", "url": url, "text": text, "style": {"bold": True}}


def _length(made: list[dict[str, Any]]) -> int:
    return sum(
        utf16(part["text"])
        for block in made
        for element in block["elements"]
        for part in element["elements"]
    )


def _as_status(word: str) -> int:
    if word in LATER:
        return 503
    if word in FULL:
        return 429
    if word in WORDS:
        return 400
    return 401 if word in KEY else 403  # no_permission, channel_not_found: a person can mend it
