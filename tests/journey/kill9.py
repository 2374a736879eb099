"""kill -9 at random moments, again and again: nothing is lost, repeats carry the same name.

    python -m tests.journey.kill9 --kills 100 [--engine postgresql] [--trouble]

Publishers reveal new entries before every life of the worker, each of which a rule hears; the
worker is killed while it polls, reads or delivers, and started again. A kill counts as hitting
work when a lease stood in the database, or a request was open, at that moment. With `--trouble`
the receiver refuses everything in two lives of three, so that workers die while it is probed and
while what waited goes out.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import create_engine, text

from tests.fakes import rss
from tests.postgres import running_server
from worker.store import open_store

FEEDS = 20
MOST_IN_VAIN = 5  # times as many kills as asked for
LIFE_S = (0.0, 3.0)  # from the first request of a life to its end
READY_S = 30.0


@dataclass
class Outcome:
    """What the receiver saw, after all the kills and one undisturbed life."""

    kills: int
    hits: Counter[str]  # kills that met work under way, by the table that held a lease
    published: int
    heard: dict[str, list[str]] = field(default_factory=dict)  # headline -> webhook-ids, in order
    intact: bool = True

    @property
    def lost(self) -> int:
        """Entries published that no receiver heard of."""
        return self.published - len(self.heard)

    @property
    def renamed(self) -> int:
        """Entries told under more than one name: a repeat nobody can recognise."""
        return sum(len(set(ids)) > 1 for ids in self.heard.values())

    @property
    def repeats(self) -> int:
        """Deliveries beyond the first."""
        return sum(len(ids) - 1 for ids in self.heard.values())


class World:
    """Publishers and a receiver on loopback, in a thread of their own."""

    def __init__(self, feeds: int = FEEDS) -> None:
        self.feeds = feeds
        self.editions = 0
        self.refusing = False
        self.requests = 0
        self.open = 0
        self.met = 0  # feed requests that found another open at the same origin
        self.gaps: list[float] = []  # seconds from the end of one feed request to the next
        self._asking: dict[int, int] = defaultdict(int)
        self._ended: dict[int, float] = {}
        self.heard: dict[str, list[str]] = defaultdict(list)
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()
        self.ports: list[int] = []
        self._thread = threading.Thread(target=self._run, args=[ready], daemon=True)
        self._thread.start()
        ready.wait()

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        servers = [
            self._loop.run_until_complete(asyncio.start_server(self._answer, "127.0.0.1", 0))
            for _ in range(self.feeds + 1)
        ]
        self.ports = [server.sockets[0].getsockname()[1] for server in servers]
        ready.set()
        self._loop.run_forever()
        for server in servers:
            server.close()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    def close(self) -> None:
        """End the thread."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    @property
    def published(self) -> int:
        """How many entries all feeds have listed."""
        return self.feeds * self.editions

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.requests += 1
        self.open += 1
        port = writer.get_extra_info("sockname")[1]
        head = "POST"
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            if head.startswith("POST") and self.refusing:
                reply = b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            elif head.startswith("POST"):
                await self._hear(head, reader)
                reply = b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"
            else:
                self._note(port)
                body = self._document(port)
                reply = (
                    "HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"
                    f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
                ).encode() + body
            await asyncio.sleep(0.02)  # long enough for a kill to fall into it
            writer.write(reply)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.open -= 1
            if not head.startswith("POST"):
                self._asking[port] -= 1
                self._ended[port] = time.monotonic()
            writer.close()

    def _note(self, port: int) -> None:
        """Two requests at once, or too soon after each other?"""
        self.met += self._asking[port] > 0
        self._asking[port] += 1
        if port in self._ended:
            self.gaps.append(time.monotonic() - self._ended[port])

    async def _hear(self, head: str, reader: asyncio.StreamReader) -> None:
        headers = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if line)
        body = json.loads(await reader.readexactly(int(headers["content-length"])))
        if article := body["data"]["article"]:
            self.heard[article["title"]].append(headers["webhook-id"])

    def _document(self, port: int) -> bytes:
        newest = range(self.editions, 0, -1)
        return rss(
            [(f"{port}-{n}", f"Strike {n} of {port}", "A long-range strike.") for n in newest],
            host=f"{port}.example",
        )


def write_config(folder: Path, world: World, database: str, gap: str = "0s") -> Path:
    """Every feed each second, every entry heard, one webhook."""
    feeds = "\n".join(
        f"  - {{url: 'http://127.0.0.1:{port}/rss', every: 1s}}" for port in world.ports[:-1]
    )
    config = folder / "wirebell.yaml"
    config.write_text(
        f"""version: 1
database: {database}
http:
  user_agent: "wirebell-test"
  allow_private: [127.0.0.0/8]
  per_host: {{concurrency: 1, gap: {gap}}}
web: {{listen: off}}
rules: rules.yaml
defaults: {{notify: [desk], first_poll: alert}}
channels:
  desk: {{type: webhook, url: "http://127.0.0.1:{world.ports[-1]}/"}}
feeds:
{feeds}
"""
    )
    (folder / "rules.yaml").write_text(
        "version: 1\nrules:\n  - {id: strikes, title: Strikes, severity: high,"
        " match: '\"long-range strike\"'}\n"
    )
    return config


def start(config: Path, log: Path) -> subprocess.Popen[bytes]:
    """A worker in a process group of its own."""
    with log.open("ab") as sink:
        return subprocess.Popen(
            [sys.executable, "-m", "worker", "--config", str(config), "run"],
            stdout=sink,
            stderr=sink,
            start_new_session=True,
        )


def leases(database: str) -> Counter[str]:
    """In which tables claims stand: feeds polled, articles read, deliveries sent."""
    engine = create_engine(database.replace("postgresql://", "postgresql+psycopg://"))
    try:
        with engine.connect() as line:
            found = "SELECT count(*) FROM {} WHERE leased_by IS NOT NULL"
            return Counter(
                table
                for table in ("feeds", "articles", "deliveries")
                if line.execute(text(found.format(table))).scalar_one()
            )
    finally:
        engine.dispose()


def intact(database: str) -> bool:
    """SQLite's own check; PostgreSQL is asked to read all it has."""
    engine = create_engine(database.replace("postgresql://", "postgresql+psycopg://"))
    try:
        with engine.connect() as line:
            if engine.dialect.name == "sqlite":
                whole = bool(line.execute(text("PRAGMA integrity_check")).scalar_one() == "ok")
                return whole and not line.execute(text("PRAGMA foreign_key_check")).all()
            return bool(line.execute(text("SELECT count(*) FROM articles")).scalar_one())
    finally:
        engine.dispose()


def kill_loop(
    kills: int,
    database: str,
    folder: Path,
    dice: random.Random,
    feeds: int = FEEDS,
    *,
    trouble: bool = False,
) -> Outcome:
    """Kill a worker `kills` times, and more often while none met work, then let one finish."""
    world = World(feeds)
    config = write_config(folder, world, database)
    log = folder / "worker.log"
    hits: Counter[str] = Counter()
    try:
        life = 0
        while life < kills or (not hits and life < MOST_IN_VAIN * kills):
            world.refusing = trouble and life % 3 < 2
            hits += one_life(world, config, log, database, dice)
            life += 1
        world.refusing = False
        worker = start(config, log)
        wait_for(lambda: len(world.heard) == world.published, 400 if trouble else 200)
        worker.send_signal(signal.SIGTERM)
        worker.wait(60)
        return Outcome(life, hits, world.published, dict(world.heard), intact(database))
    finally:
        world.close()


def one_life(
    world: World, config: Path, log: Path, database: str, dice: random.Random
) -> Counter[str]:
    """Reveal news, start a worker, kill it a moment after it began; what it was at."""
    world.editions += 1
    before = world.requests
    worker = start(config, log)
    wait_for(lambda: world.requests > before or worker.poll() is not None, READY_S)
    if worker.poll() is not None:
        raise AssertionError(f"the worker ended by itself:\n{log.read_text()[-3000:]}")
    time.sleep(dice.uniform(*LIFE_S))
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    met = leases(database)
    return met + Counter(["any"]) if met else met


def wait_for(condition: Callable[[], bool], seconds: float) -> bool:
    """Poll a condition on real processes until it holds or the time is up."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.005)
    return False


@contextmanager
def database_of(engine: str, folder: Path) -> Iterator[str]:
    """A fresh, migrated database on either engine."""
    if engine == "sqlite":
        yield f"sqlite:///{folder}/wirebell.db"
        return
    with running_server() as server:
        url = server.url_of(server.create())
        store = open_store(url, new_id=str)
        store.migrate()
        store.close()
        yield url


def main() -> None:
    """Run the loop and print what came of it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=100)
    options.add_argument("--engine", choices=["sqlite", "postgresql"], default="sqlite")
    options.add_argument("--trouble", action="store_true", help="a receiver that often refuses")
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as name, database_of(chosen.engine, Path(name)) as database:
        dice = random.Random(chosen.seed)
        found = kill_loop(chosen.kills, database, Path(name), dice, trouble=chosen.trouble)
    print(
        f"{found.kills} kills, {found.hits['any']} met work under way (polling "
        f"{found.hits['feeds']}, reading {found.hits['articles']}, delivering "
        f"{found.hits['deliveries']}), {found.published} published, "
        f"{found.lost} lost, {found.repeats} repeats, {found.renamed} under another name, "
        f"database {'intact' if found.intact else 'DAMAGED'}, {time.monotonic() - began:.0f} s"
    )
    sys.exit(bool(found.lost or found.renamed or not found.intact))


if __name__ == "__main__":
    main()
