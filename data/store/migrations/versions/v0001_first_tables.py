"""The first tables: snapshots with their figures, rejected files, meldingen."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "snapshots",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("peildatum", sa.Date, nullable=False),
        sa.Column("voorbeeld", sa.Boolean, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("filename", sa.Text, nullable=False),
        sa.Column("door", sa.String(32), nullable=False),
        sa.Column("wie", sa.Text, nullable=False),
        sa.Column("ontvangen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("findings", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_snapshots"),
        sa.UniqueConstraint("peildatum", "voorbeeld", "revision", name="uq_snapshots_peildatum_voorbeeld_revision"),
        sa.UniqueConstraint("peildatum", "voorbeeld", "sha256", name="uq_snapshots_peildatum_voorbeeld_sha256"),
    )
    op.create_table(
        "cijfers",
        sa.Column("snapshot_id", sa.Integer, nullable=False),
        sa.Column("code", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("taakstelling", sa.BigInteger),
        sa.Column("achterstand", sa.BigInteger),
        sa.Column("gerealiseerd", sa.BigInteger),
        sa.Column("blad", sa.Text),
        sa.Column("rij", sa.Integer),
        sa.PrimaryKeyConstraint("snapshot_id", "code", name="pk_cijfers"),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshots.id"], name="fk_cijfers_snapshot_id_snapshots", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "rejections",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("peildatum", sa.Date),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("filename", sa.Text, nullable=False),
        sa.Column("door", sa.String(32), nullable=False),
        sa.Column("wie", sa.Text, nullable=False),
        sa.Column("ontvangen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("findings", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rejections"),
    )
    op.create_index("ix_rejections_ontvangen", "rejections", ["ontvangen"])
    op.create_table(
        "meldingen",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("soort", sa.String(64), nullable=False),
        sa.Column("tekst", sa.Text, nullable=False),
        sa.Column("moment", sa.DateTime(timezone=True), nullable=False),
        sa.Column("publiek", sa.Boolean, nullable=False),
        sa.Column("details", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_meldingen"),
    )
    op.create_index("ix_meldingen_moment", "meldingen", ["moment"])


def downgrade() -> None:
    """Remove them all."""
    for table in ("meldingen", "rejections", "cijfers", "snapshots"):
        op.drop_table(table)
