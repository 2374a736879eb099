"""Alembic's entry: runs the migrations on the connection `worker.store.schema` hands over."""

from alembic import context

from worker.store.tables import METADATA, ours

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,  # SQLite changes a table by copying it
    compare_type=True,
    include_name=ours,
)
with context.begin_transaction():
    context.run_migrations()
