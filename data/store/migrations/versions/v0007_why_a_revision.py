"""A revision can say why it came: a text of whoever delivered it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what is there has no text."""
    with op.batch_alter_table("snapshots") as table:
        table.add_column(sa.Column("toelichting", sa.Text))


def downgrade() -> None:
    """Remove it."""
    with op.batch_alter_table("snapshots") as table:
        table.drop_column("toelichting")
