"""The Core tables every statement in this room is built from."""

from __future__ import annotations

from sqlalchemy import Table
from sqlmodel import SQLModel

from worker.store import rows_alerts, rows_news
from worker.store.columns import Base

METADATA = Base.metadata


def _table(model: type[SQLModel]) -> Table:
    return METADATA.tables[str(model.__tablename__)]


hosts = _table(rows_news.HostRow)
feeds = _table(rows_news.FeedRow)
visits = _table(rows_news.VisitRow)
articles = _table(rows_news.ArticleRow)
sightings = _table(rows_news.SightingRow)
revisions = _table(rows_news.RevisionRow)
rule_versions = _table(rows_alerts.RuleVersionRow)
matches = _table(rows_alerts.MatchRow)
stories = _table(rows_alerts.StoryRow)
story_articles = _table(rows_alerts.StoryArticleRow)
alerts = _table(rows_alerts.AlertRow)
decisions = _table(rows_alerts.DecisionRow)
deliveries = _table(rows_alerts.DeliveryRow)
attempts = _table(rows_alerts.AttemptRow)
channels = _table(rows_alerts.ChannelRow)
workers = _table(rows_alerts.WorkerRow)
