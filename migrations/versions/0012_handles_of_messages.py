"""What a service calls a message it took, so that the next one may edit or answer it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from worker.store.columns import Words

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing sent before has a name we know."""
    op.add_column("deliveries", sa.Column("handle", Words, nullable=True))


def downgrade() -> None:
    """As before."""
    op.drop_column("deliveries", "handle")
