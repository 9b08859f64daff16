"""Which columns of the file each figure was read from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; of what was delivered before, the columns stay unknown."""
    op.create_table(
        "kolommen",
        sa.Column("snapshot_id", sa.Integer, nullable=False),
        sa.Column("blad", sa.Text, nullable=False),
        sa.Column("cijfer", sa.String(16), nullable=False),
        sa.Column("kolom", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("teken", sa.Integer, nullable=False),
        sa.Column("kop", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("snapshot_id", "blad", "cijfer", "kolom", name="pk_kolommen"),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshots.id"], name="fk_kolommen_snapshot_id_snapshots", ondelete="CASCADE"
        ),
    )


def downgrade() -> None:
    """Remove it."""
    op.drop_table("kolommen")
