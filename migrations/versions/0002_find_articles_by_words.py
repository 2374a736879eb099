"""Find stored articles by their words, and by when they were first seen.

What is stored already is not indexed here, where it could take an hour: an article that is not is
always a candidate, and a running worker indexes the archive by and by.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

from worker.store.columns import RowId

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Our folded words as they are: every character beyond ASCII belongs to a word, and so does the
# apostrophe (пам'ять). No positions (`detail`) and no lengths (`columnsize`) are kept.
FTS = """
CREATE VIRTUAL TABLE article_fts USING fts5 (
    words, content = '', detail = none, columnsize = 0, tokenize = "ascii tokenchars ''''"
)
"""


def upgrade() -> None:
    """Make the index, empty."""
    op.create_index("ix_articles_first_seen_at", "articles", ["first_seen_at"])
    op.create_table(
        "article_words",
        sa.Column("article_id", RowId, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("words", TSVECTOR().with_variant(sa.Text(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name="fk_article_words_article_id_articles",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article_id", name="pk_article_words"),
    )
    op.create_index(
        "ix_article_words_words",
        "article_words",
        ["words"],
        postgresql_using="gin",
        sqlite_where=sa.text("words IS NOT NULL"),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(FTS)


def downgrade() -> None:
    """Leave the articles as they are."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE article_fts")
    op.drop_table("article_words")
    op.drop_index("ix_articles_first_seen_at", "articles")
