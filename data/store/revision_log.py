"""The revisions of the store: which files came for a peildatum after each other, and why the later ones came."""

from __future__ import annotations

import sqlalchemy as sa

from data.store.circulars import Circulars
from data.store.schema import snapshots
from data.store.snapshots_table import Revision, SnapshotInfo, read_info
from data.terms import Peildatum


class Revisions(Circulars):
    """Lists revisions, and keeps the reason that goes with one."""

    def revisions(self, peildatum: Peildatum, voorbeeld: bool = False) -> tuple[SnapshotInfo, ...]:
        """Every revision of a peildatum, oldest first; empty when there is none."""
        query = (
            sa.select(snapshots)
            .where(snapshots.c.peildatum == peildatum.date, snapshots.c.voorbeeld == voorbeeld)
            .order_by(snapshots.c.revision)
        )
        with self._engine.connect() as connection:
            return tuple(read_info(row) for row in connection.execute(query))

    def corrected(self, *, voorbeeld: bool = False, peildatum: Peildatum | None = None) -> tuple[Revision, ...]:
        """Every revision of each peildatum that has more than one, by peildatum and then oldest first."""
        which = snapshots.c.voorbeeld == voorbeeld
        if peildatum is not None:
            which = sa.and_(which, snapshots.c.peildatum == peildatum.date)
        several = sa.select(snapshots.c.peildatum).where(which, snapshots.c.revision > 1)
        query = (
            sa.select(
                snapshots.c.peildatum, snapshots.c.revision, snapshots.c.voorbeeld, snapshots.c.sha256,
                snapshots.c.ontvangen, snapshots.c.toelichting,
            )
            .where(which, snapshots.c.peildatum.in_(several))
            .order_by(snapshots.c.peildatum, snapshots.c.revision)
        )  # fmt: skip
        with self._engine.connect() as connection:
            return tuple(
                Revision(Peildatum(r.peildatum), r.revision, r.voorbeeld, r.sha256, r.ontvangen, r.toelichting or "")
                for r in connection.execute(query)
            )


def explain(connection: sa.Connection, snapshot_id: int, toelichting: str | None) -> None:
    """Keeps why a revision came, said when the same file was delivered once more; without a text nothing changes."""
    if toelichting:
        row = sa.update(snapshots).where(snapshots.c.id == snapshot_id)
        connection.execute(row.values(toelichting=toelichting))
