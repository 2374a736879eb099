"""What is held, and the promises to come back to it: made, found due, kept, all in the transaction
that decides.

A promise is a row with a due time. It goes in the transaction that says what it promised: a
kill -9 before the commit leaves it due, and a second worker finds it gone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, select

from worker.alert.correction import mark
from worker.alert.decide import loudest
from worker.alert.digest import severity_of
from worker.model import (
    Alarm,
    Article,
    Before,
    Held,
    Hit,
    Hold,
    Later,
    Promise,
    Rang,
    Silence,
    Story,
    Write,
)
from worker.store import articles as article_rows
from worker.store import silences, waiting
from worker.store.columns import Moment
from worker.store.outbox import announce
from worker.store.rows import upsert
from worker.store.saying import Message, queue, told_by_digest, told_of
from worker.store.stories import evidence_of
from worker.store.tables import articles, cuts, decisions, held, matches, promises, revisions


class Promising:
    """The half of a ledger that knows what is held, and until when."""

    _connection: Connection
    _new_id: Callable[[], str]
    _lately: list[Rang] | None = None
    _silences: tuple[Silence, ...] | None = None

    def silences(self, now: datetime) -> tuple[Silence, ...]:
        """The silences that hold now (as first asked in this transaction)."""
        if self._silences is None:
            self._silences = silences.active(self._connection, now)
        return self._silences

    def silence(self, silence_id: int) -> Silence | None:
        """A silence, over or not."""
        return silences.one(self._connection, silence_id)

    def lately(self, since: datetime) -> Sequence[Rang]:
        """The alerts said after this moment (as first asked for), this transaction's included."""
        if self._lately is None:
            rows = self._connection.execute(_SPOKEN, {"since": since})
            self._lately = [Rang(row.at, row.channel, tuple(row.rules)) for row in rows]
        return self._lately

    def before(self, article: Article) -> Before | None:
        """The article's text as last told, where that was another than it has now."""
        told = self._connection.execute(_TOLD_LAST, {"article": article.id}).first()
        if told is None or told.revision is None or told.revision >= article.revision:
            return None
        key = {"article": article.id, "revision": told.revision}
        past = self._connection.execute(_REVISION, key).one_or_none()
        if past is None:
            return None
        source = self._connection.scalar(_SOURCE, {"article": article.id})
        corrected_at = self._connection.scalar(_CORRECTED, {"article": article.id})
        same = past.feed_id == source
        cut = self._connection.execute(_CUT, key).one_or_none()
        rewritten = (
            None if cut is None else cut.revision < article.revision and _differs(cut, article)
        )
        return Before(past.title, past.lead, past.body, same, corrected_at, rewritten)

    def due(self, limit: int, now: datetime) -> list[Promise]:
        """Promises whose time has come, the oldest first, locked."""
        rows = self._connection.execute(_DUE, {"now": now, "most": limit})
        names = Promise.__slots__
        return [Promise(**{name: getattr(row, name) for name in names}) for row in rows]

    def held(self, promise: Promise) -> list[Held]:
        """What waits for it and was not told meanwhile, in the order it came, each story under its
        present headline.
        """
        return waiting.held(self._connection, promise)

    def held_from(self, promise: Promise) -> frozenset[str]:
        """The channels it holds something from, though all of it was told meanwhile."""
        return waiting.held_from(self._connection, promise)

    def beside(self, story_id: int) -> str | None:
        """What the story was related to when it began to wait for another origin: a headline."""
        return waiting.beside(self._connection, story_id)

    def article(self, article_id: int) -> Article | None:
        """The article as it is now."""
        return article_rows.find(self._connection, article_id)

    def hits(self, article_id: int) -> list[Hit]:
        """What rules found in it, as it was read last."""
        rows = self._connection.execute(_MATCHES, {"article": article_id})
        return [
            Hit(row.rule_id, row.rule_version, row.language, tuple(map(evidence_of, row.evidence)))
            for row in rows
        ]

    def tell_digest(
        self, promise: Promise, channel: str, reason: str, held_: Sequence[Held], write: Write,
        now: datetime,
    ) -> None:  # fmt: skip
        """Queue a digest for a channel. From now on it has been told of every story in it; each
        article's record says so.
        """
        loudest = severity_of(held_)
        message = Message(f"digest:{channel}", channel, "digest", reason, severity=loudest)
        alert_id, sequence = queue(self._connection, message, self._new_id(), write, now)
        for each in held_:
            if each.story_id is not None:
                told_by_digest(self._connection, each, now)
        said = {"verdict": "speak", "type": "digest", "channel": channel, "at": now}
        said |= {"alert_id": alert_id, "sequence": sequence, "reason": f"in a digest: {reason}"}
        if rows := waiting.untold(self._connection, promise, channel):
            self._connection.execute(decisions.insert(), [said | row for row in rows])

    def announce_once(self, alarm: Alarm, now: datetime) -> bool:
        """Queue an operator's alarm where its subject was never told; whether it was anywhere."""
        first = [c for c in alarm.channels if not told_of(self._connection, alarm.subject, c)]
        announce(self._connection, replace(alarm, channels=tuple(first)), self._new_id, now)
        return bool(first)

    def defer(self, promise: Promise, channel: str, due_at: datetime) -> None:
        """Let one channel hear of it at another time: what is held for it goes along."""
        later = Later(promise.kind, promise.subject, due_at, channel)
        moved = _promised(self._connection, later, promise.article_id)
        if moved == promise.id:
            self.postpone(promise, due_at)
        else:
            self._connection.execute(_MOVED, {"of": promise.id, "for": channel, "onto": moved})

    def postpone(self, promise: Promise, due_at: datetime) -> None:
        """Look at it again then."""
        self._connection.execute(_POSTPONED, {"row": promise.id, "due_at": due_at})

    def keep(self, promise: Promise) -> None:
        """It is kept, and with it all that waited for it."""
        self._connection.execute(held.delete().where(held.c.promise_id == promise.id))
        self._connection.execute(promises.delete().where(promises.c.id == promise.id))

    def _promise(
        self, later: Later, hold: Hold, article: Article, story: Story | None, now: datetime
    ) -> None:
        """Come back to it: the promise that is made already, or a new one. What held the article
        before, for other rules or of an earlier text, is told with it.
        """
        promise_id = _promised(self._connection, later, article.id)
        if later.kind == "correction" or hold.channel is None:
            return  # it will be decided again, and held or said then, as what waits is
        key = {"promise_id": promise_id, "channel": hold.channel, "article_id": article.id}
        before = self._connection.execute(_HELD_BEFORE, key).one_or_none()
        severities, rules = [later.severity], [*hold.rules]
        if before is not None:
            severities.append(before.severity)
            rules = [*dict.fromkeys((*before.rules, *rules))]
        values = {
            "revision": article.revision,
            "story_id": None if story is None else story.id,
            "reason": hold.reason,
            "news": later.news,
            "severity": loudest(severities),
            "rules": rules,
            "title": article.title,
            "url": article.url,
            "at": now,
        }
        self._connection.execute(
            upsert(self._connection, held)
            .values(key | values)
            .on_conflict_do_update(index_elements=[*key], set_=values)
        )


def is_due(connection: Connection, now: datetime) -> bool:
    """Whether any promise's time has come."""
    first = connection.scalar(select(func.min(promises.c.due_at)))
    return first is not None and first <= now


def _promised(connection: Connection, later: Later, article_id: int | None) -> int:
    key = {"kind": later.kind, "subject": later.subject, "channel": later.channel}
    known = connection.execute(_KNOWN, key).one_or_none()
    if known is None:
        made = {**key, "due_at": later.due_at, "article_id": article_id, "found": later.found}
        return int(connection.execute(_MADE, made).scalar_one())
    if later.found > known.found:
        connection.execute(_POSTPONED, {"row": known.id, "found": later.found})
    return int(known.id)


def _differs(cut: Row[Any], article: Article) -> bool:
    """Whether the article says something else than the text that was cut."""
    return (cut.lead_mark, cut.body_mark) != (mark(article.lead), mark(article.body))


# Built once: putting statements together anew costs as much as running them.
_NOW = bindparam("now", type_=Moment())
_SPOKEN = select(decisions.c.at, decisions.c.channel, decisions.c.rules).where(
    decisions.c.verdict == "speak",
    decisions.c.type != "digest",
    decisions.c.at > bindparam("since", type_=Moment()),
)
_OF_ARTICLE = (decisions.c.article_id == bindparam("article"), decisions.c.verdict == "speak")
_TOLD_LAST = (
    select(decisions.c.revision).where(*_OF_ARTICLE).order_by(decisions.c.id.desc()).limit(1)
)
_CORRECTED = select(func.max(decisions.c.at)).where(
    *_OF_ARTICLE, decisions.c.reason.like("%corrected: %")
)
_REVISION = select(revisions).where(
    revisions.c.article_id == bindparam("article"), revisions.c.revision == bindparam("revision")
)
_CUT: Select[Any] = select(cuts.c.revision, cuts.c.lead_mark, cuts.c.body_mark).where(
    cuts.c.article_id == bindparam("article"), cuts.c.revision >= bindparam("revision")
)
_SOURCE = select(articles.c.source_feed_id).where(articles.c.id == bindparam("article"))
_DUE = (
    select(promises)
    .where(promises.c.due_at <= _NOW)
    .order_by(promises.c.due_at, promises.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_HELD_BEFORE = select(held.c.severity, held.c.rules).where(
    held.c.promise_id == bindparam("promise_id"),
    held.c.channel == bindparam("channel"),
    held.c.article_id == bindparam("article_id"),
)
_MATCHES = (
    select(matches).where(matches.c.article_id == bindparam("article")).order_by(matches.c.id)
)
_KNOWN = select(promises.c.id, promises.c.found).where(
    promises.c.kind == bindparam("kind"),
    promises.c.subject == bindparam("subject"),
    promises.c.channel == bindparam("channel"),
)
_MADE = promises.insert().returning(promises.c.id)
_POSTPONED = promises.update().where(promises.c.id == bindparam("row"))
_MOVED = (
    held.update()
    .where(held.c.promise_id == bindparam("of"), held.c.channel == bindparam("for"))
    .values(promise_id=bindparam("onto"))
)
