"""Knows an entry again that shares its guid or link with others, whatever company it is listed in.

The key of such an entry depends on its neighbours: the oldest of them has the plain key, as if it
stood alone. When that one leaves the document the next oldest has the plain key, and must not be
taken for an edit of it. So where an entry under its key is unknown or other than it was, it is
also looked for under the key it has in other company.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from worker.model import Entry
from worker.store.rows import chunks
from worker.store.tables import articles, sightings
from worker.store.texts import same_title
from worker.store.twins import SIGHTING
from worker.store.wandering import wandered

Sightings = Mapping[str, Row[Any]]  # by key

_WITH_TITLE = (
    *SIGHTING,
    sightings.c.published_at,
    *(articles.c[name] for name in ("title", "lead", "url", "canonical_url")),
)
_TITLED = (  # built once: it runs at every visit that brings an edit
    select(*_WITH_TITLE)
    .select_from(sightings.outerjoin(articles, articles.c.id == sightings.c.article_id))
    .where(
        sightings.c.feed_id == bindparam("feed"),
        sightings.c.entry_key.in_(bindparam("keys", expanding=True)),
    )
)


def recognised(
    connection: Connection, feed_id: int, listed: dict[str, Entry], stored: Sightings
) -> tuple[dict[str, Entry], Sightings]:
    """The listed entries under the keys they are known by, in the same order, and the sightings
    of these keys; `stored` are those of the keys they came with.
    """
    doubtful = [e for e in listed.values() if e.namesakes and _in_doubt(e, stored.get(e.key))]
    if not doubtful:
        return listed, stored
    wanted = {
        key for e in doubtful if e.namesakes for key in (e.namesakes.plain, e.namesakes.apart)
    }
    found: Sightings = {
        row.entry_key: row
        for part in chunks(sorted(wanted))
        for row in connection.execute(_TITLED, {"feed": feed_id, "keys": part})
    }
    sure = {entry.key for entry in listed.values()} - {entry.key for entry in doubtful}
    edited = [e for e in doubtful if _is_edit(e, found)]
    gone = wandered(connection, feed_id, edited, found, listed.values())
    fixed = {key for key in listed if key not in gone}
    again = {row.entry_key: row for row in gone.values() if row and row.entry_key not in fixed}
    renamed: dict[str, Entry] = {}
    taken = set(sure)
    for entry in listed.values():
        key = entry.key if entry.key in sure else _known_as(entry, found, taken, gone)
        row = gone.get(entry.key)
        if row and key not in found and row.entry_key in again and row.entry_key not in taken:
            key = row.entry_key
        taken.add(key)
        renamed[key] = entry if key == entry.key else replace(entry, key=key)
    return renamed, {**stored, **found, **again}


def _in_doubt(entry: Entry, sighting: Row[Any] | None) -> bool:
    if sighting is None:
        return entry.namesakes is not None and entry.namesakes.listed
    return bool(sighting.content_hash != entry.content_hash)


def _is_edit(entry: Entry, found: Sightings) -> bool:
    """Whether it stands alone under the key of something else it may be an edit of."""
    alone = entry.namesakes is not None and not entry.namesakes.listed
    return alone and entry.key in found


def _known_as(entry: Entry, found: Sightings, taken: set[str], gone: Collection[str]) -> str:
    """The key of the sighting that is this entry's, or the one it is to have."""
    if entry.namesakes is None:
        return entry.key
    plain, apart = entry.namesakes.plain, entry.namesakes.apart
    if apart in found or plain not in found:
        return apart if apart in found else entry.key
    if not entry.namesakes.listed:
        return apart if entry.key in gone else plain
    mine = plain not in taken and _says_the_same(entry, found[plain])
    return plain if mine else apart


def _says_the_same(entry: Entry, sighting: Row[Any]) -> bool:
    """Beside its namesakes an entry with another title is another one: doubt makes it news."""
    if sighting.content_hash == entry.content_hash:
        return True
    return bool(entry.title and sighting.title) and same_title(entry.title, sighting.title)
