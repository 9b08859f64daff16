"""Checks that every gemeente of the year is there once: not doubled, missing, merged since, or of another year."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Sequence

from data import dutch
from data.columns.column_choice import Velden
from data.columns.column_headers import Kolom, Rol
from data.columns.rows import Rij, Rijsoort
from data.findings import Finding, make_finding
from data.reference.gemeenten import gemeenten_of, gemeenten_on, opgegaan_in
from data.reference.names import Namen, find_provincie, year_of_set
from data.terms import Cijfers, Gemeentecode, Peildatum


def settle_doubles(rows: Sequence[Rij], velden: Velden) -> list[Finding]:
    """Errors for gemeenten that occur twice; the one of two that is the sum of its provincie becomes that sum."""
    places: dict[Gemeentecode, list[Rij]] = defaultdict(list)
    for row in rows:
        if row.soort is Rijsoort.GEMEENTE and row.gemeente:
            places[row.gemeente.code].append(row)
    findings = []
    for code, double in places.items():
        if len(double) == 2 and find_provincie(double[0].naam):
            headings = [row for row in double if all(row.number(k) is None for k in velden.figures)]
            if len(headings) == 1:  # the name of the provincie above its gemeenten
                headings[0].soort = Rijsoort.TEKST
                continue
            sums = [row for row in double if _is_provincie_sum(row, rows, velden)]
            if len(sums) == 1:
                sums[0].soort = Rijsoort.PROVINCIE
                continue
        for row in double[1:]:
            kolom = velden.code or velden.naam
            findings.append(
                make_finding(
                    "gemeente-dubbel",
                    blad=row.blad,
                    rij=row.nummer,
                    kolom=kolom.label if kolom else "",
                    waarde=row.cell(kolom),
                    naam=row.naam,
                    gemeentecode=code,
                    eerder=double[0].nummer,
                )
            )
    return findings


def _is_provincie_sum(row: Rij, rows: Sequence[Rij], velden: Velden) -> bool:
    others = [r for r in rows if r.soort is Rijsoort.GEMEENTE and r is not row and r.provinciecode == row.provinciecode]
    columns = [k for k in velden.figures if k.rol is not Rol.NOG]
    return all(row.number(k) == sum(r.number(k) or 0 for r in others) for k in columns)


def add_merged(cijfers: dict[Gemeentecode, Cijfers | None], peildatum: Peildatum, blad: str) -> list[Finding]:
    """Adds gemeenten that merged within the year, before the peildatum, without a figure when the file has no row for them.

    A half-year has the gemeenten of 1 January (design.md section 2), so the map keeps the area; its figure is in that of
    the gemeente that it went into (Weesp, 24 March 2022).
    """
    on_the_day = {g.code for g in gemeenten_on(peildatum.date - dt.timedelta(days=1))}  # 1 January is the next year
    findings = []
    for g in gemeenten_of(peildatum.halfjaar.year):
        if g.code in on_the_day or g.code in cijfers:
            continue
        went = opgegaan_in(g.code)
        cijfers[g.code] = None
        findings.append(
            make_finding(
                "gemeente-al-samengevoegd",
                blad=blad,
                naam=g.naam,
                gemeentecode=g.code,
                datum=dutch.date(went[0].date),
                waarheen=dutch.listed([w.naam for w in went]),
                jaar=peildatum.halfjaar.year,
            )
        )
    return findings


def check_complete(
    rows: Sequence[Rij], namen: Namen, kolom: Kolom | None, counted: Collection[Gemeentecode] = ()
) -> list[Finding]:
    """Errors for gemeenten of the year that are not there, at the row where one would look for them."""
    present = [r for r in rows if r.soort is Rijsoort.GEMEENTE and r.gemeente]
    codes = {r.gemeente.code for r in present if r.gemeente} | set(counted)
    missing = [g for code, g in namen.gemeenten.items() if code not in codes]
    label = kolom.label if kolom else ""
    order = [(r.gemeente.code, r.nummer) for r in present if r.gemeente]
    by_code = order == sorted(order)
    findings = []
    for g in missing:
        rij, plaats = (present[-1].nummer if present else None), ""
        if by_code and order:
            at = bisect_left(order, (g.code, 0))
            rij = order[at][1] if at < len(order) else order[-1][1] + 1
            plaats = f"; verwacht bij rij {rij}"
        blad = present[0].blad if present else ""
        findings.append(
            make_finding(
                "gemeente-ontbreekt",
                blad=blad,
                rij=rij,
                kolom=label,
                naam=g.naam,
                gemeentecode=g.code,
                plaats=plaats,
                suggestie=f"{g.code} {g.naam}",
            )
        )
    return findings


def check_year(rows: Sequence[Rij], given: set[Gemeentecode], namen: Namen) -> list[Finding]:
    """An error when the gemeenten are exactly those of another year than the peildatum asks for."""
    other = None if not given or given == set(namen.gemeenten) else year_of_set(given)
    if other is None:
        return []
    return [
        make_finding(
            "gemeenten-ander-jaar",
            blad=rows[0].blad,
            rij=rows[0].nummer,
            aantal=len(given),
            gevonden=other,
            verwacht=len(namen.gemeenten),
            jaar=namen.year,
        )
    ]
