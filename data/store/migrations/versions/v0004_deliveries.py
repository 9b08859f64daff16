"""Deliveries have a key, so that one that comes twice after a crash is recognised."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of deliveries."""
    op.create_table(
        "deliveries",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("ontvangen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("snapshot_id", sa.Integer),
        sa.Column("rejection_id", sa.Integer),
        sa.PrimaryKeyConstraint("key", name="pk_deliveries"),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshots.id"], name="fk_deliveries_snapshot_id_snapshots", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["rejection_id"], ["rejections.id"], name="fk_deliveries_rejection_id_rejections", ondelete="CASCADE"
        ),
    )


def downgrade() -> None:
    """Remove it."""
    op.drop_table("deliveries")
