"""The circulars in the store: the taakstellingen of a half-year before it begins, a revision for each file."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from data.intake.result import Intake
from data.store import deliveries
from data.store.schema import circulaires, taakstellingen
from data.store.snapshots_table import AddedCircular, CirculaireInfo, read_circular_info, storable, write_provenance
from data.store.writing import Writer
from data.terms import Circulaire, Gemeentecode, Halfjaar


class Circulars(Writer):
    """Keeps circulars as the store keeps snapshots: nothing is overwritten, whoever delivers last decides."""

    def add_circular(
        self, intake: Intake, content: bytes, *, door: str, wie: str, now: dt.datetime, key: str | None = None
    ) -> AddedCircular:
        """Keep an accepted circular with its original; the same content again changes nothing. Raises ValueError."""
        circulaire = intake.circulaire
        if circulaire is None:
            raise ValueError("not accepted")
        sha256 = self._keep(intake, content)
        row = {"halfjaar": str(circulaire.halfjaar), "uitgever": storable(circulaire.uitgever), "sha256": sha256}
        row |= write_provenance(intake, door, wie, now)
        same = circulaires.c.halfjaar == row["halfjaar"]
        with self._writing() as connection:
            query = sa.select(circulaires.c.id, circulaires.c.revision, circulaires.c.sha256).where(same)
            last = connection.execute(query.order_by(circulaires.c.revision.desc()).limit(1)).first()
            if last is not None and last.sha256 == sha256:
                deliveries.note(connection, key, now, circulaire_id=last.id)
                return AddedCircular(circulaire.halfjaar, last.revision, new=False)
            revision = 1 if last is None else last.revision + 1
            added = connection.execute(sa.insert(circulaires).values(revision=revision, **row))
            assert added.inserted_primary_key is not None
            number = added.inserted_primary_key[0]
            connection.execute(sa.insert(taakstellingen), _rows(number, circulaire, intake))
            deliveries.note(connection, key, now, circulaire_id=number)
            return AddedCircular(circulaire.halfjaar, revision, new=True)

    def circulaires(self) -> tuple[tuple[CirculaireInfo, Circulaire], ...]:
        """The newest revision of the circular of every half-year, newest half-year first."""
        newest = sa.select(circulaires.c.halfjaar, sa.func.max(circulaires.c.revision).label("revision"))
        last = newest.group_by(circulaires.c.halfjaar).subquery()
        both = sa.and_(circulaires.c.halfjaar == last.c.halfjaar, circulaires.c.revision == last.c.revision)
        query = sa.select(circulaires).join(last, both).order_by(circulaires.c.halfjaar.desc())
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
            numbers = sa.select(taakstellingen).where(taakstellingen.c.circulaire_id.in_([r.id for r in rows]))
            figures = connection.execute(numbers.order_by(taakstellingen.c.code)).all() if rows else []
        return tuple(
            (read_circular_info(r), _circular(r, [f for f in figures if f.circulaire_id == r.id])) for r in rows
        )


def _rows(number: int, circulaire: Circulaire, intake: Intake) -> list[dict[str, Any]]:
    rows = []
    for code, taakstelling in sorted(circulaire.taakstellingen.items()):
        blad, rij = intake.herkomst.get(code, (None, None))
        place = {"blad": None if blad is None else storable(blad), "rij": rij}
        about = {"circulaire_id": number, "code": code.number, "taakstelling": taakstelling}
        rows.append({**about, "inwoners": circulaire.inwoners.get(code), **place})
    return rows


def _circular(row: Any, figures: list[Any]) -> Circulaire:
    people = {Gemeentecode(f.code): f.inwoners for f in figures if f.inwoners is not None}
    tasks = {Gemeentecode(f.code): f.taakstelling for f in figures}
    return Circulaire(Halfjaar.parse(row.halfjaar), tasks, people, row.uitgever)
