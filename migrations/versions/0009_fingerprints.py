"""What grouping keeps of articles, and why an article was placed in its story."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from worker.store.columns import Json, Moment, RowId, Words

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables. Stories of before are found by address alone."""
    op.create_table(
        "fingerprints",
        sa.Column("article_id", RowId, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("language", Words, nullable=True),
        sa.Column("outlet", Words, nullable=False),
        *(
            sa.Column(name, Json, nullable=False)
            for name in ("anchors", "surfaces", "words", "sketch")
        ),
        sa.Column("triples", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("article_id", name="pk_fingerprints"),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name="fk_fingerprints_article_id_articles",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_fingerprints_at", "fingerprints", ["at"])
    op.create_table(
        "fingerprint_keys",
        sa.Column("key", Words, nullable=False),
        sa.Column("article_id", RowId, nullable=False),
        sa.PrimaryKeyConstraint("key", "article_id", name="pk_fingerprint_keys"),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["fingerprints.article_id"],
            name="fk_fingerprint_keys_article_id_fingerprints",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_fingerprint_keys_article_id", "fingerprint_keys", ["article_id"])
    op.add_column("stories", sa.Column("merged_into", RowId, nullable=True))
    op.add_column("story_articles", sa.Column("because", Words, nullable=True))
    op.add_column("story_articles", sa.Column("score", sa.Float, nullable=True))
    op.add_column("story_articles", sa.Column("shared", Json, nullable=True))
    op.add_column("story_articles", sa.Column("copy_of", RowId, nullable=True))
    op.add_column("story_articles", sa.Column("at", Moment, nullable=True))
    op.add_column("story_articles", sa.Column("origin", Words, nullable=True))
    op.add_column("story_articles", sa.Column("credit", Json, nullable=True))


def downgrade() -> None:
    """Forget them; stories keep their articles."""
    for column in ("credit", "origin", "at", "copy_of", "shared", "score", "because"):
        op.drop_column("story_articles", column)
    op.drop_column("stories", "merged_into")
    op.drop_table("fingerprint_keys")
    op.drop_table("fingerprints")
