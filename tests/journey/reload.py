"""A rule is edited under a running worker with 10,000 phrases, while news flows in.

    python -m tests.journey.reload --edits 8

The real worker, watched from inside its own event loop. Printed: from a save to the new rules
being live, the longest moment in which the loop did not turn, memory before, at the peak and after
the edits, and whether every entry published meanwhile was told, and once.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.fakes import rss
from tests.journey.kill9 import World, wait_for, write_config
from worker.daemon.assembly import Options
from worker.daemon.life import run
from worker.daemon.reload import Source

FILES = 20
LISTED = 60  # entries a feed shows at once
PROBE_S = 0.005
REPORT_S = 0.2
CALM_S = 5.0
PATIENCE_S = 90.0
SYLLABLES = ("ka", "ri", "mo", "ten", "sol", "var", "bel", "dun", "gol", "hin", "jor", "kel", "ulv")


class Flow(World):
    """Feeds with one more entry each half second, and the receiver."""

    def __init__(self, feeds: int, every_s: float = 0.5) -> None:
        self._over = threading.Event()
        super().__init__(feeds)
        self._every_s = every_s
        self._press = threading.Thread(target=self._print, daemon=True)
        self._press.start()

    def _print(self) -> None:
        while not self._over.wait(self._every_s):
            self.editions += 1

    def _document(self, port: int) -> bytes:
        newest = range(self.editions, max(0, self.editions - LISTED), -1)
        return rss(
            [(f"{port}-{n}", f"Strike {n} of {port}", "A long-range strike.") for n in newest],
            host=f"{port}.example",
        )

    def stop(self) -> None:
        """Let nothing new appear."""
        self._over.set()
        self._press.join(10)


@dataclass
class Watched:
    """A worker with its events, as they came: seconds since the start of the watch, and facts."""

    process: subprocess.Popen[str]
    events: list[tuple[float, dict[str, Any]]] = field(default_factory=list)

    def listen(self) -> None:
        """Read events until the worker ends."""
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                self.events.append((time.monotonic(), json.loads(line)))

    def named(self, event: str, since: float = 0.0) -> list[tuple[float, dict[str, Any]]]:
        """The events of one kind, with when they came."""
        return [(at, e) for at, e in list(self.events) if e["event"] == event and at >= since]

    def probe(self, key: str, since: float) -> float:
        """The highest reading since then; 0 if there is none."""
        return max((float(e[key]) for _, e in self.named("probe", since)), default=0.0)

    def resident_mb(self) -> float:
        """What it holds in memory now."""
        return float(self.named("probe")[-1][1]["resident_mb"])


@dataclass
class Outcome:
    """What came of it."""

    rules: int
    live_s: list[float]
    read_s: list[float]
    calm_ms: float
    longest_ms: float
    idle_mb: float
    peak_mb: float
    after_mb: list[float]
    published: int
    heard: dict[str, list[str]]

    @property
    def lost(self) -> int:
        """Entries nobody was told of."""
        return self.published - len(self.heard)

    @property
    def twice(self) -> int:
        """Entries told more than once."""
        return sum(len(ids) > 1 for ids in self.heard.values())


def write_rules(folder: Path, phrases: int) -> int:
    """Rule files with so many phrases that no entry contains; how many rules."""
    dice = random.Random(7)
    words = ["".join(dice.choices(SYLLABLES, k=dice.choice((2, 3)))) for _ in range(4_000)]
    folder.mkdir()
    rules = phrases // 4
    for number in range(FILES):
        lines = ["version: 1", "rules:"]
        for each in range(number, rules, FILES):
            a, b, c, d = (" ".join(dice.choices(words, k=2)) for _ in range(4))
            lines.append(f"  - id: rule-{each}")
            lines.append(f'    match: \'("{a}" OR "{b}") AND ("{c}" OR "{d}")\'')
            lines.append(f"    tests: [{{text: 'of {a} and {c}', match: true}}]")
        (folder / f"{number:02}.yaml").write_text("\n".join(lines) + "\n")
    return rules


def edit(folder: Path, number: int) -> None:
    """Write the one rule that hears the news, with something added to it."""
    text = f"""version: 1
rules:
  - id: strikes
    severity: high
    match: '"long-range strike" OR "edition {number}"'
    tests: [{{text: a long-range strike, match: true}}]
"""
    fresh = folder / "strikes.tmp"
    fresh.write_text(text)
    fresh.rename(folder / "strikes.yaml")  # as editors save


def edited_under(folder: Path, phrases: int, edits: int, feeds: int = 4) -> Outcome:
    """Start a worker, edit a rule so many times while news flows in, and let all be told."""
    flow = Flow(feeds)
    config = write_config(folder, flow, f"sqlite:///{folder}/wirebell.db")
    config.write_text(config.read_text().replace("rules: rules.yaml", "rules: rules/*.yaml"))
    rules = write_rules(folder / "rules", phrases) + 1
    edit(folder / "rules", 0)
    worker = _start(config)
    try:
        return _edit_and_watch(folder, flow, worker, rules, edits)
    finally:
        flow.stop()
        worker.process.terminate()
        worker.process.wait(60)
        flow.close()


def _edit_and_watch(folder: Path, flow: Flow, worker: Watched, rules: int, edits: int) -> Outcome:
    _until(lambda: len(flow.heard) > 20, worker)
    calm = time.monotonic()
    time.sleep(CALM_S)
    began, idle = time.monotonic(), worker.resident_mb()
    calm_ms = worker.probe("longest_ms", calm)
    live: list[float] = []
    read: list[float] = []
    after: list[float] = []
    for number in range(1, edits + 1):
        saved = time.monotonic()
        edit(folder / "rules", number)
        _until(lambda at=saved: worker.named("reload", at), worker)
        live.append(worker.named("reload", saved)[0][0] - saved)
        _until(lambda at=saved: worker.named("quiet", at), worker)
        read.append(worker.named("quiet", saved)[0][0] - saved)
        time.sleep(1)
        after.append(worker.resident_mb())
    refused = [e for _, e in worker.named("reload") if not e["ok"]]
    assert not refused, refused
    longest, peak = worker.probe("longest_ms", began), worker.probe("resident_mb", began)
    flow.stop()
    _until(lambda: len(flow.heard) >= flow.published, worker)
    heard = {title: list(ids) for title, ids in flow.heard.items()}
    return Outcome(rules, live, read, calm_ms, longest, idle, peak, after, flow.published, heard)


def _until(condition: Any, worker: Watched) -> None:
    ended = wait_for(lambda: condition() or worker.process.poll() is not None, PATIENCE_S)
    if not ended or worker.process.poll() is not None:
        raise AssertionError(f"the worker did not come so far: {worker.events[-3:]}")


def _start(config: Path) -> Watched:
    command = [sys.executable, "-m", "tests.journey.reload", "--watched", str(config)]
    log = config.with_name("worker.log")
    with log.open("ab") as sink:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=sink, text=True)
    worker = Watched(process)
    threading.Thread(target=worker.listen, daemon=True).start()
    return worker


# ---- inside the watched worker ------------------------------------------------------------


async def _probe() -> None:
    """Tell the longest overshoot of a short sleep, and the memory held, several times a second."""
    while True:
        longest, until = 0.0, time.monotonic() + REPORT_S
        while time.monotonic() < until:
            before = time.perf_counter()
            await asyncio.sleep(PROBE_S)
            longest = max(longest, time.perf_counter() - before - PROBE_S)
        facts = {"event": "probe", "longest_ms": longest * 1000, "resident_mb": _resident_mb()}
        print(json.dumps(facts), flush=True)


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


async def _watched(config: Path) -> int:
    probe = asyncio.create_task(_probe())
    try:
        return await run(Options(Source(config, os.environ), echo=True))
    finally:
        probe.cancel()


def _lines(found: Outcome) -> Iterator[str]:
    yield f"rules                          {found.rules}"
    yield f"from the save to live, s       {_three(found.live_s)}"
    yield f"the last day read by then, s   {_three(found.read_s)}"
    ratio = f"{found.longest_ms:.0f} ({found.calm_ms:.0f} before any edit)"
    yield f"loop not turning, longest, ms  {ratio}"
    after = " ".join(f"{mb:.0f}" for mb in found.after_mb)
    yield f"memory, MB                     {found.idle_mb:.0f} idle, {found.peak_mb:.0f} peak"
    yield f"  after each edit              {after}"
    yield f"published, lost, told twice    {found.published}, {found.lost}, {found.twice}"


def _three(values: list[float]) -> str:
    ranked = sorted(values)
    return f"{ranked[0]:.2f} least, {ranked[len(ranked) // 2]:.2f} median, {ranked[-1]:.2f} most"


def main() -> None:
    """Watch, or be watched."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    asked.add_argument("--phrases", type=int, default=10_000)
    asked.add_argument("--edits", type=int, default=8)
    asked.add_argument("--watched", type=Path, help=argparse.SUPPRESS)
    args = asked.parse_args()
    if args.watched:
        sys.exit(asyncio.run(_watched(args.watched)))
    with tempfile.TemporaryDirectory() as folder:
        found = edited_under(Path(folder), args.phrases, args.edits)
    print("\n".join(_lines(found)))
    sys.exit(1 if found.lost or found.twice else 0)


if __name__ == "__main__":
    main()
