"""Finds what a feed has listed before in the same words, under whatever guid and address.

A site that moves to other software gives its stories new guids and new links in one night, and
some feeds have a new token in every link at every poll. Title and text of an entry, and the
moment of its publication, are still those of before; two stories share them hardly ever, and
"Weather forecast", dated by the day, is not taken for its twin.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, time
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, Row, bindparam, select

from worker.model import Entry
from worker.parse.links import canonical
from worker.store.rows import chunks
from worker.store.tables import articles, sightings
from worker.store.texts import body_hash

MOVED_AT_ONCE = 3  # one entry in so many
LATEST = 1_000  # sightings of a feed that are looked through
SIGHTING = tuple(
    sightings.c[name]
    for name in ("id", "entry_key", "content_hash", "article_id", "revisions", "seen_at")
)
Titled = Mapping[str, Sequence[Row[Any]]]  # by title, the latest first


def titled(connection: Connection, feed_id: int, entries: Sequence[Entry]) -> Titled:
    """The feed's latest sightings of articles with the titles of these entries."""
    found: dict[str, list[Row[Any]]] = defaultdict(list)
    for titles in chunks(sorted({entry.title for entry in entries if entry.title})):
        for row in connection.execute(_TITLED, {"feed": feed_id, "titles": titles}):
            found[row.title].append(row)
    return found


def paired(
    entries: Sequence[Entry], before: Titled, listed: Collection[str], number: int
) -> dict[str, Row[Any]]:
    """By key the sighting that each entry, unknown by key and address, goes on.

    Of a document of that `number` of entries a third must have moved at once, or the entry's link
    but for its query be the same: one story under a new address may be told anew. What is `listed`
    beside an entry is another one.
    """
    pairs: dict[str, Row[Any]] = {}
    gone: set[int] = set()
    for entry in entries:
        for row in before.get(entry.title, ()):
            if row.id not in gone and row.entry_key not in listed and is_twin(entry, row):
                gone.add(row.id)
                pairs[entry.key] = row
                break
    if len(pairs) * MOVED_AT_ONCE >= number:
        return pairs
    return {e.key: pairs[e.key] for e in entries if e.key in pairs and _one_path(e, pairs[e.key])}


def is_twin(entry: Entry, row: Row[Any]) -> bool:
    """Whether an article of the same title is the entry: two of date, text and address tell."""
    if _same_moment(entry.published_at, row.published_at):
        return same_text(entry, row) or _one_path(entry, row)
    return same_text(entry, row) and same_address(entry, row)


def same_text(entry: Entry, row: Row[Any]) -> bool:
    """Whether the article has the entry's words below its title."""
    return bool(entry.lead == row.lead and body_hash(entry.body) == row.body_hash)


def same_address(entry: Entry, row: Row[Any]) -> bool:
    """Whether the article stands under the entry's canonical URL, by right or not."""
    return entry.canonical_url is not None and entry.canonical_url == address(row)


def address(of: Entry | Row[Any]) -> str | None:
    """The canonical URL, also where others share it, so that it identifies nothing."""
    return of.canonical_url or (canonical(of.url) if of.url else None)


def _one_path(entry: Entry, row: Row[Any]) -> bool:
    """Whether their links differ in the query alone."""
    one, other = (urlsplit(address(of) or "") for of in (entry, row))
    return bool(one.netloc) and one[:3] == other[:3]


def _same_moment(one: datetime | None, other: datetime | None) -> bool:
    """A day without its time may be that of two bulletins of one title."""
    return one is not None and one == other and one.time() != time()


_LATEST = (
    select(*SIGHTING, sightings.c.published_at)
    .where(sightings.c.feed_id == bindparam("feed"))
    .order_by(sightings.c.first_seen_at.desc())
    .limit(LATEST)
    .subquery()
)
_TITLED = (  # built once
    select(
        _LATEST, *(articles.c[n] for n in ("title", "lead", "body_hash", "url", "canonical_url"))
    )
    .join(articles, articles.c.id == _LATEST.c.article_id)
    .where(articles.c.title.in_(bindparam("titles", expanding=True)))
    .order_by(_LATEST.c.id.desc())
)
