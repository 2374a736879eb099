"""Silences, what is held and promised for later, acknowledged alerts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from worker.store.columns import Json, Moment, RowId, Words

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room. What was decided before has no revision noted, and is never a correction."""
    op.create_table(
        "silences",
        sa.Column("id", RowId, nullable=False),
        *_words("author", "reason"),
        *(sa.Column(name, Moment, nullable=False) for name in ("starts_at", "ends_at")),
        sa.Column("matchers", Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_silences"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_silences_ends_at", "silences", ["ends_at"])
    op.create_table(
        "promises",
        sa.Column("id", RowId, nullable=False),
        *_words("kind", "subject", "channel"),
        sa.Column("due_at", Moment, nullable=False),
        sa.Column("article_id", RowId, nullable=True),
        sa.Column("found", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_promises"),
        sa.UniqueConstraint("kind", "subject", "channel", name="uq_promises_kind_subject_channel"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_promises_due_at", "promises", ["due_at"])
    _make_held()
    op.add_column("alerts", sa.Column("acknowledged_at", Moment, nullable=True))
    op.add_column("decisions", sa.Column("revision", sa.Integer, nullable=True))
    spoken = sa.text("verdict = 'speak'")
    op.create_index(
        "ix_decisions_spoken", "decisions", ["at"], sqlite_where=spoken, postgresql_where=spoken
    )


def _make_held() -> None:
    op.create_table(
        "held",
        sa.Column("id", RowId, nullable=False),
        sa.Column("promise_id", RowId, nullable=False),
        *_words("channel"),
        sa.Column("article_id", RowId, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("story_id", RowId, nullable=True),
        *_words("reason", "news", "severity"),
        sa.Column("rules", Json, nullable=False),
        *_words("title"),
        sa.Column("url", Words, nullable=True),
        sa.Column("at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_held"),
        sa.ForeignKeyConstraint(
            ["promise_id"],
            ["promises.id"],
            name="fk_held_promise_id_promises",
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint(
            "promise_id", "channel", "article_id", name="uq_held_promise_id_channel_article_id"
        ),
    )


def _words(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, Words, nullable=False) for name in names]


def downgrade() -> None:
    """Forget it."""
    op.drop_index("ix_decisions_spoken", "decisions")
    op.drop_column("decisions", "revision")
    op.drop_column("alerts", "acknowledged_at")
    for table in ("held", "promises", "silences"):
        op.drop_table(table)
