"""Quiet readings: how far a new rule has read what came before it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from worker.store.columns import Moment, RowId, Words

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table. Rules that ran before it existed have nothing to catch up on."""
    op.create_table(
        "quiet_readings",
        sa.Column("id", RowId, nullable=False),
        *(sa.Column(name, Words, nullable=False) for name in ("rule_id", "version")),
        sa.Column("edited", sa.Boolean, nullable=False),
        *(sa.Column(name, Moment, nullable=False) for name in ("opened_at", "since")),
        sa.Column("cursor", RowId, nullable=False),
        *(
            sa.Column(name, sa.Integer, nullable=False)
            for name in ("articles", "matches", "stories")
        ),
        sa.Column("example", RowId, nullable=True),
        sa.Column("told_matches", sa.Integer, nullable=True),
        sa.Column("done_at", Moment, nullable=True),
        sa.Column("leased_by", Words, nullable=True),
        sa.Column("leased_until", Moment, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_quiet_readings"),
        sa.UniqueConstraint("rule_id", "version", name="uq_quiet_readings_rule_id_version"),
    )
    op.create_index("ix_quiet_readings_opened_at", "quiet_readings", ["opened_at"])
    undone = sa.text("done_at IS NULL")
    op.create_index(
        "ix_quiet_readings_undone",
        "quiet_readings",
        ["id"],
        sqlite_where=undone,
        postgresql_where=undone,
    )


def downgrade() -> None:
    """Forget how far they had read."""
    op.drop_table("quiet_readings")
