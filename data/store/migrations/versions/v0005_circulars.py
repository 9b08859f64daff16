"""Circulars with their taakstellingen, and what stands beside the figures of a snapshot."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TO_CIRCULAR = "fk_deliveries_circulaire_id_circulaires"


def upgrade() -> None:
    """Make the three tables, and let a delivery be one of a circular."""
    op.create_table(
        "circulaires",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("halfjaar", sa.String(8), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("uitgever", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("filename", sa.Text, nullable=False),
        sa.Column("door", sa.String(32), nullable=False),
        sa.Column("wie", sa.Text, nullable=False),
        sa.Column("ontvangen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("findings", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_circulaires"),
        sa.UniqueConstraint("halfjaar", "revision", name="uq_circulaires_halfjaar_revision"),
    )
    op.create_table(
        "taakstellingen",
        sa.Column("circulaire_id", sa.Integer, nullable=False),
        sa.Column("code", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("taakstelling", sa.BigInteger, nullable=False),
        sa.Column("inwoners", sa.BigInteger),
        sa.Column("blad", sa.Text),
        sa.Column("rij", sa.Integer),
        sa.PrimaryKeyConstraint("circulaire_id", "code", name="pk_taakstellingen"),
        sa.ForeignKeyConstraint(
            ["circulaire_id"],
            ["circulaires.id"],
            name="fk_taakstellingen_circulaire_id_circulaires",
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "naast",
        sa.Column("snapshot_id", sa.Integer, nullable=False),
        sa.Column("kolom", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("code", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("kop", sa.Text, nullable=False),
        sa.Column("waarde", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("snapshot_id", "kolom", "code", name="pk_naast"),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshots.id"], name="fk_naast_snapshot_id_snapshots", ondelete="CASCADE"
        ),
    )
    with op.batch_alter_table("deliveries") as table:
        table.add_column(sa.Column("circulaire_id", sa.Integer))
        table.create_foreign_key(TO_CIRCULAR, "circulaires", ["circulaire_id"], ["id"], ondelete="CASCADE")


def downgrade() -> None:
    """Remove them."""
    with op.batch_alter_table("deliveries") as table:
        table.drop_constraint(TO_CIRCULAR, type_="foreignkey")
        table.drop_column("circulaire_id")
    for name in ("naast", "taakstellingen", "circulaires"):
        op.drop_table(name)
