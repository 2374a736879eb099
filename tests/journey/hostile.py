"""Publishers that turn hostile, all at once, beside healthy ones that must not notice.

    python -m tests.journey.hostile --seconds 25

The real daemon polls some forty feeds that answer well until it has settled; then each of them
attacks in its own way. What the worker holds in memory above its idle state, when the healthy
feeds were asked, whether their news rang, and what became of each attacker is printed.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from socket import AF_INET6
from typing import Any

from sqlalchemy import Row, create_engine, text

from tests.fakes import rss
from tests.journey.attacks import Writer, attacks
from tests.journey.kill9 import World, start, wait_for

HEALTHY = 10
EVERY_S = 2
JITTER = 1.1
SAMPLE_S = 0.02
SETTLED_S = 3.0  # of quiet, before the attack, over which the idle memory is read


class Siege(World):
    """Healthy feeds, a receiver, and attackers that behave until `unleashed`."""

    def __init__(self, only: str = "") -> None:
        attackers = {name: attack for name, attack in attacks().items() if only in name}
        self.unleashed = False
        self.trapped = 0  # connections nobody may make
        self.trap = self.trap6 = 0
        self.asked: dict[int, list[float]] = defaultdict(list)
        self.struck: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        super().__init__(HEALTHY + len(attackers))
        named = zip(self.ports[HEALTHY:-1], attackers.items(), strict=True)
        self.attackers = dict(named)
        asyncio.run_coroutine_threadsafe(self._set_traps(), self._loop).result(10)

    async def _set_traps(self) -> None:
        async def spring(_reader: asyncio.StreamReader, writer: Writer) -> None:
            self.trapped += 1
            writer.close()

        self._traps = [await asyncio.start_server(spring, "127.0.0.1", 0)]
        self.trap = self._traps[0].sockets[0].getsockname()[1]
        self.trap6 = self.trap
        try:
            self._traps.append(await asyncio.start_server(spring, "::1", 0, family=AF_INET6))
            self.trap6 = self._traps[1].sockets[0].getsockname()[1]
        except OSError:
            pass  # a machine without IPv6: the address is refused all the same

    @property
    def published(self) -> int:
        """How many entries the healthy feeds have listed."""
        return HEALTHY * self.editions

    def url(self, port: int) -> str:
        """The feed served there."""
        return f"http://127.0.0.1:{port}/rss"

    async def _answer(self, reader: asyncio.StreamReader, writer: Writer) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        port = writer.get_extra_info("sockname")[1]
        if port != self.ports[-1]:
            self.asked[port].append(time.monotonic())
        name, attack = self.attackers.get(port, ("", None))
        if attack is None or not self.unleashed:
            await super()._answer(reader, writer)
            return
        self.requests += 1
        try:
            await reader.readuntil(b"\r\n\r\n")
            self.struck.add(name)
            await attack(self, writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the worker has gone, or the siege is over
        finally:
            writer.close()

    def _document(self, port: int) -> bytes:
        """Attackers, while they behave, say nothing that a rule would hear."""
        if port in self.attackers:
            return rss([("calm", "A calm day", "Nothing.")], host=f"{port}.example")
        return super()._document(port)

    def close(self) -> None:
        """End every connection, then the thread."""
        asyncio.run_coroutine_threadsafe(self._disperse(), self._loop).result(10)
        super().close()

    async def _disperse(self) -> None:
        for trap in self._traps:
            trap.close()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def write_config(folder: Path, siege: Siege, timeout_s: float) -> Path:
    """All feeds each two seconds, one rule, one webhook."""
    feeds = "\n".join(
        f"  - {{url: '{siege.url(port)}', every: {EVERY_S}s}}" for port in siege.ports[:-1]
    )
    config = folder / "wirebell.yaml"
    config.write_text(
        f"""version: 1
database: sqlite:///hostile.db
http:
  user_agent: "wirebell-test"
  timeout: {timeout_s:g}s
  allow_private: [127.0.0.0/8]
  per_host: {{concurrency: 1, gap: 0s}}
web: {{listen: off}}
rules: rules.yaml
defaults: {{notify: [desk], first_poll: alert}}
channels:
  desk: {{type: webhook, url: "http://127.0.0.1:{siege.ports[-1]}/"}}
feeds:
{feeds}
"""
    )
    (folder / "rules.yaml").write_text(
        "version: 1\nrules:\n  - {id: strikes, title: Strikes, severity: high,"
        " match: '\"long-range strike\"'}\n"
    )
    return config


# ---- what it costs --------------------------------------------------------------------------


def status_kb(pid: int, name: str) -> int:
    """A field of /proc/PID/status in kB; 0 for a process that has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{name}:")), 0)


def below(pid: int) -> list[int]:
    """The living descendants of a process."""
    try:
        named = " ".join(f.read_text() for f in Path(f"/proc/{pid}/task").glob("*/children"))
    except OSError:
        return []
    return [each for child in map(int, named.split()) for each in (child, *below(child))]


@dataclass
class Meter:
    """Memory of a worker and its children, sampled by a thread until stopped; MB."""

    pid: int
    peak_mb: float = 0.0
    child_mb: float = 0.0  # the largest child
    children_mb: float = 0.0  # all of them together; what they share counts in each
    _stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Sample until stopped."""
        while not self._stop.wait(SAMPLE_S):
            self.peak_mb = max(self.peak_mb, status_kb(self.pid, "VmRSS") / 1000)
            each = [status_kb(child, "VmRSS") / 1000 for child in below(self.pid)]
            self.child_mb = max([self.child_mb, *each])
            self.children_mb = max(self.children_mb, sum(each))

    @contextmanager
    def running(self) -> Iterator[Meter]:
        """Sample while the block runs, and let the kernel note the peak between samples."""
        cleared = Path(f"/proc/{self.pid}/clear_refs")
        cleared.write_text("5")  # forget VmHWM (proc(5))
        thread = threading.Thread(target=self.run, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._stop.set()
            thread.join(10)
            self.peak_mb = max(self.peak_mb, status_kb(self.pid, "VmHWM") / 1000)


@dataclass
class Report:
    """What the siege came to."""

    idle_mb: float
    meter: Meter
    longest_gap_s: float  # between two polls of one healthy feed, under attack
    polls: int
    published: int
    heard: int
    repeated: int
    trapped: int
    fared: dict[str, list[str]]  # attacker -> "outcome: words" of its visits, under attack
    exit_code: int | None
    log: str

    @property
    def grown_mb(self) -> float:
        """The worker's own memory above idle."""
        return self.meter.peak_mb - self.idle_mb


def last_visit(database: Path) -> int:
    """The id of the latest visit."""
    return int(
        _asked(database, "SELECT coalesce(max(id), 0) FROM visits WHERE id > :since", 0)[0][0]
    )


def visited(database: Path, rest_s: float = 0.0) -> int:
    """How many feeds have had a visit that was kept; asked after a rest."""
    time.sleep(rest_s)
    query = "SELECT count(DISTINCT feed_id) FROM visits WHERE id > :since"
    return int(_asked(database, query, 0)[0][0])


def visits(database: Path, siege: Siege, since: int, rest_s: float = 0.0) -> dict[str, list[str]]:
    """What became of each attacker's feed in the visits after that one; asked after a rest."""
    time.sleep(rest_s)
    rows = _asked(
        database,
        "SELECT f.url, v.outcome, v.words FROM visits v JOIN feeds f"
        " ON f.id = v.feed_id WHERE v.id > :since ORDER BY v.id",
        since,
    )
    named = {siege.url(port): name for port, (name, _) in siege.attackers.items()}
    fared: dict[str, list[str]] = {name: [] for name in named.values()}
    for row in rows:
        said = f"{row.outcome}: {row.words}"
        if row.url in named and row.outcome != "same_body" and said not in fared[named[row.url]]:
            fared[named[row.url]].append(said)
    return fared


def _asked(database: Path, query: str, since: int) -> Sequence[Row[Any]]:
    engine = create_engine(f"sqlite:///{database}")
    try:
        with engine.connect() as line:
            return line.execute(text(query), {"since": since}).all()
    finally:
        engine.dispose()


def besiege(folder: Path, seconds: float, timeout_s: float = 5.0, only: str = "") -> Report:
    """Let a worker settle, turn the attackers loose for `seconds`, reveal news all the while.

    `only`: the attackers with this in their names.
    """
    siege = Siege(only)
    log, database = folder / "worker.log", folder / "hostile.db"
    worker = start(write_config(folder, siege, timeout_s), log)
    meter = Meter(worker.pid)
    try:
        if not wait_for(lambda: len(siege.asked) == siege.feeds, 120):
            raise AssertionError(f"the worker asked nobody:\n{log.read_text()[-3000:]}")
        # asked is not yet kept: a calm visit kept after `since` would count as one under attack
        if not wait_for(lambda: visited(database, rest_s=0.2) == siege.feeds, 120):
            raise AssertionError(f"visits are missing:\n{log.read_text()[-3000:]}")
        time.sleep(SETTLED_S)
        idle_mb = status_kb(worker.pid, "VmRSS") / 1000
        with meter.running():
            since, began = last_visit(database), time.monotonic()
            siege.unleashed = True
            while time.monotonic() - began < seconds:
                siege.editions += 1
                time.sleep(EVERY_S)
            ended = time.monotonic()
            wait_for(lambda: len(siege.struck) == len(siege.attackers), 120)
            wait_for(lambda: all(visits(database, siege, since, rest_s=0.2).values()), 120)
            wait_for(lambda: len(siege.heard) == siege.published, 120)
        polls, gap = punctuality(siege, began, ended)
        code = end(worker)
        return Report(
            idle_mb=idle_mb, meter=meter, longest_gap_s=gap, polls=polls,
            published=siege.published, heard=len(siege.heard),
            repeated=sum(len(ids) - 1 for ids in siege.heard.values()), trapped=siege.trapped,
            fared=visits(database, siege, since), exit_code=code,
            log=log.read_text(),
        )  # fmt: skip
    finally:
        end(worker)
        siege.close()


def punctuality(siege: Siege, began: float, ended: float) -> tuple[int, float]:
    """How often the healthy feeds were asked in that time, and the longest any of them waited."""
    polls, longest = 0, 0.0
    for port in siege.ports[:HEALTHY]:
        moments = [moment for moment in siege.asked[port] if began <= moment <= ended]
        polls += len(moments)
        whole = [began, *moments, ended]
        gaps = [later - sooner for sooner, later in pairwise(whole)]
        longest = max([longest, *gaps])
    return polls, longest


def end(worker: subprocess.Popen[bytes]) -> int | None:
    """Ask the worker to stop; its exit code, None if it had to be killed."""
    if worker.poll() is not None:
        return worker.returncode
    worker.send_signal(signal.SIGTERM)
    try:
        return worker.wait(60)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()
        return None


def main() -> None:
    """Run the siege and print what came of it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=25.0)
    options.add_argument("--timeout", type=float, default=5.0)
    options.add_argument("--only", default="", help="attackers with this in their names")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        found = besiege(Path(name), chosen.seconds, chosen.timeout, chosen.only)
    for attacker, words in found.fared.items():
        print(f"{attacker:<34} {' | '.join(words) or 'NO VISIT'}")
    print(
        f"worker: {found.idle_mb:.0f} MB idle, {found.meter.peak_mb:.0f} MB at its peak "
        f"(+{found.grown_mb:.0f}); largest child {found.meter.child_mb:.0f} MB, all children "
        f"{found.meter.children_mb:.0f} MB\n"
        f"{HEALTHY} healthy feeds, every {EVERY_S} s: {found.polls} polls, longest wait "
        f"{found.longest_gap_s:.2f} s; {found.published} news, {found.heard} rang, "
        f"{found.repeated} twice; {found.trapped} connections to forbidden places; "
        f"exit {found.exit_code}"
    )
    late = found.longest_gap_s > 2 * EVERY_S * JITTER
    silent = [attacker for attacker, words in found.fared.items() if not words]
    sys.exit(
        bool(late or silent or found.grown_mb >= 60 or found.heard < found.published)
        or found.exit_code != 0
    )


if __name__ == "__main__":
    main()
