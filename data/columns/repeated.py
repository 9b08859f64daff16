"""Recognises tables that repeat the gemeenten: a row for each month, or several stands below each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from data.columns.column_choice import Velden
from data.columns.column_headers import NAMING, Kolom, Rol
from data.columns.columns import Indeling
from data.columns.rows import Rij, Rijsoort
from data.findings import Finding, clean, make_finding
from data.terms import Gemeentecode

MOSTLY = 0.5  # share of the gemeenten that must come back before it is a way of writing, not a mistake
MOST_SHOWN = 6  # of the periods


def check_repeated(rows: Sequence[Rij], indeling: Indeling, velden: Velden) -> list[Finding]:
    """One error for a table with more than one row for most gemeenten, naming the column that tells them apart."""
    places: dict[Gemeentecode, list[Rij]] = defaultdict(list)
    for row in rows:
        if row.soort is Rijsoort.GEMEENTE and row.gemeente:
            places[row.gemeente.code].append(row)
    several = [double for double in places.values() if len(double) > 1]
    if len(several) <= MOSTLY * len(places) or len(several) < 2:
        return []
    kolom = _column_that_tells(several, indeling, velden)
    blad, rij, aantal = indeling.sheet.naam, several[0][1].nummer, max(len(double) for double in several)
    if kolom is None:
        return [make_finding("stand-meerdere", blad=blad, rij=rij, aantal=aantal, eerder=several[0][0].nummer)]
    values = dict.fromkeys(clean(row.cell(kolom)) for double in several for row in double)
    waarden = ", ".join(list(values)[:MOST_SHOWN]) + (", …" if len(values) > MOST_SHOWN else "")
    return [
        make_finding("maanden-meerdere", blad=blad, rij=rij, kolom=kolom.label, aantal=aantal, namen=waarden),
    ]


def _column_that_tells(several: Sequence[list[Rij]], indeling: Indeling, velden: Velden) -> Kolom | None:
    """The column outside names and figures with another value in each row of the same gemeente."""
    used = {k.index for k in velden.figures}
    for kolom in indeling.kolommen:
        if kolom.rol in NAMING - {Rol.GEBIED} or kolom.index in used:
            continue
        values = [[clean(row.cell(kolom)) for row in double] for double in several]
        kinds = {value for row in values for value in row}
        if "" not in kinds and all(len(set(row)) == len(row) for row in values) and len(kinds) < len(several):
            return kolom
    return None
