"""Takes a feed document in: what is known, what is new, what was edited, what changed its key.

95 % of polled entries are known, so one SELECT by key answers for most of a document. What is
left is a new article, one that another feed brought already (same canonical URL), one of this
feed's own under another key, or an edit of a known entry.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, bindparam, select

from worker.model import Entry
from worker.parse.known import LeftOut
from worker.store import cutting
from worker.store.columns import Moment
from worker.store.failures import Overtaken
from worker.store.grown import beneath
from worker.store.homes import EDITS_TAKEN, place
from worker.store.namesakes import Sightings, recognised
from worker.store.rows import chunks
from worker.store.storing import (
    SEEN_SLACK,
    Home,
    Item,
    Later,
    Work,
    article_id,
    write_articles,
    write_sightings,
)
from worker.store.tables import articles, revisions
from worker.store.texts import body_hash, same_title
from worker.store.twins import MOVED_AT_ONCE

# An entry edited often is still heard once in so long, so long after it came: live blogs are.
LIVE_EVERY, LIVE_FOR = timedelta(hours=1), timedelta(days=2)
FLAPS, FLAPS_WITHIN = 2, timedelta(days=1)  # so often the same words may have stood
BEFORE_THE_FIRST = timedelta(days=1)
_NUMBER = re.compile(r"\d+")


@dataclass(slots=True)
class Taken:
    """What a document brought. `new` counts entries this feed never listed before."""

    entries: int = 0
    new: int = 0
    known: int = 0
    revised: int = 0
    backlog: int = 0  # of `new`
    told: tuple[tuple[int, str], ...] = ()  # (article, URL) of what is not backlog, if it has one
    edited: tuple[int, ...] = ()  # articles


class Listed(NamedTuple):
    """A document: its entries, but for those left out, and what stands under their keys."""

    entries: Sequence[Entry]
    stored: Sightings
    left_out: LeftOut


def take_in(
    connection: Connection, feed: Row[Any], document: Listed, later: Later, now: datetime
) -> Taken:
    """Store what is not known yet; `feed` is the feed's locked row."""
    # Oldest first, as most feeds go.
    listed = {entry.key: entry for entry in reversed(document.entries)}
    listed, stored = recognised(connection, feed.id, listed, document.stored)
    work = _sorted_out(connection, feed, listed, stored, now, document.left_out)
    write_articles(connection, feed.id, work, later, now)
    write_sightings(connection, feed.id, work, later, now)
    cutting.queue(connection, feed.keep, work.brought(), now)
    new = work.new()
    revised = sum(item.edit for item in (*work.fresh, *work.aliased, *work.edited))
    return Taken(
        entries=len(listed),
        new=len(new),
        known=len(listed) - len(new) - revised,
        revised=revised,
        backlog=sum(item.backlog for item in new),
        told=tuple(
            (article_id(item), item.entry.url)
            for item in (*work.fresh, *work.merged)
            if item.entry.url and not item.backlog
        ),
        edited=tuple(article_id(item) for item in (*work.aliased, *work.edited) if item.edit),
    )


def _sorted_out(
    connection: Connection,
    feed: Row[Any],
    listed: dict[str, Entry],
    stored: Sightings,
    now: datetime,
    left_out: LeftOut,
) -> Work:
    """What is to be done with each entry."""
    work = Work()
    unplaced: list[Item] = []
    tired: list[Item] = []
    for entry in sorted(listed.values(), key=lambda e: e.published_at or now):
        sighting = stored.get(entry.key)
        if sighting is None:
            home = Home(entry.title)
            unplaced.append(Item(entry, home, backlog=_backlog(feed, entry, now)))
        else:
            _look_again(work, unplaced, tired, sighting, entry, now)
    if _is_rewritten([*unplaced, *work.edited, *tired], len(listed) + left_out.number):
        work.buried = [item for item in unplaced if item.sighting]
        unplaced = [item for item in unplaced if not item.sighting]
    if tired:
        work.edited += _told_still(connection, feed.id, tired, now)
    if work.edited:
        work.edited = _settled(connection, work.edited, now)
    if unplaced:
        place(connection, feed, unplaced, listed, left_out, work)
    for item in beneath(connection, feed, work.new(), len(listed) + left_out.number):
        item.backlog = True
    return work


_BY_ID = select(
    *(articles.c[n] for n in ("id", "title", "source_feed_id", "first_seen_at", "retrieved_at"))
).where(articles.c.id.in_(bindparam("ids", expanding=True)))
_TEXTS = select(*(articles.c[n] for n in ("id", "lead", "body", "source_feed_id"))).where(
    articles.c.id.in_(bindparam("ids", expanding=True))
)
_STOOD = select(
    *(revisions.c[name] for name in ("article_id", "title", "lead", "feed_id", "body_hash"))
).where(
    revisions.c.article_id.in_(bindparam("ids", expanding=True)),
    revisions.c.retrieved_at > bindparam("since", type_=Moment()),
)


def _backlog(feed: Row[Any], entry: Entry, now: datetime) -> bool:
    """Whether a first poll stores this entry quietly (`FirstPoll`)."""
    if feed.first_ok_at is not None:  # one that listed nothing then: what is older is backlog
        dated = entry.published_at
        before = dated is not None and dated < feed.first_ok_at - BEFORE_THE_FIRST
        return bool(feed.first_poll == "quiet") and feed.newest_at is None and before
    if feed.first_poll_max_age is not None:
        dated = entry.published_at
        return dated is None or now - dated > feed.first_poll_max_age
    return bool(feed.first_poll == "quiet")


def _look_again(
    work: Work,
    unplaced: list[Item],
    tired: list[Item],
    sighting: Row[Any],
    entry: Entry,
    now: datetime,
) -> None:
    """A key this feed has listed before: the same, edited, or edited after its article was
    pruned (then it is an article again; unchanged it stays buried). `tired`: edited often.
    """
    home = Home(entry.title, sighting.article_id)
    item = Item(entry, home, sighting, edit=True)
    same = sighting.content_hash == entry.content_hash
    if same or sighting.revisions >= EDITS_TAKEN:
        if sighting.seen_at <= now - SEEN_SLACK:
            work.seen.append(sighting.id)
        if not same and home.article_id is not None:
            tired.append(item)
        return
    (unplaced if home.article_id is None else work.edited).append(item)


def _is_rewritten(items: Sequence[Item], number: int) -> bool:
    """Whether so many known entries of a document have changed at once that it is but written
    otherwise, with other links or longer texts: what is no longer kept was not edited then.
    """
    changed = sum(item.sighting is not None for item in items)
    return changed >= MOVED_AT_ONCE and changed * MOVED_AT_ONCE >= number


def _told_still(
    connection: Connection, feed_id: int, tired: Sequence[Item], now: datetime
) -> list[Item]:
    """Those with another title than their article's: a revision, however often. And those with
    another text where it has stood for a while, in their first days. Numbers alone do not count:
    titles and texts carry clocks, too.
    """
    rows = _by_id(connection, _BY_ID, tired)
    live = {
        row.id
        for row in rows.values()
        if row.source_feed_id in {feed_id, None}
        and row.first_seen_at > now - LIVE_FOR
        and row.retrieved_at <= now - LIVE_EVERY
    }
    texts = _by_id(connection, _TEXTS, [item for item in tired if article_id(item) in live])
    return [
        item
        for item in tired
        if _differ(item.entry.title, rows[article_id(item)].title)
        or ((row := texts.get(article_id(item))) and _says_other(item.entry, row))
    ]


def _by_id(connection: Connection, rows: Select[Any], items: Sequence[Item]) -> dict[int, Row[Any]]:
    """These rows of the items' articles, by their ids."""
    ids = sorted({article_id(item) for item in items})
    found = {row.id: row for part in chunks(ids) for row in connection.execute(rows, {"ids": part})}
    if len(found) < len(ids):
        raise Overtaken
    return found


def _says_other(entry: Entry, row: Row[Any]) -> bool:
    """Whether a feed's entry has other words than its article; a page's text is none of its."""
    by_page = row.source_feed_id is None
    return _differ(entry.lead, row.lead) or (not by_page and _differ(entry.body, row.body))


def _differ(one: str, other: str) -> bool:
    return not same_title(*(_NUMBER.sub("", words) for words in (one, other)))


def _settled(connection: Connection, edited: Sequence[Item], now: datetime) -> list[Item]:
    """Those without words that have stood twice in the last day: of two servers behind one name
    each may have its own. One return is news, if only that the edit was wrong.
    """
    ids = sorted({article_id(item) for item in edited})
    stood = Counter(
        (row.article_id, row.title, row.lead, row.feed_id and row.body_hash)
        for part in chunks(ids)
        for row in connection.execute(_STOOD, {"ids": part, "since": now - FLAPS_WITHIN})
    )
    return [item for item in edited if _times(stood, item) < FLAPS]


def _times(stood: Counter[tuple[int, str, str, str | None]], item: Item) -> int:
    """How often an article had the words it would have now; beside a page's text, the title's."""
    head = article_id(item), item.entry.title, item.entry.lead
    return stood[*head, body_hash(item.entry.body)] + stood[*head, None]
