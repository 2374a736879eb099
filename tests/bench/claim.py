"""What it costs to claim due feeds among 100,000, on both engines; and whether it is fair.

    python -m tests.bench.claim [--json] [--feeds 100000]

One host owns a twentieth of the feeds, the others one each, and that host's feeds have been due
longest. Beside each figure stands the same claim in a database of a tenth of the feeds, in the
same run: what does not grow does not scan. CPU is the worker's; PostgreSQL's own is not in it.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

from tests.bench.rows import Row
from tests.postgres import running_server
from worker.model import Feed, FeedClaim, HostLimits
from worker.store import SqlStore, open_store
from worker.store.tables import hosts

BIG = "big.example"
LIMITS = HostLimits(concurrency=1, gap=timedelta(seconds=1))
AT_ONCE = 20  # feeds a claim
ROUNDS = 30
START = datetime(2026, 11, 22, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def main() -> None:
    """Both engines, each with a large and a small database."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--json", action="store_true", help="one row a line, as JSON")
    parser.add_argument("--feeds", type=int, default=100_000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, running_server() as server:
        urls: dict[str, Callable[[], str]] = {
            "SQLite": lambda: f"sqlite:///{Path(folder) / f'{time.monotonic_ns()}.db'}",
            "PostgreSQL": lambda: server.url_of(server.create()),
        }
        for engine, url in urls.items():
            small = measured(url(), chosen.feeds // 10)
            for case, (unit, value) in measured(url(), chosen.feeds).items():
                against = {f"{chosen.feeds // 10:,} feeds": small[case][1]}
                row = Row(f"{engine}, {case}", value, unit, against)
                print(row.shown("claim", as_json=chosen.json), flush=True)


def measured(url: str, count: int) -> dict[str, tuple[str, float]]:
    """Each case's unit and figure in a database of so many feeds."""
    with filled(url, count) as store:
        due = START + timedelta(hours=1)
        first = store.claim_feeds("bench", AT_ONCE, LIMITS, due)
        names = [claim.host for claim in first]
        found: dict[str, tuple[str, float]] = {
            "hosts in the first claim": ("of 20", len(set(names))),
            "feeds of the big host in it": ("feeds", names.count(BIG)),
        }
        store.release(first)
        found |= _timed("claim of 20", *_claims(store, due + MINUTE))
        _block(store, due + timedelta(days=2))
        found |= _timed("big host blocked", *_claims(store, due + timedelta(hours=2)))
        found |= _timed("nothing due", *_claims(store, START - timedelta(hours=1)))
        later = due + timedelta(hours=3)
        found |= _timed("look for failing feeds", *_looks(
            lambda: store.failing_feeds(timedelta(hours=6), later)))  # fmt: skip
        found |= _timed("look for silent feeds", *_looks(lambda: store.silent_feeds(None, later)))
    return found


@contextmanager
def filled(url: str, count: int) -> Iterator[SqlStore]:
    """A store in which all feeds are due, a twentieth of them the big host's and these first."""
    store = open_store(url, new_id=str)
    store.migrate()
    big = count // 20
    crowd = [Feed(f"https://{BIG}/{n}", f"Big {n}") for n in range(big)]
    rest = [Feed(f"https://h{n}.example/feed", f"Paper {n}") for n in range(count - big)]
    store.sync_feeds(crowd, START - MINUTE)
    store.sync_feeds([*crowd, *rest], START)
    with store._database.writing() as connection:
        connection.execute(text("ANALYZE"))
    try:
        yield store
    finally:
        store.close()


def _block(store: SqlStore, until: datetime) -> None:
    with store._database.writing() as connection:
        named = hosts.update().where(hosts.c.name == BIG)
        connection.execute(named.values(blocked_until=until))


Timings = tuple[list[float], list[float]]


def _claims(store: SqlStore, now: datetime) -> Timings:
    """Wall and CPU milliseconds of claims a second apart, as a busy worker makes them."""
    moments = iter(range(10 * ROUNDS))

    def claim() -> list[FeedClaim]:
        return store.claim_feeds("bench", AT_ONCE, LIMITS, now + timedelta(seconds=next(moments)))

    return _looks(claim)


def _looks(call: Callable[[], Any]) -> Timings:
    walls, cpus = list[float](), list[float]()
    for _ in range(ROUNDS):
        wall, cpu = time.perf_counter(), time.process_time()
        call()
        walls.append(1_000 * (time.perf_counter() - wall))
        cpus.append(1_000 * (time.process_time() - cpu))
    return walls, cpus


def _timed(case: str, walls: list[float], cpus: list[float]) -> dict[str, tuple[str, float]]:
    return {
        f"{case}, time": ("ms", statistics.median(walls)),
        f"{case}, CPU": ("ms", statistics.mean(cpus)),
    }


if __name__ == "__main__":
    main()
