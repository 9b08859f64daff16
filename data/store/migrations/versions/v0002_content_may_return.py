"""The content of an older revision may become current again, so it may occur twice for one peildatum."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

UNIQUE = "uq_snapshots_peildatum_voorbeeld_sha256"


def upgrade() -> None:
    """Drop the rule that content occurs once for a peildatum."""
    with op.batch_alter_table("snapshots") as table:
        table.drop_constraint(UNIQUE, type_="unique")


def downgrade() -> None:
    """Put it back; fails when content did return."""
    with op.batch_alter_table("snapshots") as table:
        table.create_unique_constraint(UNIQUE, ["peildatum", "voorbeeld", "sha256"])
