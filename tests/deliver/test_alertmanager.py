"""A real Alertmanager on loopback takes our alerts (Debian: prometheus-alertmanager)."""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
import socket
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.deliver.given import AGENT, LOOPBACK, NOW
from tests.deliver.told import ALERT, altered, hostile, stored
from worker.deliver.send import Sender
from worker.model import Answered, Channel
from worker.net import build_client

PROGRAM = shutil.which("prometheus-alertmanager") or shutil.which("alertmanager")
CONFIG = "route: {receiver: none}\nreceivers: [{name: none}]\n"
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="no Alertmanager is installed")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
async def channel(tmp_path: Path) -> AsyncIterator[Channel]:
    assert PROGRAM is not None
    (tmp_path / "am.yml").write_text(CONFIG, "utf-8")
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        PROGRAM, f"--config.file={tmp_path}/am.yml", f"--storage.path={tmp_path}/data",
        f"--web.listen-address=127.0.0.1:{port}", "--cluster.listen-address=",
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stderr is not None
    said = ""
    try:
        async with asyncio.timeout(30):
            while "Listening on" not in said and (line := await process.stderr.readline()):
                said += line.decode()
        assert process.returncode is None, said
        yield Channel("desk", "alertmanager", f"http://127.0.0.1:{port}", options={"headers": {}})
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def listed(channel: Channel) -> list[dict[str, Any]]:
    async with build_client(user_agent="x", allow_private=LOOPBACK) as client:
        answer = await client.get(f"{channel.url}/api/v2/alerts")
    found: list[dict[str, Any]] = json.loads(answer.content)
    return found


async def test_it_takes_an_alert_and_knows_its_update_again(channel: Channel) -> None:
    recent = altered(ALERT)
    recent["timestamp"] = "2126-11-22T08:41:07Z"  # not over by its own clock
    async with build_client(user_agent="x", allow_private=LOOPBACK) as client:
        send = Sender(client, lambda: {"desk": channel}, AGENT)
        for reason in ("first report", "also matches x"):
            said = await send(stored(altered(recent, alert__reason=reason)), NOW)
            assert isinstance(said, Answered)
            assert said.status == 200
        attacked = {**hostile(600), "timestamp": recent["timestamp"]}
        attacked["data"]["alert"]["id"] = "13"
        said = await send(stored(attacked), NOW)
        assert isinstance(said, Answered)
        assert said.status == 200
    found = {alert["labels"]["alert_id"]: alert for alert in await listed(channel)}
    assert found.keys() == {"12", "13"}
    assert found["12"]["annotations"]["reason"] == "also matches x"
    assert found["12"]["labels"]["rule"] == "harbour-fires"
    assert found["12"]["generatorURL"] == "https://wirebell.example.org/alerts/12"


async def test_it_says_what_is_wrong_and_that_it_is_there(channel: Channel) -> None:
    over = {**altered(ALERT), "timestamp": "2126-11-22T08:41:07Z"}
    past = Channel(
        "desk", "alertmanager", channel.url,
        options={"headers": {}, "resolve_after": timedelta(hours=-1)},
    )  # fmt: skip
    async with build_client(user_agent="x", allow_private=LOOPBACK) as client:
        send = Sender(client, lambda: {"desk": past}, AGENT)
        said = await send(stored(over), NOW)
        found = await send.probe(channel, NOW)
    assert isinstance(said, Answered)
    assert said.status == 400
    assert "start time must be before end time" in said.text
    assert found is not None
    assert found[0] is True
