"""Microsoft Teams, by a workflow's webhook: an Adaptive Card of text runs, which read no markup.

A TextBlock would read Markdown; a TextRun never does. Teams takes 28 kB a message, and cards of
version 1.5 (learn.microsoft.com, "Cards reference"). A workflow answers 202 before it posts, so
that what Teams says of the card is only seen in the flow's own history.
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
    pieces,
    read,
)
from worker.deliver.payload import uncounted
from worker.deliver.request import JSON_TYPE, Meaning, Request, as_json
from worker.model import Channel, Delivery

MOST = 26_000  # bytes of the whole message
TEXT = 5_000  # characters of a template's text, at 4 bytes each well below
COLOURS = {"info": "Accent", "low": "Accent", "medium": "Warning"}
MARKUP = re.compile(r"[\\`*_~\[\]()#>|<&-]")
HIDDEN = re.compile(r"returned HTTP error (\d{3})")  # an old connector says so under 200


def request(
    channel: Channel,
    delivery: Delivery,
    now: datetime,  # noqa: ARG001 - Teams dates messages itself
    *,
    text: str | None = None,
    rich: bool = True,
) -> Request:
    """One message with one card; a template's text is a block of Markdown."""
    message = read(delivery.body)
    if text is not None:
        block = {"type": "TextBlock", "text": cut(text, TEXT), "wrap": True}
        body = _message(_card([block], message))
    elif rich:
        body = fitted(message, _rich, _fits)
    else:
        body = fitted(message, _plain, _fits)
    return Request(channel.url or "", as_json(body), JSON_TYPE)


def escape(text: str) -> str:
    """Every sign of Teams' Markdown behind a backslash."""
    return MARKUP.sub(r"\\\g<0>", text)


def meaning(status: int, answer: str, delivery: Delivery) -> Meaning:  # noqa: ARG001 - no updates
    """An old connector hides a failure in the body of a 200."""
    hidden = HIDDEN.search(answer)
    if status in range(200, 300) and hidden:
        status = int(hidden[1])
    return Meaning(status, otherwise="plain" if status == 400 else None)  # noqa: PLR2004


def probe(channel: Channel) -> Request | None:  # noqa: ARG001 - any request would run the flow
    """None: whatever is posted there runs the flow."""
    return None


def probed(status: int, answer: str) -> bool:  # noqa: ARG001 - one signature for all
    """Never asked."""
    return status in range(200, 300)


def _rich(message: Message) -> dict[str, Any]:
    title = _run(message.title, weight="Bolder", size="Large")
    body = [_block(title), _block(_run(message.head, color=_colour(message)))]
    if message.source:
        body.append(_block(_run(message.source, isSubtle=True)))
    for rule in message.rules:
        body += _rule(rule)
    if message.rest:
        body.append(_block(_run(message.rest, isSubtle=True)))
    return _message(_card(body, message))


def _plain(message: Message) -> dict[str, Any]:
    lines = in_plain_text(message).split("\n")
    return _message(_card([_block(_run(line)) for line in lines if line], message))


def _rule(rule: Heard) -> list[dict[str, Any]]:
    head = _block(_run(rule.title, weight="Bolder"), _run(f"  {rule.id}", isSubtle=True))
    body = [head | {"separator": True}]
    for passage in rule.passages:
        zone = _run(f"{passage.zone}: ", isSubtle=True)
        words = [_run(t, highlight=True) if found else _run(t) for t, found in pieces(passage)]
        body.append(_block(zone, *words))
        body += [_block(_run(entry, isSubtle=True)) for entry in passage.entries]
    if rule.left_out:
        body.append(_block(_run(uncounted(rule.left_out, "passage"), isSubtle=True)))
    return body


def _card(body: list[dict[str, Any]], message: Message) -> dict[str, Any]:
    links = (("Read the article", message.url), ("The whole alert", message.more))
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "fallbackText": message.title,
        "body": body,
    }
    actions = [
        {"type": "Action.OpenUrl", "title": title, "url": url} for title, url in links if url
    ]
    return card | ({"actions": actions} if actions else {})


def _message(card: dict[str, Any]) -> dict[str, Any]:
    kind = "application/vnd.microsoft.card.adaptive"
    return {
        "type": "message",
        "attachments": [{"contentType": kind, "contentUrl": None, "content": card}],
    }


def _block(*runs: dict[str, Any]) -> dict[str, Any]:
    return {"type": "RichTextBlock", "inlines": [*runs]}


def _run(text: str, **style: object) -> dict[str, Any]:
    return {"type": "TextRun", "text": text, **style}


def _colour(message: Message) -> str:
    return COLOURS.get(message.severity, "Attention")


def _fits(made: dict[str, Any]) -> bool:
    return len(as_json(made)) <= MOST
