"""Three workers on one PostgreSQL: nothing read or sent twice, no host asked twice at once.

    python -m tests.journey.three_workers [--rounds 20]

Each publisher answers slowly and notes whether two requests ever met, and how far apart they
came; the receiver notes every delivery.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, text

from tests.journey.kill9 import World, database_of, start, wait_for, write_config

GAP_S = 1


@dataclass
class Outcome:
    """What three workers did together."""

    published: int
    told: int
    told_twice: int
    read_twice: int
    met: int  # requests that found another open at the same host
    shortest_gap_s: float  # between the end of one request to a host and the next
    owners: int  # workers that really did work


def together(database: str, folder: Path, rounds: int, feeds: int = 12) -> Outcome:
    """Three workers, news in every round, until all of it is told."""
    world = World(feeds)
    config = write_config(folder, world, database, gap=f"{GAP_S}s")
    workers = [start(config, folder / f"worker{n}.log") for n in range(3)]
    try:
        for _ in range(rounds):
            world.editions += 1
            time.sleep(1)
        # A gap is seen at a host's second request, which slow workers may not need for the news.
        wait_for(lambda: len(world.heard) == world.published and bool(world.gaps), 200)
        time.sleep(1)  # a second delivery would come now
        engine = create_engine(database.replace("postgresql://", "postgresql+psycopg://"))
        with engine.connect() as line:
            count = "SELECT count(*) FROM articles WHERE attempt <> 1"
            read_twice = line.execute(text(count)).scalar_one()
            owners = line.execute(text("SELECT count(*) FROM workers")).scalar_one()
        engine.dispose()
    finally:
        for worker in workers:
            worker.send_signal(signal.SIGTERM)
        for worker in workers:
            worker.wait(60)
        world.close()
    return Outcome(
        published=world.published,
        told=len(world.heard),
        told_twice=sum(len(ids) > 1 for ids in world.heard.values()),
        read_twice=read_twice,
        met=world.met,
        shortest_gap_s=min(world.gaps, default=0.0),
        owners=owners,
    )


def main() -> None:
    """Run it and print what came of it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=20)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name, database_of("postgresql", Path(name)) as database:
        found = together(database, Path(name), chosen.rounds)
    print(found)
    sys.exit(bool(found.told != found.published or found.told_twice or found.met))


if __name__ == "__main__":
    main()
