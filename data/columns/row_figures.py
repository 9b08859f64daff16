"""The cells of gemeente rows as whole numbers: what is missing, impossible or does not add up within one row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from data.columns.column_choice import Velden
from data.columns.column_headers import Kolom, Rol
from data.columns.rows import Rij, Rijsoort
from data.findings import Finding, clean, make_finding
from data.sheets.cells import LARGEST, Soort
from data.sheets.tables import Sheet
from data.terms import MAANDEN, MONTHS_PER_HALFJAAR, Peildatum

_NOT_NEGATIVE = {Rol.TAAKSTELLING, Rol.GEREALISEERD, Rol.INWONERS}
_ABSENT = {Soort.LEEG, Soort.STREEPJE}


@dataclass(slots=True)
class Gelezen:
    """A gemeente row: `taakstelling` and `gerealiseerd` where readable; `empty` when the row has no figures at all."""

    rij: Rij
    taakstelling: int | None = None
    gerealiseerd: int | None = None
    empty: bool = False
    broken: bool = False  # an error in it was reported already


def check_cells(rows: list[Rij], velden: Velden, sheet: Sheet) -> list[Finding]:
    """Cells that hold no possible whole number, in gemeenten and sums alike; those leave the row's figures."""
    findings = []
    for row in rows:
        for kolom in velden.figures:
            if code := _wrong_cell(row, kolom, sheet):
                row.bedragen[kolom.index] = (Soort.GEEN_GETAL, 0)
                fields: dict[str, Any] = {
                    "naam": f"{row.naam}, {kolom.rol.value}" if row.naam else kolom.rol.value,
                    "waarde": row.cell(kolom),
                    "hoe": sheet.restyled.get((row.nummer - 1, kolom.index), ""),
                }
                findings.append(make_finding(code, blad=row.blad, rij=row.nummer, kolom=kolom.label, **fields))
    return findings


def _wrong_cell(row: Rij, kolom: Kolom, sheet: Sheet) -> str:
    """The code of the finding about a cell; empty when it is right."""
    soort, number = row.bedragen.get(kolom.index, (Soort.LEEG, 0))
    place = (row.nummer - 1, kolom.index)
    if place in sheet.no_value:
        return "formule-zonder-waarde"
    if place in sheet.merged and row.soort is Rijsoort.GEMEENTE:
        return "cel-samengevoegd"
    if soort is Soort.GEEN_GETAL:
        return "controle-onleesbaar" if kolom.rol is Rol.NOG else "geen-heel-getal"
    return _wrong_number(number, row, kolom, shown_otherwise=place in sheet.restyled) if soort is Soort.GETAL else ""


def _wrong_number(number: int, row: Rij, kolom: Kolom, *, shown_otherwise: bool) -> str:
    if number and shown_otherwise:
        return "cel-anders-getoond"
    if abs(number) > LARGEST and row.soort is Rijsoort.GEMEENTE:
        return "cijfer-onmogelijk"
    return "cijfer-negatief" if number < 0 and kolom.rol in _NOT_NEGATIVE else ""


def months_needed(velden: Velden, peildatum: Peildatum) -> tuple[list[Kolom], list[Kolom], list[int]]:
    """The month columns that count, those that should be empty, and the months (1..12) without a column."""
    first = 1 if peildatum.halfjaar.half == 1 else MONTHS_PER_HALFJAAR + 1
    needed = list(range(first, first + peildatum.months))
    counted: list[Kolom] = []
    other: list[Kolom] = []
    for kolom in velden.maanden:
        assert kolom.maand is not None
        year, month = kolom.maand
        fits = month in needed and year in {None, peildatum.halfjaar.year}
        (counted if fits else other).append(kolom)
    have = [k.maand[1] for k in counted if k.maand]
    return counted, other, [month for month in needed if month not in have]


def check_months(velden: Velden, peildatum: Peildatum, blad: str, kop: int) -> list[Finding]:
    """Findings about the month columns as such; `kop` is the row of the header, from 1."""
    if not velden.maanden:
        return []
    counted, _, missing = months_needed(velden, peildatum)
    findings = []
    have = [k.maand[1] for k in counted if k.maand]
    for kolom in counted:
        if kolom.maand and have.count(kolom.maand[1]) > 1:
            naam = MAANDEN[kolom.maand[1] - 1]
            findings.append(
                make_finding("kolom-dubbel", blad=blad, rij=kop, kolom=kolom.label, naam=naam, koppen=kolom.label)
            )
    if velden.gerealiseerd is None:
        for month in missing:
            naam = MAANDEN[month - 1]
            findings.append(
                make_finding("maand-ontbreekt", blad=blad, rij=kop, kolom=naam, maand=naam, peildatum=peildatum)
            )
        if not missing:
            named = ", ".join(MAANDEN[m - 1] for m in sorted(have))
            findings.append(make_finding("maanden-opgeteld", blad=blad, rij=kop, maanden=named))
    return findings


def read_figures(rows: list[Rij], velden: Velden, peildatum: Peildatum | None) -> tuple[list[Gelezen], list[Finding]]:
    """Taakstelling and gerealiseerd of each gemeente row; the balance follows in data/intake/balances.py."""
    findings: list[Finding] = []
    read = []
    for row in rows:
        if row.soort is Rijsoort.GEMEENTE:
            read.append(_read(row, velden, peildatum, findings))
    return read, findings


def _read(row: Rij, velden: Velden, peildatum: Peildatum | None, findings: list[Finding]) -> Gelezen:
    result = Gelezen(row)
    needed = [k for k in velden.figures if k.rol is not Rol.NOG]
    kinds = {k: row.bedragen.get(k.index, (Soort.LEEG, 0))[0] for k in needed}
    result.broken = Soort.GEEN_GETAL in kinds.values()
    if all(kind in _ABSENT for kind in kinds.values()):
        result.empty = True
        findings.append(make_finding("geen-cijfers", blad=row.blad, rij=row.nummer, naam=row.naam))
        return result
    for kolom in (velden.taakstelling, velden.gerealiseerd, velden.gecorrigeerd):
        required = kolom is not None and (kolom is not velden.gecorrigeerd or _derives(velden))
        if kolom and required and kinds[kolom] is Soort.LEEG:
            naam = f"{row.naam}, {kolom.rol.value}"
            findings.append(
                make_finding("cijfer-ontbreekt", blad=row.blad, rij=row.nummer, kolom=kolom.label, naam=naam)
            )
            result.broken = True
    result.taakstelling = row.number(velden.taakstelling)
    result.gerealiseerd = row.number(velden.gerealiseerd)
    if velden.maanden and peildatum and not result.broken:
        _add_months(result, velden, peildatum, findings)
    return result


def _derives(velden: Velden) -> bool:
    """Whether a figure can only come from the corrected taakstelling."""
    return velden.taakstelling is None or not (velden.achterstand or velden.voorsprong or velden.saldo)


def _add_months(result: Gelezen, velden: Velden, peildatum: Peildatum, findings: list[Finding]) -> None:
    row = result.rij
    counted, other, missing = months_needed(velden, peildatum)
    for kolom in other:
        if row.number(kolom):
            fields: dict[str, Any] = {"naam": row.naam, "peildatum": peildatum, "waarde": clean(row.cell(kolom))}
            findings.append(
                make_finding("maand-niet-afgelopen", blad=row.blad, rij=row.nummer, kolom=kolom.label, **fields)
            )
            result.broken = True
    total = sum(row.number(k) or 0 for k in counted)
    if velden.gerealiseerd is None:
        result.gerealiseerd = total
        if total < 0:
            fields = {"naam": f"{row.naam}, som van de maanden", "waarde": total}
            findings.append(
                make_finding("cijfer-negatief", blad=row.blad, rij=row.nummer, kolom=counted[0].label, **fields)
            )
            result.broken = True
    elif not missing and total != result.gerealiseerd:
        fields = {"naam": row.naam, "som": total, "waarde": result.gerealiseerd}
        label = velden.gerealiseerd.label
        findings.append(
            make_finding(
                "gerealiseerd-telt-niet-op", blad=row.blad, rij=row.nummer, kolom=label, suggestie=str(total), **fields
            )
        )
        result.broken = True
