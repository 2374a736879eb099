"""Carries one delivery to its receiver, once: a signed POST, or the console.

Nothing a receiver does raises here: it is an Answer. An answer counts when it is whole (or its
first 8 kB are); one that breaks off or outlasts the deadline is none, whatever its status said.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import httpx

from worker.deliver.console import Console
from worker.deliver.payload import ANSWER_BYTES, answer_text, masked, plain, secrets_of
from worker.deliver.sign import headers as signed_headers
from worker.errors import WirebellError
from worker.model import Answer, Answered, Channel, Delivery, FailureKind, NoAnswer
from worker.net import in_words, retry_after, watched
from worker.net.words import http_date
from worker.ports import Send

DEADLINE = timedelta(seconds=15)  # the whole exchange, name lookup to last byte
WORDS_CHARS = 300


class Sender:
    """The `Send` of the daemon. `client` is the guarded one of `worker.net`; `channels` is asked
    each time, so a reload swaps them at once.
    """

    def __init__(
        self,
        client: httpx.AsyncClient,
        channels: Callable[[], Mapping[str, Channel]],
        user_agent: str,
        *,
        console: Send | None = None,
        deadline: timedelta = DEADLINE,
    ) -> None:
        self._client = client
        self._channels = channels
        self._user_agent = user_agent
        self._console: Send = console or Console()
        self._deadline_s = deadline.total_seconds()

    async def __call__(self, delivery: Delivery, now: datetime) -> Answer:
        """What the receiver answered; `now` is the `webhook-timestamp` of this attempt."""
        channel = self._channels().get(delivery.channel)
        if channel is None:
            return NoAnswer(f"channel '{delivery.channel}' is not configured", refused=True)
        if channel.type == "console":
            return await self._console(delivery, now)
        if channel.type != "webhook" or not channel.url:
            return NoAnswer(f"channel '{channel.name}' cannot be sent to", refused=True)
        return await self._post(channel, channel.url, delivery, now)

    async def _post(self, channel: Channel, url: str, delivery: Delivery, now: datetime) -> Answer:
        loop = asyncio.get_running_loop()
        began = loop.time()
        seen: list[int] = []  # the status, as soon as it is known
        refused = False
        with watched() as progress:
            try:
                async with asyncio.timeout(self._deadline_s):
                    response, raw = await self._exchange(channel, url, delivery, now, seen)
            except TimeoutError:
                words = f"not done within {self._deadline_s:g} s, while {progress}"
            except (httpx.HTTPError, httpx.InvalidURL, WirebellError, OSError, ValueError) as error:
                trouble = in_words(error)
                words = trouble.words
                refused = isinstance(error, WirebellError) or trouble.kind is FailureKind.HARD
            else:
                elapsed = round(loop.time() - began, 3)
                dated = http_date(response.headers.get("date", "")) or now
                asked = retry_after(response.headers.get("retry-after"), dated)
                text = answer_text(raw, secrets_of(channel))
                return Answered(response.status_code, text, asked, elapsed)
        if seen:
            words = f"answered {seen[0]}, but did not finish: {words}"
        words = masked(plain(words), secrets_of(channel))[:WORDS_CHARS]
        return NoAnswer(words, refused, round(loop.time() - began, 3))

    async def _exchange(
        self, channel: Channel, url: str, delivery: Delivery, now: datetime, seen: list[int]
    ) -> tuple[httpx.Response, bytes]:
        body = delivery.body.encode("utf-8")
        method = str(channel.options.get("method", "POST"))
        request = self._client.build_request(
            method,
            url,
            content=None if method == "GET" else body,  # a heartbeat is asked, not told
            headers=self._headers(channel, delivery, body, now),
        )
        response = await self._client.send(request, stream=True, follow_redirects=False)
        seen.append(response.status_code)
        raw = b""
        try:
            async for chunk in response.aiter_raw():
                raw += chunk
                if len(raw) >= ANSWER_BYTES:
                    break
        finally:
            await response.aclose()
        coded = response.headers.get("content-encoding", "identity").strip().lower()
        return response, raw if coded in {"", "identity"} else b"(encoded answer, not read)"

    def _headers(
        self, channel: Channel, delivery: Delivery, body: bytes, now: datetime
    ) -> dict[str, str]:
        """The channel's own headers under ours: only the user agent is its to change."""
        ours = {
            "content-type": "application/json",
            "accept-encoding": "identity",
            **signed_headers(delivery.id, int(now.timestamp()), body, channel.secrets),
        }
        custom = dict(channel.options.get("headers") or {})
        theirs = {str(name).lower(): str(value) for name, value in custom.items()}
        return {"user-agent": self._user_agent, **theirs, **ours}
