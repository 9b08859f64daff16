"""The log of what was published when. The worker fills it for what stands already (server/publishing/publication_log)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "publicaties",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("peildatum", sa.Date, nullable=False),
        sa.Column("voorbeeld", sa.Boolean, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("grens", sa.String(64), nullable=False),
        sa.Column("bron", sa.Text, nullable=False),
        sa.Column("release", sa.String(64), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("moment", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_publicaties"),
    )
    op.create_index("ix_publicaties_peildatum", "publicaties", ["peildatum"])


def downgrade() -> None:
    """Remove it."""
    op.drop_index("ix_publicaties_peildatum", "publicaties")
    op.drop_table("publicaties")
