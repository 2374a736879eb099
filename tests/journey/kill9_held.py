"""kill -9 with updates, digests and silences: what was held is told, once, and edits are too.

    python -m tests.journey.kill9_held --kills 60 [--engine postgresql]

Every life brings news for three rules, an edit of what came two lives ago, and a silence of a
second or two. One rule rings at once, one rests a second after each alert, one waits a second for
a second origin that never comes. The worker is killed at a random moment, and started again.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import signal
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from tests.fakes import rss
from tests.journey.kill9 import World, database_of, intact, one_life, start, wait_for, write_config
from worker.model import Silence
from worker.store import SqlStore, open_store

FEEDS = 6
EDITED_AFTER = 2  # lives
WORDS = ("strike", "often", "careful")
RULES = """version: 1
rules:
  - {id: strike, match: strike}
  - {id: often, match: often, cooldown: 1s}
  - {id: careful, match: careful, where: {origins: 2, wait: 1s}}
"""
FAR = timedelta(days=1000)


@dataclass
class Outcome:
    """What the receiver saw; all but `met`, `repeats`, `digests` and `updates` counts a fault."""

    published: int
    met: Counter[str]
    digests: int
    updates: int
    repeats: int  # deliveries beyond the first, each with the id of the first
    lost: int  # entries nobody was told of
    twice: int  # entries told of as new under more than one id
    silences_lost: int  # whose end was not told
    silences_twice: int
    edits_lost: int  # articles whose last text was never spoken of
    cut: int  # digests that did not list all they held
    intact: bool

    @property
    def faults(self) -> int:
        """How many promises were broken."""
        broken = (self.lost, self.twice, self.silences_lost, self.silences_twice)
        return sum(broken) + self.edits_lost + self.cut + (not self.intact)


class HeldWorld(World):
    """Publishers whose entries change their words once, and a receiver that reads digests."""

    def __init__(self, feeds: int) -> None:
        self.new: dict[str, set[str]] = defaultdict(set)  # title -> ids that told it first
        self.edits: set[str] = set()
        self.ends: dict[str, set[str]] = defaultdict(set)  # words of a silence -> ids
        self.digests: set[str] = set()
        self.messages: Counter[str] = Counter()
        self.cut = 0
        super().__init__(feeds)

    async def _hear(self, head: str, reader: asyncio.StreamReader) -> None:
        headers = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if line)
        body = json.loads(await reader.readexactly(int(headers["content-length"])))
        name, data = headers["webhook-id"], body["data"]
        self.messages[name] += 1
        if body["type"] == "digest":
            self._digest(name, data)
        elif not data["alert"]["reason"].startswith("corrected"):
            self.new[data["article"]["title"]].add(name)
        else:
            self.edits.add(name)

    def _digest(self, name: str, data: dict[str, Any]) -> None:
        self.digests.add(name)
        self.cut += "left_out" in data["digest"]
        for item in data["digest"]["items"]:
            if not item["news"].startswith("corrected"):
                self.new[item["article"]["title"]].add(name)
        if (reason := data["alert"]["reason"]).startswith("the silence by"):
            self.ends[reason.partition("(")[2].partition(")")[0]].add(name)

    def _document(self, port: int) -> bytes:
        items = []
        for number in range(self.editions, 0, -1):
            word = WORDS[(port + number) % len(WORDS)]
            more = " They say so." if self.editions - number >= EDITED_AFTER else ""
            items.append((f"{port}-{number}", f"News {number} of {port}", f"A {word}.{more}"))
        return rss(items, host=f"{port}.example")


def kill_loop(kills: int, database: str, folder: Path, dice: random.Random) -> Outcome:
    """Kill a worker `kills` times, then let one keep every promise."""
    world = HeldWorld(FEEDS)
    config = write_config(folder, world, database)
    (folder / "rules.yaml").write_text(RULES)
    log, met, silences = folder / "worker.log", Counter[str](), 0
    store = open_store(database, new_id=str)
    store.migrate()
    try:
        for number in range(kills):
            _silence(store, number, dice)
            silences += 1
            met += one_life(world, config, log, database, dice)
        worker = start(config, log)
        wait_for(lambda: _kept(world, store, silences), 120)
        world.editions += EDITED_AFTER  # edits what was told, on a machine too slow for it before
        wait_for(lambda: _kept(world, store, silences) and not _unspoken(database), 120)
        time.sleep(2)  # what would be said twice comes now
        worker.send_signal(signal.SIGTERM)
        worker.wait(60)
    finally:
        world.close()
        store.close()
    ids = world.messages
    return Outcome(
        published=world.published,
        met=met,
        digests=len(world.digests),
        updates=len(world.edits),
        repeats=ids.total() - len(ids),
        lost=world.published - len(world.new),
        twice=sum(len(told) > 1 for told in world.new.values()),
        silences_lost=silences - len(world.ends),
        silences_twice=sum(len(told) > 1 for told in world.ends.values()),
        edits_lost=_unspoken(database),
        cut=world.cut,
        intact=intact(database),
    )


def _silence(store: SqlStore, number: int, dice: random.Random) -> None:
    now = datetime.now(UTC)
    lasts = timedelta(seconds=dice.uniform(1, 5))
    rule = dice.choice(["strike", "often", "*"])
    word = Silence(0, "ann", f"drill {number}", now, now + lasts, (("rule", rule),))
    store.add_silence(word)


def _kept(world: HeldWorld, store: SqlStore, silences: int) -> bool:
    told = len(world.new) == world.published and len(world.ends) == silences
    return told and not store.promise_due(datetime.now(UTC) + FAR) and not store.undone()[0]


def _unspoken(database: str) -> int:
    engine = create_engine(database.replace("postgresql://", "postgresql+psycopg://"))
    spoken = "SELECT max(revision) FROM decisions WHERE article_id = a.id AND verdict = 'speak'"
    try:
        with engine.connect() as line:
            count = f"SELECT count(*) FROM articles a WHERE a.revision <> ({spoken})"
            return int(line.execute(text(count)).scalar_one())
    finally:
        engine.dispose()


def main() -> None:
    """Run the loop and print what came of it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=60)
    options.add_argument("--engine", choices=["sqlite", "postgresql"], default="sqlite")
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name, database_of(chosen.engine, Path(name)) as database:
        found = kill_loop(chosen.kills, database, Path(name), random.Random(chosen.seed))
    print(found)
    sys.exit(bool(found.faults))


if __name__ == "__main__":
    main()
