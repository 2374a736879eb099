"""That a worker has ended, and whether it was a `once`."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from worker.store.columns import Moment

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Workers of before never said that they ended."""
    op.add_column(
        "workers", sa.Column("once", sa.Boolean, nullable=False, server_default=sa.false())
    )
    op.add_column("workers", sa.Column("ended_at", Moment, nullable=True))


def downgrade() -> None:
    """As before."""
    op.drop_column("workers", "ended_at")
    op.drop_column("workers", "once")
