"""Which deliveries were dealt with: the key of each, in the same transaction as what became of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import sqlalchemy as sa

from data.store.schema import circulaires, deliveries, rejections, snapshots
from data.store.snapshots_table import Delivery, read_circular_info, read_info, read_rejection


def note(
    connection: sa.Connection,
    key: str | None,
    now: dt.datetime,
    *,
    snapshot_id: int | None = None,
    rejection_id: int | None = None,
    circulaire_id: int | None = None,
) -> None:
    """Writes down what became of the delivery with this key; nothing for one without."""
    if key is not None:
        became = {"snapshot_id": snapshot_id, "rejection_id": rejection_id, "circulaire_id": circulaire_id}
        row = {"key": key, "ontvangen": now, **became}
        connection.execute(sa.insert(deliveries).values(row))


def find(connection: sa.Connection, keys: Collection[str]) -> Delivery | None:
    """What became of the delivery that has one of these keys; None when it is not known."""
    row = connection.execute(sa.select(deliveries).where(deliveries.c.key.in_(keys)).limit(1)).first()
    if row is None:
        return None
    snapshot = connection.execute(sa.select(snapshots).where(snapshots.c.id == row.snapshot_id)).first()
    rejection = connection.execute(sa.select(rejections).where(rejections.c.id == row.rejection_id)).first()
    circular = connection.execute(sa.select(circulaires).where(circulaires.c.id == row.circulaire_id)).first()
    return Delivery(
        row.ontvangen,
        None if snapshot is None else read_info(snapshot),
        None if rejection is None else read_rejection(rejection),
        None if circular is None else read_circular_info(circular),
    )
