"""Cuts texts to what their feeds keep, once nothing compares them any more.

An article of a feed that keeps less than its text gets a row in `cuts`, which says when to look at
it: a run with nothing to cut reads an index and no article. Until then its text is whole, since
matching, grouping and what is promised read it. Afterwards the row remembers what the whole text
said, as marks, so that the same words are no edit when the feed lists them again. Feeds that list
one article may differ: the most generous decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BindParameter,
    Boolean,
    Connection,
    Row,
    Select,
    Table,
    bindparam,
    exists,
    or_,
    select,
    type_coerce,
)

from worker.alert.correction import mark
from worker.store import likely, search
from worker.store.columns import Moment
from worker.store.rows import chunks, free, upsert
from worker.store.tables import (
    UNREAD,
    articles,
    cuts,
    feeds,
    fingerprints,
    held,
    matches,
    pages,
    promises,
    quiet_readings,
    revisions,
    sightings,
)
from worker.store.texts import Standing

WHOLE_FOR = likely.WINDOW  # since a text came: so long a new article may be found to tell the same
AGAIN = timedelta(hours=1)  # what something still waits for is looked at once more
EXCERPT = 300  # characters of lead and of body, each
BATCH = 20  # at 8 ms each: others write too
GENEROUS = ("hash", "excerpt", "text")  # rising


def queue(connection: Connection, keep: str, ids: Sequence[int], now: datetime) -> None:
    """Have what a feed has just brought of these articles cut in its time, if it keeps less."""
    if keep != "text" and ids:
        # In one order: two feeds that list the same articles wait for each other, and never both.
        rows = [{"article_id": id_, "due_at": now + WHOLE_FOR} for id_ in sorted(ids)]
        connection.execute(upsert(connection, cuts).on_conflict_do_nothing(), rows)


def queue_anew(connection: Connection, changed: Sequence[Standing]) -> None:
    """What has another text than before is cut in its time; what has but another title still is."""
    whole = [
        {"of": one.id, "due_at": one.retrieved_at + WHOLE_FOR} for one in changed if not one.cut
    ]
    if whole:
        connection.execute(_WRITTEN, whole)
    still = [{"of": one.id, "revision": one.revision} for one in changed if one.cut]
    if still:
        connection.execute(_WRITTEN, still)


def queue_all(connection: Connection, feed_id: int, now: datetime) -> None:
    """Look at all that a feed lists, for it keeps another share now."""
    listed = (
        select(sightings.c.article_id, bindparam("due", now, type_=Moment()))
        .distinct()
        .where(sightings.c.feed_id == feed_id, sightings.c.article_id.is_not(None))
    )
    connection.execute(
        upsert(connection, cuts)
        .from_select(["article_id", "due_at"], listed)
        .on_conflict_do_update(index_elements=["article_id"], set_={"due_at": now})
    )


def cut_due(connection: Connection, now: datetime) -> tuple[int, int]:
    """Cut some of the texts whose time has come: how many were looked at, and how many cut."""
    asked = {"now": now, "came": now - WHOLE_FOR, "most": BATCH}
    rows = connection.execute(_DUE, asked).all()
    waiting = [row for row in rows if row.waits]
    if waiting:
        connection.execute(
            _WRITTEN, [{"of": row.id, "due_at": _later(row, now)} for row in waiting]
        )
    settled = [row for row in rows if not row.waits]
    kept = _kept(connection, [row.id for row in settled])
    whole = [row for row in settled if row.id not in kept]
    if whole:
        connection.execute(_WRITTEN, [{"of": row.id, "due_at": None} for row in whole])
    _cut(connection, [row for row in settled if row.id in kept], kept)
    return len(rows), len(kept)


def forget(connection: Connection, ids: Sequence[int]) -> None:
    """Cut what outlives these articles, which go before their time to be cut has come."""
    due = select(cuts.c.article_id).where(cuts.c.article_id.in_(ids), cuts.c.due_at.is_not(None))
    kept = _kept(connection, connection.scalars(due).all())
    _cut_all(connection, matches, kept)


def excerpt(text: str, keep: str) -> str:
    """What is kept of a text: nothing (`hash`), or its beginning to the end of a word."""
    if keep == "hash":
        return ""
    if len(text) <= EXCERPT:
        return text
    begins = text[: EXCERPT - 1]
    word = max(begins.rfind(" "), begins.rfind("\n"))  # some scripts write hardly any space
    return begins[: word if word > EXCERPT // 2 else None].rstrip() + "…"


def _later(row: Row[Any], now: datetime) -> datetime:
    """When to look again at what may not be cut yet."""
    moments: list[datetime] = [now + AGAIN, row.retrieved_at + WHOLE_FOR]
    if row.compared_at is not None:
        moments.append(row.compared_at + likely.FINGERPRINTS_REMEMBERED)
    return max(moments)


def _kept(connection: Connection, ids: Sequence[int]) -> dict[int, str]:
    """What is kept of each of these articles, without those whose whole text is."""
    found: dict[int, str] = {}
    for part in chunks(ids):
        for article_id, keep in connection.execute(_KEEPS, {"ids": part}):
            found[article_id] = max(found.get(article_id, keep), keep, key=GENEROUS.index)
    return {article_id: keep for article_id, keep in found.items() if keep != "text"}


def _cut(connection: Connection, rows: Sequence[Row[Any]], kept: Mapping[int, str]) -> None:
    if not rows:
        return
    search.forget(connection, [search.Texts(row.id, row.title, row.lead, row.body) for row in rows])
    left = [
        search.Texts(row.id, row.title, *(excerpt(t, kept[row.id]) for t in (row.lead, row.body)))
        for row in rows
    ]
    connection.execute(
        _CUT, [{"of": text.id, "lead": text.lead, "body": text.body} for text in left]
    )
    search.index(connection, sorted(left))
    connection.execute(_WRITTEN, [{"of": row.id, "due_at": None} for row in rows])
    marks = [
        {
            "of": row.id,
            "revision": row.revision,
            "lead_mark": mark(row.lead),
            "body_mark": mark(row.body),
            "chars": len(row.lead) + len(row.body),
        }
        for row in rows
        if row.cut_revision != row.revision  # else they are of the whole text already
    ]
    if marks:
        connection.execute(_WRITTEN, marks)
    for table in (revisions, matches):
        _cut_all(connection, table, kept)


def _cut_all(connection: Connection, table: Table, kept: Mapping[int, str]) -> None:
    """Cut what else a table holds of these articles' texts."""
    key = [*table.primary_key.columns]
    columns = dict.fromkeys((*key, *(table.c[name] for name in ("article_id", "lead", "body"))))
    changed = [
        {**{f"its_{column.name}": getattr(row, column.name) for column in key}, **left}
        for part in chunks([*kept])
        for row in connection.execute(select(*columns).where(table.c.article_id.in_(part)))
        if (left := {name: excerpt(getattr(row, name), kept[row.article_id]) for name in _ZONES})
        != {name: getattr(row, name) for name in _ZONES}
    ]
    if changed:
        this = (column == bindparam(f"its_{column.name}") for column in key)
        connection.execute(table.update().where(*this), changed)


_ZONES = ("lead", "body")
# Built once: putting statements together anew costs as much as running them.
_NOW = bindparam("now", type_=Moment())
_THESE: BindParameter[int] = bindparam("ids", expanding=True)
_WAITS = or_(
    UNREAD,
    ~free(articles, _NOW),
    articles.c.retrieved_at > bindparam("came", type_=Moment()),
    fingerprints.c.article_id.is_not(None),
    articles.c.id.in_(select(promises.c.article_id).where(promises.c.article_id.is_not(None))),
    articles.c.id.in_(select(held.c.article_id)),
    exists().where(pages.c.article_id == articles.c.id, pages.c.due_at.is_not(None)),
    exists().where(
        quiet_readings.c.done_at.is_(None),
        quiet_readings.c.cursor < articles.c.id,
        quiet_readings.c.since <= articles.c.first_seen_at,
    ),
)
_DUE: Select[Any] = (
    select(
        *(articles.c[name] for name in ("id", "title", "lead", "body", "revision", "retrieved_at")),
        cuts.c.revision.label("cut_revision"),
        fingerprints.c.at.label("compared_at"),
        type_coerce(_WAITS, Boolean).label("waits"),
    )
    .select_from(articles)
    .join(cuts, cuts.c.article_id == articles.c.id)
    .outerjoin(fingerprints, fingerprints.c.article_id == articles.c.id)
    .where(cuts.c.due_at <= _NOW)
    .order_by(cuts.c.due_at)
    .limit(bindparam("most"))
    .with_for_update(of=articles, skip_locked=True)
)
_KEEPS = (
    select(sightings.c.article_id, feeds.c.keep)
    .distinct()
    .join(feeds, feeds.c.id == sightings.c.feed_id)
    .where(sightings.c.article_id.in_(_THESE))
)
_CUT = articles.update().where(articles.c.id == bindparam("of"))
_WRITTEN = cuts.update().where(cuts.c.article_id == bindparam("of"))
