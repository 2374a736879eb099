"""Lists of names, kept by content, and which of them each rule version was read with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from worker.store.columns import Moment, Words

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables. What ran before them used no lists."""
    op.create_table(
        "list_versions",
        *(sa.Column(name, Words, nullable=False) for name in ("version", "file")),
        sa.Column("names", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("kept_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_list_versions"),
    )
    keys = ("rule_id", "rule_version", "entity", "list_version")
    op.create_table(
        "rule_lists",
        *(sa.Column(name, Words, nullable=False) for name in keys),
        sa.PrimaryKeyConstraint(*keys, name="pk_rule_lists"),
    )


def downgrade() -> None:
    """Forget the lists."""
    op.drop_table("rule_lists")
    op.drop_table("list_versions")
