"""Hands an alert to a program of the operator's: the JSON on its standard input, no shell.

Exit code 0 is delivered; 75 (EX_TEMPFAIL) is tried again; 65 (EX_DATAERR) will never be taken;
any other is tried again and told to the operator, as is a program that cannot be started. It is
killed with all it started when its time is up.
"""

from __future__ import annotations

import asyncio
import os
import signal
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from datetime import datetime, timedelta

from worker.deliver.payload import ANSWER_BYTES, answer_text
from worker.model import Answer, Answered, Channel, Delivery, NoAnswer

DEADLINE = timedelta(seconds=15)
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
        process = await asyncio.create_subprocess_exec(
            *argv, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=env, start_new_session=True
        )
    except (OSError, ValueError) as error:
        words = getattr(error, "strerror", None) or str(error)
        return NoAnswer(f"{argv[0]} cannot be started: {words}", refused=True)
    try:
        async with asyncio.timeout(limit.total_seconds()):
            body = delivery.body if text is None else text
            said = await _talk(process, body.encode("utf-8", "replace"))
            code = await process.wait()
    except TimeoutError:
        await _kill(process)
        words = f"{argv[0]} was not done within {limit.total_seconds():g} s, and was killed"
        return NoAnswer(words, elapsed_s=round(loop.time() - began, 3))
    except BaseException:  # cancelled, as the worker stops
        await _kill(process)
        raise
    return Answered(
        STATUSES.get(code, 403),
        answer_text(f"exit {code}\n".encode() + said),
        elapsed_s=round(loop.time() - began, 3),
    )


async def _talk(process: Process, body: bytes) -> bytes:
    """Write the alert, read both outputs to their ends; the first 8 kB of each are kept."""
    assert process.stdin and process.stdout and process.stderr  # noqa: S101, PT018 - pipes
    out, err, _ = await asyncio.gather(
        _read(process.stdout), _read(process.stderr), _write(process.stdin, body)
    )
    return out + err


async def _write(stream: asyncio.StreamWriter, body: bytes) -> None:
    with suppress(ConnectionError):  # it need not read
        stream.write(body)
        await stream.drain()
    stream.close()


async def _read(stream: asyncio.StreamReader) -> bytes:
    kept = b""
    while chunk := await stream.read(65_536):
        kept += chunk[: ANSWER_BYTES - len(kept)]
    return kept


async def _kill(process: Process) -> None:
    """End it with all it started; while any of them lives, the group's number is theirs."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()
