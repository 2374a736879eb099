"""What a feed says of its rhythm, where it moved, and since when it fails or is silent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from worker.store.columns import Json, Moment, Words

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_MOMENTS = (
    "newest_at",
    "silence_from",
    "empty_since",
    "failing_since",
    "told_failing_at",
    "told_silent_at",
)


def upgrade() -> None:
    """Make room; the next visits fill it, but for what stored entries tell."""
    for name in ("hints", "move"):
        op.add_column("feeds", sa.Column(name, Json, nullable=True))
    op.add_column("feeds", sa.Column("asked_url", Words, nullable=True))
    for name in _MOMENTS:
        op.add_column("feeds", sa.Column(name, Moment, nullable=True))
    op.add_column("feeds", sa.Column("missed", sa.Integer, nullable=False, server_default="0"))
    op.execute(
        "UPDATE feeds SET newest_at ="
        " (SELECT max(first_seen_at) FROM sightings WHERE feed_id = feeds.id)"
    )
    op.execute("UPDATE feeds SET silence_from = newest_at")


def downgrade() -> None:
    """Forget it."""
    for name in ("missed", *reversed(_MOMENTS), "asked_url", "move", "hints"):
        op.drop_column("feeds", name)
