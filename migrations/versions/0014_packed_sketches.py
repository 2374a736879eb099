"""Sketches of texts as hexadecimal digits, which are read in a tenth of the time JSON takes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from worker.store.columns import Hashes, Json, RowId

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

AS_JSON = sa.table("fingerprints", sa.column("article_id", RowId), sa.column("sketch", Json))
PACKED = sa.table("fingerprints", sa.column("article_id", RowId), sa.column("sketch", Hashes))
AT_ONCE = 500  # rows


def upgrade() -> None:
    """Write each anew."""
    _rewrite(AS_JSON, PACKED)


def downgrade() -> None:
    """As they were."""
    _rewrite(PACKED, AS_JSON)


def _rewrite(old: sa.TableClause, new: sa.TableClause) -> None:
    connection = op.get_bind()
    last = -1
    while True:
        rows = connection.execute(
            sa.select(old).where(old.c.article_id > last).order_by(old.c.article_id).limit(AT_ONCE)
        ).all()
        for row in rows:
            connection.execute(
                new.update()
                .where(new.c.article_id == row.article_id)
                .values(sketch=tuple(row.sketch))
            )
        if not rows:
            return
        last = rows[-1].article_id
