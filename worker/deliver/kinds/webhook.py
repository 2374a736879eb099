"""A signed POST of the alert's own JSON, or of what the channel's template makes of it."""

from __future__ import annotations

from datetime import datetime

from worker.deliver.request import JSON_TYPE, Meaning, Request, own_headers
from worker.deliver.sign import headers as signed_headers
from worker.model import Channel, Delivery


def request(
    channel: Channel,
    delivery: Delivery,
    now: datetime,
    *,
    text: str | None = None,
    rich: bool = True,  # noqa: ARG001 - there is one form
) -> Request:
    """The stored bytes, signed at `now`; the channel's own headers go under ours."""
    body = (delivery.body if text is None else text).encode("utf-8", "replace")
    ours = {**JSON_TYPE, **signed_headers(delivery.id, int(now.timestamp()), body, channel.secrets)}
    head = own_headers(channel) | ours
    if channel.options.get("method") == "GET":  # a heartbeat is asked, not told
        return Request(channel.url or "", b"", head, "GET")
    return Request(channel.url or "", body, head)


def escape(text: str) -> str:
    """As it is: a template writes JSON with `tojson`."""
    return text


def meaning(status: int, answer: str, delivery: Delivery) -> Meaning:  # noqa: ARG001 - HTTP's own
    """The status says it all."""
    return Meaning(status)


def probe(channel: Channel) -> Request | None:  # noqa: ARG001 - any request would be a message
    """None: whatever is posted there is a message."""
    return None


def probed(status: int, answer: str) -> bool:  # noqa: ARG001 - one signature for all
    """Never asked."""
    return status in range(200, 300)
