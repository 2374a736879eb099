"""Guids that went from one story to another.

Some feeds number their entries by place, so that each guid is another story's whenever one is
new: taken for edits, all news of such a feed would be lost. A guid has wandered where the story
it stood for is listed under another one, where the entry's own story was kept under another one,
or where title, link and date are all other than they were: an edit leaves one of them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row

from worker.model import Entry
from worker.store.texts import folded, same_title
from worker.store.twins import address, is_twin, same_address, titled

_WORD = re.compile(r"\w{4,}")  # short ones are everybody's


def wandered(
    connection: Connection,
    feed_id: int,
    edited: Sequence[Entry],
    kept: Mapping[str, Row[Any]],
    listed: Collection[Entry],
) -> frozenset[str]:
    """The keys of those of the edited entries that are not the story kept under their key.

    `listed` are all entries of the document; of what is kept the title, the canonical URL and the
    date of the entry are asked.
    """
    other = [entry for entry in edited if _is_other(entry, kept[entry.key])]
    if not other:
        return frozenset()
    titles = {folded(entry.title) for entry in listed}
    urls = {entry.canonical_url for entry in listed if entry.canonical_url}
    before = titled(connection, feed_id, other)
    gone = [
        entry
        for entry in other
        if (row := kept[entry.key]).canonical_url in urls
        or folded(row.title) in titles
        or _all_other(entry, row)
        or any(_is(entry, each, row) for each in before.get(entry.title, ()))
    ]
    # Where most have wandered, those have that nothing else tells of.
    return frozenset(entry.key for entry in (other if 2 * len(gone) > len(other) else gone))


def _is_other(entry: Entry, row: Row[Any]) -> bool:
    """Whether it may be another story: it has another title, and not the same link."""
    if not entry.title or not row.title or same_title(entry.title, row.title):
        return False
    return row.canonical_url is None or row.canonical_url != entry.canonical_url


def _is(entry: Entry, known: Row[Any], kept: Row[Any]) -> bool:
    """Whether the entry is that known article, which is not the one kept under its key."""
    if known.article_id == kept.article_id:
        return False
    return is_twin(entry, known) or same_address(entry, known)


def _all_other(entry: Entry, row: Row[Any]) -> bool:
    """Whether an entry has another link, another date and mostly other words in its title."""
    pairs = ((entry.published_at, row.published_at), (address(entry), address(row)))
    if not all(one and other and one != other for one, other in pairs):
        return False
    return not _share(entry.title, row.title)


def _share(one: str, other: str) -> bool:
    """Whether half of the shorter title's words are the other's, too."""
    words, others = (set(_WORD.findall(folded(title))) for title in (one, other))
    return 2 * len(words & others) >= min(len(words), len(others))
