"""When each message's article was published and seen, and when it was decided and accepted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from worker.store.columns import Moment, Words

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; the messages from now on fill it."""
    op.create_table(
        "latencies",
        sa.Column("delivery_id", Words, nullable=False),
        sa.Column("channel", Words, nullable=False),
        sa.Column("feed", Words, nullable=True),
        sa.Column("published_at", Moment, nullable=True),
        sa.Column("seen_at", Moment, nullable=False),
        sa.Column("decided_at", Moment, nullable=False),
        sa.Column("accepted_at", Moment, nullable=True),
        sa.PrimaryKeyConstraint("delivery_id", name="pk_latencies"),
        sa.ForeignKeyConstraint(
            ["delivery_id"],
            ["deliveries.id"],
            name="fk_latencies_delivery_id_deliveries",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_latencies_decided_at", "latencies", ["decided_at"])


def downgrade() -> None:
    """Forget it."""
    op.drop_table("latencies")
