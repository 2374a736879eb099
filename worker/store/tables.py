"""The Core tables every statement in this room is built from."""

from __future__ import annotations

from sqlalchemy import Table
from sqlmodel import SQLModel

from worker.store import rows_alerts, rows_later, rows_news, rows_stories
from worker.store.columns import Base

METADATA = Base.metadata


def ours(name: str | None, kind: str, _parents: object) -> bool:
    """Whether a database's table is of these (for Alembic): FTS5 keeps some of its own."""
    return kind != "table" or name is None or not name.startswith("article_fts")


def _table(model: type[SQLModel]) -> Table:
    return METADATA.tables[str(model.__tablename__)]


hosts = _table(rows_news.HostRow)
feeds = _table(rows_news.FeedRow)
visits = _table(rows_news.VisitRow)
articles = _table(rows_news.ArticleRow)
article_words = _table(rows_news.ArticleWordsRow)
sightings = _table(rows_news.SightingRow)
revisions = _table(rows_news.RevisionRow)
cuts = _table(rows_news.CutRow)
pages = _table(rows_news.PageRow)
robots = _table(rows_news.RobotsRow)
rule_versions = _table(rows_alerts.RuleVersionRow)
list_versions = _table(rows_alerts.ListVersionRow)
rule_lists = _table(rows_alerts.RuleListRow)
quiet_readings = _table(rows_alerts.QuietReadingRow)
matches = _table(rows_alerts.MatchRow)
stories = _table(rows_stories.StoryRow)
story_articles = _table(rows_stories.StoryArticleRow)
fingerprints = _table(rows_stories.FingerprintRow)
fingerprint_keys = _table(rows_stories.FingerprintKeyRow)
alerts = _table(rows_alerts.AlertRow)
decisions = _table(rows_alerts.DecisionRow)
deliveries = _table(rows_alerts.DeliveryRow)
attempts = _table(rows_alerts.AttemptRow)
channels = _table(rows_alerts.ChannelRow)
latencies = _table(rows_alerts.LatencyRow)
workers = _table(rows_alerts.WorkerRow)
silences = _table(rows_later.SilenceRow)
promises = _table(rows_later.PromiseRow)
held = _table(rows_later.HeldRow)

# As its partial index says it.
UNREAD = articles.c.read_edition < articles.c.edition
READ = articles.c.read_edition >= articles.c.edition
# A feed without its marks, which only a claim needs and which outweigh the rest of the row.
FEED_IN_BRIEF = tuple(column for column in feeds.c if column.name != "entry_marks")
