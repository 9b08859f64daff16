"""Run by alembic: applies the versions to the connection that the store hands over; there is no alembic.ini."""

from alembic import context

from data.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite cannot change a column: alembic then copies the table
)
with context.begin_transaction():
    context.run_migrations()
