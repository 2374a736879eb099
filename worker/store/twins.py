"""Finds what a feed has listed before, under whatever guid, address or title.

A site that moves to other software gives its stories new guids and new links in one night, and
some feeds have a new token in every link at every poll. Title and text of an entry, and the
moment of its publication, are still those of before; two stories share them hardly ever, and
"Weather forecast", dated by the day, is not taken for its twin. Where much of a document has moved
at once, less will do. What got another title has its page and its moment still.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, Row, and_, bindparam, or_, select

from worker.model import Entry
from worker.parse.known import LeftOut
from worker.parse.links import canonical
from worker.store.rows import chunks
from worker.store.storing import SEEN_SLACK
from worker.store.tables import articles, sightings
from worker.store.texts import body_hash, folded

MOVED_AT_ONCE = 3  # one entry in so many
LATEST = 1_000  # sightings of a feed that are looked through
SIGHTING = tuple(
    sightings.c[name]
    for name in ("id", "entry_key", "content_hash", "article_id", "revisions", "seen_at")
)
FEWEST_CHARS = 40  # of a text that two stories do not share by chance ("Read more")
_WORD = re.compile(r"\w{4,}")
# What numbers an article in its address: digits, perhaps among letters, but no day or month.
_NUMBER = re.compile(r"(?<![^\W_])(?!20\d{4}(?:\d\d)?(?![^\W_]))(?=[^\W_]*\d[^\W_]*\d)[^\W_]{5,}")
# By title, by moment and, where the article is no longer kept, by hash; the latest first.
Before = Mapping[object, Sequence[Row[Any]]]


@dataclass(frozen=True, slots=True)
class Document:
    """What tells how much of a document has moved: the number of its entries and of those that
    are unknown by key, when the feed had answered before, and what was not read again: it may be
    listed all the same.
    """

    entries: int
    unknown: int
    before: datetime
    left_out: LeftOut

    @property
    def whole(self) -> bool:
        """Whether all of it was read."""
        return not self.left_out.number

    def is_anew(self) -> bool:
        """Whether nothing of it is known by key, and it is more than one story told again."""
        return self.unknown == self.entries >= MOVED_AT_ONCE

    def may_list(self, entry: Entry, row: Row[Any]) -> bool:
        """Whether an article of the entry's title may be it, if the others have moved, too.

        Words said again later are news, but not those of entries that came at the last visit,
        or that were listed then and are dated no later.
        """
        if not self.is_anew():
            return False
        if same_minute(entry.published_at, row.published_at):
            return True
        dated = entry.published_at
        old = dated is None or dated <= self.before
        listed_since = self.before - SEEN_SLACK if old else self.before
        return bool(row.seen_at >= listed_since) and _says(entry, row)

    def listed(self, row: Row[Any]) -> bool:
        """Whether the feed had listed a sighting within a day before."""
        return bool(row.seen_at >= self.before - SEEN_SLACK)


def listed_lately(connection: Connection, feed_id: int, entries: Sequence[Entry]) -> Before:
    """The feed's latest sightings of articles with the titles of these entries, of those published
    at the same moments, and of those in the same words that are no longer kept.
    """
    found: dict[object, list[Row[Any]]] = defaultdict(list)
    for part in chunks(entries):
        titles = {entry.title for entry in part if entry.title}
        moments = {entry.published_at for entry in part if entry.published_at}
        hashes = {entry.content_hash for entry in part}
        asked = {"titles": sorted(titles), "moments": list(moments), "hashes": sorted(hashes)}
        for row in connection.execute(_LIKE, {"feed": feed_id, **asked}):
            if row.title in titles:
                found[row.title].append(row)
            if row.published_at in moments:
                found[row.published_at].append(row)
            if row.article_id is None:
                found[row.content_hash].append(row)
    return found


def titled_like(entry: Entry, before: Before) -> Iterator[Row[Any]]:
    """The sightings of articles of the entry's title; where it has none, of its moment and text."""
    if entry.title:
        return iter(before.get(entry.title, ()))
    rows = before.get(entry.published_at, ())
    return (row for row in rows if row.title == "" and same_text(entry, row))


def buried_like(entry: Entry, before: Before, document: Document) -> Iterator[Row[Any]]:
    """Sightings whose articles are no longer kept and that were listed lately: in the entry's very
    words, or of its moment if there is but one.
    """
    at_once = before.get(entry.published_at, ()) if document.whole else ()
    sure = len(at_once) == 1 and same_moment(entry.published_at, at_once[0].published_at)
    rows = (*before.get(entry.content_hash, ()), *(at_once if sure else ()))
    return (row for row in rows if row.article_id is None and document.listed(row))


def retitled_from(entry: Entry, before: Before, document: Document) -> Iterator[Row[Any]]:
    """The sighting of the entry under another title, if there is but one: in some feeds all
    entries have one date and one link. It must be certain that the other is no longer listed: one
    with the entry's own address would have been read beside it.
    """
    rows = [row for row in before.get(entry.published_at, ()) if _stood_there(entry, row)]
    sure = len(rows) == 1 and _tells_it(entry, rows[0])
    gone = sure and (
        document.whole
        or same_address(entry, rows[0])
        or document.left_out.shows_gone(rows[0].title)
    )
    return iter(rows if gone else ())


def paired(
    entries: Sequence[Entry], before: Before, listed: Collection[str], document: Document
) -> dict[str, Row[Any]]:
    """By key the sighting that each entry, unknown by key and address, goes on.

    Of the document a third must have moved at once, or the entry be on the page of before: one
    story under a new address may be told anew. What is `listed` beside an entry is another one.
    """
    pairs: dict[str, Row[Any]] = {}
    gone: set[int] = set()

    def pair(rows_of: Callable[[Entry], Iterable[Row[Any]]]) -> None:
        for entry in entries:
            for row in rows_of(entry) if entry.key not in pairs else ():
                if row.id not in gone and row.entry_key not in listed:
                    gone.add(row.id)
                    pairs[entry.key] = row
                    break

    pair(lambda e: (row for row in titled_like(e, before) if is_twin(e, row)))
    pair(lambda e: retitled_from(e, before, document))
    pair(lambda e: (row for row in titled_like(e, before) if document.may_list(e, row)))
    pair(lambda e: buried_like(e, before, document))
    if len(pairs) * MOVED_AT_ONCE >= document.entries:
        return pairs
    sure = ((e, row) for e in entries if (row := pairs.get(e.key)))
    return {e.key: row for e, row in sure if row.article_id is None or _one_page(e, row)}


def is_twin(entry: Entry, row: Row[Any]) -> bool:
    """Whether an article of the same title is the entry: two of date, text and address tell."""
    if same_moment(entry.published_at, row.published_at):
        return same_text(entry, row) or _one_path(entry, row)
    return same_text(entry, row) and same_address(entry, row)


def _tells_it(entry: Entry, row: Row[Any]) -> bool:
    """Whether an article that stood there tells the entry's story under another title: they share
    half of the words or a text. One page and date may be all stories' of a feed.
    """
    told = _says(entry, row) and len(entry.lead) + len(entry.body) >= FEWEST_CHARS
    common = words_of(entry.title) & words_of(row.title)
    return told or bool(common and share_words(entry.title, row.title))


def _stood_there(entry: Entry, row: Row[Any]) -> bool:
    """Whether both are of one moment and page, or of one date, address and text."""
    if entry.published_at is None or entry.published_at != row.published_at:
        return False
    if same_moment(entry.published_at, row.published_at):
        if same_address(entry, row) or one_number(entry, row):
            return True
        return _one_path(entry, row) and _says(entry, row)
    return same_address(entry, row) and _says(entry, row)


def same_text(entry: Entry, row: Row[Any]) -> bool:
    """Whether the article has the entry's words below its title."""
    return bool(entry.lead == row.lead and body_hash(entry.body) == row.body_hash)


def share_words(one: str, other: str) -> bool:
    """Whether half of the shorter title's words are the other's, too."""
    words, others = words_of(one), words_of(other)
    return 2 * len(words & others) >= min(len(words), len(others))


def words_of(title: str) -> frozenset[str]:
    """The words of a title; short ones are everybody's."""
    return frozenset(_WORD.findall(folded(title)))


def _says(entry: Entry, row: Row[Any]) -> bool:
    """Whether both have a text, and the same."""
    return bool(entry.lead or entry.body) and same_text(entry, row)


def same_address(entry: Entry, row: Row[Any]) -> bool:
    """Whether the article stands under the entry's canonical URL, by right or not."""
    return entry.canonical_url is not None and entry.canonical_url == address(row)


def address(of: Entry | Row[Any]) -> str | None:
    """The canonical URL, also where others share it, so that it identifies nothing."""
    return of.canonical_url or (canonical(of.url) if of.url else None)


def _one_page(entry: Entry, row: Row[Any]) -> bool:
    return _one_path(entry, row) or one_number(entry, row)


def _one_path(entry: Entry, row: Row[Any]) -> bool:
    """Whether their links differ in the query alone, or the host."""
    one, other = (urlsplit(address(of) or "") for of in (entry, row))
    return one.path == other.path and bool(one.path or (one.netloc and one.netloc == other.netloc))


def one_number(entry: Entry, row: Row[Any]) -> bool:
    """Whether their links end in one number: the words beside it follow the title."""
    one, other = (urlsplit(address(of) or "") for of in (entry, row))
    numbers, others = (_NUMBER.findall(link.path.rpartition("/")[2])[-1:] for link in (one, other))
    return one.netloc == other.netloc and numbers == others != []


def same_moment(one: datetime | None, other: datetime | None) -> bool:
    """A day without its time may be that of two bulletins of one title."""
    return one is not None and one == other and one.time() != time()


def same_minute(one: datetime | None, other: datetime | None) -> bool:
    """Or one moment; other software may drop the seconds."""
    if one is None or other is None or time() in (one.time(), other.time()):
        return False
    if 0 in (one.second, other.second):
        one, other = (dated.replace(second=0, microsecond=0) for dated in (one, other))
    return one == other


_LATEST = (
    select(*SIGHTING, sightings.c.published_at)
    .where(sightings.c.feed_id == bindparam("feed"))
    .order_by(sightings.c.first_seen_at.desc())
    .limit(LATEST)
    .subquery()
)
_LIKE = (  # built once
    select(
        _LATEST, *(articles.c[n] for n in ("title", "lead", "body_hash", "url", "canonical_url"))
    )
    .outerjoin(articles, articles.c.id == _LATEST.c.article_id)
    .where(
        or_(
            articles.c.title.in_(bindparam("titles", expanding=True)),
            _LATEST.c.published_at.in_(bindparam("moments", expanding=True)),
            and_(
                _LATEST.c.article_id.is_(None),
                _LATEST.c.content_hash.in_(bindparam("hashes", expanding=True)),
            ),
        )
    )
    .order_by(_LATEST.c.id.desc())
)
