"""Each channel's circuit breaker, shared by the workers; the outbox's queue in one index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from worker.store.columns import Moment, Words

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_OPEN = sa.text("settled_at IS NULL")


def upgrade() -> None:
    """All channels begin with nothing in their way."""
    op.add_column("channels", sa.Column("flow", Words, nullable=False, server_default="closed"))
    op.add_column("channels", sa.Column("failures", sa.Integer, nullable=False, server_default="0"))
    for name in ("rests_until", "paced_at"):
        op.add_column("channels", sa.Column(name, Moment, nullable=True))
    op.add_column("channels", sa.Column("last_answer", Words, nullable=True))
    _queue("channel", "due_at", "id")


def downgrade() -> None:
    """Forget them."""
    _queue("channel", "due_at")
    for name in ("last_answer", "paced_at", "rests_until", "failures", "flow"):
        op.drop_column("channels", name)


def _queue(*columns: str) -> None:
    """With the id in it, thousands that are due at one moment need no sorting."""
    op.drop_index("ix_deliveries_open", "deliveries")
    op.create_index(
        "ix_deliveries_open",
        "deliveries",
        [*columns],
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
