"""A message in HTML, without scripts, images or styles from elsewhere."""

from __future__ import annotations

from html import escape

from worker.deliver.message import Heard, Message, pieces
from worker.deliver.payload import uncounted


def document(message: Message) -> str:
    """A whole page of it."""
    return f"<!doctype html><html><body>\n{fragment(message)}\n</body></html>\n"


def fragment(message: Message) -> str:
    """The message, to stand in a page."""
    title = _linked(message.title, message.url)
    parts = [f'<h2 dir="auto">{title}</h2>', f"<p>{escape(message.head)}"]
    if message.source:
        parts.append(f"<br><small>{escape(message.source)}</small>")
    parts.append("</p>")
    for rule in message.rules:
        parts += _rule(rule)
    if message.rest:
        parts.append(f"<p>{message.rest}</p>")
    if message.more:
        parts.append(f"<p>{_linked('the whole alert', message.more)}</p>")
    return "\n".join(parts)


def _rule(rule: Heard) -> list[str]:
    parts = [f"<p><b>{escape(rule.title)}</b> <small>{escape(rule.id)}</small></p>"]
    for passage in rule.passages:
        words = "".join(
            f"<mark>{escape(text)}</mark>" if found else escape(text)
            for text, found in pieces(passage)
        )
        entries = "".join(f"<br><small>{escape(entry)}</small>" for entry in passage.entries)
        parts.append(f"<blockquote>{escape(passage.zone)}: {words}{entries}</blockquote>")
    if rule.left_out:
        parts.append(f"<p>{uncounted(rule.left_out, 'passage')}</p>")
    return parts


def _linked(text: str, url: str | None) -> str:
    return escape(text) if url is None else f'<a href="{escape(url)}">{escape(text)}</a>'
