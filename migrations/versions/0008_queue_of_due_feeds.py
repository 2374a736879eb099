"""The queue of due feeds in one index, and the hosts that may not be asked in two small ones."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Order due feeds that became due at one moment, and name their hosts."""
    op.drop_index("ix_feeds_due_at", "feeds")
    _enabled_feeds("ix_feeds_queue", ["due_at", "id", "host"])
    op.create_index("ix_hosts_next_allowed_at", "hosts", ["next_allowed_at"])
    blocked = sa.text("blocked_until IS NOT NULL")
    op.create_index(
        "ix_hosts_blocked_until",
        "hosts",
        ["blocked_until"],
        sqlite_where=blocked,
        postgresql_where=blocked,
    )


def downgrade() -> None:
    """As before."""
    op.drop_index("ix_hosts_blocked_until", "hosts")
    op.drop_index("ix_hosts_next_allowed_at", "hosts")
    op.drop_index("ix_feeds_queue", "feeds")
    _enabled_feeds("ix_feeds_due_at", ["due_at"])


def _enabled_feeds(name: str, columns: list[str]) -> None:
    op.create_index(
        name,
        "feeds",
        columns,
        sqlite_where=sa.text("enabled = 1"),
        postgresql_where=sa.text("enabled"),
    )
