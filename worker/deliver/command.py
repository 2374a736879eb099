"""Hands an alert to a program of the operator's: the JSON on its standard input, no shell.

Exit code 0 is delivered; 75 (EX_TEMPFAIL) is tried again; 65 (EX_DATAERR) will never be taken;
any other is tried again and told to the operator, as is a program that cannot be started. It is
killed with all it started when its time is up. What it leaves running when it ends by itself is
left alone, and is not waited for, though it holds the outputs open.
"""

from __future__ import annotations

import asyncio
import os
import signal
from asyncio.subprocess import PIPE
from contextlib import suppress
from datetime import datetime, timedelta

from worker.deliver.payload import ANSWER_BYTES, answer_text
from worker.model import Answer, Answered, Channel, Delivery, NoAnswer

DEADLINE = timedelta(seconds=15)
LAST_WORDS_S = 1.0  # for what it printed to arrive, once it has ended and a child holds its outputs
STATUSES = {0: 200, 65: 422, 75: 503}
KEPT = ("HOME", "LANG", "LC_ALL", "PATH", "TMPDIR", "TZ")  # of our environment: it holds secrets


async def run(
    channel: Channel, delivery: Delivery, now: datetime, text: str | None = None
) -> Answer:
    """What became of it; the text is what the program wrote, on either of its outputs."""
    del now
    loop = asyncio.get_running_loop()
    began = loop.time()
    argv = [str(part) for part in channel.options["argv"]]
    limit = channel.options.get("timeout", DEADLINE)
    env = {name: os.environ[name] for name in KEPT if name in os.environ}
    env |= {"WIREBELL_CHANNEL": channel.name, "WIREBELL_DELIVERY": delivery.id}
    try:
        transport, talk = await loop.subprocess_exec(
            _Talk, *argv, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=env, start_new_session=True
        )
    except (OSError, ValueError) as error:
        words = getattr(error, "strerror", None) or str(error)
        return NoAnswer(f"{argv[0]} cannot be started: {words}", refused=True)
    try:
        async with asyncio.timeout(limit.total_seconds()):
            talk.tell((delivery.body if text is None else text).encode("utf-8", "replace"))
            await talk.ended.wait()
        with suppress(TimeoutError):
            await asyncio.wait_for(talk.silent.wait(), LAST_WORDS_S)
    except TimeoutError:
        end = "was killed" if await _kill(transport, talk) else "may not be killed by us"
        words = f"{argv[0]} was not done within {limit.total_seconds():g} s, and {end}"
        return NoAnswer(words, elapsed_s=round(loop.time() - began, 3))
    except BaseException:  # cancelled, as the worker stops
        await _kill(transport, talk)
        raise
    finally:
        talk.leave()
    code = transport.get_returncode() or 0
    words = f"exit {code}"
    return Answered(
        STATUSES.get(code, 403),
        answer_text(f"{words}\n".encode() + talk.said),
        elapsed_s=round(loop.time() - began, 3),
        words=words,
    )


class _Talk(asyncio.SubprocessProtocol):
    """Tells the program the alert, and keeps the first 8 kB of each of its outputs.

    `ended` once it has ended, `silent` once both outputs are closed: by then or, where a child of
    its holds them, much later. `Process.wait` of most Pythons waits for both.
    """

    def __init__(self) -> None:
        self.ended = asyncio.Event()
        self.silent = asyncio.Event()
        self._kept = {1: b"", 2: b""}
        self._open = {1, 2}

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.SubprocessTransport)  # noqa: S101 - what it is
        self._transport = transport

    def tell(self, body: bytes) -> None:
        """Write the alert; it need not be read."""
        stdin = self._stdin()
        stdin.write(body)
        stdin.close()

    @property
    def said(self) -> bytes:
        """What it wrote: its output, then its errors."""
        return self._kept[1] + self._kept[2]

    def leave(self) -> None:
        """Let go of its pipes, whoever holds the other ends."""
        stdin = self._stdin()
        if stdin.get_write_buffer_size():  # a child holds what nobody will read
            stdin.abort()
        with suppress(PermissionError):  # it kills, too
            self._transport.close()

    def _stdin(self) -> asyncio.WriteTransport:
        pipe = self._transport.get_pipe_transport(0)
        assert isinstance(pipe, asyncio.WriteTransport)  # noqa: S101 - what it is
        return pipe

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        self._kept[fd] += data[: ANSWER_BYTES - len(self._kept[fd])]

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        del exc
        self._open.discard(fd)
        if not self._open:
            self.silent.set()

    def process_exited(self) -> None:
        self.ended.set()


async def _kill(transport: asyncio.SubprocessTransport, talk: _Talk) -> bool:
    """End it with all it started; while any of them lives, the group's number is theirs. What it
    has left running by ending itself is left alone. False where it is another user's (sudo).
    """
    if not talk.ended.is_set():
        try:
            os.killpg(transport.get_pid(), signal.SIGKILL)
        except PermissionError:
            return False
        except ProcessLookupError:
            pass
        await talk.ended.wait()
    return True
