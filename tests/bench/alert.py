"""What an alert costs: to find an article's story (`tests.bench.grouping`), and to deliver.

    python -m tests.bench.alert [--json] [--messages 600] [--windows 1000 10000 100000]

Measured are deliveries a second to 1, 10 and 100 receivers.

Beside the receivers that take everything at once stands one that never answers. Beside the outbox,
in the same run, stands a naive loop: the same signed requests by the same client, one after
another, each given up after the same 5 s, nothing kept. Its second figure has nobody stalling.
What is measured of the outbox is what the living receivers took, claims and settlements included.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

from tests.bench.grouping import grouping
from tests.bench.rows import Row
from tests.fakes import FakePress, parse_here
from tests.postgres import running_server
from worker.daemon.assembly import POSTGRES_THREADS
from worker.daemon.outside import SystemClock
from worker.daemon.rounds import Rounds
from worker.deliver.send import Sender
from worker.match import compile_rules
from worker.model import Answered, Channel, Delivery, HostLimits, Routes
from worker.net import build_client
from worker.pipeline import Pipeline, Plan
from worker.store import SqlStore, open_store
from worker.store.saying import Message, queue
from worker.text.forms import AsWritten

RECEIVERS = (1, 10, 100)
DEADLINE = timedelta(seconds=5)  # fifteen in earnest: that would only flatter us
LOOP_S = 10.0  # how long the naive loop is watched
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
TICK_S = 1.0
BODY = json.dumps({"type": "alert.opened", "data": {"text": "a strike " * 220}})  # 2 kB


def main() -> None:
    """Each half of the bench in turn."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--json", action="store_true", help="one row a line, as JSON")
    parser.add_argument("--messages", type=int, default=600, help="for the living receivers")
    parser.add_argument(
        "--windows", type=int, nargs="*", default=[1_000, 10_000, 100_000],
        help="articles among which a story is looked for; none: only deliver",
    )  # fmt: skip
    chosen = parser.parse_args()
    for row in grouping(chosen.windows):
        print(row.shown("alert", as_json=chosen.json), flush=True)
    for row in delivering(chosen.messages):
        print(row.shown("alert", as_json=chosen.json), flush=True)


def delivering(messages: int) -> Iterator[Row]:
    """Deliveries a second, each number of receivers on each engine."""
    with tempfile.TemporaryDirectory() as folder, running_server() as server:
        for count in RECEIVERS:
            with receivers(count) as channels:
                against = {
                    "naive loop": asyncio.run(naively(channels, "dead")),
                    "naive loop, none dead": asyncio.run(naively(channels)),
                }
                urls = {
                    "SQLite": f"sqlite:///{Path(folder) / f'{count}.db'}",
                    "PostgreSQL": server.url_of(server.create()),
                }
                for engine, url in urls.items():
                    with filled(url, [*channels], messages // count) as store:
                        rate = asyncio.run(by_outbox(store, channels, messages // count * count))
                    living = "receiver" if count == 1 else "receivers"
                    case = f"{engine}, {count} {living}, one dead"
                    yield Row(case, rate, "deliveries/s", against)


@contextmanager
def receivers(count: int) -> Iterator[dict[str, Channel]]:
    """So many channels whose receivers are well, and one called `dead`."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.receiving", str(count)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    ports = json.loads(process.stdout.readline())
    names = [*(f"desk{n:03}" for n in range(count)), "dead"]
    try:
        yield {
            name: Channel(name, "webhook", f"http://127.0.0.1:{port}/", secrets=(SECRET,))
            for name, port in zip(names, ports, strict=True)
        }
    finally:
        process.stdin.close()
        process.wait(10)
        process.stdout.close()


@contextmanager
def filled(url: str, channels: Sequence[str], each: int) -> Iterator[SqlStore]:
    """A store in which so many messages wait for each channel."""
    store = open_store(url, new_id=str)
    store.migrate()
    now = datetime.now(UTC)
    with store._database.writing() as connection:
        for number in range(each):
            for name in channels:
                said = Message(f"story:{number}", name, "alert.opened", "first report", "high")
                queue(connection, said, f"msg_{number:04}_{name}", lambda *_: BODY, now)
    try:
        yield store
    finally:
        store.close()


@dataclass
class Counting:
    """Counts what living receivers took."""

    wanted: int
    taken: int = 0
    done: asyncio.Event = field(default_factory=asyncio.Event)

    def __call__(self, event: str, **facts: object) -> None:
        if event == "trouble" and facts.get("channel") != "dead":
            raise AssertionError(facts)
        self.taken += event == "delivery" and facts["state"] == "delivered"
        if self.taken == self.wanted:
            self.done.set()


async def by_outbox(store: SqlStore, channels: Mapping[str, Channel], wanted: int) -> float:
    """Deliveries a second of a worker that sends what waits."""
    tell = Counting(wanted)
    client = build_client(user_agent="bench", allow_private=[ip_network("127.0.0.0/8")])
    plan = Plan(
        feeds={},
        rules={},
        matcher=compile_rules([], {}, AsWritten()).matcher,
        channels=channels,
        routes=Routes(),
        alarm_channels=(),
        limits=HostLimits(),
    )
    with ThreadPoolExecutor(POSTGRES_THREADS if store.many_writers else 1) as threads:
        pipeline = Pipeline(
            store=store,
            fetch=FakePress(),
            parse=parse_here,
            send=Sender(client, lambda: channels, "bench", deadline=DEADLINE),
            clock=SystemClock(),
            dice=lambda: 0.5,
            tell=tell,
            owner="bench:1",
            plan=plan,
            store_threads=threads,
        )
        rounds = Rounds(pipeline)
        began = time.perf_counter()
        rounds.start()
        done = asyncio.create_task(tell.done.wait())
        while not done.done():
            await asyncio.wait([done], timeout=TICK_S)
            rounds.wake("deliver")  # as the scheduler does
        elapsed = time.perf_counter() - began
        await rounds.stop()
        await pipeline.stop()
        await client.aclose()
    return wanted / elapsed


async def naively(channels: Mapping[str, Channel], *also: str) -> float:
    """Deliveries a second of a loop over messages and receivers; the dead are sent to if named."""
    client = build_client(user_agent="bench", allow_private=[ip_network("127.0.0.0/8")])
    send = Sender(client, lambda: channels, "bench", deadline=DEADLINE)
    chosen = [name for name in channels if name != "dead" or name in also]
    began, taken, number = time.perf_counter(), 0, 0
    while time.perf_counter() - began < LOOP_S:
        number += 1
        for name in chosen:
            now = datetime.now(UTC)
            said = Delivery(f"msg_{number}", 1, name, 1, "alert.opened", BODY, now)
            answer = await send(said, now)
            taken += isinstance(answer, Answered) and answer.status == 204
    elapsed = time.perf_counter() - began
    await client.aclose()
    return taken / elapsed


if __name__ == "__main__":
    main()
