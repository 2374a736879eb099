"""Wirebell's own parts in one loop, and nothing else: httpx, feedparser, sqlmodel.

    python -m tests.bench.bare DATABASE [URL ...]

Every feed is asked with its validators, known entries are told by a hash of their bytes, the rest
goes through feedparser, and a feed is one transaction. There is no rule, guard, child process,
politeness, identity, date, language, index or history: less than this no poller of these parts can
cost, and what Wirebell takes beyond it is its own doing.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import sys

import feedparser
import httpx
from sqlalchemy import Connection, Engine, Row, bindparam, create_engine, event, select
from sqlmodel import Field, SQLModel

ENTRY = re.compile(rb"<((?:\w+:)?(?:item|entry))\b[^>]*>.*?</\1\s*>", re.DOTALL)
AT_ONCE = 10


class Feed(SQLModel, table=True):
    """A feed and what its last answer said of itself."""

    __tablename__ = "feeds"

    id: int | None = Field(default=None, primary_key=True)
    url: str
    etag: str | None = None
    modified: str | None = None
    hash: str | None = None


class Entry(SQLModel, table=True):
    """One entry of one feed; its key is the hash of its bytes."""

    __tablename__ = "entries"

    id: int | None = Field(default=None, primary_key=True)
    feed_id: int = Field(index=True)
    key: str
    title: str | None
    link: str | None
    body: str | None


DATA = SQLModel.metadata
FEEDS = DATA.tables["feeds"]
ENTRIES = DATA.tables["entries"]
KNOWN = select(ENTRIES.c.key).where(ENTRIES.c.feed_id == bindparam("one"))
SEEN = FEEDS.update().where(FEEDS.c.id == bindparam("one"))


def opened(path: str) -> Engine:
    """The database as Wirebell keeps its own: a log written ahead, synced at checkpoints."""
    engine = create_engine(f"sqlite:///{path}")

    @event.listens_for(engine, "connect")
    def _set(connection: object, _record: object) -> None:
        connection.execute("PRAGMA journal_mode=WAL")  # type: ignore[attr-defined]
        connection.execute("PRAGMA synchronous=NORMAL")  # type: ignore[attr-defined]

    DATA.create_all(engine)
    return engine


async def poll(client: httpx.AsyncClient, engine: Engine, feed: Row[tuple[object, ...]]) -> None:
    """Ask one feed, and keep what is new."""
    asked = {"If-None-Match": feed.etag, "If-Modified-Since": feed.modified}
    answer = await client.get(feed.url, headers={k: v for k, v in asked.items() if v})
    if answer.status_code != httpx.codes.OK:
        return
    digest = hashlib.blake2b(answer.content).hexdigest()
    if digest == feed.hash:
        return
    with engine.begin() as connection:
        _keep(connection, feed.id, answer.content)
        connection.execute(
            SEEN,
            {
                "one": feed.id,
                "etag": answer.headers.get("ETag"),
                "modified": answer.headers.get("Last-Modified"),
                "hash": digest,
            },
        )


def _keep(connection: Connection, feed_id: int, body: bytes) -> None:
    known = set(connection.execute(KNOWN, {"one": feed_id}).scalars())
    kept: list[bytes] = []
    keys: list[str] = []
    end = 0
    for found in ENTRY.finditer(body):
        key = hashlib.blake2b(found.group(), digest_size=16).hexdigest()
        kept.append(body[end : found.start()])
        end = found.end()
        if key not in known:
            kept.append(found.group())
            keys.append(key)
    if not keys:
        return
    read = feedparser.parse(
        b"".join([*kept, body[end:]]), sanitize_html=False, resolve_relative_uris=False
    )
    rows = [
        {
            "feed_id": feed_id,
            "key": key,
            "title": entry.get("title"),
            "link": entry.get("link"),
            "body": entry.get("summary"),
        }
        for key, entry in zip(keys, read.entries, strict=False)
    ]
    if rows:
        connection.execute(ENTRIES.insert(), rows)


async def main(path: str, urls: list[str]) -> None:
    """One round of all feeds, after those named are added."""
    engine = opened(path)
    with engine.begin() as connection:
        if urls:
            connection.execute(FEEDS.insert(), [{"url": url} for url in urls])
        feeds = connection.execute(select(FEEDS)).all()
    turn = asyncio.Semaphore(AT_ONCE)
    async with httpx.AsyncClient(trust_env=False) as client:

        async def one(feed: Row[tuple[object, ...]]) -> None:
            async with turn:
                await poll(client, engine, feed)

        await asyncio.gather(*(one(feed) for feed in feeds))
    engine.dispose()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2:]))
