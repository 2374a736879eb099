"""What of a feed's last document is known byte for byte, so that it need not be parsed again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for the marks; every feed's next document is read whole."""
    op.add_column("feeds", sa.Column("entry_marks", sa.LargeBinary, nullable=True))


def downgrade() -> None:
    """Forget the marks."""
    op.drop_column("feeds", "entry_marks")
