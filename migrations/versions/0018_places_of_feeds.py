"""Where a feed is configured, and since when, which nobody asks the database."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from worker.store.columns import Moment, Words

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The place is the configuration's own; it moved with every line above it."""
    op.drop_column("feeds", "source")
    op.drop_column("feeds", "added_at")


def downgrade() -> None:
    """As before, but for what they said."""
    op.add_column("feeds", sa.Column("source", Words, nullable=True))
    op.add_column("feeds", sa.Column("added_at", Moment, nullable=True))
