"""Whose an entry is that a site of many lists, as it says itself."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from worker.store.columns import Words

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What was listed before does not say."""
    op.add_column("sightings", sa.Column("source", Words, nullable=True))


def downgrade() -> None:
    """As before."""
    op.drop_column("sightings", "source")
