"""What a poll costs: Wirebell beside the naive loop, on 200 TLS origins of this machine.

    python -m tests.bench.poll [--json] [--origins 200]

CPU is that of the worker and its parsing children, start-up apart; the origins run in a process
of their own. The naive loop is what one writes first: httpx, feedparser with its defaults, and an
ORM that selects before it adds. Both see the same bytes in the same run, so read the ratios.
The last of the polling rows is a round in which 60 % of the feeds answer 304, 10 % the same bytes,
20 % are regenerated and 10 % have one new entry (`origins.MIX`).
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TextIO

import feedparser
import httpx
import trustme
from sqlmodel import Field, Session, SQLModel, create_engine, select

from tests.bench.rows import Row
from worker.daemon.assembly import Options, Parts, build
from worker.daemon.journal import configure_logs
from worker.daemon.reload import Source
from worker.daemon.rounds import Rounds

CASES = {
    "304": "unchanged",
    "same hash": "same",
    "nothing new": "regenerated",
    "one new": "one_new",
}
MIXED = "feeds a minute a core, mixed 60/10/20/10"
MS_A_MINUTE = 60_000
PACED_PER_SECOND = 20  # feeds made due a second while latency is measured


def cpu_s() -> float:
    """CPU seconds this process and its living and ended children have used."""
    ticks = os.sysconf("SC_CLK_TCK")
    me = os.getpid()
    spent = sum(os.times()[:4])
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == me or _grandchild(int(fields[1]), me):
            spent += (int(fields[11]) + int(fields[12]) + int(fields[13]) + int(fields[14])) / ticks
    return spent


def _grandchild(parent: int, me: int) -> bool:
    """Whether `parent` is itself a child of ours (a fork server has children of its own)."""
    try:
        return int(Path(f"/proc/{parent}/stat").read_text().rpartition(")")[2].split()[1]) == me
    except OSError:
        return False


class Origins:
    """The press process: switch what it serves, read what its receiver saw."""

    def __init__(self, count: int, folder: Path) -> None:
        authority = trustme.CA()
        pem = folder / "origin.pem"
        authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(str(pem))
        self.ca = folder / "ca.pem"
        authority.cert_pem.write_to_path(str(self.ca))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.origins", str(count), str(pem)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        ports = json.loads(self._line())
        self.urls = [f"https://127.0.0.1:{port}/rss" for port in ports["origins"]]
        self.receiver = f"http://127.0.0.1:{ports['receiver']}/"

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def say(self, word: str) -> Any:
        """Send one line and return the JSON answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(word + "\n")
        self._process.stdin.flush()
        return json.loads(self._line())

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(10)


@contextmanager
def press(count: int, folder: Path) -> Iterator[Origins]:
    """Origins that are closed whatever happens."""
    origins = Origins(count, folder)
    try:
        yield origins
    finally:
        origins.close()


class NaiveArticle(SQLModel, table=True):
    """The table of the naive loop."""

    id: int | None = Field(default=None, primary_key=True)
    feed: str = Field(index=True)
    guid: str = Field(index=True)
    title: str
    text: str


class Naive:
    """httpx, feedparser's defaults, select-then-add: the loop one writes first."""

    def __init__(self, origins: Origins, folder: Path) -> None:
        self._urls = origins.urls
        self._ca = str(origins.ca)
        self._engine = create_engine(f"sqlite:///{folder / 'naive.db'}")
        SQLModel.metadata.create_all(self._engine, tables=[NaiveArticle.__table__])  # type: ignore[attr-defined]
        self._validators: dict[str, str] = {}

    async def round(self) -> None:
        """Ask every feed once, ten at a time."""
        gate = asyncio.Semaphore(10)
        async with httpx.AsyncClient(verify=self._context(), trust_env=False) as client:

            async def one(url: str) -> None:
                async with gate:
                    headers = {"If-None-Match": self._validators.get(url, "")}
                    answer = await client.get(url, headers=headers)
                if answer.status_code == httpx.codes.OK:
                    self._keep(url, answer)

            await asyncio.gather(*map(one, self._urls))

    def _context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self._ca)

    def _keep(self, url: str, answer: httpx.Response) -> None:
        feed = feedparser.parse(answer.content)
        with Session(self._engine) as session:
            for entry in feed.entries:
                known = session.exec(
                    select(NaiveArticle).where(
                        NaiveArticle.feed == url, NaiveArticle.guid == entry.id
                    )
                ).first()
                if known is None:
                    text = entry.content[0].value
                    session.add(NaiveArticle(feed=url, guid=entry.id, title=entry.title, text=text))
            session.commit()
        self._validators[url] = answer.headers.get("etag", "")


def write_config(folder: Path, origins: Origins) -> Path:
    """A configuration over all origins, one rule, one webhook."""
    feeds = "\n".join(f"  - {{url: '{url}', every: 30d}}" for url in origins.urls)
    config = folder / "wirebell.yaml"
    config.write_text(
        f"""version: 1
database: sqlite:///bench.db
http:
  user_agent: "wirebell-bench"
  ca_bundle: {origins.ca}
  allow_private: [127.0.0.0/8]
  per_host: {{concurrency: 1, gap: 0s}}
web: {{listen: off}}
rules: rules.yaml
defaults: {{notify: [desk]}}
channels:
  desk: {{type: webhook, url: "{origins.receiver}"}}
feeds:
{feeds}
"""
    )
    (folder / "rules.yaml").write_text(
        "version: 1\nrules:\n  - {id: strikes, title: Strikes, severity: high,"
        " match: '\"long-range strike\"'}\n"
    )
    return config


async def poll_all(parts: Parts, urls: list[str]) -> None:
    """Make every feed due and poll until all have been visited."""
    for url in urls:
        parts.store.due_now(url, parts.clock.now())
    while await parts.pipeline.poll():
        await parts.pipeline.settle_down()


async def paced_latencies(parts: Parts, origins: Origins) -> list[float]:
    """Seconds from a feed's answer to the receiver's request, feeds becoming due evenly."""
    origins.say("one_new")
    rounds = Rounds(parts.pipeline)
    rounds.start()
    for number, url in enumerate(origins.urls):
        await parts.pipeline.in_store(parts.store.due_now, url, parts.clock.now())
        rounds.wake("poll")
        if number % 2:
            await asyncio.sleep(2 / PACED_PER_SECOND)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        seen = origins.say("latencies")
        if len(seen) == len(origins.urls):
            break
        await asyncio.sleep(0.1)
    await rounds.stop()
    return sorted(map(float, seen))


async def show_latencies(parts: Parts, origins: Origins, show: Callable[[Row], None]) -> None:
    """How long an alert takes, in the middle and at the end."""
    seen = await paced_latencies(parts, origins)
    show(Row("feed answer to receiver: p50", statistics.median(seen) * 1000, "ms"))
    show(Row("feed answer to receiver: p99", seen[int(len(seen) * 0.99) - 1] * 1000, "ms"))
    show(Row("feed answer to receiver: alerts", len(seen), f"of {len(origins.urls)}"))


async def spent_ms(parts: Parts, naive: Naive, origins: Origins, mode: str) -> tuple[float, float]:
    """CPU a poll in a round of this mode: Wirebell's, then the naive loop's."""
    origins.say(mode)
    spent = []
    for work in (partial(poll_all, parts, origins.urls), naive.round):
        gc.collect()
        before = cpu_s()
        await work()
        spent.append((cpu_s() - before) * 1000 / len(origins.urls))
    return spent[0], spent[1]


async def measure(
    origins: Origins, folder: Path, show: Callable[[Row], None], silence: TextIO
) -> None:
    """All cases, Wirebell and the naive loop by turns."""
    async with AsyncExitStack() as stack:
        parts = await build(Options(Source(write_config(folder, origins))), stack)
        configure_logs(silence)
        naive = Naive(origins, folder)
        await poll_all(parts, origins.urls)
        await naive.round()
        while await parts.pipeline.read():
            pass
        for case, mode in CASES.items():
            ours, naive_ms = await spent_ms(parts, naive, origins, mode)
            show(Row(case, ours, "ms CPU a poll", {"naive_loop": naive_ms}))
        ours, naive_ms = await spent_ms(parts, naive, origins, "mixed")
        show(Row(MIXED, MS_A_MINUTE / ours, "", {"naive_loop": MS_A_MINUTE / naive_ms}))
        while await parts.pipeline.read():
            pass
        while await parts.pipeline.deliver():
            await parts.pipeline.settle_down()
        await show_latencies(parts, origins, show)
        articles = parts.store.status(parts.clock.now()).articles
        naive_b = bytes_of(folder, "naive.db") / articles
        stored_b = bytes_of(folder, "bench.db*") / articles
        show(Row("bytes stored an article", stored_b, "B", {"naive_loop": naive_b}))


def bytes_of(folder: Path, pattern: str) -> int:
    """The size of the files so named."""
    return sum(file.stat().st_size for file in folder.glob(pattern))


def main() -> None:
    """Run the bench and print its rows."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--json", action="store_true")
    options.add_argument("--origins", type=int, default=200)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with press(chosen.origins, folder) as origins, Path(os.devnull).open("w") as silence:
            asyncio.run(
                measure(
                    origins,
                    folder,
                    lambda row: print(row.shown("poll", as_json=chosen.json), flush=True),
                    silence,
                )
            )


if __name__ == "__main__":
    main()
