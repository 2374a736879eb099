"""Finds which article an entry belongs to that a feed lists under a key of its own.

It is another feed's or this one's article at the same canonical URL, or this feed's in the same
words (`twins`); else it becomes one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select

from worker.model import Entry
from worker.parse.known import LeftOut
from worker.store.rows import chunks
from worker.store.storing import Home, Item, Work
from worker.store.tables import articles, sightings
from worker.store.texts import identifying, same_title
from worker.store.twins import (
    SIGHTING,
    Document,
    is_twin,
    listed_lately,
    paired,
    same_minute,
    same_text,
    titled_like,
)

EDITS_TAKEN = 24  # of one feed entry under one title: some HTML carries a clock


def known(
    connection: Connection, keys: Mapping[int, Sequence[str]]
) -> dict[int, dict[str, Row[Any]]]:
    """The sightings of each feed's keys, by feed and by key; another's may be among them."""
    found: dict[int, dict[str, Row[Any]]] = {feed_id: {} for feed_id in keys}
    for part in chunks([key for listed in keys.values() for key in listed]):
        for row in connection.execute(_BY_KEY, {"feeds": list(keys), "keys": part}):
            found[row.feed_id][row.entry_key] = row
    return found


def listed_before(connection: Connection, feed_id: int, entries: Sequence[Entry]) -> frozenset[str]:
    """The keys of those the feed has listed under this key, or under another one with the same
    canonical URL and title, or the same title and date, or the same words.
    """
    keys = frozenset(known(connection, {feed_id: [entry.key for entry in entries]})[feed_id])
    others = [entry for entry in entries if entry.key not in keys]
    urls = {e.key: identifying(e.canonical_url) for e in others}
    homes = _homes(connection, feed_id, sorted({url for url in urls.values() if url}))
    before = listed_lately(connection, feed_id, others) if others else {}
    return keys.union(
        entry.key
        for entry in others
        if (
            (home := homes.get(urls[entry.key] or ""))
            and home.ours
            and same_title(home.title, entry.title)
        )
        or any(
            is_twin(entry, row) or same_minute(entry.published_at, row.published_at)
            for row in titled_like(entry, before)
        )
        or entry.content_hash in before
    )


def place(
    connection: Connection,
    feed: Row[Any],
    items: Sequence[Item],
    listed: Collection[str],
    left_out: LeftOut,
    work: Work,
) -> None:
    """Find each item's article by its canonical URL, or by its words, or let it become one.

    `listed` are the keys of the document, but for those of the entries that were left out.
    """
    urls = {url for item in items if (url := identifying(item.entry.canonical_url))}
    homes = _homes(connection, feed.id, sorted(urls))
    twins = _twins(connection, feed, items, homes, listed, left_out)
    taken: set[int] = set()  # sightings that go on under another key
    for item in items:
        url = identifying(item.entry.canonical_url)
        home = _at_home(item.entry, homes)
        if home is not None and not home.ours:
            home.ours = True
            item.home = home
            work.merged.append(item)
        elif home is not None:
            _alias(item, home, listed, taken)
            work.aliased.append(item)
        elif twin := twins.get(item.entry.key):
            (work.aliased if _goes_on(item, twin, listed, taken) else work.buried).append(item)
        else:
            # One URL, two titles, one feed: perhaps a ticker page. Doubt makes it news, without
            # a URL that identifies it.
            if url and url not in homes:
                item.canonical_url = url
                homes[url] = item.home
            work.fresh.append(item)


def _twins(
    connection: Connection,
    feed: Row[Any],
    items: Sequence[Item],
    homes: Mapping[str, Home],
    listed: Collection[str],
    left_out: LeftOut,
) -> dict[str, Row[Any]]:
    """By key the sightings that entries, unknown by key and address, go on: of those dated earlier
    than the latest answer, or of all where nothing of the document is known by key, and most not
    by address.
    """
    keyless = [item.entry for item in items if item.sighting is None]
    if feed.last_ok_at is None or not keyless:
        return {}
    there = {e.key: home for e in keyless if (home := _at_home(e, homes))}
    beside = {home.earlier.entry_key for home in there.values() if home.earlier}
    unknown = [entry for entry in keyless if entry.key not in there]
    moved = keyless if len(unknown) >= len(there) else unknown
    number = len(listed) + left_out.number
    document = Document(number, len(moved), feed.last_ok_at, left_out)
    if not document.is_anew():
        unknown = [entry for entry in unknown if _is_old(entry, feed.last_ok_at)]
    before = listed_lately(connection, feed.id, unknown) if unknown else {}
    return paired(unknown, before, beside.union(listed), document)


def _at_home(entry: Entry, homes: Mapping[str, Home]) -> Home | None:
    """The article at the entry's URL, if it is the entry's: another feed's is, and one of its
    title; where it has none, only if nothing has changed.
    """
    home = homes.get(identifying(entry.canonical_url) or "")
    if home is None or not home.ours:
        return home
    told = entry.title or (home.earlier and home.earlier.content_hash == entry.content_hash)
    return home if told and same_title(home.title, entry.title) else None


def _is_old(entry: Entry, last_ok_at: datetime) -> bool:
    return entry.published_at is None or entry.published_at <= last_ok_at


def _goes_on(item: Item, twin: Row[Any], listed: Collection[str], taken: set[int]) -> bool:
    """The entry goes on the sighting of its twin; whether that one's article is still kept."""
    if twin.article_id is None:
        item.sighting = twin
        return False
    _alias(item, Home(twin.title, twin.article_id, earlier=twin), listed, taken)
    # A new link alone is no edit.
    item.edit &= item.entry.title != twin.title or not same_text(item.entry, twin)
    return True


def _alias(item: Item, home: Home, listed: Collection[str], taken: set[int]) -> None:
    """The entry is its home's under another key; a key that left the document is taken over, so
    that a feed with a new key at every poll does not fill the table.
    """
    item.home, item.edit = home, False
    earlier = home.earlier
    if earlier is None or earlier.id in taken or earlier.entry_key in listed or item.sighting:
        return
    taken.add(earlier.id)
    item.sighting = earlier
    changed = earlier.content_hash != item.entry.content_hash
    item.edit = changed and earlier.revisions < EDITS_TAKEN


def _homes(connection: Connection, feed_id: int, urls: Sequence[str]) -> dict[str, Home]:
    """Articles that stand under these canonical URLs, and whether this feed lists them."""
    homes: dict[str, Home] = {}
    for part in chunks(urls):
        rows = connection.execute(_BY_URL, {"urls": part}).all()
        if not rows:
            continue
        ours = {
            row.article_id: row
            for row in connection.execute(
                _BY_ARTICLE, {"feed": feed_id, "ids": [row.id for row in rows]}
            )
        }
        for row in rows:
            earlier = ours.get(row.id)
            homes[row.canonical_url] = Home(row.title, row.id, earlier is not None, earlier)
    return homes


_BY_KEY: Select[Any] = select(
    *SIGHTING, sightings.c.feed_id
).where(  # built once: it runs at every visit
    # Pairs of both would be put better, but SQLite reads the whole index for them.
    sightings.c.feed_id.in_(bindparam("feeds", expanding=True)),
    sightings.c.entry_key.in_(bindparam("keys", expanding=True)),
)
_BY_ARTICLE = select(*SIGHTING).where(
    sightings.c.feed_id == bindparam("feed"),
    sightings.c.article_id.in_(bindparam("ids", expanding=True)),
)
_BY_URL = select(articles.c.id, articles.c.canonical_url, articles.c.title).where(
    articles.c.canonical_url.in_(bindparam("urls", expanding=True))
)
