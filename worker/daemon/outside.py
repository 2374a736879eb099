"""What lies outside the program: the machine's clock, names nobody else has, the way out."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from worker.deliver.send import Sender
    from worker.model import Channel
    from worker.poll.fetch import Fetcher
    from worker.settings import Http


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        """The present, aware UTC."""
        return datetime.now(UTC)

    async def sleep(self, duration: timedelta) -> None:
        """Really wait."""
        await asyncio.sleep(duration.total_seconds())


def new_delivery_id() -> str:
    """A name no other delivery has or will have."""
    return f"msg_{uuid.uuid4().hex}"


@dataclass(frozen=True, slots=True)
class Network:
    """The one way out. No connection is kept, so there is nothing to close."""

    fetch: Fetcher
    send: Sender

    @classmethod
    def build(cls, http: Http, channels: Callable[[], Mapping[str, Channel]]) -> Network:
        """A guarded client's fetcher and sender, by the `http` settings."""
        from worker.deliver.send import Sender  # noqa: PLC0415 - httpx takes 200 ms
        from worker.net import build_client  # noqa: PLC0415 - as above
        from worker.poll.fetch import Fetcher  # noqa: PLC0415 - as above

        client = build_client(
            user_agent=http.user_agent,
            proxy=http.proxy,
            ca_bundle=http.ca_bundle,
            allow_private=http.allow_private,
        )
        fetch = Fetcher(
            client,
            clock=SystemClock(),
            timeout=http.timeout,
            max_body_bytes=http.max_body_bytes,
            concurrency=http.concurrency,
        )
        return cls(fetch, Sender(client, channels, http.user_agent))
