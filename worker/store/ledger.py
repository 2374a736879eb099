"""The record of one reading transaction: matches, stories, decisions, alerts, read marks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import cache

from sqlalchemy import Connection, Executable, bindparam, select

from worker.alert.decide import BACKLOG
from worker.model import (
    Adds,
    Article,
    ArticleClaim,
    Because,
    Decision,
    Evidence,
    Fingerprint,
    Hit,
    Hold,
    KnownStory,
    QuietClaim,
    QuietReading,
    QuietTally,
    Rang,
    Source,
    Speak,
    Story,
    Telling,
    Text,
    Told,
    Utterance,
)
from worker.ports import Compose
from worker.store import coverage, latency, likely, quiet, stories
from worker.store.promising import Promising
from worker.store.rows import NO_LEASE, fence, fenced, inserting
from worker.store.saying import Message, queue
from worker.store.tables import alerts, articles, decisions, matches, sightings

NOTHING = Adds()


class SqlLedger(Promising):
    """`worker.ports.Ledger` on one open transaction."""

    def __init__(self, connection: Connection, new_id: Callable[[], str], now: datetime) -> None:
        self._connection = connection
        self._new_id = new_id
        self._now = now

    def holds(self, claims: Sequence[ArticleClaim]) -> frozenset[int]:
        """The articles of the claims whose lease still stands; locked until the commit."""
        ours = {(one.article.id, one.lease.owner, one.lease.attempt) for one in claims}
        rows = self._connection.execute(_LEASED, {"ids": [one.article.id for one in claims]})
        return frozenset(row.id for row in rows if tuple(row) in ours)

    def keep_match(self, article: Article, hit: Hit, now: datetime) -> None:
        """Upsert on (rule, article): version, revision, evidence, the text seen, its hash."""
        seen = {
            "rule_version": hit.rule_version,
            "language": hit.language,
            "revision": article.revision,
            "matched_at": now,
            "retrieved_at": article.retrieved_at,
            "body_hash": article.body_hash,
            "article_url": article.url,
            "evidence": [_evidence(one) for one in hit.evidence],
            "title": article.title,
            "lead": article.lead,
            "body": article.body,
        }
        key = {"rule_id": hit.rule_id, "article_id": article.id, "first_matched_at": now}
        keep = _keeping(self._connection.dialect.name, tuple(seen))
        self._connection.execute(keep, {**key, **seen})

    def story_of(self, article: Article) -> Story | None:
        """The story the article already belongs to, or that one canonical URL ties it to."""
        return stories.story_of(self._connection, article)

    def near(self, found: Fingerprint) -> list[KnownStory]:
        """Stories the article may belong to, those that share most with it first."""
        return likely.near(self._connection, found)

    def texts_of(self, article_ids: Sequence[int]) -> dict[int, Text]:
        """What these articles say, by id; of those that are gone nothing."""
        return likely.texts_of(self._connection, article_ids)

    def keep_fingerprint(self, found: Fingerprint) -> None:
        """Have later articles find this one; an earlier fingerprint of it is replaced."""
        likely.keep(self._connection, found)

    def tellings(self, story: Story) -> list[Telling]:
        """Who tells the story, when, and whence they have it."""
        return stories.tellings(self._connection, story.id)

    def coverage(self, found: Fingerprint, after: int) -> list[Article]:
        """Articles that no rule heard and that share names with this one, the oldest first."""
        return coverage.sharing_names(self._connection, found, after)

    def withdraw_coverage(self, article: Article) -> None:
        """Take an article that no rule heard before out of the story it was counted in."""
        coverage.withdraw(self._connection, article.id)

    def source_of(self, article: Article) -> Source | None:
        """Whence an article that is in a story has its news."""
        return stories.source_of(self._connection, article.id)

    def open_story(
        self, article: Article, headline: str, because: Because, adds: Adds = NOTHING
    ) -> Story:
        """A new story with this article as its first member."""
        return stories.open_story(self._connection, article, headline, because, adds, self._now)

    def join_story(
        self, story: Story, article: Article, because: Because, adds: Adds = NOTHING
    ) -> Story:
        """The story with the article in it; joining twice changes nothing."""
        return stories.join(self._connection, story.id, article, because, adds, self._now)

    def told(self, story: Story) -> tuple[Told, ...]:
        """What each channel has been told about the story, ordered by channel."""
        rows = self._connection.execute(_TOLD, {"of": _subject(story)})
        return tuple(
            Told(
                alert_id=row.id,
                channel=row.channel,
                sequence=row.sequence,
                severity=row.severity,
                rules=tuple(row.rules),
                articles=tuple(row.articles),
                acknowledged_at=row.acknowledged_at,
            )
            for row in rows
        )

    def speak(
        self, story: Story, article: Article, speak: Speak, compose: Compose, now: datetime
    ) -> Utterance:
        """Decision, alert (next sequence) and outbox row together."""
        message = Message(
            subject=_subject(story),
            channel=speak.channel,
            type=speak.type,
            reason=speak.reason,
            severity=speak.severity,
            rules=speak.rules,
            article_id=article.id,
            story_id=story.id,
        )
        delivery_id = self._new_id()

        def write(alert: int, sequence: int) -> str:
            return compose(Utterance(delivery_id, alert, sequence, story, speak))

        alert_id, sequence = queue(self._connection, message, delivery_id, write, now)
        latency.begin(self._connection, delivery_id, speak.channel, article, now)
        self._decided(story, article, speak, now, alert_id=alert_id, sequence=sequence)
        if self._lately is not None:
            self._lately.append(Rang(now, speak.channel, speak.rules))
        return Utterance(delivery_id, alert_id, sequence, story, speak)

    def hold(
        self, story: Story | None, article: Article, decision: Decision, now: datetime
    ) -> None:
        """Append a decision to be silent, with its promise to come back to it; a backlog is also
        counted for its feeds, once.
        """
        self._decided(story, article, decision, now)
        if isinstance(decision, Hold) and decision.later is not None:
            self._promise(decision.later, decision, article, story, now)
        if decision.reason.startswith(BACKLOG):
            self._would_have_rung(article)

    def mark_read(self, claims: Sequence[ArticleClaim]) -> None:
        """The claimed editions are read; a newer edition stays unread."""
        read = {"read_error": None, "retry_at": None, **NO_LEASE}
        if claims:
            self._connection.execute(
                _GIVE_BACK,
                [
                    {**fence(one.article.id, one.lease), "read_edition": one.edition, **read}
                    for one in claims
                ],
            )

    def mark_failed(self, claim: ArticleClaim, words: str, retry_at: datetime) -> None:
        """Keep why reading raised; the article stays unread, and is due at `retry_at`."""
        why = {"read_error": words, "retry_at": retry_at, **NO_LEASE}
        self._connection.execute(_GIVE_BACK, fence(claim.article.id, claim.lease) | why)

    # ---- quiet readings -----------------------------------------------------------------

    def holds_quiet(self, claim: QuietClaim) -> frozenset[str]:
        """The rules of the claim whose lease still stands; locked until the commit."""
        held = quiet.holding(self._connection, claim)
        pairs = zip(claim.rows, claim.readings, strict=True)
        return frozenset(reading.rule_id for row, reading in pairs if row in held)

    def unheard(self, article: Article, hit: Hit) -> bool:
        """Whether the article still is the text claimed, read, and without this very match."""
        connection = self._connection
        return quiet.stands(connection, article) and not quiet.kept(connection, article, hit)

    def held_quietly(self, story: Story, rule_id: str, since: datetime) -> bool:
        """Whether the rule, read quietly, would have rung this story already; of a backlog, since
        then.
        """
        return quiet.held_before(self._connection, story, rule_id, since)

    def settle_quiet(
        self, claim: QuietClaim, tallies: Mapping[str, QuietTally], now: datetime
    ) -> tuple[QuietReading, ...]:
        """Move what is held behind the batch; when it was the last, those with a report."""
        held = quiet.holding(self._connection, claim)
        return quiet.settle(self._connection, claim, held, tallies, now)

    def _decided(
        self,
        story: Story | None,
        article: Article,
        decision: Decision,
        now: datetime,
        **outcome: int,
    ) -> None:
        self._connection.execute(
            _DECIDED,
            {
                "at": now,
                "verdict": "hold" if isinstance(decision, Hold) else "speak",
                "type": None if isinstance(decision, Hold) else decision.type,
                "reason": decision.reason,
                "channel": decision.channel,
                "rules": decision.rules,
                "article_id": article.id,
                "story_id": None if story is None else story.id,
                "revision": article.revision,
                **outcome,
            },
        )

    def _would_have_rung(self, article: Article) -> None:
        self._connection.execute(
            sightings.update()
            .where(
                sightings.c.article_id == article.id,
                sightings.c.backlog,
                sightings.c.would_ring.is_(False),
            )
            .values(would_ring=True)
        )


# Built once: every article read passes through these.
_LEASED = (
    select(articles.c.id, articles.c.leased_by, articles.c.attempt)
    .where(articles.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(articles.c.id)
    .with_for_update()
)
_GIVE_BACK = articles.update().where(fenced(articles))
_TOLD = select(alerts).where(alerts.c.subject == bindparam("of")).order_by(alerts.c.channel)
_DECIDED = decisions.insert()


@cache
def _keeping(dialect: str, seen: tuple[str, ...]) -> Executable:
    """Puts a match in, or writes anew what is `seen` of it."""
    insert = inserting(dialect, matches)
    return insert.on_conflict_do_update(
        index_elements=[matches.c.rule_id, matches.c.article_id],
        set_={name: insert.excluded[name] for name in seen},
    )


def _subject(story: Story) -> str:
    return f"story:{story.id}"


def _evidence(one: Evidence) -> dict[str, object]:
    listed = {"listed": [asdict(entry) for entry in one.listed]} if one.listed else {}
    return {
        "zone": one.zone,
        "text": one.text,
        "spans": one.spans,
        "term": one.term,
        "start": one.start,
        **listed,
    }
