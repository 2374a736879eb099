"""${message}.

A table with triggers (decisions) loses them when SQLite copies it: create them again.
"""

from alembic import op
import sqlalchemy as sa

from worker.store.columns import Json, Moment, RowId, Span, Words
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
