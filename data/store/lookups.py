"""The questions that several methods of the store ask: the newest revisions, and the figures of snapshots."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from data.intake.result import Naast
from data.store.schema import cijfers, naast, snapshots
from data.terms import Cijfers, Gemeentecode


def newest(connection: sa.Connection, *, voorbeeld: bool) -> Sequence[sa.Row[Any]]:
    """The newest revision of every peildatum, newest peildatum first."""
    last = (
        sa.select(snapshots.c.peildatum, sa.func.max(snapshots.c.revision).label("revision"))
        .where(snapshots.c.voorbeeld == voorbeeld)
        .group_by(snapshots.c.peildatum)
        .subquery()
    )
    query = (
        sa.select(snapshots)
        .join(
            last,
            sa.and_(snapshots.c.peildatum == last.c.peildatum, snapshots.c.revision == last.c.revision),
        )
        .where(snapshots.c.voorbeeld == voorbeeld)
        .order_by(snapshots.c.peildatum.desc())
    )
    return connection.execute(query).all()


def figures(connection: sa.Connection, ids: Sequence[int]) -> dict[int, dict[Gemeentecode, Cijfers | None]]:
    """The figures of each snapshot, sorted by code."""
    by_snapshot: dict[int, dict[Gemeentecode, Cijfers | None]] = {i: {} for i in ids}
    query = (
        sa.select(
            cijfers.c.snapshot_id,
            cijfers.c.code,
            cijfers.c.taakstelling,
            cijfers.c.achterstand,
            cijfers.c.gerealiseerd,
        )
        .where(cijfers.c.snapshot_id.in_(ids))
        .order_by(cijfers.c.snapshot_id, cijfers.c.code)
    )
    for snapshot_id, code, taakstelling, achterstand, gerealiseerd in connection.execute(query):
        figure = None if taakstelling is None else Cijfers(taakstelling, achterstand, gerealiseerd)
        by_snapshot[snapshot_id][Gemeentecode(code)] = figure
    return by_snapshot


def beside(connection: sa.Connection, snapshot_id: int) -> tuple[Naast, ...]:
    """The columns that stood beside the figures of a snapshot."""
    query = sa.select(naast.c.kolom, naast.c.kop, naast.c.code, naast.c.waarde).where(
        naast.c.snapshot_id == snapshot_id
    )
    columns: dict[int, tuple[str, dict[Gemeentecode, str]]] = {}
    for kolom, kop, code, waarde in connection.execute(query.order_by(naast.c.kolom, naast.c.code)):
        columns.setdefault(kolom, (kop, {}))[1][Gemeentecode(code)] = waarde
    return tuple(Naast(kop, waarden) for kop, waarden in columns.values())
