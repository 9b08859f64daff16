"""Where the figures of a snapshot came from, as the store answers it: file, sheet, row and columns, and the original."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from data.errors import SnapshotMissing
from data.intake.result import Bronkolom
from data.store.schema import cijfers, kolommen, snapshots
from data.store.snapshots_table import SnapshotInfo, read_info
from data.store.writing import Writer
from data.terms import Gemeentecode, Peildatum

Place = tuple[str, int]  # sheet, and row from 1


@dataclass(frozen=True, slots=True)
class Herkomst:
    """The file of a snapshot, where each gemeente stands in it, and which columns its figures are.

    A gemeente without a row in the file has no place. `kolommen` is empty for a snapshot of before they were kept.
    """

    info: SnapshotInfo
    plaatsen: Mapping[Gemeentecode, Place]
    kolommen: tuple[Bronkolom, ...]


class Origins(Writer):
    """The questions about where figures came from."""

    def herkomst(
        self, peildatum: Peildatum, revision: int | None = None, voorbeeld: bool = False
    ) -> dict[Gemeentecode, Place]:
        """Sheet and row (counted from 1) of every figure in the original file of a snapshot. Raises SnapshotMissing."""
        row = self._row(peildatum, revision, voorbeeld)
        with self._engine.connect() as connection:
            return _places(connection, row.id)

    def origin(self, peildatum: Peildatum, revision: int | None = None, voorbeeld: bool = False) -> Herkomst:
        """All that is known of where the figures of a snapshot came from. Raises SnapshotMissing."""
        row = self._row(peildatum, revision, voorbeeld)
        columns = (
            sa.select(kolommen.c.blad, kolommen.c.cijfer, kolommen.c.kolom, kolommen.c.teken, kolommen.c.kop)
            .where(kolommen.c.snapshot_id == row.id)
            .order_by(kolommen.c.blad, kolommen.c.cijfer, kolommen.c.teken.desc(), kolommen.c.kolom)
        )
        with self._engine.connect() as connection:
            bronnen = tuple(Bronkolom(*values) for values in connection.execute(columns))
            return Herkomst(read_info(row), _places(connection, row.id), bronnen)

    def original(self, sha256: str) -> SnapshotInfo | None:
        """The newest snapshot that was read from a file with this content; None when there never was one."""
        query = sa.select(snapshots).where(snapshots.c.sha256 == sha256).order_by(snapshots.c.id.desc()).limit(1)
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        return None if row is None else read_info(row)

    def _row(self, peildatum: Peildatum, revision: int | None, voorbeeld: bool) -> sa.Row[Any]:
        query = (
            sa.select(snapshots)
            .where(snapshots.c.peildatum == peildatum.date, snapshots.c.voorbeeld == voorbeeld)
            .order_by(snapshots.c.revision.desc())
            .limit(1)
        )
        if revision is not None:
            query = query.where(snapshots.c.revision == revision)
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise SnapshotMissing(peildatum, revision)
        return row


def _places(connection: sa.Connection, snapshot_id: int) -> dict[Gemeentecode, Place]:
    rows = sa.select(cijfers.c.code, cijfers.c.blad, cijfers.c.rij)
    placed = rows.where(cijfers.c.snapshot_id == snapshot_id, cijfers.c.rij.is_not(None))
    return {Gemeentecode(code): (blad, rij) for code, blad, rij in connection.execute(placed)}
