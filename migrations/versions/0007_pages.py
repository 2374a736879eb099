"""The pages behind articles, and the robots.txt of their origins."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from worker.store.columns import Json, Moment, RowId, Words

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables. What was stored before is not asked for."""
    op.create_table(
        "pages",
        *(sa.Column(name, RowId, nullable=False) for name in ("id", "article_id")),
        *(sa.Column(name, Words, nullable=False) for name in ("host", "origin", "url")),
        sa.Column("due_at", Moment, nullable=True),
        sa.Column("leased_by", Words, nullable=True),
        sa.Column("leased_until", Moment, nullable=True),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("attempt", "tries")),
        sa.Column("retrieved_at", Moment, nullable=True),
        sa.Column("line_keys", Json, nullable=True),
        *(sa.Column(name, Words, nullable=True) for name in ("verdict", "words")),
        sa.PrimaryKeyConstraint("id", name="pk_pages"),
        sa.UniqueConstraint("article_id", name="uq_pages_article_id"),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_pages_article_id_articles", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["host"], ["hosts.name"], name="fk_pages_host_hosts"),
        sqlite_autoincrement=True,
    )
    for name, columns, condition in (
        ("ix_pages_due_at", ["due_at"], "due_at IS NOT NULL"),
        ("ix_pages_open", ["host"], "due_at IS NOT NULL"),
        ("ix_pages_lines", ["host", "retrieved_at"], "line_keys IS NOT NULL"),
    ):
        where = sa.text(condition)
        op.create_index(name, "pages", columns, sqlite_where=where, postgresql_where=where)
    op.create_table(
        "robots",
        sa.Column("origin", Words, nullable=False),
        sa.Column("fetched_at", Moment, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=True),
        sa.PrimaryKeyConstraint("origin", name="pk_robots"),
    )


def downgrade() -> None:
    """Forget the pages; articles keep the texts they have."""
    op.drop_table("robots")
    op.drop_table("pages")
