"""Stories an article may belong to, found by what it shares with articles that rules heard.

Each of these is kept under a few keys: its weightiest anchors and words, and some hashes of its
text. What shares most keys with an article is looked at more closely, by `worker.group`. Several
workers share the tables, so they find the same stories.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    Connection,
    FromClause,
    Select,
    Text,
    bindparam,
    func,
    select,
    true,
    type_coerce,
    union_all,
)

from worker.model import Fingerprint, KnownStory
from worker.model import Text as Said
from worker.store import stories as of_stories
from worker.store.columns import unpacked
from worker.store.rows import upsert
from worker.store.tables import (
    articles,
    fingerprint_keys,
    fingerprints,
    matches,
    story_articles,
)

WINDOW = timedelta(hours=72)  # between two articles of one event
FINGERPRINTS_REMEMBERED = timedelta(days=8)  # three count: some articles are dated long before
ANCHORS = 14  # keys of a kind
WORDS = 6  # and one for each anchor that an article lacks
HASHES = 16
EVERY = 32  # a hash in so many is a key, whatever the text's length: a cut copy keeps its share
FEWEST_HASHES = 6  # of a short text
OF_ONE_KEY = 200  # latest articles: a key that more hold tells nothing
KEYS = ANCHORS + WORDS + HASHES
MOST_ALIKE = 200  # articles
STORIES = 8  # looked at closely; the right one is hardly ever behind the third
FEW_KEYS = 10  # with so few, one that is shared is much; with more, it is chance
MEMBERS = 30  # latest articles of each
REMEMBERED = 128  # fingerprints, some 50 kB each


def keep(connection: Connection, found: Fingerprint) -> None:
    """Have the article found by its fingerprint, in place of an earlier one."""
    connection.execute(_FORGET, {"article": found.article_id})
    connection.execute(_KEEP, row_of(found))
    keys = [{"key": key, "article_id": found.article_id} for key in sorted(set(keys_of(found)))]
    if keys:
        connection.execute(upsert(connection, fingerprint_keys).on_conflict_do_nothing(), keys)


def row_of(found: Fingerprint) -> dict[str, Any]:
    """A fingerprint as a row of its table."""
    return {
        "article_id": found.article_id,
        "at": found.at,
        "language": found.language,
        "outlet": found.outlet,
        "anchors": found.anchors,
        "surfaces": found.surfaces,
        "words": found.words,
        "sketch": found.sketch,
        "triples": found.triples,
    }


def keys_of(found: Fingerprint) -> Iterator[str]:
    """What a fingerprint is kept and looked for under."""
    anchors = list(found.anchors)[:ANCHORS]
    yield from anchors
    # Where no letter is a capital, no word is an anchor.
    words = WORDS + ANCHORS - len(anchors)
    yield from (f"{found.language} {word}" for word in list(found.words)[:words])
    hashes = [one for n, one in enumerate(found.sketch) if n < FEWEST_HASHES or one % EVERY == 0]
    yield from (f"#{one:x}" for one in hashes[:HASHES])


def near(connection: Connection, found: Fingerprint) -> list[KnownStory]:
    """The stories that share most keys with the article, those with most first."""
    keys = list(dict.fromkeys(keys_of(found)))
    asked: dict[str, Any] = {
        "itself": found.article_id, "most": STORIES, "least": 1 if len(keys) <= FEW_KEYS else 2
    }  # fmt: skip
    if connection.dialect.name == "sqlite":
        asked |= {f"key{n}": key for n, key in enumerate(keys)}
        asked |= {f"key{n}": "" for n in range(len(keys), KEYS)}
        ids = connection.scalars(_NEAR, asked).all()
    else:
        ids = connection.scalars(_NEAR_ON_POSTGRESQL, asked | {"keys": keys}).all()
    if not ids:
        return []
    members: dict[int, list[Fingerprint]] = {story_id: [] for story_id in ids}
    for story_id, *kept in connection.execute(_MEMBERS, {"stories": ids, "most": MEMBERS}).all():
        members[story_id].append(_fingerprint(*kept))
    rules: dict[int, set[str]] = {story_id: set() for story_id in ids}
    for row in connection.execute(_HEARD_BY, {"stories": ids}):
        rules[row.story_id].add(row.rule_id)
    return [
        KnownStory(
            story,
            tuple(members[story.id]),
            frozenset(rules[story.id]),
            max(member.at for member in members[story.id]),
        )
        for story in of_stories.all_told(connection, ids)
        if any(abs(member.at - found.at) <= WINDOW for member in members[story.id])
    ]


def texts_of(connection: Connection, article_ids: Sequence[int]) -> dict[int, Said]:
    """What these articles say, by id; of those that are gone nothing."""
    rows = connection.execute(_TEXT, {"ids": article_ids})
    return {row.id: Said(row.title, f"{row.lead}\n{row.body}") for row in rows}


def forget(connection: Connection, before: datetime) -> int:
    """Forget fingerprints of articles too old to be like a new one; how many."""
    return connection.execute(_OLD, {"before": before}).rowcount


@lru_cache(REMEMBERED)
def _fingerprint(
    article_id: int, at: datetime, language: str | None, outlet: str, triples: int,
    anchors: str, surfaces: str, words: str, sketch: str,
) -> Fingerprint:  # fmt: skip
    """A fingerprint as its row has it, in JSON and digits: the same ones come up again and again,
    and to read one costs twenty times as much as to know it again.
    """
    return Fingerprint(
        article_id, at, language, outlet, triples=triples, sketch=unpacked(sketch),
        anchors=json.loads(anchors), surfaces=json.loads(surfaces), words=json.loads(words),
    )  # fmt: skip


def _latest(key: Any) -> Any:
    """The latest articles under one key."""
    return (
        select(fingerprint_keys.c.article_id)
        .where(fingerprint_keys.c.key == key)
        .order_by(fingerprint_keys.c.article_id.desc())
        .limit(OF_ONE_KEY)
    )


def _sharing_most(sharing: FromClause) -> Select[Any]:
    """The stories of the articles that are named most often in a column `article_id`.

    Only the most alike are looked up: what a statement costs must not grow with the window.
    """
    shared = (
        select(sharing.c.article_id, func.count().label("number"))
        .where(sharing.c.article_id != bindparam("itself"))
        .group_by(sharing.c.article_id)
        .having(func.count() >= bindparam("least"))
        .order_by(func.count().desc(), sharing.c.article_id.desc())
        .limit(MOST_ALIKE)
        .subquery("shared")
    )
    return (
        select(story_articles.c.story_id)
        .join(shared, shared.c.article_id == story_articles.c.article_id)
        .group_by(story_articles.c.story_id)
        .order_by(func.max(shared.c.number).desc(), story_articles.c.story_id)
        .limit(bindparam("most"))
    )


# Built once: putting statements together anew costs more than running them.
_KEEP = fingerprints.insert()
_FORGET = fingerprints.delete().where(fingerprints.c.article_id == bindparam("article"))
_OLD = fingerprints.delete().where(fingerprints.c.at < bindparam("before"))
_UNDER_ONE = (_latest(bindparam(f"key{n}")).subquery(f"k{n}") for n in range(KEYS))
_NEAR = _sharing_most(
    union_all(*(select(under.c.article_id) for under in _UNDER_ONE)).subquery("sharing")
)
# One key after the other, in a statement a tenth as long: it is planned each time.
_ASKED = func.unnest(bindparam("keys", type_=ARRAY(Text))).table_valued("key").render_derived()
_UNDER_EACH = _latest(_ASKED.c.key).lateral("held")
_NEAR_ON_POSTGRESQL = _sharing_most(
    select(_UNDER_EACH.c.article_id)
    .select_from(_ASKED)
    .join(_UNDER_EACH, true())
    .subquery("sharing")
)
_NUMBERED = (
    select(
        story_articles.c.story_id,
        story_articles.c.article_id,
        func.row_number()
        .over(partition_by=story_articles.c.story_id, order_by=story_articles.c.article_id.desc())
        .label("place"),
    )
    # Coverage that no rule heard has none, and shall not stand in the way of what was heard.
    .join(fingerprints, fingerprints.c.article_id == story_articles.c.article_id)
    .where(story_articles.c.story_id.in_(bindparam("stories", expanding=True)))
    .subquery("numbered")
)
# The latest of each story.
_MEMBERS = (
    select(
        _NUMBERED.c.story_id,
        *(fingerprints.c[name] for name in ("article_id", "at", "language", "outlet", "triples")),
        *(
            type_coerce(fingerprints.c[name], Text)
            for name in ("anchors", "surfaces", "words", "sketch")
        ),
    )
    .join(_NUMBERED, _NUMBERED.c.article_id == fingerprints.c.article_id)
    .where(_NUMBERED.c.place <= bindparam("most"))
    .order_by(fingerprints.c.article_id)
)
_HEARD_BY = (
    select(story_articles.c.story_id, matches.c.rule_id)
    .distinct()
    .join(matches, matches.c.article_id == story_articles.c.article_id)
    .where(story_articles.c.story_id.in_(bindparam("stories", expanding=True)))
)
_TEXT = select(articles.c.id, articles.c.title, articles.c.lead, articles.c.body).where(
    articles.c.id.in_(bindparam("ids", expanding=True))
)
