"""A half-year circular (Bijlage A): the taakstelling per gemeente before the half-year begins, and nothing realised.

Recognised by what it holds: gemeenten, one column of taakstellingen, inhabitants perhaps, a half-year in its title or
name, and no column that could be anything of a month. It is held to its own totals, to the law's formula and to the land.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from data.columns.column_choice import Velden, holds_figures
from data.columns.column_headers import BALANCES, Kolom, Rol
from data.columns.columns import Indeling
from data.columns.dates import Kracht, find_halfjaren
from data.columns.row_figures import check_cells
from data.columns.rows import Rij, Rijsoort
from data.columns.sheet_parts import Deel, choose_parts, read_part
from data.errors import InvalidTerm
from data.findings import Finding, make_finding
from data.intake.allotment import Toets, check_formula, check_national
from data.intake.checks import check_sums
from data.intake.completeness import check_complete, check_year, settle_doubles
from data.intake.magnitude import check_taakstellingen
from data.intake.period import hints_inside
from data.intake.result import Context
from data.reference.gemeenten import gemeenten_on
from data.reference.names import namen_of
from data.sheets.cells import Soort, read_amount
from data.sheets.tables import Budget
from data.terms import Circulaire, Gemeentecode, Halfjaar

OF_A_MONTH = BALANCES | {Rol.GEREALISEERD, Rol.MAAND, Rol.NOG, Rol.PERCENTAGE}
FARTHEST = dt.timedelta(days=366)  # from today to the first day of the half-year
_UITGEVER = re.compile(r"\b[Mm]inisterie van [A-Z]\w+(?:(?:,| en|, en)? [A-Z]\w+)*")

Tell = Callable[[Sequence[Finding]], None]


@dataclass(frozen=True, slots=True)
class Gevonden:
    """The tables of what seems a circular, and the half-year or half-years that it may be about."""

    layouts: tuple[Indeling, ...]
    halfjaren: frozenset[Halfjaar]
    uitgever: str


def find_circular(tables: Sequence[Indeling], filename: str) -> Gevonden | None:
    """What seems a circular among the tables of a file; None where anything in it may be of a month."""
    layouts = [layout for layout in tables if _only_taakstellingen(layout)]
    visible = [layout for layout in layouts if not layout.sheet.hidden] or layouts
    others = [layout for layout in tables if layout not in layouts and not layout.missing]
    if not visible or others or any(h.kracht > Kracht.LOS for layout in visible for h in hints_inside(layout)):
        return None
    texts = [text for layout in visible for text in _texts(layout)]
    above = frozenset().union(*(find_halfjaren(text) for text in texts))
    headers = [k.halfjaren | {p for p in k.blok if isinstance(p, Halfjaar)} for i in visible for k in _tasks(i)]
    named = [s for s in (above, find_halfjaren(filename), frozenset().union(*headers)) if s]
    agreed = frozenset.intersection(*named) if named else frozenset()
    cells = (
        c for layout in visible for row in layout.sheet.rows for c in row if isinstance(c, str) and "inisterie" in c
    )
    publishers = {m[0] for text in (*texts, *cells) for m in _UITGEVER.finditer(text)}
    uitgever = publishers.pop() if len(publishers) == 1 else ""
    return Gevonden(tuple(visible), agreed or frozenset().union(*named), uitgever)


def read_circular(
    gevonden: Gevonden, context: Context, vandaag: dt.date | None, budget: Budget, tell: Tell
) -> tuple[Circulaire | None, dict[Gemeentecode, tuple[str, int]]]:
    """The circular with the place of each figure; what is wrong with it goes to `tell`."""
    first = gevonden.layouts[0]
    if len(gevonden.halfjaren) != 1:
        named = ", ".join(map(str, sorted(gevonden.halfjaren)))
        tell([make_finding("halfjaar-onduidelijk", blad=first.sheet.naam, rij=first.top + 1, namen=named)])
        return None, {}
    halfjaar = next(iter(gevonden.halfjaren))
    if vandaag and halfjaar.begin > vandaag + FARTHEST:
        tell([make_finding("halfjaar-te-ver", halfjaar=halfjaar, begin=halfjaar.begin, vandaag=vandaag)])
    try:
        namen = namen_of(halfjaar.year)
    except InvalidTerm:
        tell([make_finding("peildatum-onmogelijk", waarde=halfjaar, jaar=halfjaar.year)])
        return None, {}
    read = [read_part(layout, halfjaar.peildata[0], namen, budget) for layout in map(_as_tasks, gevonden.layouts)]
    parts, findings = choose_parts(read, namen)
    tell(findings)
    taken = [row for part in parts for row in _rows(part, tell)]
    every = [row for part in parts for row in part.rows]
    tasks = {row.gemeente.code: row.number(velden.taakstelling) for row, velden in taken if row.gemeente}
    there = {g.code for g in gemeenten_on(halfjaar.begin)}
    gone = {code for code in namen.gemeenten if code not in there}
    elsewhere = {row.elders for row in every if row.elders}
    other_year = check_year(every, elsewhere | set(tasks), namen)
    tell(other_year or check_complete(every, namen, parts[0].velden.naam, gone))
    with_task = [(row, task) for row, velden in taken if (task := row.number(velden.taakstelling)) is not None]
    people = _people(taken)
    kolom = parts[0].velden.taakstelling
    if kolom and with_task:
        toets = Toets(kolom, parts[0].layout.kop + 1)
        blad, total = parts[0].blad, sum(task for _, task in with_task)
        tell(check_formula(with_task, people, toets))
        tell(check_national(total, halfjaar, blad, toets))
        tell(check_taakstellingen(total, people, halfjaar.peildata[0], context.earlier, blad, toets.kop, kolom))
    tell([make_finding("circulaire-gelezen", blad=first.sheet.naam, halfjaar=halfjaar.title)])
    figures = {code: task for code, task in tasks.items() if task is not None}
    places = {row.gemeente.code: (row.blad, row.nummer) for row, _ in taken if row.gemeente}
    return Circulaire(halfjaar, figures, people, gevonden.uitgever), places


def _only_taakstellingen(layout: Indeling) -> bool:
    """Whether a table holds taakstellingen of gemeenten, and no figures that may be anything else of a half-year."""
    rollen = {k.rol for k in layout.kolommen}
    unknown = [k for k in layout.of(Rol.ONBEKEND) if holds_figures(layout, k)]
    return bool(rollen & {Rol.CODE, Rol.NAAM}) and bool(_tasks(layout)) and not rollen & OF_A_MONTH and not unknown


def _tasks(layout: Indeling) -> list[Kolom]:
    """The columns of taakstellingen: those called so, else the one that the words also allow to be it."""
    return [*layout.of(Rol.TAAKSTELLING)] or [k for k in layout.kolommen if Rol.TAAKSTELLING in k.ook and not k.zeker]


def _as_tasks(layout: Indeling) -> Indeling:
    """The table with its columns of taakstellingen as such, and without those that would be corrected ones."""
    tasks = _tasks(layout)
    kolommen = [replace(k, rol=Rol.TAAKSTELLING) if k in tasks else k for k in layout.kolommen]
    return replace(
        layout, kolommen=tuple(replace(k, rol=Rol.BEKEND) if k.rol is Rol.GECORRIGEERD else k for k in kolommen)
    )


def _texts(layout: Indeling) -> list[str]:
    """What stands above a table and in its footers, and the name of its sheet."""
    above = [" ".join(c for c in row if isinstance(c, str)) for row in layout.sheet.rows[: layout.top]]
    return [*above, *(text for _, text in layout.sheet.texts), layout.sheet.naam]


def _rows(part: Deel, tell: Tell) -> list[tuple[Rij, Velden]]:
    """The rows of the gemeenten of one part, once its cells and sums are checked."""
    people = part.layout.of(Rol.INWONERS)[:1]
    part.velden = velden = replace(part.velden, naast=people)
    for row in part.rows:
        row.bedragen |= {k.index: read_amount(row.cell(k)) for k in people}
    tell(check_cells(part.rows, velden, part.layout.sheet))
    tell(settle_doubles(part.rows, velden))
    tell(_sums(part))
    rows = [row for row in part.rows if row.soort is Rijsoort.GEMEENTE]
    for row in rows:
        for kolom in (velden.taakstelling, *people):
            if kolom and row.bedragen.get(kolom.index, (Soort.LEEG, 0))[0] is Soort.LEEG:
                naam = f"{row.naam}, {kolom.rol.value}"
                tell([make_finding("cijfer-ontbreekt", blad=row.blad, rij=row.nummer, kolom=kolom.label, naam=naam)])
    return [(row, velden) for row in rows]


def _sums(part: Deel) -> list[Finding]:
    """Totals that differ; that of the land may be the number before each share was rounded up."""
    kolom = part.velden.taakstelling
    label = kolom.label if kolom else ""
    rows = [r for r in part.rows if r.soort is Rijsoort.GEMEENTE]
    total = sum(r.number(kolom) or 0 for r in rows)
    before = {
        r.nummer: printed
        for r in part.rows
        if r.soort is Rijsoort.LAND and (printed := r.number(kolom)) and total - len(rows) <= printed < total
    }
    return [
        make_finding("totaal-voor-afronding", blad=f.blad, rij=f.rij, kolom=f.kolom, waarde=before[f.rij], som=total)
        if f.code == "totaal-wijkt-af" and f.kolom == label and f.rij in before
        else f
        for f in check_sums(part.rows, part.velden)
    ]


def _people(taken: Sequence[tuple[Rij, Velden]]) -> dict[Gemeentecode, int]:
    """The inhabitants that stand beside the taakstellingen, where every gemeente has them."""
    inwoners = {}
    for row, velden in taken:
        number = row.number(velden.naast[0]) if velden.naast else None
        if row.gemeente is None or number is None:
            return {}
        inwoners[row.gemeente.code] = number
    return inwoners
