"""Three workers on one PostgreSQL group what one would: no event opened twice, none lost.

    python -m tests.journey.many_stories [--events 500] [--each 20] [--workers 3] [--seed 1]

Made-up articles of look-alike events, in random order over a day, all heard by one rule, are read
by one worker in one database and by three in another. Printed is how alike the two groupings are
(F1 of pairs, one worker's as the labels), how each does against the truth, and the time it took.
"""

from __future__ import annotations

import argparse
import asyncio
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import func, select

from tests.contract.making import HOUR, NOW, entry, feed, visit
from tests.fakes import FakeClock
from tests.journey.desk import desk_with
from tests.postgres import running_server
from tests.quality.made_news import Made, made
from worker.group.trial import Score, score
from worker.store import SqlStore, open_store
from worker.store.tables import alerts, articles, story_articles

OUTLETS = 40
AT_ONCE = 500  # entries of one visit
RULES = [("all", "url:news")]
SPREAD = timedelta(hours=20)
LEAST = 0.98  # pair F1 of the two groupings
READ_AT = NOW + timedelta(days=20)


def fill(store: SqlStore, news: Sequence[Made]) -> None:
    """Articles as polls would leave them: stored, dated, unread."""
    store.migrate()
    store.sync_feeds([feed()], NOW)
    entries = []
    for number, one in enumerate(news):
        url = f"https://outlet{number % OUTLETS}.example/news/{number}-{one.event}"
        at = NOW - SPREAD * (1 - number / len(news))
        entries.append(
            entry(
                str(number), one.title, lead="", body=one.text, language="en", url=url,
                canonical_url=url, published_at=at,
            )
        )  # fmt: skip
    for batch, start in enumerate(range(0, len(entries), AT_ONCE)):
        visit(store, entries[start : start + AT_ONCE], NOW + batch * HOUR)


def read(database: str) -> int:
    """Read, group and decide until nothing is left, as a worker of its own; how many it read."""
    store = open_store(database, new_id=lambda: f"msg_{uuid4().hex}")
    desk = desk_with(store, rules=RULES)
    desk.pipeline.owner = f"worker:{time.monotonic_ns()}"
    assert isinstance(desk.clock, FakeClock)
    desk.clock.move(READ_AT - desk.clock.now())

    async def all_of_it() -> int:
        done = 0
        while found := await desk.pipeline.read():
            done += found
        return done

    done = asyncio.run(all_of_it())
    store.close()
    return done


def together(database: str, workers: int) -> tuple[float, list[int]]:
    """So many processes at once; the seconds it took, and how many articles each read."""
    command = [sys.executable, "-m", "tests.journey.many_stories", "--read", database]
    began = time.monotonic()
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(workers)]
    read_by = [int(process.communicate()[0]) for process in running]
    return time.monotonic() - began, read_by


def outcome(store: SqlStore) -> tuple[dict[int, int], Counter[int]]:
    """The story of each article, and how many alerts opened with an article of each event."""
    wanted = select(articles.c.url, story_articles.c.story_id, story_articles.c.article_id).join(
        story_articles, story_articles.c.article_id == articles.c.id
    )
    opened = select(func.min(story_articles.c.article_id)).where(
        story_articles.c.story_id.in_(select(alerts.c.story_id))
    ).group_by(story_articles.c.story_id)  # fmt: skip
    stories: dict[int, int] = {}
    events: Counter[int] = Counter()
    with store._database.reading() as connection:
        first = set(connection.scalars(opened))
        for row in connection.execute(wanted):
            number, event = map(int, row.url.rsplit("/", 1)[1].split("-"))
            stories[number] = row.story_id
            events[event] += row.article_id in first
    return stories, events


def agreement(stories: Mapping[int, int], labels: Mapping[int, object]) -> Score:
    """How well stories, by article, agree with labels."""
    members: dict[int, list[int]] = defaultdict(list)
    for number in sorted(stories):
        members[stories[number]].append(number)
    return score(list(members.values()), {n: str(label) for n, label in labels.items()})


def compare(news: Sequence[Made], workers: int) -> bool:
    """Print both runs and how they agree; whether they do."""
    truth = {number: one.event for number, one in enumerate(news)}
    found: list[dict[int, int]] = []
    twice: list[int] = []
    for count in (1, workers):
        with running_server(tended=True) as server:
            database = server.url_of(server.create())
            store = open_store(database, new_id=str)
            fill(store, news)
            seconds, read_by = together(database, count)
            stories, events = outcome(store)
            store.close()
        against = agreement(stories, truth)
        found.append(stories)
        twice.append(sum(times > 1 for times in events.values()))
        never = sum(events[event] == 0 for event in set(truth.values()))
        print(
            f"{count} worker(s), {seconds:.0f} s, read {read_by}: {len(set(stories.values()))} "
            f"stories, pair F1 {against.f1:.4f}; events opened twice {twice[-1]}, never {never}",
            flush=True,
        )
    same = agreement(found[1], found[0])
    print(f"the two agree: pair F1 {same.f1:.4f}")
    return same.f1 >= LEAST and len(found[0]) == len(found[1]) == len(news) and twice[1] <= twice[0]


def main() -> None:
    """Run it and print what came of it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--events", type=int, default=500)
    options.add_argument("--each", type=int, default=20)
    options.add_argument("--workers", type=int, default=3)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--read", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.read:
        print(read(chosen.read))
        return
    sys.exit(not compare(made(chosen.events, chosen.each, chosen.seed), chosen.workers))


if __name__ == "__main__":
    main()
