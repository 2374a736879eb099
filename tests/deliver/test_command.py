from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.deliver.given import NOW
from tests.deliver.told import ALERT, stored
from worker.deliver import command
from worker.deliver.command import run
from worker.model import Answer, Answered, Channel, NoAnswer


async def ran(code: str, text: str | None = None, **options: Any) -> Answer:
    argv = [sys.executable, "-c", code]
    channel = Channel("desk", "command", options={"argv": argv, **options})
    return await run(channel, stored(ALERT), NOW, text)


async def test_it_reads_the_stored_alert(tmp_path: Path) -> None:
    kept = tmp_path / "alert.json"
    code = f"import sys; open({str(kept)!r}, 'w').write(sys.stdin.read()); print('done')"
    said = await ran(code)
    assert isinstance(said, Answered)
    assert (said.status, said.text) == (200, "exit 0\ndone")
    assert json.loads(kept.read_text("utf-8")) == ALERT
    await ran(code, "own words")
    assert kept.read_text("utf-8") == "own words"


EXITS = {0: 200, 1: 403, 65: 422, 75: 503}


@pytest.mark.parametrize(("code", "status"), EXITS.items())
async def test_its_exit_code_is_its_answer(code: int, status: int) -> None:
    said = await ran(f"import sys; print('why', file=sys.stderr); sys.exit({code})")
    assert isinstance(said, Answered)
    assert (said.status, said.text) == (status, f"exit {code}\nwhy")
    assert said.words == f"exit {code}"


async def test_it_may_write_without_end_and_read_nothing() -> None:
    said = await ran("print('x' * 3_000_000)", "y" * 3_000_000)
    assert isinstance(said, Answered)
    assert said.status == 200
    assert len(said.text) == 8_000


def alive(pid: str) -> bool:
    """Whether the process runs; one that ended and waits for its parent does not."""
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


async def gone(pid: str) -> None:
    """Returns once it has ended: the kernel takes its moment after a kill."""
    async with asyncio.timeout(20):
        while alive(pid):  # noqa: ASYNC110 - another process's end rings no bell here
            await asyncio.sleep(0.02)


async def test_it_is_killed_with_what_it_started(tmp_path: Path) -> None:
    born = tmp_path / "child"
    code = (
        "import os, time\n"
        f"pid = os.fork()\nif pid == 0: open({str(born)!r}, 'w').write(str(os.getpid()))\n"
        "time.sleep(60)\n"
    )
    said = await ran(code, timeout=timedelta(seconds=3))
    assert isinstance(said, NoAnswer)
    assert said.words.endswith("was not done within 3 s, and was killed")
    await gone(born.read_text())


async def test_what_may_not_be_killed_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    born, exited = tmp_path / "pid", asyncio.Event()

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(command._Talk, "process_exited", lambda _: exited.set())
    code = f"import os, time\nopen({str(born)!r}, 'w').write(str(os.getpid()))\ntime.sleep(600)"
    with monkeypatch.context() as others:
        others.setattr(os, "killpg", refuse)
        others.setattr(subprocess.Popen, "kill", refuse)
        said = await ran(code, timeout=timedelta(seconds=2))
    assert isinstance(said, NoAnswer)
    assert said.words.endswith("was not done within 2 s, and may not be killed by us")
    os.kill(int(born.read_text()), signal.SIGKILL)
    await exited.wait()


def leaving(born: Path) -> str:
    """A program that ends and leaves a child: its number is in the file, and SIGUSR1 removes it."""
    return (
        "import os, signal, time\n"
        f"born = {str(born)!r}\n"
        "signal.signal(signal.SIGUSR1, lambda *_: os.remove(born))\n"
        "print('paged', flush=True)\n"
        "child = os.fork()\n"
        "if child: open(born, 'w').write(str(child))\n"
        "else: time.sleep(600)\n"
    )


async def lives_on(born: Path) -> None:
    """Returns once the child has answered; then it is ended."""
    child = int(await asyncio.to_thread(born.read_text))
    os.kill(child, signal.SIGUSR1)
    async with asyncio.timeout(20):
        while await asyncio.to_thread(born.exists):  # noqa: ASYNC110 - a file of another process
            await asyncio.sleep(0.02)
    os.killpg(os.getpgid(child), signal.SIGKILL)


async def test_what_it_leaves_running_is_not_waited_for(tmp_path: Path) -> None:
    born = tmp_path / "child"
    said = await ran(leaving(born), "y" * 3_000_000)
    assert isinstance(said, Answered)
    assert (said.status, said.text) == (200, "exit 0\npaged")
    await lives_on(born)


async def test_what_it_leaves_running_outlives_the_worker_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended, exited = asyncio.Event(), command._Talk.process_exited

    def process_exited(talk: command._Talk) -> None:
        exited(talk)
        ended.set()

    monkeypatch.setattr(command._Talk, "process_exited", process_exited)
    monkeypatch.setattr(command, "LAST_WORDS_S", 60.0)
    born = tmp_path / "child"
    task = asyncio.create_task(ran(leaving(born)))
    await ended.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await lives_on(born)


async def test_it_ends_with_the_worker_that_started_it(tmp_path: Path) -> None:
    born = tmp_path / "pid"
    code = (
        f"import os, time; open({str(born)!r} + '~', 'w').write(str(os.getpid()));"
        f" os.rename({str(born)!r} + '~', {str(born)!r}); print(flush=True); time.sleep(60)"
    )
    task = asyncio.create_task(ran(code))
    async with asyncio.timeout(20):
        while not await asyncio.to_thread(born.exists):  # noqa: ASYNC110 - a file of another process
            await asyncio.sleep(0.02)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await gone(born.read_text())


@pytest.mark.parametrize("program", ["/nowhere/to/be/found", "/"])
async def test_one_that_cannot_be_started_is_the_operators_matter(program: str) -> None:
    channel = Channel("desk", "command", options={"argv": [program]})
    said = await run(channel, stored(ALERT), NOW)
    assert isinstance(said, NoAnswer)
    assert said.refused
    assert said.words.startswith(f"{program} cannot be started: ")


async def test_our_secrets_are_not_in_its_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIREBELL_DATABASE", "postgresql://me:tiger777@db/x")
    said = await ran("import os; print(sorted(os.environ))")
    assert isinstance(said, Answered)
    names = set(eval(said.text.splitlines()[1]))
    assert {"WIREBELL_CHANNEL", "WIREBELL_DELIVERY"} <= names
    assert "WIREBELL_DATABASE" not in names
    assert names & {"PATH"} == {"PATH"} & os.environ.keys()
