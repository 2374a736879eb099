"""The first tables: feeds, articles, rules, stories, alerts and deliveries."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from worker.store.columns import Json, Moment, RowId, Span, Words

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    "attempts", "visits", "sightings", "deliveries", "story_articles", "revisions",
    "feeds", "alerts", "workers", "stories", "rule_versions", "matches",
    "hosts", "decisions", "channels", "articles",
)  # fmt: skip

# Decisions are append-only, and the database itself sees to it. (Retention may delete.)
REFUSE_SQLITE = """
CREATE TRIGGER decisions_append_only BEFORE UPDATE ON decisions
BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END
"""
REFUSE_POSTGRESQL = """
CREATE FUNCTION refuse_update() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% are append-only', TG_TABLE_NAME; END $$;
CREATE TRIGGER decisions_append_only BEFORE UPDATE ON decisions
FOR EACH ROW EXECUTE FUNCTION refuse_update()
"""


def columns(kind: Any, *names: str, null: bool = False) -> list[sa.Column[Any]]:
    """Columns of one kind."""
    return [sa.Column(name, kind, nullable=null) for name in names]


def table(name: str, *parts: Any, key: tuple[str, ...] = ("id",), **options: Any) -> None:
    """Make a table with this primary key."""
    op.create_table(name, *parts, sa.PrimaryKeyConstraint(*key, name=f"pk_{name}"), **options)


def ref(table: str, column: str, target: str, **options: Any) -> sa.ForeignKeyConstraint:
    """A foreign key, named as the house names them."""
    name = f"fk_{table}_{column}_{target.partition('.')[0]}"
    return sa.ForeignKeyConstraint([column], [target], name=name, **options)


def where(sqlite: str, postgresql: str | None = None) -> dict[str, Any]:
    """The condition of a partial index, where the engines spell it differently in two."""
    return {"sqlite_where": sa.text(sqlite), "postgresql_where": sa.text(postgresql or sqlite)}


def upgrade() -> None:
    """Make every table, then the guard of the decisions."""
    table(
        "articles",
        *columns(RowId, "id"),
        *columns(sa.Integer, "edition", "read_edition", "revision"),
        *columns(RowId, "source_feed_id", null=True),
        *columns(Moment, "retry_at", null=True),
        *columns(Words, "leased_by", null=True),
        *columns(Moment, "leased_until", null=True),
        *columns(sa.Integer, "attempt"),
        *columns(Moment, "first_seen_at", "retrieved_at"),
        *columns(Moment, "published_at", null=True),
        *columns(Words, "language", null=True),
        *columns(sa.Text, "body_hash"),
        *columns(Words, "url", "canonical_url", "author", "read_error", null=True),
        *columns(Words, "title", "lead", "body"),
        sa.UniqueConstraint("canonical_url", name="uq_articles_canonical_url"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_articles_retrieved_at", "articles", ["retrieved_at"])
    op.create_index("ix_articles_unread", "articles", ["id"], **where("read_edition < edition"))
    table(
        "channels",
        *columns(Words, "name"),
        *columns(sa.Boolean, "paused"),
        *columns(Words, "reason", null=True),
        *columns(Moment, "failing_since", "told_at", null=True),
        key=("name",),
    )
    table(
        "decisions",
        *columns(RowId, "id"),
        *columns(Moment, "at"),
        *columns(Words, "verdict"),
        *columns(Words, "type", null=True),
        *columns(Words, "reason"),
        *columns(Words, "channel", null=True),
        *columns(Json, "rules"),
        *columns(RowId, "article_id"),
        *columns(RowId, "story_id", "alert_id", null=True),
        *columns(sa.Integer, "sequence", null=True),
    )
    op.create_index("ix_decisions_article_id", "decisions", ["article_id"])
    op.create_index("ix_decisions_at", "decisions", ["at"])
    table(
        "hosts",
        *columns(Words, "name"),
        *columns(Moment, "next_allowed_at", "blocked_until", null=True),
        key=("name",),
    )
    table(
        "matches",
        *columns(RowId, "id"),
        *columns(Words, "rule_id"),
        *columns(RowId, "article_id"),
        *columns(Words, "rule_version", "language"),
        *columns(sa.Integer, "revision"),
        *columns(Moment, "first_matched_at", "matched_at", "retrieved_at"),
        *columns(sa.Text, "body_hash"),
        *columns(Words, "article_url", null=True),
        *columns(Json, "evidence"),
        *columns(Words, "title", "lead", "body"),
        sa.UniqueConstraint("rule_id", "article_id", name="uq_matches_rule_id_article_id"),
    )
    op.create_index("ix_matches_article_id", "matches", ["article_id"])
    op.create_index("ix_matches_first_matched_at", "matches", ["first_matched_at"])
    table(
        "rule_versions",
        *columns(Words, "rule_id", "version", "title", "severity"),
        *columns(Json, "labels"),
        *columns(Words, "source"),
        *columns(Moment, "kept_at"),
        key=(
            "rule_id",
            "version",
        ),
    )
    table(
        "stories",
        *columns(RowId, "id"),
        *columns(Words, "headline"),
        *columns(Moment, "first_seen_at", "updated_at"),
        *columns(Words, "canonical_url", null=True),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_stories_canonical_url", "stories", ["canonical_url"])
    op.create_index("ix_stories_updated_at", "stories", ["updated_at"])
    table(
        "workers",
        *columns(Words, "owner"),
        *columns(Moment, "started_at", "beat_at"),
        *columns(Words, "version", "config_hash"),
        *columns(Words, "config_error", null=True),
        *columns(sa.Integer, "rules", "feeds"),
        key=("owner",),
    )
    table(
        "alerts",
        *columns(RowId, "id"),
        *columns(Words, "subject", "channel"),
        *columns(RowId, "story_id", null=True),
        *columns(sa.Integer, "sequence"),
        *columns(Words, "severity"),
        *columns(Json, "rules", "articles"),
        *columns(Moment, "opened_at", "updated_at"),
        ref("alerts", "story_id", "stories.id"),
        sa.UniqueConstraint("subject", "channel", name="uq_alerts_subject_channel"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_alerts_story_id", "alerts", ["story_id"])
    op.create_index("ix_alerts_updated_at", "alerts", ["updated_at"])
    table(
        "feeds",
        *columns(RowId, "id"),
        *columns(Words, "url", "host", "name"),
        *columns(Json, "tags"),
        *columns(Words, "language", "owner", null=True),
        *columns(Words, "keep"),
        *columns(sa.Boolean, "fulltext"),
        *columns(Words, "first_poll"),
        *columns(Span, "first_poll_max_age", "every", "at_most", null=True),
        *columns(Words, "request_hash", "source"),
        *columns(sa.Boolean, "enabled"),
        *columns(Moment, "added_at", "due_at"),
        *columns(Span, "interval", null=True),
        *columns(Words, "why"),
        *columns(Words, "etag", "last_modified", "body_hash", null=True),
        *columns(Moment, "validated_at", null=True),
        *columns(Words, "identity", null=True),
        *columns(Moment, "first_ok_at", "last_ok_at", "visited_at", "unlisted_before", null=True),
        *columns(Words, "last_outcome", "last_words", null=True),
        *columns(sa.Integer, "failures"),
        *columns(sa.Float, "failure_weight"),
        *columns(Span, "median_gap", null=True),
        *columns(sa.Integer, "backlog_stored"),
        *columns(Words, "leased_by", null=True),
        *columns(Moment, "leased_until", null=True),
        *columns(sa.Integer, "attempt"),
        ref("feeds", "host", "hosts.name"),
        sa.UniqueConstraint("url", name="uq_feeds_url"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_feeds_due_at", "feeds", ["due_at"], **where("enabled = 1", "enabled"))
    op.create_index("ix_feeds_host", "feeds", ["host"])
    table(
        "revisions",
        *columns(RowId, "article_id", "revision"),
        *columns(RowId, "feed_id", null=True),
        *columns(Moment, "retrieved_at"),
        *columns(sa.Text, "body_hash"),
        *columns(Words, "title", "lead", "body"),
        ref("revisions", "article_id", "articles.id", ondelete="CASCADE"),
        key=(
            "article_id",
            "revision",
        ),
    )
    table(
        "story_articles",
        *columns(RowId, "article_id", "story_id"),
        *columns(Words, "outlet"),
        *columns(Words, "language", null=True),
        ref("story_articles", "story_id", "stories.id", ondelete="CASCADE"),
        key=("article_id",),
    )
    op.create_index("ix_story_articles_story_id", "story_articles", ["story_id"])
    table(
        "deliveries",
        *columns(Words, "id"),
        *columns(RowId, "alert_id"),
        *columns(Words, "channel"),
        *columns(sa.Integer, "sequence"),
        *columns(Words, "type", "reason", "severity", "state"),
        *columns(Moment, "created_at", "due_at"),
        *columns(Moment, "settled_at", "first_tried_at", null=True),
        *columns(sa.Integer, "tries"),
        *columns(sa.Integer, "last_status", null=True),
        *columns(Words, "last_answer", "leased_by", null=True),
        *columns(Moment, "leased_until", null=True),
        *columns(sa.Integer, "attempt"),
        *columns(Words, "body"),
        ref("deliveries", "alert_id", "alerts.id"),
        sa.UniqueConstraint(
            "alert_id", "channel", "sequence", name="uq_deliveries_alert_id_channel_sequence"
        ),
    )
    op.create_index("ix_deliveries_created_at", "deliveries", ["created_at"])
    op.create_index(
        "ix_deliveries_open", "deliveries", ["channel", "due_at"], **where("settled_at IS NULL")
    )
    table(
        "sightings",
        *columns(RowId, "id", "feed_id"),
        *columns(RowId, "article_id", null=True),
        *columns(sa.Text, "entry_key", "content_hash"),
        *columns(sa.Boolean, "backlog", "would_ring"),
        *columns(sa.Integer, "revisions"),
        *columns(Moment, "first_seen_at"),
        *columns(Moment, "published_at", null=True),
        *columns(Moment, "seen_at"),
        ref("sightings", "article_id", "articles.id", ondelete="SET NULL"),
        ref("sightings", "feed_id", "feeds.id"),
        sa.UniqueConstraint("feed_id", "entry_key", name="uq_sightings_feed_id_entry_key"),
    )
    op.create_index("ix_sightings_article_id_feed_id", "sightings", ["article_id", "feed_id"])
    op.create_index("ix_sightings_feed_id_first_seen_at", "sightings", ["feed_id", "first_seen_at"])
    op.create_index(
        "ix_sightings_orphaned", "sightings", ["seen_at"], **where("article_id IS NULL")
    )
    op.create_index(
        "ix_sightings_would_ring", "sightings", ["feed_id"], **where("would_ring = 1", "would_ring")
    )
    table(
        "visits",
        *columns(RowId, "id", "feed_id"),
        *columns(Moment, "at"),
        *columns(Words, "outcome", "words"),
        *columns(sa.Integer, "status", null=True),
        *columns(RowId, "wire_bytes"),
        *columns(sa.Integer, "entries", "new", "revised", "left_out", "backlog"),
        *columns(sa.Float, "elapsed_s"),
        *columns(Moment, "next_due_at"),
        ref("visits", "feed_id", "feeds.id", ondelete="CASCADE"),
    )
    op.create_index("ix_visits_feed_id_id", "visits", ["feed_id", "id"])
    table(
        "attempts",
        *columns(RowId, "id"),
        *columns(Words, "delivery_id"),
        *columns(Moment, "at"),
        *columns(sa.Integer, "status", null=True),
        *columns(Words, "answer", "settlement"),
        *columns(Words, "reason", null=True),
        *columns(sa.Float, "elapsed_s"),
        ref("attempts", "delivery_id", "deliveries.id", ondelete="CASCADE"),
    )
    op.create_index("ix_attempts_delivery_id", "attempts", ["delivery_id"])
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute(REFUSE_SQLITE if sqlite else REFUSE_POSTGRESQL)


def downgrade() -> None:
    """Leave an empty database."""
    for table in TABLES:
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_update()")
