"""Carries one delivery to its receiver, once, by whatever its channel speaks.

Nothing a receiver does raises here: it is an Answer. An answer counts when it is whole (or its
first bytes are); one that breaks off or outlasts the deadline is none, whatever its status said.
Where a service refuses the rich form, the plain one follows at once, and the answer says so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import httpx

from worker.deliver import anything, command
from worker.deliver.console import Console
from worker.deliver.kinds import KINDS
from worker.deliver.payload import ANSWER_BYTES, answer_text, masked, plain, secrets_of
from worker.deliver.request import Kind, Meaning, Request
from worker.errors import WirebellError
from worker.model import Answer, Answered, Channel, Delivery, FailureKind, NoAnswer
from worker.net import GuardedClient, Progress, in_words, retry_after, watched
from worker.net.words import http_date
from worker.ports import Send

if TYPE_CHECKING:
    from worker.deliver.mail import Mailer

DEADLINE = timedelta(seconds=15)  # the whole exchange, name lookup to last byte
WORDS_CHARS = 300
READ_BYTES = 64_000  # of a service that names its messages: it may repeat all of one before
TRIES = 3  # as asked, anew, plain

Escape = Callable[[str], str]
Door = Callable[[Channel, Delivery, datetime, str | None], Awaitable[Answer]]
DOORS: Mapping[str, Door] = {"apprise": anything.notify, "command": command.run}


class Sender:
    """The `Send` of the daemon. `client` is the guarded one of `worker.net`; `channels` is asked
    each time, so a reload swaps them at once.
    """

    def __init__(
        self,
        client: GuardedClient,
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
        kind = KINDS.get(channel.type)
        door = self._mailer if channel.type == "email" else DOORS.get(channel.type)
        escape = kind.escape if kind else str
        text, failure = _by_template(channel, delivery, escape)
        try:
            if kind is not None:
                answer = await self._ask(kind, channel, delivery, now, text)
            elif door is not None:
                answer = await door(channel, delivery, now, text)
            else:
                return NoAnswer(f"channel '{channel.name}' cannot be sent to", refused=True)
        except (WirebellError, LookupError, TypeError, ValueError) as error:  # in making it
            return NoAnswer(masked(in_words(error).words, secrets_of(channel)), refused=True)
        if failure and isinstance(answer, Answered):
            return replace(answer, note="; ".join(n for n in (failure, answer.note) if n))
        return answer

    @cached_property
    def _mailer(self) -> Mailer:
        from worker.deliver.mail import Mailer  # noqa: PLC0415 - 120 ms that few need

        return Mailer(self._client.guard, self._client.tls)

    async def probe(self, channel: Channel, now: datetime) -> tuple[bool, Answer] | None:
        """Whether the service says that the channel is right, and its words; nobody is shown
        anything. None where the service cannot be asked without being told.
        """
        if channel.type == "email":
            answer = await self._mailer.probe(channel)
            return isinstance(answer, Answered) and answer.status in range(200, 300), answer
        kind = KINDS.get(channel.type)
        request = kind.probe(channel) if kind else None
        if kind is None or request is None:
            return None
        answer, raw = await self._exchange(channel, request, now, READ_BYTES)
        if isinstance(answer, NoAnswer):
            return False, answer
        return kind.probed(answer.status, raw), answer

    async def _ask(
        self, kind: Kind, channel: Channel, delivery: Delivery, now: datetime, text: str | None
    ) -> Answer:
        """Ask, and ask once more where the service itself says how it would be taken."""
        rich, note, tries = True, "", 0
        most = ANSWER_BYTES if channel.type == "webhook" else READ_BYTES
        while True:
            request = kind.request(channel, delivery, now, text=text, rich=rich)
            if not request.url:
                return NoAnswer(f"channel '{channel.name}' cannot be sent to", refused=True)
            answer, raw = await self._exchange(channel, request, now, most)
            if isinstance(answer, NoAnswer):
                return answer
            meaning, tries = kind.meaning(answer.status, raw, delivery), tries + 1
            if (
                meaning.otherwise is None
                or tries == TRIES
                or not (rich or text or delivery.earlier)
            ):
                return _understood(answer, meaning, note)
            if meaning.otherwise == "anew":
                delivery = replace(delivery, earlier=None)
            else:
                note = f"sent as plain text, since the service said: {answer.text[:WORDS_CHARS]}"
                text, rich = None, False

    async def _exchange(
        self, channel: Channel, request: Request, now: datetime, most: int
    ) -> tuple[Answer, str]:
        """The answer with its text cleaned, and the text as it came; empty if there was none."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        seen: list[int] = []  # the status, as soon as it is known
        refused = False
        with watched() as progress:
            try:
                async with asyncio.timeout(self._deadline_s):
                    response, raw = await self._carry(request, seen, most, progress)
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
                said = Answered(response.status_code, text, asked, elapsed)
                return said, raw.decode("utf-8", "replace")
        if seen:
            words = f"answered {seen[0]}, but did not finish: {words}"
        words = masked(plain(words), secrets_of(channel))[:WORDS_CHARS]
        return NoAnswer(words, refused, round(loop.time() - began, 3)), ""

    async def _carry(
        self, asked: Request, seen: list[int], most: int, progress: Progress
    ) -> tuple[httpx.Response, bytes]:
        agent = {"user-agent": self._user_agent}
        request = self._client.build_request(
            asked.method,
            asked.url,
            content=asked.body,
            headers={**agent, **asked.headers, "accept-encoding": "identity"},
        )
        response = await self._client.send(request, stream=True, follow_redirects=False)
        seen.append(response.status_code)
        raw = b""
        try:
            async for chunk in response.aiter_raw():
                raw += chunk
                progress.wire_bytes = len(raw)
                if len(raw) >= most:
                    break
        finally:
            await response.aclose()
        coded = response.headers.get("content-encoding", "identity").strip().lower()
        return response, raw if coded in {"", "identity"} else b"(encoded answer, not read)"


def _by_template(
    channel: Channel, delivery: Delivery, escape: Escape
) -> tuple[str | None, str | None]:
    """What the channel's own template makes of the alert; or None, with why it failed."""
    source = channel.options.get("template")
    if source is None:
        return None, None
    from worker.deliver.template import Broken, render  # noqa: PLC0415 - 60 ms that few need

    try:
        return render(source, escape, delivery.body), None
    except Broken as error:
        where = f" at line {error.line}" if error.line else ""
        return None, f"sent without its template, which failed{where}: {error}"


def _understood(answer: Answered, meaning: Meaning, note: str) -> Answered:
    """The answer with what it amounts to; where that is another status, HTTP's is in the text."""
    text = answer.text
    if meaning.status != answer.status:
        text = f"HTTP {answer.status}: {text}"
    return replace(
        answer,
        status=meaning.status,
        text=text,
        handle=meaning.handle,
        note=note,
        retry_after=answer.retry_after or meaning.retry_after,
    )
