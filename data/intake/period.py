"""What a file says about its own period: dates and half-years in titles, names and columns, and in its gemeenten."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

from data.columns.column_choice import choose_columns
from data.columns.column_headers import BALANCES, Rol
from data.columns.columns import HEADER_ROWS, Indeling
from data.columns.dates import (
    Aanwijzing,
    Kracht,
    find_halfjaren,
    hint_in_sheet_name,
    hints_beside,
    hints_in_name,
    hints_in_row,
    hints_in_text,
)
from data.columns.rows import read_rows
from data.findings import Finding, is_list, make_finding
from data.reference.names import known_years, namen_of
from data.sheets.tables import Budget, Sheet
from data.terms import Peildatum

_WITH_YEAR = re.compile(r"20[0-9]{2}")
ROWS_TO_GUESS = 600  # of a file without a peildatum, to see of which year its gemeenten are


def gather_hints(
    filename: str, peildatum: Peildatum | None, sheets: Sequence[Sheet], layouts: Sequence[Indeling]
) -> list[Aanwijzing]:
    """All dates that could be the peildatum: asked for, in the file name, above a table, in its column, on a front page."""
    hints = _from_outside(filename, peildatum)
    for layout in layouts:
        hints += hints_inside(layout)
    used = {layout.sheet.naam for layout in layouts}
    for sheet in sheets:
        if sheet.naam not in used and not sheet.hidden and not _says_nothing(sheet):
            for position, row in enumerate(sheet.rows[:HEADER_ROWS]):
                hints += [h for h in hints_in_row(row, sheet.naam, position + 1) if h.kracht is Kracht.GENOEMD]
    return hints


def _from_outside(filename: str, peildatum: Peildatum | None) -> list[Aanwijzing]:
    hints = hints_in_name(filename)
    if peildatum:
        hints.append(Aanwijzing(peildatum.date, Kracht.GEVRAAGD, "de opgegeven peildatum"))
    return hints


def hints_inside(layout: Indeling) -> list[Aanwijzing]:
    """The dates in and around one table."""
    rows, blad = layout.sheet.rows, layout.sheet.naam
    hints = hint_in_sheet_name(blad)
    for position in range(layout.top):
        hints += hints_in_row(rows[position], blad, position + 1)
    kolommen = layout.of(Rol.PEILDATUM)
    for position in range(layout.kop + 1, len(rows)):
        row = rows[position]
        for kolom in kolommen:
            if kolom.index < len(row):
                hints += hints_in_row(["peildatum", row[kolom.index]], blad, position + 1)[:1]
        if any(isinstance(c, dt.date) or (isinstance(c, str) and _WITH_YEAR.search(c)) for c in row):
            hints += hints_beside(row, blad, position + 1)
    for bron, text in layout.sheet.texts:
        hints += hints_in_text(text, bron)
    return hints


def of_this_peildatum(
    layouts: list[Indeling], filename: str, peildatum: Peildatum | None
) -> tuple[list[Indeling], list[Finding]]:
    """Of a workbook with a sheet per month, the tables of the month that the option or the file name asks for."""
    outside = {hint.date for hint in _from_outside(filename, peildatum)}
    if len(layouts) < 2 or len(outside) != 1:
        return layouts, []
    dates = [{h.date for h in hints_inside(layout)} for layout in layouts]
    kept = [layout for layout, own in zip(layouts, dates, strict=True) if outside <= own]
    if not kept:
        return layouts, []
    findings = [
        make_finding("blad-niet-gebruikt", blad=layout.sheet.naam, reden="het gaat over een andere peildatum")
        for layout in layouts
        if layout not in kept
    ]
    return kept, findings


def _says_nothing(sheet: Sheet) -> bool:
    """Whether a sheet is more than a front page, or our own findings; the dates of other tables are their own business."""
    return len(sheet.rows) > 2 * HEADER_ROWS or (bool(sheet.rows) and is_list(sheet.rows[0]))


def check_halfjaren(layouts: Sequence[Indeling], peildatum: Peildatum) -> list[Finding]:
    """Errors for titles that name only other half-years than that of the peildatum."""
    findings = []
    for layout in layouts:
        for position in range(layout.top):
            text = " ".join(c for c in layout.sheet.rows[position] if isinstance(c, str))
            named = find_halfjaren(text)
            if named and peildatum.halfjaar not in named:
                findings.append(
                    make_finding(
                        "halfjaar-tegenstrijdig",
                        blad=layout.sheet.naam,
                        rij=position + 1,
                        waarde=text,
                        halfjaar=", ".join(map(str, sorted(named))),
                        peildatum=peildatum,
                        verwacht=peildatum.halfjaar,
                    )
                )
    return findings


def likely_year(layout: Indeling, budget: Budget) -> int:
    """The year that a file without peildatum speaks of: named in its headers, or shown by its gemeenten."""
    named = {h.year for k in layout.kolommen if k.rol not in BALANCES for h in k.halfjaren}
    if len(named) == 1 and max(named) >= min(known_years()):
        return named.pop()
    velden, _ = choose_columns(layout, None)
    part = replace(layout, sheet=replace(layout.sheet, rows=layout.sheet.rows[: layout.kop + ROWS_TO_GUESS]))

    def recognised(year: int) -> int:
        return len({r.gemeente.code for r in read_rows(part, velden, namen_of(year), budget)[0] if r.gemeente})

    return max(known_years(), key=lambda year: (recognised(year), year))
