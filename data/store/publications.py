"""The log of what was published when, in the store: only added to, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import sqlalchemy as sa

from data.domain.publicaties import Publicatie, Versie
from data.store.schema import publicaties
from data.store.writing import Writer
from data.terms import Peildatum


class Publications(Writer):
    """Keeps the lines of that log."""

    def add_publications(self, lines: Sequence[Publicatie]) -> None:
        """Adds lines at the end of the log, all or nothing."""
        rows = [
            {
                "peildatum": line.versie.peildatum.date,
                "voorbeeld": line.versie.voorbeeld,
                "revision": line.versie.revision,
                "grens": str(line.grens),
                "bron": line.bron,
                "release": line.release,
                "sha256": line.sha256,
                "moment": line.moment,
            }
            for line in lines
        ]
        if rows:
            with self._writing() as connection:
                connection.execute(sa.insert(publicaties), rows)

    def publications(self, peildatum: Peildatum | None = None) -> tuple[Publicatie, ...]:
        """The whole log, or what it says of one peildatum; oldest line first."""
        query = sa.select(publicaties).order_by(publicaties.c.id)
        if peildatum is not None:
            query = query.where(publicaties.c.peildatum == peildatum.date)
        with self._engine.connect() as connection:
            return tuple(
                Publicatie(
                    versie=Versie(Peildatum(row.peildatum), row.revision, row.voorbeeld),
                    grens=Fraction(row.grens),
                    bron=row.bron,
                    release=row.release,
                    sha256=row.sha256,
                    moment=row.moment,
                )
                for row in connection.execute(query)
            )
