"""What it costs to find a heard article's story, with few and with many articles in the window.

Beside it, in the same run, the same article is held against every article of the window, in
memory: what an index is for. The window is filled with made-up news, twenty articles a story.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import timedelta
from multiprocessing import get_context
from typing import Any

from sqlalchemy import Connection, Table, func, select, text

from tests.alert.given import article
from tests.bench.rows import Row
from tests.contract.making import NOW, entry, feed, visit
from tests.postgres import running_server
from tests.quality.made_news import Made, made
from worker.group import fingerprint
from worker.group.likeness import alike
from worker.model import Article, Fingerprint
from worker.pipeline.placing import place
from worker.store import SqlStore, open_store, search, tables
from worker.store.likely import keys_of, row_of
from worker.text.credit import shipped

EACH = 20  # articles a story
ASKED = 100  # articles measured
AT_ONCE = 1000  # articles filled in one transaction
SPREAD = timedelta(hours=60)
SAMPLE = 2000  # fingerprints that the naive way is measured on


def grouping(windows: Sequence[int]) -> Iterator[Row]:
    """Milliseconds an article for each number of articles in the window, on both engines."""
    with tempfile.TemporaryDirectory() as folder, running_server(tended=True) as server:
        stores = {
            "SQLite": open_store(f"sqlite:///{folder}/bench.db", new_id=str),
            "PostgreSQL": open_store(server.url_of(server.create()), new_id=str),
        }
        for store in stores.values():
            store.migrate()
        filled = 0
        for batch, window in enumerate(windows):
            news = made((window - filled) // EACH, EACH + 1, seed=batch)
            asked, known = _held_out(news)
            prints = fill(list(stores.values()), known)
            naive = against_each(asked[:5], prints, window)
            for engine, store in stores.items():
                case = f"{engine}, {window:,} articles in the window"
                yield Row(case, placing(store, asked, batch), "ms", {"held against each": naive})
            filled = window
        for store in stores.values():
            store.close()


def _held_out(news: Sequence[Made]) -> tuple[list[Made], list[Made]]:
    """One article of each event, as many as are asked; the others."""
    first: dict[int, Made] = {}
    rest = [one for one in news if first.setdefault(one.event, one) is not one]
    return list(first.values())[:ASKED], rest


def fill(stores: Sequence[SqlStore], news: Sequence[Made]) -> list[Fingerprint]:
    """Each event as a story in all stores, as reading its articles would have left them; the
    fingerprints of some.
    """
    filled, first_story = _last(stores[0], tables.articles), _last(stores[0], tables.stories) + 1
    for store in stores:
        with store._database.writing() as connection:
            rows = [_story(f"Event {event}") for event in range(len(news) // EACH)]
            connection.execute(tables.stories.insert(), rows)
    some: list[Fingerprint] = []
    with get_context("spawn").Pool() as pool:
        for start in range(0, len(news), AT_ONCE):
            part = [
                _article(filled + start + n + 1, one)
                for n, one in enumerate(news[start : start + AT_ONCE])
            ]
            prints = pool.map(fingerprint, part, chunksize=50)
            some += prints[: SAMPLE - len(some)]
            events = [first_story + one.event for one in news[start : start + AT_ONCE]]
            for store in stores:
                with store._database.writing() as connection:
                    _write(connection, part, prints, events)
    for store in stores:
        with store._database.writing() as connection:
            connection.execute(text("ANALYZE"))
    return some


def _last(store: SqlStore, table: Table) -> int:
    with store._database.reading() as connection:
        return connection.scalar(select(func.max(table.c.id))) or 0


def _write(
    connection: Connection, part: Sequence[Article], prints: Sequence[Fingerprint],
    events: Sequence[int],
) -> None:  # fmt: skip
    connection.execute(tables.articles.insert(), [_row(one) for one in part])
    words = [search.Texts(one.id, one.title, one.lead, one.body) for one in part]
    search.index(connection, words)
    placed = [
        {"article_id": one.id, "story_id": event, "outlet": one.outlet, "language": "en",
         "because": "made up", "score": 1.0, "shared": (), "at": one.dated, "origin": one.outlet}
        for one, event in zip(part, events, strict=True)
    ]  # fmt: skip
    connection.execute(tables.story_articles.insert(), placed)
    connection.execute(tables.matches.insert(), [_match(one.id) for one in part])
    connection.execute(tables.fingerprints.insert(), [row_of(found) for found in prints])
    keys = [
        {"key": key, "article_id": found.article_id}
        for found in prints
        for key in sorted(set(keys_of(found)))
    ]
    connection.execute(tables.fingerprint_keys.insert(), keys)


def _article(number: int, one: Made) -> Article:
    at = NOW - SPREAD * random.Random(number).random()
    return article(
        id=number, title=one.title, lead="", body=one.text, language="en",
        url=f"https://outlet{number % 97}.example/{number}", canonical_url=None,
        published_at=at, first_seen_at=at, retrieved_at=at,
    )  # fmt: skip


def _row(one: Article) -> dict[str, Any]:
    row = asdict(one)
    for name in ("sightings", "page", "id"):
        row.pop(name)
    return row | {"edition": 1, "read_edition": 1, "attempt": 1}


def _story(headline: str) -> dict[str, Any]:
    return {"headline": headline, "first_seen_at": NOW, "updated_at": NOW}


def _match(article_id: int) -> dict[str, Any]:
    return {
        "rule_id": "all", "article_id": article_id, "rule_version": "v1", "language": "en",
        "revision": 1, "body_hash": "", "title": "", "lead": "", "body": "", "evidence": (),
        **dict.fromkeys(("first_matched_at", "matched_at", "retrieved_at"), NOW),
    }  # fmt: skip


def placing(store: SqlStore, asked: Sequence[Made], batch: int) -> float:
    """Milliseconds to place one article, in the middle: fingerprint, candidates, decision, rows."""
    store.sync_feeds([feed()], NOW)
    visit(
        store,
        [
            entry(
                f"{batch}-{number}", one.title, lead="", body=one.text, language="en",
                url=f"https://outlet{number}.example/{batch}", canonical_url=None, published_at=NOW,
            )
            for number, one in enumerate(asked)
        ],
        NOW + timedelta(hours=2 + batch),
    )  # fmt: skip
    claims = store.claim_articles("bench", len(asked), NOW + timedelta(hours=3 + batch))
    took = []
    with store.deciding(NOW) as ledger:
        for claim in claims:
            began = time.perf_counter()
            place(ledger, claim.article, fingerprint(claim.article), frozenset({"all"}), shipped())
            took.append(time.perf_counter() - began)
    return statistics.median(took) * 1000


def against_each(asked: Sequence[Made], prints: Sequence[Fingerprint], window: int) -> float:
    """Milliseconds to hold one article against every one there: to some, in proportion."""
    took = []
    for number, one in enumerate(asked):
        began = time.perf_counter()
        found = fingerprint(_article(10**9 + number, one))
        for other in prints:
            alike(found, other)
        took.append((time.perf_counter() - began) * window / len(prints))
    return statistics.median(took) * 1000
