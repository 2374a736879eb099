"""What people are shown of feeds, articles, and what was found and decided about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, case, func, or_, select

from worker.model import CANARY, OUR_NETWORK, Outcome, Visit
from worker.store.rows import chunks
from worker.store.tables import (
    FEED_IN_BRIEF,
    articles,
    decisions,
    feeds,
    hosts,
    matches,
    sightings,
    story_articles,
    visits,
)
from worker.store.views import ArticleView, DecisionView, FeedView

DAY = timedelta(hours=24)


def feed_state() -> ColumnElement[str]:
    """A feed's state in one word; what is wrong with it comes before what it is."""
    failing = feeds.c.failures > 0
    return case(
        (~feeds.c.enabled, "disabled"),
        (failing & (feeds.c.last_outcome == Outcome.GONE.value), "gone"),
        (failing & (feeds.c.last_outcome == Outcome.HOSTILE.value), "hostile"),
        (failing, "failing"),
        (feeds.c.why.startswith(OUR_NETWORK), "unreached"),
        (feeds.c.told_silent_at.is_not(None), "silent"),
        (feeds.c.first_ok_at.is_(None), "new"),
        else_="ok",
    )


def list_feeds(
    connection: Connection, now: datetime, limit: int | None, called: str | None = None
) -> list[FeedView]:
    """Feeds, worst first: failing ones by how long, then the new, the healthy, the disabled.

    With `called`, those of this URL or name.
    """
    state = feed_state().label("state")
    badness = case((state == "disabled", 3), (state == "ok", 2), (state == "new", 1), else_=0)
    of_feed = sightings.c.feed_id == feeds.c.id
    fresh = select(func.count()).where(of_feed, sightings.c.first_seen_at > now - DAY)
    rang = select(func.count()).where(of_feed, sightings.c.would_ring)
    rests = select(hosts.c.blocked_until).where(hosts.c.name == feeds.c.host)
    statement: Select[Any] = (
        select(
            *FEED_IN_BRIEF,
            state,
            fresh.scalar_subquery().label("entries_24h"),
            rang.scalar_subquery().label("backlog_would_ring"),
            rests.scalar_subquery().label("host_rests_until"),
        )
        .order_by(badness, feeds.c.failures.desc(), feeds.c.name, feeds.c.url)
        .limit(limit)
    )
    if called is not None:
        statement = statement.where(or_(feeds.c.url == called, feeds.c.name == called))
    return [_feed(row, now) for row in connection.execute(statement)]


def list_articles(connection: Connection, limit: int | None) -> list[ArticleView]:
    """Articles, newest first, with the URLs of the feeds that list them."""
    wanted = [c for c in articles.c if c.name not in {"lead", "body"}]
    ours = func.coalesce(articles.c.canonical_url, "") == CANARY
    newest = select(*wanted).where(~ours).order_by(articles.c.id.desc()).limit(limit)
    rows = connection.execute(newest).all()
    listed: defaultdict[int, list[str]] = defaultdict(list)
    for part in chunks([row.id for row in rows]):
        for article_id, url in connection.execute(
            select(sightings.c.article_id, feeds.c.url)
            .join(feeds, feeds.c.id == sightings.c.feed_id)
            .where(sightings.c.article_id.in_(part))
            .order_by(sightings.c.id)
        ):
            listed[article_id].append(url)
    return [_article(row, tuple(dict.fromkeys(listed[row.id]))) for row in rows]


def list_decisions(connection: Connection, article_id: int) -> list[DecisionView]:
    """Every decision about an article, in order."""
    rows = connection.execute(
        select(decisions).where(decisions.c.article_id == article_id).order_by(decisions.c.id)
    )
    return [_decision(row) for row in rows]


def list_held(
    connection: Connection, story_id: int, channel: str, limit: int
) -> list[DecisionView]:
    """What was held of the articles of a story from a channel, or from all; latest first."""
    members = select(story_articles.c.article_id).where(story_articles.c.story_id == story_id)
    rows = connection.execute(
        select(decisions)
        .where(
            decisions.c.article_id.in_(members),
            decisions.c.verdict == "hold",
            or_(decisions.c.channel == channel, decisions.c.channel.is_(None)),
        )
        .order_by(decisions.c.id.desc())
        .limit(limit)
    )
    return [_decision(row) for row in rows]


def _decision(row: Row[Any]) -> DecisionView:
    return DecisionView(
        at=row.at,
        verdict=row.verdict,
        type=row.type,
        reason=row.reason,
        channel=row.channel,
        rules=tuple(row.rules),
        article_id=str(row.article_id),
        story_id=_text(row.story_id),
        alert_id=_text(row.alert_id),
        sequence=row.sequence,
    )


def match_counts(connection: Connection, since: datetime) -> dict[str, int]:
    """How many articles each rule first heard since then; silent rules are absent."""
    rows = connection.execute(
        select(matches.c.rule_id, func.count())
        .where(matches.c.first_matched_at >= since)
        .group_by(matches.c.rule_id)
        .order_by(matches.c.rule_id)
    )
    return dict(rows.all())


def list_visits(connection: Connection, feed_url: str, limit: int | None) -> list[Visit]:
    """A feed's latest visits, newest first."""
    rows = connection.execute(
        select(visits)
        .join(feeds, feeds.c.id == visits.c.feed_id)
        .where(feeds.c.url == feed_url)
        .order_by(visits.c.id.desc())
        .limit(limit)
    )
    kept = [name for name in Visit.__slots__ if name not in {"feed_url", "outcome"}]
    return [
        Visit(
            feed_url=feed_url,
            outcome=Outcome(row.outcome),
            **{name: getattr(row, name) for name in kept},
        )
        for row in rows
    ]


def _feed(row: Row[Any], now: datetime) -> FeedView:
    rests = row.host_rests_until
    waits = rests is not None and rests > max(now, row.due_at)
    return FeedView(
        url=row.url,
        name=row.name,
        tags=tuple(row.tags),
        state=row.state,
        outcome=row.last_words,
        failures=row.failures,
        entries_24h=row.entries_24h,
        last_ok_at=row.last_ok_at,
        next_due_at=(rests if waits else row.due_at) if row.enabled else None,
        interval_s=None if row.interval is None else round(row.interval.total_seconds()),
        why=f"its host rests (too many requests, or Retry-After); {row.why}" if waits else row.why,
        backlog_stored=row.backlog_stored,
        backlog_would_ring=row.backlog_would_ring,
        missed=row.missed,
        moved_to=row.asked_url,
    )


def _article(row: Row[Any], listed: Sequence[str]) -> ArticleView:
    return ArticleView(
        id=str(row.id),
        url=row.url,
        title=row.title,
        language=row.language,
        published_at=row.published_at,
        first_seen_at=row.first_seen_at,
        feeds=tuple(listed),
        revisions=row.revision,
        unread=row.read_edition < row.edition,
        read_error=row.read_error,
    )


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)
