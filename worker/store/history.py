"""What rules heard in the stored articles: the numbers behind warnings about rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from worker.model import RuleHistory
from worker.store.rows import chunks
from worker.store.search import span
from worker.store.tables import articles, matches, rule_versions

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


def history(connection: Connection, rule_ids: Sequence[str], now: datetime) -> RuleHistory:
    """What these rules heard of the articles stored now."""
    day: defaultdict[str, set[int]] = defaultdict(set)
    week: defaultdict[str, set[int]] = defaultdict(set)
    known = set(rule_ids)
    for rule_id, article_id, seen in connection.execute(
        select(matches.c.rule_id, articles.c.id, articles.c.first_seen_at)
        .join(articles, articles.c.id == matches.c.article_id)
        .where(matches.c.first_matched_at >= now - WEEK, articles.c.first_seen_at >= now - WEEK)
    ):
        if rule_id in known:
            week[rule_id].add(article_id)
            if seen >= now - DAY:
                day[rule_id].add(article_id)
    return RuleHistory(
        at=now,
        articles_day=span(connection, now - DAY, None).articles,
        articles_week=span(connection, now - WEEK, None).articles,
        day={rule_id: frozenset(ids) for rule_id, ids in day.items()},
        week={rule_id: frozenset(ids) for rule_id, ids in week.items()},
        live=_silent(connection, [id_ for id_ in rule_ids if id_ not in week]),
    )


def _silent(connection: Connection, rule_ids: Sequence[str]) -> Mapping[str, tuple[datetime, int]]:
    """Since when those of these rules run that never heard anything, and among how many."""
    began: dict[str, datetime] = {}
    for part in chunks(rule_ids):
        heard = select(matches.c.rule_id).where(matches.c.rule_id.in_(part))
        rows = connection.execute(
            select(rule_versions.c.rule_id, func.min(rule_versions.c.kept_at))
            .where(rule_versions.c.rule_id.in_(part), rule_versions.c.rule_id.not_in(heard))
            .group_by(rule_versions.c.rule_id)
        )
        began |= dict(rows.all())
    # Rules that came with one edit share their moment, so there are few to count from.
    counts = {moment: span(connection, moment, None) for moment in set(began.values())}
    return {
        rule_id: (max(moment, oldest), counts[moment].articles)
        for rule_id, moment in began.items()
        if (oldest := counts[moment].oldest) is not None
    }
