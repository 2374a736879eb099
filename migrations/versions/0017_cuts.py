"""Articles whose text is not for keeping, as a feed of them says."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from worker.store.columns import Moment, RowId, Words

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, with what such feeds have listed so far."""
    op.create_table(
        "cuts",
        sa.Column("article_id", RowId, nullable=False),
        sa.Column("due_at", Moment, nullable=True),
        sa.Column("revision", sa.Integer, nullable=True),
        sa.Column("chars", sa.Integer, nullable=True),
        sa.Column("lead_mark", Words, nullable=True),
        sa.Column("body_mark", Words, nullable=True),
        sa.PrimaryKeyConstraint("article_id", name="pk_cuts"),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name="fk_cuts_article_id_articles",
            ondelete="CASCADE",
        ),
    )
    due = sa.text("due_at IS NOT NULL")
    op.create_index("ix_cuts_due_at", "cuts", ["due_at"], sqlite_where=due, postgresql_where=due)
    op.execute(
        "INSERT INTO cuts (article_id, due_at)"
        " SELECT id, retrieved_at FROM articles WHERE id IN (SELECT article_id FROM sightings"
        " JOIN feeds ON feeds.id = sightings.feed_id WHERE feeds.keep <> 'text')"
    )


def downgrade() -> None:
    """Forget it; what is cut stays cut."""
    op.drop_index("ix_cuts_due_at", table_name="cuts")
    op.drop_table("cuts")
