"""Guids that went from one story to another.

Some feeds number their entries by place, so that each guid is another story's whenever one is
new: taken for edits, all news of such a feed would be lost. A guid has wandered where the story
it stood for is listed under another one, where the entry's own story was kept under another one,
or where title, link and date are all other than they were: an edit leaves one of them as it was.

A link that stands for a guid goes from story to story, too, where it is that of a section. Then
title and text have few words in common, and the date is later.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row

from worker.model import Entry
from worker.store.texts import folded, same_title
from worker.store.twins import (
    address,
    is_twin,
    listed_lately,
    one_number,
    same_address,
    same_moment,
    same_text,
    share_words,
    titled_like,
    words_of,
)


def wandered(
    connection: Connection,
    feed_id: int,
    edited: Sequence[Entry],
    kept: Mapping[str, Row[Any]],
    listed: Collection[Entry],
) -> dict[str, Row[Any] | None]:
    """By key those of the edited entries that are not the story kept under their key, with the
    sighting of the story that each is; None where it is news.

    `listed` are all entries of the document; of what is kept the title, the address and the date
    of the entry are asked.
    """
    other = [entry for entry in edited if _is_other(entry, kept[entry.key])]
    if not other:
        return {}
    titles = {folded(entry.title) for entry in listed if entry.title}
    urls = {entry.canonical_url for entry in listed if entry.canonical_url}
    dates = Counter(entry.published_at for entry in listed)
    before = listed_lately(connection, feed_id, other)
    known = {
        entry.key: each
        for entry in other
        for each in reversed(list(titled_like(entry, before)))
        if each.article_id != kept[entry.key].article_id and _is(entry, each)
    }
    gone = known.keys() | {
        entry.key
        for entry in other
        if (row := kept[entry.key]).canonical_url in urls
        or folded(row.title or "") in titles
        or _all_other(entry, row, alone=dates[entry.published_at] == 1)
        or _has_its_link(entry, row)
    }
    # Where half have wandered, those have that nothing else tells of.
    every = 2 * len(gone) >= len(other)
    return {e.key: known.get(e.key) for e in other if every or e.key in gone}


def _is_other(entry: Entry, row: Row[Any]) -> bool:
    """Whether it may be another story: it has another title, and not the same link, but as one
    that came later.
    """
    if _has_its_link(entry, row):
        return True
    titles = bool(entry.title and row.title)
    if titles and same_title(entry.title, row.title):
        return False
    links = entry.canonical_url is not None and row.canonical_url is not None
    return (titles or links) and not (links and entry.canonical_url == row.canonical_url)


def _is(entry: Entry, known: Row[Any]) -> bool:
    """Whether an entry is a known article of its title."""
    text = bool(entry.lead or entry.body) and same_text(entry, known)
    return text or is_twin(entry, known) or same_address(entry, known)


def _all_other(entry: Entry, row: Row[Any], *, alone: bool) -> bool:
    """Whether an entry has another link or date, or neither is told and its text has other words,
    and mostly other words in its title, and nothing says that it is the same. A link that others
    had too says nothing, nor does a day without its time or a date where it is not `alone`.
    """
    if share_words(entry.title, row.title) or one_number(entry, row):
        return False
    dates = entry.published_at, row.published_at
    if dates[0] == dates[1] and not (alone and same_moment(*dates)):
        dates = None, None
    links = address(entry), address(row)
    if row.canonical_url is None and links[0] == links[1]:
        links = None, None
    told = [pair for pair in (dates, links) if None not in pair]
    if not told:
        return not share_words(entry.lead, row.lead)
    return all(one != other for one, other in told)


def _has_its_link(entry: Entry, row: Row[Any]) -> bool:
    """Whether an entry without a guid is of a later date and in other words on the same page: no
    word of its title is the other's.
    """
    if entry.guid is not None or not same_address(entry, row):
        return False
    dates = entry.published_at, row.published_at
    if None in dates or dates[0] <= dates[1]:
        return False
    words, others = words_of(entry.title), words_of(row.title)
    if not words or not others or words & others:
        return False
    return not (entry.lead and row.lead and share_words(entry.lead, row.lead))
