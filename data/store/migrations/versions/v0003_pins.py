"""What an operator pinned moves from the pointer file to the database, from which that file can be made again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; what an older version left in the pointer file is taken over by who writes that file first."""
    op.create_table(
        "pins",
        sa.Column("peildatum", sa.Date, nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("through", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("peildatum", name="pk_pins"),
    )


def downgrade() -> None:
    """Remove it."""
    op.drop_table("pins")
